/* Report of a factory line, part 5: headline, comparison, machines and method. */
const TERMS = { makespan: 'makespan', tardiness: 'weighted tardiness', setup: 'setup time', moved: 'operations moved', shift: 'shift of starts', flow: 'sum of lead times' };
const firstTerm = data.objective.length && data.objective[0].length ? data.objective[0][0] : 'makespan', rivals = plans.slice(1), isByTardiness = firstTerm === 'tardiness' || (hasDue && isRun);
const lower = (a, b) => (b > 0 ? (b - a) / b : 0);
const better = (share) => (share >= 0.0005 ? `${percent(share)} % less` : share <= -0.0005 ? `${percent(-share)} % more` : 'the same');
const gap = data.bound ? (own.makespan - data.bound) / data.bound : null;

function headline() {
  byId('eyebrow').textContent = [data.title, isDated ? dateText() : '', own.label, `${plural(jobs.length, 'job')}, ${plural(ops.length, 'operation')}, ${plural(machines.length, 'machine')}`].filter(Boolean).join('  ·  ');
  if (!ops.length) { byId('headline').textContent = 'Nothing is planned.'; return; }
  const last = el('em', null, plainTimes ? number(own.makespan) : long(own.makespan)), em = (text) => el('em', null, text);
  if (!hasDue) byId('headline').replaceChildren(`All ${plural(own.finished, 'job')} are done after `, last, gap === null ? '.' : data.optimal || gap <= 0 ? ', and no schedule can be shorter.' : `, at most ${percent(gap)} % longer than the best there can be.`);
  else byId('headline').replaceChildren(em(`${percent(own.on_time)} %`), ` of ${plural(own.due, 'job')} ${isRun ? 'were' : 'will be'} done by their due date; `,
    ...(own.late ? [em(plural(own.late, 'job')), ` ${isRun ? (own.late === 1 ? 'was' : 'were') : own.late === 1 ? 'is' : 'are'} late, by ${long((own.late_mean * own.due) / own.late)} in the mean.`] : ['none is late.']));
}

const FIGURES = [
  { key: 'tardiness', name: 'Weighted tardiness', text: long, low: true, when: hasDue }, { key: 'on_time', name: 'On time', text: (v) => `${percent(v)} %`, low: false, when: hasDue }, { key: 'late', name: 'Late jobs', text: whole, low: true, when: hasDue },
  { key: 'latest', name: 'Latest job', text: long, low: true, when: hasDue }, { key: 'makespan', name: 'Makespan', text: long, low: true, when: !isRun }, { key: 'finished', name: 'Jobs done', text: whole, low: false, when: isRun }, { key: 'a_day', name: 'Jobs a day', text: (v) => fixed(v, 1), low: false, when: isRun },
  { key: 'lead_mean', name: 'Mean lead time', text: long, low: true, when: true }, { key: 'lead_p95', name: '95 % within', text: long, low: true, when: true }, { key: 'setup', name: 'Setup time', text: long, low: true, when: hasSetups }, { key: 'busy', name: 'Machines at work', text: (v) => `${percent(v, 0)} %`, low: false, when: true }];
const main_ = isByTardiness ? FIGURES[0] : FIGURES.find((f) => f.key === firstTerm) || FIGURES.find((f) => f.key === 'makespan');

function tile(good, big, what, small) { return el('div', { class: `tile ${good === null ? '' : good ? 'good' : 'bad'}` }, el('b', null, big), el('span', null, what), el('small', null, small)); }
function buildTiles() {
  const f = main_, value = (p) => p[f.key], best = rivals.length ? rivals.reduce((a, b) => (value(b) < value(a) ? b : a)) : null, fifo = rivals.find((p) => p.label.toLowerCase().startsWith('fifo')), list = [];
  for (const p of [...new Set([fifo, best].filter(Boolean))]) {
    const share = lower(value(own), value(p)), isBest = p === best && p !== fifo;
    list.push(tile(share >= 0, better(share), `${f.name.toLowerCase()} than ${p.label}${isBest ? ', the best simple rule here' : ''}.`, `${f.text(value(own))} against ${f.text(value(p))}${hasDue ? `; ${whole(own.late)} late jobs against ${whole(p.late)}` : `; throughput ${percent(value(p) / Math.max(1e-9, value(own)) - 1)} % higher`}.`));
  }
  if (gap !== null) list.push(tile(gap < 0.02 ? true : null, data.optimal || gap <= 0 ? 'Optimal' : `${percent(gap)} % gap`, data.optimal || gap <= 0 ? 'No schedule is shorter.' : 'at most, to the shortest makespan possible.', `Makespan ${long(own.makespan)}; no schedule is shorter than ${long(data.bound)}.`));
  if (hasDue) list.push(tile(own.late === 0 ? true : null, own.late ? plural(own.late, 'late job') : 'None late', own.late ? `of ${whole(own.due)} with a due date; the latest by ${long(own.latest)}.` : `All ${plural(own.due, 'job')} are done by their due date.`, `Half of the jobs take at most ${long(own.lead_p50)} from release to end, 95 % at most ${long(own.lead_p95)}.`));
  if (list.length < 3) list.push(tile(null, `${percent(own.busy, 0)} % at work`, 'of the working time of the machines.', hasSetups ? `${plural(own.setups, 'setup')} take ${long(own.setup)}, ${percent(own.setup_share)} % of it.` : `${plural(machines.length, 'machine')}; the fullest is ${[...machines].sort((a, b) => b.busy - a.busy || a.ix - b.ix)[0].name}.`));
  byId('tiles').append(...list);
}

function buildCompare() {
  const shown = FIGURES.filter((f) => f.when && plans.every((p) => Number.isFinite(p[f.key])));
  const cell = (f, p) => { const all = plans.map((q) => q[f.key]), best = f.low ? Math.min(...all) : Math.max(...all); return el('td', { class: all.some((v) => v !== best) && p[f.key] === best ? 'good' : '' }, f.text(p[f.key])); };
  byId('compare').append(el('h3', null, rivals.length ? (isRun ? 'The same days, dispatched otherwise' : 'The same jobs, planned otherwise') : 'Figures'),
    el('p', { class: 'sub' }, `What was minimised: ${data.objective.map((level) => level.filter((_, i) => i % 2 === 0).map((t, i) => `${level[2 * i + 1] !== 1 ? `${whole(level[2 * i + 1])} × ` : ''}${TERMS[t] || t}`).join(' + ')).join(', then ')}.`),
    el('div', { class: 'wide' }, el('table', { class: 'waits' }, el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Plan'), shown.map((f) => el('th', { scope: 'col' }, f.name)))), el('tbody', null, plans.map((p) => el('tr', { class: p === own ? 'own' : '' }, el('th', { scope: 'row' }, p.label), shown.map((f) => cell(f, p))))))));
}

function buildLoad() {
  const list = [...machines].sort((a, b) => b.busy + b.setup - a.busy - a.setup || a.ix - b.ix), FEW = 30, most = Math.max(1, ...list.map((m) => m.open)), first = list[0];
  byId('load-note').textContent = first && first.open > 0 ? `Work and setups over the time that each machine was open, the fullest first. ${first.name} is at work ${percent(first.busy / first.open, 0)} % of it.` : 'There is no machine.';
  if (!list.length) { byId('load-panel').hidden = true; return; }
  const bar = (m) => [[m.busy, 'var(--s0)', 'Work'], [m.setup, 'var(--setup)', 'Setup'], [Math.max(0, m.open - m.busy - m.setup), 'var(--shift)', 'Idle']].map(([n, color, name]) => (n > 0 ? el('i', { style: { width: `${(n / most) * 100}%`, background: color }, title: `${name}: ${long(n)}` }) : null));
  const row = (m) => el('li', null, el('b', { title: m.group || '' }, m.name), el('div', { class: 'stack thin', 'aria-hidden': 'true' }, bar(m)), el('span', null, `${percent(m.open > 0 ? m.busy / m.open : 0, 0)} % · ${whole(m.count)} op.${m.setups ? ` · ${plural(m.setups, 'setup')}` : ''}${m.outages.length ? ` · ${plural(m.outages.length, 'failure')}` : ''}`));
  const body = el('ul', { class: 'people loads' }, list.slice(0, FEW).map(row)), more = el('button', { type: 'button', class: 'more', onclick: () => { body.append(...list.slice(FEW).map(row)); more.remove(); } }, `Show all ${whole(list.length)}`);
  byId('load-panel').append(el('div', { class: 'legend' }, el('span', null, swatch('var(--s0)'), 'Work'), hasSetups && el('span', null, swatch('var(--setup)'), 'Setup'), el('span', null, swatch('var(--shift)'), 'Open and idle')), body, list.length > FEW ? more : '');
}

function buildMethod() {
  const items = [
    ['Makespan', 'From the begin of the plan to the last end of an operation.'],
    ['Bound', data.bound ? `No schedule of these jobs is shorter than ${long(data.bound)}; it is proven, not estimated. The gap is how much longer this one is.` : 'None is known here.'],
    ['Weighted tardiness', 'Time from the due date of a job to its end, where that is later, times the weight of the job, added up. A job that is not done counts to the end of the view.'],
    ['On time', 'Jobs done by their due date, over all jobs with one.'],
    ['Lead time', 'From the release of a job to the end of its last operation. Percentiles by nearest rank.'],
    ['At work', 'Processing time over working time: machines that are shut, in maintenance or broken down do not count as open.'],
    ['Critical path', 'From the last end back: for each operation what left it the least room, a part that it waited for, its machine, people and tools, or its release.'],
    ['Where the time of a job went', 'Along the operations that its end hangs on: work, setups after the parts were there, and waiting, by what was waited for. Time in which the machine was shut is counted as that.'],
    ...(isRun ? [['As first planned', 'The thin line beneath an operation is where and when the first plan that held it wanted it.'], ['Re-planning', 'An operation counts as moved when a new plan gave it another machine or another start.']] : []),
    ['Comparison', rivals.length ? (isRun ? `The same plant, the same jobs and the same luck for ${rivals.map((p) => p.label).join(', ')}.` : `The same jobs by ${rivals.map((p) => p.label).join(', ')}, non-delay.`) : 'No other plan was made for these jobs.']];
  byId('method-text').append(el('dl', null, items.filter(([name]) => hasDue || !['Weighted tardiness', 'On time'].includes(name)).map(([name, text]) => el('div', null, el('dt', null, name), el('dd', null, text)))),
    data.command ? el('div', { class: 'command' }, el('span', null, 'The same again'), el('code', null, data.command)) : '');
  byId('footer').textContent = `diaodu ${data.version} · this file needs no network`;
}

if (isRun) { byId('gantt-title').textContent = 'Which machine did what, and when'; byId('load-title').textContent = 'How busy each machine was'; }
headline();
buildCompare();
if (ops.length) {
  buildTiles();
  buildGantt();
  tellStory();
  buildCharts();
} else for (const id of ['tiles', 'gantt', 'charts']) byId(id).hidden = true;
buildLate();
buildLoad();
buildMethod();
followSections();
