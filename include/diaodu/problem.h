/* Problem: a routing problem as its users state it; the mutable description that readers fill and the solver compiles.
 *
 * A problem is plain data: arrays of task and vehicle structs and one travel matrix per profile.  It borrows nothing: everything
 * it points to lives in its own arena until dd_problem_free.  dd_instance_create (instance.h) checks it and compiles the
 * immutable dense form that search sees.
 *
 * Vocabulary (docs/GLOSSARY.md).  A *task* is one visit: a job (goods from or to the depot), or the pickup or the delivery half of
 * a shipment.  A *request* is what must be served together: one job, or both halves of a shipment by one vehicle, pickup first.
 * A *profile* is a way to travel (car, bicycle) with its own matrix.
 *
 * Units.  Times are int64 milliseconds on one time line with any origin; distances are metres.  Benchmarks without units read one
 * unit as DD_UNIT_TICKS ms and DD_UNIT_TICKS "metres", rounded up to whole ticks, so that a plan that is feasible here is feasible in
 * exact arithmetic.  Costs: see dd_vehicle.  Load amounts are non-negative int64 in the user's own units.
 */
#ifndef DIAODU_PROBLEM_H
#define DIAODU_PROBLEM_H

#include <stdbool.h>

#include "diaodu/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DD_UNIT_TICKS = 100000,        /* one unit of distance or time of a benchmark without units */
    DD_LOAD_DIMS_MAX = 16,
    DD_TASKS_MAX = 1000000,
    DD_VEHICLES_MAX = 1000000,
    DD_PROFILES_MAX = 1024,
    DD_LOCATIONS_MAX = 1 << 20,
    DD_DENSE_LOCATIONS_MAX = 16384, /* largest n of an n * n matrix (2 GiB a profile) */
    DD_WINDOWS_MAX = 4096,          /* time windows of one task or break */
    DD_PRIORITY_MAX = 100
};

/* Closed time window [begin_ms, end_ms]; service (or the break) starts within it. */
typedef struct dd_window {
    int64_t begin_ms, end_ms;
} dd_window;

typedef enum dd_task_kind {
    DD_TASK_JOB,      /* one visit: `delivery` is loaded at the start of the trip, `pickup` is carried to its end */
    DD_TASK_PICKUP,   /* first half of a shipment; `pickup` goes on board */
    DD_TASK_DELIVERY  /* second half; `delivery` leaves.  With mate == DD_NONE the goods are on board of `only_vehicle` already */
} dd_task_kind;

/* Setup and service of a task when a vehicle of `type` serves it, in place of the task's own. */
typedef struct dd_type_times {
    uint32_t type;             /* dd_vehicle.type, never 0 */
    int64_t setup_ms, service_ms;
} dd_type_times;

/* One visit.  Start from { DD_TASK_DEFAULT, ... }: every field left at zero then means "none". */
typedef struct dd_task {
    dd_task_kind kind;
    const char *name;          /* the user's id, for output; NULL for none */
    uint64_t id;               /* the user's number, for output; VROOM's ids live here */
    const char *description;   /* NULL for none */
    uint32_t location;         /* index into the matrices */
    uint32_t mate;             /* index of the shipment's other half, DD_NONE for none */
    uint32_t only_vehicle;     /* served by this vehicle or not at all; DD_NONE for any */
    int64_t setup_ms;          /* added before service when the previous stop was at another location */
    int64_t service_ms;
    const dd_type_times *by_type; /* sorted by type; NULL: the same for all vehicles */
    uint32_t by_type_count;
    int64_t release_ms;        /* jobs with a delivery: the trip that carries it starts not before */
    const dd_window *windows;  /* sorted, disjoint; NULL for any time */
    uint32_t window_count;
    int64_t pickup[DD_LOAD_DIMS_MAX], delivery[DD_LOAD_DIMS_MAX];
    const uint32_t *skills;    /* all of these are needed */
    uint32_t skill_count;
    uint32_t priority;         /* 0..100; left out last when high (lexicographic by sum, as in VROOM) */
    bool is_required;          /* must be served: the plan is infeasible without it */
    int64_t prize;             /* cost of leaving the request out, internal cost units; 0: no price of its own, see dd_problem */
    uint32_t load_class;       /* 0 for none; classes that conflict are never on board together */
    int64_t max_on_board_ms;   /* pickup tasks: from the end of pickup service to the start of delivery service; 0 for no limit */
    int64_t due_ms;            /* soft due time of service start; used when late_weight > 0 */
    int64_t late_weight;       /* internal cost per ms that service starts after due_ms */
} dd_task;

typedef struct dd_break {
    uint64_t id;
    const char *description;
    const dd_window *windows;  /* start of the break; NULL for any time */
    uint32_t window_count;
    int64_t service_ms;        /* its length */
    bool has_max_load;
    int64_t max_load[DD_LOAD_DIMS_MAX]; /* on board during the break, when has_max_load */
} dd_break;

/* What a running plan fixes for a vehicle, in order (VROOM's `steps`, a live engine's commitments). */
typedef enum dd_step_kind { DD_STEP_START, DD_STEP_TASK, DD_STEP_BREAK, DD_STEP_RELOAD, DD_STEP_END } dd_step_kind;

typedef struct dd_step {
    dd_step_kind kind;
    uint32_t ix;               /* task index, or the break's index in the vehicle's breaks */
    bool has_at, has_after, has_before;
    int64_t at_ms, after_ms, before_ms; /* forced service start, earliest, latest */
} dd_step;

/* One vehicle.  Costs are exact integers in internal units of 1/3,600,000 of a currency unit: an hour of `cost_per_hour` is
 * 3.6e6 ms * cost_per_hour, a km of `cost_per_km` is 1000 m * 3600 * cost_per_km, and `fixed_cost` counts 3.6e6 each. */
typedef struct dd_vehicle {
    const char *name;
    uint64_t id;
    const char *description;
    const char *profile_name;
    uint32_t profile;          /* index of its matrix */
    uint32_t type;             /* which of a task's times by type hold; 0 for none */
    uint32_t speed_permille;   /* 1000: as the matrix says; 2000: twice as fast.  0 means 1000.  200..5000 */
    uint32_t start, end;       /* locations; DD_NONE for an open start or end (at least one is given) */
    int64_t shift_begin_ms, shift_end_ms;   /* end 0 means DD_FOREVER_MS */
    int64_t capacity[DD_LOAD_DIMS_MAX];     /* all 0 with load_dims > 0: carries nothing.  DD_FOREVER_MS: no limit */
    const uint32_t *skills;
    uint32_t skill_count;
    const dd_break *breaks;
    uint32_t break_count;
    uint32_t max_tasks;        /* 0 for no limit; counts visits, not breaks */
    int64_t max_travel_ms, max_dist_m, max_duration_ms; /* 0 for no limit */
    int64_t fixed_cost;        /* paid when used */
    int64_t cost_per_hour;     /* of travel */
    int64_t cost_per_task_hour;  /* of setup and service */
    int64_t cost_per_wait_hour;  /* of waiting between start and end */
    int64_t cost_per_km;
    uint32_t max_trips;        /* 0 or 1: one trip.  More: returns to `reload` between trips */
    uint32_t reload;           /* location; DD_NONE: its start */
    int64_t reload_ms;         /* time of a reload */
    const dd_step *steps;      /* the running plan */
    uint32_t step_count;
    uint32_t pinned_count;     /* the first pinned_count steps may not change, nor may anything come before them */
} dd_vehicle;

/* Travel between all locations for one profile.  Row-major n * n.  `cost` may be NULL: then cost follows time and distance. */
typedef struct dd_matrix {
    const char *name;
    const int32_t *duration_ms;
    const int32_t *dist_m;     /* NULL: distances are 0 */
    const int32_t *cost;       /* VROOM's custom costs, in currency units; NULL for none */
    const uint16_t *speed_by_hour_permille; /* 24 values by hour of day of the time line (origin at midnight); NULL: constant */
} dd_matrix;

/* Coordinates for output; NULL when unknown. */
typedef struct dd_point {
    double x, y;               /* longitude and latitude in degrees, or plane coordinates */
} dd_point;

typedef enum dd_objective {
    DD_OBJECTIVE_COST,         /* priorities, then unassigned, then cost */
    DD_OBJECTIVE_VEHICLES      /* priorities, then unassigned, then vehicles used, then cost */
} dd_objective;

typedef struct dd_problem {
    uint32_t location_count;
    dd_point *points;          /* location_count, or NULL */
    uint64_t *location_ids;    /* the user's location indices, or NULL */
    uint32_t load_dims;        /* 0..DD_LOAD_DIMS_MAX */
    dd_task *tasks;
    uint32_t task_count;
    dd_vehicle *vehicles;
    uint32_t vehicle_count;
    dd_matrix *matrices;       /* by profile */
    uint32_t profile_count;
    const uint32_t (*class_conflicts)[2]; /* pairs of load classes that are never on board together */
    uint32_t class_conflict_count;
    bool one_merchant_at_a_time; /* a pickup only when nothing is on board, or directly after a pickup at the same location */
    bool has_iso_times;        /* for output: the user writes times as ISO 8601, not as seconds */
    double ticks_per_unit;     /* for output: 1000 for ms and seconds, DD_UNIT_TICKS for benchmarks without units */
    struct dd_problem_memory *memory; /* owns everything above */
} dd_problem;

/* An empty problem.  *ret is freed with dd_problem_free. */
DD_API DD_MUST_USE dd_status dd_problem_create(dd_problem **ret, dd_error *err);
DD_API void dd_problem_free(dd_problem *problem);

/* Zeroed memory owned by the problem, for windows, skills, names, matrices; NULL when out of memory or on overflow. */
DD_API void *dd_problem_alloc(dd_problem *problem, size_t count, size_t size);
/* A copy of `length` bytes of text, NUL-terminated, owned by the problem; NULL when out of memory. */
DD_API const char *dd_problem_text(dd_problem *problem, const char *text, size_t length);

/* Appends a task and gives its index (ret_ix may be NULL).  The struct is copied; its texts and arrays must live as long as the problem: in the
 * problem's own memory, or static.  The same for vehicles. */
DD_API DD_MUST_USE dd_status dd_problem_add_task(dd_problem *problem, const dd_task *task, uint32_t *ret_ix, dd_error *err);
DD_API DD_MUST_USE dd_status dd_problem_add_vehicle(dd_problem *problem, const dd_vehicle *vehicle, uint32_t *ret_ix, dd_error *err);
/* Appends a matrix (the struct is copied; its arrays must be the problem's own memory) and gives its profile index (ret_profile may be NULL). */
DD_API DD_MUST_USE dd_status dd_problem_add_matrix(dd_problem *problem, const dd_matrix *matrix, uint32_t *ret_profile, dd_error *err);

#define DD_TASK_DEFAULT .mate = DD_NONE, .only_vehicle = DD_NONE
#define DD_VEHICLE_DEFAULT .start = DD_NONE, .end = DD_NONE, .reload = DD_NONE, .speed_permille = 1000, .shift_end_ms = DD_FOREVER_MS

#ifdef __cplusplus
}
#endif
#endif
