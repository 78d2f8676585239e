/* Instance: a problem checked and compiled into the immutable dense form that search sees (structure of arrays).
 *
 * Nodes are the problem's tasks, under their own indices.  A request is one job or both halves of a shipment; requests are numbered
 * by their first task.  Vehicles that follow each other in the problem and differ in nothing share a kind, so that search asks once for all
 * of them.  Travel is borrowed from the problem where a kind drives at the matrix's own speed, and scaled into the instance's arena otherwise.
 *
 * Two tiers.  A kind or node is *simple* when its constraints concatenate in O(1): one time window, loads without jobs' releases, limits on
 * tasks, travel and distance.  Everything else (several windows, breaks, time on board, due times, releases, trips, classes, one merchant
 * at a time, speeds by hour, waiting costs, limits on duration, pinned steps) makes it *exact*: routes that hold any such thing are walked.
 *
 * An instance borrows the problem, which must outlive it and not change.  Read-only after creation, so lanes share it.
 */
#ifndef DD_MODEL_INSTANCE_H
#define DD_MODEL_INSTANCE_H

#include "base/arena.h"
#include "diaodu/problem.h"

enum { DD_COST_UNIT = 3600 }; /* internal cost of a metre at cost_per_km 1 */

typedef struct dd_kind {
    uint32_t first, count;        /* its vehicles: first, first + 1, ... */
    uint32_t profile;
    const int32_t *dur, *dur_to;  /* [from * n + to] and its transpose (the same array when symmetric) */
    const int32_t *dist, *dist_to; /* NULL: 0 everywhere */
    const int32_t *cust, *cust_to; /* custom costs; NULL: none */
    const uint16_t *curve;        /* 24 speeds by hour in permille; NULL: constant */
    const int64_t *setup, *service; /* by node, for this kind's type; setup is NULL when 0 everywhere */
    int64_t cost_ms, cost_m;      /* of a ms and a metre of travel; 0 with custom costs */
    int64_t cost_work_ms, cost_wait_ms, fixed_cost;
    uint32_t start, end;          /* locations or DD_NONE */
    int64_t shift_begin_ms, shift_end_ms;
    const int64_t *capacity;      /* load_dims */
    uint32_t max_tasks;           /* UINT32_MAX: no limit */
    int64_t max_travel_ms, max_dist_m, max_duration_ms; /* DD_FOREVER_MS: no limit */
    uint32_t max_trips, reload;
    int64_t reload_ms;
    const dd_break *breaks;
    const uint32_t *break_order;  /* as they are taken: by the begin of their first windows, then as given */
    uint32_t break_count;
    const uint64_t *skill_bits;   /* by skill class of requests; NULL: every class fits */
    bool is_simple;
    bool is_plain;                /* simple, one load dimension, both ends, paid by travel time alone, no setups and no limits but shift and load */
    bool needs_shift;             /* waiting or duration counts, so timing needs its second pass */
} dd_kind;

typedef struct dd_request {
    uint32_t a, b;                /* job, or pickup and delivery; b is DD_NONE for jobs and for goods already on board (or pinned to be) */
    uint32_t only_kind;           /* DD_NONE: any */
    uint32_t skill_class;
    uint32_t priority;
    int64_t prize;                /* 0: none */
    bool is_required, is_simple;
} dd_request;

/* The steps a vehicle must begin with. */
typedef struct dd_pin {
    uint32_t vehicle;
    const uint32_t *seq;          /* nodes, and codes from `node_count` on: reload, breaks */
    const dd_step *const *steps;  /* the step of each element of seq */
    uint32_t count;
    const dd_step *start, *end;   /* steps that say something of the start or end; NULL for none */
} dd_pin;

typedef struct dd_instance {
    const dd_problem *problem;
    uint32_t location_count, node_count, request_count, kind_count, vehicle_count, dims;
    uint32_t reload;              /* the code of a reload in sequences: node_count */
    uint32_t break0;              /* the code of a pinned break 0: node_count + 1; break b is break0 + b */
    const dd_kind *kinds;
    const uint32_t *kind_of;      /* by vehicle */
    const dd_request *requests;
    const uint32_t *request_of;   /* by node; DD_NONE for pinned nodes, which are no request's */

    /* by node */
    const uint32_t *loc, *mate;
    const uint8_t *node_kind;     /* dd_task_kind */
    const int64_t *begin, *end;   /* first begin and last end of the windows */
    const dd_window **windows;    /* NULL: only [begin, end] */
    const uint32_t *window_count;
    const int64_t *load;          /* [node * dims + d]: change of load by a shipment's half */
    const int64_t *pickup, *delivery; /* [node * dims + d]; jobs only; NULL when there are no jobs with amounts */
    const int64_t *release;       /* NULL: none */
    const int64_t *due, *late_weight; /* NULL: none */
    const int64_t *max_on_board;  /* by pickup node; NULL: none */
    const uint32_t *load_class;   /* dense class, 0 for none; NULL: no conflicts */
    const uint64_t *conflicts;    /* by class: bits of the classes it conflicts with; class_words words each */
    uint32_t class_count, class_words;
    const bool *is_exact;         /* by node */
    const bool *is_bound;         /* by node: must be done by the vehicle that holds its goods; its window is declared, not enforced */

    const dd_pin *pins;           /* by vehicle order */
    uint32_t pin_count;
    const uint32_t *pin_of;       /* by vehicle; NULL when pin_count is 0; DD_NONE for none */
    bool has_jobs_load, one_merchant, is_any_exact, has_trips;
    int64_t max_arc_cost;
    dd_arena arena;
} dd_instance;

/* Compiles.  *ret is freed with dd_instance_free.  DD_STATUS_INVALID_INPUT with a JSON pointer into the problem, DD_STATUS_TOO_LARGE,
 * DD_STATUS_NO_MEMORY.  O(tasks + vehicles + profiles * locations^2). */
DD_MUST_USE dd_status dd_instance_create(const dd_problem *problem, dd_instance **ret, dd_error *err);
void dd_instance_free(dd_instance *instance);

/* Whether vehicles of the kind may serve the request at all: skills and only_vehicle.  Capacity is not looked at. */
static inline bool dd_instance_can_serve(const dd_instance *instance, uint32_t kind, uint32_t request)
{
    const dd_request *r = &instance->requests[request];
    if (r->only_kind != DD_NONE && r->only_kind != kind) return false;
    const uint64_t *bits = instance->kinds[kind].skill_bits;
    return bits == NULL || (bits[r->skill_class / 64] >> (r->skill_class % 64) & 1) != 0;
}

/* Free-flow travel time from one location to another (DD_NONE: nowhere, 0). */
static inline int64_t dd_kind_travel(const dd_instance *instance, const dd_kind *kind, uint32_t from, uint32_t to)
{
    return from == DD_NONE || to == DD_NONE ? 0 : kind->dur[(size_t)from * instance->location_count + to];
}

static inline int64_t dd_kind_dist(const dd_instance *instance, const dd_kind *kind, uint32_t from, uint32_t to)
{
    return from == DD_NONE || to == DD_NONE || kind->dist == NULL ? 0 : kind->dist[(size_t)from * instance->location_count + to];
}

/* Cost of a leg that takes `travel_ms`. */
static inline int64_t dd_kind_leg_cost(const dd_instance *instance, const dd_kind *kind, uint32_t from, uint32_t to, int64_t travel_ms)
{
    if (from == DD_NONE || to == DD_NONE) return 0;
    int64_t cost = travel_ms * kind->cost_ms;
    size_t at = (size_t)from * instance->location_count + to;
    if (kind->cost_m != 0 && kind->dist != NULL) cost += kind->dist[at] * kind->cost_m;
    if (kind->cust != NULL) cost += (int64_t)kind->cust[at] * (1000 * DD_COST_UNIT);
    return cost;
}

/* Setup of a node when coming from `from`. */
static inline int64_t dd_kind_setup(const dd_instance *instance, const dd_kind *kind, uint32_t from, uint32_t node)
{
    return kind->setup == NULL || from == instance->loc[node] ? 0 : kind->setup[node];
}

#endif
