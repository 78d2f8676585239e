/* Dense: the instance of the searches for makespan: a shop without setups, calendars, closed windows and pools, compiled into arrays.
 *
 * Nodes are numbered: operations 0..op_count-1 in the problem's order, then one sentinel a machine, then nil, the neighbour of whom has none.
 * Locked operations are constants: what they hold is in `available` and `release`, so op_of leaves them out.
 *
 * Times are int32 in units of unit_ms, from the problem's origin: the greatest common divisor of all times, or, where the sum of all of them
 * passes DD_DENSE_TIME_MAX even so, a larger unit that rounds (is_exact is false).  A schedule is always timed in ms from the sequences found, so that
 * rounding only blurs what the search sees.
 *
 * Immutable after create; any number of threads may read it.
 */
#ifndef DD_SHOP_DENSE_H
#define DD_SHOP_DENSE_H

#include "base/arena.h"
#include "diaodu/shop.h"

#define DD_DENSE_TIME_MAX (INT64_C(1) << 29)

typedef struct dd_dense_mode {
    int32_t machine, p;
} dd_dense_mode;

typedef struct dd_dense_link {
    int32_t op, lag;
} dd_dense_link;

typedef struct dd_dense {
    int32_t op_count, machine_count;
    int32_t nil;                    /* the last node: op_count + machine_count */
    bool is_plain;                  /* at most one link into and out of each operation, without lag */
    bool has_release;               /* of any operation, after the origin */
    bool is_flexible;               /* an operation has two modes */
    bool is_exact;
    int64_t unit_ms;
    int64_t floor_ms;               /* the last end of a locked operation, from the origin; 0: none */
    const uint32_t *op_of;          /* the problem's operation */
    const int32_t *release;         /* by operation; >= 0 */
    const int32_t *available;       /* by machine; >= 0 */
    const int32_t *delivery;        /* by operation: what must follow its end all the same; NULL: nothing.  Of windows (shop/window.h) */
    const int32_t *machine_tail;    /* by machine: what must follow its last operation; NULL: nothing */
    const int32_t *finals;          /* operations without a link out, or with a delivery */
    int32_t final_count;
    const int32_t *mode_at;         /* op_count + 1 into modes, which are the problem's in its order */
    const dd_dense_mode *modes;
    const int32_t *pred_at, *succ_at; /* op_count + 1 */
    const dd_dense_link *preds, *succs;
    const int32_t *topological;     /* operations, by their links alone; not of windows */
    dd_arena arena;
} dd_dense;

/* Whether the searches for makespan may take the problem: makespan is the only term of the objective's first level, no calendar, closed window or pool
 * is in use, no operation meets a setup that takes time, and locks lie in an unbroken row at each machine's beginning with no free operation
 * before them in their job. */
bool dd_dense_can(const dd_shop_problem *problem, const dd_shop_objective *objective);

/* Compiles a checked problem for which dd_dense_can holds.  *ret is freed with dd_dense_free.  DD_STATUS_NO_MEMORY, or DD_STATUS_TOO_LARGE. */
DD_MUST_USE dd_status dd_dense_create(const dd_shop_problem *problem, dd_dense **ret, dd_error *err);
void dd_dense_free(dd_dense *dense);

/* The schedule, timed in ms: each operation of `order` (all of the instance, links respected) in its mode (NULL: the first) as early as its links, release and
 * machine, in that order, allow; locked ones as they are locked. */
DD_MUST_USE dd_status dd_dense_schedule(const dd_dense *in, const dd_shop_problem *problem, const int32_t *mode, const int32_t *order, dd_schedule **ret,
                                        dd_error *err);

/* That schedule as the answer of a search whose bound in units is `bound`, with the bound and is_optimal of *ret and *stats. */
DD_MUST_USE dd_status dd_dense_answer(const dd_dense *in, const dd_shop_problem *problem, const dd_shop_options *options, const int32_t *order, int32_t bound,
                                      dd_schedule **ret, dd_shop_stats *stats, dd_error *err);

/* An order by the starts of a schedule that need not fit the problem any more, links respected; ties by their ends, then by number.
 * DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_dense_order(const dd_dense *in, const dd_schedule *start, int32_t *order, dd_error *err);

/* A bound in units, in ms: what rounding may have added taken off, locks counted. */
int64_t dd_dense_bound_ms(const dd_dense *in, int32_t bound);

static inline int32_t dd_dense_sentinel(const dd_dense *in, int32_t machine)
{
    return in->op_count + machine;
}

#endif
