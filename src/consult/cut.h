/* Cut: which work a STAT case interrupts, if any may be. */
#ifndef DD_CONSULT_CUT_H
#define DD_CONSULT_CUT_H

#include "consult/price.h"

enum { DD_CUT_MAX = 2 }; /* one for the specialist, one for the room */

typedef struct dd_cut {
    uint32_t stopped[DD_CUT_MAX];
    uint32_t count;
    uint32_t specialist;     /* who then takes the STAT case */
    int64_t cost;            /* harm and price, weighted ms */
} dd_cut;

/* The least harmful way; false when there is none.  The case cannot be started without an interruption. */
bool dd_cut_find(dd_floor *floor, const dd_price *price, uint32_t stat_case, int64_t need_ms, dd_cut *ret);

#endif
