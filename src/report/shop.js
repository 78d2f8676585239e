/* Report of a factory line, part 1: its data, decoded, and the words for it.  Times are seconds from midnight, or plain numbers in the problem's units. */
const plainTimes = data.plain, isRun = data.run;
const CAUSE = { NONE: 0, LINK: 1, MACHINE: 2, POOL: 3, RELEASE: 4, LOCK: 5 }, FACT = { LOCKED: 1, OPENING: 2, PAUSES: 4, ROOM: 8 };
const JOB_OFF = 1, JOB_RUSH = 2;

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
/* Sorted windows, touching ones made one. */
function merged(windows) {
  const out = [];
  for (const [a, b] of [...windows].sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && a <= last[1]) last[1] = Math.max(last[1], b); else out.push([a, b]);
  }
  return out;
}
const calendars = data.calendars.map(pairs);
const machines = data.machines.map(([name, group, calendar, closed, available, count, setups, busy, setup, open], ix) => {
  const nights = [...(calendar >= 0 ? calendars[calendar] : []), ...(available === null ? [] : [[data.begin, available]])], own = pairs(closed);
  return { ix, kind: 'machine', name: name ?? `Machine ${ix + 1}`, group, nights: merged(nights), stops: own, outages: [], closed: merged([...nights, ...own]), count, setups, busy, setup, open, ops: [] };
});
const pools = data.pools.map(([name, isTool, units], ix) => ({ ix, name: name ?? `Pool ${ix + 1}`, isTool, units }));
const families = data.families.map((name, ix) => name ?? `Family ${ix + 1}`);
const jobs = data.jobs.map(([name, release, due, weight, priority, state], ix) => ({ ix, kind: 'job', name: name ?? `Job ${ix + 1}`, release, due, weight, priority, state, ops: [], missing: 0, end: null }));
const opNames = new Map(data.names), ops = [], opOf = new Map();
for (let i = 0; i < data.ops.length; i += 13) {
  const [ix, job, machine, family, start, setup, length, ready, after, cause, by, pool, facts] = data.ops.slice(i, i + 13);
  const op = { ix, job: jobs[job], machine: machines[machine], family, start, setupBegin: start - setup, end: length < 0 ? data.end : start + length, runs: length < 0, ready, after, cause, by, pool, facts, critical: false, planned: null };
  ops.push(op); opOf.set(ix, op); op.job.ops.push(op); op.machine.ops.push(op);
}
for (let i = 0; i < data.missing.length; i += 2) jobs[data.missing[i + 1]].missing++;
for (let i = 0; i < data.planned.length; i += 4) { const op = opOf.get(data.planned[i]); if (op) op.planned = { machine: machines[data.planned[i + 1]], start: data.planned[i + 2], end: data.planned[i + 2] + data.planned[i + 3] }; }
for (let i = 0; i < data.outages.length; i += 3) machines[data.outages[i]].outages.push([data.outages[i + 1], data.outages[i + 2]]);
for (const op of ops) { op.by = opOf.get(op.by) || null; op.after = opOf.get(op.after) || null; }
for (const m of machines) m.ops.sort((a, b) => a.setupBegin - b.setupBegin || a.end - b.end || a.ix - b.ix).forEach((op, i) => { op.place = i; });
for (const j of jobs) {
  const first = Math.min(...j.ops.map((op) => op.ix), Infinity);
  j.ops.forEach((op) => { op.name = opNames.get(op.ix) ?? null; op.step = op.ix - first + 1; });
  j.ops.sort((a, b) => a.start - b.start || a.end - b.end || a.ix - b.ix);
  j.done = j.ops.length > 0 && !j.missing && !j.ops.some((op) => op.runs);
  j.end = j.ops.length ? Math.max(...j.ops.map((op) => op.end)) : null;
  j.off = j.state === JOB_OFF;
  j.late = j.due === null || j.off ? 0 : Math.max(0, (j.done ? j.end : data.end) - j.due);
}
const plans = data.plans.map(([label, ...values], i) => ({ label, ix: i, ...Object.fromEntries(data.figures.map((key, k) => [key, values[k]])) }));
const own = plans[0], hasDue = own.due > 0, hasSetups = ops.some((op) => op.setupBegin < op.start), hasFamilies = families.length > 1 && ops.some((op) => op.family >= 0);
const hasClosed = machines.some((m) => m.closed.length), hasPauses = hasClosed && ops.some((op) => (op.facts & FACT.PAUSES) && pausesOf(op).length), hasPlan = ops.some((op) => op.planned);

/* Times as people read them. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const isDated = !plainTimes && data.midnight_ms >= 1e11, manyDays = data.end - data.begin > DAY || Math.floor(data.begin / DAY) !== Math.floor((data.end - 1) / DAY);
const dayOf = (t) => (isDated ? (() => { const d = new Date(data.midnight_ms + Math.floor(t / DAY) * DAY * 1000); return `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`; })() : `day ${Math.floor(t / DAY) + 1}`);
const hourOf = (t) => { const s = ((t % DAY) + DAY) % DAY, two = (n) => String(Math.floor(n)).padStart(2, '0'); return `${two(s / HOUR)}:${two((s % HOUR) / MINUTE)}`; };
const when = (t) => (plainTimes ? number(t) : manyDays ? `${dayOf(t)} ${hourOf(t)}` : hourOf(t));
const number = (n) => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
function long(s) {
  if (plainTimes) return number(s);
  if (s < 36 * HOUR) return span(s);
  const days = Math.floor(s / DAY), hours_ = Math.round((s - days * DAY) / HOUR);
  return `${days + (hours_ === 24)} d${hours_ % 24 ? ` ${hours_ % 24} h` : ''}`;
}
const axisTicks = (from, to, count) => (plainTimes ? (() => { const step = niceStep(to - from, count), out = []; for (let t = Math.ceil(from / step) * step; t <= to; t += step) out.push(t); return out; })() : timeTicks(from, to, count));
function axisText(t, step) {
  if (plainTimes) return number(t);
  if (!manyDays) return t > 0 && t % DAY === 0 && t >= data.end ? '24:00' : hourOf(t);
  return ((t % DAY) + DAY) % DAY === 0 ? dayOf(t) : step >= DAY ? dayOf(t) : hourOf(t);
}

/* What an operation is called, and where within it its machine stands still. */
const opName = (op) => (op.name ? `${op.job.name} · ${op.name}` : op.job.ops.length > 1 ? `${op.job.name} · ${op.step}` : op.job.name);
function overlap(windows, a, b) {
  const out = [];
  let low = 0, high = windows.length;
  while (low < high) { const mid = (low + high) >> 1; if (windows[mid][1] <= a) low = mid + 1; else high = mid; }
  for (let i = low; i < windows.length && windows[i][0] < b; i++) out.push([Math.max(a, windows[i][0]), Math.min(b, windows[i][1])]);
  return out;
}
const lengthOf = (windows) => windows.reduce((sum, [a, b]) => sum + b - a, 0);
function pausesOf(op) { return op.facts & FACT.PAUSES ? overlap(op.machine.closed, op.start, op.end) : []; }
/* The stretches in which an operation is really worked on. */
function workOf(op) {
  const out = [];
  let at = op.start;
  for (const [a, b] of [...pausesOf(op), [op.end, op.end]]) { if (a > at) out.push([at, a]); at = b; }
  return out;
}
const workLength = (op) => op.end - op.start - lengthOf(pausesOf(op));

/* The chain of causes that ends with an operation, last first; it never runs in a circle. */
function chainOf(op) {
  const chain = [], seen = new Set();
  for (let at = op; at && !seen.has(at); at = at.by) { seen.add(at); chain.push(at); }
  return chain;
}
/* The critical path: the chain of what ends last. */
const lastOp = ops.reduce((best, op) => (!best || op.end > best.end ? op : best), null);
const criticalPath = lastOp ? chainOf(lastOp) : [];
for (const op of criticalPath) op.critical = true;

/* Where the time of a job went, from its release to its end, along the operations that its end hangs on. */
const PARTS = [
  { key: 'work', name: 'Work', color: 'var(--s0)' }, { key: 'setup', name: 'Setup', color: 'var(--setup)' }, { key: 'machine', name: 'Waiting for a machine', color: 'var(--s1)' },
  { key: 'pool', name: 'Waiting for people or tools', color: 'var(--s3)' }, { key: 'shut', name: 'Machine shut', color: 'var(--shut)' }, { key: 'move', name: 'Transport, cooling', color: 'var(--s4)' }, { key: 'idle', name: 'Other waiting', color: 'var(--bar)' }];
const lastOf = (job) => job.ops.reduce((best, op) => (!best || op.end > best.end ? op : best), null);
function journey(job) {
  const parts = Object.fromEntries(PARTS.map((p) => [p.key, 0])), waits = [], seen = new Set();
  let op = lastOf(job);
  while (op && !seen.has(op)) {
    seen.add(op);
    const paused = lengthOf(pausesOf(op));
    parts.work += op.end - op.start - paused;
    parts.shut += paused;
    const wait = Math.max(0, op.start - op.ready);
    if (wait > 0) {
      const setup = Math.min(wait, op.start - op.setupBegin), shut = Math.min(wait - setup, lengthOf(overlap(op.machine.closed, op.ready, op.start - setup))), rest = wait - setup - shut;
      parts.setup += setup; parts.shut += shut;
      const kind = op.cause === CAUSE.POOL ? 'pool' : op.cause === CAUSE.MACHINE ? 'machine' : op.facts & FACT.OPENING ? 'shut' : 'idle';
      parts[kind] += rest;
      if (wait > 0) waits.push({ op, wait, rest, shut, setup, kind });
    }
    if (op.after) parts.move += Math.max(0, op.ready - op.after.end);
    op = op.after;
  }
  return { parts, waits: waits.sort((a, b) => b.wait - a.wait || a.op.ix - b.op.ix) };
}
/* Who had the machine while an operation's parts lay there. */
function blockers(op) {
  return op.machine.ops.slice(0, op.place).filter((o) => o.end > op.ready && o.job !== op.job).map((o) => ({ op: o, length: Math.min(o.end, op.start) - Math.max(o.setupBegin, op.ready) })).filter((b) => b.length > 0).sort((a, b) => b.length - a.length || a.op.ix - b.op.ix);
}
