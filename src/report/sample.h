/* Sample: which couriers, orders and merchants of a day are drawn.
 *
 * Every stride-th courier, as few strides as the limits allow; the orders they carried, and as large a share of the orders that nobody
 * carried; the merchants of what is drawn.  With a stride of 1 everything is drawn.  By index only, so the same day gives the same sample.
 */
#ifndef DD_REPORT_SAMPLE_H
#define DD_REPORT_SAMPLE_H

#include "report/day.h"

typedef struct dd_sample {
    uint32_t *couriers, *orders, *merchants; /* by index in the day: index in the page, or DD_NONE */
    uint32_t courier_count, order_count, merchant_count;
    uint32_t *legs;       /* indices of the drawn couriers' legs, courier by courier, each in the day's order */
    size_t *leg_first;    /* by page index of the courier, and one more */
    size_t leg_count;
} dd_sample;

/* *ret is emptied with dd_sample_done.  Error: DD_STATUS_NO_MEMORY. */
DD_MUST_USE dd_status dd_sample_init(dd_sample *ret, const dd_day *day, uint32_t couriers_max, uint32_t orders_max, uint32_t legs_max, dd_error *err);
void dd_sample_done(dd_sample *sample);

#endif
