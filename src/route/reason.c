#include "route/reason.h"

/* Whether the request's load fits into an empty vehicle of the kind. */
static bool fits(const dd_instance *in, const dd_kind *kind, const dd_request *r)
{
    for (uint32_t d = 0; d < in->dims; d++) {
        size_t at = (size_t)r->a * in->dims + d;
        int64_t load = in->load[at] < 0 ? -in->load[at] : in->load[at];
        if (in->has_jobs_load && in->pickup[at] > load) load = in->pickup[at];
        if (in->has_jobs_load && in->delivery[at] > load) load = in->delivery[at];
        if (load > kind->capacity[d]) return false;
    }
    return true;
}

dd_reason dd_reason_find(dd_walk *walk, uint32_t request)
{
    const dd_instance *in = walk->instance;
    const dd_request *r = &in->requests[request];
    uint32_t seq[2] = {r->a, r->b}, len = r->b == DD_NONE ? 1 : 2;
    dd_reason reason = DD_REASON_NO_SKILLS;
    for (uint32_t k = 0; k < in->kind_count; k++) {
        const dd_kind *kind = &in->kinds[k];
        if (!dd_instance_can_serve(in, k, request)) continue;
        if (reason == DD_REASON_NO_SKILLS) reason = DD_REASON_TOO_LARGE;
        if (!fits(in, kind, r)) continue;
        bool is_pinned = in->pin_of != NULL && in->pin_of[kind->first] != DD_NONE;
        if (is_pinned) return DD_REASON_NO_ROOM;
        if (reason == DD_REASON_TOO_LARGE) reason = DD_REASON_UNREACHABLE;
        int64_t cost;
        if (!dd_walk_eval(walk, kind->first, seq, len, &cost, NULL)) continue;
        if (r->prize == 0 || cost < r->prize) return DD_REASON_NO_ROOM;
        reason = DD_REASON_NOT_WORTH_IT;
    }
    return reason;
}
