/* Report of deliveries, part 1: its data, decoded. */
const days = data.days, main = days[0], several = days.length > 1;

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
