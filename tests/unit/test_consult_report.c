/* The report of consultations as bytes: names are harmless, the data parses, counts agree with the log, the size is bounded, the same log gives
 * the same bytes. */
#include "report/consult_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_log.h"
#include "page_reader.h"
#include "support/fault.h"

static char *write_page(const dd_consult_log *log, const dd_consult_report_options *options, size_t *ret_size)
{
    char *html = NULL;
    dd_error err = {0};
    dd_status status = dd_consult_report_write(log, options, &html, ret_size, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    return page_end(html, *ret_size);
}

static void make(dd_consult_log *log, uint32_t cases, uint32_t specialists)
{
    const fake_log_options options = {.cases = cases, .specialists = specialists, .stations = 9, .seed = 3};
    assert_true(fake_log_make(log, &options));
}

static json_t *item(json_t *list, size_t ix)
{
    return json_array_get(list, ix);
}

static int64_t integer(json_t *list, size_t ix)
{
    return json_integer_value(json_array_get(list, ix));
}

static void hostile_names_stay_data(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size, clean_size;
    make(&log, 60, 5);
    char *clean = write_page(&log, NULL, &clean_size);
    static const char evil[] = "</script><img src=x onerror=alert(1)>\"'&\xff<!--{{data}}";
    log.title = log.cases[0].name = log.specialists[0].name = log.stations[0].name = evil;
    char *html = write_page(&log, NULL, &size);
    assert_int_equal(page_count(html, "</script>"), page_count(clean, "</script>"));
    assert_int_equal(page_count(html, "<img"), 0);
    assert_int_equal(page_count(html, "<!--"), page_count(clean, "<!--"));
    json_t *data = page_data(html);
    static const char expected[] = "</script><img src=x onerror=alert(1)>\"'&\xef\xbf\xbd<!--{{data}}";
    assert_string_equal(json_string_value(json_object_get(data, "title")), expected);
    static const char *const lists[] = {"cases", "specialists", "stations"};
    for (size_t i = 0; i < 3; i++) assert_string_equal(json_string_value(item(item(json_object_get(data, lists[i]), 0), 0)), expected);
    json_decref(data);
    free(clean);
    free(html);
    dd_consult_log_done(&log);
}

static void the_page_asks_for_nothing(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size;
    make(&log, 60, 5);
    char *html = write_page(&log, NULL, &size);
    page_asks_for_nothing(html);
    free(html);
    dd_consult_log_done(&log);
}

static void an_empty_day_is_a_page(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size;
    dd_consult_log_init(&log);
    char *html = write_page(&log, NULL, &size);
    json_t *data = page_data(html);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(data, "summary"), "cases")), 0);
    assert_int_equal(json_array_size(json_object_get(data, "cases")), 0);
    json_decref(data);
    free(html);
    dd_consult_log_done(&log);
}

/* Stretches and facts read back are the log's, case by case. */
static void work_survives(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size, facts = 0, cut = 0;
    make(&log, 300, 12);
    log.cases[299].running = 3; /* at work still, besides */
    log.cases[299].running_ms = log.end_ms - 60000;
    char *html = write_page(&log, NULL, &size);
    json_t *data = page_data(html), *flat = json_object_get(data, "stretches"), *cases = json_object_get(data, "cases");
    assert_int_equal(json_array_size(cases), 300);
    assert_int_equal(json_array_size(flat), 6 * (log.stretch_count + 1));
    for (size_t i = 0; i < log.stretch_count; i++) {
        const dd_log_stretch *s = &log.stretches[i];
        assert_int_equal(integer(flat, 6 * i), s->case_ix);
        assert_int_equal(integer(flat, 6 * i + 1), s->specialist);
        assert_int_equal(integer(flat, 6 * i + 2), s->begin_ms / 1000);
        assert_int_equal(integer(flat, 6 * i + 3), (s->end_ms - s->begin_ms) / 1000);
        assert_int_equal(integer(flat, 6 * i + 4), s->is_cut);
        assert_int_equal(integer(flat, 6 * i + 5), s->is_cut ? (int64_t)s->cut_for : -1);
        cut += s->is_cut;
    }
    assert_true(cut > 3);
    assert_int_equal(integer(flat, 6 * log.stretch_count + 4), 2);
    for (size_t i = 0; i < 300; i++) {
        json_t *list = item(item(cases, i), 12);
        double last = 0;
        for (size_t j = 0; j < json_array_size(list); j++) {
            double since = json_number_value(item(item(list, j), 1));
            assert_true(since >= last);
            last = since;
        }
        facts += json_array_size(list);
    }
    assert_int_equal(facts, log.fact_count);
    assert_int_equal(json_array_size(json_object_get(data, "cuts")), cut);
    json_decref(data);
    free(html);
    dd_consult_log_done(&log);
}

static int64_t sum_of(json_t *list)
{
    int64_t sum = 0;
    for (size_t i = 0; i < json_array_size(list); i++) sum += integer(list, i);
    return sum;
}

/* Whatever is drawn, every case is counted; the late ones in the order of STAT, then weight. */
static void a_sample_counts_everything(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size;
    make(&log, 900, 6);
    const dd_consult_report_options options = {.cases_max = 30, .rows_max = 4};
    char *html = write_page(&log, &options, &size);
    json_t *data = page_data(html), *counts = json_object_get(data, "counts"), *late = json_object_get(data, "late"),
           *cases = json_object_get(data, "cases");
    int64_t opened = 0, spread = 0, late_count = 0;
    for (size_t u = 0; u < DD_URGENCY_END_; u++) {
        opened += sum_of(item(json_object_get(json_object_get(data, "bins"), "opened"), u));
        spread += sum_of(item(json_object_get(data, "spread"), u));
    }
    for (size_t i = 0; i < log.case_count; i++)
        late_count += dd_consult_log_wait_ms(&log, &log.cases[i]) > log.rules.target_ms[log.cases[i].urgency];
    assert_int_equal(opened, 900);
    assert_int_equal(spread, 900);
    assert_true(late_count > 100);
    assert_int_equal(integer(counts, 0), 900);
    assert_int_equal(integer(counts, 1), json_array_size(cases));
    assert_int_equal(integer(counts, 2), late_count);
    assert_int_equal(sum_of(json_object_get(data, "late_by")), late_count);
    assert_true(json_array_size(cases) < 80);
    assert_int_equal(json_array_size(late), 4);
    for (size_t i = 0; i < 4; i++) {
        json_t *row = item(cases, (size_t)integer(item(late, i), 0));
        assert_int_equal(integer(row, 1), DD_URGENCY_STAT);
        assert_int_equal(json_array_size(item(item(late, i), 2)), 3);
    }
    /* In target by the spread is in target by the figures. */
    for (size_t u = 0; u < DD_URGENCY_END_; u++) {
        int64_t in = 0;
        for (size_t i = 0; i <= 50; i++) in += integer(item(json_object_get(data, "spread"), u), i);
        assert_int_equal(in, integer(item(json_object_get(data, "urgencies"), u), 1));
    }
    json_decref(data);
    free(html);
    dd_consult_log_done(&log);
}

/* Blocks are taken from the time on duty, hour by hour and by specialist. */
static void blocks_are_no_duty(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size;
    make(&log, 200, 8);
    log.end_ms = 40000000; /* 11:06:40 */
    char *html = write_page(&log, NULL, &size);
    json_t *data = page_data(html), *on = json_object_get(json_object_get(data, "steps"), "on"), *time = json_object_get(data, "time");
    int64_t step = json_integer_value(json_object_get(time, "step"));
    assert_int_equal(integer(on, (size_t)(4 * 3600 / step)), 8);
    assert_int_equal(integer(on, (size_t)(5 * 3600 / step)), 0);
    assert_int_equal(integer(on, (size_t)(19800 / step)), 8);
    assert_int_equal(integer(item(json_object_get(data, "specialists"), 0), 1), 11 * 3600 - 1800);
    json_decref(data);
    free(html);
    dd_consult_log_done(&log);
}

static void a_huge_day_is_bounded(void **state)
{
    (void)state;
    dd_consult_log log;
    size_t size;
    make(&log, 60000, 500);
    const dd_consult_report_options options = {.cases_max = 2000};
    char *html = write_page(&log, &options, &size);
    assert_true(size < 1u << 20);
    json_decref(page_data(html));
    free(html);
    dd_consult_log_done(&log);
}

static void the_same_log_gives_the_same_bytes(void **state)
{
    (void)state;
    dd_consult_log one, two;
    size_t size_one, size_two;
    make(&one, 150, 12);
    make(&two, 150, 12);
    char *a = write_page(&one, NULL, &size_one), *b = write_page(&two, NULL, &size_two);
    assert_int_equal(size_one, size_two);
    assert_memory_equal(a, b, size_one);
    free(a);
    free(b);
    dd_consult_log_done(&one);
    dd_consult_log_done(&two);
}

static void bad_logs_are_named(void **state)
{
    (void)state;
    dd_consult_log log;
    make(&log, 40, 3);
    const struct {
        uint32_t *field;
        uint32_t value;
        const char *pointer;
    } rows[] = {
        {&log.cases[4].station, 99, "/cases/4/station"},           {&log.cases[5].running, 3, "/cases/5/running"},
        {&log.cases[6].busy_count, 100000, "/cases/6/busy_count"}, {&log.stretches[2].specialist, 3, "/stretches/2/specialist"},
        {&log.stretches[2].case_ix, 40, "/stretches/2/case_ix"},   {&log.facts[7].other_case, 40, "/facts/7/other_case"},
        {&log.facts[7].runner_up, 3, "/facts/7/runner_up"},        {&log.shifts[1].specialist, 3, "/shifts/1/specialist"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *html = NULL;
        size_t size = 5;
        dd_error err = {0};
        uint32_t old = *rows[i].field;
        *rows[i].field = rows[i].value;
        assert_int_equal(dd_consult_report_write(&log, NULL, &html, &size, &err), DD_STATUS_INVALID_INPUT);
        assert_string_equal(err.pointer, rows[i].pointer);
        assert_null(html);
        assert_int_equal(size, 5);
        *rows[i].field = old;
    }
    dd_consult_log_done(&log);
}

static dd_status write_and_forget(void *arg)
{
    char *html = NULL;
    size_t size = 0;
    dd_status status = dd_consult_report_write(arg, NULL, &html, &size, NULL);
    free(html);
    return status;
}

static void running_out_of_memory_is_answered(void **state)
{
    (void)state;
    dd_consult_log log;
    make(&log, 20, 4);
    assert_in_range(fault_each_allocation(write_and_forget, &log), 15, 60);
    dd_consult_log_done(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names_stay_data),    cmocka_unit_test(the_page_asks_for_nothing),
        cmocka_unit_test(an_empty_day_is_a_page),     cmocka_unit_test(work_survives),
        cmocka_unit_test(a_sample_counts_everything), cmocka_unit_test(blocks_are_no_duty),
        cmocka_unit_test(a_huge_day_is_bounded),      cmocka_unit_test(the_same_log_gives_the_same_bytes),
        cmocka_unit_test(bad_logs_are_named),         cmocka_unit_test(running_out_of_memory_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
