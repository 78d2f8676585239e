/* Report of a factory line, part 4: what is charted. */
const overSpan = { x: [data.begin, data.end], xName: 'Time', xTick: (x) => (plainTimes ? number(x) : manyDays ? dayOf(x) : hourOf(x)), xTicks: (count) => (plainTimes || !manyDays ? axisTicks(data.begin, data.end, count) : axisTicks(data.begin, data.end, count).filter((t) => t % DAY === 0)) };
const CHART_BINS = time.bins, atBin = (i) => time.begin + i * time.bin;

/* For each bin, the sum over windows of the part that lies in it, over the bin's length. */
function meanOver(windows, weight = 1) {
  const bins = new Array(CHART_BINS).fill(0);
  for (const [a, b] of windows) for (let i = Math.max(0, Math.floor((a - time.begin) / time.bin)); i < CHART_BINS && atBin(i) < b; i++) bins[i] += (weight * Math.max(0, Math.min(b, atBin(i + 1)) - Math.max(a, atBin(i)))) / time.bin;
  return bins;
}
const points = (bins) => bins.map((n, i) => [atBin(i) + time.bin / 2, n]).filter(([x]) => x <= data.end);
const binWords = (x) => `${when(x - time.bin / 2)} – ${when(x + time.bin / 2)}`;

function workChart() {
  const open = new Array(CHART_BINS).fill(0), closed = meanOver(machines.flatMap((m) => m.closed));
  for (let i = 0; i < CHART_BINS; i++) open[i] = Math.max(0, (machines.length * Math.max(0, Math.min(data.end, atBin(i + 1)) - Math.max(data.begin, atBin(i)))) / time.bin - closed[i]);
  const work = meanOver(ops.flatMap(workOf)), setup = meanOver(ops.filter((op) => op.setupBegin < op.start).map((op) => [op.setupBegin, op.start])), both = work.map((n, i) => Math.min(n + setup[i], Math.max(open[i], n)));
  const series = [{ name: 'Machines open', color: 'var(--bar)', type: 'area', points: points(open) }, ...(hasSetups ? [{ name: 'Setup', color: 'var(--setup)', type: 'area', points: points(both), read: points(setup) }] : []), { name: 'At work', color: 'var(--s0)', type: 'area', opacity: 0.85, points: points(work) }];
  return { ...overSpan, title: 'Machines at work', note: `At work ${percent(own.busy, 0)} % of the machines' working time${hasSetups ? `, ${percent(own.setup_share, 1)} % being set up` : ''}.`, series, y: top(series, 1), barWidth: 0, xText: binWords, yText: (n) => fixed(n, 1) };
}

function stockChart() {
  const open = meanOver(jobs.filter((j) => j.ops.length && !j.off).map((j) => [Math.max(j.release, data.begin), j.done ? j.end : data.end])), late = meanOver(jobs.filter((j) => j.late > 0).map((j) => [Math.max(j.due, data.begin), j.done ? j.end : data.end]));
  const series = [{ name: 'Released, not done', color: 'var(--s0)', type: 'line', points: points(open) }, ...(hasDue ? [{ name: 'Of them overdue', color: 'var(--late)', dash: '5 3', type: 'line', points: points(late) }] : [])], peak = Math.max(...open);
  return { ...overSpan, title: 'Jobs in the shop', note: `At most ${fixed(peak, 0)} jobs were released and not done.`, series, y: top(series, 2), barWidth: 0, xText: binWords, yText: (n) => fixed(n, 1) };
}

/* Counts of values in bins of a round width. */
function spread(values, low, high) {
  const width = niceStep(Math.max(1e-9, high - low), 18), from = Math.floor(low / width) * width, count = Math.max(1, Math.ceil((high - from) / width + 1e-9)), bins = new Array(count).fill(0);
  for (const v of values) bins[clamp(Math.floor((v - from) / width), 0, count - 1)]++;
  return { width, from, bins };
}
function spreadTicks(s) { return (count) => s.bins.map((_, i) => s.from + i * s.width).concat(s.from + s.bins.length * s.width).filter((_, i) => i % Math.ceil((s.bins.length + 1) / Math.max(2, count)) === 0); }

/* Spreads of times are counted in hours where times have hours, so that their bins are round. */
const spreadUnit = plainTimes ? 1 : data.end - data.begin > 4 * DAY ? HOUR : MINUTE, unitName = plainTimes ? '' : spreadUnit === HOUR ? ' h' : ' min';
function lateChart() {
  const list = jobs.filter((j) => j.due !== null && !j.off && j.done).map((j) => (j.end - j.due) / spreadUnit);
  if (!list.length) return null;
  const s = spread(list, Math.min(...list), Math.max(...list, 1)), at = s.bins.map((n, i) => [s.from + i * s.width, n]), series = [{ name: 'Jobs', color: 'var(--s0)', type: 'bar', points: at }];
  return { title: 'Done before or after the due date', note: `${whole(own.due - own.late)} of ${plural(own.due, 'job')} on time; the latest is ${long(own.latest)} late.`, series, x: [s.from, s.from + s.bins.length * s.width], y: top(series, 2), barWidth: s.width, xName: 'After the due date', marks: [{ x: 0, text: 'due' }], xTicks: spreadTicks(s), xTick: (x) => `${number(x)}${unitName}`, xText: (x) => `${number(x)} to ${number(x + s.width)}${unitName}`, yText: (n) => plural(n, 'job'), yTick: whole };
}
function leadChart() {
  const list = jobs.filter((j) => j.done && !j.off).map((j) => (j.end - j.release) / spreadUnit);
  if (!list.length) return null;
  const s = spread(list, 0, Math.max(...list)), series = [{ name: 'Jobs', color: 'var(--s4)', type: 'bar', points: s.bins.map((n, i) => [s.from + i * s.width, n]) }];
  return { title: 'Lead times', note: `From release to end: ${long(own.lead_mean)} in the mean, half within ${long(own.lead_p50)}, 95 % within ${long(own.lead_p95)}.`, series, x: [s.from, s.from + s.bins.length * s.width], y: top(series, 2), barWidth: s.width, xName: 'Lead time', xTicks: spreadTicks(s), xTick: (x) => `${number(x)}${unitName}`, xText: (x) => `${number(x)} to ${number(x + s.width)}${unitName}`, yText: (n) => plural(n, 'job'), yTick: whole };
}

/* Of a run: by the day, or tenth of the span, in which jobs ended. */
function trendChart() {
  const done = jobs.filter((j) => j.done && !j.off && j.due !== null);
  if (!isRun || done.length < 10) return null;
  const wide = plainTimes ? (data.end - data.begin) / 20 : Math.max(DAY, Math.ceil((data.end - data.begin) / DAY / 40) * DAY), from = plainTimes ? data.begin : Math.floor(data.begin / DAY) * DAY, count = Math.ceil((data.end - from) / wide);
  const bins = Array.from({ length: count }, () => []);
  for (const j of done) bins[clamp(Math.floor((j.end - from) / wide), 0, count - 1)].push(j.late);
  const series = [{ name: 'Mean lateness of the jobs done then', color: 'var(--late)', type: 'bar', points: bins.map((list, i) => [from + i * wide, list.length ? total(list) / list.length : 0]) }], high = Math.max(1, ...series[0].points.map((p) => p[1]));
  const unit = plainTimes ? niceStep(high, 5) : niceStep(high / HOUR, 5) * HOUR;
  return { ...overSpan, x: [from, from + count * wide], title: 'Lateness over time', note: 'Mean time beyond the due date of the jobs that were done then; those on time count as 0.', series, y: Math.max(unit, Math.ceil((high * 1.02) / unit) * unit), yStep: unit, barWidth: wide, xText: (x) => (plainTimes ? `${number(x)} – ${number(x + wide)}` : dayOf(x)), yText: long, yTick: (v) => (plainTimes ? number(v) : `${number(v / HOUR)} h`) };
}
function flowChart() {
  const done = jobs.filter((j) => j.done && !j.off).map((j) => j.end).sort((a, b) => a - b), in_ = jobs.filter((j) => !j.off).map((j) => Math.max(j.release, data.begin)).sort((a, b) => a - b);
  if (!isRun || !done.length) return null;
  const sums = (list) => Array.from({ length: CHART_BINS }, (_, i) => [Math.min(atBin(i + 1), data.end), list.filter((t) => t <= atBin(i + 1)).length]);
  const series = [{ name: 'Released', color: 'var(--ink3)', dash: '5 3', type: 'line', points: sums(in_) }, { name: 'Done', color: 'var(--s0)', type: 'line', points: sums(done) }];
  return { ...overSpan, title: 'Jobs released and done', note: `${whole(done.length)} jobs done, ${fixed(own.a_day, 1)} a day.`, series, y: top(series, 4), barWidth: 0, xText: when, yText: whole };
}
function replanChart() {
  const rows = Array.from({ length: data.replans.length / 3 }, (_, i) => data.replans.slice(3 * i, 3 * i + 3));
  if (!rows.length) return null;
  const bins = new Array(CHART_BINS).fill(0);
  for (const [t, moved] of rows) bins[clamp(Math.floor((t - time.begin) / time.bin), 0, CHART_BINS - 1)] += moved;
  const series = [{ name: 'Operations moved', color: 'var(--s3)', type: 'bar', points: bins.map((n, i) => [atBin(i), n]) }], moved = total(rows.map((r) => r[1])), kept = total(rows.map((r) => r[2]));
  return { ...overSpan, title: 'What re-planning moved', note: `${plural(rows.length, 'new plan')}; each moved ${fixed(moved / rows.length, 1)} operations in the mean and left ${fixed(kept / rows.length, 1)} where they were.`, series, y: top(series, 4), barWidth: time.bin, xText: (x) => `${when(x)} – ${when(x + time.bin)}`, yText: whole };
}

function buildCharts() {
  byId('chart-grid').append(...[workChart(), stockChart(), trendChart(), flowChart(), lateChart(), leadChart(), replanChart()].filter(Boolean).map(chartFigure));
}
