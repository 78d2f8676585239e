/* Pool load: see pool_load.h. */
#include "model/pool_load.h"

#include <stdlib.h>

#include "base/array.h"

void dd_pool_load_done(dd_pool_load *load)
{
    free(load->events);
    *load = (dd_pool_load){0};
}

bool dd_pool_load_add(dd_pool_load *load, uint32_t pool, int64_t begin_ms, int64_t end_ms, int64_t units, bool is_choice)
{
    if (begin_ms >= end_ms) return true;
    if (!DD_ARRAY_RESERVE(load->events, load->capacity, load->count + 2)) return false;
    load->events[load->count++] = (dd_pool_event){begin_ms, units, pool, is_choice};
    load->events[load->count++] = (dd_pool_event){end_ms, -units, pool, -(int32_t)is_choice};
    return true;
}

/* Events of one pool and instant are summed, so their order among themselves shows nowhere. */
static int compare_events(const void *left, const void *right)
{
    const dd_pool_event *a = left, *b = right;
    if (a->pool != b->pool) return a->pool < b->pool ? -1 : 1;
    return a->at_ms < b->at_ms ? -1 : a->at_ms > b->at_ms;
}

bool dd_pool_load_find(dd_pool_load *load, const dd_shop_problem *problem, uint32_t *ret_pool, int64_t *ret_at_ms)
{
    int64_t held = 0, choices = 0;
    if (load->count == 0) return false;
    qsort(load->events, load->count, sizeof *load->events, compare_events);
    for (size_t i = 0; i < load->count; i++) {
        const dd_pool_event *event = &load->events[i];
        bool is_last = i + 1 == load->count || event[1].pool != event->pool || event[1].at_ms != event->at_ms;
        held += event->units;
        choices += event->choices;
        if (is_last && choices > 0 && held > (int64_t)problem->pools[event->pool].units) {
            *ret_pool = event->pool;
            *ret_at_ms = event->at_ms;
            return true;
        }
    }
    return false;
}
