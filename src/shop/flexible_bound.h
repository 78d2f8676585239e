/* Bound of a flexible shop: what no schedule's makespan can be below, whichever machines are chosen. */
#ifndef DD_SHOP_FLEXIBLE_BOUND_H
#define DD_SHOP_FLEXIBLE_BOUND_H

#include "shop/dense.h"

/* In units, from the origin, the floor of locked operations aside: the longest path of links at each operation's shortest time; and for sets of machines
 * (each one that is some operation's whole choice, as far as the work allows, and all together) the work of the operations that have no
 * machine outside, with the heads before and the tails after it.  O(operations * sets * machines / 64), sets limited so that it stays below
 * about 50 million steps.  -1 when out of memory. */
int32_t dd_flexible_bound(const dd_dense *in);

#endif
