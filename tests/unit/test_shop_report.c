/* The report of factory lines as bytes: names are harmless, the data parses and agrees with the schedule, figures count, the same view gives the
 * same bytes, every allocation may fail. */
#include "report/shop_report.h"

#include "fake_shop.h"
#include "page_reader.h"
#include "support/fault.h"

enum { COLUMNS = 13, HOUR = 3600000 };

static const fake_shop_options options = {.jobs = 40, .machines = 6, .steps = 6, .seed = 5};

static dd_shop_view view_of(const fake_shop *shop)
{
    return (dd_shop_view){.title = "Line", .label = "Search", .problem = shop->problem, .placements = shop->schedule->placements};
}

static char *write_page(const dd_shop_view *view, size_t *size)
{
    char *html = NULL;
    dd_error err = {0};
    dd_status status = dd_shop_report_write(view, &html, size, &err);
    if (status != DD_STATUS_OK) print_error("%s: %s\n", err.pointer, err.message);
    assert_int_equal(status, DD_STATUS_OK);
    return page_end(html, *size);
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
    static const char evil[] = "</script><img src=x onerror=alert(1)>\"'&\xff<!--{{data}}";
    static const char expected[] = "</script><img src=x onerror=alert(1)>\"'&\xef\xbf\xbd<!--{{data}}";
    fake_shop shop;
    size_t size, clean_size;
    assert_true(fake_shop_make(&shop, &options));
    dd_shop_view view = view_of(&shop);
    char *clean = write_page(&view, &clean_size);
    page_asks_for_nothing(clean);
    view.title = view.label = shop.problem->jobs[0].name = shop.problem->machines[0].name = shop.problem->operations[0].name = evil;
    shop.problem->families[0] = shop.problem->pools[0].name = evil;
    char *html = write_page(&view, &size);
    assert_int_equal(page_count(html, "</script>"), page_count(clean, "</script>"));
    assert_int_equal(page_count(html, "<img"), 0);
    assert_int_equal(page_count(html, "<!--"), page_count(clean, "<!--"));
    json_t *data = page_data(html);
    assert_string_equal(json_string_value(json_object_get(data, "title")), expected);
    assert_string_equal(json_string_value(item(json_object_get(data, "families"), 0)), expected);
    static const char *const lists[] = {"jobs", "machines", "pools", "plans"};
    for (size_t i = 0; i < 4; i++) assert_string_equal(json_string_value(item(item(json_object_get(data, lists[i]), 0), 0)), expected);
    assert_string_equal(json_string_value(item(item(json_object_get(data, "names"), 0), 1)), expected);
    json_decref(data);
    free(clean);
    free(html);
    fake_shop_done(&shop);
}

/* Every operation is there, at its second, with what it waited for. */
static void operations_survive(void **state)
{
    (void)state;
    fake_shop shop;
    size_t size, waits = 0, setups = 0;
    assert_true(fake_shop_make(&shop, &options));
    const dd_shop_view view = view_of(&shop);
    char *html = write_page(&view, &size);
    json_t *data = page_data(html), *ops = json_object_get(data, "ops");
    int64_t midnight_ms = json_integer_value(json_object_get(data, "midnight_ms"));
    assert_int_equal(json_array_size(ops), COLUMNS * shop.problem->operation_count);
    for (uint32_t i = 0; i < shop.problem->operation_count; i++) {
        const dd_placement *place = &shop.schedule->placements[i];
        const dd_operation *operation = &shop.problem->operations[i];
        size_t at = COLUMNS * (size_t)i;
        assert_int_equal(integer(ops, at), i);
        assert_int_equal(integer(ops, at + 1), operation->job);
        assert_int_equal(integer(ops, at + 2), operation->modes[place->mode].machine);
        assert_int_equal(integer(ops, at + 3), operation->family);
        assert_int_equal(integer(ops, at + 4), (place->start_ms - midnight_ms) / 1000);
        assert_int_equal(integer(ops, at + 5), (place->start_ms - place->setup_begin_ms) / 1000);
        assert_int_equal(integer(ops, at + 6), (place->end_ms - place->start_ms) / 1000);
        assert_int_equal(integer(ops, at + 8), operation->link_count > 0 ? (int64_t)operation->links[0].before : -1);
        setups += integer(ops, at + 5) > 0;
        waits += integer(ops, at + 9) == 2;
    }
    assert_true(setups > 20 && waits > 20);
    assert_int_equal(json_array_size(json_object_get(data, "missing")), 0);
    json_decref(data);
    free(html);
    fake_shop_done(&shop);
}

/* An operation that was never begun, one that runs still, a job that was called off: each is said, and counted as such. */
static void a_run_may_be_unfinished(void **state)
{
    (void)state;
    fake_shop shop;
    size_t size;
    assert_true(fake_shop_make(&shop, &options));
    dd_placement *placements = malloc(shop.problem->operation_count * sizeof *placements);
    bool *cancelled = calloc(shop.problem->job_count, sizeof *cancelled);
    assert_true(placements != NULL && cancelled != NULL);
    uint32_t last = shop.problem->operation_count - 1;
    memcpy(placements, shop.schedule->placements, shop.problem->operation_count * sizeof *placements);
    placements[last].start_ms = placements[last].setup_begin_ms = placements[last].end_ms = DD_FOREVER_MS;
    placements[0].end_ms = DD_FOREVER_MS;
    cancelled[1] = true;
    const dd_shop_outage outage = {2, shop.problem->origin_ms + HOUR, shop.problem->origin_ms + 2 * HOUR};
    const dd_shop_replan replan = {shop.problem->origin_ms + HOUR, 3, 17, 1000};
    dd_shop_view view = view_of(&shop);
    view.placements = placements;
    view.planned = shop.schedule->placements;
    view.cancelled = cancelled;
    view.is_run = true;
    view.outages = &outage;
    view.replans = &replan;
    view.outage_count = view.replan_count = 1;
    char *html = write_page(&view, &size);
    json_t *data = page_data(html), *missing = json_object_get(data, "missing"), *own = item(json_object_get(data, "plans"), 0);
    assert_int_equal(json_array_size(json_object_get(data, "ops")), COLUMNS * last);
    assert_int_equal(integer(json_object_get(data, "ops"), 6), -1);
    assert_int_equal(integer(missing, 0), last);
    assert_int_equal(json_array_size(json_object_get(data, "planned")), 4 * (last + 1));
    assert_int_equal(integer(item(json_object_get(data, "jobs"), 1), 5), 1);
    assert_int_equal(integer(own, 1), 39);
    assert_int_equal(integer(own, 2), 37);
    assert_int_equal(json_array_size(json_object_get(data, "outages")), 3);
    assert_int_equal(integer(json_object_get(data, "replans"), 1), 3);
    json_decref(data);
    free(html);
    free(placements);
    free(cancelled);
    fake_shop_done(&shop);
}

/* By hand: two jobs on one machine of plain numbers; the second is late. */
static void figures_are_counted(void **state)
{
    (void)state;
    dd_shop_problem *problem = NULL;
    dd_shop_figures f;
    dd_shop_load load;
    const dd_mode mode = {0, 10, NULL, 0};
    assert_int_equal(dd_shop_problem_create(&problem, NULL), DD_STATUS_OK);
    assert_int_equal(dd_shop_problem_add_machine(problem, &(dd_machine){DD_MACHINE_DEFAULT}, NULL, NULL), DD_STATUS_OK);
    for (uint32_t i = 0; i < 3; i++) {
        const dd_job job = {.due_ms = i == 2 ? DD_FOREVER_MS : 15, .weight = 3, .release_ms = i};
        const dd_operation operation = {DD_OPERATION_DEFAULT, .job = i, .modes = &mode, .mode_count = 1};
        assert_int_equal(dd_shop_problem_add_job(problem, &job, NULL, NULL), DD_STATUS_OK);
        assert_int_equal(dd_shop_problem_add_operation(problem, &operation, NULL, NULL), DD_STATUS_OK);
    }
    const dd_placement placements[3] = {{0, 0, 0, 10}, {0, 12, 14, 24}, {0, 24, 24, 34}};
    assert_int_equal(dd_shop_figures_count(problem, placements, NULL, 40, 0, &f, &load, NULL), DD_STATUS_OK);
    assert_int_equal(f.jobs, 3);
    assert_int_equal(f.finished, 3);
    assert_int_equal(f.due, 2);
    assert_int_equal(f.late, 1);
    assert_true(f.on_time == 0.5);
    assert_int_equal(f.tardiness_ms, 27);
    assert_int_equal(f.latest_ms, 9);
    assert_true(f.tardiness_mean_ms == 4.5);
    assert_true(f.lead_mean_ms == (10 + 23 + 32) / 3.0);
    assert_int_equal(f.lead_p50_ms, 23);
    assert_int_equal(f.lead_p95_ms, 32);
    assert_int_equal(f.makespan_ms, 34);
    assert_int_equal(f.setups, 1);
    assert_int_equal(f.setup_ms, 2);
    assert_int_equal(f.busy_ms, 30);
    assert_int_equal(f.open_ms, 40);
    assert_int_equal(load.operations, 3);
    /* What has not begun at the end of the view is late so far. */
    const dd_placement cut[3] = {{0, 0, 0, 10}, {0, DD_FOREVER_MS, DD_FOREVER_MS, DD_FOREVER_MS}, {0, 24, 24, DD_FOREVER_MS}};
    assert_int_equal(dd_shop_figures_count(problem, cut, NULL, 30, 10, &f, NULL, NULL), DD_STATUS_OK);
    assert_int_equal(f.finished, 1);
    assert_int_equal(f.tardiness_ms, 45);
    assert_int_equal(f.busy_ms, 16);
    dd_shop_problem_free(problem);
}

static void the_same_view_gives_the_same_bytes(void **state)
{
    (void)state;
    fake_shop shop[2];
    char *html[2];
    size_t size[2];
    for (int i = 0; i < 2; i++) {
        assert_true(fake_shop_make(&shop[i], &options));
        const dd_shop_view view = view_of(&shop[i]);
        html[i] = write_page(&view, &size[i]);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(html[0], html[1], size[0]);
    for (int i = 0; i < 2; i++) {
        free(html[i]);
        fake_shop_done(&shop[i]);
    }
}

/* Plain numbers keep the problem's unit; nothing planned is a page as well. */
static void plain_numbers_and_nothing(void **state)
{
    (void)state;
    fake_shop shop;
    size_t size;
    const fake_shop_options plain = {.jobs = 6, .machines = 4, .steps = 4, .seed = 2, .is_plain = true};
    assert_true(fake_shop_make(&shop, &plain));
    dd_shop_view view = view_of(&shop);
    char *html = write_page(&view, &size);
    json_t *data = page_data(html);
    assert_true(json_is_true(json_object_get(data, "plain")));
    assert_int_equal(json_integer_value(json_object_get(data, "end")), shop.schedule->terms[DD_SHOP_TERM_MAKESPAN]);
    json_decref(data);
    free(html);
    shop.problem->operation_count = shop.problem->job_count = 0;
    html = write_page(&view, &size);
    data = page_data(html);
    assert_int_equal(json_array_size(json_object_get(data, "ops")), 0);
    json_decref(data);
    free(html);
    fake_shop_done(&shop);
}

static dd_status write_and_free(void *arg)
{
    char *html = NULL;
    size_t size;
    dd_status status = dd_shop_report_write(arg, &html, &size, NULL);
    free(html);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fake_shop shop;
    assert_true(fake_shop_make(&shop, &options));
    dd_shop_view view = view_of(&shop);
    assert_true(fault_each_allocation(write_and_free, &view) > 10);
    fake_shop_done(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names_stay_data),
        cmocka_unit_test(operations_survive),
        cmocka_unit_test(a_run_may_be_unfinished),
        cmocka_unit_test(figures_are_counted),
        cmocka_unit_test(the_same_view_gives_the_same_bytes),
        cmocka_unit_test(plain_numbers_and_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
