#include "sim/hospital.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/rng.h"

enum { HOSPITAL_STATIONS = 4, REGIONS_MAX = 6, NAME_MAX = 16, MINUTE = 60000, HOUR = 60 * MINUTE };

static const char *const specialties[] = {"cardiology", "neurology", "radiology", "internal"};
static const char *const languages[] = {"main", "second"};

/* Families of cases: what they need, how urgent they are, how long they take, and how often they come, by 1000. */
typedef struct family {
    const char *specialty, *equipment;
    dd_urgency urgency;
    dd_case_kind kind;
    int expected_s, share;
    double spread; /* standard deviation of the duration's logarithm */
} family;

static const family families[] = {
    {"neurology", "eeg", DD_URGENCY_STAT, DD_CASE_LIVE, 1800, 14, 0.4},
    {"cardiology", NULL, DD_URGENCY_STAT, DD_CASE_READ, 300, 20, 0.55},
    {"radiology", NULL, DD_URGENCY_STAT, DD_CASE_READ, 600, 14, 0.4},
    {"cardiology", NULL, DD_URGENCY_ASAP, DD_CASE_LIVE, 1080, 39, 0.45},
    {"internal", NULL, DD_URGENCY_ASAP, DD_CASE_LIVE, 960, 39, 0.45},
    {"neurology", NULL, DD_URGENCY_ASAP, DD_CASE_LIVE, 1080, 19, 0.45},
    {"radiology", NULL, DD_URGENCY_ASAP, DD_CASE_READ, 840, 48, 0.45},
    {"internal", NULL, DD_URGENCY_URGENT, DD_CASE_LIVE, 900, 60, 0.45},
    {"neurology", NULL, DD_URGENCY_URGENT, DD_CASE_LIVE, 1080, 39, 0.45},
    {"radiology", NULL, DD_URGENCY_URGENT, DD_CASE_READ, 840, 51, 0.45},
    {"cardiology", NULL, DD_URGENCY_URGENT, DD_CASE_READ, 240, 96, 0.6},
    {"cardiology", NULL, DD_URGENCY_ROUTINE, DD_CASE_LIVE, 900, 57, 0.45},
    {"internal", NULL, DD_URGENCY_ROUTINE, DD_CASE_LIVE, 900, 90, 0.45},
    {"neurology", NULL, DD_URGENCY_ROUTINE, DD_CASE_LIVE, 1080, 58, 0.45},
    {"cardiology", NULL, DD_URGENCY_ROUTINE, DD_CASE_READ, 240, 188, 0.6},
    {"radiology", NULL, DD_URGENCY_ROUTINE, DD_CASE_READ, 240, 168, 0.6},
};
enum { FAMILIES = sizeof families / sizeof *families };

/* The day's shape, by tenths of the day, by 100. */
static const int shape[10] = {85, 135, 135, 95, 80, 100, 125, 110, 80, 55};

/* Habits, by 1000 unless said. */
enum {
    SECOND_LANGUAGE = 150, /* of the patients */
    BOOKED = 350,          /* of routine live cases */
    NO_SHOW = 80,          /* of the booked */
    CANCELLED = 30,        /* of the rest below ASAP */
    CRITICAL = 60,         /* of the reads */
    LATE = 100,            /* of the specialists */
    DROPS_OUT = 60,
    TWO_SPECIALTIES = 400,
    FOREIGN_LICENCE = 600, /* by other region */
    SPEAKS_SECOND = 550,
    CRASH_CASES = 16,
    MOVABLE = 2,           /* of so many booked ones one may move */
    MOVABLE_BY = 45 * MINUTE
};

typedef struct builder {
    const dd_hospital_options *options;
    dd_consult_day *day;
    dd_rng rng;
    uint32_t hospitals, regions, room;
    dd_error *err;
} builder;

static uint32_t below(builder *b, uint32_t n)
{
    return dd_rng_below(&b->rng, n);
}

static bool happens(builder *b, uint32_t permille)
{
    return below(b, 1000) < permille;
}

static const char *name_of(builder *b, const char *prefix, uint32_t ix)
{
    char *name = dd_arena_alloc(&b->day->memory, NAME_MAX, 1);
    if (name != NULL) snprintf(name, NAME_MAX, "%s%04u", prefix, (unsigned)ix);
    return name;
}

static dd_trait always(dd_trait_kind kind, const char *text)
{
    return (dd_trait){kind, text, -DD_FOREVER_MS, DD_FOREVER_MS};
}

static const char *region_of(uint32_t hospital, const builder *b)
{
    static const char *const regions[REGIONS_MAX] = {"A", "B", "C", "D", "E", "F"};
    return regions[hospital * b->regions / b->hospitals];
}

/* ---- the network ---- */

static bool build_stations(builder *b)
{
    dd_consult_day *day = b->day;
    day->station_count = b->options->stations;
    day->stations = DD_ARENA_NEW(&day->memory, day->station_count, dd_consult_station);
    for (uint32_t i = 0; day->stations != NULL && i < day->station_count; i++) {
        uint32_t hospital = i * b->hospitals / day->station_count;
        dd_consult_station *station = &day->stations[i];
        station->name = name_of(b, "s", i);
        const char *home = name_of(b, "h", hospital);
        if (station->name == NULL || home == NULL) return false;
        station->traits[station->trait_count++] = always(DD_TRAIT_HOSPITAL, home);
        station->traits[station->trait_count++] = always(DD_TRAIT_REGION, region_of(hospital, b));
        station->rooms = b->options->rooms;
        station->gps = b->options->rooms + (happens(b, 500) ? 1 : 0);
    }
    return day->stations != NULL;
}

static uint32_t add_skills(builder *b, uint32_t ix, dd_trait *traits)
{
    uint32_t count = 0, first = ix % 4;
    traits[count++] = always(DD_TRAIT_SPECIALTY, specialties[first]);
    if (first != 2 && happens(b, TWO_SPECIALTIES)) traits[count++] = always(DD_TRAIT_SPECIALTY, specialties[first == 3 ? 0 : 3]);
    if (first == 1) traits[count++] = always(DD_TRAIT_EQUIPMENT, "eeg");
    traits[count++] = always(DD_TRAIT_LANGUAGE, languages[0]);
    if (happens(b, SPEAKS_SECOND)) traits[count++] = always(DD_TRAIT_LANGUAGE, languages[1]);
    return count;
}

static uint32_t add_licences(builder *b, uint32_t hospital, dd_trait *traits)
{
    uint32_t count = 0;
    for (uint32_t other = 0; other < b->hospitals; other++) {
        const char *region = region_of(other, b);
        if (other > 0 && strcmp(region, region_of(other - 1, b)) == 0) continue;
        if (strcmp(region, region_of(hospital, b)) == 0 || happens(b, FOREIGN_LICENCE)) traits[count++] = always(DD_TRAIT_LICENCE, region);
    }
    return count;
}

static void set_habits(builder *b, dd_consult_specialist *specialist)
{
    int64_t span_ms = specialist->off_ms - specialist->on_ms;
    if (b->options->is_calm || span_ms < 2 * HOUR) return;
    if (happens(b, LATE)) specialist->late_ms = (int64_t)(5 + below(b, 15)) * MINUTE;
    if (!happens(b, DROPS_OUT)) return;
    specialist->drop_ms = specialist->on_ms + HOUR + (int64_t)below(b, (uint32_t)((span_ms - HOUR) / 1000)) * 1000;
    if (happens(b, 700)) specialist->back_ms = specialist->drop_ms + (int64_t)(20 + below(b, 60)) * MINUTE;
    if (specialist->back_ms >= specialist->off_ms) specialist->back_ms = 0;
}

static bool build_specialists(builder *b)
{
    dd_consult_day *day = b->day;
    day->specialist_count = b->options->specialists;
    day->specialists = DD_ARENA_NEW(&day->memory, day->specialist_count, dd_consult_specialist);
    for (uint32_t i = 0; day->specialists != NULL && i < day->specialist_count; i++) {
        dd_consult_specialist *specialist = &day->specialists[i];
        uint32_t hospital = i / 4 % b->hospitals;
        dd_trait *traits = DD_ARENA_NEW(&day->memory, 8 + REGIONS_MAX, dd_trait);
        const char *home = name_of(b, "h", hospital);
        specialist->name = name_of(b, "d", i);
        if (specialist->name == NULL || traits == NULL || home == NULL) return false;
        traits[specialist->trait_count++] = always(DD_TRAIT_HOSPITAL, home);
        specialist->trait_count += add_skills(b, i, traits + specialist->trait_count);
        specialist->trait_count += add_licences(b, hospital, traits + specialist->trait_count);
        specialist->on_ms = b->options->begin_ms;
        specialist->off_ms = b->options->end_ms + HOUR; /* who is there late finishes the day */
        specialist->leaves = true;
        if (specialist->off_ms - specialist->on_ms >= 6 * HOUR && i % 2 == 1) { /* lunch */
            int64_t noon_ms = (specialist->on_ms + specialist->off_ms) / 2 + (int64_t)(i % 3) * 30 * MINUTE;
            traits[specialist->trait_count++] = (dd_trait){DD_TRAIT_BLOCK, "lunch", noon_ms, noon_ms + 30 * MINUTE};
        }
        specialist->traits = traits;
        set_habits(b, specialist);
    }
    return day->specialists != NULL;
}

/* ---- the cases ---- */

static double draw_normal(builder *b)
{
    double u = 1 - dd_rng_unit(&b->rng), v = dd_rng_unit(&b->rng);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static int64_t draw_duration_ms(builder *b, const family *f)
{
    double seconds = f->expected_s * exp(f->spread * draw_normal(b) - f->spread * f->spread / 2);
    return (int64_t)(seconds < 30 ? 30 : seconds > 4 * 3600 ? 4 * 3600 : seconds) * 1000;
}

static const family *draw_family(builder *b)
{
    int at = (int)below(b, 1000), ix = 0;
    while (ix < FAMILIES - 1 && at >= families[ix].share) at -= families[ix++].share;
    return &families[ix];
}

static int64_t draw_opened_ms(builder *b)
{
    int64_t span_ms = b->options->end_ms - b->options->begin_ms - 30 * MINUTE;
    if (span_ms < MINUTE) span_ms = MINUTE;
    for (;;) {
        uint32_t second = below(b, (uint32_t)(span_ms / 1000));
        if (below(b, 135) < (uint32_t)shape[second * UINT64_C(10) / (uint32_t)(span_ms / 1000)])
            return b->options->begin_ms + (int64_t)second * 1000;
    }
}

/* An appointment on the quarter of an hour, booked before the day. */
static void book(builder *b, dd_consult_case *c)
{
    int64_t quarter_ms = 15 * MINUTE, at_ms = (c->opened_ms + quarter_ms) / quarter_ms * quarter_ms;
    if (at_ms + HOUR > b->options->end_ms) return;
    c->booked_ms = at_ms;
    c->opened_ms = b->options->begin_ms;
    if (b->day->case_count % MOVABLE == 0) c->movable_ms = at_ms + MOVABLE_BY;
    c->is_no_show = happens(b, NO_SHOW);
}

static bool add_case(builder *b, const family *f, uint32_t station, int64_t opened_ms)
{
    dd_consult_day *day = b->day;
    dd_consult_case *c = &day->cases[day->case_count];
    dd_trait *traits = DD_ARENA_NEW(&day->memory, 3, dd_trait);
    *c = (dd_consult_case){
        .name = name_of(b, "c", day->case_count), .station = station, .urgency = f->urgency, .kind = f->kind, .opened_ms = opened_ms};
    if (c->name == NULL || traits == NULL) return false;
    traits[c->trait_count++] = always(DD_TRAIT_SPECIALTY, f->specialty);
    if (f->kind == DD_CASE_LIVE) traits[c->trait_count++] = always(DD_TRAIT_LANGUAGE, languages[happens(b, SECOND_LANGUAGE)]);
    if (f->equipment != NULL) traits[c->trait_count++] = always(DD_TRAIT_EQUIPMENT, f->equipment);
    c->traits = traits;
    c->expected_ms = (int64_t)f->expected_s * 1000;
    c->duration_ms = draw_duration_ms(b, f);
    if (f->kind == DD_CASE_LIVE && f->urgency == DD_URGENCY_ROUTINE && happens(b, BOOKED)) book(b, c);
    if (c->booked_ms == 0 && f->urgency > DD_URGENCY_ASAP && happens(b, CANCELLED))
        c->cancel_ms = opened_ms + (int64_t)(10 + below(b, 120)) * MINUTE;
    if (f->kind == DD_CASE_READ && happens(b, CRITICAL)) {
        c->is_critical = true;
        c->acknowledge_ms = (int64_t)(1 + below(b, 12)) * MINUTE;
    }
    day->case_count++;
    return true;
}

/* Walk-ins of one crash: a quarter STAT, half ASAP, the rest urgent, within twenty minutes, at a station and its neighbours. */
static bool add_crash(builder *b)
{
    static const int kinds[] = {0, 2, 3, 4, 4, 6, 7, 9};
    int64_t span_ms = b->options->end_ms - b->options->begin_ms;
    int64_t at_ms = b->options->begin_ms + span_ms / 4 + (int64_t)below(b, (uint32_t)(span_ms / 2000)) * 1000;
    uint32_t first = below(b, b->options->stations);
    for (uint32_t i = 0; i < CRASH_CASES; i++) {
        uint32_t station = (first + below(b, 3)) % b->options->stations;
        if (!add_case(b, &families[kinds[i % 8]], station, at_ms + (int64_t)below(b, 20 * 60) * 1000)) return false;
    }
    return true;
}

/* As many as keep specialists busy three quarters of the time. */
static uint32_t cases_wanted(const builder *b)
{
    if (b->options->cases > 0) return b->options->cases;
    double work = 0, share = 0;
    for (int i = 0; i < FAMILIES; i++) {
        work += (double)families[i].share * families[i].expected_s;
        share += families[i].share;
    }
    double hours = (double)(b->options->end_ms - b->options->begin_ms) / 1000;
    double cases = 0.6 * b->options->specialists * hours / (work / share);
    return cases < 1 ? 1 : cases > 5e6 ? 5000000 : (uint32_t)cases;
}

static bool build_cases(builder *b)
{
    dd_consult_day *day = b->day;
    uint32_t wanted = cases_wanted(b);
    day->cases = DD_ARENA_NEW(&day->memory, wanted + CRASH_CASES, dd_consult_case);
    if (day->cases == NULL) return false;
    for (uint32_t i = 0; i < wanted; i++) {
        const family *f = draw_family(b);
        uint32_t station = below(b, b->options->stations);
        if (!add_case(b, f, station, draw_opened_ms(b))) return false;
    }
    return b->options->is_calm || add_crash(b);
}

static dd_status check_options(const dd_hospital_options *o, dd_error *err)
{
    if (o->stations < 1 || o->stations > DD_STATIONS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/stations", "1 to %d", DD_STATIONS_MAX);
    if (o->specialists < 4 || o->specialists > DD_SPECIALISTS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/specialists", "4 to %d", DD_SPECIALISTS_MAX);
    if (o->cases > 5000000) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/cases", "5000000 at most");
    if (o->rooms < 1 || o->rooms > DD_ROOMS_MAX - 1)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/rooms", "1 to %d", DD_ROOMS_MAX - 1);
    if (o->begin_ms < 0 || o->end_ms - o->begin_ms < HOUR || o->end_ms > 48 * (int64_t)HOUR)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/hours", "at least an hour, at most two days");
    return DD_STATUS_OK;
}

dd_status dd_hospital_generate(const dd_hospital_options *options, dd_consult_day **ret, dd_error *err)
{
    builder b = {.options = options, .err = err, .rng = dd_rng_seed(options->seed, 71)};
    dd_status status = check_options(options, err);
    if (status == DD_STATUS_OK) status = dd_consult_day_create(&b.day, err);
    if (status != DD_STATUS_OK) return status;
    b.hospitals = options->stations / HOSPITAL_STATIONS < 2 ? 2 : options->stations / HOSPITAL_STATIONS;
    b.regions = b.hospitals < 6 ? 2 : b.hospitals < 24 ? 3 : REGIONS_MAX;
    b.day->seed = options->seed;
    b.day->config.needs_acceptance = !options->is_calm;
    b.day->config.desk.stat_ring = options->is_calm ? 1 : 2;
    if (!options->is_calm) b.day->manners = (dd_consult_manners){5000, 40000, 40, 20};
    bool is_good = build_stations(&b) && build_specialists(&b) && build_cases(&b);
    status = is_good ? dd_consult_day_arrange(b.day, err) : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (status == DD_STATUS_OK) *ret = b.day;
    else dd_consult_day_free(b.day);
    return status;
}
