/* Consultation days: a network of stations and specialists, and what really happened on a day, as two files.
 *
 * NETWORK.json, seconds from midnight:
 *   {"stations": [{"id", "hospital", "region", "rooms", "gps"?: number}],
 *    "specialists": [{"id", "hospital", "specialties": [text], "licences": [region, or {"region", "from_s"?, "until_s"?}], "languages": [text],
 *                     "equipment"?: [text], "blocks"?: [[begin_s, end_s]], "on_s", "off_s"}],
 *    "target_s": {"stat", "asap", "urgent", "routine"}, "weight": {the same}, "resume_s",
 *    "nearly_done_s"?, "stat_ring"?, "may_interrupt"?, "keeps_reserve"?, "escalate_s"?, "needs_acceptance"?, "offer_timeout_s"?}
 *
 * DAY.csv, a header line, then a case a line, by column name, in any order:
 *   case, opened_s, station, type, specialty, urgency (stat|asap|urgent|routine), kind (live|read), language, expected_s, duration_s
 *   and, where wanted: equipment, booked_s (the appointment of a case that was booked at opened_s; empty: none)
 * A dispatcher learns a case when it opens; duration_s is the world's own.  `type` says where the case comes from, and is not used.
 * Ids are opaque (dd_engine_id_is_opaque); unknown members and columns are refused, so that nobody hands over what nobody needs.
 *
 * WORK.csv, out: case,specialist,start_s,end_s: a line a stretch of work, whole seconds, in the order of begin, then case.
 */
#ifndef DD_IO_CONSULT_H
#define DD_IO_CONSULT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "diaodu/engine.h"

enum { DD_CONSULT_SECOND_MAX = 31 * 86400, DD_CONSULT_CASES_MAX = 10000000 };

typedef struct dd_consult_station {
    const char *name;
    dd_trait traits[2];
    uint32_t trait_count, rooms, gps; /* gps UINT32_MAX: not counted */
} dd_consult_station;

typedef struct dd_consult_specialist {
    const char *name;
    const dd_trait *traits;
    uint32_t trait_count;
    int64_t on_ms, off_ms;
    /* What a day that is read does not know; all 0: stays until the last case is done. */
    bool leaves;                 /* signs off at off_ms */
    int64_t late_ms;             /* says at on_ms that it comes so much later */
    int64_t drop_ms, back_ms;    /* drops out at drop_ms, unforeseen, and signs on again at back_ms (0: never) */
} dd_consult_specialist;

typedef struct dd_consult_case {
    const char *name;
    uint32_t station;            /* index */
    dd_urgency urgency;
    dd_case_kind kind;
    const dd_trait *traits;
    uint32_t trait_count;
    int64_t opened_ms, booked_ms; /* booked_ms 0: a walk-in */
    int64_t movable_ms;          /* the latest hour that the appointment may move to; 0: pinned */
    int64_t expected_ms, duration_ms;
    /* What a day that is read does not know; all 0: none of it. */
    int64_t cancel_ms;           /* calls off, unless begun by then */
    bool is_no_show;             /* the patient does not come to the appointment */
    bool is_critical;            /* the result must be acknowledged */
    int64_t acknowledge_ms;      /* so long after the end */
} dd_consult_case;

/* How specialists answer, where they are asked (config.needs_acceptance). */
typedef struct dd_consult_manners {
    int64_t answer_least_ms, answer_most_ms;
    uint32_t decline_permille, silence_permille;
} dd_consult_manners;

typedef struct dd_consult_day {
    dd_engine_config config;
    dd_consult_manners manners;
    uint64_t seed;
    dd_consult_station *stations;
    dd_consult_specialist *specialists;
    dd_consult_case *cases;      /* sorted by opened_ms, then as in the file: so that an index here is the engine's index */
    uint32_t station_count, specialist_count, case_count;
    dd_arena memory;             /* owns everything above */
} dd_consult_day;

/* An empty day with the defaults of dd_engine_config_consult.  *ret is freed with dd_consult_day_free. */
DD_MUST_USE dd_status dd_consult_day_create(dd_consult_day **ret, dd_error *err);
void dd_consult_day_free(dd_consult_day *day);

/* Reads the network into an empty day; err->pointer is a JSON Pointer. */
DD_MUST_USE dd_status dd_consult_read_network(dd_consult_day *day, const char *text, size_t size, dd_error *err);
/* Reads the cases into a day with its network; err->pointer is "line 12: station". */
DD_MUST_USE dd_status dd_consult_read_cases(dd_consult_day *day, const char *text, size_t size, dd_error *err);
/* Sorts the cases. */
DD_MUST_USE dd_status dd_consult_day_arrange(dd_consult_day *day, dd_error *err);

/* A stretch of work, by the day's indices. */
typedef struct dd_consult_stretch {
    uint32_t case_ix, specialist;
    int64_t begin_ms, end_ms;
} dd_consult_stretch;

/* Appends WORK.csv; names are the caller's.  A failed buffer is the caller's to see. */
void dd_consult_write_work(const dd_consult_stretch *stretches, size_t count, const char *const *cases, const char *const *specialists, dd_buffer *out);

#endif
