/* Plan: memory and names of plans (include/diaodu/plan.h).
 *
 * A plan and all of its arrays live in one arena, which `memory` points to.
 */
#include "model/plan.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/array.h"

dd_plan *dd_plan_create(void)
{
    dd_plan *plan = dd_array_new(1, sizeof *plan);
    dd_arena *arena = dd_array_new(1, sizeof *arena);
    if (plan == NULL || arena == NULL) {
        free(plan);
        free(arena);
        return NULL;
    }
    dd_arena_init(arena);
    plan->memory = arena;
    return plan;
}

void *dd_plan_alloc(dd_plan *plan, size_t count, size_t size)
{
    return dd_arena_alloc(plan->memory, count, size);
}

void dd_plan_free(dd_plan *plan)
{
    if (plan == NULL) return;
    dd_arena_done(plan->memory);
    free(plan->memory);
    free(plan);
}

const char *dd_reason_text(dd_reason reason)
{
    static const char *const text[DD_REASON_COUNT_] = {
        [DD_REASON_NONE] = "none",
        [DD_REASON_NO_SKILLS] = "no_skills",
        [DD_REASON_TOO_LARGE] = "too_large",
        [DD_REASON_UNREACHABLE] = "unreachable",
        [DD_REASON_NO_ROOM] = "no_room",
        [DD_REASON_NOT_WORTH_IT] = "not_worth_it",
    };
    return (unsigned)reason < DD_REASON_COUNT_ ? text[reason] : "unknown";
}

const char *dd_violation_text(dd_violation violation)
{
    static const char *const text[] = {
        "lead_time", "delay", "load", "max_tasks", "skills", "precedence", "missing_break",
        "max_travel_time", "max_load", "max_distance", "max_duration", "on_board", "load_class", "release",
    };
    for (unsigned bit = 0; bit < sizeof text / sizeof *text; bit++)
        if ((unsigned)violation == 1u << bit) return text[bit];
    return "unknown";
}
