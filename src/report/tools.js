/* Report, what every page has: data, units and small tools.  The parts of a page share one module scope, in the order of meson.build.
   Names are untrusted: text goes in as text nodes only, never as markup. */
const data = JSON.parse(document.getElementById('data').textContent);
const MINUTE = 60, HOUR = 3600, DAY = 86400;
const time = data.time, timeEnd = time.begin + time.bin * time.bins;

/* Numbers and times, as people read them. */
const whole = (n) => Math.round(n).toLocaleString('en-US');
const fixed = (n, d) => n.toLocaleString('en-US', { minimumFractionDigits: d, maximumFractionDigits: d });
const minutes = (s, d = 1) => fixed(s / MINUTE, d);
const hours = (s) => { const h = Math.abs(s) / HOUR; return h >= 100 ? whole(h) : fixed(h, 1); };
const percent = (share, d = 1) => {
  const text = fixed(share * 100, d);
  return share < 1 && Number(text) === 100 ? fixed(100 - 10 ** -d, d) : text;
};
const micros = (us) => (us >= 1e6 ? `${fixed(us / 1e6, 2)} s` : us >= 1e3 ? `${fixed(us / 1e3, us >= 1e5 ? 0 : 1)} ms` : `${whole(us)} µs`);
const distance = (m) => (m >= 1000 ? `${fixed(m / 1000, m >= 100000 ? 0 : 1)} km` : `${whole(m)} m`);
function clock(s, withSeconds) {
  const day = Math.floor(s / DAY), rest = s - day * DAY, two = (n) => String(Math.floor(n)).padStart(2, '0');
  const text = `${two(rest / HOUR)}:${two((rest % HOUR) / MINUTE)}` + (withSeconds ? `:${two(rest % MINUTE)}` : '');
  return day === 0 ? text : `${text} ${day > 0 ? '+' : '−'}${Math.abs(day)} d`;
}
/* On an axis: no day where one is meant, 24:00 at its end. */
const tickText = (s, begin, end) => (end - begin > 30 * HOUR ? clock(s) : s > 0 && s % DAY === 0 && s === end ? '24:00' : clock(((s % DAY) + DAY) % DAY));
function span(s) {
  const all = Math.round(s / MINUTE);
  if (s < MINUTE) return `${Math.round(s)} s`;
  return s < 100 * MINUTE ? `${all} min` : `${Math.floor(all / 60)} h${all % 60 ? ` ${all % 60} min` : ''}`;
}
const plural = (n, word, more) => `${whole(n)} ${n === 1 ? word : more || `${word}s`}`;
function dateText() {
  if (data.midnight_ms < 1e11) return '';
  return new Date(data.midnight_ms + 12 * HOUR * 1000).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/* Elements. */
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'style') for (const [property, v] of Object.entries(value)) node.style.setProperty(property, v);
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
const byId = (id) => document.getElementById(id);
const swatch = (color, shape) => el('i', { class: `swatch ${shape || ''}`, style: { '--c': color }, 'aria-hidden': 'true' });
const clamp = (v, low, high) => Math.min(high, Math.max(low, v));

/* The one tooltip: lines of text, or elements, near a point of the window. */
const tip = byId('tip');
function showTip(x, y, lines) {
  tip.replaceChildren(...lines.map((line) => (line instanceof Node ? line : el('div', null, line))));
  tip.hidden = false;
  const box = tip.getBoundingClientRect(), room = document.documentElement.clientWidth;
  tip.style.left = `${clamp(x + 14 + box.width > room ? x - box.width - 14 : x + 14, 6, Math.max(6, room - box.width - 6))}px`;
  tip.style.top = `${y + 16 + box.height > window.innerHeight ? Math.max(4, y - box.height - 12) : y + 16}px`;
}
const hideTip = () => { tip.hidden = true; };
addEventListener('scroll', hideTip, { passive: true });

/* Calls back with the width of a node now and whenever it changes. */
function onWidth(node, draw) {
  let last = 0;
  new ResizeObserver(() => requestAnimationFrame(() => {
    const width = Math.floor(node.clientWidth);
    if (width > 0 && width !== last) draw(last = width);
  })).observe(node);
}

/* Round steps for an axis: 1, 2 or 5 times a power of ten. */
function niceStep(range, count) {
  const rough = range / Math.max(1, count), power = 10 ** Math.floor(Math.log10(rough)), lead = rough / power;
  return (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1) * power;
}
function timeTicks(begin, end, count) {
  const steps = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 90 * DAY];
  const step = steps.find((s) => (end - begin) / s <= count) || 180 * DAY, ticks = [];
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) ticks.push(at);
  return ticks;
}

/* What other parts listen to: the moment shown and what is selected. */
const bus = new EventTarget();
const say = (type, value) => bus.dispatchEvent(new CustomEvent(type, { detail: value }));
const on = (type, act) => bus.addEventListener(type, (e) => act(e.detail));

/* The section in view is marked in the bar. */
function followSections() {
  const links = [...document.querySelectorAll('nav a')], seen = new Map();
  const watch = new IntersectionObserver((entries) => {
    entries.forEach((e) => seen.set(e.target.id, e.intersectionRatio > 0 ? e.intersectionRect.height : 0));
    const best = [...seen.entries()].sort((a, b) => b[1] - a[1])[0];
    links.forEach((a) => { if (best && a.hash === `#${best[0]}`) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current'); });
  }, { threshold: [0, 0.1, 0.25, 0.5, 0.75, 1] });
  links.forEach((a) => watch.observe(byId(a.hash.slice(1))));
}
