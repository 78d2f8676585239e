/* Report of a factory line, part 2: the Gantt chart: a canvas that draws the rows and the span in view, so that many thousand operations stay quick. */
const gantt = { rows: 'machine', color: hasDue ? 'status' : 'job', sort: 'order', query: '', from: data.begin, to: data.end, chosen: null, hover: null, critical: !isRun, plan: true, list: [], rowOf: new Map(),
  row: 24, label: 140, axis: 30, width: 0, height: 0, tones: {}, parts: {}, drawing: false };
const HUES = ['#5aa5d8', '#e9a840', '#4db391', '#d98bb8', '#9b93d3', '#cfc04a', '#e0806a', '#93a9b6', '#2f86bd', '#b9852c', '#2f8f70', '#b0638f', '#7469b5', '#a0932c', '#b85a45', '#6d8593'];
const INK = '#0f151a';
const COLORS = { status: 'On time or late', job: 'Job', family: 'Family', machine: 'Machine' };
const hue = (i) => HUES[i % HUES.length];
const paint = { status: (op) => (op.job.off ? gantt.tones.idle : op.job.late > 0 ? gantt.tones.late : op.job.due === null ? gantt.tones.none : gantt.tones.good), job: (op) => hue(op.job.ix), family: (op) => (op.family < 0 ? gantt.tones.none : hue(op.family)), machine: (op) => hue(op.machine.ix) };

const SORTS = {
  machine: { order: ['As in the file', () => 0], load: ['Most loaded', (a, b) => b.busy / Math.max(1, b.open) - a.busy / Math.max(1, a.open)], name: ['Name', (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })] },
  job: { order: ['As in the file', () => 0], late: ['Latest first', (a, b) => b.late - a.late], due: ['Due date', (a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || 0], start: ['Start', (a, b) => (a.ops[0]?.start ?? Infinity) - (b.ops[0]?.start ?? Infinity) || 0], end: ['End', (a, b) => (a.end ?? Infinity) - (b.end ?? Infinity) || 0] } };

/* Operations of a job that run at once get lanes of their own within its row. */
function lanesOf(job) {
  const ends = [];
  for (const op of job.ops) {
    let lane = ends.findIndex((end) => end <= op.start);
    if (lane < 0 && ends.length < 3) lane = ends.push(0) - 1;
    op.lane = Math.max(0, lane);
    ends[op.lane] = op.end;
  }
  job.lanes = Math.max(1, ends.length);
}
jobs.forEach(lanesOf);

function listRows() {
  const query = gantt.query.trim().toLowerCase(), all = gantt.rows === 'machine' ? machines : jobs, sort = SORTS[gantt.rows][gantt.sort] || SORTS[gantt.rows].order;
  gantt.list = all.filter((r) => !query || r.name.toLowerCase().includes(query) || (r.group || '').toLowerCase().includes(query)).sort((a, b) => sort[1](a, b) || a.ix - b.ix);
  gantt.rowOf = new Map(gantt.list.map((r, i) => [r, i]));
  gantt.row = Math.round(clamp((innerHeight * 0.6) / Math.max(1, gantt.list.length), 19, 42));
}
const rowOfOp = (op) => gantt.rowOf.get(gantt.rows === 'machine' ? op.machine : op.job);

function readTones() {
  const style = getComputedStyle(document.documentElement), get = (name) => style.getPropertyValue(name).trim();
  gantt.tones = { panel: get('--panel'), ink: get('--ink'), ink2: get('--ink2'), ink3: get('--ink3'), line: get('--line'), ground: get('--ground'), closed: get('--closed'), stop: get('--stop'), outage: get('--outage'), good: get('--on-time'), late: get('--late'), none: get('--no-due'), idle: get('--idle'), setup: get('--setup'), bad: get('--bad'), focus: get('--s0'), bg: get('--bg') };
  gantt.hatch = hatch(gantt.tones.setup, gantt.tones.panel, 5, 1.6);
  gantt.broken = hatch(gantt.tones.outage, gantt.tones.closed, 6, 2.4);
  gantt.stripes = hatch('rgb(15 21 26 / .55)', null, 7, 1.5);
}
function hatch(color, ground, size, wide) {
  const tile = document.createElement('canvas'), scale = 2;
  tile.width = tile.height = size * scale;
  const c = tile.getContext('2d');
  c.scale(scale, scale);
  if (ground) { c.fillStyle = ground; c.fillRect(0, 0, size, size); }
  c.strokeStyle = color; c.lineWidth = wide;
  c.beginPath();
  for (const shift of [-size, 0, size]) { c.moveTo(shift - 1, size + 1); c.lineTo(shift + size + 1, -1); }
  c.stroke();
  const pattern = gantt.ctx.createPattern(tile, 'repeat');
  pattern.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}

const ganttX = (t) => gantt.label + ((t - gantt.from) / (gantt.to - gantt.from)) * (gantt.width - gantt.label);
const timeAt = (x) => gantt.from + ((x - gantt.label) / (gantt.width - gantt.label)) * (gantt.to - gantt.from);
const rowY = (i) => gantt.axis + i * gantt.row - gantt.scroll.scrollTop;

/* The operations of a row whose place meets the span; lists are in the order of begins, and rows of machines do not overlap. */
function inSpan(list, from, to) {
  let low = 0, high = list.length;
  while (low < high) { const mid = (low + high) >> 1; if (list[mid].end <= from) low = mid + 1; else high = mid; }
  const out = [];
  for (let i = Math.max(0, low - 3); i < list.length && list[i].setupBegin < to; i++) if (list[i].end > from || list[i].end === list[i].start) out.push(list[i]);
  return out;
}

function box(op) {
  const i = rowOfOp(op);
  if (i === undefined) return null;
  const lanes = gantt.rows === 'job' ? op.job.lanes : 1, pad = Math.max(2, gantt.row * 0.12), full = gantt.row - 2 * pad - (hasPlan && gantt.plan ? 3 : 0), h = full / lanes;
  return { x: ganttX(op.start), x2: ganttX(op.end), s: ganttX(op.setupBegin), y: rowY(i) + pad + (lanes > 1 ? op.lane * h : 0), h: Math.max(2, h - (lanes > 1 ? 1 : 0)) };
}

function drawBar(c, op, faded) {
  const b = box(op), left = gantt.label, wide = Math.max(0.8, b.x2 - b.x - (b.x2 - b.x > 3 ? 0.8 : 0)), color = paint[gantt.color](op);
  c.globalAlpha = faded ? 0.22 : 1;
  if (op.setupBegin < op.start && gantt.rows === 'machine') { c.fillStyle = gantt.hatch; c.fillRect(b.s, b.y + b.h * 0.2, Math.max(0.8, b.x - b.s - 0.4), b.h * 0.8); }
  c.fillStyle = color;
  const pauses = wide > 6 ? pausesOf(op) : [];
  if (pauses.length) {
    let at = op.start;
    for (const [p, q] of [...pauses, [op.end, op.end]]) { const x = ganttX(at), x2 = Math.min(ganttX(p), b.x + wide); if (x2 > x) c.fillRect(x, b.y, Math.max(0.8, x2 - x), b.h); at = q; }
    c.fillRect(b.x, b.y + b.h * 0.62, wide, b.h * 0.2);
  } else c.fillRect(b.x, b.y, wide, b.h);
  if (op.job.late > 0 && wide > 2 && gantt.color === 'status') { c.fillStyle = gantt.stripes; c.fillRect(b.x, b.y + b.h - Math.max(3, b.h * 0.24), wide, Math.max(3, b.h * 0.24)); }
  if ((op.facts & FACT.LOCKED) && wide > 5) { c.fillStyle = INK; c.beginPath(); c.moveTo(b.x, b.y); c.lineTo(b.x + 6, b.y); c.lineTo(b.x, b.y + 6); c.fill(); }
  if (op.planned && gantt.plan && op.planned.machine === op.machine) { c.fillStyle = gantt.tones.ink3; c.fillRect(ganttX(op.planned.start), b.y + b.h + 1.5, Math.max(1, ganttX(op.planned.end) - ganttX(op.planned.start)), 2); }
  const first = pauses.length ? ganttX(pauses[0][0]) - b.x : wide;
  if (first > 22 && b.h > 9 && !faded) drawText(c, op, b, first, left);
  c.globalAlpha = 1;
}
function drawText(c, op, b, wide, left) {
  const x = Math.max(b.x, left) + 4, room = b.x + wide - x - 3, text = gantt.rows === 'machine' ? opName(op) : op.machine.name, short = gantt.rows === 'machine' ? op.job.name : text;
  const size = Math.min(12, b.h * 0.62), fits = (s) => s.length * size * 0.56 <= room, use = fits(text) ? text : fits(short) ? short : null;
  if (!use || size < 7) return;
  c.font = `${size}px system-ui, sans-serif`;
  c.fillStyle = INK; c.textBaseline = 'middle'; c.textAlign = 'left';
  c.fillText(use, x, b.y + b.h / 2 + 0.5);
}

function outline(c, op, color, wide) {
  const b = box(op);
  if (!b || b.x2 < gantt.label || b.x > gantt.width) return;
  c.strokeStyle = color; c.lineWidth = wide;
  c.strokeRect(b.x + wide / 2 - 0.5, b.y + wide / 2 - 0.5, Math.max(1.5, b.x2 - b.x - wide + 0.5), b.h - wide + 1);
}
/* From where one operation let go to where the next begins, with an arrow's head. */
function arrow(c, from, to, color, wide) {
  const a = box(from), b = box(to);
  if (!a || !b) return;
  const x1 = a.x2, y1 = a.y + a.h / 2, x2 = b.x, y2 = b.y + b.h / 2;
  if (Math.max(x1, x2) < gantt.label || Math.min(x1, x2) > gantt.width || Math.abs(y1 - y2) < 2) return;
  const mid = Math.max(x1, Math.min(x1 + 6, (x1 + x2) / 2)), head = y2 > y1 ? b.y : b.y + b.h, sign = y2 > y1 ? -1 : 1;
  c.strokeStyle = c.fillStyle = color; c.lineWidth = wide;
  c.beginPath();
  if (x2 - x1 > 12) { c.moveTo(x1, y1); c.lineTo(mid, y1); c.lineTo(mid, y2); c.lineTo(x2 - 4, y2); c.stroke(); c.beginPath(); c.moveTo(x2, y2); c.lineTo(x2 - 5, y2 - 3); c.lineTo(x2 - 5, y2 + 3); c.fill(); return; }
  const x = (x1 + x2) / 2;
  c.moveTo(x, a.y + (y2 > y1 ? a.h : 0)); c.lineTo(x, head); c.stroke();
  c.beginPath(); c.moveTo(x, head); c.lineTo(x - 3, head + 5 * sign); c.lineTo(x + 3, head + 5 * sign); c.fill();
}

function drawGround(c, row, y) {
  const shade = (windows, fill, top, h) => { c.fillStyle = fill; for (const [a, b] of overlap(windows, gantt.from, gantt.to)) c.fillRect(ganttX(a), y + top, Math.max(0.5, ganttX(b) - ganttX(a)), h); };
  const nights = row.kind === 'machine' ? row.nights : sharedNights;
  shade(nights, gantt.tones.closed, 0, gantt.row);
  if (row.kind !== 'machine') return;
  shade(row.stops, gantt.tones.stop, 1, gantt.row - 2);
  shade(row.outages, gantt.broken, 1, gantt.row - 2);
}
/* Rows of jobs are shaded where every machine is shut. */
const sharedNights = machines.length && machines.every((m) => JSON.stringify(m.nights) === JSON.stringify(machines[0].nights)) ? machines[0].nights : [];

/* In a job's row: its release, its due date, and how far its end lies beyond. */
function drawDates(c, job, y) {
  const mark = (t, color, draw) => { if (t === null || t < gantt.from || t > gantt.to) return; c.strokeStyle = c.fillStyle = color; c.lineWidth = 1.6; draw(ganttX(t)); };
  if (job.late > 0) {
    const a = Math.max(gantt.label, ganttX(job.due)), b = Math.min(gantt.width, ganttX(job.done ? job.end : data.end));
    if (b > a) { c.fillStyle = gantt.tones.bad; c.globalAlpha = 0.16; c.fillRect(a, y + 1, b - a, gantt.row - 2); c.globalAlpha = 1; }
  }
  mark(job.due, job.late > 0 ? gantt.tones.bad : gantt.tones.ink2, (x) => { c.beginPath(); c.moveTo(x, y + 1); c.lineTo(x, y + gantt.row - 1); c.stroke(); c.beginPath(); c.moveTo(x, y + 1); c.lineTo(x - 5, y + 1); c.lineTo(x, y + 7); c.fill(); });
  if (job.release > data.origin) mark(job.release, gantt.tones.ink3, (x) => { c.beginPath(); c.moveTo(x, y + gantt.row - 1); c.lineTo(x + 5, y + gantt.row - 1); c.lineTo(x, y + gantt.row - 7); c.fill(); });
}

function clipText(c, text, room) {
  if (c.measureText(text).width <= room) return text;
  let low = 0, high = text.length;
  while (low < high) { const mid = (low + high + 1) >> 1; if (c.measureText(`${text.slice(0, mid)}…`).width <= room) low = mid; else high = mid - 1; }
  return `${text.slice(0, low)}…`;
}
function drawLabel(c, row, y) {
  const two = gantt.row >= 30, room = gantt.label - 14, late = row.kind === 'job' && row.late > 0;
  const note = row.kind === 'machine' ? (row.open > 0 ? `${percent(row.busy / row.open, 0)} %${row.group && two ? ` · ${row.group}` : ''}` : row.group || '') : row.off ? 'called off' : late ? `${long(row.late)} late` : row.state === JOB_RUSH ? 'rush' : row.due !== null && row.done ? 'on time' : '';
  c.textAlign = 'left'; c.textBaseline = 'middle';
  c.font = '500 12px system-ui, sans-serif'; c.fillStyle = gantt.tones.ink;
  const noteWide = two ? 0 : Math.min(room * 0.5, note ? note.length * 6.2 + 8 : 0);
  c.fillText(clipText(c, row.name, room - noteWide), 6, y + (two ? gantt.row * 0.34 : gantt.row / 2));
  c.font = '11px system-ui, sans-serif'; c.fillStyle = late ? gantt.tones.bad : gantt.tones.ink2;
  if (two) c.fillText(clipText(c, note, room), 6, y + gantt.row * 0.72);
  else { c.textAlign = 'right'; c.fillText(note, gantt.label - 8, y + gantt.row / 2); }
}

function drawAxis(c, ticks) {
  c.fillStyle = gantt.tones.panel; c.fillRect(0, 0, gantt.width, gantt.axis - 1);
  c.fillStyle = gantt.tones.ink2; c.textBaseline = 'middle';
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : DAY;
  for (const t of ticks) {
    const x = ganttX(t), isDay = manyDays && !plainTimes && ((t % DAY) + DAY) % DAY === 0;
    c.font = `${isDay && step < DAY ? '600 ' : ''}11.5px system-ui, sans-serif`;
    c.textAlign = x > gantt.width - 26 ? 'right' : 'center';
    c.fillText(axisText(t, step), Math.min(x, gantt.width - 2), gantt.axis / 2);
  }
  if (!plainTimes && manyDays) { c.fillStyle = gantt.tones.panel; c.fillRect(0, 0, gantt.label, gantt.axis - 1); c.fillStyle = gantt.tones.ink2; c.font = '600 11.5px system-ui, sans-serif'; c.textAlign = 'left'; c.fillText(`from ${dayOf(gantt.from)}`, 6, gantt.axis / 2); }
  c.fillStyle = gantt.tones.line; c.fillRect(0, gantt.axis - 1, gantt.width, 1);
}

function drawRows(c, first, last, ticks) {
  const chosenJob = gantt.chosen && gantt.chosen.job, chain = new Set(gantt.chosen ? chainOf(gantt.chosen) : []);
  for (let i = first; i < last; i++) { c.fillStyle = gantt.tones.ground; c.fillRect(gantt.label, rowY(i), gantt.width - gantt.label, gantt.row); drawGround(c, gantt.list[i], rowY(i)); }
  c.fillStyle = gantt.tones.line;
  for (const t of ticks) c.fillRect(Math.round(ganttX(t)), gantt.axis, 1, rowY(last) - gantt.axis);
  for (let i = first; i < last; i++) c.fillRect(0, rowY(i + 1) - 1, gantt.width, 1);
  for (let i = first; i < last; i++) {
    const row = gantt.list[i];
    if (row.kind === 'job') drawDates(c, row, rowY(i));
    let lastX = -1;
    for (const op of inSpan(row.ops, gantt.from, gantt.to)) {
      const faded = gantt.chosen && op.job !== chosenJob && !chain.has(op), x2 = ganttX(op.end);
      if (x2 - ganttX(op.start) < 1 && x2 < lastX + 0.7 && faded === false && gantt.list.length > 30) continue;
      drawBar(c, op, faded);
      lastX = x2;
    }
  }
}

function drawLinks(c) {
  const marks = (list, color, wide) => { list.forEach((op) => outline(c, op, color, wide)); for (let i = 0; i + 1 < list.length; i++) arrow(c, list[i + 1], list[i], color, 1.3); };
  if (gantt.critical && !gantt.chosen) marks(criticalPath, gantt.tones.ink, 2);
  if (gantt.chosen) {
    marks(chainOf(gantt.chosen), gantt.tones.ink, 2);
    gantt.chosen.job.ops.forEach((op) => outline(c, op, gantt.tones.ink2, 1));
    outline(c, gantt.chosen, gantt.tones.focus, 3);
  }
  if (gantt.hover && gantt.hover !== gantt.chosen) outline(c, gantt.hover, gantt.tones.ink, 1.6);
}

function drawGantt() {
  gantt.drawing = false;
  const c = gantt.ctx, dpr = devicePixelRatio || 1, scroll = gantt.scroll;
  if (!gantt.width) return;
  const ticks = axisTicks(gantt.from, gantt.to, Math.floor((gantt.width - gantt.label) / (manyDays && !plainTimes ? 76 : 64)));
  c.setTransform(dpr, 0, 0, dpr, 0, 0);
  c.fillStyle = gantt.tones.panel; c.fillRect(0, 0, gantt.width, gantt.height);
  const first = Math.max(0, Math.floor(scroll.scrollTop / gantt.row)), last = Math.min(gantt.list.length, Math.ceil((scroll.scrollTop + gantt.height - gantt.axis) / gantt.row));
  c.save(); c.beginPath(); c.rect(gantt.label, gantt.axis, gantt.width - gantt.label, gantt.height - gantt.axis); c.clip();
  drawRows(c, first, last, ticks);
  drawLinks(c);
  c.restore();
  c.save(); c.beginPath(); c.rect(0, gantt.axis, gantt.label, gantt.height - gantt.axis); c.clip();
  for (let i = first; i < last; i++) drawLabel(c, gantt.list[i], rowY(i));
  c.restore();
  drawAxis(c, ticks);
  c.fillStyle = gantt.tones.line; c.fillRect(gantt.label - 1, 0, 1, gantt.height);
  drawOverview();
}
const redraw = () => { if (!gantt.drawing) { gantt.drawing = true; requestAnimationFrame(drawGantt); } };

/* The whole span in one strip: machines at work, and what part of it is in view. */
const OVERVIEW = 240;
function countOverview() {
  const bins = new Float64Array(OVERVIEW), wide = (data.end - data.begin) / OVERVIEW;
  for (const [a, b] of ops.flatMap(workOf)) for (let i = Math.max(0, Math.floor((a - data.begin) / wide)); i < OVERVIEW && data.begin + i * wide < b; i++) bins[i] += Math.max(0, Math.min(b, data.begin + (i + 1) * wide) - Math.max(a, data.begin + i * wide)) / wide;
  return bins;
}
function drawOverview() {
  const canvas = gantt.strip, dpr = devicePixelRatio || 1, h = 40, c = canvas.getContext('2d'), high = Math.max(1, machines.length), wide = gantt.width - gantt.label;
  canvas.width = gantt.width * dpr; canvas.height = h * dpr;
  c.setTransform(dpr, 0, 0, dpr, 0, 0);
  c.fillStyle = gantt.tones.ground; c.fillRect(gantt.label, 0, wide, h);
  c.fillStyle = gantt.tones.ink3; c.globalAlpha = 0.55;
  gantt.bins.forEach((n, i) => { const y = (n / high) * (h - 4); c.fillRect(gantt.label + (i * wide) / OVERVIEW, h - y, wide / OVERVIEW + 0.3, y); });
  c.globalAlpha = 1;
  const at = (t) => gantt.label + ((t - data.begin) / (data.end - data.begin)) * wide, a = at(gantt.from), b = at(gantt.to);
  c.fillStyle = gantt.tones.panel; c.globalAlpha = 0.66; c.fillRect(gantt.label, 0, a - gantt.label, h); c.fillRect(b, 0, gantt.width - b, h); c.globalAlpha = 1;
  c.strokeStyle = gantt.tones.focus; c.lineWidth = 2; c.strokeRect(a + 1, 1, Math.max(3, b - a - 2), h - 2);
  c.fillStyle = gantt.tones.ink2; c.font = '11px system-ui, sans-serif'; c.textBaseline = 'middle'; c.fillText('Machines at work', 6, h / 2);
}

function moveGantt(from, length) {
  const all = data.end - data.begin, wide = clamp(length, Math.max(all / 4000, plainTimes ? 4 : MINUTE), all);
  gantt.from = clamp(from, data.begin, data.end - wide);
  gantt.to = gantt.from + wide;
  for (const key of ['out', 'back', 'on', 'fit']) gantt.parts[key].disabled = wide >= all;
  redraw();
}
function zoomGantt(factor, t) {
  const wide = (gantt.to - gantt.from) / factor, middle = t ?? (gantt.chosen && gantt.chosen.end > gantt.from && gantt.chosen.start < gantt.to ? (gantt.chosen.start + gantt.chosen.end) / 2 : (gantt.from + gantt.to) / 2);
  moveGantt(middle - ((middle - gantt.from) / (gantt.to - gantt.from)) * wide, wide);
}

function sizeGantt() {
  const scroll = gantt.scroll, dpr = devicePixelRatio || 1, all = gantt.axis + gantt.list.length * gantt.row;
  gantt.width = scroll.clientWidth;
  gantt.height = Math.round(Math.min(all + 1, Math.max(280, innerHeight * 0.66)));
  gantt.label = Math.round(clamp(gantt.width * 0.16, 84, 190));
  scroll.style.height = `${gantt.height}px`;
  gantt.sizer.style.height = `${all}px`;
  gantt.canvas.width = gantt.width * dpr; gantt.canvas.height = gantt.height * dpr;
  gantt.canvas.style.height = `${gantt.height}px`;
  redraw();
}
function refreshRows() {
  listRows();
  const what = gantt.rows;
  byId('gantt-count').textContent = gantt.list.length ? plural(gantt.list.length, what) : `No ${what} has that in its name.`;
  sizeGantt();
}

/* Brings an operation into view. */
function reveal(op) {
  const i = rowOfOp(op), wide = gantt.to - gantt.from, scroll = gantt.scroll;
  if (i === undefined) { gantt.query = ''; gantt.parts.query.value = ''; refreshRows(); reveal(op); return; }
  const y = i * gantt.row, room = gantt.height - gantt.axis;
  if (y < scroll.scrollTop || y + gantt.row > scroll.scrollTop + room) scroll.scrollTop = Math.max(0, y - room / 2);
  if (op.end > gantt.to || op.start < gantt.from) moveGantt((op.start + op.end) / 2 - wide / 2, wide); else redraw();
}

function opAt(x, y) {
  const i = Math.floor((y - gantt.axis + gantt.scroll.scrollTop) / gantt.row), row = gantt.list[i];
  if (x < gantt.label || y < gantt.axis || !row) return { row };
  const t = timeAt(x), slack = ((gantt.to - gantt.from) / (gantt.width - gantt.label)) * 3, near = inSpan(row.ops, t - slack, t + slack);
  const inLane = (op) => { const b = box(op); return gantt.rows === 'machine' || (y >= b.y - 1 && y <= b.y + b.h + 1); };
  return { row, t, op: near.find((op) => t >= op.setupBegin && t < op.end && inLane(op)) || near.find(inLane) || null };
}

/* The next operation for an arrow key: along the row, or the nearest in time of the row above or below. */
function neighbour(key) {
  const at = gantt.chosen;
  if (!at) { const first = gantt.list.find((r) => r.ops.length); return first ? inSpan(first.ops, gantt.from, gantt.to)[0] || first.ops[0] : null; }
  const i = rowOfOp(at), list = gantt.rows === 'machine' ? at.machine.ops : at.job.ops, place = list.indexOf(at);
  if (key === 'ArrowLeft') return list[place - 1];
  if (key === 'ArrowRight') return list[place + 1];
  if (key === 'Home') return list[0];
  if (key === 'End') return list[list.length - 1];
  if (key === 'Backspace' || key === ',') return at.by || at.after;
  const step = key === 'ArrowUp' ? -1 : 1;
  for (let r = i + step; r >= 0 && r < gantt.list.length; r += step) {
    const middle = (at.start + at.end) / 2, best = gantt.list[r].ops.reduce((b, op) => (!b || Math.abs((op.start + op.end) / 2 - middle) < Math.abs((b.start + b.end) / 2 - middle) ? op : b), null);
    if (best) return best;
  }
  return null;
}
function onKey(e) {
  const wide = gantt.to - gantt.from;
  if (e.key === '+' || e.key === '=') zoomGantt(1.6);
  else if (e.key === '-') zoomGantt(1 / 1.6);
  else if (e.key === '0') moveGantt(data.begin, data.end - data.begin);
  else if (e.key === 'Escape') { choose(null); hideTip(); }
  else if (e.key === 'ArrowLeft' && e.shiftKey) moveGantt(gantt.from - wide / 4, wide);
  else if (e.key === 'ArrowRight' && e.shiftKey) moveGantt(gantt.from + wide / 4, wide);
  else if (['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Backspace', ','].includes(e.key)) { const op = neighbour(e.key); if (op) { choose(op); reveal(op); } }
  else return;
  e.preventDefault();
}

function watchPointer() {
  const canvas = gantt.canvas;
  let held = null;
  const place = (e) => { const b = canvas.getBoundingClientRect(); return [e.clientX - b.left, e.clientY - b.top]; };
  canvas.addEventListener('pointerdown', (e) => { held = { x: e.clientX, y: e.clientY, from: gantt.from, scroll: gantt.scroll.scrollTop, moved: false }; if (e.pointerType === 'mouse') canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener('pointermove', (e) => {
    if (held && (held.moved || Math.abs(e.clientX - held.x) > 4 || Math.abs(e.clientY - held.y) > 4)) {
      held.moved = true; hideTip();
      const wide = gantt.to - gantt.from;
      moveGantt(held.from - ((e.clientX - held.x) / (gantt.width - gantt.label)) * wide, wide);
      if (e.pointerType === 'mouse') gantt.scroll.scrollTop = held.scroll - (e.clientY - held.y);
      return;
    }
    const hit = opAt(...place(e));
    canvas.style.cursor = hit.op ? 'pointer' : 'grab';
    if (hit.op !== gantt.hover) { gantt.hover = hit.op || null; redraw(); }
    if (hit.op) showTip(e.clientX, e.clientY, opWords(hit.op)); else if (hit.row) showTip(e.clientX, e.clientY, rowWords(hit.row, hit.t)); else hideTip();
  });
  const drop = (e) => { if (held && !held.moved && e.type === 'pointerup') { const hit = opAt(...place(e)); choose(hit.op || (hit.t === undefined && hit.row ? hit.row.ops[0] || null : null)); } held = null; };
  canvas.addEventListener('pointerup', drop);
  canvas.addEventListener('pointercancel', drop);
  canvas.addEventListener('pointerleave', () => { gantt.hover = null; hideTip(); redraw(); });
  canvas.addEventListener('dblclick', (e) => zoomGantt(2, timeAt(place(e)[0])));
  canvas.addEventListener('wheel', (e) => {
    const [x] = place(e), wide = gantt.to - gantt.from;
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); zoomGantt(Math.exp(-e.deltaY / 300), timeAt(Math.max(x, gantt.label))); }
    else if (Math.abs(e.deltaX) > Math.abs(e.deltaY) || e.shiftKey) { e.preventDefault(); moveGantt(gantt.from + ((e.deltaX || e.deltaY) / (gantt.width - gantt.label)) * wide, wide); }
  }, { passive: false });
  const strip = (e) => { if (e.type === 'pointerdown') gantt.strip.setPointerCapture(e.pointerId); if (!(e.buttons & 1)) return; const b = gantt.strip.getBoundingClientRect(), wide = gantt.to - gantt.from, t = data.begin + ((e.clientX - b.left - gantt.label) / (gantt.width - gantt.label)) * (data.end - data.begin); moveGantt(t - wide / 2, wide); };
  gantt.strip.addEventListener('pointerdown', strip);
  gantt.strip.addEventListener('pointermove', strip);
}

function ganttControls() {
  const p = gantt.parts, button = (key, text, label, act) => (p[key] = el('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, text)), wide = () => gantt.to - gantt.from;
  const sorts = () => Object.entries(SORTS[gantt.rows]).filter(([key]) => hasDue || !['late', 'due'].includes(key)).map(([key, [name]]) => el('option', { value: key, selected: key === gantt.sort }, name));
  const choice = (value, text) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'rows', value, checked: gantt.rows === value, onchange: () => { gantt.rows = value; gantt.sort = 'order'; p.sort.replaceChildren(...sorts()); gantt.scroll.scrollTop = 0; refreshRows(); if (gantt.chosen) reveal(gantt.chosen); } }), el('span', null, text));
  const colors = Object.entries(COLORS).filter(([key]) => (key !== 'status' || hasDue) && (key !== 'family' || hasFamilies));
  const check = (key, text) => el('label', { class: 'check' }, el('input', { type: 'checkbox', checked: gantt[key], onchange: (e) => { gantt[key] = e.target.checked; redraw(); } }), text);
  p.sort = el('select', { onchange: (e) => { gantt.sort = e.target.value; refreshRows(); } }, sorts());
  p.query = el('input', { type: 'search', placeholder: 'Filter the rows', oninput: (e) => { gantt.query = e.target.value; gantt.scroll.scrollTop = 0; refreshRows(); } });
  return el('div', { class: 'controls' }, el('fieldset', { class: 'choices' }, el('legend', { class: 'sr' }, 'Rows'), choice('machine', 'By machine'), choice('job', 'By job')),
    el('label', { class: 'grow' }, el('span', { class: 'sr' }, 'Filter the rows'), p.query), el('label', null, 'Sort ', p.sort),
    el('label', null, 'Colour ', el('select', { onchange: (e) => { gantt.color = e.target.value; buildLegend(); redraw(); } }, colors.map(([key, name]) => el('option', { value: key, selected: key === gantt.color }, name)))),
    el('span', { class: 'checks' }, check('critical', 'Critical path'), hasPlan && check('plan', 'First plan beneath')),
    el('span', { id: 'gantt-count', class: 'quiet-text', role: 'status' }), el('span', { class: 'gap' }),
    el('span', { class: 'zooms' }, button('back', '◂', 'Earlier', () => moveGantt(gantt.from - wide() / 2, wide())), button('on', '▸', 'Later', () => moveGantt(gantt.from + wide() / 2, wide())),
      button('in', '+', 'Zoom in', () => zoomGantt(2)), button('out', '−', 'Zoom out', () => zoomGantt(0.5)), button('fit', 'All', 'The whole span', () => moveGantt(data.begin, data.end - data.begin))));
}

function buildLegend() {
  const item = (mark, text) => el('span', null, mark, text), late = { late: 1 };
  const colors = gantt.color === 'status' ? [item(swatch('var(--on-time)'), 'Job on time'), item(el('i', { class: 'swatch late', 'aria-hidden': 'true' }), 'Job late'), jobs.some((j) => j.due === null) && item(swatch('var(--no-due)'), 'No due date')]
    : gantt.color === 'family' ? families.slice(0, 12).map((name, i) => item(swatch(hue(i)), name)).concat(families.length > 12 ? [`and ${families.length - 12} more`] : []) : [];
  byId('gantt-legend').replaceChildren(...[...colors, hasSetups && item(el('i', { class: 'swatch setup', 'aria-hidden': 'true' }), 'Setup'), hasPauses && item(el('i', { class: 'swatch pause', 'aria-hidden': 'true' }), 'Paused'),
    hasClosed && item(el('i', { class: 'swatch shut', 'aria-hidden': 'true' }), 'Machine shut'), machines.some((m) => m.outages.length) && item(el('i', { class: 'swatch outage', 'aria-hidden': 'true' }), 'Broken down'), machines.some((m) => m.stops.length > m.outages.length) && item(el('i', { class: 'swatch stop', 'aria-hidden': 'true' }), 'Maintenance'),
    ops.some((op) => op.facts & FACT.LOCKED) && item(el('i', { class: 'swatch locked', 'aria-hidden': 'true' }), 'Fixed'), item(el('i', { class: 'swatch critical', 'aria-hidden': 'true' }), 'Critical path'), late && hasDue && item(el('i', { class: 'duemark', 'aria-hidden': 'true' }), 'Due date (rows by job)'), hasPlan && item(el('i', { class: 'swatch plan', 'aria-hidden': 'true' }), 'As first planned')].filter(Boolean));
}

function buildGantt() {
  byId('gantt-note').textContent = `${plural(ops.length, 'operation')} of ${plural(jobs.length, 'job')} on ${plural(machines.length, 'machine')}. Select an operation to read what it waited for. Drag to move, hold Ctrl and scroll to zoom; with the keyboard: arrows go from operation to operation, comma to what it waited for, + and − zoom.`;
  gantt.canvas = el('canvas', { 'aria-hidden': 'true' });
  gantt.sizer = el('div', { class: 'gantt-size' }, gantt.canvas);
  gantt.scroll = el('div', { class: 'gantt-scroll', tabindex: '0', role: 'application', 'aria-label': 'Gantt chart. Arrow keys go from operation to operation; the selected one is read out beside the chart.', onkeydown: onKey, onscroll: redraw }, gantt.sizer);
  gantt.strip = el('canvas', { class: 'gantt-strip', 'aria-hidden': 'true' });
  gantt.ctx = gantt.canvas.getContext('2d');
  gantt.bins = countOverview();
  byId('gantt-panel').append(ganttControls(), el('div', { class: 'legend', id: 'gantt-legend' }), el('div', { class: 'plan-body' }, el('div', { class: 'scene' }, gantt.scroll, gantt.strip), buildTale()));
  readTones();
  buildLegend();
  watchPointer();
  refreshRows();
  moveGantt(data.begin, data.end - data.begin);
  onWidth(gantt.scroll, sizeGantt);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readTones(); redraw(); });
  addEventListener('beforeprint', () => { readTones(); drawGantt(); });
}
