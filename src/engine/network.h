/* Network: the store of consultations: stations, specialists and cases, who may take what, and which rooms are held.
 *
 * Invariants (dd_consult_check):
 *   - a case is WAITING; RUNG, and `held` by each specialist of rung[]; BOUND, and held by its specialist alone; RUNNING, and the `working` of its
 *     specialist; or done;
 *   - a specialist works on one case at most and holds one at most; it holds one beside its work only while that work is stopping for it;
 *   - station.held counts its live cases that are RUNG, BOUND, or RUNNING and have not given their room; station.running those that are RUNNING, station.given
 *     those that have given their room; held and running stay within rooms and GPs (unless the station was made smaller meanwhile);
 *   - open[] holds exactly the cases that are not done, critical[] the finished ones whose critical result is not acknowledged, both sorted.
 *
 * Who may take a case.  Cases with the same needs of the same station share a class; a class keeps a bit by specialist, right for the instant
 * of the last event: licences begin and end, so the bits hold until `eligible_until_ms` and are then made again.
 */
#ifndef DD_ENGINE_NETWORK_H
#define DD_ENGINE_NETWORK_H

#include "base/names.h"
#include "diaodu/engine.h"

enum { DD_CASE_LIST_MAX = 8 }; /* declined, forbidden and permitted specialists remembered by case */

/* A trait with its text interned. */
typedef struct dd_net_trait {
    dd_trait_kind kind;
    uint32_t text;
    int64_t begin_ms, end_ms;
} dd_net_trait;

typedef struct dd_trait_slice {
    uint32_t first, count, room;
} dd_trait_slice;

typedef struct dd_station {
    dd_trait_slice traits;
    uint32_t rooms, gps;
    uint32_t held, running, given;
} dd_station;

typedef struct dd_specialist {
    dd_trait_slice traits;
    bool is_on, is_leaving, is_accepted; /* is_accepted: `held` is BOUND */
    uint32_t working, held, offer;
    int64_t on_ms, off_ms, idle_since_ms, busy_ms;
} dd_specialist;

/* A short list of specialists, oldest first; the oldest is forgotten when it is full. */
typedef struct dd_case_list {
    uint32_t items[DD_CASE_LIST_MAX];
    uint32_t count;
} dd_case_list;

typedef struct dd_case {
    dd_case_state state;
    dd_urgency urgency;
    dd_case_kind kind;
    dd_escalation step;
    bool is_stopping, was_interrupted, is_marked, is_critical;
    bool gave_room;              /* stopping for a STAT case that takes its room */
    uint32_t class_ix, station, specialist, pin, stop_for;
    uint32_t rung[DD_RING_MAX], rung_count;
    uint32_t declines;
    uint32_t study, report; /* references, interned; DD_NONE */
    dd_case_list declined, forbidden, permitted;
    int64_t movable_ms;          /* an appointment: it may move until then; 0: a walk-in */
    int64_t opened_ms, rank_ms, expected_ms, done_ms, started_ms, first_ms, finished_ms;
    int64_t step_ms; /* when the last step was taken */
} dd_case;

typedef struct dd_case_class {
    dd_trait_slice needs; /* sorted */
    uint32_t station;
    dd_case_kind kind;
    uint32_t opened[DD_URGENCY_END_]; /* so far */
    int64_t expected_sum_ms;
} dd_case_class;

typedef struct dd_network {
    dd_names texts, class_keys;
    dd_net_trait *traits;
    size_t trait_count, trait_capacity;
    dd_station *stations;
    size_t station_count, station_capacity;
    dd_specialist *specialists;
    size_t specialist_count, specialist_capacity;
    dd_case *cases;
    size_t case_count, case_capacity;
    dd_case_class *classes;
    size_t class_count, class_capacity;
    uint64_t *eligible; /* [class * words + specialist / 64] */
    size_t eligible_capacity, words;
    int64_t eligible_until_ms;
    uint32_t *open, *critical;
    size_t open_count, open_capacity, critical_count, critical_capacity;
} dd_network;

void dd_network_done(dd_network *network); /* legal on {0} */

/* Room for what an event adds: so many traits, and a reference (NULL or "": none); false when out of memory.  What follows then cannot fail. */
bool dd_network_reserve(dd_network *network, const dd_trait *traits, uint32_t trait_count, const char *reference);
/* Interns the event's traits into a slice (reused where they fit), sorted. */
void dd_network_set_traits(dd_network *network, dd_trait_slice *slice, const dd_trait *traits, uint32_t count);
/* The class of a case with these needs, made when new. */
uint32_t dd_network_class(dd_network *network, const dd_event *opened);

/* The first trait of a kind that holds at that instant, with that text (DD_NONE: any); NULL. */
const dd_net_trait *dd_network_find_trait(const dd_network *network, const dd_trait_slice *slice, dd_trait_kind kind, uint32_t text,
                                          int64_t at_ms);
/* Whether the class's hard rules hold for the specialist at that instant; `is_permitted`: broken glass.  *ret (DD_TRAITS_MAX, or NULL) takes the proof. */
bool dd_network_proves(const dd_network *network, const dd_case_class *class, uint32_t specialist, bool is_permitted, int64_t at_ms,
                       dd_trait *ret, uint32_t *ret_count);
/* Makes the eligible bits of a class, or of all, for an instant. */
void dd_network_mark_class(const dd_network *network, uint32_t class_ix, int64_t at_ms, uint64_t *ret_bits);
void dd_network_mark(dd_network *network, int64_t at_ms);
void dd_network_mark_specialist(dd_network *network, uint32_t specialist, int64_t at_ms);
/* The next instant after at_ms at which a licence begins or ends; DD_FOREVER_MS. */
int64_t dd_network_licence_change_ms(const dd_network *network, int64_t at_ms);
/* Whether the specialist stands in a block; *ret_until_ms: when its presence next changes by blocks, DD_FOREVER_MS. */
bool dd_network_is_blocked(const dd_network *network, uint32_t specialist, int64_t at_ms, int64_t *ret_until_ms);
/* On duty, and not in a block. */
bool dd_network_is_there(const dd_network *network, uint32_t specialist, int64_t at_ms);
/* Live cases that the station can have at once. */
uint32_t dd_network_room_limit(const dd_station *station);

bool dd_case_list_has(const dd_case_list *list, uint32_t specialist);
void dd_case_list_add(dd_case_list *list, uint32_t specialist);
void dd_case_list_remove(dd_case_list *list, uint32_t specialist);

/* Whether the interrupted case's room goes to the STAT case. */
static inline bool dd_case_gives_room(const dd_case *interrupted, const dd_case *stat)
{
    return interrupted->kind == DD_CASE_LIVE && stat->kind == DD_CASE_LIVE && interrupted->station == stat->station;
}

static inline bool dd_case_is_done(const dd_case *c)
{
    return c->state >= DD_CASE_FINISHED;
}

#endif
