/* Report of deliveries, part 6: what a manager reads first, the worst orders, the method; and the start. */

const counted = (day) => day.summary.orders - day.summary.cancelled;
const PARTS = [
  { name: 'Kitchen', color: 'var(--part-kitchen)', text: 'from the click until the meal is ready' },
  { name: 'Waiting for the courier', color: 'var(--part-courier)', text: 'ready, not yet picked up' },
  { name: 'On the way', color: 'var(--part-road)', text: 'from pickup to the door' },
  { name: 'Undelivered', color: 'var(--part-lost)', text: `counted as ${minutes(data.give_up, 0)} minutes` }];

function headline() {
  const s = main.summary, n = counted(main), date = dateText();
  byId('eyebrow').textContent = [main.title, date, `${clock(main.begin)} – ${tickText(main.end, main.begin, main.end)}`, main.label].filter(Boolean).join('  ·  ');
  if (!n) { byId('headline').textContent = 'No order was placed.'; return; }
  const all = s.undelivered === 0 ? `All ${whole(n)} orders delivered` : `${whole(s.delivered)} of ${whole(n)} orders delivered`;
  byId('headline').replaceChildren(`${all}, `, el('em', null, `${minutes(s.ctd)} minutes`), ' from click to door on average, ', el('em', null, `${percent(s.on_time)} %`), ' on time.');
}

/* Customers' waiting saved against another policy, order by order. */
function savedTile(other) {
  const [gain, orders] = other.saved, less = gain >= 0, same = Math.abs(gain) < 0.05 * HOUR;
  return el('div', { class: `tile ${same ? '' : less ? 'good' : 'bad'}` }, el('b', null, same ? 'The same' : `${hours(gain)} hours`),
    el('span', null, same ? 'waiting for customers as with ' : `${less ? 'less' : 'more'} waiting for customers than with `, el('strong', null, other.label.charAt(0).toLowerCase() + other.label.slice(1)), '.'),
    el('small', null, `${fixed(Math.abs(gain) / Math.max(1, orders) / MINUTE, 1)} minutes an order: ${minutes(other.summary.ctd)} there, ${minutes(main.summary.ctd)} here.`));
}
function bestTile() {
  const s = main.summary, left = s.ctd - s.best;
  return el('div', { class: 'tile' }, el('b', null, `${minutes(left)} min`), el('span', null, 'is all that dispatching could still save on an order.'),
    el('small', null, `Had a free courier stood at every merchant, an order would have taken ${minutes(s.best)} minutes.`));
}

function comparePanel() {
  const scale = Math.max(1, ...days.map((d) => total(d.parts)));
  const used = PARTS.map((part, i) => [part, i]).filter(([, i]) => days.some((d) => d.parts[i] > 0.5));
  const bar = (d) => el('div', { class: 'stack-row' }, el('div', { class: 'stack-name' }, d.label, el('b', null, ` ${minutes(d.summary.ctd)} min`)),
    el('div', { class: 'stack' }, used.map(([part, i]) => el('i', { style: { width: `${(d.parts[i] / scale) * 100}%`, background: part.color }, title: `${part.name}: ${minutes(d.parts[i])} min` }, el('span', null, d.parts[i] / scale > 0.045 ? minutes(d.parts[i]) : '')))));
  const best = main.summary.best > 0 && el('div', { class: 'stack-row best' }, el('div', { class: 'stack-name' }, 'Best possible', el('b', null, ` ${minutes(main.summary.best)} min`)),
    el('div', { class: 'stack' }, el('i', { style: { width: `${(main.summary.best / scale) * 100}%` } })));
  byId('compare').append(el('h3', null, 'Where the customers’ time goes'), el('p', { class: 'sub' }, 'Mean minutes an order, from click to door.'),
    el('div', { class: 'stacks' }, days.map(bar), best), el('div', { class: 'legend' }, used.map(([part]) => el('span', null, swatch(part.color), `${part.name}: ${part.text}`))));
}

/* name, how to read it from a summary, unit, decimals, and what the figure means */
const CARDS = [
  ['Click to door', (s) => s.ctd / MINUTE, 'min', 1, (s) => `half within ${minutes(s.ctd_p50)}, nine in ten within ${minutes(s.ctd_p90)}`],
  ['On time', (s) => s.on_time * 100, '%', 1, (s) => (s.late ? `the late ones by ${minutes(s.late)} min on average` : 'none was late')],
  ['Ready to pickup', (s) => s.ready_to_pickup / MINUTE, 'min', 1, () => 'a ready meal waits for its courier'],
  ['Orders a courier-hour', (s) => s.per_hour, '', 2, (s) => `${whole(s.shift_hours)} paid hours of ${plural(s.couriers, 'courier')}`],
  ['Orders a pickup', (s) => s.bundle, '', 2, () => 'taken together from one merchant'],
  ['Couriers at work', (s) => s.use * 100, '%', 0, (s) => `${minutes(s.courier_wait)} min at a merchant, each visit`],
  ['Distance an order', (s) => s.dist_per_order / 1000, 'km', 2, (s) => `${distance(s.dist)} in all`],
  ['Not delivered', (s) => s.undelivered, '', 0, (s) => (s.cancelled ? `and ${plural(s.cancelled, 'order')} cancelled by customers` : `each counts as ${minutes(data.give_up, 0)} min of waiting`)]];

function card([name, read, unit, decimals, note]) {
  const value = (d) => (unit === '%' ? percent(read(d.summary) / 100, decimals) : fixed(read(d.summary), decimals));
  const others = days.slice(1).map((d) => el('div', { class: 'row' }, swatch(d.color), el('span', null, d.label), el('b', null, value(d))));
  return el('div', { class: 'panel card' }, el('h3', null, name), el('div', { class: 'big' }, value(main), unit && el('small', null, ` ${unit}`)), el('p', null, note(main.summary)), others);
}

const times = (n) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);
const WORST_SHOWN = 8;

/* The life of an order in a few sentences. */
function story(o, merchant, courier) {
  const late = (a, b) => (a !== null && b !== null ? a - b : 0), text = [];
  if (o.ready !== null && o.expected !== null && late(o.ready, o.expected) >= MINUTE) text.push(`The kitchen said ${clock(o.expected)} and was ready at ${clock(o.ready)}, ${span(o.ready - o.expected)} late.`);
  else if (o.ready !== null) text.push(`Ready at ${clock(o.ready)}.`);
  else text.push('The meal was never ready.');
  if (o.committed === null) text.push('No courier was ever bound to it.');
  else if (!o.declines && !o.changes) text.push(`Given to ${courier || 'a courier'} at ${clock(o.committed)}.`);
  else text.push(`First given away at ${clock(o.committed)}${o.declines ? `, refused ${times(o.declines)}` : ''}${o.changes ? `, moved to another courier ${times(o.changes)}` : ''}, in the end to ${courier || 'nobody'}.`);
  if (o.arrived !== null && o.picked !== null) {
    const wait = o.ready === null ? 0 : o.picked - o.ready;
    text.push(o.ready !== null && o.arrived < o.ready - MINUTE ? `The courier stood there from ${clock(o.arrived)}.` : wait >= 5 * MINUTE ? `The meal stood ready for ${span(wait)} until ${clock(o.picked)}.` : `Picked up at ${clock(o.picked)}.`);
  } else if (o.picked !== null) text.push(`Picked up at ${clock(o.picked)}.`);
  if (o.delivered !== null && o.picked !== null) text.push(`${span(o.delivered - o.picked)} on the way, at the door at ${clock(o.delivered)}.`);
  else text.push(o.state === STATE.FAILED ? 'It could not be handed over.' : o.picked !== null ? 'Still on the way when the run ended.' : 'Not delivered when the run ended.');
  return text.join(' ');
}

function worstRow(row, longest) {
  const [page, name, merchant, courier] = row, o = order(row, 4), other = row[row.length - 1], done = o.state === STATE.DELIVERED;
  const waited = done ? Math.min(o.delivered - o.placed, data.give_up) : data.give_up, picked = o.picked ?? o.delivered, ready = done ? Math.max(o.placed, Math.min(o.ready ?? picked, picked)) : 0;
  const pieces = done ? [ready - o.placed, picked - ready, o.delivered - picked, 0] : [0, 0, 0, waited];
  const bar = el('div', { class: 'stack thin', 'aria-hidden': 'true' }, PARTS.map((p, i) => (pieces[i] > 0 ? el('i', { style: { width: `${(pieces[i] / longest) * 100}%`, background: p.color }, title: `${p.name}: ${minutes(pieces[i])} min` }) : null)));
  const past = o.due === null ? null : done ? o.delivered - o.due : null;
  const elsewhere = days.slice(1).map((d, i) => (other[i] === null ? null : el('span', { class: 'other' }, swatch(d.color), `${minutes(other[i], 0)} min with ${d.label.charAt(0).toLowerCase()}${d.label.slice(1)}`)));
  const show = page >= 0 && el('button', { type: 'button', class: 'quiet', onclick: () => { if (view.day !== main) setDay(main); choose('order', page); setNow(o.picked !== null ? (o.picked + o.delivered || o.picked) / 2 || o.picked : o.placed + 10 * MINUTE); byId('map').scrollIntoView(); } }, 'On the map');
  return el('tr', null, el('th', { scope: 'row' }, el('b', null, name), el('small', null, merchant), el('small', null, `placed ${clock(o.placed)}`)),
    el('td', { class: 'wait' }, el('b', null, done ? `${minutes(o.delivered - o.placed, 0)} min` : 'Not delivered'), el('small', null, past === null ? '' : past > 0 ? `${span(past)} late` : 'on time'), bar),
    el('td', null, el('p', null, story(o, merchant, courier)), elsewhere), el('td', { class: 'act' }, show));
}

function buildWorst() {
  const rows = main.worst;
  byId('worst-note').textContent = rows.length ? `The ${plural(rows.length, 'order')} with the longest waits of this run, and what they waited for.` : 'There was no order.';
  if (!rows.length) { byId('worst').hidden = true; return; }
  const longest = Math.max(MINUTE, ...rows.map((r) => { const o = order(r, 4); return o.state === STATE.DELIVERED ? Math.min(o.delivered - o.placed, data.give_up) : data.give_up; }));
  byId('worst-table').append(el('table', { class: 'worst' }, el('thead', null, el('tr', null, ['Order', 'Wait', 'What happened', ''].map((h) => el('th', { scope: 'col' }, h || el('span', { class: 'sr' }, 'Map'))))), el('tbody', null, rows.map((r) => worstRow(r, longest)))));
  const body = byId('worst-table').querySelector('tbody'), more = el('button', { type: 'button', class: 'more', onclick: () => { body.classList.remove('short'); more.remove(); } }, `Show all ${whole(rows.length)}`);
  if (rows.length > WORST_SHOWN) { body.classList.add('short'); byId('worst-table').append(more); }
}

function buildMethod() {
  const s = main.summary, give = minutes(data.give_up, 0);
  const items = [
    ['Click to door', `The time from the order being placed until it is at the door. Every order counts that its customer did not cancel: at most ${give} minutes, and ${give} minutes when it was not delivered, so that dropping hard orders never looks like a gain. Over the delivered orders alone, without that limit, the mean is ${minutes(s.ctd_delivered)} minutes and the longest wait ${minutes(s.ctd_max, 0)}.`],
    ['Hours of waiting', 'The differences of click to door between two runs, order by order, added up over the orders that were not cancelled in either: hours that customers did not wait.'],
    ['On time', 'Delivered by the time promised when the order was placed, over all orders not cancelled. An undelivered order is late.'],
    ['Best possible', 'The mean had a free courier stood at every merchant when each meal became ready: kitchen, handovers and the direct way to the door. No dispatcher can be faster; with the couriers there are, usually none can be as fast.'],
    ['Couriers at work', 'Time driving with or to orders, at merchants and at doors, over the paid time of the shifts. Moving without an order is not work; work after the end of a shift counts.'],
    ['Orders a pickup', 'Orders that one courier takes from one merchant at one moment, over such moments.'],
    ['Distance', 'All metres driven, those without an order too, over the delivered orders.'],
    ['Percentiles', 'Interpolated linearly between neighbouring orders. Charts and figures count every order and courier, also where the map draws a part.'],
    ['Comparison', several ? `The same demand was given to each policy: ${days.map((d) => d.label).join(', ')}.` : 'This run stands alone; no other policy was run on the same demand.'],
    ['Decisions', `${plural(s.offers, 'offer')}, ${plural(s.declined, 'refusal')}, ${whole(s.timed_out)} without an answer, ${plural(s.updates, 'change')} of a bundle, ${plural(s.moves, 'move')} of an idle courier, ${plural(s.unservable, 'order')} found unservable; ${fixed(s.cpu_us / 1e6, 1)} s of processor time, ${whole(s.work)} units of work.`]];
  byId('method-text').append(el('dl', null, items.filter(([name]) => name !== 'Best possible' || s.best > 0).map(([name, text]) => el('div', null, el('dt', null, name), el('dd', null, text)))),
    main.command ? el('div', { class: 'command' }, el('span', null, 'The same run again'), el('code', null, main.command)) : '');
  byId('footer').textContent = `diaodu ${data.version} · seed ${main.seed} · this file needs no network`;
}

headline();
if (counted(main)) {
  byId('saved').append(...days.slice(1).map(savedTile), ...(main.summary.best > 0 ? [bestTile()] : []));
  comparePanel();
  byId('cards').append(...CARDS.map(card));
  buildCharts();
} else for (const id of ['saved', 'compare', 'cards', 'charts']) byId(id).hidden = true;
buildMap();
buildLanes();
buildWorst();
buildMethod();
followSections();
