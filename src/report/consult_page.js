/* Report of consultations, part 4: what a manager reads first, the tables, the method; and the start. */

const tenth = (s) => minutes(s, 1);
const LONG = 8;

function headline() {
  const stat = urgencies[0], n = summary.cases;
  byId('eyebrow').textContent = [data.title, dateText(), `${clock(data.begin)} – ${tickText(data.end, data.begin, data.end)}`].filter(Boolean).join('  ·  ');
  if (!n) { byId('headline').textContent = 'No case was opened.'; return; }
  const all = urgencies.reduce((sum, u) => sum + u.inTarget, 0), begun = urgencies.reduce((sum, u) => sum + u.cases, 0);
  const rest = data.late_by[0] - (stat.cases - stat.inTarget);
  byId('headline').replaceChildren(...(stat.cases ? [el('em', null, `${percent(stat.share)} %`), ` of ${plural(stat.cases, 'STAT case')} had a specialist within ${span(stat.target)}${rest ? `, ${whole(rest)} more never did` : ''}; `] : []),
    el('em', null, `${percent(begun ? all / begun : 1)} %`), ` of the ${plural(begun, 'case')} begun were within their target.`);
}

function tile(good, big, what, small) { return el('div', { class: `tile ${good === null ? '' : good ? 'good' : 'bad'}` }, el('b', null, big), el('span', null, what), el('small', null, small)); }
function buildTiles() {
  const stat = urgencies[0], lateStat = data.late_by[0];
  byId('tiles').append(
    tile(lateStat === 0, lateStat === 0 ? 'None late' : `${plural(lateStat, 'STAT case')} late`, lateStat === 0 ? 'Every STAT case had its specialist in time.' : `of ${whole(stat.cases)} begun; the longest of them waited ${exact(stat.most)}.`, `Half within ${exact(stat.p50)}, 95 % within ${exact(stat.p95)}; the target is ${span(stat.target)}.`),
    tile(summary.unserved === 0, summary.unserved === 0 ? 'All served' : `${plural(summary.unserved, 'case')} waiting`, summary.unserved === 0 ? `${whole(summary.finished)} of ${plural(summary.cases, 'case')} finished.` : 'had no first contact when the run ended.', [summary.no_shows ? `${plural(summary.no_shows, 'patient')} did not come` : '', summary.cancelled ? `${whole(summary.cancelled)} called off` : '', summary.moved ? `${plural(summary.moved, 'appointment')} moved` : ''].filter(Boolean).join(', ') || 'No patient stayed away, none was called off.'),
    tile(null, plural(summary.cuts, 'interruption'), `of ${plural(summary.cases, 'case')}, each for a STAT case.`, summary.cuts ? 'Work done before is kept; each case is cut once at most.' : data.rules.interrupts ? 'None was needed.' : 'This network does not interrupt.'));
}

/* Each urgency's waits against its target: a bar from nothing to the 95th percentile, a mark at the median. */
function buildWaits() {
  const row = (u) => {
    const scale = 1.5 * u.target, at = (s) => `${clamp((s / scale) * 100, 0, 100)}%`, beyond = u.p95 > scale;
    return el('tr', null, el('th', { scope: 'row' }, swatch(u.color), u.name), el('td', null, whole(u.cases)), el('td', null, span(u.target)), el('td', { class: u.share >= 0.95 ? 'good' : u.share < 0.9 ? 'bad' : '' }, `${percent(u.share)} %`),
      el('td', { class: 'num' }, `${tenth(u.p50)}`), el('td', { class: 'num' }, `${tenth(u.p95)}`), el('td', { class: 'num' }, `${tenth(u.most)}`),
      el('td', { class: 'gauge' }, el('div', { class: 'bullet', style: { '--c': u.color }, role: 'img', 'aria-label': `Median ${exact(u.p50)}, 95 % within ${exact(u.p95)}, target ${span(u.target)}` },
        el('i', { class: 'reach', style: { width: at(u.p95) } }), el('i', { class: 'median', style: { left: at(u.p50) } }), el('i', { class: 'goal' }), beyond && el('span', { class: 'beyond' }, `${fixed(u.p95 / u.target, 1)} × target`))));
  };
  byId('waits').append(el('h3', null, 'Waits by urgency'), el('p', { class: 'sub' }, 'From the opening of a case, or its appointment, to its first contact; in minutes.'),
    el('div', { class: 'wide' }, el('table', { class: 'waits' }, el('thead', null, el('tr', null, ['Urgency', 'Cases', 'Target', 'In target', 'Half within', '95 % within', 'Longest'].map((h) => el('th', { scope: 'col' }, h)), el('th', { scope: 'col', class: 'gauge' }, 'Median and 95 %, against the target'))), el('tbody', null, urgencies.map(row)))));
}

function buildCards() {
  const busiest = [...specialists].sort((a, b) => b.busy - a.busy), card = (name, big, unit, note) => el('div', { class: 'panel card' }, el('h3', null, name), el('div', { class: 'big' }, big, unit && el('small', null, ` ${unit}`)), el('p', null, note));
  const first = busiest[0], last = busiest[busiest.length - 1];
  byId('cards').append(
    card('Weighted tardiness', fixed(summary.tardiness, 2), 'min a case', 'beyond the target, weighted by urgency'),
    card('Specialists at work', percent(summary.busy, 0), '%', 'of their time on duty'),
    card('Fairness', fixed(summary.gini, 3), 'Gini', first ? `0: all alike; ${first.name} worked ${span(first.busy)}, ${last.name} ${span(last.busy)}` : '0: all alike'),
    card('Offers', whole(summary.offers), '', `${whole(summary.declined)} declined, ${whole(summary.timed_out)} not answered`),
  );
}

function buildPeople() {
  const list = [...specialists].sort((a, b) => b.busy - a.busy || a.ix - b.ix), most = Math.max(1, ...list.map((s) => s.busy)), FEW = 40;
  const mean = list.length ? total(list.map((s) => s.busy)) / list.length : 0, drawn = data.counts[1] >= data.counts[0];
  byId('people-note').textContent = list.length ? `Hours of work by specialist; ${span(mean)} on average, Gini ${fixed(summary.gini, 3)} (0: all alike, towards 1: one has it all). Who has many specialties, licences and languages is kept for the cases that only few can take.` : 'There was no specialist.';
  if (!list.length) { byId('people').hidden = true; return; }
  const parts = (s) => (drawn ? urgencies.map((u) => el('i', { style: { width: `${(total(s.work.filter((w) => w.c.urgency === u.u).map((w) => w.end - w.begin)) / most) * 100}%`, background: u.color } })) : el('i', { style: { width: `${(s.busy / most) * 100}%`, background: 'var(--s0)' } }));
  const row = (s) => el('li', null, el('b', null, s.name), el('div', { class: 'stack thin', 'aria-hidden': 'true' }, parts(s)), el('span', null, `${fixed(s.busy / HOUR, 1)} h · ${percent(s.share, 0)} % · ${plural(s.done, 'case')}`));
  const body = el('ul', { class: 'people' }, list.slice(0, FEW).map(row)), more = el('button', { type: 'button', class: 'more', onclick: () => { body.append(...list.slice(FEW).map(row)); more.remove(); } }, `Show all ${whole(list.length)}`);
  byId('people-panel').append(drawn ? el('div', { class: 'legend' }, urgencies.map((u) => el('span', null, swatch(u.color), u.name))) : '', body, list.length > FEW ? more : '');
}

/* A table whose rows beyond the first eight are shown on demand, and in print. */
function table(place, heads, list, row) {
  const body = el('tbody', null, list.map(row)), more = el('button', { type: 'button', class: 'more', onclick: () => { body.classList.remove('short'); more.remove(); } }, `Show all ${whole(list.length)}`);
  byId(place).append(el('table', { class: 'worst' }, el('thead', null, el('tr', null, heads.map((h) => el('th', { scope: 'col' }, h)))), body));
  if (list.length > LONG) { body.classList.add('short'); byId(place).append(more); }
}
const caseHead = (c) => el('th', { scope: 'row' }, caseLink(c), el('small', null, `${words(c)} · ${stations[c.station].name}`), el('small', null, `${c.booked ? 'booked for' : 'opened'} ${clock(c.opened, true)}`));

/* Who could have taken a late case, and why each did not: who was busy, by name; the others by reason.  A full station says what filled it. */
function whoCould(at, list, c) {
  if (at === null) return el('p', null, 'It was offered before its target had passed, and begun after.');
  if (!list.length) return el('p', null, `At ${clock(at, true)} nobody on duty was allowed to take it.`);
  const busy = list.filter(([, , other]) => cases[other]), groups = new Map(), item = (head, ...text) => el('li', null, el('b', null, head), ' ', text);
  for (const [s, why] of list.filter(([, , other]) => !cases[other])) groups.set(why, [...(groups.get(why) || []), specialistName(s)]);
  const inside = c.kind === 0 ? works.filter((w) => w.c.station === c.station && w.c.kind === 0 && w.begin <= at && w.end > at) : [];
  return [el('p', null, `At ${clock(at, true)}, ${exact(at - c.opened)} after it opened, ${list.length === 1 ? 'one specialist' : `${whole(list.length)} specialists`} on duty could take it:`),
    el('ul', { class: 'could' }, busy.map(([s, why, other]) => item(specialistName(s), why === WHY.HOLDING ? 'had been offered ' : 'worked on ', caseLink(cases[other]), ` ${words(cases[other])}`)),
      [...groups].map(([why, names]) => el('li', { class: names.length > 1 ? 'all' : '' }, el('b', null, names.join(', ')), ` ${obstacle(why, names.length > 1)}`)),
      groups.has(WHY.ROOM) && inside.map((w) => el('li', { class: 'all' }, `${stations[c.station].name} had `, caseLink(w.c), ` ${words(w.c)}, with ${w.s.name} until ${clock(w.end, true)}`)))];
}

function buildLate() {
  const [, , all, shown] = data.counts;
  byId('late-note').textContent = all ? `${plural(all, 'case')} had no first contact within the target. ${shown < all ? `The ${whole(shown)} that weigh most` : 'All of them'}: STAT first, then by lateness times weight. For each, who could have taken it and what each was busy with.` : 'Every case had its first contact within its target.';
  if (!all) { byId('late-table').hidden = true; return; }
  table('late-table', ['Case', 'Wait', 'Who could have taken it, and why nobody did'], data.late, ([ix, at, could]) => {
    const c = cases[ix], wait = waitOf(c), goal = targets[c.urgency];
    return el('tr', null, caseHead(c), el('td', { class: 'wait' }, el('b', null, c.first === null ? `${exact(wait)} so far` : exact(wait)), el('small', null, `${exact(lateBy(c))} beyond ${span(goal)}`),
      el('div', { class: 'stack thin', 'aria-hidden': 'true' }, el('i', { style: { width: `${(goal / wait) * 100}%`, background: 'var(--bar)' } }), el('i', { style: { width: `${((wait - goal) / wait) * 100}%`, background: URGENCIES[c.urgency].color } }))),
      el('td', null, whoCould(at, could, c), c.declines ? el('small', null, `Declined or not answered ${c.declines === 1 ? 'once' : `${c.declines} times`}.`) : ''));
  });
}

function buildCuts() {
  const list = data.cuts.flatMap((ix) => cases[ix].facts.filter((f) => f.what === 'p' && f.more[0] >= 0).map((f) => ({ c: cases[ix], f, by: cases[f.more[0]] }))).sort((a, b) => a.f.at - b.f.at);
  byId('cuts-note').textContent = list.length ? `${plural(data.counts[4], 'case')} ${data.counts[4] === 1 ? 'was' : 'were'} cut for a STAT case that could not be begun otherwise${data.counts[5] < data.counts[4] ? `; the first ${whole(data.counts[5])}` : ''}. The work done before is kept, and each case is cut once at most.` : 'Nothing was interrupted.';
  if (!list.length) { byId('cuts-table').hidden = true; return; }
  table('cuts-table', ['Cut', 'For', 'What became of it'], list, ({ c, f, by }) => {
    const before = c.work.find((w) => w.cut && w.end >= Math.floor(f.at) - 1), next = c.facts.find((g) => g.what === 's' && g.at >= f.at), kept = before ? before.end - before.begin : 0;
    const away = next ? next.at - f.at : data.end - f.at;
    return el('tr', null, caseHead(c), el('td', null, caseLink(by), el('small', null, `${words(by)} · ${stations[by.station].name}`), el('small', null, `begun ${after(waitOf(by))}`)),
      el('td', null, el('p', null, `${specialistName(f.specialist)} stopped at ${clock(f.at, true)} after ${exact(kept)} of about ${span(c.expected)}. `, next ? `Resumed ${after(away)} by ${next.specialist === f.specialist ? 'the same specialist' : specialistName(next.specialist)}.` : 'Not resumed when the run ended.'),
        by.station === c.station && by.kind === 0 && c.kind === 0 ? el('small', null, 'Both needed a room of the same station.') : ''));
  });
}

function buildLadder() {
  const list = data.ladder.map((ix) => cases[ix]);
  byId('ladder-note').textContent = list.length ? `${plural(data.counts[6], 'case')} climbed the ladder: the coordinator is told when a target passes or nobody on duty may take a case, then specialists off duty are called in, then a human must act.${data.counts[7] < data.counts[6] ? ` The ${whole(data.counts[7])} that climbed highest.` : ''}` : 'No case had to be escalated.';
  if (!list.length) { byId('ladder-table').hidden = true; return; }
  table('ladder-table', ['Case', 'Reached', 'Steps'], list, (c) => el('tr', null, caseHead(c), el('td', { class: 'wait' }, el('b', null, ['', 'Coordinator', 'Call-in', 'Human', 'Result'][c.step]), el('small', null, c.first === null ? (isOff(c) ? 'never begun' : 'waits still') : `begun ${after(c.wait)}`)),
    el('td', null, el('ul', { class: 'steps' }, storyOf(c).filter(([, , what]) => what === 'e').map(([at, text]) => el('li', null, el('b', null, clock(at, true)), ' ', text.replace('Escalated: ', '')))))));
}

function buildMethod() {
  const items = [
    ['Wait', 'From the opening of a case to its first contact; of a booked case, from its appointment. Resuming after an interruption is not a first contact.'],
    ['In target', `First contact within ${urgencies.map((u) => `${span(u.target)} (${u.low})`).join(', ')}, over the cases that had one.`],
    ['Half within, 95 % within', 'Percentiles by nearest rank: the wait of that case in the order of waits, not a value between two.'],
    ['Weighted tardiness', `Minutes beyond the target, times ${data.rules.weight.map((n, u) => `${n} (${URGENCIES[u].low})`).join(', ')}, added up over the cases with a first contact and divided by their number.`],
    ['At work', 'Time with a case under their hands, over the time on duty.'],
    ['Gini', 'Of the hours of work: half the mean difference between two specialists, over the mean. 0 when all worked alike.'],
    ['Interruption', `A STAT case may cut reads below ASAP, routine live work, and urgent live work in its own room when no other is free. ${data.rules.resume ? `To resume takes ${span(data.rules.resume)} more.` : ''}`],
    ['Rooms', 'Rooms of a station have no names in the data; each live stretch is shown in the first room that is free.'],
    ['Late cases', 'Who is listed was on duty and allowed to take the case by the hard rules when it was first late, and what each had in hand then. Nobody looks ahead: durations are known when work ends.'],
    ['Decisions', `${plural(summary.decisions, 'decision')}, ${plural(summary.offers, 'offer')}, ${whole(summary.declined)} declined, ${whole(summary.timed_out)} not answered, ${plural(summary.escalations, 'step')} of escalation, ${whole(summary.work)} units of work.`]];
  byId('method-text').append(el('dl', null, items.map(([name, text]) => el('div', null, el('dt', null, name), el('dd', null, text)))));
  byId('footer').textContent = `diaodu ${data.version} · this file needs no network`;
}

headline();
if (summary.cases) {
  buildTiles();
  buildWaits();
  buildCards();
  buildCharts();
} else for (const id of ['tiles', 'waits', 'cards', 'charts']) byId(id).hidden = true;
buildLanes();
buildPeople();
buildLate();
buildCuts();
buildLadder();
buildMethod();
followSections();
