/* Report, what every page has: charts.  A chart is a description; draw() makes it SVG of the width at hand.  Every chart can be read with the keyboard
   and as a table. */

/* chart: {title, note, unit, x: [begin, end], xText, xTicks(count), y: top, yText, series: [{name, color, dash, type, points: [[x, y]]}],
           marks: [{x, text}], level: {y, text}, barWidth, stacked}; a stacked series' points are sums, and its `read` are its own values. */
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
  const step = Math.max(1, Math.ceil(xs.length / 120)), maps = chart.series.map((s) => new Map(s.read || s.points));
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
    path += `${pen ? 'L' : 'M'}${X(x).toFixed(1)},${Y(y).toFixed(1)}${pen ? '' : 'h0'}`; /* a point that stands alone is a dot */
    pen = true;
  }
  return path;
};

function drawSeries(chart, series, index, X, Y, floor) {
  if (series.type === 'bar') {
    const groups = chart.stacked ? 1 : chart.series.filter((s) => s.type === 'bar').length, step = X(chart.barWidth) - X(0), wide = (step * 0.82) / groups;
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
  if (chart.level) {
    parts.push(svg('line', { x1: frame.left, x2: width - frame.right, y1: Y(chart.level.y), y2: Y(chart.level.y), class: 'mark' }));
    parts.push(svg('text', { x: width - frame.right, y: Y(chart.level.y) - 5, 'text-anchor': 'end', class: 'mark-text' }, chart.level.text));
  }
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
  const areas = chart.series.filter((s) => s.type === 'area'), drawn = (chart.stacked ? areas.reverse() : areas).concat([...chart.series].reverse().filter((s) => s.type !== 'area')).sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  const bars = chart.series.filter((s) => s.type === 'bar');
  const cursor = svg('line', { y1: frame.top, y2: Y(0), class: 'cursor', visibility: 'hidden' });
  const root = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    drawAxes(chart, frame, X, Y, width, height), drawn.map((s) => drawSeries(chart, s, chart.stacked ? 0 : bars.indexOf(s), X, Y, Y(0))), cursor);
  plot.replaceChildren(root);
  readChart(chart, plot, cursor, X, frame, width);
}

/* Pointer and arrow keys move a cursor over the xs of the chart. */
function readChart(chart, plot, cursor, X, frame, width) {
  const xs = [...new Set(chart.series.flatMap((s) => s.points.map((p) => p[0])))].sort((a, b) => a - b);
  const maps = chart.series.map((s) => new Map(s.read || s.points)), half = bars(chart) ? chart.barWidth / 2 : 0;
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

/* Axes that many charts have. */
const binText = time.bin === 15 * MINUTE ? 'quarter hour' : time.bin === HOUR ? 'hour' : time.bin === MINUTE ? 'minute' : span(time.bin);
const binX = (i) => time.begin + i * time.bin;
const top = (series, least) => Math.max(least, ...series.flatMap((s) => s.points.map((p) => p[1] || 0))) * 1.06;
const overDay = { x: [time.begin, timeEnd], xName: 'Time', xTick: (x) => tickText(x, time.begin, timeEnd), xTicks: (count) => timeTicks(time.begin, timeEnd, count) };
const total = (list) => list.reduce((a, b) => a + b, 0);
/* An axis in whole minutes although values are seconds. */
function minuteAxis(high) {
  const unit = niceStep(high / MINUTE, 5) * MINUTE;
  return { y: Math.ceil(high / unit) * unit, yTick: (s) => fixed(s / MINUTE, 0), yStep: unit };
}
/* Counts by step of time, thinned to what can be seen. */
function stepPoints(list) {
  const every = Math.max(1, Math.round(list.length / 480));
  return list.map((n, i) => [time.begin + i * time.step, n]).filter((_, i) => i % every === 0);
}
