/* Report of deliveries, part 5: a lane of time for each courier. */

const lanes = { shown: 20, query: '', sort: 'orders', rows: [] };
const SORTS = {
  orders: ['Most orders', (a, b) => b.orders - a.orders || a.ix - b.ix],
  busy: ['Busiest', (a, b) => b.busy * a.shift - a.busy * b.shift || a.ix - b.ix],
  idle: ['Least busy', (a, b) => a.busy * b.shift - b.busy * a.shift || a.ix - b.ix],
  begin: ['First on shift', (a, b) => (a.shifts[0]?.[0] ?? 0) - (b.shifts[0]?.[0] ?? 0) || a.ix - b.ix],
  name: ['Name', (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || a.ix - b.ix] };

function chosenCouriers() {
  const query = lanes.query.trim().toLowerCase();
  return detail(view.day).couriers.filter((c) => !query || c.name.toLowerCase().includes(query)).sort(SORTS[lanes.sort][1]);
}

/* One path a kind: cheap for the browser, sharp in print. */
function lane(courier, width, height) {
  const X = (t) => ((clamp(t, time.begin, timeEnd) - time.begin) / (timeEnd - time.begin)) * width;
  const bar = (a, b, y, h) => `M${X(a).toFixed(1)},${y}h${Math.max(0.5, X(b) - X(a)).toFixed(1)}v${h}H${X(a).toFixed(1)}z`;
  const shift = courier.shifts.map(([a, b]) => bar(a, b, height * 0.12, height * 0.76)).join('');
  const kinds = LEGS.map((leg, kind) => svg('path', { d: courier.legs.filter((l) => l.kind === kind).map((l) => bar(l.begin, l.end, height * 0.22, height * 0.56)).join(''), style: { fill: `var(--leg-${leg.key})` } }));
  return svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('path', { d: shift, class: 'shift' }), kinds);
}

function laneWords(courier, t) {
  const d = detail(view.day), [leg, running] = legAt(courier, t);
  if (!running) return [el('strong', null, courier.name), `${clock(t)}: ${onShift(courier, t) ? 'idle' : 'off shift'}`];
  const merchant = d.merchants[leg.ref], o = d.orders[leg.ref], toDoor = leg.kind === 2 || leg.kind === 3;
  return [el('strong', null, courier.name), LEGS[leg.kind].name, toDoor ? (o ? `Order ${o.name}` : null) : merchant ? merchant.name : null, `${clock(leg.begin)} – ${clock(leg.end)}, ${span(leg.end - leg.begin)}`].filter(Boolean);
}

function laneRow(courier, width, height) {
  const track = el('div', { class: 'track' }, lane(courier, width, height), el('i', { class: 'now', 'aria-hidden': 'true' }));
  const at = (e) => { const box = track.getBoundingClientRect(); return time.begin + ((e.clientX - box.left) / box.width) * (timeEnd - time.begin); };
  const busy = courier.shift ? `${percent(courier.busy / courier.shift, 0)} % busy` : 'no shift';
  track.addEventListener('pointermove', (e) => showTip(e.clientX, e.clientY, laneWords(courier, at(e))));
  track.addEventListener('pointerleave', hideTip);
  const show = (t) => { choose('courier', courier.ix); if (t !== null) setNow(t); };
  track.addEventListener('click', (e) => show(at(e)));
  return el('li', { 'data-ix': courier.ix }, el('button', { type: 'button', class: 'who', title: 'Follow on the map', onclick: () => { show(courier.legs[0] ? courier.legs[0].begin + 1 : null); byId('map').scrollIntoView(); } },
    el('b', null, courier.name), el('small', null, `${plural(courier.orders, 'order')} · ${busy} · ${distance(courier.metres)}`)), track);
}

function drawLanes() {
  const list = byId('lane-list'), all = chosenCouriers(), shown = all.slice(0, lanes.shown);
  const em = parseFloat(getComputedStyle(list).fontSize), probe = byId('lane-axis'), width = probe.clientWidth;
  if (!width) return;
  list.replaceChildren(...shown.map((c) => laneRow(c, width, Math.round(1.9 * em))));
  probe.replaceChildren(...timeTicks(time.begin, timeEnd, Math.floor(width / 64)).map((t) => el('span', { style: { left: `${((t - time.begin) / (timeEnd - time.begin)) * 100}%` } }, tickText(t, time.begin, timeEnd))));
  byId('lane-count').textContent = all.length ? `${whole(shown.length)} of ${plural(all.length, 'courier')}` : 'No courier has that in its name.';
  byId('lane-more').hidden = shown.length >= all.length;
  markLanes();
}
function markLanes() {
  const list = byId('lane-list'), share = (view.now - time.begin) / (timeEnd - time.begin);
  list.style.setProperty('--now', `${share * 100}%`);
  for (const row of list.children) row.classList.toggle('chosen', Number(row.dataset.ix) === view.courier);
}

function buildLanes() {
  const drawn = main.counts[1] < main.counts[0];
  byId('couriers-note').textContent = `What each courier did, minute by minute. Select a lane to see that moment on the map.${drawn ? ` ${whole(main.counts[1])} of ${plural(main.counts[0], 'courier')} are in this file.` : ''}`;
  byId('gantt').append(
    el('div', { class: 'controls' }, el('label', { class: 'grow' }, el('span', { class: 'sr' }, 'Find a courier'), el('input', { type: 'search', placeholder: 'Find a courier', oninput: (e) => { lanes.query = e.target.value; lanes.shown = 20; drawLanes(); } })),
      el('label', null, 'Sort ', el('select', { onchange: (e) => { lanes.sort = e.target.value; drawLanes(); } }, Object.entries(SORTS).map(([key, [name]]) => el('option', { value: key }, name)))),
      el('span', { id: 'lane-count', class: 'quiet-text', role: 'status' })),
    el('div', { class: 'legend' }, LEGS.map((leg) => el('span', null, swatch(`var(--leg-${leg.key})`), leg.name)), el('span', null, swatch('var(--shift)'), 'Idle on shift')),
    el('div', { class: 'lanes' }, el('div', { class: 'lane-head' }, el('span', null), el('div', { id: 'lane-axis', class: 'ticks' })), el('ul', { id: 'lane-list' })),
    el('button', { type: 'button', id: 'lane-more', onclick: () => { lanes.shown += 40; drawLanes(); } }, 'Show more'));
  onWidth(byId('lane-axis'), drawLanes);
  on('day', drawLanes);
  on('now', markLanes);
  on('select', markLanes);
}
