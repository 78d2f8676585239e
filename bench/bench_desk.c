/* CPU of a decision of the consultation desk at the size of a country: 2,000 specialists, 1,000 stations, 20,000 waiting cases.
 *
 *     bench_desk [SEED]
 *
 * One line a load: how many specialists are free, and a decision's median and longest CPU time over 100 random desks.  Eight specialties, ten
 * regions, two languages; a quarter of the specialists have a second specialty, each is licensed in three regions. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "consult/desk.h"

enum { SPECIALISTS = 2000, STATIONS = 1000, WAITING = 20000, SPECIALTIES = 8, REGIONS = 10, KINDS = 2, LANGUAGES = 2, ROUNDS = 100 };
enum { WORDS = (SPECIALISTS + 63) / 64, CLASSES = STATIONS * SPECIALTIES * KINDS * LANGUAGES, SETS = REGIONS * SPECIALTIES * KINDS * LANGUAGES };

typedef struct country {
    dd_desk_rules rules;
    dd_desk_case cases[WAITING + SPECIALISTS];
    dd_desk_specialist specialists[SPECIALISTS];
    dd_desk_station stations[STATIONS];
    dd_desk_class classes[CLASSES];
    uint64_t sets[SETS][WORDS];
    dd_desk desk;
} country;

static double cpu_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Sets by region, specialty, kind, language: who has a licence, the specialty and, live, the language. */
static void draw_sets(country *c, dd_rng *rng)
{
    for (uint32_t d = 0; d < SPECIALISTS; d++) {
        uint32_t one = dd_rng_below(rng, SPECIALTIES), two = dd_rng_below(rng, 4) == 0 ? dd_rng_below(rng, SPECIALTIES) : one;
        bool speaks = dd_rng_below(rng, 3) == 0;
        for (int licence = 0; licence < 3; licence++) {
            uint32_t region = dd_rng_below(rng, REGIONS);
            for (uint32_t k = 0; k < KINDS * LANGUAGES; k++) {
                if (k == 3 && !speaks) continue; /* live, second language */
                c->sets[(region * SPECIALTIES + one) * 4 + k][d / 64] |= UINT64_C(1) << d % 64;
                c->sets[(region * SPECIALTIES + two) * 4 + k][d / 64] |= UINT64_C(1) << d % 64;
            }
        }
    }
    for (uint32_t k = 0; k < CLASSES; k++) {
        uint32_t station = k / (SPECIALTIES * 4), within = k % (SPECIALTIES * 4);
        c->classes[k] = (dd_desk_class){.eligible = c->sets[station % REGIONS * SPECIALTIES * 4 + within], .mean_ms = 600000,
                                        .is_live = within % 4 >= 2, .station = station};
        for (uint32_t u = 0; u < DD_URGENCY_END_; u++) c->classes[k].rate[u] = dd_rng_below(rng, 100);
    }
}

static void draw_case(country *c, dd_rng *rng, uint32_t i)
{
    uint32_t class_ix = dd_rng_below(rng, CLASSES), urgency = dd_rng_below(rng, 100);
    const dd_desk_class *class = &c->classes[class_ix];
    c->cases[i] = (dd_desk_case){.state = DD_DESK_WAITING, .is_live = class->is_live, .class_ix = class_ix, .station = class->station,
        .specialist = DD_NONE, .pin = DD_NONE, .opened_ms = c->desk.at_ms - dd_rng_below(rng, 18000) * INT64_C(1000),
        .expected_ms = 240000 + dd_rng_below(rng, 900) * INT64_C(1000)};
    c->cases[i].urgency = i == 0 ? DD_URGENCY_STAT : urgency < 2 ? DD_URGENCY_ASAP : urgency < 35 ? DD_URGENCY_URGENT : DD_URGENCY_ROUTINE;
}

static void draw_desk(country *c, dd_rng *rng, uint32_t free_count)
{
    memset(c, 0, sizeof *c);
    c->rules = (dd_desk_rules){DD_DESK_RULES_DEFAULT};
    c->desk = (dd_desk){.at_ms = INT64_C(1800000000000), .rules = &c->rules, .cases = c->cases, .specialists = c->specialists, .stations = c->stations,
        .classes = c->classes, .case_count = WAITING, .specialist_count = SPECIALISTS, .station_count = STATIONS, .class_count = CLASSES};
    draw_sets(c, rng);
    for (uint32_t s = 0; s < STATIONS; s++) c->stations[s] = (dd_desk_station){3, 3, UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < WAITING; i++) draw_case(c, rng, i);
    for (uint32_t d = 0; d < SPECIALISTS; d++) {
        c->specialists[d] = (dd_desk_specialist){.is_on = true, .case_ix = DD_NONE, .until_ms = DD_FOREVER_MS};
        if (d < free_count) continue;
        uint32_t i = c->desk.case_count++;
        draw_case(c, rng, i);
        if (c->cases[i].is_live && c->stations[c->cases[i].station].rooms_free == 0) c->cases[i].is_live = false;
        if (c->cases[i].is_live) c->stations[c->cases[i].station].rooms_free--;
        c->cases[i].state = DD_DESK_RUNNING;
        c->cases[i].specialist = d;
        c->cases[i].started_ms = c->desk.at_ms - dd_rng_below(rng, 900) * INT64_C(1000) - 1000;
        c->specialists[d].case_ix = i;
    }
}

int main(int argc, char **argv)
{
    static const uint32_t loads[] = {1, 20, 200};
    country *c = malloc(sizeof *c);
    dd_rng rng = dd_rng_seed(argc > 1 ? strtoull(argv[1], NULL, 10) : 1, 0);
    dd_arena arena;
    dd_arena_init(&arena);
    for (size_t k = 0; c != NULL && k < sizeof loads / sizeof *loads; k++) {
        double ms[ROUNDS];
        uint64_t actions = 0;
        for (int round = 0; round < ROUNDS; round++) {
            dd_desk_answer answer;
            draw_desk(c, &rng, loads[k]);
            dd_arena_reset(&arena);
            double before = cpu_ms();
            if (!dd_desk_decide(&c->desk, &arena, &answer)) return 1;
            ms[round] = cpu_ms() - before;
            actions += answer.action_count;
        }
        qsort(ms, ROUNDS, sizeof *ms, by_value);
        (void)printf("%4u free: median %.2f ms, longest %.2f ms, %.1f actions\n", loads[k], ms[ROUNDS / 2], ms[ROUNDS - 1], (double)actions / ROUNDS);
    }
    dd_arena_done(&arena);
    free(c);
    return 0;
}
