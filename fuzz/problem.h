/* What every fuzzer of a problem's reader does: reads, and looks at all that was read. */
#ifndef DD_FUZZ_PROBLEM_H
#define DD_FUZZ_PROBLEM_H

#include <stdlib.h>
#include <string.h>

#include "diaodu/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void require(bool condition)
{
    if (!condition) abort();
}

static inline void look_at_windows(const dd_window *windows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        require(windows[i].begin_ms <= windows[i].end_ms);
        require(i == 0 || windows[i - 1].end_ms < windows[i].begin_ms);
    }
}

static inline void look_at_vehicle(const dd_problem *problem, const dd_vehicle *vehicle)
{
    require(vehicle->profile < problem->profile_count);
    require(vehicle->start < problem->location_count || vehicle->end < problem->location_count);
    require(vehicle->pinned_count <= vehicle->step_count);
    for (uint32_t i = 0; i < vehicle->break_count; i++) look_at_windows(vehicle->breaks[i].windows, vehicle->breaks[i].window_count);
    for (uint32_t i = 0; i < vehicle->step_count; i++) {
        require(vehicle->steps[i].kind != DD_STEP_TASK || vehicle->steps[i].ix < problem->task_count);
        require(vehicle->steps[i].kind != DD_STEP_BREAK || vehicle->steps[i].ix < vehicle->break_count);
    }
    for (uint32_t i = 1; i < vehicle->skill_count; i++) require(vehicle->skills[i] != vehicle->skills[i - 1]);
}

static inline void look_at_problem(const dd_problem *problem)
{
    for (uint32_t i = 0; i < problem->task_count; i++) {
        const dd_task *task = &problem->tasks[i];
        require(task->location < problem->location_count);
        require(task->mate == DD_NONE || problem->tasks[task->mate].mate == i);
        require(task->only_vehicle == DD_NONE || task->only_vehicle < problem->vehicle_count);
        look_at_windows(task->windows, task->window_count);
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) look_at_vehicle(problem, &problem->vehicles[i]);
    size_t cells = (size_t)problem->location_count * problem->location_count;
    for (uint32_t p = 0; p < problem->profile_count; p++)
        for (size_t i = 0; i < cells; i++) require(problem->matrices[p].duration_ms[i] >= 0);
}

static inline void fuzz_problem(dd_format format, const uint8_t *bytes, size_t size)
{
    dd_problem *problem = NULL;
    dd_error error = {0};
    dd_status status = dd_format_read(format, (const char *)bytes, size, &problem, &error);
    require((status == DD_STATUS_OK) == (problem != NULL));
    if (status != DD_STATUS_OK) {
        require(error.status == status && error.message[0] != '\0');
        return;
    }
    look_at_problem(problem);
    dd_problem_free(problem);
}

#endif
