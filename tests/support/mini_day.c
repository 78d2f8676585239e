#include "support/mini_day.h"

#include <stdlib.h>

#include "base/rng.h"
#include "sim/city.h"
#include "sim/mdrp_day.h"
#include "support/check.h"

enum { RESTAURANTS = 8, SIDE_M = 6000 };

static int at(dd_rng *rng, int centre, int spread)
{
    return centre + (int)dd_rng_below(rng, (uint32_t)spread) - spread / 2;
}

static void write_couriers(uint64_t seed, uint32_t couriers, dd_buffer *out)
{
    dd_buffer_printf(out, "courier\tx\ty\ton_time\toff_time\n");
    for (uint32_t i = 0; i < couriers; i++) {
        dd_rng rng = dd_rng_seed(seed, 1000 + i);
        int on = (int)dd_rng_below(&rng, 4) * 30;
        dd_buffer_printf(out, "c%u\t%d\t%d\t%d\t%d\n", i + 1, at(&rng, SIDE_M / 2, SIDE_M), at(&rng, SIDE_M / 2, SIDE_M), on,
                         on + 120 + (int)dd_rng_below(&rng, 3) * 60);
    }
}

static void write_orders(uint64_t seed, uint32_t orders, dd_buffer *out)
{
    dd_buffer_printf(out, "order\tx\ty\tplacement_time\trestaurant\tready_time\n");
    for (uint32_t i = 0; i < orders; i++) {
        dd_rng rng = dd_rng_seed(seed, 2000 + i);
        int placed = 5 + (int)dd_rng_below(&rng, 100);
        dd_buffer_printf(out, "o%u\t%d\t%d\t%d\tr%u\t%d\n", i + 1, at(&rng, SIDE_M / 2, SIDE_M), at(&rng, SIDE_M / 2, SIDE_M), placed,
                         1 + dd_rng_below(&rng, RESTAURANTS), placed + 5 + (int)dd_rng_below(&rng, 20));
    }
}

void mini_day_write(uint64_t seed, uint32_t couriers, uint32_t orders, dd_mdrp_file file, dd_buffer *out)
{
    dd_rng rng = dd_rng_seed(seed, 1);
    switch (file) {
    case DD_MDRP_PARAMETERS:
        dd_buffer_printf(out, "meters_per_minute\tpickup service minutes\tdropoff service minutes\ttarget click-to-door\t"
                              "maximum click-to-door\tpay per order\tguaranteed pay per hour\n320\t4\t4\t40\t90\t10\t15\n");
        break;
    case DD_MDRP_RESTAURANTS:
        dd_buffer_printf(out, "restaurant\tx\ty\n");
        for (int i = 0; i < RESTAURANTS; i++) dd_buffer_printf(out, "r%d\t%d\t%d\n", i + 1, at(&rng, 3000, 3000), at(&rng, 3000, 3000));
        break;
    case DD_MDRP_COURIERS: write_couriers(seed, couriers, out); break;
    default: write_orders(seed, orders, out); break;
    }
}

dd_scenario *mini_day_scenario(uint64_t seed, uint32_t couriers, uint32_t orders, dd_policy policy)
{
    dd_buffer text[DD_MDRP_FILES] = {{0}};
    dd_mdrp_texts texts;
    dd_mdrp_instance *instance = NULL;
    dd_scenario *scenario = NULL;
    for (int i = 0; i < DD_MDRP_FILES; i++) {
        mini_day_write(seed, couriers, orders, (dd_mdrp_file)i, &text[i]);
        texts.text[i] = (const char *)text[i].bytes;
        texts.size[i] = text[i].size;
    }
    assert_status(dd_mdrp_read(&texts, &instance, NULL), DD_STATUS_OK);
    assert_status(dd_mdrp_scenario(instance, seed, 0, &scenario, NULL), DD_STATUS_OK);
    dd_mdrp_free(instance);
    for (int i = 0; i < DD_MDRP_FILES; i++) dd_buffer_done(&text[i]);
    scenario->config.policy = policy;
    scenario->config.work_per_cycle = 2000;
    return scenario;
}

dd_scenario *mini_city_scenario(uint64_t seed, uint32_t couriers, uint32_t orders, dd_policy policy)
{
    dd_city_options options = {
        .couriers = couriers, .orders = orders, .begin_ms = INT64_C(11) * 3600000, .end_ms = INT64_C(14) * 3600000, .seed = seed};
    dd_scenario *scenario = NULL;
    assert_status(dd_city_generate(&options, &scenario, NULL), DD_STATUS_OK);
    scenario->config.policy = policy;
    scenario->config.work_per_cycle = 2000;
    return scenario;
}

typedef struct byte_keeper {
    dd_buffer *out;
    int64_t until_ms;
    bool with_facts;
} byte_keeper;

static void keep(void *context, const dd_event *event)
{
    byte_keeper *keeper = context;
    if (event->at_ms > keeper->until_ms || (event->kind < DD_EVENT_CYCLE && !keeper->with_facts)) return;
    void *bytes = NULL;
    size_t size = 0;
    assert_status(dd_event_encode(event, &bytes, &size, NULL), DD_STATUS_OK);
    dd_buffer_put_uint(keeper->out, size);
    dd_buffer_put(keeper->out, bytes, size);
    free(bytes);
}

void mini_day_decisions(const dd_scenario *scenario, const dd_run_options *options, int64_t until_ms, bool with_facts, dd_buffer *out)
{
    byte_keeper keeper = {out, until_ms, with_facts};
    dd_run_options kept = *options;
    dd_run run;
    kept.observe = keep;
    kept.context = &keeper;
    assert_status(dd_run_scenario(scenario, &kept, &run, NULL), DD_STATUS_OK);
    assert_false(out->failed);
    dd_run_done(&run);
}
