/* Report of deliveries, part 2: what is charted. */
const policyLine = (day, points) => ({ name: day.label, color: day.color, dash: day.dash, type: 'line', points });

function flowChart() {
  const series = [{ name: 'Placed', color: 'var(--bar)', type: 'bar', points: main.bins.placed.map((n, i) => [binX(i), n]) },
    ...days.map((d) => ({ ...policyLine(d, d.bins.delivered.map((n, i) => [binX(i), n])), name: several ? `Delivered, ${d.label}` : 'Delivered' }))];
  const peak = main.bins.placed.indexOf(Math.max(...main.bins.placed));
  return { ...overDay, title: `Orders a ${binText}`, note: `The rush is at ${clock(binX(peak))}: ${plural(main.bins.placed[peak], 'order')} placed in one ${binText}.`,
    series, y: top(series, 4), barWidth: time.bin, xText: (x) => `${clock(x)} – ${clock(x + time.bin)}`, yText: whole };
}

function waitingChart() {
  const series = days.map((d) => policyLine(d, d.bins.waiting.map((s, i) => [binX(i) + time.bin / 2, s])));
  const counted = main.bins.waiting.map((s, i) => [s || 0, i]).filter(([, i]) => main.bins.placed[i] > 2), worst = counted.sort((a, b) => b[0] - a[0])[0];
  return { ...overDay, title: 'Click to door, by the time of the order', series, barWidth: 0,
    note: worst ? `Customers who ordered around ${clock(binX(worst[1]))} waited longest: ${minutes(worst[0])} minutes.` : 'Mean wait of the orders placed at that time.',
    xText: (x) => `Placed ${clock(x - time.bin / 2)} – ${clock(x + time.bin / 2)}`, yText: (s) => `${minutes(s)} min`, ...minuteAxis(top(series, 10 * MINUTE)) };
}
function spreadChart() {
  const counted = days.map((d) => total(d.waits)), all = days.map((d) => d.waits);
  let last = all[0].length - 1;
  while (last > 20 && all.every((w, i) => total(w.slice(last)) < counted[i] * 0.01)) last--;
  const wide = last > 100 ? 10 : last > 50 ? 5 : 2, bins = Math.ceil((last + 1) / wide);
  const share = (d, i, b) => (b === bins - 1 ? total(d.waits.slice(b * wide)) : total(d.waits.slice(b * wide, (b + 1) * wide))) / Math.max(1, counted[i]);
  const series = days.map((d, i) => {
    const points = Array.from({ length: bins }, (_, b) => [b * wide, share(d, i, b)]);
    return i === 0 ? { name: d.label, color: d.color, type: 'bar', points } : policyLine(d, points);
  });
  const s = main.summary;
  return { title: 'How long customers waited', note: `Half within ${minutes(s.ctd_p50)} minutes, nine in ten within ${minutes(s.ctd_p90)}, 99 in 100 within ${minutes(s.ctd_p99)}.`,
    series, x: [0, bins * wide], y: top(series, 0.02), barWidth: wide, xName: 'Minutes', xTicks: (count) => Array.from({ length: bins + 1 }, (_, b) => b * wide).filter((_, b) => b % Math.ceil(bins / count) === 0),
    xTick: (x) => whole(x), xText: (x) => (x >= (bins - 1) * wide ? `${x} minutes and more` : `${x} to ${x + wide} minutes`), yText: (v) => `${percent(v)} % of orders`, yTick: (v) => `${fixed(v * 100, 0)} %` };
}

function latenessChart() {
  const low = -30, high = 45;
  const series = days.map((d) => {
    const all = Math.max(1, total(d.lates));
    let sum = total(d.lates.slice(0, 120 + low));
    return policyLine(d, Array.from({ length: high - low + 1 }, (_, i) => [low + i, (sum += d.lates[120 + low + i]) / all]));
  });
  return { title: 'Against the promise', note: `${percent(main.summary.on_time)} % came by the promised time; those that were late were late by ${minutes(main.summary.late)} minutes on average.`,
    series, x: [low, high], y: 1.001, xName: 'Minutes after the promised time', marks: [{ x: 0, text: 'promised time' }], barWidth: 0,
    xTicks: (count) => (count < 5 ? [-30, 0, 30] : [-30, -15, 0, 15, 30, 45]), xTick: (x) => (x > 0 ? `+${x}` : x < 0 ? `−${-x} min` : '0'),
    xText: (x) => (x === 0 ? 'By the promised time' : x < 0 ? `At least ${-x} min early` : `At most ${x} min late`), yText: (v) => `${percent(v)} %`, yTick: (v) => `${fixed(v * 100, 0)} %` };
}

const stepSeries = (day, key) => stepPoints(day.steps[key]);

function openChart() {
  const series = days.map((d) => policyLine(d, stepSeries(d, 'open'))), peak = Math.max(0, ...main.steps.open), at = main.steps.open.indexOf(peak);
  return { ...overDay, title: 'Open orders', note: `At most ${plural(peak, 'order')} were open at once, at ${clock(time.begin + at * time.step)}.`, series, y: top(series, 4), barWidth: 0, xText: (x) => clock(x), yText: whole };
}

function fleetChart() {
  const series = [{ name: 'On shift', color: 'var(--bar)', type: 'area', points: stepSeries(main, 'on') },
    { name: 'With orders', color: 'var(--s0)', type: 'area', opacity: 0.8, points: stepSeries(main, 'busy') }];
  return { ...overDay, title: 'Couriers on shift and at work', note: `${plural(main.summary.couriers, 'courier')}, ${whole(main.summary.shift_hours)} paid hours, ${percent(main.summary.use, 0)} % of them with orders.`,
    series, y: top(series, 4), barWidth: 0, xText: (x) => clock(x), yText: whole };
}

function useChart() {
  const series = days.map((d) => ({ name: d.label, color: d.color, type: 'bar', points: d.uses.map((n, i) => [i * 10, n]) }));
  return { title: 'How busy each courier was', note: 'Couriers by the share of their shift that they spent with orders.', series, x: [0, 100], y: top(series, 4), barWidth: 10, xName: 'Share of the shift',
    xTicks: () => [0, 20, 40, 60, 80, 100], xTick: (x) => `${x} %`, xText: (x) => (x === 90 ? '90 % and more' : `${x} to ${x + 10} %`), yText: (n) => plural(n, 'courier') };
}

function cycleChart() {
  const rows = main.cycles.filter((c) => c[2] > 0);
  if (!rows.length) return null;
  const series = [{ name: 'Longest', color: 'var(--s1)', dash: '2 3', type: 'line', points: rows.map((c) => [c[0], c[2]]) },
    { name: 'Mean', color: 'var(--s0)', type: 'line', points: rows.map((c) => [c[0], c[1]]) }];
  const s = main.summary;
  return { ...overDay, title: 'Time to decide', note: `Half of the cycles were ready within ${micros(s.cycle_p50_us)}, 99 in 100 within ${micros(s.cycle_p99_us)}; the longest took ${micros(s.cycle_max_us)}.`,
    series, y: top(series, 10), barWidth: 0, xText: (x) => clock(x), yText: micros, yTick: (us) => (us === 0 ? '0' : us >= 1e6 ? `${us / 1e6} s` : us >= 1e3 ? `${Math.round(us / 100) / 10} ms` : `${us} µs`) };
}

function buildCharts() {
  const list = [flowChart(), waitingChart(), spreadChart(), latenessChart(), openChart(), fleetChart(), useChart(), cycleChart()];
  byId('chart-grid').append(...list.filter(Boolean).map(chartFigure));
}
