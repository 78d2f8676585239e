/* Report of consultations, part 1: its data, decoded, and the words for it. */
const URGENCIES = [
  { name: 'STAT', low: 'STAT', color: 'var(--stat)' }, { name: 'ASAP', low: 'ASAP', color: 'var(--asap)' },
  { name: 'Urgent', low: 'urgent', color: 'var(--urgent)' }, { name: 'Routine', low: 'routine', color: 'var(--routine)' }];
const KINDS = ['live', 'read'];
const STATE = { FINISHED: 4, CANCELLED: 5, NO_SHOW: 6 };
const STEPS = ['', 'the coordinator was told', 'specialists off duty were called in', 'a human had to act', 'the critical result was not acknowledged'];
const RULINGS = ['pinned to', 'forbidden to', 'permitted again to', 'ranked anew', 'marked: not to be interrupted', 'no longer marked', 'glass broken for'];

const targets = data.rules.target, summary = data.summary;
const urgencies = data.urgencies.map(([cases, inTarget, p50, p95, most], u) => ({ ...URGENCIES[u], u, cases, inTarget, p50, p95, most, target: targets[u], weight: data.rules.weight[u], share: cases ? inTarget / cases : 1 }));
const stations = data.stations.map(([name, rooms], ix) => ({ ix, name, rooms }));
const specialists = data.specialists.map(([name, duty, busy, done, cut, shifts, blocks], ix) => ({ ix, name, duty, busy, done, cut, shifts: pairs(shifts), blocks: pairs(blocks), share: duty > 0 ? busy / duty : 0, work: [] }));
const cases = data.cases.map(([name, urgency, kind, state, station, opened, booked, wait, end, expected, step, declines, facts], ix) => ({ ix, name, urgency, kind, state, station, opened, booked, wait, expected, step, declines,
  finished: end === null ? null : opened + end, first: wait === null ? null : opened + wait, work: [],
  facts: facts.map(([what, since, specialist, ...more]) => ({ what, at: opened + since, specialist, more })) }));
const works = [];
for (let i = 0; i < data.stretches.length; i += 6) {
  const [c, s, begin, length, state, by] = data.stretches.slice(i, i + 6), work = { c: cases[c], s: specialists[s], begin, end: begin + length, cut: state === 1, runs: state === 2, by: cases[by] || null };
  works.push(work); work.c.work.push(work); work.s.work.push(work);
}
for (const list of [...specialists, ...cases]) list.work.sort((a, b) => a.begin - b.begin);

function pairs(flat) { return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]); }
/* The rooms of a station have no numbers: each live stretch gets the first that is free. */
const rooms = stations.flatMap((station) => {
  const ends = [], lanes = [], list = works.filter((w) => w.c.station === station.ix && w.c.kind === 0).sort((a, b) => a.begin - b.begin || a.c.ix - b.c.ix);
  for (const w of list) {
    let at = ends.findIndex((end) => end <= w.begin);
    if (at < 0) { at = ends.length; lanes.push([]); }
    ends[at] = w.end; lanes[at].push(w);
  }
  while (lanes.length < Math.min(station.rooms, 8)) lanes.push([]);
  return lanes.map((work, i) => ({ ix: `${station.ix}.${i}`, station, name: lanes.length > 1 ? `${station.name}, room ${i + 1}` : station.name, work, busy: total(work.map((w) => w.end - w.begin)), shifts: [], blocks: [] }));
});

const specialistName = (ix) => (specialists[ix] ? specialists[ix].name : 'nobody');
const caseName = (ix) => (cases[ix] ? cases[ix].name : 'another case');
const isOff = (c) => c.first === null && c.state >= STATE.CANCELLED;
const waitOf = (c) => (c.wait !== null ? c.wait : Math.max(0, data.end - c.opened));
const lateBy = (c) => (isOff(c) ? 0 : Math.max(0, waitOf(c) - targets[c.urgency]));
/* Seconds count here: a STAT case has five minutes. */
const exact = (s) => (s < 10 * MINUTE && s % MINUTE ? (s < MINUTE ? `${Math.round(s)} s` : `${Math.floor(s / MINUTE)} min ${Math.round(s % MINUTE)} s`) : span(s));
const after = (s) => (s < 1 ? 'at once' : `after ${exact(s)}`);
const words = (c) => `${URGENCIES[c.urgency].low} ${KINDS[c.kind]}`;
const kindMark = (c) => el('i', { class: `kind ${KINDS[c.kind]}`, style: { '--c': URGENCIES[c.urgency].color }, 'aria-hidden': 'true' });
const caseLink = (c) => el('button', { type: 'button', class: 'quiet case', onclick: () => showCase(c, true) }, kindMark(c), c.name);

/* What kept a specialist, or several, from a case: dd_obstacle_kind. */
const WHY = { NONE: 0, FORBIDDEN: 5, PINNED: 6, OFF_DUTY: 7, NOT_YET: 8, BLOCK: 9, OWN: 10, WORKING: 11, HOLDING: 12, DECLINED: 13, APPOINTMENT: 14, ROOM: 15, TIME: 16 };
function obstacle(why, many) {
  const were = many ? 'were' : 'was';
  return { [WHY.NONE]: `${were} free: kept in reserve, or just freed`, [WHY.FORBIDDEN]: `${were} forbidden by a clinician`, [WHY.PINNED]: 'could not: the case was pinned to another', [WHY.OFF_DUTY]: `${were} off duty`,
    [WHY.NOT_YET]: `${were} not there yet`, [WHY.BLOCK]: `${were} in a block`, [WHY.OWN]: 'had it in hand', [WHY.WORKING]: 'worked on another case', [WHY.HOLDING]: 'had been offered another case', [WHY.DECLINED]: 'had declined it',
    [WHY.APPOINTMENT]: 'waited for the appointment', [WHY.ROOM]: `${were} free, but no room of the station was`, [WHY.TIME]: `${were} free, but not for long enough` }[why] || `${were} not allowed by the hard rules`;
}

/* Facts as sentences; what a fact says may depend on what came before it. */
function storyOf(c) {
  let begun = false, done = 0, since = 0;
  const lines = [[c.opened, c.booked ? `Appointment at ${stations[c.station].name}: ${words(c)}, expected to take ${span(c.expected)}.` : `Opened at ${stations[c.station].name}: ${words(c)}, expected to take ${span(c.expected)}.`]];
  for (const f of c.facts) {
    const who = f.specialist >= 0 ? specialistName(f.specialist) : 'nobody', [a, b, d] = f.more;
    const tell = {
      o: () => `Offered to ${who}; ${a === 1 ? 'nobody else could take it' : `${whole(a)} could take it`}${b >= 0 ? `, ${specialistName(b)} came next${d >= 1 ? `, dearer by ${fixed(d / MINUTE, 1)} weighted minutes` : ', as good'}` : a > 1 ? ', none of the others was free' : ''}.`,
      a: () => `${who} accepts.`, d: () => `${who} declines.`, t: () => `${who} does not answer.`,
      s: () => (begun ? `Resumed by ${who}; ${span(done)} of its work were kept.` : `First contact, by ${who}, ${after(c.wait)}${lateBy(c) > 0 ? `: ${exact(lateBy(c))} too late` : ''}.`),
      i: () => `${who} is told to stop for ${caseName(a)} (STAT).`,
      p: () => (a >= 0 ? `Interrupted for ${caseName(a)}; ${span(done)} of its work are kept.` : `${who} stops; ${span(done)} of its work are kept.`),
      f: () => `Finished by ${who}${a ? ', with a critical result' : ''}.`, n: () => 'The patient did not come.', c: () => 'Called off.', k: () => 'The station acknowledged the critical result.',
      e: () => `Escalated: ${a === 2 && !b ? 'nobody off duty could be called in' : STEPS[a]}${a === 1 ? (b ? `, ${whole(b)} on duty could take it` : ', nobody on duty could take it') : a === 2 && b ? `, ${whole(b)} of them` : ''}.`,
      m: () => `The appointment moves by ${span(b)}, to be kept by ${who}: ${a >= 0 ? `it gives way to ${caseName(a)}` : 'nobody can keep its hour'}.`,
      r: () => `A clinician: ${RULINGS[a]}${f.specialist >= 0 ? ` ${who}` : a === 0 ? ' nobody' : ''}.` }[f.what];
    if (f.what === 's') since = f.at;
    if (f.what === 'p' || f.what === 'f') done += f.at - since;
    lines.push([f.at, tell(), f.what]);
    begun ||= f.what === 's';
  }
  if (c.state < STATE.FINISHED) lines.push([data.end, begun ? (c.work.length && c.work[c.work.length - 1].runs ? 'At work when the run ended.' : 'Waited to be resumed when the run ended.') : 'Waited still when the run ended.']);
  return lines;
}
