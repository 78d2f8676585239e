/* Report of a factory line, part 3: the words for an operation and a job: what it waited for, and why it is late. */
const opLink = (op, text) => el('button', { type: 'button', class: 'quiet case', onclick: () => { choose(op); reveal(op); } }, text || opName(op));
const jobLink = (job) => (job.ops.length ? el('button', { type: 'button', class: 'quiet case', onclick: () => { choose(lastOf(job)); byId('gantt').scrollIntoView(); reveal(lastOf(job)); } }, job.name) : el('b', null, job.name));

function lateWords(job) {
  if (job.off) return 'Called off.';
  if (job.due === null) return job.done ? `Done ${when(job.end)}; no due date.` : 'Not done; no due date.';
  if (!job.done) return job.late > 0 ? `Due ${when(job.due)}, not done: ${long(job.late)} late so far.` : `Due ${when(job.due)}, not done.`;
  return job.late > 0 ? `Due ${when(job.due)}, done ${when(job.end)}: ${long(job.late)} late.` : `Due ${when(job.due)}, done ${when(job.end)}${job.due > job.end ? `: ${long(job.due - job.end)} early` : ''}.`;
}

/* Why an operation began when it did, in one sentence. */
function causeWords(op, linked) {
  const name = (o) => (linked ? opLink(o) : opName(o)), shut = op.facts & FACT.OPENING ? `; ${op.machine.name} was shut until ${when(op.start)}` : '', own_ = op.by && op.by.job === op.job;
  const loose = op.facts & FACT.ROOM && !(op.facts & FACT.OPENING) ? '; it could have begun earlier' : '';
  if (op.cause === CAUSE.LINK && op.by) return [own_ ? 'Began when ' : 'Waited for its part: ', name(op.by), ` was done at ${when(op.by.end)}`, op.start - op.by.end > 0 && !shut && !loose ? `, ${long(op.start - op.by.end)} before` : '', shut, loose, '.'];
  if (op.cause === CAUSE.MACHINE && op.by) return [own_ ? 'Followed ' : op.ready < op.start ? `Waited ${long(op.start - op.ready)} for ${op.machine.name}, which did ` : `Followed on ${op.machine.name} after `, name(op.by), ` until ${when(op.by.end)}`, op.setupBegin < op.start ? ` and was then set up` : '', shut, loose, '.'];
  if (op.cause === CAUSE.POOL) return [`Waited for ${pools[op.pool] ? pools[op.pool].name : 'people or tools'}`, ...(op.by ? [', held by ', name(op.by), ` until ${when(op.by.end)}`] : [', who were away']), shut, loose, '.'];
  if (op.cause === CAUSE.LOCK) return ['Fixed: it ran already, or is promised.'];
  return [op.ready > data.origin ? `Began when it was released, ${when(op.ready)}` : 'Began with the plan', shut, loose, '.'];
}

function opWords(op) {
  const pauses = pausesOf(op), plan = op.planned;
  return [el('strong', null, `${opName(op)} on ${op.machine.name}`), `${when(op.start)} – ${op.runs ? 'runs still' : when(op.end)}, ${long(workLength(op))}${pauses.length ? `, paused ${long(lengthOf(pauses))}` : ''}`,
    op.setupBegin < op.start ? `Setup from ${when(op.setupBegin)}${op.family >= 0 ? ` to ${families[op.family]}` : ''}` : op.family >= 0 && hasFamilies ? families[op.family] : null,
    plan ? (plan.machine !== op.machine ? `First planned on ${plan.machine.name}, ${when(plan.start)}` : plan.start !== op.start ? `First planned ${when(plan.start)}: began ${long(Math.abs(op.start - plan.start))} ${op.start > plan.start ? 'later' : 'earlier'}` : 'Began as first planned') : null,
    el('span', null, causeWords(op, false)), op.job.due !== null || op.job.off ? lateWords(op.job) : null].filter(Boolean);
}
function rowWords(row, t) {
  if (row.kind === 'job') return [el('strong', null, row.name), `${plural(row.ops.length + row.missing, 'operation')}${row.weight !== 1 ? `, weight ${whole(row.weight)}` : ''}`, lateWords(row)];
  const out = t !== undefined && row.outages.some(([a, b]) => t >= a && t < b), shut = t !== undefined && row.closed.some(([a, b]) => t >= a && t < b);
  return [el('strong', null, row.name), row.group, t === undefined ? `${plural(row.count, 'operation')}, at work ${percent(row.open > 0 ? row.busy / row.open : 0, 0)} %` : `${when(t)}: ${out ? 'broken down' : shut ? 'shut' : 'idle'}`].filter(Boolean);
}

/* The chain that ends in an operation, as a list; the last first. */
function chainList(op) {
  const chain = chainOf(op), MOST = 14, rows = chain.slice(0, MOST).map((o) => el('li', { class: o === op ? 'at' : '' }, el('time', null, when(o.start)), el('span', null, o === op ? el('b', null, opName(o)) : opLink(o), ` on ${o.machine.name}, ${long(workLength(o))}. `, causeWords(o, false))));
  return el('ol', { class: 'story' }, rows, chain.length > MOST ? el('li', null, el('time', null), el('span', null, `and ${plural(chain.length - MOST, 'operation')} before`)) : null);
}

function journeyBar(job) {
  const { parts } = journey(job), all = total(Object.values(parts)) || 1;
  return el('div', { class: 'stack thin', role: 'img', 'aria-label': PARTS.filter((p) => parts[p.key] > 0).map((p) => `${p.name} ${long(parts[p.key])}`).join(', ') }, PARTS.map((p) => (parts[p.key] > 0 ? el('i', { style: { width: `${(parts[p.key] / all) * 100}%`, background: p.color }, title: `${p.name}: ${long(parts[p.key])}` }) : null)));
}

function tellStory() {
  const place = byId('story'), op = gantt.chosen;
  if (!op && isRun) {
    place.replaceChildren(el('p', { class: 'hint' }, 'Select an operation, or find a job, to read what it waited for, and what that waited for.'));
    return;
  }
  if (!op) {
    const path = criticalPath.slice().reverse(), between = path.filter((o, i) => i > 0 && o.machine !== path[i - 1].machine).length;
    place.replaceChildren(...(path.length ? [el('h3', null, 'Critical path'), el('p', { class: 'sub' }, `${plural(path.length, 'operation')}${between ? `, ${plural(between, 'change')} of machine` : ''}: what the last end, ${when(data.end)}, hangs on. Shorten one of these, or nothing ends sooner.`), chainList(lastOp)] : [el('p', { class: 'hint' }, 'Nothing is planned.')]));
    return;
  }
  const job = op.job, place_ = job.ops.indexOf(op);
  place.replaceChildren(el('h3', null, opName(op)), el('p', { class: 'sub' }, `${place_ + 1} of ${job.ops.length + job.missing} of its job, on ${op.machine.name}${op.machine.group ? ` (${op.machine.group})` : ''}${job.weight !== 1 ? `, weight ${whole(job.weight)}` : ''}`),
    el('p', { class: `verdict ${job.late > 0 ? 'bad' : job.due !== null && job.done ? 'good' : ''}` }, lateWords(job)), journeyBar(job),
    el('div', { class: 'facts' }, opWords(op).slice(1, -1).filter((line) => !(line instanceof Node)).map((line) => el('p', null, line))),
    el('h4', null, 'What it waited for, and what that waited for'), chainList(op));
}

function choose(op) {
  gantt.chosen = op;
  tellStory();
  redraw();
}

function findText(text) {
  const query = text.trim().toLowerCase();
  if (!query) return null;
  const machine = machines.find((m) => m.name.toLowerCase() === query);
  if (machine && machine.ops.length) return machine.ops[0];
  const job = jobs.find((j) => j.name.toLowerCase() === query) || jobs.find((j) => j.name.toLowerCase().startsWith(query)) || jobs.find((j) => j.name.toLowerCase().includes(query));
  return (job && lastOf(job)) || ops.find((op) => opName(op).toLowerCase().includes(query)) || null;
}

function buildTale() {
  const find = el('input', { type: 'search', list: 'job-names', placeholder: 'Find a job or an operation', 'aria-label': 'Find a job or an operation', onchange: (e) => { const op = findText(e.target.value); if (op) { choose(op); reveal(op); } } });
  const names = el('datalist', { id: 'job-names' }, jobs.slice(0, 2000).map((j) => el('option', { value: j.name })));
  return el('aside', { class: 'tale', 'aria-label': 'The story of an operation' }, find, names, el('div', { id: 'story', 'aria-live': 'polite' }));
}

/* ---- late jobs ---- */

/* What a late job waited for most, in words. */
function whyLate(job) {
  const { parts, waits } = journey(job), lines = [];
  for (const { op, wait, shut, setup, kind } of waits.slice(0, 3)) {
    if (wait <= 0) continue;
    const held = kind === 'machine' ? blockers(op).slice(0, 3) : [], rest = kind === 'machine' ? blockers(op).length - held.length : 0;
    const beside = [shut > 0 ? `${long(shut)} of it shut` : '', setup > 0 && kind === 'machine' ? `${long(setup)} setup` : ''].filter(Boolean).join(', ');
    if (kind === 'machine') lines.push([`waited ${long(wait)} for ${op.machine.name}${beside ? ` (${beside})` : ''}`, ...(held.length ? [', which did ', ...held.flatMap((b, i) => [i ? ', ' : '', opLink(b.op, b.op.job.name), ` (${long(b.length)})`]), rest > 0 ? ` and ${plural(rest, 'other')}` : ''] : [])]);
    else if (kind === 'pool') lines.push([`waited ${long(wait)} for ${pools[op.pool] ? pools[op.pool].name : 'people or tools'}`, ...(op.by ? [', held by ', opLink(op.by)] : [', who were away'])]);
    else if (kind === 'shut') lines.push([`waited ${long(wait)} until ${op.machine.name} opened`]);
    else lines.push([`waited ${long(wait)} before ${op.machine.name}`]);
  }
  const least = parts.work + parts.move, tooTight = job.due !== null && job.release + least > job.due;
  return el('div', null, lines.length ? el('ul', { class: 'could' }, lines.map((line) => el('li', { class: 'all' }, line))) : '', tooTight ? el('p', null, `Work and transport alone take ${long(least)}: from its release it could not be in time.`) : lines.length ? '' : el('p', null, 'It never waited: it is late by its own work.'));
}

const LONG = 8;
function buildLate() {
  const list = jobs.filter((j) => j.late > 0).sort((a, b) => b.late * b.weight - a.late * a.weight || a.ix - b.ix), shown = list.slice(0, 200);
  if (!hasDue) { byId('late').hidden = true; document.querySelector('nav a[href="#late"]').hidden = true; return; }
  byId('late-note').textContent = list.length ? `${plural(list.length, 'job')} of ${whole(own.due)} with a due date ${list.length === 1 ? 'is' : 'are'} late; weighted most first${shown.length < list.length ? `, the first ${whole(shown.length)}` : ''}. The bar shows where the time between release and end went, along the operations that the end hangs on.` : `All ${plural(own.due, 'job')} with a due date are on time.`;
  if (!list.length) { byId('late-table').hidden = true; return; }
  const body = el('tbody', null, shown.map((job) => el('tr', null, el('th', { scope: 'row' }, jobLink(job), el('small', null, `due ${when(job.due)}${job.weight !== 1 ? `, weight ${whole(job.weight)}` : ''}`), job.state === JOB_RUSH ? el('small', null, 'rush job') : ''),
    el('td', { class: 'wait' }, el('b', null, `${long(job.late)} late`), el('small', null, job.done ? `done ${when(job.end)}, ${long(job.end - job.release)} after its release` : 'not done'), journeyBar(job)), el('td', null, whyLate(job)))));
  byId('late-table').append(el('div', { class: 'legend inset' }, PARTS.map((p) => el('span', null, swatch(p.color), p.name))), el('table', { class: 'worst' }, el('thead', null, el('tr', null, ['Job', 'Late', 'Why'].map((h) => el('th', { scope: 'col' }, h)))), body));
  if (shown.length > LONG) { const more = el('button', { type: 'button', class: 'more', onclick: () => { body.classList.remove('short'); more.remove(); } }, `Show all ${whole(shown.length)}`); body.classList.add('short'); byId('late-table').append(more); }
}
