/* What one decision of a consultation network costs: processor time from an event (a case opens, work ends) to the decisions that it leads to, taken in
 * and applied, at 2,000 specialists, 600 stations and 20,000 waiting cases.
 *
 *     bench_consult [EVENTS [STAT]]      default 400 0; STAT: so many by 1000 of the cases that wait at first are STAT
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "diaodu/engine.h"

enum { SPECIALISTS = 2000, STATIONS = 600, WAITING = 20000, NAME_MAX = 16 };

static const char *const specialties[] = {"cardiology", "neurology", "radiology", "internal"};
static const char *const regions[] = {"A", "B", "C", "D", "E", "F"};

static uint32_t stat_permille;

static void must(dd_status status, const char *what, const dd_error *err)
{
    if (status == DD_STATUS_OK) return;
    (void)fprintf(stderr, "bench_consult: %s: %s: %s\n", what, err->pointer, err->message);
    exit(1);
}

static void apply(dd_engine *engine, const dd_event *event)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    must(dd_engine_apply(engine, event, &err), dd_event_kind_text(event->kind), &err);
}

static dd_trait trait(dd_trait_kind kind, const char *text)
{
    return (dd_trait){kind, text, -DD_FOREVER_MS, DD_FOREVER_MS};
}

static double cpu_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void open_network(dd_engine *engine, dd_rng *rng)
{
    char name[NAME_MAX], home[NAME_MAX];
    for (uint32_t i = 0; i < STATIONS; i++) {
        (void)snprintf(name, sizeof name, "s%u", (unsigned)i);
        (void)snprintf(home, sizeof home, "h%u", (unsigned)i / 10);
        const dd_trait traits[] = {trait(DD_TRAIT_HOSPITAL, home), trait(DD_TRAIT_REGION, regions[i / 100])};
        apply(engine,
              &(dd_event){.kind = DD_EVENT_STATION_SET, .name = name, .traits = traits, .trait_count = 2, .count = 2, .gps = UINT32_MAX});
    }
    for (uint32_t i = 0; i < SPECIALISTS; i++) {
        (void)snprintf(name, sizeof name, "d%u", (unsigned)i);
        (void)snprintf(home, sizeof home, "h%u", (unsigned)i % 60);
        const dd_trait traits[] = {trait(DD_TRAIT_HOSPITAL, home), trait(DD_TRAIT_SPECIALTY, specialties[i % 4]),
                                   trait(DD_TRAIT_LANGUAGE, "main"), trait(DD_TRAIT_LICENCE, regions[dd_rng_below(rng, 6)]),
                                   trait(DD_TRAIT_LICENCE, regions[dd_rng_below(rng, 6)])};
        apply(engine,
              &(dd_event){.kind = DD_EVENT_SPECIALIST_ON, .name = name, .traits = traits, .trait_count = 5, .until_ms = DD_INSTANT_MAX_MS});
    }
}

/* One in ten is STAT, and one ASAP; in the backlog, which waits because the urgent ones went first, one in fifty is ASAP and none STAT. */
static dd_urgency draw_urgency(dd_rng *rng, bool is_backlog)
{
    if (is_backlog && stat_permille > 0 && dd_rng_below(rng, 1000) < stat_permille) return DD_URGENCY_STAT;
    uint32_t draw = dd_rng_below(rng, 100);
    if (is_backlog) return draw < 2 ? DD_URGENCY_ASAP : draw < 40 ? DD_URGENCY_URGENT : DD_URGENCY_ROUTINE;
    return draw < 10 ? DD_URGENCY_STAT : draw < 20 ? DD_URGENCY_ASAP : draw < 60 ? DD_URGENCY_URGENT : DD_URGENCY_ROUTINE;
}

static void open_case(dd_engine *engine, dd_rng *rng, int64_t at_ms)
{
    char name[NAME_MAX];
    (void)snprintf(name, sizeof name, "c%u", (unsigned)dd_engine_case_count(engine));
    const dd_trait traits[] = {trait(DD_TRAIT_SPECIALTY, specialties[dd_rng_below(rng, 4)]), trait(DD_TRAIT_LANGUAGE, "main")};
    apply(engine, &(dd_event){.kind = DD_EVENT_CASE_OPENED,
                              .at_ms = at_ms,
                              .name = name,
                              .station = dd_rng_below(rng, STATIONS),
                              .traits = traits,
                              .trait_count = 2,
                              .urgency = draw_urgency(rng, at_ms == 0),
                              .case_kind = (dd_case_kind)dd_rng_below(rng, 2),
                              .expected_ms = 600000});
}

/* Decides and lets what was offered begin at once. */
static uint32_t decide(dd_engine *engine, int64_t at_ms)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_decisions decisions;
    must(dd_engine_decide(engine, at_ms, NULL, &decisions, &err), "decide", &err);
    uint32_t offers = 0;
    for (uint32_t i = 0; i < decisions.count; i++) apply(engine, &decisions.events[i]);
    for (uint32_t i = 0; i < decisions.count; i++) {
        const dd_event *event = &decisions.events[i];
        if (event->kind == DD_EVENT_INTERRUPT)
            apply(engine, &(dd_event){.kind = DD_EVENT_PAUSED, .at_ms = at_ms, .specialist = event->specialist, .case_ix = event->case_ix});
        if (event->kind != DD_EVENT_CASE_OFFER) continue;
        apply(engine, &(dd_event){.kind = DD_EVENT_STARTED, .at_ms = at_ms, .specialist = event->specialist, .case_ix = event->case_ix});
        offers++;
    }
    dd_decisions_free(&decisions);
    return offers;
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

int main(int argc, char **argv)
{
    uint32_t events = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 400;
    if (argc > 2) stat_permille = (uint32_t)strtoul(argv[2], NULL, 10);
    double *costs = calloc(events + 1, sizeof *costs);
    dd_engine_config config = dd_engine_config_consult();
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_rng rng = dd_rng_seed(1, 0);
    dd_engine *engine = NULL;
    dd_event opened = {.kind = DD_EVENT_OPENED};
    void *bytes = NULL;
    config.needs_acceptance = false;
    if (costs == NULL || events == 0) return 2;
    must(dd_engine_create(&engine, &err), "create", &err);
    must(dd_engine_config_encode(&config, &bytes, &opened.byte_count, &err), "config", &err);
    opened.bytes = bytes;
    apply(engine, &opened);
    free(bytes);
    open_network(engine, &rng);
    while (dd_engine_open_orders(engine) < SPECIALISTS + WAITING) {
        for (int i = 0; i < 200; i++) open_case(engine, &rng, 0);
        (void)decide(engine, 0);
    }
    uint32_t offers = 0;
    int64_t at_ms = 1000;
    for (uint32_t i = 0; i < events; i++, at_ms += 200) {
        uint32_t specialist = dd_rng_below(&rng, SPECIALISTS), working = dd_engine_specialist_at(engine, specialist).working;
        double begin = cpu_ms();
        if (i % 2 == 0 && working != DD_NONE)
            apply(engine, &(dd_event){.kind = DD_EVENT_FINISHED, .at_ms = at_ms, .specialist = specialist, .case_ix = working});
        else open_case(engine, &rng, at_ms);
        offers += decide(engine, at_ms);
        costs[i] = cpu_ms() - begin;
    }
    qsort(costs, events, sizeof *costs, compare);
    printf("{\"specialists\": %d, \"stations\": %d, \"open_cases\": %u, \"events\": %u, \"offers\": %u, \"cpu_ms_p50\": %.3f, "
           "\"cpu_ms_p99\": %.3f, \"cpu_ms_max\": %.3f}\n",
           SPECIALISTS, STATIONS, (unsigned)dd_engine_open_orders(engine), (unsigned)events, (unsigned)offers, costs[events / 2],
           costs[events * 99 / 100], costs[events - 1]);
    dd_engine_free(engine);
    free(costs);
    return 0;
}
