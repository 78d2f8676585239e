/* Report of consultations, part 3: a lane of time for each specialist, or each station's room, and the story of a case. */

const lanes = { rows: 'people', shown: 30, query: '', sort: 'order', from: time.begin, to: timeEnd, chosen: null, width: 0, parts: {} };
const natural = (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });
const SORTS = {
  order: ['As in the network', () => 0],
  busy: ['Most work', (a, b) => totalWork(b) - totalWork(a)],
  idle: ['Least work', (a, b) => totalWork(a) - totalWork(b)],
  name: ['Name', natural] };
const totalWork = (row) => row.busy;

function laneRows() {
  const query = lanes.query.trim().toLowerCase(), all = lanes.rows === 'people' ? specialists : rooms;
  return all.filter((r) => !query || r.name.toLowerCase().includes(query)).sort((a, b) => SORTS[lanes.sort][1](a, b) || all.indexOf(a) - all.indexOf(b));
}

const laneX = (t) => ((clamp(t, lanes.from, lanes.to) - lanes.from) / (lanes.to - lanes.from)) * lanes.width;
const inView = (list) => list.filter((w) => w.end > lanes.from && w.begin < lanes.to);
const block = (a, b, y, h) => { const x = laneX(a), wide = Math.max(0.7, laneX(b) - x - 0.4); return `M${x.toFixed(1)},${y.toFixed(1)}h${wide.toFixed(1)}v${h.toFixed(1)}H${x.toFixed(1)}z`; };

/* Live work fills the lane, reads its lower half; STAT has a line under it; a cut end has a notch.  One path a kind: cheap, sharp in print. */
function laneSvg(row, height) {
  const work = inView(row.work), full = [height * 0.12, height * 0.7], half = [height * 0.47, height * 0.35];
  const shape = (w) => block(w.begin, w.end, ...(w.c.kind === 0 ? full : half));
  const parts = [svg('path', { class: 'shift', d: (row.station ? [[lanes.from, lanes.to]] : row.shifts).filter(([a, b]) => b > lanes.from && a < lanes.to).map(([a, b]) => block(a, b, height * 0.06, height * 0.88)).join('') }),
    svg('path', { class: 'block', d: row.blocks.filter(([a, b]) => b > lanes.from && a < lanes.to).map(([a, b]) => block(a, b, height * 0.06, height * 0.88)).join('') })];
  urgencies.forEach((u) => parts.push(svg('path', { d: work.filter((w) => w.c.urgency === u.u).map(shape).join(''), style: { fill: u.color } })));
  parts.push(svg('path', { class: 'under', d: work.filter((w) => w.c.urgency === 0).map((w) => block(w.begin, w.end, height * 0.86, height * 0.08)).join('') }));
  parts.push(svg('path', { class: 'notch', d: work.filter((w) => w.cut && w.end <= lanes.to).map((w) => { const x = laneX(w.end); return `M${(x - 5).toFixed(1)},${(height * 0.06).toFixed(1)}h7l-3.5,${(height * 0.3).toFixed(1)}zM${(x - 2.2).toFixed(1)},${(height * 0.1).toFixed(1)}h1.6v${(height * 0.76).toFixed(1)}h-1.6z`; }).join('') }));
  parts.push(svg('path', { class: 'runs', d: work.filter((w) => w.runs).map(shape).join('') }));
  parts.push(...work.filter((w) => laneX(w.end) - laneX(w.begin) > 9 * w.c.name.length + 6 && w.c.kind === 0).map((w) => svg('text', { x: ((laneX(w.begin) + laneX(w.end)) / 2).toFixed(1), y: (height * 0.58).toFixed(1), class: `in${w.c.urgency}` }, w.c.name)));
  if (lanes.chosen) {
    const own = row.work.includes(lanes.chosen.work[0]) || row.work.some((w) => w.c === lanes.chosen);
    const wait = own && lanes.chosen.first !== null && lanes.chosen.first > lanes.chosen.opened ? block(lanes.chosen.opened, lanes.chosen.first, height * 0.01, height * 0.06) : '';
    parts.push(svg('path', { class: 'wait', d: wait }), svg('path', { class: 'chosen', d: work.filter((w) => w.c === lanes.chosen).map(shape).join('') }));
  }
  return svg('svg', { width: lanes.width, height, viewBox: `0 0 ${lanes.width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts);
}

function workWords(w) {
  return [el('strong', null, `${w.c.name} · ${words(w.c)}`), `${lanes.rows === 'people' ? stations[w.c.station].name : w.s.name}, ${clock(w.begin, true)} – ${clock(w.end, true)}, ${exact(w.end - w.begin)}`,
    w.cut ? `Cut for ${w.by ? w.by.name : 'a STAT case'}.` : w.runs ? 'At work still.' : null, w.c.first !== null ? `${w.c.wait < 1 ? 'Begun at once' : `Waited ${exact(w.c.wait)}`}${lateBy(w.c) > 0 ? `, ${exact(lateBy(w.c))} beyond the target` : ''}.` : null].filter(Boolean);
}

function laneRow(row, height) {
  const label = row.station ? `${plural(row.work.length, 'visit')}, ${fixed(row.busy / HOUR, 1)} h` : `${plural(row.done, 'case')}, ${percent(row.share, 0)} %${row.cut ? `, ${row.cut} cut` : ''}`;
  const track = el('div', { class: 'track', tabindex: '0', role: 'group', 'aria-label': `${row.name}: ${label}. Left and right go from case to case.` }, laneSvg(row, height));
  const at = (e) => { const box = track.getBoundingClientRect(); return lanes.from + ((e.clientX - box.left) / box.width) * (lanes.to - lanes.from); };
  const slack = ((lanes.to - lanes.from) / Math.max(1, lanes.width)) * 3;
  const find = (t) => row.work.find((w) => t >= w.begin && t < w.end) || row.work.find((w) => t >= w.begin - slack && t < w.end + slack);
  track.addEventListener('pointermove', (e) => { const t = at(e), w = find(t); showTip(e.clientX, e.clientY, w ? workWords(w) : [el('strong', null, row.name), `${clock(t)}: ${row.station ? 'free' : row.blocks.some(([a, b]) => t >= a && t < b) ? 'in a block' : row.shifts.some(([a, b]) => t >= a && t < b) ? 'free' : 'off duty'}`]); });
  track.addEventListener('pointerleave', hideTip);
  track.addEventListener('click', (e) => { const w = find(at(e)); if (w) showCase(w.c); });
  track.addEventListener('keydown', (e) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!move || !row.work.length) return;
    e.preventDefault();
    const now = row.work.findIndex((w) => w.c === lanes.chosen), next = now < 0 ? (move > 0 ? row.work.findIndex((w) => w.end > lanes.from) : row.work.length - 1) : clamp(now + move, 0, row.work.length - 1), w = row.work[Math.max(0, next)];
    if (w.end <= lanes.from || w.begin >= lanes.to) moveTo(w.begin - (lanes.to - lanes.from) / 2, lanes.to - lanes.from);
    showCase(w.c);
    const again = byId('lane-list').querySelector(`[data-ix="${row.ix}"] .track`);
    if (again) again.focus({ preventScroll: true });
  });
  return el('li', { 'data-ix': row.ix }, el('div', { class: 'who' }, el('b', null, row.name), el('small', null, label)), track);
}

function drawLanes() {
  const list = byId('lane-list'), all = laneRows(), shown = all.slice(0, lanes.shown), probe = byId('lane-axis');
  const em = parseFloat(getComputedStyle(list).fontSize), height = Math.round(1.9 * em);
  lanes.width = probe.clientWidth;
  if (!lanes.width) return;
  hideTip();
  list.replaceChildren(...shown.map((row) => laneRow(row, height)));
  probe.replaceChildren(...timeTicks(lanes.from, lanes.to, Math.floor(lanes.width / 64)).map((t) => el('span', { style: { left: `${((t - lanes.from) / (lanes.to - lanes.from)) * 100}%` } }, tickText(t, lanes.from, lanes.to))));
  const what = lanes.rows === 'people' ? 'specialist' : 'room';
  byId('lane-count').textContent = all.length ? `${whole(shown.length)} of ${plural(all.length, what)}` : `No ${what} has that in its name.`;
  byId('lane-more').hidden = shown.length >= all.length;
  const whole_day = lanes.from <= time.begin && lanes.to >= timeEnd;
  for (const key of ['out', 'back', 'on', 'fit']) lanes.parts[key].disabled = whole_day;
}

function moveTo(from, length) {
  const wide = clamp(length, 15 * MINUTE, timeEnd - time.begin);
  lanes.from = clamp(from, time.begin, timeEnd - wide);
  lanes.to = lanes.from + wide;
  drawLanes();
}
const zoomLanes = (factor) => { const wide = (lanes.to - lanes.from) / factor, middle = lanes.chosen && lanes.chosen.work.length && inView(lanes.chosen.work).length ? inView(lanes.chosen.work)[0].begin : (lanes.from + lanes.to) / 2; moveTo(middle - wide / 2, wide); };

/* ---- the story of a case ---- */

function showCase(c, jumps) {
  lanes.chosen = c;
  const place = byId('story'), late = c ? lateBy(c) : 0;
  if (!c) {
    place.replaceChildren(el('p', { class: 'hint' }, 'Select a piece of work, or enter a case, to read its story.'));
  } else {
    const waited = isOff(c) ? 'Never begun' : c.first === null ? `Has waited ${exact(waitOf(c))}` : c.wait < 1 ? 'Begun at once' : `Waited ${exact(c.wait)}`;
    place.replaceChildren(el('h3', null, kindMark(c), `${c.name}`), el('p', { class: 'sub' }, `${URGENCIES[c.urgency].name}, ${KINDS[c.kind]}, ${stations[c.station].name}`),
      el('p', { class: `verdict ${late > 0 ? 'bad' : 'good'}` }, `${waited}, target ${span(targets[c.urgency])}${late > 0 ? `: ${exact(late)} late` : ''}`),
      el('ol', { class: 'story' }, storyOf(c).map(([at, text]) => el('li', null, el('time', null, clock(at, true)), el('span', null, text)))));
  }
  drawLanes();
  if (!c || !jumps) return;
  if (c.work.length) moveTo(c.opened - HOUR / 2, 3 * HOUR);
  byId('plan').scrollIntoView();
}

function findCase(text) {
  const query = text.trim().toLowerCase();
  return query ? cases.find((c) => c.name.toLowerCase() === query) || cases.find((c) => c.name.toLowerCase().startsWith(query)) : null;
}

function laneControls() {
  const p = lanes.parts, button = (key, text, label, act) => (p[key] = el('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, text));
  const choice = (value, text) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'rows', value, checked: lanes.rows === value, onchange: () => { lanes.rows = value; lanes.shown = 30; drawLanes(); } }), el('span', null, text));
  return el('div', { class: 'controls' }, el('fieldset', { class: 'choices' }, el('legend', { class: 'sr' }, 'Lanes by'), choice('people', 'By specialist'), choice('rooms', 'By station room')),
    el('label', { class: 'grow' }, el('span', { class: 'sr' }, 'Find a specialist or station'), el('input', { type: 'search', placeholder: 'Find a lane', oninput: (e) => { lanes.query = e.target.value; lanes.shown = 30; drawLanes(); } })),
    el('label', null, 'Sort ', el('select', { onchange: (e) => { lanes.sort = e.target.value; drawLanes(); } }, Object.entries(SORTS).map(([key, [name]]) => el('option', { value: key }, name)))),
    el('span', { id: 'lane-count', class: 'quiet-text', role: 'status' }), el('span', { class: 'gap' }),
    el('span', { class: 'zooms' }, button('back', '◂', 'Earlier', () => moveTo(lanes.from - (lanes.to - lanes.from) / 2, lanes.to - lanes.from)), button('on', '▸', 'Later', () => moveTo(lanes.from + (lanes.to - lanes.from) / 2, lanes.to - lanes.from)),
      button('in', '+', 'Zoom in', () => zoomLanes(2)), button('out', '−', 'Zoom out', () => zoomLanes(0.5)), button('fit', 'Day', 'The whole day', () => moveTo(time.begin, timeEnd - time.begin))));
}

function laneLegend() {
  const sample = (kind, extra) => el('i', { class: `kind ${kind} ${extra || ''}`, style: { '--c': 'var(--ink3)' }, 'aria-hidden': 'true' });
  return el('div', { class: 'legend' }, urgencies.map((u) => el('span', null, swatch(u.color), u.name)), el('span', null, sample('live'), 'Live: specialist, room and patient'), el('span', null, sample('read'), 'Read: specialist alone'),
    el('span', null, sample('live', 'cut'), 'Cut for a STAT case'), el('span', null, swatch('var(--shift)'), 'On duty, or a room, free'), specialists.some((s) => s.blocks.length) && el('span', null, el('i', { class: 'swatch block', 'aria-hidden': 'true' }), 'Block'));
}

function buildLanes() {
  const drawn = data.counts[1] < data.counts[0];
  byId('plan-note').textContent = `Every stretch of work, by specialist or by room. Select one for the story of its case.${drawn ? ` To keep this file small ${whole(data.counts[1])} of ${plural(data.counts[0], 'case')} are drawn; all figures and charts count everything.` : ''}`;
  const find = el('input', { type: 'search', list: 'case-names', placeholder: 'Find a case', 'aria-label': 'Find a case', onchange: (e) => { const c = findCase(e.target.value); if (c) showCase(c, true); } });
  byId('plan-panel').append(laneControls(), laneLegend(), el('div', { class: 'plan-body' },
    el('div', { class: 'scene' }, el('div', { class: 'lanes' }, el('div', { class: 'lane-head' }, el('span', null), el('div', { id: 'lane-axis', class: 'ticks' })), el('ul', { id: 'lane-list' })),
      el('button', { type: 'button', id: 'lane-more', onclick: () => { lanes.shown += 60; drawLanes(); } }, 'Show more')),
    el('aside', { class: 'tale', 'aria-label': 'The story of a case' }, find, el('div', { id: 'story', 'aria-live': 'polite' }))));
  onWidth(byId('lane-axis'), drawLanes);
  const first = data.late.length ? cases[data.late[0][0]] : data.cuts.length ? cases[data.cuts[0]] : null;
  showCase(first);
}
