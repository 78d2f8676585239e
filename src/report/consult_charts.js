/* Report of consultations, part 2: what is charted. */
const urgencyLine = (u, points, more) => ({ name: u.name, color: u.color, dash: ['', '7 3', '', '2 3'][u.u], type: 'line', points, ...more });

/* Counts by urgency on top of each other, STAT at the bottom; `read` is what each one says for itself. */
function stack(lists, type) {
  const sums = lists[0].map(() => 0);
  return urgencies.map((u, i) => ({ name: u.name, color: u.color, type, read: lists[i], points: lists[i].map(([x, y], k) => [x, (sums[k] += y)]) }));
}

function spreadChart() {
  const last = data.spread[0].length - 1, wide = 2;
  const series = urgencies.filter((u) => u.cases).map((u) => {
    let sum = 0;
    return urgencyLine(u, data.spread[u.u].slice(0, last).map((n, i) => [i * wide, (sum += n) / u.cases]));
  });
  return { title: 'Waits against the target', note: 'Share of the cases of each urgency that had their first contact within so much of their target.', series, x: [0, (last - 1) * wide], y: 1.001, barWidth: 0,
    xName: 'Of the target', marks: [{ x: 100, text: 'target' }], xTicks: (count) => (count < 5 ? [0, 100, 200] : [0, 50, 100, 150, 200]), xTick: (x) => `${x} %`, xText: (x) => `Within ${x} % of the target`, yText: (v) => `${percent(v)} %`, yTick: (v) => `${fixed(v * 100, 0)} %` };
}

function dayChart() {
  const series = urgencies.filter((u) => u.cases).map((u) => urgencyLine(u, data.bins.waits[u.u].map((s, i) => [binX(i) + time.bin / 2, s === null ? null : s / u.target])));
  const worst = series.map((s) => Math.max(...s.points.map((p) => p[1] || 0))), at = worst.indexOf(Math.max(...worst)), point = series[at] && series[at].points.find((p) => p[1] === worst[at]);
  const high = Math.max(1, ...worst) * 1.06, unit = niceStep(high, 5);
  return { ...overDay, title: 'Waits over the day', note: point ? `Mean wait of the cases that opened then, in parts of their target. The longest were those of ${series[at].name} around ${clock(point[0])}.` : 'Mean wait of the cases that opened then, in parts of their target.',
    series, barWidth: 0, y: Math.ceil(high / unit) * unit, yStep: unit, marks: [], level: { y: 1, text: 'target' }, xText: (x) => `Opened ${clock(x - time.bin / 2)} – ${clock(x + time.bin / 2)}`, yText: (v) => `${percent(v, 0)} % of the target`, yTick: (v) => `${fixed(v * 100, 0)} %` };
}

function openedChart() {
  const series = stack(data.bins.opened.map((list) => list.map((n, i) => [binX(i), n])), 'bar'), all = series[series.length - 1].points, peak = all.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { ...overDay, title: `Cases a ${binText}`, note: `Most came at ${clock(peak[0])}: ${plural(peak[1], 'case')} in one ${binText}.`, series, stacked: true, y: top(series, 4), barWidth: time.bin, xText: (x) => `${clock(x)} – ${clock(x + time.bin)}`, yText: whole };
}

function waitingChart() {
  const series = stack(data.steps.waiting.map(stepPoints), 'area'), all = series[series.length - 1].points, peak = all.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { ...overDay, title: 'Cases that waited', note: `At most ${plural(peak[1], 'case')} waited for their first contact at once, at ${clock(peak[0])}.`, series, stacked: true, y: top(series, 4), barWidth: 0, xText: (x) => clock(x), yText: whole };
}

function dutyChart() {
  const series = [{ name: 'On duty', color: 'var(--bar)', type: 'area', points: stepPoints(data.steps.on) }, { name: 'At work', color: 'var(--s0)', type: 'area', opacity: 0.8, points: stepPoints(data.steps.busy) }];
  return { ...overDay, title: 'Specialists on duty and at work', note: `${plural(specialists.length, 'specialist')}, at work ${percent(summary.busy, 0)} % of their time on duty.`, series, y: top(series, 4), barWidth: 0, xText: (x) => clock(x), yText: whole };
}

function roomChart() {
  const count = total(stations.map((s) => s.rooms)), points = stepPoints(data.steps.rooms), peak = Math.max(...points.map((p) => p[1]));
  const series = [{ name: 'Rooms there are', color: 'var(--bar)', type: 'area', points: points.map(([x]) => [x, count]) }, { name: 'With live work', color: 'var(--s4)', type: 'area', opacity: 0.8, points }];
  return { ...overDay, title: 'Station rooms in use', note: `${plural(stations.length, 'station')} with ${plural(count, 'room')}; at most ${whole(peak)} were in use at once.`, series, y: top(series, 2), barWidth: 0, xText: (x) => clock(x), yText: whole };
}

function buildCharts() {
  byId('chart-grid').append(...[spreadChart(), dayChart(), openedChart(), waitingChart(), dutyChart(), roomChart()].map(chartFigure));
}
