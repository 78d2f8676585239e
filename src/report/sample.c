#include "report/sample.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(dd_sample *sample, const dd_day *day)
{
    sample->couriers = dd_array_new(day->courier_count, sizeof *sample->couriers);
    sample->orders = dd_array_new(day->order_count, sizeof *sample->orders);
    sample->merchants = dd_array_new(day->merchant_count, sizeof *sample->merchants);
    sample->leg_first = dd_array_new(day->courier_count + 2, sizeof *sample->leg_first);
    return sample->couriers && sample->orders && sample->merchants && sample->leg_first;
}

/* Legs of every stride-th courier. */
static size_t count_legs(const dd_day *day, size_t stride)
{
    size_t count = 0;
    for (size_t i = 0; i < day->leg_count; i++) count += day->legs[i].courier % stride == 0;
    return count;
}

static size_t choose_stride(const dd_day *day, uint32_t couriers_max, uint32_t legs_max)
{
    size_t stride = (day->courier_count + couriers_max - 1) / couriers_max;
    if (stride == 0) stride = 1;
    while (stride < day->courier_count && count_legs(day, stride) > legs_max) stride += stride / 4 + 1;
    return stride;
}

static void take_orders(dd_sample *sample, const dd_day *day, size_t stride, uint32_t orders_max)
{
    size_t wanted = 0, seen = 0;
    for (size_t i = 0; i < day->order_count; i++) {
        uint32_t courier = day->orders[i].courier;
        bool take = courier == DD_NONE ? i % stride == 0 : sample->couriers[courier] != DD_NONE;
        sample->orders[i] = take ? 0 : DD_NONE;
        wanted += take;
    }
    size_t every = (wanted + orders_max - 1) / orders_max;
    for (size_t i = 0; i < day->order_count; i++) {
        if (sample->orders[i] == DD_NONE) continue;
        sample->orders[i] = seen++ % every == 0 ? sample->order_count++ : DD_NONE;
    }
}

/* When one courier alone passes the limit, its first legs. */
static void cut_legs(dd_sample *sample, uint32_t legs_max)
{
    if (sample->leg_count <= legs_max || sample->courier_count != 1) return;
    sample->leg_count = sample->leg_first[1] = legs_max;
}

static bool take_legs(dd_sample *sample, const dd_day *day)
{
    for (size_t i = 0; i < day->leg_count; i++)
        if (sample->couriers[day->legs[i].courier] != DD_NONE) sample->leg_first[sample->couriers[day->legs[i].courier] + 2]++;
    for (size_t i = 2; i < (size_t)sample->courier_count + 2; i++) sample->leg_first[i] += sample->leg_first[i - 1];
    sample->leg_count = sample->leg_first[sample->courier_count + 1];
    sample->legs = dd_array_new(sample->leg_count, sizeof *sample->legs);
    if (sample->legs == NULL) return false;
    for (size_t i = 0; i < day->leg_count; i++) {
        uint32_t courier = sample->couriers[day->legs[i].courier];
        if (courier != DD_NONE) sample->legs[sample->leg_first[courier + 1]++] = (uint32_t)i;
    }
    return true;
}

static void take_merchants(dd_sample *sample, const dd_day *day)
{
    memset(sample->merchants, 0xff, day->merchant_count * sizeof *sample->merchants);
    for (size_t i = 0; i < day->order_count; i++)
        if (sample->orders[i] != DD_NONE) sample->merchants[day->orders[i].merchant] = 0;
    for (size_t i = 0; i < sample->leg_count; i++) {
        uint32_t merchant = day->legs[sample->legs[i]].merchant;
        if (merchant != DD_NONE) sample->merchants[merchant] = 0;
    }
    for (size_t i = 0; i < day->merchant_count; i++)
        if (sample->merchants[i] != DD_NONE) sample->merchants[i] = sample->merchant_count++;
}

dd_status dd_sample_init(dd_sample *ret, const dd_day *day, uint32_t couriers_max, uint32_t orders_max, uint32_t legs_max, dd_error *err)
{
    memset(ret, 0, sizeof *ret);
    if (!make_room(ret, day)) goto fail;
    size_t stride = choose_stride(day, couriers_max, legs_max);
    for (size_t i = 0; i < day->courier_count; i++) ret->couriers[i] = i % stride == 0 ? ret->courier_count++ : DD_NONE;
    take_orders(ret, day, stride, orders_max);
    if (!take_legs(ret, day)) goto fail;
    cut_legs(ret, legs_max);
    take_merchants(ret, day);
    return DD_STATUS_OK;
fail:
    dd_sample_done(ret);
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

void dd_sample_done(dd_sample *sample)
{
    free(sample->couriers);
    free(sample->orders);
    free(sample->merchants);
    free(sample->legs);
    free(sample->leg_first);
    memset(sample, 0, sizeof *sample);
}
