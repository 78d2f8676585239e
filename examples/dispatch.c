/* Dispatches live: opens a region, signs couriers on, places orders, decides, and prints the offers with their reasons.
 *     cc dispatch.c $(pkg-config --cflags --libs diaodu) && ./a.out
 */
#include <stdio.h>
#include <stdlib.h>

#include <diaodu/diaodu.h>

static const int64_t noon_ms = 12 * 3600000, minute_ms = 60000;

static void must(dd_status status, const dd_error *err)
{
    if (status == DD_STATUS_OK) return;
    fprintf(stderr, "%s: %s %s\n", dd_status_text(status), err->pointer, err->message);
    exit(1);
}

static void print_offer(const dd_engine *engine, const dd_event *offer)
{
    const dd_alternative *second = &offer->why.alternatives[0];
    printf("%s goes to %s for", dd_engine_courier_at(engine, offer->courier).name, dd_engine_merchant_at(engine, offer->merchant).name);
    for (uint32_t i = 0; i < offer->order_count; i++) printf(" %s", dd_engine_order_at(engine, offer->orders[i]).name);
    printf(": picks up at 12:%02d, last door 12:%02d", (int)((offer->why.terms.pickup_ms - noon_ms) / minute_ms),
           (int)((offer->why.terms.door_ms - noon_ms) / minute_ms));
    if (offer->why.alternative_count == 0) puts("; nobody else could");
    else printf("; runner-up %s: 12:%02d\n", dd_engine_courier_at(engine, second->courier).name, (int)((second->terms.door_ms - noon_ms) / minute_ms));
}

int main(void)
{
    dd_error err = {0};
    dd_engine *engine;
    dd_engine_config config = dd_engine_config_default();
    dd_event events[] = {
        {.kind = DD_EVENT_OPENED, .at_ms = noon_ms},
        {.kind = DD_EVENT_COURIER_ON, .at_ms = noon_ms, .name = "Ada", .point = {8.541, 47.376}, .until_ms = noon_ms + 240 * minute_ms},
        {.kind = DD_EVENT_COURIER_ON, .at_ms = noon_ms, .name = "Ben", .point = {8.520, 47.390}, .until_ms = noon_ms + 240 * minute_ms},
        {.kind = DD_EVENT_ORDER_PLACED, .at_ms = noon_ms, .name = "soup-1", .merchant_name = "Soup House", .merchant_point = {8.540, 47.378},
         .point = {8.548, 47.370}, .ready_ms = noon_ms + 6 * minute_ms},
        {.kind = DD_EVENT_ORDER_PLACED, .at_ms = noon_ms, .name = "rice-1", .merchant_name = "Rice Bar", .merchant_point = {8.518, 47.391},
         .point = {8.510, 47.395}, .ready_ms = noon_ms + 8 * minute_ms},
    };
    void *opening = NULL;
    must(dd_engine_create(&engine, &err), &err);
    must(dd_engine_config_encode(&config, &opening, &events[0].byte_count, &err), &err);
    events[0].bytes = opening;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) must(dd_engine_apply(engine, &events[i], &err), &err);
    for (int64_t at_ms = noon_ms; at_ms < noon_ms + 10 * minute_ms; at_ms += config.cycle_ms) {
        dd_decisions decisions;
        must(dd_engine_decide(engine, at_ms, NULL, &decisions, &err), &err);
        for (uint32_t i = 0; i < decisions.count; i++) {
            must(dd_engine_apply(engine, &decisions.events[i], &err), &err);
            if (decisions.events[i].kind == DD_EVENT_OFFER) print_offer(engine, &decisions.events[i]);
        }
        dd_decisions_free(&decisions);
    }
    dd_engine_free(engine);
    free(opening);
}
