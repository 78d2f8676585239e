/* Engine configuration: defaults, ranges, and its bytes.
 *
 * Bytes: version (2), the domain, then the domain's fields in the order in which they are written below, integers as varints, reals as 8 bytes.
 * They are the payload of the event that opens a region, so that a journal needs nothing beside it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "engine/state.h"

enum { CONFIG_VERSION = 2 };

dd_engine_config dd_engine_config_default(void)
{
    return (dd_engine_config){
        .travel = {.metric = DD_TRAVEL_GREAT_CIRCLE, .detour = 1.3, .speed_m_per_s = 6, .round_ms = 1000},
        .policy = DD_POLICY_ROUTE,
        .seed = 1,
        .cycle_ms = 30000,
        .work_per_cycle = 100000,
        .pickup_before_ms = 120000,
        .pickup_after_ms = 60000,
        .drop_before_ms = 60000,
        .drop_after_ms = 60000,
        .target_ms = 40 * 60000,
        .give_up_ms = 180 * 60000,
        .max_bundle = 4,
        .offer_timeout_ms = 45000,
        .change_ms = 60000,
        .may_reassign = true,
        .prepositions = true,
    };
}

dd_engine_config dd_engine_config_consult(void)
{
    dd_engine_config config = dd_engine_config_default();
    config.domain = DD_DOMAIN_CONSULT;
    config.desk = (dd_desk_rules){DD_DESK_RULES_DEFAULT};
    config.escalate_ms = 600000;
    config.needs_acceptance = true;
    config.offer_timeout_ms = 60000;
    return config;
}

dd_engine_config dd_engine_config_shop(void)
{
    dd_engine_config config = dd_engine_config_default();
    config.domain = DD_DOMAIN_SHOP;
    config.plant = (dd_plant_rules){DD_PLANT_RULES_DEFAULT};
    config.cycle_ms = 600000;
    config.work_per_cycle = 200000;
    return config;
}

dd_travel_rule dd_config_travel(const dd_engine_config *config)
{
    dd_travel_rule rule = config->travel;
    bool has_curve = false;
    for (int hour = 0; hour < 24; hour++) has_curve |= config->speed_by_hour_permille[hour] != 0;
    rule.speed_by_hour_permille = has_curve ? config->speed_by_hour_permille : NULL;
    return rule;
}

typedef struct config_range {
    const char *pointer;
    int64_t value, least, most;
} config_range;

/* The rule's own pointers, put under "/travel"; the speeds by hour stand beside it. */
static dd_status config_check_travel(const dd_engine_config *config, dd_error *err)
{
    static const char speeds[] = "/speed_by_hour_permille", under[] = "/travel";
    dd_travel_rule rule = dd_config_travel(config);
    dd_error inner = {DD_STATUS_OK, "", ""};
    dd_status status = dd_travel_check(&rule, &inner);
    if (status == DD_STATUS_OK) return DD_STATUS_OK;
    size_t before = strcmp(inner.pointer, speeds) == 0 ? 0 : strlen(under);
    char pointer[sizeof under + sizeof inner.pointer];
    memcpy(pointer, under, before);
    memcpy(pointer + before, inner.pointer, strlen(inner.pointer) + 1);
    return dd_error_set(err, status, pointer, "%s", inner.message);
}

static dd_status check_ranges(const config_range *ranges, size_t count, dd_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const config_range *range = &ranges[i];
        if (range->value < range->least || range->value > range->most)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, range->pointer, "%lld is outside %lld..%lld", (long long)range->value,
                                (long long)range->least, (long long)range->most);
    }
    return DD_STATUS_OK;
}

static dd_status check_consult(const dd_engine_config *config, dd_error *err)
{
    const int64_t day = 86400000, *target = config->desk.target_ms;
    const uint32_t *weight = config->desk.weight;
    const config_range ranges[] = {
        {"/desk/target_ms/stat", target[DD_URGENCY_STAT], 1000, 30 * day},
        {"/desk/target_ms/asap", target[DD_URGENCY_ASAP], 1000, 30 * day},
        {"/desk/target_ms/urgent", target[DD_URGENCY_URGENT], 1000, 30 * day},
        {"/desk/target_ms/routine", target[DD_URGENCY_ROUTINE], 1000, 30 * day},
        {"/desk/weight/stat", weight[DD_URGENCY_STAT], 1, 1000000},
        {"/desk/weight/asap", weight[DD_URGENCY_ASAP], 1, 1000000},
        {"/desk/weight/urgent", weight[DD_URGENCY_URGENT], 1, 1000000},
        {"/desk/weight/routine", weight[DD_URGENCY_ROUTINE], 1, 1000000},
        {"/desk/resume_ms", config->desk.resume_ms, 0, day},
        {"/desk/nearly_done_ms", config->desk.nearly_done_ms, 0, day},
        {"/desk/stat_ring", config->desk.stat_ring, 1, DD_RING_MAX},
        {"/escalate_ms", config->escalate_ms, 1000, day},
        {"/offer_timeout_ms", config->offer_timeout_ms, 0, day},
    };
    return check_ranges(ranges, sizeof ranges / sizeof *ranges, err);
}

static dd_status check_delivery(const dd_engine_config *config, dd_error *err)
{
    const int64_t day = 86400000;
    const config_range ranges[] = {
        {"/policy", (int64_t)config->policy, 0, DD_POLICY_ROUTE},
        {"/cycle_ms", config->cycle_ms, 1000, 3600000},
        {"/work_per_cycle", (int64_t)config->work_per_cycle, 0, INT64_MAX},
        {"/pickup_before_ms", config->pickup_before_ms, 0, day},
        {"/pickup_after_ms", config->pickup_after_ms, 0, day},
        {"/drop_before_ms", config->drop_before_ms, 0, day},
        {"/drop_after_ms", config->drop_after_ms, 0, day},
        {"/target_ms", config->target_ms, 0, 30 * day},
        {"/give_up_ms", config->give_up_ms, 1000, 30 * day},
        {"/max_bundle", config->max_bundle, 1, DD_BUNDLE_MAX},
        {"/offer_timeout_ms", config->offer_timeout_ms, 0, day},
        {"/change_ms", config->change_ms, 0, day},
    };
    dd_status status = check_ranges(ranges, sizeof ranges / sizeof *ranges, err);
    if (status != DD_STATUS_OK) return status;
    if (config->travel.metric == DD_TRAVEL_TABLE)
        return dd_error_set(err, DD_STATUS_UNSUPPORTED, "/travel/metric", "the engine travels by a metric, not by a table");
    return config_check_travel(config, err);
}

static dd_status check_objective(const dd_shop_objective *objective, dd_error *err)
{
    if (objective->level_count < 1 || objective->level_count > DD_SHOP_LEVELS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/plant/objective", "1 to %d levels", DD_SHOP_LEVELS_MAX);
    for (uint32_t level = 0; level < objective->level_count; level++) {
        bool has_weight = false;
        for (int term = 0; term < DD_SHOP_TERM_END_; term++) {
            int64_t weight = objective->weight[level][term];
            has_weight |= weight > 0;
            if (weight < 0 || weight > DD_SHOP_WEIGHT_MAX)
                return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/plant/objective", "a weight outside 0..%d", DD_SHOP_WEIGHT_MAX);
        }
        if (!has_weight) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/plant/objective", "a level without a weight");
    }
    return DD_STATUS_OK;
}

static dd_status check_shop(const dd_engine_config *config, dd_error *err)
{
    const int64_t day = 86400000;
    const config_range ranges[] = {
        {"/plant/rule", (int64_t)config->plant.rule, 0, DD_SHOP_RULE_END_},
        {"/plant/frozen_ms", config->plant.frozen_ms, 0, 30 * day},
        {"/plant/tolerance_ms", config->plant.tolerance_ms, 0, day},
        {"/plant/lanes", config->plant.lanes, 1, 64},
        {"/cycle_ms", config->cycle_ms, 1000, day},
        {"/work_per_cycle", (int64_t)config->work_per_cycle, 1, INT64_MAX},
    };
    dd_status status = check_ranges(ranges, sizeof ranges / sizeof *ranges, err);
    return status == DD_STATUS_OK ? check_objective(&config->plant.objective, err) : status;
}

static dd_status config_check(const dd_engine_config *config, dd_error *err)
{
    switch (config->domain) {
    case DD_DOMAIN_DELIVERY: return check_delivery(config, err);
    case DD_DOMAIN_CONSULT: return check_consult(config, err);
    case DD_DOMAIN_SHOP: return check_shop(config, err);
    default: return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/domain", "unknown domain");
    }
}

static void put_consult(dd_buffer *out, const dd_engine_config *config)
{
    const dd_desk_rules *desk = &config->desk;
    for (int u = 0; u < DD_URGENCY_END_; u++) dd_buffer_put_int(out, desk->target_ms[u]);
    for (int u = 0; u < DD_URGENCY_END_; u++) dd_buffer_put_uint(out, desk->weight[u]);
    dd_buffer_put_int(out, desk->resume_ms);
    dd_buffer_put_int(out, desk->nearly_done_ms);
    dd_buffer_put_uint(out, desk->stat_ring);
    dd_buffer_put_byte(out, desk->may_interrupt);
    dd_buffer_put_byte(out, desk->keeps_reserve);
    dd_buffer_put_int(out, config->escalate_ms);
    dd_buffer_put_byte(out, config->needs_acceptance);
    dd_buffer_put_int(out, config->offer_timeout_ms);
}

static void put_shop(dd_buffer *out, const dd_engine_config *config)
{
    const dd_plant_rules *plant = &config->plant;
    dd_buffer_put_byte(out, (uint8_t)plant->rule);
    dd_buffer_put_byte(out, (uint8_t)plant->objective.level_count);
    for (uint32_t level = 0; level < plant->objective.level_count; level++)
        for (int term = 0; term < DD_SHOP_TERM_END_; term++) dd_buffer_put_int(out, plant->objective.weight[level][term]);
    dd_buffer_put_int(out, plant->frozen_ms);
    dd_buffer_put_int(out, plant->tolerance_ms);
    dd_buffer_put_uint(out, plant->lanes);
    dd_buffer_put_uint(out, config->seed);
    dd_buffer_put_int(out, config->cycle_ms);
    dd_buffer_put_uint(out, config->work_per_cycle);
}

static void put_delivery(dd_buffer *out, const dd_engine_config *config)
{
    const dd_travel_rule *travel = &config->travel;
    const double reals[] = {travel->detour, travel->metres_per_unit, travel->speed_m_per_s};
    const int64_t integers[] = {
        (int64_t)travel->metric, travel->round_ms, (int64_t)travel->rounding, travel->day_begin_ms, (int64_t)config->policy,
        (int64_t)config->seed, config->cycle_ms, (int64_t)config->work_per_cycle, config->pickup_before_ms, config->pickup_after_ms,
        config->drop_before_ms, config->drop_after_ms, config->target_ms, config->give_up_ms, config->max_bundle,
        config->needs_acceptance, config->offer_timeout_ms, config->change_ms, config->may_reassign, config->may_divert, config->prepositions,
    };
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) dd_buffer_put_double(out, reals[i]);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) dd_buffer_put_int(out, integers[i]);
    for (int hour = 0; hour < 24; hour++) dd_buffer_put_uint(out, config->speed_by_hour_permille[hour]);
}

dd_status dd_engine_config_encode(const dd_engine_config *config, void **ret, size_t *ret_size, dd_error *err)
{
    dd_status status = config_check(config, err);
    if (status != DD_STATUS_OK) return status;
    dd_buffer out = {0};
    dd_buffer_put_uint(&out, CONFIG_VERSION);
    dd_buffer_put_uint(&out, (uint64_t)config->domain);
    if (config->domain == DD_DOMAIN_CONSULT) put_consult(&out, config);
    else if (config->domain == DD_DOMAIN_SHOP) put_shop(&out, config);
    else put_delivery(&out, config);
    if (out.failed) {
        dd_buffer_done(&out);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    *ret = out.bytes;
    *ret_size = out.size;
    return DD_STATUS_OK;
}

static void config_take_integers(dd_cursor *in, dd_engine_config *config)
{
    dd_travel_rule *travel = &config->travel;
    travel->metric = (dd_travel_metric)dd_cursor_int(in);
    travel->round_ms = dd_cursor_int(in);
    travel->rounding = (dd_rounding)dd_cursor_int(in);
    travel->day_begin_ms = dd_cursor_int(in);
    config->policy = (dd_policy)dd_cursor_int(in);
    config->seed = (uint64_t)dd_cursor_int(in);
    config->cycle_ms = dd_cursor_int(in);
    config->work_per_cycle = (uint64_t)dd_cursor_int(in);
    config->pickup_before_ms = dd_cursor_int(in);
    config->pickup_after_ms = dd_cursor_int(in);
    config->drop_before_ms = dd_cursor_int(in);
    config->drop_after_ms = dd_cursor_int(in);
    config->target_ms = dd_cursor_int(in);
    config->give_up_ms = dd_cursor_int(in);
    int64_t bundle = dd_cursor_int(in);
    config->max_bundle = bundle < 0 || bundle > DD_BUNDLE_MAX ? DD_NONE : (uint32_t)bundle;
    config->needs_acceptance = dd_cursor_int(in) != 0;
    config->offer_timeout_ms = dd_cursor_int(in);
    config->change_ms = dd_cursor_int(in);
    config->may_reassign = dd_cursor_int(in) != 0;
    config->may_divert = dd_cursor_int(in) != 0;
    config->prepositions = dd_cursor_int(in) != 0;
}

static void take_delivery(dd_cursor *in, dd_engine_config *config)
{
    config->travel.detour = dd_cursor_double(in);
    config->travel.metres_per_unit = dd_cursor_double(in);
    config->travel.speed_m_per_s = dd_cursor_double(in);
    config_take_integers(in, config);
    for (int hour = 0; hour < 24; hour++) {
        uint64_t speed = dd_cursor_uint(in);
        if (speed > UINT16_MAX) in->failed = true;
        config->speed_by_hour_permille[hour] = (uint16_t)speed;
    }
}

static uint32_t take_small(dd_cursor *in)
{
    uint64_t value = dd_cursor_uint(in);
    return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value; /* the ranges refuse what is too large */
}

static bool take_bool(dd_cursor *in)
{
    uint8_t value = dd_cursor_byte(in);
    if (value > 1) in->failed = true;
    return value == 1;
}

static void take_consult(dd_cursor *in, dd_engine_config *config)
{
    dd_desk_rules *desk = &config->desk;
    *config = dd_engine_config_consult();
    for (int u = 0; u < DD_URGENCY_END_; u++) desk->target_ms[u] = dd_cursor_int(in);
    for (int u = 0; u < DD_URGENCY_END_; u++) desk->weight[u] = take_small(in);
    desk->resume_ms = dd_cursor_int(in);
    desk->nearly_done_ms = dd_cursor_int(in);
    desk->stat_ring = take_small(in);
    desk->may_interrupt = take_bool(in);
    desk->keeps_reserve = take_bool(in);
    config->escalate_ms = dd_cursor_int(in);
    config->needs_acceptance = take_bool(in);
    config->offer_timeout_ms = dd_cursor_int(in);
}

static void take_shop(dd_cursor *in, dd_engine_config *config)
{
    dd_plant_rules *plant = &config->plant;
    *config = dd_engine_config_shop();
    plant->objective = (dd_shop_objective){0};
    plant->rule = (dd_shop_rule)dd_cursor_byte(in);
    plant->objective.level_count = dd_cursor_byte(in);
    if (plant->objective.level_count > DD_SHOP_LEVELS_MAX) in->failed = true;
    for (uint32_t level = 0; level < plant->objective.level_count && !in->failed; level++)
        for (int term = 0; term < DD_SHOP_TERM_END_; term++) plant->objective.weight[level][term] = dd_cursor_int(in);
    plant->frozen_ms = dd_cursor_int(in);
    plant->tolerance_ms = dd_cursor_int(in);
    plant->lanes = take_small(in);
    config->seed = dd_cursor_uint(in);
    config->cycle_ms = dd_cursor_int(in);
    config->work_per_cycle = dd_cursor_uint(in);
}

dd_status dd_config_decode(const void *bytes, size_t size, dd_engine_config *ret, dd_error *err)
{
    dd_cursor in = {.bytes = bytes, .size = size};
    dd_engine_config config = {0};
    if (dd_cursor_uint(&in) != CONFIG_VERSION) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/bytes", "unknown configuration version");
    uint64_t domain = dd_cursor_uint(&in);
    if (domain == DD_DOMAIN_CONSULT) take_consult(&in, &config);
    else if (domain == DD_DOMAIN_SHOP) take_shop(&in, &config);
    else if (domain == DD_DOMAIN_DELIVERY) take_delivery(&in, &config);
    else return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/domain", "unknown domain");
    if (in.failed || in.at != in.size) return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/bytes", "the configuration is cut short or too long");
    dd_status status = config_check(&config, err);
    if (status == DD_STATUS_OK) *ret = config;
    return status;
}
