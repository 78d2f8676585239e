/* .fjs: flexible job shops as the collections of Brandimarte, of Hurink, Jurisch and Thole, and others are kept.
 *
 *   # comments
 *   JOBS MACHINES [CHOICE]                    CHOICE, the mean number of machines an operation, is not looked at
 *   OPERATIONS K MACHINE DURATION ... K MACHINE DURATION ...      a line a job: K machines, each with its duration there, for each operation
 *
 * Machines count from 0 in some collections and from 1 in others.  What a file does is told by its content: it counts from 0 when machine 0 occurs,
 * and from 1 when the number MACHINES does; both cannot be.  Where neither occurs (a machine that nobody needs) the file's name tells: one in .fjs
 * counts from 1, as most of those collections do, one of another name from 0; a text without a name counts from 1.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/shop_classic.h"
#include "io/shop_formats.h"

typedef struct place {
    uint32_t line, field;      /* line 0: nowhere */
} place;

typedef struct fjs {
    dd_shop_classic classic;
    uint32_t *seen;            /* by machine number: the last operation + 1 that named it */
    place zero, last;          /* where machine 0, and the number of machines, occur first */
} fjs;

static dd_status take_machine(fjs *in, dd_mode *mode, dd_error *err)
{
    dd_shop_classic *c = &in->classic;
    int64_t machine, duration;
    dd_status status = dd_numbers_take(&c->numbers, "machine", 0, c->machine_count, &machine, err);
    if (status != DD_STATUS_OK) return status;
    const place here = {c->numbers.line, c->numbers.field};
    if (in->seen[machine] == c->problem->operation_count + 1) return dd_numbers_error(here.line, here.field, "the machine is there twice", err);
    in->seen[machine] = c->problem->operation_count + 1;
    if (machine == 0 && in->zero.line == 0) in->zero = here;
    if (machine == c->machine_count && in->last.line == 0) in->last = here;
    if (in->zero.line > 0 && in->last.line > 0)
        return dd_numbers_error(here.line, here.field, "machine 0 and the number of machines both occur: counted from 0 or from 1?", err);
    status = dd_numbers_take(&c->numbers, "duration", 0, DD_SHOP_INSTANT_MAX_MS, &duration, err);
    mode->machine = (uint32_t)machine;
    mode->duration_ms = duration;
    return status;
}

static dd_status read_operation(fjs *in, dd_error *err)
{
    dd_shop_classic *c = &in->classic;
    int64_t count;
    dd_status status = dd_numbers_take(&c->numbers, "number of machines", 1, DD_SHOP_MODES_MAX, &count, err);
    if (status != DD_STATUS_OK) return status;
    if ((uint64_t)count > c->numbers.size - c->numbers.at) return dd_numbers_error(c->numbers.line, c->numbers.field, "more machines than the text has", err);
    dd_mode *modes = dd_shop_problem_alloc(c->problem, (size_t)count, sizeof *modes);
    if (modes == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (int64_t k = 0; status == DD_STATUS_OK && k < count; k++) status = take_machine(in, &modes[k], err);
    return status == DD_STATUS_OK ? dd_shop_classic_operation(c, modes, (uint32_t)count, err) : status;
}

static dd_status read_job(fjs *in, dd_error *err)
{
    dd_shop_classic *c = &in->classic;
    int64_t count = 0;
    if (!dd_numbers_next_line(&c->numbers)) return dd_numbers_error(c->numbers.line, 0, "fewer lines than jobs", err);
    dd_status status = dd_numbers_take(&c->numbers, "number of operations", 1, DD_SHOP_OPERATIONS_MAX, &count, err);
    if (status == DD_STATUS_OK) status = dd_shop_classic_job(c, err);
    for (int64_t i = 0; status == DD_STATUS_OK && i < count; i++) status = read_operation(in, err);
    return status == DD_STATUS_OK ? dd_numbers_end_line(&c->numbers, err) : status;
}

static bool ends_in_fjs(const char *name)
{
    size_t length = strlen(name);
    static const char ending[] = ".fjs";
    if (length < 4) return false;
    for (size_t i = 0; i < 4; i++) {
        char c = name[length - 4 + i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != ending[i]) return false;
    }
    return true;
}

/* Machines from 1 become machines from 0. */
static void count_from_zero(fjs *in, const char *name)
{
    dd_shop_problem *problem = in->classic.problem;
    if (in->zero.line > 0 || (in->last.line == 0 && name != NULL && !ends_in_fjs(name))) return;
    for (uint32_t i = 0; i < problem->operation_count; i++) {
        dd_mode *modes = (dd_mode *)(uintptr_t)problem->operations[i].modes; /* our own, made above */
        for (uint32_t k = 0; k < problem->operations[i].mode_count; k++) modes[k].machine--;
    }
}

static dd_status read_all(fjs *in, const char *name, dd_error *err)
{
    dd_shop_classic *c = &in->classic;
    if (!dd_numbers_next_line(&c->numbers)) return dd_numbers_error(c->numbers.line, 0, "no numbers", err);
    dd_status status = dd_shop_classic_head(c, err);
    if (status == DD_STATUS_OK && dd_numbers_has_more(&c->numbers)) {
        c->numbers.field++;
        while (c->numbers.at < c->numbers.size && strchr(" \t\r\n", c->numbers.text[c->numbers.at]) == NULL) c->numbers.at++;
    }
    if (status == DD_STATUS_OK) status = dd_numbers_end_line(&c->numbers, err);
    if (status != DD_STATUS_OK) return status;
    in->seen = dd_array_new((size_t)c->machine_count + 1, sizeof *in->seen);
    if (in->seen == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (int64_t j = 0; status == DD_STATUS_OK && j < c->job_count; j++) status = read_job(in, err);
    if (status == DD_STATUS_OK) status = dd_numbers_end(&c->numbers, err);
    if (status == DD_STATUS_OK) count_from_zero(in, name);
    return status;
}

dd_status dd_fjs_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    fjs in = {.classic = {.numbers = {text, size, 0, 0, 0}}};
    dd_status status = dd_shop_problem_create(&in.classic.problem, err);
    if (status == DD_STATUS_OK) {
        in.classic.problem->is_flexible = true;
        status = read_all(&in, name, err);
    }
    free(in.seen);
    if (status == DD_STATUS_OK) *ret = in.classic.problem;
    else dd_shop_problem_free(in.classic.problem);
    return status;
}
