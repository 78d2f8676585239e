/* Readers and writers when memory runs out: on good files of the fuzzers' corpora, every allocation of ours fails once.
 *
 * jansson's allocations are left alone: 2.14 takes some failures for a mistake of the text, and crashes inside json_loadb on others.
 */
#include <stdio.h>
#include <stdlib.h>

#include "diaodu/format.h"
#include "support/check.h"
#include "support/fault.h"

enum { TEXT_MAX = 1 << 16 };

typedef struct sample {
    dd_format format;
    const char *path; /* below fuzz/corpus */
    char text[TEXT_MAX];
    size_t size;
    dd_problem *problem; /* of a plan */
    dd_plan *plan;
} sample;

static void load(sample *from, const char *path)
{
    char full[4096];
    (void)snprintf(full, sizeof full, "%s/%s", DIAODU_CORPUS, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL) print_error("cannot open %s\n", full);
    assert_non_null(file);
    from->size = fread(from->text, 1, TEXT_MAX, file);
    (void)fclose(file);
    assert_in_range(from->size, 1, TEXT_MAX - 1);
}

static dd_status read_problem(void *arg)
{
    sample *from = arg;
    dd_problem *problem = NULL;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_format_read(from->format, from->text, from->size, &problem, &err);
    if (status != DD_STATUS_OK) assert_null(problem);
    if (status != DD_STATUS_OK && status != DD_STATUS_NO_MEMORY) print_error("%s: %s at %s\n", from->path, err.message, err.pointer);
    dd_problem_free(problem);
    return status;
}

static dd_status read_plan(void *arg)
{
    sample *from = arg;
    dd_plan *plan = NULL;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_format_read_plan(from->format, from->problem, from->text, from->size, &plan, &err);
    if (status != DD_STATUS_OK) assert_null(plan);
    if (status != DD_STATUS_OK && status != DD_STATUS_NO_MEMORY) print_error("%s: %s at %s\n", from->path, err.message, err.pointer);
    dd_plan_free(plan);
    return status;
}

static dd_status write_plan(void *arg)
{
    sample *from = arg;
    char *text = NULL;
    size_t size = 0;
    dd_status status = dd_format_write(from->format, from->problem, from->plan, NULL, &text, &size, NULL);
    if (status != DD_STATUS_OK) assert_null(text);
    free(text);
    return status;
}

static void every_allocation_of_a_reader_may_fail(void **state)
{
    (void)state;
    static sample rows[] = {
        {.format = DD_FORMAT_CSV, .path = "csv/city.csv"},
        {.format = DD_FORMAT_CSV, .path = "csv/plane.csv"},
        {.format = DD_FORMAT_JSON, .path = "json/all.json"},
        {.format = DD_FORMAT_JSON, .path = "json/city.json"},
        {.format = DD_FORMAT_LILIM, .path = "lilim/two.txt"},
        {.format = DD_FORMAT_SOLOMON, .path = "solomon/two.txt"},
        {.format = DD_FORMAT_VROOM, .path = "vroom/coordinates.json"},
        {.format = DD_FORMAT_VROOM, .path = "vroom/costs.json"},
        {.format = DD_FORMAT_VROOM, .path = "vroom/matrix.json"},
        {.format = DD_FORMAT_VRPLIB, .path = "vrplib/exact.vrp"},
        {.format = DD_FORMAT_VRPLIB, .path = "vrplib/windows.vrp"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        load(&rows[i], rows[i].path);
        (void)fault_each_allocation(read_problem, &rows[i]);
    }
}

/* The problem that fuzz/corpus/plan is about. */
static const char CITY[] =
    "{\"version\": 1, \"loads\": [\"kg\"], \"locations\": [{\"id\": \"o\"}, {\"id\": \"p\"}, {\"id\": \"q\"}],"
    " \"matrices\": {\"car\": {\"durations_s\": [[0, 60, 90], [60, 0, 30], [90, 30, 0]]}},"
    " \"vehicles\": [{\"id\": \"v\", \"start\": \"o\", \"end\": \"o\", \"capacity\": [9], \"breaks\": [{\"id\": 7, \"duration_s\": 5}]}],"
    " \"jobs\": [{\"id\": \"1\", \"location\": \"p\", \"delivery\": [2]}],"
    " \"shipments\": [{\"amount\": [1], \"pickup\": {\"id\": \"x\", \"location\": \"p\"}, \"delivery\": {\"id\": \"y\", \"location\": \"q\"}}]}";

static void every_allocation_of_a_plan_may_fail(void **state)
{
    (void)state;
    static sample from = {.path = "plan/own.json"};
    from.format = DD_FORMAT_JSON;
    assert_status(dd_format_read(DD_FORMAT_JSON, CITY, sizeof CITY - 1, &from.problem, NULL), DD_STATUS_OK);
    load(&from, from.path);
    memmove(from.text, from.text + 1, --from.size); /* the first byte is the fuzzer's choice of a format */
    assert_status(read_plan(&from), DD_STATUS_OK);
    (void)fault_each_allocation(read_plan, &from);
    assert_status(dd_format_read_plan(from.format, from.problem, from.text, from.size, &from.plan, NULL), DD_STATUS_OK);
    static const dd_format formats[] = {DD_FORMAT_VROOM, DD_FORMAT_JSON, DD_FORMAT_CSV};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        from.format = formats[i];
        (void)fault_each_allocation(write_plan, &from);
    }
    dd_plan_free(from.plan);
    dd_problem_free(from.problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_reader_may_fail),
        cmocka_unit_test(every_allocation_of_a_plan_may_fail),
    };
    return cmocka_run_group_tests_name("format memory", tests, NULL, NULL);
}
