/* replay: a past day through the live engine: one of Grubhub's, decided anew, or a journal, recovered or verified. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/live.h"
#include "cli/options.h"
#include "cli/shell.h"
#include "sim/consult_recorder.h"
#include "sim/history.h"
#include "sim/mdrp_day.h"
#include "sim/plant_recorder.h"
#include "sim/recorder.h"

enum { FORMAT_MDRP, FORMAT_JOURNAL, FORMAT_CONSULT };

typedef struct replay_options {
    const char *input;
    unsigned format, policy;
    int64_t cpu_us;
    uint64_t seed, work, threads, foresight;
    const char *out, *journal, *report, *until, *network;
    bool is_json, verifies;
} replay_options;

static void say(const char *file, const dd_error *err)
{
    dd_shell_say_error("replay", file, err);
}

/* "DIR/NAME"; freed with free(), NULL when out of memory. */
static char *path_in(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL) snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static dd_status read_day(const char *folder, dd_mdrp_instance **ret, dd_error *err)
{
    dd_mdrp_texts texts = {{0}, {0}};
    char *owned[DD_MDRP_FILES] = {0};
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < DD_MDRP_FILES && status == DD_STATUS_OK; i++) {
        char *path = path_in(folder, dd_mdrp_file_name((dd_mdrp_file)i));
        if (path == NULL) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        else status = dd_shell_read(path, &owned[i], &texts.size[i], err);
        if (status != DD_STATUS_OK) snprintf(err->pointer, sizeof err->pointer, "%s", dd_mdrp_file_name((dd_mdrp_file)i));
        free(path);
        texts.text[i] = owned[i];
    }
    if (status == DD_STATUS_OK) status = dd_mdrp_read(&texts, ret, err);
    for (int i = 0; i < DD_MDRP_FILES; i++) free(owned[i]);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static dd_status write_solution(const char *folder, const dd_scenario *scenario, const dd_run *run, dd_error *err)
{
    dd_arena memory;
    dd_mdrp_solution solution;
    dd_arena_init(&memory);
    dd_status status = dd_mdrp_solution_of(scenario, dd_world_trace(run->world), &memory, &solution, err);
    if (status == DD_STATUS_OK && mkdir(folder, 0777) != 0 && !is_folder(folder))
        status = dd_error_set(err, DD_STATUS_IO, folder, "cannot make the folder");
    for (int i = 0; i < DD_MDRP_SOLUTION_FILES && status == DD_STATUS_OK; i++) {
        dd_buffer text = {0};
        char *path = path_in(folder, dd_mdrp_solution_file_name((dd_mdrp_solution_file)i));
        dd_mdrp_write(&solution, (dd_mdrp_solution_file)i, &text);
        if (path == NULL || text.failed) status = dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
        else status = dd_shell_write(path, (const char *)text.bytes, text.size, err);
        dd_buffer_done(&text);
        free(path);
    }
    dd_arena_done(&memory);
    return status;
}

/* The last part of a path, for titles. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static dd_status finish_day(const replay_options *options, const dd_scenario *scenario, const dd_run *run, const dd_day_costs *costs, dd_error *err)
{
    dd_status status = DD_STATUS_OK;
    if (options->out != NULL) status = write_solution(options->out, scenario, run, err);
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report(options->report, &run->day, 1, err);
    if (status == DD_STATUS_OK) status = dd_live_print(options->is_json, &run->day, costs, 1, err);
    return status;
}

static dd_status replay_scenario(const replay_options *options, dd_scenario *scenario, dd_error *err)
{
    dd_live_options live = {
        .work = options->work,
        .cpu_us = options->cpu_us,
        .threads = options->threads,
        .journal = options->journal,
        .snapshot_every = 20000,
        .title = base_name(options->input),
    };
    scenario->config.policy = dd_live_policy(options->policy);
    if (options->work > 0) scenario->config.work_per_cycle = options->work;
    dd_run run;
    dd_day_costs costs;
    dd_status status = dd_live_run(scenario, &live, &run, &costs, err);
    if (status != DD_STATUS_OK) return status;
    status = finish_day(options, scenario, &run, &costs, err);
    dd_run_done(&run);
    return status;
}

static int replay_mdrp(const replay_options *options)
{
    dd_error err = {0};
    dd_mdrp_instance *instance;
    dd_scenario *scenario = NULL;
    dd_status status = read_day(options->input, &instance, &err);
    if (status == DD_STATUS_OK) {
        status = dd_mdrp_scenario(instance, options->seed, (int64_t)options->foresight * 60000, &scenario, &err);
        dd_mdrp_free(instance);
    }
    if (status == DD_STATUS_OK) status = replay_scenario(options, scenario, &err);
    dd_scenario_free(scenario);
    if (status != DD_STATUS_OK) say(options->input, &err);
    return dd_shell_exit_code(status);
}

static dd_status read_file(const char *path, dd_status (*read)(dd_consult_day *day, const char *text, size_t size, dd_error *err), dd_consult_day *day,
                           dd_error *err)
{
    char *text = NULL;
    size_t size;
    dd_status status = dd_shell_read(path, &text, &size, err);
    if (status == DD_STATUS_OK) status = read(day, text, size, err);
    free(text);
    return status;
}

static dd_status replay_day(const replay_options *options, const dd_consult_day *day, dd_error *err)
{
    dd_live_options live = {.journal = options->journal, .snapshot_every = 20000, .threads = options->threads, .title = base_name(options->input)};
    dd_consult_run run;
    dd_day_costs costs;
    dd_status status = dd_live_consult(day, &live, &run, &costs, err);
    if (status != DD_STATUS_OK) return status;
    if (options->out != NULL) status = dd_live_work(options->out, &run.log, err);
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report_consult(options->report, &run.log, err);
    if (status == DD_STATUS_OK) status = dd_live_print_consult(options->is_json, &run.log, &costs, err);
    dd_consult_run_done(&run);
    return status;
}

static int replay_consult(const replay_options *options)
{
    dd_error err = {0};
    dd_consult_day *day = NULL;
    const char *place = options->network;
    dd_status status = dd_consult_day_create(&day, &err);
    if (status == DD_STATUS_OK) status = read_file(options->network, dd_consult_read_network, day, &err);
    if (status == DD_STATUS_OK) {
        place = options->input;
        day->seed = options->seed;
        status = read_file(options->input, dd_consult_read_cases, day, &err);
    }
    if (status == DD_STATUS_OK) status = replay_day(options, day, &err);
    dd_consult_day_free(day);
    if (status != DD_STATUS_OK) say(place, &err);
    return dd_shell_exit_code(status);
}

static dd_status record_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    (void)seq;
    return dd_recorder_see(context, engine, event, err);
}

static dd_status record_consult_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    (void)seq;
    return dd_consult_recorder_see(context, engine, event, err);
}

/* --until: a sequence number, or a time of day. */
static dd_status read_until(const char *text, uint64_t *ret_seq, int64_t *ret_ms, dd_error *err)
{
    *ret_seq = UINT64_MAX;
    *ret_ms = DD_FOREVER_MS;
    if (text == NULL || dd_live_read_clock(text, ret_ms)) return DD_STATUS_OK;
    char *end;
    unsigned long long seq = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0')
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "--until", "neither a sequence number nor a time like 12:30");
    *ret_seq = seq;
    return DD_STATUS_OK;
}

/* How far a journal is recovered, and what that took. */
typedef struct recovery {
    uint64_t until_seq;
    int64_t until_ms;
    dd_day_costs costs;
} recovery;

static dd_status recover(recovery *r, dd_journal *journal, dd_history_visit visit, void *context, dd_error *err)
{
    dd_engine *engine = NULL;
    uint64_t seq = 0;
    int64_t begin_us = dd_shell_cpu_us();
    dd_status status = dd_engine_create(&engine, err);
    if (status == DD_STATUS_OK) status = dd_history_walk(journal, engine, &seq, r->until_seq, r->until_ms, visit, context, err);
    dd_engine_free(engine);
    r->costs.cpu_us = dd_shell_cpu_us() - begin_us;
    r->costs.records = seq;
    return status;
}

static dd_status recover_day(const replay_options *options, recovery *r, dd_journal *journal, dd_error *err)
{
    dd_day day;
    dd_recorder *recorder = NULL;
    dd_day_init(&day);
    dd_status status = dd_recorder_create(&day, true, 0, &recorder, err);
    if (status == DD_STATUS_OK) status = recover(r, journal, record_visit, recorder, err);
    day.title = base_name(options->input);
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report(options->report, &day, 1, err);
    if (status == DD_STATUS_OK) status = dd_live_print(options->is_json, &day, &r->costs, 1, err);
    dd_recorder_free(recorder);
    dd_day_done(&day);
    return status;
}

static dd_status recover_consult(const replay_options *options, recovery *r, dd_journal *journal, dd_error *err)
{
    dd_consult_log log;
    dd_consult_log_init(&log);
    log.title = base_name(options->input);
    dd_status status = recover(r, journal, record_consult_visit, &log, err);
    if (status == DD_STATUS_OK && options->out != NULL) status = dd_live_work(options->out, &log, err);
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report_consult(options->report, &log, err);
    if (status == DD_STATUS_OK) status = dd_live_print_consult(options->is_json, &log, &r->costs, err);
    dd_consult_log_done(&log);
    return status;
}

static dd_status record_plant_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    (void)seq;
    return dd_plant_recorder_see(context, engine, event, err);
}

static dd_status recover_plant(const replay_options *options, recovery *r, dd_journal *journal, dd_error *err)
{
    dd_plant_log log = {0};
    dd_plant_result result = {.label = "As it happened", .policy = "journal"};
    const char *title = base_name(options->input);
    dd_status status = dd_plant_log_init(&log, err);
    if (status == DD_STATUS_OK) status = recover(r, journal, record_plant_visit, &log, err);
    if (status == DD_STATUS_OK) status = dd_plant_log_close(&log, err);
    if (status == DD_STATUS_OK) status = dd_plant_result_of(&log, &result, err);
    result.costs = r->costs;
    if (status == DD_STATUS_OK && options->report != NULL) status = dd_live_report_plant(options->report, title, &log, &result, 1, err);
    if (status == DD_STATUS_OK && options->is_json) status = dd_plant_view_json(stdout, &result, 1, err);
    else if (status == DD_STATUS_OK) dd_plant_view_print(stdout, title, &result, 1);
    dd_plant_log_done(&log);
    return status;
}

/* Whatever the journal's region dispatches. */
static dd_status recover_journal(const replay_options *options, dd_journal *journal, dd_error *err)
{
    recovery r = {0};
    dd_domain domain;
    dd_status status = read_until(options->until, &r.until_seq, &r.until_ms, err);
    if (status == DD_STATUS_OK) status = dd_history_domain(journal, &domain, err);
    if (status != DD_STATUS_OK) return status;
    if (domain == DD_DOMAIN_SHOP) return recover_plant(options, &r, journal, err);
    return domain == DD_DOMAIN_CONSULT ? recover_consult(options, &r, journal, err) : recover_day(options, &r, journal, err);
}

static int say_verified(const replay_options *options, const dd_history_check *check)
{
    if (options->is_json) {
        printf("{\"same\": %s, \"records\": %" PRIu64 ", \"cycles\": %" PRIu64 ", \"decisions\": %" PRIu64 ", \"work\": %" PRIu64
               ", \"seq\": %" PRIu64 ", \"cpu_s\": %.3f}\n",
               check->is_same ? "true" : "false", check->records, check->cycles, check->decisions, check->work, check->seq,
               (double)dd_shell_cpu_us() / 1e6);
    } else if (check->is_same) {
        printf("%" PRIu64 " records, %" PRIu64 " cycles: every one of %" PRIu64 " decisions comes out the same, byte for byte.\n", check->records,
               check->cycles, check->decisions);
    } else {
        printf("Record %" PRIu64 " differs: journaled %s, decided %s.\n", check->seq, check->expected, check->actual);
    }
    return check->is_same ? DD_EXIT_DONE : DD_EXIT_NO;
}

static dd_status verify_day(const replay_options *options, dd_journal *journal, int *ret_exit, dd_error *err)
{
    dd_pool *pool = NULL;
    dd_history_check check;
    dd_status status = options->threads > 1 ? dd_pool_create((uint32_t)options->threads, &pool, err) : DD_STATUS_OK;
    if (status != DD_STATUS_OK) return status;
    dd_executor executor = pool ? dd_pool_executor(pool) : dd_executor_inline();
    status = dd_history_verify(journal, &executor, &check, err);
    dd_pool_free(pool);
    if (status == DD_STATUS_OK) *ret_exit = say_verified(options, &check);
    return status;
}

static int replay_journal(const replay_options *options)
{
    dd_error err = {0};
    dd_journal *journal;
    dd_journal_options open = {DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true};
    int exit_code = DD_EXIT_DONE;
    dd_status status = dd_journal_open(options->input, &open, &journal, &err);
    if (status == DD_STATUS_OK) {
        status = options->verifies ? verify_day(options, journal, &exit_code, &err) : recover_journal(options, journal, &err);
        dd_journal_close(journal);
    }
    if (status == DD_STATUS_OK) return exit_code;
    say(options->input, &err);
    return dd_shell_exit_code(status);
}

static int replay_run(const dd_command *command, int argc, char **argv)
{
    static const char *const formats[] = {"mdrp", "journal", "consult", NULL};
    replay_options o = {.seed = 1, .threads = 1};
    const dd_option table[] = {
        {.name = "--format", .kind = DD_OPTION_CHOICE, .value = &o.format, .choices = formats},
        {.name = "--policy", .kind = DD_OPTION_CHOICE, .value = &o.policy, .choices = dd_live_policies},
        {.name = "--cpu", .kind = DD_OPTION_SECONDS, .value = &o.cpu_us},
        {.name = "--work", .kind = DD_OPTION_UINT, .value = &o.work, .min = 1, .max = (uint64_t)1 << 50},
        {.name = "--foresight", .kind = DD_OPTION_UINT, .value = &o.foresight, .max = 1440},
        {.name = "--seed", .kind = DD_OPTION_UINT, .value = &o.seed, .max = INT64_MAX},
        {.name = "--threads", .kind = DD_OPTION_UINT, .value = &o.threads, .min = 1, .max = 256},
        {.name = "--network", .kind = DD_OPTION_TEXT, .value = &o.network},
        {.name = "--out", .kind = DD_OPTION_TEXT, .value = &o.out},
        {.name = "--journal", .kind = DD_OPTION_TEXT, .value = &o.journal},
        {.name = "--report", .kind = DD_OPTION_TEXT, .value = &o.report},
        {.name = "--verify", .kind = DD_OPTION_FLAG, .value = &o.verifies},
        {.name = "--until", .kind = DD_OPTION_TEXT, .value = &o.until},
        {.name = "--json", .kind = DD_OPTION_FLAG, .value = &o.is_json},
    };
    int exit_code;
    if (!dd_options_parse(command, table, sizeof table / sizeof *table, argc, argv, &o.input, 1, 1, &exit_code)) return exit_code;
    if (o.cpu_us > 0 && o.work > 0) {
        fputs("diaodu replay: --cpu and --work are two budgets; give one\n", stderr);
        return DD_EXIT_BAD;
    }
    if (o.foresight > 0 && o.journal != NULL) {
        fputs("diaodu replay: a journal holds what was known then; --foresight does not go into one\n", stderr);
        return DD_EXIT_BAD;
    }
    if ((o.format == FORMAT_CONSULT) != (o.network != NULL)) {
        fputs("diaodu replay: --format consult and --network go together\n", stderr);
        return DD_EXIT_BAD;
    }
    if (o.format == FORMAT_CONSULT) return replay_consult(&o);
    return o.format == FORMAT_JOURNAL ? replay_journal(&o) : replay_mdrp(&o);
}

const dd_command dd_command_replay = {
    .name = "replay",
    .summary = "a past day through the live engine",
    .help = "usage: diaodu replay DAY [OPTION]...\n"
            "\n"
            "Runs a past day through the live engine, as fast as the machine can.\n"
            "\n"
            "  --format F    what DAY is: mdrp, a folder with Grubhub's four files (default), consult, a CSV of consultations, or journal, a\n"
            "                journal of diaodu\n"
            "  --seed K      seed of the search and of the world (default 1)\n"
            "  --json        one JSON object instead of the table\n"
            "  --report F    write the HTML report to this file\n"
            "\n"
            "Of Grubhub's days, decided anew:\n"
            "  --policy P    route (continuous re-planning, default), assignment (every minute) or nearest\n"
            "  --cpu S       processor seconds for the whole day\n"
            "  --work N      work units a cycle instead: the same decisions on every machine\n"
            "  --threads N   threads that carry the search; the result is the same with any number (default 1)\n"
            "  --out DIR     write the three solution files into this folder\n"
            "  --foresight M tell the engine of each order M minutes before it is placed: what the future would be worth, no policy\n"
            "  --journal F   keep every event and decision in this new journal\n"
            "\n"
            "Of consultations, decided anew:\n"
            "  --network F   the stations, specialists and rules, as JSON\n"
            "  --out FILE    write who worked on what, and when, as CSV (case,specialist,start_s,end_s)\n"
            "\n"
            "  --journal F, --report F, --threads N as above\n"
            "\n"
            "Of journals, recovered without solving:\n"
            "  --until U     only up to this record, or this time of day (12:30)\n"
            "  --verify      decide every cycle again and compare all bytes\n"
            "  --out FILE    of consultations: who worked on what, as above\n"
            "\n"
            "Exit code: 0 done, 1 --verify found a difference, 2 bad usage or input.\n"
            "\n"
            "examples:\n"
            "  diaodu replay days/0o50t100s1p100 --cpu 10 --out solution --journal day.journal\n"
            "  diaodu replay monday.csv --format consult --network network.json --out work.csv\n"
            "  diaodu replay day.journal --format journal --until 12:30\n"
            "  diaodu replay day.journal --format journal --verify --threads 2\n",
    .run = replay_run,
};
