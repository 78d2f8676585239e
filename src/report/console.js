/* Report of deliveries, part 4: what drives the map: clock, pointer, keys, the side panel. */

function choose(kind, i) {
  view.courier = kind === 'courier' ? i : -1;
  view.order = kind === 'order' ? i : -1;
  view.merchant = kind === 'merchant' ? i : -1;
  refresh();
  say('select', { day: view.day, courier: view.courier });
}
function setNow(now) {
  view.now = clamp(now, time.begin, timeEnd);
  refresh();
  say('now', view.now);
}
function setDay(day) {
  const before = detail(view.day), courier = before.couriers[view.courier], chosen = before.orders[view.order], merchant = before.merchants[view.merchant];
  view.day = day;
  const after = detail(day);
  view.courier = courier ? after.couriers.findIndex((c) => c.name === courier.name) : -1;
  view.order = chosen ? after.orders.findIndex((o) => o.name === chosen.name) : -1;
  view.merchant = merchant ? after.merchants.findIndex((m) => m.name === merchant.name) : -1;
  refresh();
  say('day', day);
}

function zoom(factor, x, y) {
  const scale = clamp(view.scale * factor, 1e-5, 40), f = scale / view.scale;
  view.left = x + (view.left - x) * f;
  view.top = y + (view.top - y) * f;
  view.scale = scale;
  view.fitted = false;
  redraw();
}
function pan(dx, dy) { view.left += dx; view.top += dy; view.fitted = false; redraw(); }

/* Drag, pinch, wheel with Ctrl (so that the page still scrolls), click. */
function listen() {
  const pointers = new Map();
  let moved = 0;
  const local = (e) => { const box = canvas.getBoundingClientRect(); return [e.clientX - box.left, e.clientY - box.top]; };
  canvas.addEventListener('pointerdown', (e) => { canvas.setPointerCapture(e.pointerId); pointers.set(e.pointerId, local(e)); moved = 0; });
  canvas.addEventListener('pointermove', (e) => {
    const [x, y] = local(e), old = pointers.get(e.pointerId);
    if (!old) return hover(x, y, e);
    const others = [...pointers.entries()].filter(([id]) => id !== e.pointerId).map(([, p]) => p)[0];
    if (others) {
      const before = Math.hypot(old[0] - others[0], old[1] - others[1]), after = Math.hypot(x - others[0], y - others[1]);
      zoom(after / Math.max(1, before), (x + others[0]) / 2, (y + others[1]) / 2);
      moved = 99;
    } else { pan(x - old[0], y - old[1]); moved += Math.abs(x - old[0]) + Math.abs(y - old[1]); }
    pointers.set(e.pointerId, [x, y]);
    hideTip();
  });
  const up = (e) => {
    if (pointers.delete(e.pointerId) && moved < 5 && e.type === 'pointerup') { const h = hit(...local(e)); choose(h && h[2], h ? h[3] : -1); }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', hideTip);
  canvas.addEventListener('wheel', (e) => {
    if (!e.ctrlKey && !e.metaKey && document.activeElement !== canvas) return;
    e.preventDefault();
    zoom(1.0015 ** -e.deltaY, ...local(e));
  }, { passive: false });
  canvas.addEventListener('keydown', keys);
}
function hover(x, y, e) {
  const h = hit(x, y);
  canvas.style.cursor = h ? 'pointer' : 'grab';
  if (h) showTip(e.clientX, e.clientY, words(h[2], h[3])); else hideTip();
}
function keys(e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const act = { ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
    '+': () => zoom(1.3, view.width / 2, view.height / 2), '=': () => zoom(1.3, view.width / 2, view.height / 2), '-': () => zoom(1 / 1.3, view.width / 2, view.height / 2),
    0: () => { fit(); redraw(); }, ' ': () => play(!view.playing), '.': () => setNow(view.now + MINUTE), ',': () => setNow(view.now - MINUTE), Escape: () => choose(null, -1) }[e.key];
  if (!act) return;
  e.preventDefault();
  act();
}

let last = 0;
function play(start) {
  if (start && view.now >= timeEnd - 1) setNow(time.begin);
  view.playing = start;
  const button = byId('play');
  button.textContent = start ? 'Pause' : 'Play';
  button.classList.toggle('on', start);
  last = 0;
  if (start) requestAnimationFrame(tick);
}
function tick(at) {
  if (!view.playing) return;
  if (last) setNow(view.now + (Math.min(100, at - last) / 1000) * view.speed);
  last = at;
  if (view.now >= timeEnd - 1) play(false); else requestAnimationFrame(tick);
}

/* The side panel and the clock at the present moment. */
let parts = {};
function refresh() {
  const day = view.day, step = clamp(Math.floor((view.now - time.begin) / time.step), 0, day.steps.open.length - 1), at = (key) => day.steps[key][step];
  const place = (view.now - time.begin) / (timeEnd - time.begin);
  parts.clock.textContent = clock(view.now);
  parts.slider.value = Math.round(view.now);
  parts.slider.setAttribute('aria-valuetext', clock(view.now));
  parts.slider.style.setProperty('--at', place);
  const rows = { open: at('open') - at('open') + at('unpicked'), board: at('open') - at('unpicked'), done: at('done'), on: at('on'), busy: at('busy') };
  for (const [key, n] of Object.entries(rows)) parts[key].textContent = whole(Math.max(0, n));
  parts.fleet.style.setProperty('--share', at('on') ? Math.min(1, at('busy') / at('on')) : 0);
  const kind = ['courier', 'order', 'merchant'].find((k) => view[k] >= 0), chosen = kind ? words(kind, view[kind]) : null;
  parts.chosen.replaceChildren(...(chosen || [el('span', { class: 'hint' }, 'Select a courier, an order or a merchant on the map to follow it.')]).map((w) => (w instanceof Node ? w : el('div', null, w))));
  parts.clear.hidden = !chosen;
  redraw();
}

function timeline() {
  const area = el('div', { class: 'area', 'aria-hidden': 'true' });
  parts.slider = el('input', { type: 'range', min: time.begin, max: timeEnd, step: 1, 'aria-label': 'Time of day', oninput: (e) => setNow(Number(e.target.value)) });
  const ticks = el('div', { class: 'ticks', 'aria-hidden': 'true' });
  const draw = () => {
    const width = area.clientWidth, height = area.clientHeight, peak = Math.max(1, ...days.flatMap((d) => d.steps.open));
    if (!width) return;
    const X = (i, n) => (i / n) * width, list = view.day.steps.open, points = list.map((n, i) => `${X(i, list.length).toFixed(1)},${(height - (n / peak) * (height - 3)).toFixed(1)}`);
    area.replaceChildren(svg('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, svg('polygon', { points: `0,${height} ${points.join(' ')} ${width},${height}` })));
    ticks.replaceChildren(...timeTicks(time.begin, timeEnd, Math.floor(width / 62)).map((t) => el('span', { style: { left: `${((t - time.begin) / (timeEnd - time.begin)) * 100}%` } }, tickText(t, time.begin, timeEnd))));
  };
  onWidth(area, draw);
  on('day', draw);
  return el('div', { class: 'timeline' }, area, parts.slider, ticks);
}

function controls() {
  const speeds = [[30, '30 s'], [60, '1 min'], [120, '2 min'], [300, '5 min'], [900, '15 min']];
  const speed = el('select', { 'aria-label': 'Time that passes in one second', onchange: (e) => { view.speed = Number(e.target.value); } },
    speeds.map(([value, text]) => el('option', { value, selected: value === view.speed }, `${text} a second`)));
  const policy = several && el('label', null, 'Policy ', el('select', { onchange: (e) => setDay(days[Number(e.target.value)]) }, days.map((d, i) => el('option', { value: i }, d.label))));
  const button = (text, label, act) => el('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, text);
  parts.clock = el('output', { class: 'clock', 'aria-live': 'off' });
  return el('div', { class: 'controls' }, el('button', { type: 'button', id: 'play', class: 'primary', onclick: () => play(!view.playing) }, 'Play'), parts.clock, speed, policy,
    el('span', { class: 'gap' }), el('span', { class: 'zooms' }, button('+', 'Zoom in', () => zoom(1.4, view.width / 2, view.height / 2)),
      button('−', 'Zoom out', () => zoom(1 / 1.4, view.width / 2, view.height / 2)), button('Fit', 'Show everything', () => { fit(); redraw(); })));
}

function sidePanel() {
  const count = (key, name) => el('div', { class: 'count' }, parts[key] = el('b', null, '0'), el('span', null, name));
  const mark = (state, late) => {
    const node = el('canvas', { width: 36, height: 36, class: 'mark', 'aria-hidden': 'true' });
    parts.marks.push(() => { const old = pen; pen = node.getContext('2d'); pen.setTransform(2, 0, 0, 2, 0, 0); const unit = view.unit; view.unit = 1; pen.clearRect(0, 0, 18, 18); orderMark(9, 9, state, late, 4); pen = old; view.unit = unit; });
    return node;
  };
  const toggle = (key, name) => el('label', { class: 'check' }, el('input', { type: 'checkbox', checked: view.show[key], onchange: (e) => { view.show[key] = e.target.checked; redraw(); } }), name);
  parts.marks = [];
  parts.fleet = el('div', { class: 'meter', 'aria-hidden': 'true' });
  parts.chosen = el('div', { class: 'chosen' });
  parts.clear = el('button', { type: 'button', class: 'quiet', onclick: () => choose(null, -1) }, 'Clear');
  return el('div', { class: 'side' },
    el('div', { class: 'counts' }, count('open', 'to be picked up'), count('board', 'on the way'), count('done', 'delivered'), count('busy', 'couriers with orders'), count('on', 'couriers on shift')), parts.fleet,
    el('div', { class: 'chosen-box' }, parts.chosen, parts.clear),
    el('div', { class: 'keys' },
      el('div', null, el('h4', null, 'Couriers'), LEGS.map((leg) => el('span', null, swatch(`var(--leg-${leg.key})`), leg.name)), el('span', null, swatch('var(--idle)'), 'Idle')),
      el('div', null, el('h4', null, 'Orders, at the door'), el('span', null, mark('open'), 'No courier bound yet'), el('span', null, mark('bound'), 'A courier is bound'), el('span', null, mark('board'), 'On the way'),
        el('span', null, mark('done'), 'Just delivered'), el('span', null, mark('bound', true), 'Beyond the promised time'), el('span', null, mark('gone'), 'Cancelled or failed'))),
    el('div', { class: 'checks' }, toggle('orders', 'Orders'), toggle('merchants', 'Merchants'), toggle('paths', 'Last five minutes of path')));
}

function repaint() {
  readColors();
  parts.marks.forEach((draw) => draw());
  redraw();
}

function buildMap() {
  canvas = el('canvas', { tabindex: '0', role: 'img', 'aria-label': 'Map of the day. Arrow keys move it, plus and minus zoom, 0 shows everything, space plays and pauses, comma and full stop step by a minute.' });
  pen = canvas.getContext('2d');
  const stage = el('div', { class: 'stage' }, canvas);
  byId('map-panel').append(controls(), el('div', { class: 'map-body' }, el('div', { class: 'scene' }, stage, timeline()), sidePanel()));
  ink.font = getComputedStyle(document.body).fontFamily;
  const size = () => {
    view.dpr = Math.min(3, window.devicePixelRatio || 1);
    view.unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 15;
    view.width = stage.clientWidth; view.height = stage.clientHeight;
    if (!view.width || !view.height) return;
    canvas.width = view.width * view.dpr; canvas.height = view.height * view.dpr;
    if (view.fitted) fit();
    paint();
  };
  readColors();
  const peak = main.steps.open.indexOf(Math.max(...main.steps.open));
  setNow(time.begin + Math.max(0, peak) * time.step);
  new ResizeObserver(size).observe(stage);
  listen();
  repaint();
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', () => { readColors(); parts.marks.forEach((draw) => draw()); paint(); });
  const shown = days.filter((d) => d.counts[0] > d.counts[1] || d.counts[2] > d.counts[3])[0];
  byId('map-note').textContent = shown ? `To keep this file small the map draws ${whole(main.counts[1])} of ${plural(main.counts[0], 'courier')} and ${whole(main.counts[3])} of ${plural(main.counts[2], 'order')}; all figures and charts count everything.`
    : `${plural(main.counts[0], 'courier')}, ${plural(main.merchants.length, 'merchant')} and ${plural(main.counts[2], 'order')}, minute by minute.`;
}
