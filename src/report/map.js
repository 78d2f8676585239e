/* Report of deliveries, part 3: the map.  A canvas with couriers on their legs and orders by their state, at one moment; a clock moves it. */

/* Grid units to metres on a plane, north up: longitudes are squeezed by the cosine of the middle latitude. */
const METRES_PER_DEGREE = 111195;
const plane = (() => {
  const { x, y, unit, geographic, metres } = data.box, middle = y + (unit * 65535) / 2;
  const sx = geographic ? METRES_PER_DEGREE * Math.cos((clamp(middle, -85, 85) * Math.PI) / 180) : metres, sy = geographic ? METRES_PER_DEGREE : metres;
  return { sx: unit * sx, sy: unit * sy, east: (m) => x + m / sx, north: (m) => y + m / sy, fromX: (v) => (v - x) * sx, fromY: (v) => (v - y) * sy, perX: sx, perY: sy };
})();

const view = { day: main, now: 0, playing: false, speed: 120, scale: 1, left: 0, top: 0, width: 0, height: 0, dpr: 1, unit: 1, courier: -1, order: -1, merchant: -1, fitted: true, drawn: [],
  show: { paths: true, orders: true, merchants: true } };
let canvas, pen, ink = {};

const toX = (x) => view.left + x * plane.sx * view.scale, toY = (y) => view.top - y * plane.sy * view.scale;

/* The view that holds nearly all points: the outermost hundredth on each side may lie outside. */
function fit() {
  const d = detail(view.day), xs = [], ys = [];
  for (const list of [d.merchants, d.orders, d.couriers]) for (const p of list) { xs.push(p.x); ys.push(p.y); }
  const cut = (list) => { list.sort((a, b) => a - b); const k = Math.floor(list.length / 200); return [list[k] ?? 0, list[list.length - 1 - k] ?? 1]; };
  const [x0, x1] = cut(xs), [y0, y1] = cut(ys), w = Math.max(100, (x1 - x0) * plane.sx), h = Math.max(100, (y1 - y0) * plane.sy);
  view.scale = Math.min(view.width / (w * 1.12), view.height / (h * 1.14));
  view.left = view.width / 2 - ((x0 + x1) / 2) * plane.sx * view.scale;
  view.top = view.height / 2 + ((y0 + y1) / 2) * plane.sy * view.scale;
  view.fitted = true;
}

function readColors() {
  const style = getComputedStyle(canvas);
  for (const key of ['ink', 'ink2', 'ink3', 'line', 'panel', 'ground', 'leg-to', 'leg-at', 'leg-go', 'leg-door', 'leg-move', 'idle', 'bad', 'good', 's0', 'warn']) ink[key] = style.getPropertyValue(`--${key}`).trim();
}

function drawGround() {
  pen.fillStyle = ink.ground;
  pen.fillRect(0, 0, view.width, view.height);
  pen.font = `${11 * view.unit}px ${ink.font}`;
  pen.lineWidth = 1;
  const axis = (size, per, origin, flip, text, rule) => {
    const step = niceStep((size / view.scale) / per, Math.max(3, size / 140)), low = flip ? -(size - origin) : -origin, high = low + size;
    const at0 = Math.ceil((text.base + low / view.scale / per) / step), at1 = Math.floor((text.base + high / view.scale / per) / step);
    for (let i = at0; i <= at1 && i - at0 < 60; i++) rule(origin + (flip ? -1 : 1) * (i * step - text.base) * per * view.scale, text.show(i * step, step));
  };
  const digits = (v, step) => v.toFixed(clamp(-Math.floor(Math.log10(step)), 0, 6));
  const east = (v, step) => (data.box.geographic ? `${digits(Math.abs(v), step)}° ${v < 0 ? 'W' : 'E'}` : digits(v, step));
  const north = (v, step) => (data.box.geographic ? `${digits(Math.abs(v), step)}° ${v < 0 ? 'S' : 'N'}` : digits(v, step));
  pen.strokeStyle = ink.line; pen.fillStyle = ink.ink3;
  axis(view.width, plane.perX, view.left, false, { base: data.box.x, show: east }, (x, text) => { line(x, 0, x, view.height); pen.textAlign = 'left'; pen.fillText(text, x + 4, 13 * view.unit); });
  axis(view.height, plane.perY, view.top, true, { base: data.box.y, show: north }, (y, text) => { line(0, y, view.width, y); pen.textAlign = 'right'; pen.fillText(text, view.width - 6, y - 4); });
}
function line(x0, y0, x1, y1) { pen.beginPath(); pen.moveTo(x0, y0); pen.lineTo(x1, y1); pen.stroke(); }

function drawScale() {
  const metres = niceStep((110 * view.unit) / view.scale, 1), width = metres * view.scale, x = 14, y = view.height - 16 * view.unit;
  pen.strokeStyle = ink.ink2; pen.fillStyle = ink.ink2; pen.lineWidth = 2; pen.textAlign = 'left';
  pen.beginPath(); pen.moveTo(x, y - 5); pen.lineTo(x, y); pen.lineTo(x + width, y); pen.lineTo(x + width, y - 5); pen.stroke();
  pen.font = `${12 * view.unit}px ${ink.font}`;
  pen.fillText(metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, x, y - 9);
}

/* The leg at a moment, or the last one before it: [leg, whether it is still running]. */
function legAt(courier, now) {
  let low = 0, high = courier.legs.length;
  while (low < high) { const mid = (low + high) >> 1; if (courier.legs[mid].begin <= now) low = mid + 1; else high = mid; }
  const leg = courier.legs[low - 1];
  return [leg, leg !== undefined && now < leg.end, low - 1];
}
function courierAt(courier, now) {
  const [leg, running, index] = legAt(courier, now);
  if (!leg) return { x: courier.x, y: courier.y, kind: -1, index };
  if (!running) return { x: leg.x1, y: leg.y1, kind: -1, index };
  const share = (now - leg.begin) / Math.max(1, leg.end - leg.begin);
  return { x: leg.x0 + (leg.x1 - leg.x0) * share, y: leg.y0 + (leg.y1 - leg.y0) * share, kind: leg.kind, leg, index,
    heading: leg.x1 !== leg.x0 || leg.y1 !== leg.y0 ? Math.atan2(-(leg.y1 - leg.y0) * plane.sy, (leg.x1 - leg.x0) * plane.sx) : null };
}
const onShift = (courier, now) => courier.shifts.some(([begin, end]) => begin <= now && now < end);

function stateAt(o, now) {
  if (now < o.placed) return 'later';
  if (o.delivered !== null && o.state === STATE.DELIVERED && now >= o.delivered) return 'done';
  if ((o.state === STATE.CANCELLED || o.state === STATE.FAILED) && now >= (o.closed ?? o.placed)) return 'gone';
  if (o.picked !== null && now >= o.picked) return 'board';
  return o.committed !== null && now >= o.committed ? 'bound' : 'open';
}

function drawOrders(d, hits) {
  const { first, slots } = view.day.alive, list = slots[clamp(Math.floor(view.now / SLOT) - first, 0, slots.length - 1)], size = (d.orders.length > 5000 ? 2.4 : 3.6) * view.unit;
  for (const i of list) {
    const o = d.orders[i];
    if (o.placed > view.now) continue;
    const state = stateAt(o, view.now), ended = state === 'done' ? o.delivered : state === 'gone' ? o.closed ?? o.placed : null;
    if (ended !== null && view.now - ended > FADE && i !== view.order) continue;
    const x = toX(o.x), y = toY(o.y), late = o.due !== null && view.now > o.due && ended === null;
    pen.globalAlpha = ended !== null && i !== view.order ? 1 - (view.now - ended) / FADE : 1;
    orderMark(x, y, state, late, size);
    hits.push([x, y, 'order', i]);
  }
  pen.globalAlpha = 1;
}
/* Shapes as well as colours: an open ring, a ring with a dot, a disc, a tick, a cross. */
function orderMark(x, y, state, late, size) {
  const color = late ? ink.bad : state === 'open' ? ink.warn : state === 'done' ? ink.good : ink['leg-go'];
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = (late ? 2.4 : 1.8) * view.unit;
  pen.beginPath();
  if (state === 'gone') { pen.strokeStyle = ink.ink3; pen.moveTo(x - size, y - size); pen.lineTo(x + size, y + size); pen.moveTo(x + size, y - size); pen.lineTo(x - size, y + size); pen.stroke(); return; }
  if (state === 'done') { pen.moveTo(x - size, y); pen.lineTo(x - size * 0.2, y + size * 0.9); pen.lineTo(x + size * 1.2, y - size); pen.stroke(); return; }
  pen.arc(x, y, state === 'board' ? size * 0.95 : size * 1.15, 0, 7);
  if (state === 'board') pen.fill(); else pen.stroke();
  if (state === 'bound') { pen.beginPath(); pen.arc(x, y, size * 0.4, 0, 7); pen.fill(); }
}

function drawMerchants(d, hits) {
  const size = (d.merchants.length > 800 ? 2 : 3.4) * view.unit;
  pen.strokeStyle = ink.ink3; pen.lineWidth = 1.2; pen.fillStyle = ink.panel;
  d.merchants.forEach((m, i) => {
    const x = toX(m.x), y = toY(m.y);
    if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) return;
    pen.fillRect(x - size, y - size, 2 * size, 2 * size);
    pen.strokeRect(x - size, y - size, 2 * size, 2 * size);
    hits.push([x, y, 'merchant', i]);
  });
}

function drawPath(courier, at, since, width) {
  pen.lineWidth = width; pen.lineCap = 'round';
  for (let i = at.index; i >= 0; i--) {
    const leg = courier.legs[i], begin = Math.max(leg.begin, since);
    if (leg.end < since) break;
    if (leg.x0 === leg.x1 && leg.y0 === leg.y1) continue;
    const full = Math.max(1, leg.end - leg.begin), a = (begin - leg.begin) / full, b = (Math.min(leg.end, view.now) - leg.begin) / full;
    const mix = (p, q, t) => p + (q - p) * t;
    pen.strokeStyle = ink[`leg-${LEGS[leg.kind].key}`];
    line(toX(mix(leg.x0, leg.x1, a)), toY(mix(leg.y0, leg.y1, a)), toX(mix(leg.x0, leg.x1, b)), toY(mix(leg.y0, leg.y1, b)));
  }
}

function courierMark(x, y, at, size) {
  pen.fillStyle = at.kind < 0 ? ink.idle : ink[`leg-${LEGS[at.kind].key}`];
  pen.strokeStyle = ink.ground; pen.lineWidth = 1.5;
  pen.beginPath();
  if (at.heading === null || at.heading === undefined) pen.arc(x, y, size * 0.78, 0, 7);
  else {
    const c = Math.cos(at.heading) * size, s = Math.sin(at.heading) * size;
    pen.moveTo(x + 1.35 * c, y + 1.35 * s); pen.lineTo(x - c - 0.85 * s, y - s + 0.85 * c); pen.lineTo(x - 0.45 * c, y - 0.45 * s); pen.lineTo(x - c + 0.85 * s, y - s - 0.85 * c); pen.closePath();
  }
  pen.fill(); pen.stroke();
}

function drawCouriers(d, hits) {
  const size = (d.couriers.length > 600 ? 4 : d.couriers.length > 200 ? 5.5 : 7) * view.unit, places = [];
  d.couriers.forEach((courier, i) => {
    const at = courierAt(courier, view.now);
    if (at.kind < 0 && !onShift(courier, view.now) && i !== view.courier) return;
    places.push([i, at]);
  });
  if (view.show.paths) {
    pen.globalAlpha = 0.45;
    for (const [i, at] of places) drawPath(d.couriers[i], at, view.now - 5 * MINUTE, 2 * view.unit);
    pen.globalAlpha = 1;
  }
  const chosen = places.find(([i]) => i === view.courier);
  if (chosen) drawChosen(d, d.couriers[view.courier], chosen[1]);
  for (const [i, at] of places) {
    const x = toX(at.x), y = toY(at.y);
    courierMark(x, y, at, i === view.courier ? size * 1.35 : size);
    hits.push([x, y, 'courier', i]);
  }
}
/* The selected courier: the hour behind it, and what is before it on its present legs. */
function drawChosen(d, courier, at) {
  drawPath(courier, at, view.now - HOUR, 3);
  pen.setLineDash([2, 5]); pen.lineWidth = 2; pen.strokeStyle = ink.ink2;
  let x = toX(at.x), y = toY(at.y);
  for (let i = Math.max(0, at.index); i < courier.legs.length && courier.legs[i].begin < view.now + HOUR; i++) {
    const leg = courier.legs[i];
    if (leg.end <= view.now) continue;
    line(x, y, toX(leg.x1), toY(leg.y1));
    x = toX(leg.x1); y = toY(leg.y1);
  }
  pen.setLineDash([]);
  ring(toX(at.x), toY(at.y), 14 * view.unit);
}
function ring(x, y, radius) {
  pen.strokeStyle = ink.ink; pen.lineWidth = 2;
  pen.beginPath(); pen.arc(x, y, radius, 0, 7); pen.stroke();
}
function drawChosenOrder(d) {
  const o = d.orders[view.order];
  if (!o) return;
  const from = d.merchants[o.merchant];
  pen.strokeStyle = ink.ink2; pen.lineWidth = 1.6; pen.setLineDash([2, 5]);
  if (from) line(toX(from.x), toY(from.y), toX(o.x), toY(o.y));
  pen.setLineDash([]);
  ring(toX(o.x), toY(o.y), 11);
}

/* The selected merchant: lines to the doors of the orders that it still has to give away. */
function drawChosenMerchant(d) {
  const m = d.merchants[view.merchant];
  if (!m) return;
  pen.strokeStyle = ink.ink2; pen.lineWidth = 1.4; pen.setLineDash([2, 5]);
  for (const o of d.orders) if (o.merchant === view.merchant && ['open', 'bound'].includes(stateAt(o, view.now))) line(toX(m.x), toY(m.y), toX(o.x), toY(o.y));
  pen.setLineDash([]);
  ring(toX(m.x), toY(m.y), 11);
}

let wanted = false;
function redraw() {
  if (wanted || !canvas) return;
  wanted = true;
  requestAnimationFrame(() => { wanted = false; paint(); });
}
function paint() {
  if (!view.width) return;
  const d = detail(view.day), hits = [];
  pen.setTransform(view.dpr, 0, 0, view.dpr, 0, 0);
  drawGround();
  if (view.show.merchants) drawMerchants(d, hits);
  if (view.show.orders) drawOrders(d, hits);
  drawCouriers(d, hits);
  if (view.order >= 0) drawChosenOrder(d);
  if (view.merchant >= 0) drawChosenMerchant(d);
  drawScale();
  view.drawn = hits;
}

/* Words about what is on the map. */
function orderWords(d, i, now) {
  const o = d.orders[i], state = stateAt(o, now), merchant = d.merchants[o.merchant], courier = d.couriers[o.courier];
  const words = { later: 'Not placed yet', open: 'Waits for a courier', bound: courier ? `${courier.name} is bound to fetch it` : 'A courier is bound to fetch it', board: courier ? `On the way with ${courier.name}` : 'On the way',
    done: `Delivered at ${clock(o.delivered)}, ${minutes(o.delivered - o.placed, 0)} min after the click`, gone: o.state === STATE.FAILED ? 'Could not be handed over' : 'Cancelled' }[state];
  const due = o.due === null ? '' : `, promised by ${clock(o.due)}`;
  const ready = o.ready === null ? '' : now >= o.ready ? `Ready since ${clock(o.ready)}` : `Ready ${o.expected === null ? '' : 'expected '}at ${clock(o.expected ?? o.ready)}`;
  return [el('strong', null, `Order ${o.name}`), merchant ? `From ${merchant.name}` : null, `Placed ${clock(o.placed)}${due}`, state === 'open' || state === 'bound' ? ready : null, words].filter(Boolean);
}
function courierWords(d, i, now) {
  const courier = d.couriers[i], at = courierAt(courier, now), merchant = at.leg && at.kind !== 2 && at.kind !== 3 ? d.merchants[at.leg.ref] : null, o = at.leg && (at.kind === 2 || at.kind === 3) ? d.orders[at.leg.ref] : null;
  const doing = at.kind < 0 ? (onShift(courier, now) ? 'Idle' : 'Off shift') : `${LEGS[at.kind].name}${merchant ? `, ${merchant.name}` : o ? `, order ${o.name}` : ''}, until ${clock(at.leg.end)}`;
  const aboard = d.orders.filter((x) => x.courier === i && stateAt(x, now) === 'board').length;
  return [el('strong', null, `Courier ${courier.name}`), doing, aboard ? `${plural(aboard, 'order')} on board` : null,
    `Whole day: ${plural(courier.orders, 'order')}, ${distance(courier.metres)}${courier.shift ? `, ${percent(courier.busy / courier.shift, 0)} % busy` : ''}`].filter(Boolean);
}
function merchantWords(d, i, now) {
  const open = d.orders.filter((o) => o.merchant === i && ['open', 'bound'].includes(stateAt(o, now))), all = d.orders.filter((o) => o.merchant === i).length;
  return [el('strong', null, d.merchants[i].name), `${plural(open.length, 'order')} to be fetched now`, `${plural(all, 'order')} in the day`];
}
const words = (kind, i) => ({ order: orderWords, courier: courierWords, merchant: merchantWords })[kind](detail(view.day), i, view.now);

/* What lies under the pointer: couriers before orders before merchants, the nearest within reach. */
function hit(x, y) {
  const rank = { courier: 0, order: 5, merchant: 8 };
  let best = null, least = 15;
  for (const h of view.drawn) {
    const away = Math.hypot(h[0] - x, h[1] - y), score = away + rank[h[2]] * 0.6;
    if (away < 15 && score < least) { least = score; best = h; }
  }
  return best;
}
