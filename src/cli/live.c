#define _POSIX_C_SOURCE 200809L
#include "cli/live.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "cli/consult_view.h"
#include "cli/shell.h"
#include "diaodu/version.h"
#include "report/consult_report.h"
#include "report/report.h"
#include "report/shop_report.h"

const char *const dd_live_policies[] = {"route", "assignment", "nearest", NULL};

dd_policy dd_live_policy(unsigned choice)
{
    static const dd_policy policies[] = {DD_POLICY_ROUTE, DD_POLICY_ASSIGNMENT, DD_POLICY_NEAREST};
    return policies[choice];
}

int64_t dd_live_cycle_ms(dd_policy policy)
{
    return policy == DD_POLICY_ASSIGNMENT ? 60000 : policy == DD_POLICY_NEAREST ? 10000 : 30000;
}

static int64_t wall_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t peak_rss_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}

/* At most five lines a second. */
typedef struct progress_line {
    int64_t next_us;
    const char *title;
} progress_line;

static void show_progress(void *context, const dd_run_progress *progress)
{
    progress_line *line = context;
    int64_t now_us = wall_us(), minutes = progress->at_ms / 60000;
    if (minutes > 2 * 1440) minutes %= 1440; /* a date: its hour */
    if (now_us < line->next_us) return;
    line->next_us = now_us + 200000;
    double span = (double)(progress->end_ms - progress->begin_ms);
    double share = span > 0 ? 100 * (double)(progress->at_ms - progress->begin_ms) / span : 100;
    fprintf(stderr, "\r%s  %02lld:%02lld  %3.0f %%  %u orders, %u open \033[K", line->title, (long long)(minutes / 60), (long long)(minutes % 60),
            share > 100 ? 100 : share, progress->orders, progress->open_orders);
    fflush(stderr);
}

static dd_status open_journal(const char *path, dd_journal **ret, dd_error *err)
{
    *ret = NULL;
    if (path == NULL) return DD_STATUS_OK;
    dd_journal_options options = {DD_JOURNAL_OPTIONS_DEFAULT, .created_by = "diaodu " DD_VERSION};
    uint64_t seq = 0;
    dd_status status = dd_journal_open(path, &options, ret, err);
    if (status == DD_STATUS_OK) status = dd_journal_last(*ret, &seq, NULL, err);
    if (status == DD_STATUS_OK && seq > 0) status = dd_error_set(err, DD_STATUS_CONFLICT, path, "the journal holds a day already");
    return status;
}

/* What surrounds a run, of whatever domain. */
typedef struct live_session {
    dd_pool *pool;
    dd_journal *journal;
    dd_executor executor;
    progress_line line;
    dd_run_options run;
    dd_day_costs costs;
    bool is_terminal;
} live_session;

static dd_status session_begin(live_session *session, const dd_live_options *options, dd_error *err)
{
    static const dd_clock clock = {.cpu_us = dd_shell_cpu_us, .wall_us = wall_us};
    *session = (live_session){
        .executor = dd_executor_inline(),
        .line = {.title = options->title ? options->title : "day"},
        .is_terminal = isatty(STDERR_FILENO) == 1,
        .costs = {.cpu_us = dd_shell_cpu_us(), .wall_us = wall_us()},
    };
    dd_status status = options->threads > 1 ? dd_pool_create((uint32_t)options->threads, &session->pool, err) : DD_STATUS_OK;
    if (session->pool != NULL) session->executor = dd_pool_executor(session->pool);
    if (status == DD_STATUS_OK) status = open_journal(options->journal, &session->journal, err);
    session->run = (dd_run_options){
        .work = options->work,
        .cpu_us = options->cpu_us,
        .clock = &clock,
        .executor = &session->executor,
        .journal = session->journal,
        .snapshot_every = options->snapshot_every,
        .until_ms = options->until_ms,
        .has_no_legs = options->has_no_legs,
        .progress = session->is_terminal ? show_progress : NULL,
        .context = &session->line,
    };
    return status;
}

static void session_end(live_session *session)
{
    if (session->is_terminal) fputs("\r\033[K", stderr);
    session->costs.cpu_us = dd_shell_cpu_us() - session->costs.cpu_us;
    session->costs.wall_us = wall_us() - session->costs.wall_us;
    dd_journal_close(session->journal);
    dd_pool_free(session->pool);
}

static dd_status measure(const dd_engine *engine, uint64_t records, dd_day_costs *costs, dd_error *err)
{
    void *bytes;
    size_t size;
    costs->records = records;
    costs->cycle_ms = dd_engine_get_config(engine)->cycle_ms;
    costs->peak_rss_bytes = peak_rss_bytes();
    dd_status status = dd_engine_snapshot(engine, &bytes, &size, err);
    if (status != DD_STATUS_OK) return status;
    costs->snapshot_bytes = size;
    free(bytes);
    return DD_STATUS_OK;
}

dd_status dd_live_run(const dd_scenario *scenario, const dd_live_options *options, dd_run *ret, dd_day_costs *ret_costs, dd_error *err)
{
    live_session session;
    dd_run run = {0};
    dd_status status = session_begin(&session, options, err);
    if (status == DD_STATUS_OK) status = dd_run_scenario(scenario, &session.run, &run, err);
    session_end(&session);
    if (status == DD_STATUS_OK) status = measure(run.engine, run.seq, &session.costs, err);
    if (status != DD_STATUS_OK) {
        dd_run_done(&run);
        return status;
    }
    run.day.title = dd_day_text(&run.day, options->title);
    *ret = run;
    *ret_costs = session.costs;
    return DD_STATUS_OK;
}

dd_status dd_live_consult(const dd_consult_day *day, const dd_live_options *options, dd_consult_run *ret, dd_day_costs *ret_costs, dd_error *err)
{
    live_session session;
    dd_consult_run run = {0};
    dd_status status = session_begin(&session, options, err);
    if (status == DD_STATUS_OK) status = dd_consult_run_day(day, &session.run, &run, err);
    session_end(&session);
    if (status == DD_STATUS_OK) status = measure(run.engine, run.seq, &session.costs, err);
    if (status != DD_STATUS_OK) {
        dd_consult_run_done(&run);
        return status;
    }
    run.log.title = options->title ? options->title : "day";
    *ret = run;
    *ret_costs = session.costs;
    return DD_STATUS_OK;
}

dd_status dd_live_plant(const dd_plant_scenario *scenario, const dd_live_options *options, dd_plant_run *ret, dd_day_costs *ret_costs, dd_error *err)
{
    live_session session;
    dd_plant_run run = {0};
    dd_status status = session_begin(&session, options, err);
    if (status == DD_STATUS_OK) status = dd_plant_run_month(scenario, &session.run, &run, err);
    session_end(&session);
    if (status == DD_STATUS_OK) status = measure(run.engine, run.seq, &session.costs, err);
    if (status != DD_STATUS_OK) {
        dd_plant_run_done(&run);
        return status;
    }
    *ret = run;
    *ret_costs = session.costs;
    return DD_STATUS_OK;
}

dd_status dd_live_report_plant(const char *path, const char *title, const dd_plant_log *log, const dd_plant_result *results, uint32_t count, dd_error *err)
{
    dd_shop_view view = dd_plant_log_view(log);
    dd_shop_rival rivals[DD_SHOP_RULE_END_ + 1];
    char *html;
    size_t size;
    for (uint32_t i = 1; i < count; i++) rivals[i - 1] = (dd_shop_rival){results[i].label, results[i].figures};
    view.title = title;
    view.label = results[0].label;
    view.rivals = rivals;
    view.rival_count = count - 1;
    dd_status status = dd_shop_report_write(&view, &html, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shell_write(path, html, size, err);
    free(html);
    return status;
}

dd_status dd_live_print_consult(bool is_json, const dd_consult_log *log, const dd_day_costs *costs, dd_error *err)
{
    return is_json ? dd_consult_view_json(stdout, log, costs, err) : dd_consult_view_print(stdout, log, costs, err);
}

dd_status dd_live_work(const char *path, const dd_consult_log *log, dd_error *err)
{
    dd_buffer text = {0};
    dd_status status = dd_consult_run_work(log, &text, err);
    if (status == DD_STATUS_OK) status = dd_shell_write(path, (const char *)text.bytes, text.size, err);
    dd_buffer_done(&text);
    return status;
}

dd_status dd_live_report_consult(const char *path, const dd_consult_log *log, dd_error *err)
{
    char *html;
    size_t size;
    dd_status status = dd_consult_report_write(log, NULL, &html, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shell_write(path, html, size, err);
    free(html);
    return status;
}

dd_status dd_live_report(const char *path, const dd_day *days, uint32_t count, dd_error *err)
{
    char *html;
    size_t size;
    dd_status status = dd_report_write(days, count, NULL, &html, &size, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_shell_write(path, html, size, err);
    free(html);
    return status;
}

dd_status dd_live_print(bool is_json, const dd_day *days, const dd_day_costs *costs, uint32_t count, dd_error *err)
{
    return is_json ? dd_day_view_json(stdout, days, costs, count, err) : dd_day_view_print(stdout, days, costs, count, err);
}

bool dd_live_read_clock(const char *text, int64_t *ret_ms)
{
    int64_t parts[3] = {0};
    int count = 0;
    for (const char *at = text; count < 3; at++, count++) {
        int digits = 0;
        for (; *at >= '0' && *at <= '9' && digits < 3; at++, digits++) parts[count] = parts[count] * 10 + (*at - '0');
        if (digits < 1 || digits > 2) return false;
        if (*at == '\0') {
            count++;
            break;
        }
        if (*at != ':' || count == 2) return false;
    }
    if (count < 2 || parts[0] > 48 || parts[1] > 59 || parts[2] > 59) return false;
    *ret_ms = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000;
    return true;
}
