/* Time steps: VROOM's plan mode.  Every vehicle's steps are pinned whole, so the walk enforces nothing and declares what is broken.
 *
 * Starts are those of the schedule (schedule.h), handed to the walk as steps with a fixed instant.  Problems with what VROOM does not know
 * (releases, time on board, due times, speeds by the hour), and routes too long for it, keep the walk's own times: as early as can be.
 */
#include "route/time_steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "model/instance.h"
#include "route/output.h"
#include "route/schedule.h"

typedef struct timer {
    dd_problem pinned;         /* the problem with all steps pinned; borrows everything else */
    dd_instance *instance;
    dd_arena arena;
    dd_error *err;
} timer;

static dd_status no_memory(const timer *t)
{
    return dd_error_set(t->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

static dd_status open_timer(timer *t, const dd_problem *problem, dd_error *err)
{
    *t = (timer){.pinned = *problem, .err = err};
    dd_arena_init(&t->arena);
    t->pinned.vehicles = dd_array_new(problem->vehicle_count, sizeof *t->pinned.vehicles);
    if (t->pinned.vehicles == NULL) return no_memory(t);
    if (problem->vehicle_count > 0) memcpy(t->pinned.vehicles, problem->vehicles, problem->vehicle_count * sizeof *t->pinned.vehicles);
    for (uint32_t v = 0; v < problem->vehicle_count; v++) t->pinned.vehicles[v].pinned_count = t->pinned.vehicles[v].step_count;
    return dd_instance_create(&t->pinned, &t->instance, err);
}

static void close_timer(timer *t)
{
    dd_instance_free(t->instance);
    dd_arena_done(&t->arena);
    free(t->pinned.vehicles);
}

static dd_status time_pins(timer *t, dd_plan **ret)
{
    dd_walk walk;
    dd_sequence *sequences = DD_ARENA_NEW(&t->arena, t->instance->pin_count, dd_sequence);
    if (sequences == NULL || !dd_walk_init(&walk, t->instance, &t->arena)) return no_memory(t);
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->instance->pin_count; i++) {
        const dd_pin *pin = &t->instance->pins[i];
        if (pin->count > 0) sequences[count++] = (dd_sequence){pin->vehicle, pin->count, pin->seq};
    }
    return dd_output_plan(&walk, sequences, count, true, ret, t->err);
}

/* The steps of a pin, each with its instant, in the arena. */
static dd_step *steps_at(timer *t, const dd_pin *pin, const int64_t *start)
{
    dd_step *steps = DD_ARENA_NEW(&t->arena, (size_t)pin->count + 2, dd_step);
    if (steps == NULL) return NULL;
    for (uint32_t e = 0; e <= pin->count + 1; e++) {
        steps[e] = e == 0 ? (dd_step){.kind = DD_STEP_START} : e > pin->count ? (dd_step){.kind = DD_STEP_END} : *pin->steps[e - 1];
        steps[e].has_after = steps[e].has_before = false;
        steps[e].has_at = true;
        steps[e].at_ms = start[e];
    }
    return steps;
}

static dd_status schedule_pin(timer *t, const dd_pin *pin)
{
    int64_t *start;
    dd_vehicle *vehicle = &t->pinned.vehicles[pin->vehicle];
    switch (dd_schedule_pinned(t->instance, pin, &t->arena, &start)) {
    case DD_SCHEDULE_TOO_LARGE: return DD_STATUS_OK;
    case DD_SCHEDULE_NO_MEMORY: return no_memory(t);
    case DD_SCHEDULE_INFEASIBLE:
        return dd_error_set(t->err, DD_STATUS_INFEASIBLE, NULL, "Infeasible route for vehicle %llu.", (unsigned long long)vehicle->id);
    default: break;
    }
    vehicle->steps = steps_at(t, pin, start);
    vehicle->step_count = vehicle->pinned_count = pin->count + 2;
    return vehicle->steps ? DD_STATUS_OK : no_memory(t);
}

/* The instance again, with the schedule's instants in the steps. */
static dd_status schedule_all(timer *t)
{
    const dd_instance *in = t->instance;
    if (in->release != NULL || in->max_on_board != NULL || in->late_weight != NULL) return DD_STATUS_OK;
    for (uint32_t i = 0; i < in->pin_count; i++) {
        dd_status status = in->pins[i].count > 0 ? schedule_pin(t, &in->pins[i]) : DD_STATUS_OK;
        if (status != DD_STATUS_OK) return status;
    }
    dd_instance_free(t->instance);
    t->instance = NULL;
    return dd_instance_create(&t->pinned, &t->instance, t->err);
}

dd_status dd_time_steps_early(const dd_problem *problem, dd_plan **ret, dd_error *err)
{
    timer t;
    dd_status status = open_timer(&t, problem, err);
    if (status == DD_STATUS_OK) status = time_pins(&t, ret);
    close_timer(&t);
    return status;
}

dd_status dd_route_time_steps(const dd_problem *problem, dd_plan **ret, dd_error *err)
{
    timer t;
    dd_status status = open_timer(&t, problem, err);
    if (status == DD_STATUS_OK) status = schedule_all(&t);
    if (status == DD_STATUS_OK) status = time_pins(&t, ret);
    close_timer(&t);
    return status;
}
