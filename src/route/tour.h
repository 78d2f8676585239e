/* Tour: the sequence of one vehicle, with what O(1) evaluation needs cached by position.
 *
 * Position 0 is the start, 1..len the visits, len + 1 the end.  Caches hold from dd_tour_refresh until the sequence changes otherwise than by
 * the functions here.
 *
 *   dep[p]   earliest departure           late[p]  latest service start that keeps the rest feasible (exact tours: an upper bound)
 *   step[p]  leg to p with setup and service       dep'(p) = max(dep'(p - 1) + step[p], dep[p]) when p - 1 leaves later
 *   arc[p]   cost of the leg from p to p + 1, with p + 1's setup         load[p]  on board when leaving p
 *
 * (Segments by concatenation: Kindervater & Savelsbergh 1997; Vidal, Crainic, Gendreau & Prins 2013, doi:10.1016/j.cor.2012.07.018.)
 *
 * Plain tours (dd_kind.is_plain, no visit that needs the walk) change in place: an insertion or removal asks the matrices only for the legs
 * that are new, and times and latest starts are carried on only as far as they differ.  Debug builds compare with a refresh.
 */
#ifndef DD_ROUTE_TOUR_H
#define DD_ROUTE_TOUR_H

#include "route/walk.h"

typedef struct dd_block {
    uint32_t cap;              /* visits it has room for */
    uint32_t *seq, *at;        /* code and location by position; DD_NONE outside of 1..len and for open ends */
    int64_t *dep, *late, *late_dep, *step, *arc, *load, *load_before, *load_after;
} dd_block;

typedef struct dd_tour {
    dd_block block;
    uint32_t len, pinned;      /* the first `pinned` visits stay */
    uint32_t exact_count;      /* visits that need the walk */
    bool is_exact;
    int64_t cost;              /* with fixed cost; 0 when empty */
    int64_t travel_ms, dist_m; /* dist_m of a plain tour is 0: nothing asks for it */
} dd_tour;

/* A block for at least `visits`, contents undefined; false, and unchanged, when out of memory. */
bool dd_block_make(dd_block *block, const dd_instance *instance, uint32_t visits, dd_arena *arena);

/* Copies the first len + 2 positions: the sequence, and the caches too where `is_whole`. */
void dd_block_copy(dd_block *to, const dd_block *from, const dd_instance *instance, uint32_t len, bool is_whole);

/* Recomputes all caches from the sequence; false when the tour is infeasible.  O(len), or what the walk takes. */
bool dd_tour_refresh(dd_tour *tour, dd_walk *walk, uint32_t vehicle);

static inline bool dd_tour_is_plain(const dd_tour *tour, const dd_kind *kind)
{
    return kind->is_plain && !tour->is_exact && tour->len > 0;
}

/* Puts a simple request into a plain tour: a after position `after_a`, b (if any) after `after_b` of the tour as it is.  The block has room. */
void dd_tour_insert(dd_tour *tour, const dd_instance *instance, const dd_kind *kind, const dd_request *request, uint32_t after_a, uint32_t after_b);

/* Leaves the visits at positions keep[0..count) of a plain tour, ascending, count > 0; false when what is left is infeasible. */
bool dd_tour_keep(dd_tour *tour, const dd_instance *instance, const dd_kind *kind, const uint32_t *keep, uint32_t count);

/* Whether the caches of a plain tour are what a refresh gives: for asserts.  O(len). */
bool dd_tour_is_fresh(const dd_tour *tour, const dd_instance *instance, const dd_kind *kind);

#endif
