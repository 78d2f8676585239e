/* Report, part 1: the data, units and small tools.  The parts share one module scope, in the order report, charts, map, couriers, page.
   Names are untrusted: text goes in as text nodes only, never as markup. */
const data = JSON.parse(document.getElementById('data').textContent);
const days = data.days, main = days[0], several = days.length > 1;
const MINUTE = 60, HOUR = 3600, DAY = 86400;

/* Palette slots: the reported run, nearest courier, every-minute assignment, then whatever else. */
const DASH = ['', '2 3', '7 4', '1 4', '9 3 2 3', '4 2', '12 4', '3 6'];
days.forEach((day, i) => {
  const fixed = { 0: 1, 1: 2 }[day.policy];
  day.slot = i === 0 ? 0 : fixed && !days.slice(0, i).some((d) => d.slot === fixed) ? fixed : i + 2;
  day.color = `var(--s${day.slot % 8})`;
  day.dash = i === 0 ? '' : DASH[day.slot % 8];
});

const STATE = { OPEN: 0, BOUND: 1, BOARD: 2, DELIVERED: 3, CANCELLED: 4, FAILED: 5 };
const LEGS = [
  { key: 'to', name: 'Driving to a merchant' }, { key: 'at', name: 'At the merchant' }, { key: 'go', name: 'Driving to a door' },
  { key: 'door', name: 'At the door' }, { key: 'move', name: 'Moving without an order' }];

function order(row, offset) {
  const [state, x, y, placed, expected, ready, due, committed, arrived, picked, delivered, closed, declines, changes] = row.slice(offset);
  const at = (since) => (since === null ? null : placed + since);
  return { state, x, y, placed, expected: at(expected), ready: at(ready), due: at(due), committed: at(committed), arrived: at(arrived),
    picked: at(picked), delivered: at(delivered), closed: at(closed), declines, changes };
}

/* A courier's legs as objects {kind, begin, end, x0, y0, x1, y1, ref}, in the order of time. */
function legsOf(courier) {
  let [x, y] = courier.at, now = 0, p = 0;
  return Array.from(courier.k, (digit, i) => {
    const kind = Number(digit) % 5, moves = kind === 0 || kind === 2 || kind === 4;
    if (digit >= '5') { x = courier.p[p++]; y = courier.p[p++]; }
    const leg = { kind, begin: now + courier.t[2 * i], x0: x, y0: y, ref: courier.r[i] };
    leg.end = now = leg.begin + courier.t[2 * i + 1];
    if (moves) { x = courier.p[p++]; y = courier.p[p++]; }
    leg.x1 = x; leg.y1 = y;
    return leg;
  });
}

/* For each ten minutes the orders that can be seen in them, so that a frame looks at few. */
const SLOT = 10 * MINUTE, FADE = 4 * MINUTE;
function aliveBySlot(orders) {
  const first = Math.floor(data.time.begin / SLOT), last = Math.ceil((data.time.begin + data.time.bin * data.time.bins) / SLOT);
  const slots = Array.from({ length: last - first + 1 }, () => []), index = (t) => Math.min(slots.length - 1, Math.max(0, Math.floor(t / SLOT) - first));
  orders.forEach((o, i) => {
    const end = o.state === STATE.DELIVERED ? o.delivered : o.closed, to = end === null ? slots.length - 1 : index(end + FADE);
    for (let s = index(o.placed); s <= to; s++) slots[s].push(i);
  });
  return { first, slots };
}

/* Decoded once a day, when it is first looked at. */
function detail(day) {
  if (day.detail) return day.detail;
  const merchants = day.merchants.map(([name, x, y]) => ({ name, x, y }));
  const orders = day.orders.map((row) => Object.assign(order(row, 3), { name: row[0], merchant: row[1], courier: row[2] }));
  const couriers = day.couriers.map((c, ix) => ({ ix, name: c.n, x: c.at[0], y: c.at[1], orders: c.orders, busy: c.busy, shift: c.shift, metres: c.m,
    legs: legsOf(c), shifts: [] }));
  day.shifts.forEach(([c, on, off]) => couriers[c].shifts.push([on, off]));
  couriers.forEach((c) => c.shifts.sort((a, b) => a[0] - b[0]));
  day.alive = aliveBySlot(orders);
  return (day.detail = { merchants, orders, couriers });
}

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
const span = (s) => (s < MINUTE ? `${Math.round(s)} s` : s < 100 * MINUTE ? `${Math.round(s / MINUTE)} min` : `${Math.floor(s / HOUR)} h ${Math.round((s % HOUR) / MINUTE)} min`);
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
