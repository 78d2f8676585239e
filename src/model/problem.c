/* Problem: creation, memory and growth of the mutable description (include/diaodu/problem.h).
 *
 * All memory of a problem comes from one arena; the task, vehicle and matrix arrays grow by doubling outside of it, so that
 * appending n items costs O(n).  Nothing is checked here: dd_instance_create does that once, with pointers to the place.
 */
#include "diaodu/problem.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

struct dd_problem_memory {
    dd_arena arena;
    size_t task_capacity, vehicle_capacity, matrix_capacity;
};

dd_status dd_problem_create(dd_problem **ret, dd_error *err)
{
    dd_problem *problem = dd_array_new(1, sizeof *problem);
    struct dd_problem_memory *memory = dd_array_new(1, sizeof *memory);
    if (problem == NULL || memory == NULL) {
        free(problem);
        free(memory);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    dd_arena_init(&memory->arena);
    problem->memory = memory;
    problem->ticks_per_unit = 1000;
    *ret = problem;
    return DD_STATUS_OK;
}

void dd_problem_free(dd_problem *problem)
{
    if (problem == NULL) return;
    dd_arena_done(&problem->memory->arena);
    free(problem->memory);
    free(problem->tasks);
    free(problem->vehicles);
    free(problem->matrices);
    free(problem);
}

void *dd_problem_alloc(dd_problem *problem, size_t count, size_t size)
{
    return dd_arena_alloc(&problem->memory->arena, count, size);
}

const char *dd_problem_text(dd_problem *problem, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = dd_problem_alloc(problem, length + 1, 1);
    if (copy != NULL && length > 0) memcpy(copy, text, length);
    return copy;
}

dd_status dd_problem_add_task(dd_problem *problem, const dd_task *task, uint32_t *ret_ix, dd_error *err)
{
    uint32_t ix = problem->task_count;
    if (ix >= DD_TASKS_MAX) return dd_error_set(err, DD_STATUS_TOO_LARGE, "/tasks", "more than %d tasks", DD_TASKS_MAX);
    if (!DD_ARRAY_RESERVE(problem->tasks, problem->memory->task_capacity, (size_t)ix + 1))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    problem->tasks[ix] = *task;
    problem->task_count = ix + 1;
    if (ret_ix != NULL) *ret_ix = ix;
    return DD_STATUS_OK;
}

dd_status dd_problem_add_vehicle(dd_problem *problem, const dd_vehicle *vehicle, uint32_t *ret_ix, dd_error *err)
{
    uint32_t ix = problem->vehicle_count;
    if (ix >= DD_VEHICLES_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/vehicles", "more than %d vehicles", DD_VEHICLES_MAX);
    if (!DD_ARRAY_RESERVE(problem->vehicles, problem->memory->vehicle_capacity, (size_t)ix + 1))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    problem->vehicles[ix] = *vehicle;
    problem->vehicle_count = ix + 1;
    if (ret_ix != NULL) *ret_ix = ix;
    return DD_STATUS_OK;
}

dd_status dd_problem_add_matrix(dd_problem *problem, const dd_matrix *matrix, uint32_t *ret_profile, dd_error *err)
{
    uint32_t ix = problem->profile_count;
    if (ix >= DD_PROFILES_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, "/matrices", "more than %d profiles", DD_PROFILES_MAX);
    if (!DD_ARRAY_RESERVE(problem->matrices, problem->memory->matrix_capacity, (size_t)ix + 1))
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    problem->matrices[ix] = *matrix;
    problem->profile_count = ix + 1;
    if (ret_profile != NULL) *ret_profile = ix;
    return DD_STATUS_OK;
}
