/* Bound: what no schedule's makespan can be below.
 *
 * The longest job path; each machine's preemptive one-machine problem with the heads and tails of the job paths (Jackson 1955; Carlier 1982,
 * doi:10.1016/S0377-2217(82)80007-6), over the operations that have no other machine; the work of all, shared by all machines.
 */
#ifndef DD_SHOP_BOUND_H
#define DD_SHOP_BOUND_H

#include "shop/dense.h"

/* In units, from the origin; the floor of locked operations aside.  O(links + operations * log).  -1 when out of memory. */
int32_t dd_bound_makespan(const dd_dense *in);

#endif
