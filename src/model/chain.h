/* Chain: why each operation of a schedule starts when it does: what it waited for last.  Followed back from a job's last operation, the causes are
 * the chain that made the job as late as it is; from the last operation of all, the critical path.
 *
 * A cause is what left the operation the least room: the time that its machine worked between the moment at which that cause let go and the
 * operation's begin.  Room 0 is a cause that binds; more is an operation that could have begun earlier and did not (the plan had a reason of its
 * own, or what really happened was not tight).  Equal room: parts before the machine, the machine before people and tools, those before releases.
 */
#ifndef DD_MODEL_CHAIN_H
#define DD_MODEL_CHAIN_H

#include "diaodu/schedule.h"

typedef enum dd_cause_kind {
    DD_CAUSE_NONE,    /* not placed */
    DD_CAUSE_LINK,    /* an operation that it waits for: of its own job, or a part from another */
    DD_CAUSE_MACHINE, /* the operation before it on the machine */
    DD_CAUSE_POOL,    /* operators or tools that another operation held, or who were absent */
    DD_CAUSE_RELEASE, /* its own or its job's release, or the begin of the plan */
    DD_CAUSE_LOCK     /* it is fixed */
} dd_cause_kind;

typedef struct dd_cause {
    dd_cause_kind kind;
    uint32_t operation;     /* that it waited for; DD_NONE for none */
    uint32_t pool;          /* of DD_CAUSE_POOL; else DD_NONE */
    int64_t free_ms;        /* when the cause let go */
    int64_t room_ms;        /* working time of the machine from there to the begin */
    bool waits_for_opening; /* it begins at the instant at which its machine opens again, which let go before */
} dd_cause;

/* Fills causes[operation_count].  Placements with start_ms DD_FOREVER_MS are not placed.  O(n log n).  DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_chain_find(const dd_shop_problem *problem, const dd_placement *placements, dd_cause *causes, dd_error *err);

#endif
