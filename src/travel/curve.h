/* Curve: travel at speeds that change by the hour of the day (Ichoua, Gendreau & Potvin 2003, doi:10.1016/S0377-2217(02)00147-9).
 *
 * Progress is the integral of speed over time, in free-flow ms times 1000; all in integers.  Arrival is the first ms at which enough
 * progress is made, so who leaves later never arrives earlier, and departure_by is its exact inverse.
 */
#ifndef DD_TRAVEL_CURVE_H
#define DD_TRAVEL_CURVE_H

#include <stdint.h>

/* When a leg of free_ms, begun at depart_ms, ends.  speeds: 24 values of 50..3000 permille, or NULL for free flow.  O(hours crossed). */
int64_t dd_curve_arrival(const uint16_t *speeds, int64_t depart_ms, int64_t free_ms);

/* The latest departure that arrives by arrive_ms. */
int64_t dd_curve_departure_by(const uint16_t *speeds, int64_t arrive_ms, int64_t free_ms);

/* How much of a leg, in free-flow ms rounded down and at most free_ms, is done between the two instants. */
int64_t dd_curve_progress(const uint16_t *speeds, int64_t from_ms, int64_t to_ms, int64_t free_ms);

#endif
