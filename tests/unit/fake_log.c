#include "fake_log.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/rng.h"

enum { MINUTE = 60000, HOUR = 60 * MINUTE };

static const char *number(dd_consult_log *log, char letter, uint32_t ix)
{
    char *text = dd_arena_alloc(&log->memory, 16, 1);
    if (text != NULL) (void)snprintf(text, 16, "%c%04u", letter, (unsigned)ix);
    return text != NULL ? text : "";
}

static bool reserve(dd_consult_log *log, const fake_log_options *o)
{
    size_t cases = o->cases;
    return DD_ARRAY_RESERVE(log->cases, log->case_capacity, cases) &&
           DD_ARRAY_RESERVE(log->specialists, log->specialist_capacity, o->specialists) &&
           DD_ARRAY_RESERVE(log->stations, log->station_capacity, o->stations) &&
           DD_ARRAY_RESERVE(log->stretches, log->stretch_capacity, 2 * cases) &&
           DD_ARRAY_RESERVE(log->busy, log->busy_capacity, 3 * cases) &&
           DD_ARRAY_RESERVE(log->shifts, log->shift_capacity, 2 * (size_t)o->specialists) &&
           DD_ARRAY_RESERVE(log->facts, log->fact_capacity, 9 * cases);
}

static dd_log_fact *add_fact(dd_consult_log *log, dd_event_kind kind, uint32_t case_ix, uint32_t specialist, int64_t at_ms)
{
    dd_log_fact *fact = &log->facts[log->fact_count++];
    *fact = (dd_log_fact){
        .kind = kind, .case_ix = case_ix, .specialist = specialist, .other_case = DD_NONE, .runner_up = DD_NONE, .at_ms = at_ms};
    if (at_ms > log->end_ms) log->end_ms = at_ms;
    return fact;
}

static void work(dd_consult_log *log, uint32_t case_ix, uint32_t specialist, int64_t begin_ms, int64_t end_ms, uint32_t cut_for)
{
    bool is_cut = cut_for != DD_NONE;
    add_fact(log, DD_EVENT_STARTED, case_ix, specialist, begin_ms);
    add_fact(log, is_cut ? DD_EVENT_PAUSED : DD_EVENT_FINISHED, case_ix, specialist, end_ms)->other_case = cut_for;
    log->stretches[log->stretch_count++] = (dd_log_stretch){case_ix, specialist, begin_ms, end_ms, is_cut, cut_for};
    log->specialists[specialist].busy_ms += end_ms - begin_ms;
}

static void escalate(dd_consult_log *log, uint32_t ix, int64_t at_ms, dd_rng *rng)
{
    dd_log_case *c = &log->cases[ix];
    dd_log_fact *fact = add_fact(log, DD_EVENT_ESCALATE, ix, DD_NONE, at_ms);
    fact->count = c->busy_count = 3;
    fact->detail = c->step = DD_ESCALATION_COORDINATOR;
    c->busy_ms = at_ms;
    c->busy_first = (uint32_t)log->busy_count;
    for (uint32_t i = 0; i < 3; i++) {
        bool works = ix > 0 && i < 2;
        log->busy[log->busy_count++] =
            (dd_log_busy){dd_rng_below(rng, (uint32_t)log->specialist_count), works ? dd_rng_below(rng, ix) : DD_NONE,
                          works ? DD_OBSTACLE_WORKING : DD_OBSTACLE_ROOM};
    }
    log->escalations++;
}

static void serve(dd_consult_log *log, uint32_t ix, int64_t *free_ms, dd_rng *rng)
{
    dd_log_case *c = &log->cases[ix];
    uint32_t best = dd_rng_below(rng, (uint32_t)log->specialist_count);
    for (uint32_t i = 0; i < log->specialist_count; i++)
        if (free_ms[i] < free_ms[best]) best = i;
    int64_t begin_ms = free_ms[best] > c->opened_ms ? free_ms[best] : c->opened_ms, end_ms = begin_ms + c->expected_ms;
    int64_t late_ms = c->opened_ms + log->rules.target_ms[c->urgency] + 1000;
    if (begin_ms > late_ms) escalate(log, ix, late_ms, rng);
    add_fact(log, DD_EVENT_CASE_OFFER, ix, best, begin_ms)->count = 4;
    log->offers++;
    log->accepted++;
    c->offers++;
    c->first_ms = begin_ms;
    if (ix > 0 && ix % 17 == 0 && c->urgency == DD_URGENCY_ROUTINE && log->cases[ix - 1].urgency == DD_URGENCY_STAT) {
        work(log, ix, best, begin_ms, begin_ms + 2 * MINUTE, ix - 1);
        c->interruptions++;
        log->interruptions++;
        begin_ms += 10 * MINUTE;
        end_ms += 10 * MINUTE;
    }
    work(log, ix, best, begin_ms, end_ms, DD_NONE);
    c->finished_ms = free_ms[best] = end_ms;
    c->state = DD_CASE_FINISHED;
}

static int compare_facts(const void *a, const void *b)
{
    const dd_log_fact *one = a, *other = b;
    if (one->at_ms != other->at_ms) return one->at_ms < other->at_ms ? -1 : 1;
    return one->case_ix < other->case_ix ? -1 : one->case_ix > other->case_ix ? 1 : (int)one->kind - (int)other->kind;
}

static void open_cases(dd_consult_log *log, const fake_log_options *o, int64_t *free_ms, dd_rng *rng)
{
    static const uint32_t of_hundred[DD_URGENCY_END_] = {5, 20, 50, 100};
    for (uint32_t i = 0; i < o->cases; i++) {
        uint32_t drawn = i % 17 == 16 ? 0 : i > 0 && i % 17 == 0 ? 99 : dd_rng_below(rng, 100);
        int u = 0;
        while (of_hundred[u] <= drawn) u++;
        log->cases[log->case_count++] = (dd_log_case){.name = number(log, 'c', i),
                                                      .urgency = (dd_urgency)u,
                                                      .kind = dd_rng_below(rng, 3) == 0 ? DD_CASE_READ : DD_CASE_LIVE,
                                                      .station = dd_rng_below(rng, o->stations),
                                                      .opened_ms = (int64_t)i * (10 * HOUR / (o->cases > 0 ? o->cases : 1)) / 1000 * 1000,
                                                      .first_ms = DD_FOREVER_MS,
                                                      .finished_ms = DD_FOREVER_MS,
                                                      .expected_ms = (3 + (int64_t)dd_rng_below(rng, 20)) * MINUTE,
                                                      .running = DD_NONE,
                                                      .stop_for = DD_NONE,
                                                      .busy_ms = DD_FOREVER_MS};
        serve(log, i, free_ms, rng);
    }
}

bool fake_log_make(dd_consult_log *log, const fake_log_options *o)
{
    const dd_desk_rules rules = {DD_DESK_RULES_DEFAULT};
    dd_rng rng = dd_rng_seed(o->seed, 1);
    dd_consult_log_init(log);
    log->title = "A made-up day";
    log->rules = rules;
    if (!reserve(log, o)) return false;
    int64_t *free_ms = dd_array_new(o->specialists, sizeof *free_ms);
    if (free_ms == NULL) return false;
    for (uint32_t i = 0; i < o->stations; i++) log->stations[log->station_count++] = (dd_log_station){number(log, 's', i), 1 + i % 2};
    for (uint32_t i = 0; i < o->specialists; i++) {
        log->specialists[log->specialist_count++] =
            (dd_log_specialist){.name = number(log, 'd', i), .off_ms = 11 * HOUR, .shift = (uint32_t)log->shift_count};
        log->shifts[log->shift_count++] = (dd_log_shift){i, false, 0, 11 * HOUR};
        log->shifts[log->shift_count++] = (dd_log_shift){i, true, 5 * HOUR, 5 * HOUR + 30 * MINUTE};
    }
    open_cases(log, o, free_ms, &rng);
    qsort(log->facts, log->fact_count, sizeof *log->facts, compare_facts);
    free(free_ms);
    return true;
}
