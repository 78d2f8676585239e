/* A small network for tests: two hospitals in two regions, three stations, six specialists; times are added by hand.
 *
 *   station   hospital  region  rooms      specialist  hospital  specialty                 licences  languages
 *   s0        h0        A       1          d0          h0        cardiology                A         main
 *   s1        h0        A       2          d1          h0        cardiology, internal      A B       main, second
 *   s2        h1        B       1          d2          h1        radiology                 B         main
 *                                          d3          h1        neurology                 A B       main      equipment eeg
 *                                          d4          h1        internal, cardiology      B         main
 *                                          d5          h0        radiology                 A (until 10 h)  main
 */
#ifndef DD_TESTS_WARD_H
#define DD_TESTS_WARD_H

#include "support/region.h"

enum { HOUR = 60 * MINUTE };

static inline dd_trait ward_trait(dd_trait_kind kind, const char *text)
{
    return (dd_trait){kind, text, -DD_FOREVER_MS, DD_FOREVER_MS};
}

static inline void ward_station(dd_engine *engine, const char *name, const char *hospital, const char *region, uint32_t rooms)
{
    const dd_trait traits[] = {ward_trait(DD_TRAIT_HOSPITAL, hospital), ward_trait(DD_TRAIT_REGION, region)};
    region_apply(
        engine,
        (dd_event){.kind = DD_EVENT_STATION_SET, .name = name, .traits = traits, .trait_count = 2, .count = rooms, .gps = UINT32_MAX});
}

/* `traits` as text: kind letter and text, h S L l e for hospital, specialty, licence, language, equipment: "hh0 Scardiology LA lmain". */
static inline uint32_t ward_parse(const char *words, char *room, dd_trait *ret)
{
    static const char letters[] = "h-SLle";
    uint32_t count = 0;
    for (strcpy(room, words), room = strtok(room, " "); room != NULL; room = strtok(NULL, " "))
        ret[count++] = ward_trait((dd_trait_kind)(strchr(letters, room[0]) - letters), room + 1);
    return count;
}

static inline void ward_on(dd_engine *engine, const char *name, const char *words, int64_t at_ms)
{
    char room[200];
    dd_trait traits[16];
    uint32_t count = ward_parse(words, room, traits);
    if (strcmp(name, "d5") == 0)
        for (uint32_t i = 0; i < count; i++)
            if (traits[i].kind == DD_TRAIT_LICENCE) traits[i].end_ms = 10 * HOUR;
    region_apply(engine, (dd_event){.kind = DD_EVENT_SPECIALIST_ON,
                                    .at_ms = at_ms,
                                    .name = name,
                                    .traits = traits,
                                    .trait_count = count,
                                    .until_ms = at_ms + 20 * HOUR});
}

static inline dd_engine_config ward_config(bool needs_acceptance)
{
    dd_engine_config config = dd_engine_config_consult();
    config.needs_acceptance = needs_acceptance;
    config.desk.keeps_reserve = false;
    return config;
}

static const char *const ward_words[] = {"hh0 Scardiology LA lmain",
                                         "hh0 Scardiology Sinternal LA LB lmain lsecond",
                                         "hh1 Sradiology LB lmain",
                                         "hh1 Sneurology LA LB lmain eeeg",
                                         "hh1 Sinternal Scardiology LB lmain",
                                         "hh0 Sradiology LA lmain"};
static const char *const ward_names[] = {"d0", "d1", "d2", "d3", "d4", "d5"};
enum { WARD_SPECIALISTS = 6, WARD_STATIONS = 3 };

/* With its stations, and the first `specialists` on duty. */
static inline dd_engine *ward_open(const dd_engine_config *config, uint32_t specialists)
{
    dd_engine *engine = region_open(config);
    ward_station(engine, "s0", "h0", "A", 1);
    ward_station(engine, "s1", "h0", "A", 2);
    ward_station(engine, "s2", "h1", "B", 1);
    for (uint32_t i = 0; i < specialists; i++) ward_on(engine, ward_names[i], ward_words[i], 0);
    return engine;
}

/* A live case needs a language, "main" here; its index. */
static inline uint32_t ward_case(dd_engine *engine, const char *name, uint32_t station, const char *specialty, dd_urgency urgency,
                                 dd_case_kind kind, int64_t at_ms)
{
    const dd_trait traits[] = {ward_trait(DD_TRAIT_SPECIALTY, specialty), ward_trait(DD_TRAIT_LANGUAGE, "main")};
    region_apply(engine, (dd_event){.kind = DD_EVENT_CASE_OPENED,
                                    .at_ms = at_ms,
                                    .name = name,
                                    .station = station,
                                    .urgency = urgency,
                                    .case_kind = kind,
                                    .traits = traits,
                                    .trait_count = kind == DD_CASE_LIVE ? 2 : 1,
                                    .expected_ms = 20 * MINUTE});
    return dd_engine_find_case(engine, name);
}

/* A fact about a case and a specialist. */
static inline void ward_says(dd_engine *engine, dd_event_kind kind, uint32_t specialist, uint32_t case_ix, int64_t at_ms)
{
    region_apply(engine, (dd_event){.kind = kind,
                                    .at_ms = at_ms,
                                    .specialist = specialist,
                                    .case_ix = case_ix,
                                    .offer = specialist == DD_NONE ? DD_NONE : dd_engine_specialist_at(engine, specialist).offer});
}

static inline dd_event ward_ruling(dd_ruling ruling, uint32_t case_ix, uint32_t specialist, int64_t at_ms)
{
    return (dd_event){
        .kind = DD_EVENT_CASE_RULED, .at_ms = at_ms, .ruling = ruling, .case_ix = case_ix, .specialist = specialist, .reference = "r-1"};
}

/* The offer that decisions hold for the case, NULL when there is none. */
static inline const dd_event *ward_offer_of(const dd_decisions *decisions, uint32_t case_ix)
{
    for (uint32_t i = 0; i < decisions->count; i++)
        if (decisions->events[i].kind == DD_EVENT_CASE_OFFER && decisions->events[i].case_ix == case_ix) return &decisions->events[i];
    return NULL;
}

#endif
