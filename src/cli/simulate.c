/* simulate: a made-up city or hospital network, dispatched live, with a world that answers. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "cli/live.h"
#include "cli/options.h"
#include "cli/shell.h"
#include "cli/simulate_consult.h"
#include "cli/simulate_plant.h"
#include "sim/city.h"

enum { POLICIES = 3, PRESET_WORK = 8000000 /* about a second of one core */ };

/* 0 is the domain's own; then those of deliveries, then those of factories, which rules of dispatch are. */
static const char *const policy_names[] = {"default", "route", "assignment", "nearest", "search", "fifo", "edd", "spt", "mwkr", "slack", "atc", "atcs", NULL};
typedef enum preset { PRESET_NONE, PRESET_TOWN, PRESET_LARGE_CITY, PRESET_MEGACITY, PRESET_WORKSHOP, PRESET_PLANT, PRESET_WORKS } preset;

typedef struct simulate_options {
    uint64_t couriers, orders, merchants, seed, cycle_s, work, threads;
    int64_t cpu_us;
    const char *rate, *hours, *until, *journal, *report;
    unsigned policy, preset, domain;
    uint64_t stations, specialists, cases, rooms; /* of consultations */
    uint64_t machines, jobs, days, load;          /* of factories */
    bool is_calm;
    const char *out;
    bool is_json, compares;
} simulate_options;

static dd_status refuse(dd_error *err, const char *option, const char *why)
{
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, option, "%s", why);
}

/* "10-22" or "10:30-21:45". */
static bool read_hours(const char *text, int64_t *ret_begin_ms, int64_t *ret_end_ms)
{
    char parts[2][16];
    const char *dash = strchr(text, '-');
    if (dash == NULL) return false;
    size_t sizes[2] = {(size_t)(dash - text), strlen(dash + 1)};
    int64_t *places[2] = {ret_begin_ms, ret_end_ms};
    for (int i = 0; i < 2; i++) {
        if (sizes[i] == 0 || sizes[i] > 8) return false;
        memcpy(parts[i], i == 0 ? text : dash + 1, sizes[i]);
        parts[i][sizes[i]] = '\0';
        if (strchr(parts[i], ':') == NULL) memcpy(parts[i] + sizes[i], ":00", 4);
        if (!dd_live_read_clock(parts[i], places[i])) return false;
    }
    return true;
}

/* Presets set what was not given: the couriers, rates and open orders of the largest platforms' cities, for one steady hour. */
static void apply_preset(const simulate_options *o, dd_city_options *city)
{
    if (o->preset <= PRESET_TOWN) return;
    bool is_mega = o->preset == PRESET_MEGACITY;
    city->couriers = is_mega ? 130000 : 20000;
    city->orders = (is_mega ? 110 : 16) * 3600;
    city->merchants = is_mega ? 60000 : 10000;
    city->begin_ms = 12 * 3600000;
    city->end_ms = 13 * 3600000;
    city->kitchen_permille = 1350; /* at the peak they are behind */
    city->is_steady = true;
}

static dd_status city_options(const simulate_options *o, dd_city_options *ret, dd_error *err)
{
    dd_city_options city = {DD_CITY_OPTIONS_DEFAULT};
    apply_preset(o, &city);
    city.seed = o->seed;
    if (o->couriers > 0) city.couriers = (uint32_t)o->couriers;
    if (o->merchants > 0) city.merchants = (uint32_t)o->merchants;
    if (o->hours != NULL && !read_hours(o->hours, &city.begin_ms, &city.end_ms)) return refuse(err, "--hours", "not hours like 10-22 or 10:30-21:45");
    if (o->orders > 0) city.orders = (uint32_t)o->orders;
    if (o->rate != NULL) {
        char *end;
        double rate = strtod(o->rate, &end), orders = rate * (double)(city.end_ms - city.begin_ms) / 1000;
        if (*end != '\0' || !(orders >= 1) || orders > DD_CITY_ORDERS_MAX) return refuse(err, "--rate", "orders a second, at least one in all");
        if (o->orders > 0) return refuse(err, "--rate", "--orders and --rate say the same thing; give one");
        city.orders = (uint32_t)orders;
        city.is_steady = true;
    }
    *ret = city;
    return DD_STATUS_OK;
}

/* The policies to run: the one asked for, then the others. */
static uint32_t list_policies(const simulate_options *o, dd_policy ret[POLICIES])
{
    static const dd_policy all[POLICIES] = {DD_POLICY_ROUTE, DD_POLICY_ASSIGNMENT, DD_POLICY_NEAREST};
    uint32_t count = 0;
    ret[count++] = dd_live_policy(o->policy == 0 ? 0 : o->policy - 1);
    for (int i = 0; i < POLICIES && o->compares; i++)
        if (all[i] != ret[0]) ret[count++] = all[i];
    return count;
}

/* The baseline policies keep their own rhythm: every minute, and as soon as can be. */
static int64_t cycle_ms(const simulate_options *o, dd_policy policy)
{
    if (o->cycle_s > 0 && (policy == dd_live_policy(o->policy == 0 ? 0 : o->policy - 1))) return (int64_t)o->cycle_s * 1000;
    return policy == DD_POLICY_NEAREST && o->preset > PRESET_TOWN ? 30000 : dd_live_cycle_ms(policy);
}

static dd_status run_one(const simulate_options *o, const dd_city_options *city, uint32_t run_ix, dd_policy policy, dd_scenario **ret_scenario,
                         dd_run *ret, dd_day_costs *costs, dd_error *err)
{
    char title[96];
    dd_status status = dd_city_generate(city, ret_scenario, err);
    if (status != DD_STATUS_OK) return status;
    dd_engine_config *config = &(*ret_scenario)->config;
    config->policy = policy;
    config->cycle_ms = cycle_ms(o, policy);
    config->work_per_cycle = o->work > 0 ? o->work : o->preset > PRESET_TOWN ? PRESET_WORK : config->work_per_cycle;
    snprintf(title, sizeof title, "Simulated city, seed %llu", (unsigned long long)city->seed);
    dd_live_options live = {
        .work = o->work,
        .cpu_us = o->cpu_us,
        .threads = o->threads,
        .journal = run_ix == 0 ? o->journal : NULL,
        .snapshot_every = 50000,
        .until_ms = o->preset > PRESET_TOWN ? city->end_ms : 0,
        .has_no_legs = o->preset > PRESET_TOWN,
        .title = title,
    };
    if (o->until != NULL && !dd_live_read_clock(o->until, &live.until_ms)) return refuse(err, "--until", "not a time like 12:30");
    return dd_live_run(*ret_scenario, &live, ret, costs, err);
}

static dd_status simulate(const simulate_options *o, dd_error *err)
{
    dd_city_options city;
    dd_policy policies[POLICIES];
    dd_scenario *scenarios[POLICIES] = {0};
    dd_run runs[POLICIES] = {{0}, {0}, {0}};
    dd_day days[POLICIES];
    dd_day_costs costs[POLICIES];
    uint32_t count = list_policies(o, policies);
    dd_status status = city_options(o, &city, err);
    for (uint32_t i = 0; i < count && status == DD_STATUS_OK; i++) {
        status = run_one(o, &city, i, policies[i], &scenarios[i], &runs[i], &costs[i], err);
        days[i] = runs[i].day;
    }
    if (status == DD_STATUS_OK && o->report != NULL) status = dd_live_report(o->report, days, count, err);
    if (status == DD_STATUS_OK) status = dd_live_print(o->is_json, days, costs, count, err);
    for (uint32_t i = 0; i < count; i++) {
        dd_run_done(&runs[i]);
        dd_scenario_free(scenarios[i]);
    }
    return status;
}

/* An option of another domain, or NULL. */
static const char *foreign_option(const simulate_options *o)
{
    enum { CITY = 1 << DD_DOMAIN_DELIVERY, WARD = 1 << DD_DOMAIN_CONSULT, SHOP = 1 << DD_DOMAIN_SHOP };
    bool is_city_preset = o->preset != PRESET_NONE && o->preset <= PRESET_MEGACITY, is_shop_policy = o->policy > POLICIES;
    const struct {
        const char *name;
        bool is_given;
        int domains;
    } options[] = {
        {"--couriers", o->couriers > 0, CITY},
        {"--orders", o->orders > 0, CITY},
        {"--rate", o->rate != NULL, CITY},
        {"--merchants", o->merchants > 0, CITY},
        {"--preset", o->preset != PRESET_NONE, is_city_preset ? CITY : SHOP},
        {"--policy", o->policy != 0, is_shop_policy ? SHOP : CITY},
        {"--compare", o->compares, CITY | WARD | SHOP},
        {"--cycle", o->cycle_s > 0, CITY},
        {"--work", o->work > 0, CITY | SHOP},
        {"--cpu", o->cpu_us > 0, CITY},
        {"--hours", o->hours != NULL, CITY | WARD},
        {"--until", o->until != NULL, CITY | WARD},
        {"--stations", o->stations > 0, WARD},
        {"--specialists", o->specialists > 0, WARD},
        {"--cases", o->cases > 0, WARD},
        {"--rooms", o->rooms > 0, WARD},
        {"--calm", o->is_calm, WARD | SHOP},
        {"--out", o->out != NULL, WARD},
        {"--machines", o->machines > 0, SHOP},
        {"--jobs", o->jobs > 0, SHOP},
        {"--days", o->days > 0, SHOP},
        {"--load", o->load > 0, SHOP},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].is_given && (options[i].domains & (1 << o->domain)) == 0) return options[i].name;
    return NULL;
}

/* A workshop of a family, a plant, and works: machines, groups, products, families. */
static dd_factory_options factory_options(const simulate_options *o)
{
    dd_factory_options factory = {DD_FACTORY_OPTIONS_DEFAULT};
    static const uint32_t sizes[2][4] = {{8, 3, 10, 5}, {80, 8, 80, 12}};
    if (o->preset == PRESET_WORKSHOP || o->preset == PRESET_WORKS) {
        const uint32_t *size = sizes[o->preset == PRESET_WORKS];
        factory.machines = size[0];
        factory.groups = size[1];
        factory.products = size[2];
        factory.families = size[3];
    }
    if (o->machines > 0) {
        factory.machines = (uint32_t)o->machines;
        if (factory.groups * 2 > factory.machines) factory.groups = factory.machines / 2;
    }
    if (o->jobs > 0) factory.jobs = (uint32_t)o->jobs;
    if (o->days > 0) factory.days = (uint32_t)o->days;
    if (o->load > 0) factory.load_permille = (uint32_t)o->load * 10;
    factory.is_calm = o->is_calm;
    factory.seed = o->seed;
    return factory;
}

static dd_status simulate_plant(const simulate_options *o, dd_error *err)
{
    const dd_simulate_plant run = {
        .factory = factory_options(o),
        .rule = o->policy == 0 || o->policy == POLICIES + 1 ? DD_SHOP_RULE_END_ : dd_shop_rule_find(policy_names[o->policy]),
        .work = o->work,
        .threads = o->threads,
        .journal = o->journal,
        .report = o->report,
        .is_json = o->is_json,
        .compares = o->compares,
    };
    return dd_simulate_plant_run(&run, err);
}

static dd_status simulate_consult(const simulate_options *o, dd_error *err)
{
    dd_simulate_consult run = {
        .hospital = {DD_HOSPITAL_OPTIONS_DEFAULT}, .journal = o->journal, .work = o->out, .report = o->report, .is_json = o->is_json,
        .compares = o->compares};
    dd_hospital_options *hospital = &run.hospital;
    hospital->seed = o->seed;
    hospital->is_calm = o->is_calm;
    if (o->stations > 0) hospital->stations = (uint32_t)o->stations;
    if (o->specialists > 0) hospital->specialists = (uint32_t)o->specialists;
    if (o->cases > 0) hospital->cases = (uint32_t)o->cases;
    if (o->rooms > 0) hospital->rooms = (uint32_t)o->rooms;
    if (o->hours != NULL && !read_hours(o->hours, &hospital->begin_ms, &hospital->end_ms)) return refuse(err, "--hours", "not hours like 8-18");
    if (o->until != NULL && !dd_live_read_clock(o->until, &run.until_ms)) return refuse(err, "--until", "not a time like 12:30");
    return dd_simulate_consult_run(&run, err);
}

static int simulate_run(const dd_command *command, int argc, char **argv)
{
    static const char *const presets[] = {"default", "town", "large-city", "megacity", "workshop", "plant", "works", NULL};
    static const char *const domains[] = {"delivery", "consult", "shop", NULL};
    simulate_options o = {.seed = 1, .threads = 1};
    const dd_option table[] = {
        {.name = "--domain", .kind = DD_OPTION_CHOICE, .value = &o.domain, .choices = domains},
        {.name = "--stations", .kind = DD_OPTION_UINT, .value = &o.stations, .min = 1, .max = DD_STATIONS_MAX},
        {.name = "--specialists", .kind = DD_OPTION_UINT, .value = &o.specialists, .min = 4, .max = DD_SPECIALISTS_MAX},
        {.name = "--cases", .kind = DD_OPTION_UINT, .value = &o.cases, .min = 1, .max = 5000000},
        {.name = "--rooms", .kind = DD_OPTION_UINT, .value = &o.rooms, .min = 1, .max = DD_ROOMS_MAX - 1},
        {.name = "--machines", .kind = DD_OPTION_UINT, .value = &o.machines, .min = 4, .max = DD_FACTORY_MACHINES_MAX},
        {.name = "--jobs", .kind = DD_OPTION_UINT, .value = &o.jobs, .min = 1, .max = DD_FACTORY_JOBS_MAX},
        {.name = "--days", .kind = DD_OPTION_UINT, .value = &o.days, .min = 1, .max = DD_FACTORY_DAYS_MAX},
        {.name = "--load", .kind = DD_OPTION_UINT, .value = &o.load, .min = 10, .max = 200},
        {.name = "--calm", .kind = DD_OPTION_FLAG, .value = &o.is_calm},
        {.name = "--out", .kind = DD_OPTION_TEXT, .value = &o.out},
        {.name = "--couriers", .kind = DD_OPTION_UINT, .value = &o.couriers, .min = 1, .max = DD_COURIERS_MAX},
        {.name = "--orders", .kind = DD_OPTION_UINT, .value = &o.orders, .min = 1, .max = DD_CITY_ORDERS_MAX},
        {.name = "--rate", .kind = DD_OPTION_TEXT, .value = &o.rate},
        {.name = "--merchants", .kind = DD_OPTION_UINT, .value = &o.merchants, .min = 1, .max = DD_MERCHANTS_MAX},
        {.name = "--hours", .kind = DD_OPTION_TEXT, .value = &o.hours},
        {.name = "--preset", .kind = DD_OPTION_CHOICE, .value = &o.preset, .choices = presets},
        {.name = "--policy", .kind = DD_OPTION_CHOICE, .value = &o.policy, .choices = policy_names},
        {.name = "--compare", .kind = DD_OPTION_FLAG, .value = &o.compares},
        {.name = "--cycle", .kind = DD_OPTION_UINT, .value = &o.cycle_s, .min = 1, .max = 3600},
        {.name = "--work", .kind = DD_OPTION_UINT, .value = &o.work, .min = 1, .max = (uint64_t)1 << 50},
        {.name = "--cpu", .kind = DD_OPTION_SECONDS, .value = &o.cpu_us},
        {.name = "--threads", .kind = DD_OPTION_UINT, .value = &o.threads, .min = 1, .max = 256},
        {.name = "--seed", .kind = DD_OPTION_UINT, .value = &o.seed, .max = INT64_MAX},
        {.name = "--until", .kind = DD_OPTION_TEXT, .value = &o.until},
        {.name = "--journal", .kind = DD_OPTION_TEXT, .value = &o.journal},
        {.name = "--report", .kind = DD_OPTION_TEXT, .value = &o.report},
        {.name = "--json", .kind = DD_OPTION_FLAG, .value = &o.is_json},
    };
    int exit_code;
    if (!dd_options_parse(command, table, sizeof table / sizeof *table, argc, argv, NULL, 0, 0, &exit_code)) return exit_code;
    if (o.cpu_us > 0 && o.work > 0) {
        fputs("diaodu simulate: --cpu and --work are two budgets; give one\n", stderr);
        return DD_EXIT_BAD;
    }
    const char *foreign = foreign_option(&o);
    if (foreign != NULL) {
        fprintf(stderr, "diaodu simulate: %s is not an option of --domain %s\n", foreign, domains[o.domain]);
        return DD_EXIT_BAD;
    }
    dd_error err = {0};
    dd_status status = o.domain == DD_DOMAIN_CONSULT ? simulate_consult(&o, &err) : o.domain == DD_DOMAIN_SHOP ? simulate_plant(&o, &err) : simulate(&o, &err);
    if (status != DD_STATUS_OK) dd_shell_say_error("simulate", NULL, &err);
    return dd_shell_exit_code(status);
}

const dd_command dd_command_simulate = {
    .name = "simulate",
    .summary = "a made-up city, hospital network or factory, dispatched live",
    .help = "usage: diaodu simulate [OPTION]...\n"
            "\n"
            "Dispatches a made-up city's day of meal orders as they arrive.  The world answers: kitchens run late, couriers decline or say\n"
            "nothing, streets are slow at rush hours, customers cancel.  The same options give the same day, to the byte.\n"
            "\n"
            "  --domain D    delivery (default); consult: clinics that share a network's specialists, with appointments that\n"
            "                patients miss, specialists that come late, drop out and decline, and a bus crash; shop: a month of a\n"
            "                factory, with durations that vary, failures, absent people, rush orders and orders that change\n"
            "\n"
            "The hospital network (with --domain consult):\n"
            "  --stations N  clinics (default 24)\n"
            "  --specialists N (default 24)\n"
            "  --cases N     over the day (default: as many as keep specialists busy three quarters of the time)\n"
            "  --rooms N     live rooms of each clinic (default 1)\n"
            "  --calm        no crash, nobody is late or drops out, every offer is accepted at once\n"
            "  --hours A-B   (default 8-18)\n"
            "  --compare     run plain priority (no interruptions, no reserve) on the same day as well, and say what was gained\n"
            "  --out FILE    write who worked on what, and when, as CSV\n"
            "\n"
            "The factory (with --domain shop):\n"
            "  --preset P    workshop (8 machines), plant (24, default) or works (80)\n"
            "  --machines N  instead, in the groups of the preset\n"
            "  --jobs N      orders over the days (default: by the load)\n"
            "  --load P      percent of its working time that the fullest group of machines is needed for, about (default 85)\n"
            "  --days N      days in which orders come (default 28); the run ends when all are done\n"
            "  --calm        durations as planned, nothing fails, nobody is absent, no order changes\n"
            "  --policy P    search (default): plans ahead, and anew when something changes; or a dispatching rule: fifo, edd, spt,\n"
            "                mwkr, slack, atc, atcs\n"
            "  --compare     the other policies on the same month, with the same luck\n"
            "  --work N      work units of a new plan\n"
            "\n"
            "The city:\n"
            "  --couriers N  couriers over the day (default 250)\n"
            "  --orders N    orders over the day, with peaks at lunch and dinner (default 3000)\n"
            "  --rate R      instead: so many orders a second, steadily\n"
            "  --merchants N restaurants (default: by the orders)\n"
            "  --hours A-B   opening hours, 10-22 or 10:30-21:45 (default 10-22)\n"
            "  --preset P    town (default), large-city (20,000 couriers, 16 orders a second for an hour) or\n"
            "                megacity (130,000 couriers, 110 orders a second for an hour)\n"
            "  --seed K      seed of the city, its people and the search (default 1)\n"
            "\n"
            "Dispatch:\n"
            "  --policy P    route (continuous re-planning, default), assignment (every minute) or nearest\n"
            "  --compare     run the other policies on the same day as well, and say what was saved\n"
            "  --cycle S     seconds between decisions (default 30; assignment 60, nearest 10)\n"
            "  --work N      work units a cycle (default: the engine's; presets 8,000,000)\n"
            "  --cpu S       instead: processor seconds for the day, each policy\n"
            "  --threads N   threads that carry the search; the result is the same with any number (default 1)\n"
            "  --until T     stop at this time of day (12:30)\n"
            "\n"
            "What comes out:\n"
            "  --journal F   keep every event and decision in this new journal\n"
            "  --report F    write the HTML report to this file\n"
            "  --json        one JSON object instead of the table\n"
            "\n"
            "examples:\n"
            "  diaodu simulate --compare --report day.html\n"
            "  diaodu simulate --couriers 40 --orders 400 --hours 11-15 --journal day.journal\n"
            "  diaodu simulate --domain consult --journal ward.journal\n"
            "  diaodu simulate --domain shop --compare --report month.html\n"
            "  diaodu simulate --preset large-city --threads 2 --json\n",
    .run = simulate_run,
};
