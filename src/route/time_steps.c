/* Time steps: VROOM's plan mode.  Every vehicle's steps are pinned whole, so the walk enforces nothing and declares what is broken. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "diaodu/route.h"
#include "model/instance.h"
#include "route/output.h"

/* The problem with all steps pinned; borrows everything else. */
static dd_status pin_all(const dd_problem *problem, dd_problem *ret, dd_error *err)
{
    *ret = *problem;
    ret->vehicles = dd_array_new(problem->vehicle_count, sizeof *ret->vehicles);
    if (ret->vehicles == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (problem->vehicle_count > 0) memcpy(ret->vehicles, problem->vehicles, problem->vehicle_count * sizeof *ret->vehicles);
    for (uint32_t v = 0; v < ret->vehicle_count; v++) ret->vehicles[v].pinned_count = ret->vehicles[v].step_count;
    return DD_STATUS_OK;
}

static dd_status time_instance(const dd_instance *instance, dd_arena *arena, dd_plan **ret, dd_error *err)
{
    dd_walk walk;
    dd_sequence *sequences = DD_ARENA_NEW(arena, instance->pin_count, dd_sequence);
    if (sequences == NULL || !dd_walk_init(&walk, instance, arena)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    uint32_t count = 0;
    for (uint32_t i = 0; i < instance->pin_count; i++) {
        const dd_pin *pin = &instance->pins[i];
        if (pin->count > 0) sequences[count++] = (dd_sequence){pin->vehicle, pin->count, pin->seq};
    }
    return dd_output_plan(&walk, sequences, count, true, ret, err);
}

dd_status dd_route_time_steps(const dd_problem *problem, dd_plan **ret, dd_error *err)
{
    dd_problem pinned;
    dd_status status = pin_all(problem, &pinned, err);
    if (status != DD_STATUS_OK) return status;
    dd_instance *instance = NULL;
    dd_arena arena;
    dd_arena_init(&arena);
    status = dd_instance_create(&pinned, &instance, err);
    if (status == DD_STATUS_OK) status = time_instance(instance, &arena, ret, err);
    dd_instance_free(instance);
    dd_arena_done(&arena);
    free(pinned.vehicles);
    return status;
}
