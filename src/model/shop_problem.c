/* Shop problem: creation, memory and growth of the mutable description (include/diaodu/shop_problem.h).
 *
 * As problem.c: one arena for what structs point to; the arrays grow by doubling outside of it.  Nothing is checked here but limits.
 */
#include "diaodu/shop_problem.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

struct dd_shop_problem_memory {
    dd_arena arena;
    size_t jobs, operations, machines, pools, calendars, setups, families; /* capacities */
};

dd_status dd_shop_problem_create(dd_shop_problem **ret, dd_error *err)
{
    dd_shop_problem *problem = dd_array_new(1, sizeof *problem);
    struct dd_shop_problem_memory *memory = dd_array_new(1, sizeof *memory);
    if (problem == NULL || memory == NULL) {
        free(problem);
        free(memory);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    dd_arena_init(&memory->arena);
    problem->memory = memory;
    problem->ticks_per_unit = 1;
    problem->objective.level_count = 1;
    problem->objective.weight[0][DD_SHOP_TERM_MAKESPAN] = 1;
    *ret = problem;
    return DD_STATUS_OK;
}

void dd_shop_problem_free(dd_shop_problem *problem)
{
    if (problem == NULL) return;
    dd_arena_done(&problem->memory->arena);
    free(problem->memory);
    free(problem->jobs);
    free(problem->operations);
    free(problem->machines);
    free(problem->pools);
    free(problem->calendars);
    free(problem->setups);
    free(problem->families);
    free(problem);
}

void *dd_shop_problem_alloc(dd_shop_problem *problem, size_t count, size_t size)
{
    return dd_arena_alloc(&problem->memory->arena, count, size);
}

const char *dd_shop_problem_text(dd_shop_problem *problem, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = dd_shop_problem_alloc(problem, length + 1, 1);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}

/* One more item of an array that may hold `most`. */
#define ADD(array, counter, room, most, item, ret_ix, err)                                                                                 \
    do {                                                                                                                                   \
        uint32_t ix = problem->counter;                                                                                                    \
        if (ix >= (most)) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/" #array, "more than %d " #array, (int)(most));                  \
        if (!DD_ARRAY_RESERVE(problem->array, problem->memory->room, (size_t)ix + 1))                                                      \
            return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");                                                          \
        problem->array[ix] = (item);                                                                                                       \
        problem->counter = ix + 1;                                                                                                         \
        if ((ret_ix) != NULL) *(ret_ix) = ix;                                                                                              \
        return DD_STATUS_OK;                                                                                                               \
    } while (0)

dd_status dd_shop_problem_add_job(dd_shop_problem *problem, const dd_job *job, uint32_t *ret_ix, dd_error *err)
{
    ADD(jobs, job_count, jobs, DD_SHOP_JOBS_MAX, *job, ret_ix, err);
}

dd_status dd_shop_problem_add_operation(dd_shop_problem *problem, const dd_operation *operation, uint32_t *ret_ix, dd_error *err)
{
    ADD(operations, operation_count, operations, DD_SHOP_OPERATIONS_MAX, *operation, ret_ix, err);
}

dd_status dd_shop_problem_add_machine(dd_shop_problem *problem, const dd_machine *machine, uint32_t *ret_ix, dd_error *err)
{
    ADD(machines, machine_count, machines, DD_SHOP_MACHINES_MAX, *machine, ret_ix, err);
}

dd_status dd_shop_problem_add_pool(dd_shop_problem *problem, const dd_pool_resource *pool, uint32_t *ret_ix, dd_error *err)
{
    ADD(pools, pool_count, pools, DD_SHOP_POOLS_MAX, *pool, ret_ix, err);
}

dd_status dd_shop_problem_add_calendar(dd_shop_problem *problem, const dd_calendar *calendar, uint32_t *ret_ix, dd_error *err)
{
    ADD(calendars, calendar_count, calendars, DD_SHOP_CALENDARS_MAX, *calendar, ret_ix, err);
}

dd_status dd_shop_problem_add_setup(dd_shop_problem *problem, const dd_setup_matrix *setup, uint32_t *ret_ix, dd_error *err)
{
    ADD(setups, setup_count, setups, DD_SHOP_MACHINES_MAX, *setup, ret_ix, err);
}

dd_status dd_shop_problem_add_family(dd_shop_problem *problem, const char *name, uint32_t *ret_ix, dd_error *err)
{
    ADD(families, family_count, families, DD_SHOP_FAMILIES_MAX, name, ret_ix, err);
}
