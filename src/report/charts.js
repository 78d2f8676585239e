/* Report, part 2: charts.  A chart is a description; draw() makes it SVG of the width at hand.  Every chart can be read with the keyboard
   and as a table. */

/* chart: {title, note, unit, x: [begin, end], xText, xTicks(count), y: top, yText, series: [{name, color, dash, type, points: [[x, y]]}],
           marks: [{x, text}], bars: {width}} */
function chartFigure(chart) {
  const plot = el('div', { class: 'plot', tabindex: '0', role: 'img', 'aria-label': `${chart.title}. ${chart.note}` });
  const legend = el('div', { class: 'legend' }, chart.series.map((s) => el('span', null, swatch(s.color, s.type === 'line' ? (s.dash ? 'dash' : 'line') : ''), s.name)));
  const table = el('details', { class: 'values' }, el('summary', null, 'As a table'));
  table.addEventListener('toggle', () => { if (table.open && table.children.length === 1) table.append(valueTable(chart)); });
  const figure = el('figure', { class: 'panel chart' }, el('figcaption', null, el('h3', null, chart.title), el('p', null, chart.note)),
    legend, plot, table);
  onWidth(plot, (width) => drawChart(chart, plot, width));
  return figure;
}

function valueTable(chart) {
  const xs = [...new Set(chart.series.flatMap((s) => s.points.map((p) => p[0])))].sort((a, b) => a - b);
  const step = Math.max(1, Math.ceil(xs.length / 120)), maps = chart.series.map((s) => new Map(s.points));
  const body = xs.filter((_, i) => i % step === 0).map((x) => el('tr', null, el('th', { scope: 'row' }, chart.xText(x)),
    maps.map((m) => el('td', null, m.get(x) === undefined || m.get(x) === null ? '–' : chart.yText(m.get(x))))));
  return el('div', { class: 'scroll' }, el('table', { class: 'plain' },
    el('thead', null, el('tr', null, el('th', { scope: 'col' }, chart.xName), chart.series.map((s) => el('th', { scope: 'col' }, s.name)))),
    el('tbody', null, body)));
}

const linePath = (points, X, Y) => {
  let path = '', pen = false;
  for (const [x, y] of points) {
    if (y === null) { pen = false; continue; }
    path += `${pen ? 'L' : 'M'}${X(x).toFixed(1)},${Y(y).toFixed(1)}`;
    pen = true;
  }
  return path;
};

function drawSeries(chart, series, index, X, Y, floor) {
  if (series.type === 'bar') {
    const groups = chart.series.filter((s) => s.type === 'bar').length, step = X(chart.barWidth) - X(0), wide = (step * 0.82) / groups;
    return svg('g', { style: { fill: series.color } }, series.points.map(([x, y]) => (y ? svg('rect', { x: (X(x) + step * 0.09 + wide * index).toFixed(1), y: Y(y).toFixed(1),
      width: Math.max(0.6, wide - (groups > 1 ? 1 : 0.6)).toFixed(1), height: Math.max(0, floor - Y(y)).toFixed(1), rx: 1.5 }) : null)));
  }
  const half = chart.barWidth / 2, path = linePath(series.points, (x) => X(x + half), Y);
  if (series.type === 'area') {
    const known = series.points.filter((p) => p[1] !== null);
    if (!known.length) return null;
    return svg('path', { d: `${path}L${X(known[known.length - 1][0])},${floor}L${X(known[0][0])},${floor}Z`, style: { fill: series.color, opacity: series.opacity || 1 } });
  }
  return svg('path', { d: path, class: 'line', style: { stroke: series.color, 'stroke-dasharray': series.dash || 'none', 'stroke-width': series.dash ? 1.8 : 2.4 } });
}

function drawAxes(chart, frame, X, Y, width, height) {
  const step = chart.yStep || niceStep(chart.y, 5), parts = [];
  for (let y = 0; y <= chart.y * 1.0001; y += step) {
    parts.push(svg('line', { x1: frame.left, x2: width - frame.right, y1: Y(y), y2: Y(y), class: y === 0 ? 'base' : 'rule' }));
    parts.push(svg('text', { x: frame.left - 8, y: Y(y) + 4, 'text-anchor': 'end' }, chart.yTick ? chart.yTick(y) : whole(y)));
  }
  for (const x of chart.xTicks(Math.floor(width / 84)))
    parts.push(svg('text', { x: X(x), y: height - 8, 'text-anchor': X(x) > width - frame.right - 16 ? 'end' : 'middle' }, chart.xTick ? chart.xTick(x) : chart.xText(x)));
  for (const mark of chart.marks || []) {
    parts.push(svg('line', { x1: X(mark.x), x2: X(mark.x), y1: frame.top - 4, y2: Y(0), class: 'mark' }));
    parts.push(svg('text', { x: X(mark.x) + 5, y: Y(0) - 8, class: 'mark-text' }, mark.text));
  }
  return parts;
}

function drawChart(chart, plot, width) {
  const em = parseFloat(getComputedStyle(plot).fontSize), height = Math.round(clamp(width * 0.46, 15 * em, 22 * em));
  const frame = { left: 3.1 * em, right: 0.9 * em, top: 0.9 * em, bottom: 1.9 * em };
  const X = (x) => frame.left + ((x - chart.x[0]) / (chart.x[1] - chart.x[0])) * (width - frame.left - frame.right);
  const Y = (y) => height - frame.bottom - (y / chart.y) * (height - frame.top - frame.bottom);
  const order = ['area', 'bar', 'line'];
  const drawn = chart.series.filter((s) => s.type === 'area').concat([...chart.series].reverse().filter((s) => s.type !== 'area')).sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  const bars = chart.series.filter((s) => s.type === 'bar');
  const cursor = svg('line', { y1: frame.top, y2: Y(0), class: 'cursor', visibility: 'hidden' });
  const root = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    drawAxes(chart, frame, X, Y, width, height), drawn.map((s) => drawSeries(chart, s, bars.indexOf(s), X, Y, Y(0))), cursor);
  plot.replaceChildren(root);
  readChart(chart, plot, cursor, X, frame, width);
}

/* Pointer and arrow keys move a cursor over the xs of the chart. */
function readChart(chart, plot, cursor, X, frame, width) {
  const xs = [...new Set(chart.series.flatMap((s) => s.points.map((p) => p[0])))].sort((a, b) => a - b);
  const maps = chart.series.map((s) => new Map(s.points)), half = bars(chart) ? chart.barWidth / 2 : 0;
  let at = -1;
  const place = (index, clientX, clientY) => {
    at = clamp(index, 0, xs.length - 1);
    const x = X(xs[at] + half);
    cursor.setAttribute('x1', x); cursor.setAttribute('x2', x); cursor.setAttribute('visibility', 'visible');
    const box = plot.getBoundingClientRect();
    const rows = chart.series.map((s, i) => [s, maps[i].get(xs[at])]).filter(([, y]) => y !== undefined && y !== null)
      .map(([s, y]) => el('div', { class: 'row' }, swatch(s.color), el('span', null, s.name), el('b', null, chart.yText(y))));
    showTip(clientX === undefined ? box.left + x : clientX, clientY === undefined ? box.top + 30 : clientY, [el('strong', null, chart.xText(xs[at])), ...rows]);
  };
  const nearest = (clientX) => {
    const box = plot.getBoundingClientRect(), share = (clientX - box.left - frame.left) / (width - frame.left - frame.right);
    const x = chart.x[0] + share * (chart.x[1] - chart.x[0]) - half;
    let best = 0;
    xs.forEach((value, i) => { if (Math.abs(value - x) < Math.abs(xs[best] - x)) best = i; });
    return best;
  };
  const leave = () => { cursor.setAttribute('visibility', 'hidden'); hideTip(); };
  if (!xs.length) return;
  plot.onpointermove = plot.onpointerdown = (e) => place(nearest(e.clientX), e.clientX, e.clientY);
  plot.onpointerleave = leave;
  plot.onblur = leave;
  plot.onkeydown = (e) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 }[e.key];
    if (e.key === 'Escape') leave();
    if (!move) return;
    e.preventDefault();
    place(at < 0 && move > 0 ? 0 : at + move);
  };
}
const bars = (chart) => chart.series.some((s) => s.type === 'bar');

/* What is charted. */
const time = data.time, timeEnd = time.begin + time.bin * time.bins;
const binText = time.bin === 15 * MINUTE ? 'quarter hour' : time.bin === HOUR ? 'hour' : time.bin === MINUTE ? 'minute' : span(time.bin);
const binX = (i) => time.begin + i * time.bin;
const top = (series, least) => Math.max(least, ...series.flatMap((s) => s.points.map((p) => p[1] || 0))) * 1.06;
const overDay = { x: [time.begin, timeEnd], xName: 'Time', xTick: (x) => tickText(x, time.begin, timeEnd), xTicks: (count) => timeTicks(time.begin, timeEnd, count) };
const policyLine = (day, points) => ({ name: day.label, color: day.color, dash: day.dash, type: 'line', points });
const total = (list) => list.reduce((a, b) => a + b, 0);

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
/* An axis in whole minutes although values are seconds. */
function minuteAxis(high) {
  const unit = niceStep(high / MINUTE, 5) * MINUTE;
  return { y: Math.ceil(high / unit) * unit, yTick: (s) => fixed(s / MINUTE, 0), yStep: unit };
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

function stepSeries(day, key) {
  const every = Math.max(1, Math.round(day.steps[key].length / 480));
  return day.steps[key].map((n, i) => [time.begin + i * time.step, n]).filter((_, i) => i % every === 0);
}

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
