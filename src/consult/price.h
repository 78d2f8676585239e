/* Price: what a specialist and a station's room are wanted for by STAT and ASAP cases that have not come yet. */
#ifndef DD_CONSULT_PRICE_H
#define DD_CONSULT_PRICE_H

#include "consult/floor.h"

typedef struct dd_price_group {
    const uint64_t *eligible;
    double stat_rate, asap_rate; /* by ms */
    double stat_log, asap_log;   /* logarithm of the probability that none of them can come */
} dd_price_group;

typedef struct dd_price {
    const dd_floor *floor;
    dd_price_group *groups;
    uint32_t group_count;
    uint32_t *group_of;             /* by class: where STAT and ASAP cases are expected; else, and without a reserve, DD_NONE */
    double *stat_away, *asap_away;  /* by specialist: logarithm of the probability that it cannot come */
    double *stat_price, *asap_price; /* by specialist: weighted ms of lateness for each ms that it is not there */
    double *stat_room;               /* by station: live STAT cases a ms */
    uint64_t work;
} dd_price;

/* False when out of memory. */
bool dd_price_init(dd_price *price, const dd_floor *floor, dd_arena *arena);

/* Expected harm, weighted ms, of `case_ix` taking the specialist for need_ms. */
int64_t dd_price_specialist(const dd_price *price, uint32_t case_ix, uint32_t specialist, int64_t need_ms);

/* The same of its taking a room of its station; 0 for a read. */
int64_t dd_price_room(const dd_price *price, uint32_t case_ix, int64_t need_ms);

/* After a start or a stop: this specialist's place in the sum is renewed. */
void dd_price_renew(dd_price *price, uint32_t specialist);

#endif
