/* Chain (chain.h).
 *
 * Machines and pools each get one sorted list of what ends there; an operation's causes are its links, the entry before it on its machine, for
 * each pool that it holds the last that let go before it began, and its release.  A pool's holder binds only where it is needed: it is asked
 * last, so that it stands only where nothing else left less room.
 */
#include "model/chain.h"

#include <stdlib.h>

#include "base/array.h"
#include "model/closed_time.h"

/* What ends on a resource; operation DD_NONE: an absence. */
typedef struct ending {
    uint32_t resource, operation;
    int64_t begin_ms, end_ms;
} ending;

typedef struct finder {
    const dd_shop_problem *problem;
    const dd_placement *placements;
    dd_cause *causes;
    ending *on_machine, *on_pool;
    size_t machine_count, pool_count, pool_capacity;
    dd_closed_time closed;    /* of the machine at hand */
    int64_t begin_ms, end_ms; /* of all that is placed */
} finder;

static bool is_placed(const finder *f, uint32_t operation)
{
    return f->placements[operation].start_ms < DD_FOREVER_MS;
}

static const dd_mode *mode_of(const finder *f, uint32_t operation)
{
    return &f->problem->operations[operation].modes[f->placements[operation].mode];
}

static int compare_machine(const void *left, const void *right)
{
    const ending *a = left, *b = right;
    if (a->resource != b->resource) return a->resource < b->resource ? -1 : 1;
    if (a->begin_ms != b->begin_ms) return a->begin_ms < b->begin_ms ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

static int compare_pool(const void *left, const void *right)
{
    const ending *a = left, *b = right;
    if (a->resource != b->resource) return a->resource < b->resource ? -1 : 1;
    if (a->end_ms != b->end_ms) return a->end_ms < b->end_ms ? -1 : 1;
    return a->operation < b->operation ? -1 : a->operation > b->operation;
}

static bool add_pool_ending(finder *f, ending entry)
{
    if (!DD_ARRAY_RESERVE(f->on_pool, f->pool_capacity, f->pool_count + 1)) return false;
    f->on_pool[f->pool_count++] = entry;
    return true;
}

static bool list_endings(finder *f)
{
    const dd_shop_problem *problem = f->problem;
    bool is_good = (f->on_machine = dd_array_new(problem->operation_count, sizeof *f->on_machine)) != NULL;
    f->begin_ms = f->problem->origin_ms;
    for (uint32_t i = 0; i < problem->operation_count && is_good; i++) {
        const dd_placement *place = &f->placements[i];
        if (!is_placed(f, i)) continue;
        const dd_mode *mode = mode_of(f, i);
        f->on_machine[f->machine_count++] = (ending){mode->machine, i, place->setup_begin_ms, place->end_ms};
        if (place->setup_begin_ms < f->begin_ms) f->begin_ms = place->setup_begin_ms;
        if (place->end_ms > f->end_ms && place->end_ms < DD_FOREVER_MS) f->end_ms = place->end_ms;
        for (uint32_t j = 0; j < mode->need_count && is_good; j++)
            is_good = add_pool_ending(f, (ending){mode->needs[j].pool, i, place->start_ms, place->end_ms});
    }
    for (uint32_t i = 0; i < problem->pool_count && is_good; i++)
        for (uint32_t j = 0; j < problem->pools[i].absence_count && is_good; j++) {
            const dd_absence *absence = &problem->pools[i].absences[j];
            is_good = add_pool_ending(f, (ending){i, DD_NONE, absence->begin_ms, absence->end_ms});
        }
    if (!is_good) return false;
    if (f->machine_count > 1) qsort(f->on_machine, f->machine_count, sizeof *f->on_machine, compare_machine);
    if (f->pool_count > 1) qsort(f->on_pool, f->pool_count, sizeof *f->on_pool, compare_pool);
    return true;
}

/* Keeps a cause that leaves less room than the best so far. */
static void consider(const finder *f, dd_cause *best, dd_cause cause, int64_t begin_ms)
{
    if (cause.free_ms > begin_ms) return;
    cause.room_ms = dd_closed_time_open_ms(&f->closed, cause.free_ms, begin_ms);
    if (best->kind == DD_CAUSE_NONE || cause.room_ms < best->room_ms) *best = cause;
}

/* The last other operation to let go of a pool at or before the instant. */
static const ending *last_of_pool(const finder *f, uint32_t pool, int64_t at_ms, uint32_t operation)
{
    size_t low = 0, high = f->pool_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const ending *entry = &f->on_pool[middle];
        if (entry->resource < pool || (entry->resource == pool && entry->end_ms <= at_ms)) low = middle + 1;
        else high = middle;
    }
    while (low > 0 && f->on_pool[low - 1].resource == pool && f->on_pool[low - 1].operation == operation) low--;
    return low > 0 && f->on_pool[low - 1].resource == pool ? &f->on_pool[low - 1] : NULL;
}

static int64_t release_of(const finder *f, uint32_t operation_ix)
{
    const dd_operation *operation = &f->problem->operations[operation_ix];
    int64_t release_ms = f->problem->jobs[operation->job].release_ms;
    if (operation->release_ms > release_ms) release_ms = operation->release_ms;
    return release_ms > f->problem->origin_ms ? release_ms : f->problem->origin_ms;
}

static void find_cause(const finder *f, size_t at)
{
    const ending *entry = &f->on_machine[at], *before = at > 0 && entry[-1].resource == entry->resource ? &entry[-1] : NULL;
    const dd_operation *operation = &f->problem->operations[entry->operation];
    const dd_placement *place = &f->placements[entry->operation];
    const dd_mode *mode = mode_of(f, entry->operation);
    dd_cause best = {.operation = DD_NONE, .pool = DD_NONE};
    for (uint32_t i = 0; i < operation->link_count; i++) {
        const dd_link *link = &operation->links[i];
        if (!is_placed(f, link->before)) continue;
        consider(f, &best, (dd_cause){DD_CAUSE_LINK, link->before, DD_NONE, f->placements[link->before].end_ms + link->lag_ms, 0, false},
                 place->start_ms);
    }
    if (before != NULL)
        consider(f, &best, (dd_cause){DD_CAUSE_MACHINE, before->operation, DD_NONE, before->end_ms, 0, false}, place->setup_begin_ms);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        int64_t from_ms = mode->needs[i].in_setup ? place->setup_begin_ms : place->start_ms;
        const ending *last = last_of_pool(f, mode->needs[i].pool, from_ms, entry->operation);
        if (last != NULL)
            consider(f, &best, (dd_cause){DD_CAUSE_POOL, last->operation, mode->needs[i].pool, last->end_ms, 0, false}, from_ms);
    }
    consider(f, &best, (dd_cause){DD_CAUSE_RELEASE, DD_NONE, DD_NONE, release_of(f, entry->operation), 0, false}, place->start_ms);
    if (best.kind == DD_CAUSE_NONE || operation->is_locked)
        best = (dd_cause){DD_CAUSE_LOCK, best.operation, DD_NONE, best.kind == DD_CAUSE_NONE ? place->start_ms : best.free_ms,
                          best.room_ms,  false};
    int64_t begin_ms = best.kind == DD_CAUSE_MACHINE ? place->setup_begin_ms : place->start_ms;
    best.waits_for_opening = best.free_ms < begin_ms && dd_closed_time_at(&f->closed, begin_ms, true) != DD_NONE;
    f->causes[entry->operation] = best;
}

static dd_status find_all(finder *f, dd_error *err)
{
    for (uint32_t i = 0; i < f->problem->operation_count; i++) f->causes[i] = (dd_cause){.operation = DD_NONE, .pool = DD_NONE};
    for (size_t i = 0; i < f->machine_count; i++) {
        if (i == 0 || f->on_machine[i].resource != f->on_machine[i - 1].resource) {
            dd_closed_time_done(&f->closed);
            dd_status status = dd_closed_time_machine(f->problem, f->on_machine[i].resource, f->begin_ms, f->end_ms, &f->closed, err);
            if (status != DD_STATUS_OK) return status;
        }
        find_cause(f, i);
    }
    return DD_STATUS_OK;
}

dd_status dd_chain_find(const dd_shop_problem *problem, const dd_placement *placements, dd_cause *causes, dd_error *err)
{
    finder f = {.problem = problem, .placements = placements, .causes = causes};
    dd_status status = list_endings(&f) ? find_all(&f, err) : dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_closed_time_done(&f.closed);
    free(f.on_machine);
    free(f.on_pool);
    return status;
}
