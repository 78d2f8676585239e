/* Plant: the words of a factory line that runs: its rules, a job as it is released, and what makes a plan anew.  Engine.h has the events.
 *
 * Machines, pools, calendars, setup matrices, families, jobs and operations are dense indices in the order in which the events named them.  A released
 * job names its operations; in the engine an operation is called JOB/NAME.
 *
 * The life of an operation.  WAITING until it is *dispatched*: a commitment that its machine does it next and begins now, with the setup where one is
 * needed, which may be done before the inputs have arrived.  SETTING_UP, RUNNING and PAUSED are what the shop floor says, and so are the instants:
 * early or late, they are facts.  An operation that was never dispatched may be started as well, by a person.  A machine holds one operation at a
 * time, from its dispatch (or start) to its end; one that breaks down keeps what runs on it and goes on with it after repair; what was only
 * dispatched to it may be *recalled*, a decision of its own.
 */
#ifndef DIAODU_PLANT_H
#define DIAODU_PLANT_H

#include "diaodu/shop.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    DD_PLANT_FAMILIES_MAX = 512,
    DD_PLANT_MATRICES_MAX = 1024,
    DD_PLANT_SHIFTS_MAX = 4096,      /* of one calendar */
    DD_PLANT_WINDOWS_MAX = 256,      /* maintenance of one machine, or absences of one pool, that are announced at once */
    DD_PLANT_JOBS_MAX = 10000000,
    DD_PLANT_OPERATIONS_MAX = 50000000,
    DD_JOB_OPERATIONS_MAX = 10000,   /* of one job */
    DD_JOB_NAME_MAX = 120,           /* bytes of a job's name, and of an operation's within its job */
    DD_DELAYS_MAX = 64               /* steps of one chain of causes */
};

typedef struct dd_plant_rules {
    dd_shop_rule rule;           /* DD_SHOP_RULE_END_: plans are searched for; else what waits is dispatched by that rule, and nothing is planned ahead */
    dd_shop_objective objective; /* of a plan; with MOVED or SHIFT in it, re-planning disturbs little */
    int64_t frozen_ms;           /* what is planned to begin so soon keeps machine and order, 0 .. 30 days */
    int64_t tolerance_ms;        /* by how much an instant may differ from its plan before it counts, 0 .. 1 day */
    uint32_t lanes;              /* of the search, 1..64 */
} dd_plant_rules;

/* Tardiness first; then short flow, few setups and few moves: an operation that a new plan moves is worth five minutes of either. */
#define DD_PLANT_RULES_DEFAULT                                                                                                              \
    .rule = DD_SHOP_RULE_END_, .frozen_ms = 15 * 60000, .tolerance_ms = 5 * 60000, .lanes = 1,                                               \
    .objective = {.level_count = 2, .weight = {{0, 1, 0, 0, 0, 0}, {0, 0, 1, 300000, 0, 1}}}

/* One operation waits for another: the one at `place` (from 0) of `job`, DD_NONE: of this very job. */
typedef struct dd_job_link {
    uint32_t job, place;
    int64_t lag_ms;              /* from its end, as dd_link */
} dd_job_link;

/* An operation as its job is released; modes name machines and pools by the engine's indices. */
typedef struct dd_job_operation {
    const char *name;            /* distinct in its job, 1..DD_JOB_NAME_MAX bytes */
    uint32_t family;             /* DD_NONE for none */
    bool may_pause;              /* over closed times */
    int64_t release_ms;          /* 0: its job's */
    const dd_mode *modes;        /* distinct machines */
    uint32_t mode_count;
    const dd_job_link *links;    /* distinct; in its own job to places before its own */
    uint32_t link_count;
} dd_job_operation;

/* Where and when an operation is planned. */
typedef struct dd_planned_operation {
    uint32_t operation, mode;
    int64_t setup_begin_ms, start_ms, end_ms;
} dd_planned_operation;

/* What made a cycle plan anew: bits of dd_event.triggers. */
typedef enum dd_trigger {
    DD_TRIGGER_RELEASE = 1 << 0,     /* a job was released */
    DD_TRIGGER_JOB = 1 << 1,         /* a job's due date, weight or priority changed */
    DD_TRIGGER_CANCEL = 1 << 2,
    DD_TRIGGER_BREAKDOWN = 1 << 3,
    DD_TRIGGER_REPAIR = 1 << 4,
    DD_TRIGGER_ABSENCE = 1 << 5,     /* units of a pool are absent, or back */
    DD_TRIGGER_MAINTENANCE = 1 << 6, /* announced or withdrawn */
    DD_TRIGGER_SHOP = 1 << 7,        /* a calendar, setup matrix, machine or pool was changed */
    DD_TRIGGER_DRIFT = 1 << 8,       /* something took so much less or more time than planned that others move */
    DD_TRIGGER_BY_HAND = 1 << 9,     /* somebody started what was not its turn */
    DD_TRIGGER_END_ = 1 << 10
} dd_trigger;

#ifdef __cplusplus
}
#endif
#endif
