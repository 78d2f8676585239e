/* Taillard: job shops as E. Taillard published them ("Benchmarks for basic scheduling problems", EJOR 64, 1993).
 *
 *   Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound      a line of words, may be left out
 *   JOBS MACHINES ...                                                                   what follows the two is not looked at
 *   Times                                                                               may be left out
 *   DURATION DURATION ...                     a line a job: of its first operation, its second, ...
 *   Machines                                                                            may be left out
 *   MACHINE MACHINE ...                       a line a job: of its first operation, its second, ...
 *
 * Machines count from 1; each job has as many operations as there are machines.  One instance a text: his files of ten are to be cut.
 */
#include <stdlib.h>

#include "base/array.h"
#include "io/shop_classic.h"
#include "io/shop_formats.h"

typedef struct matrix {
    int64_t *cells;
    size_t count, capacity;
} matrix;

/* Whether the line begins with a word. */
static bool is_words(dd_numbers *numbers)
{
    if (!dd_numbers_has_more(numbers)) return false;
    char c = numbers->text[numbers->at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next line of numbers; at most one line of words before it. */
static dd_status next_row(dd_numbers *numbers, bool may_have_words, dd_error *err)
{
    if (!dd_numbers_next_line(numbers)) return dd_numbers_error(numbers->line, 0, "the text ends too early", err);
    if (!is_words(numbers)) return DD_STATUS_OK;
    if (!may_have_words) return dd_numbers_error(numbers->line, 0, "words where numbers must be", err);
    return next_row(numbers, false, err);
}

static dd_status read_matrix(dd_shop_classic *in, const char *what, int64_t least, int64_t most, matrix *ret, dd_error *err)
{
    for (int64_t row = 0; row < in->job_count; row++) {
        dd_status status = next_row(&in->numbers, row == 0, err);
        for (int64_t column = 0; status == DD_STATUS_OK && column < in->machine_count; column++) {
            int64_t value;
            status = dd_numbers_take(&in->numbers, what, least, most, &value, err);
            if (status != DD_STATUS_OK) return status;
            if (!DD_ARRAY_RESERVE(ret->cells, ret->capacity, ret->count + 1)) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
            ret->cells[ret->count++] = value;
        }
        if (status == DD_STATUS_OK) status = dd_numbers_end_line(&in->numbers, err);
        if (status != DD_STATUS_OK) return status;
    }
    return DD_STATUS_OK;
}

static dd_status read_all(dd_shop_classic *in, matrix *times, matrix *machines, dd_error *err)
{
    dd_status status = next_row(&in->numbers, true, err);
    if (status == DD_STATUS_OK) status = dd_shop_classic_head(in, err);
    if (status == DD_STATUS_OK) status = read_matrix(in, "time", 0, DD_SHOP_INSTANT_MAX_MS, times, err);
    if (status == DD_STATUS_OK) status = read_matrix(in, "machine, counted from 1", 1, in->machine_count, machines, err);
    if (status == DD_STATUS_OK) status = dd_numbers_end(&in->numbers, err);
    for (size_t i = 0; status == DD_STATUS_OK && i < times->count; i++) {
        if (i % (size_t)in->machine_count == 0) status = dd_shop_classic_job(in, err);
        if (status == DD_STATUS_OK) status = dd_shop_classic_step(in, machines->cells[i] - 1, times->cells[i], err);
    }
    return status;
}

dd_status dd_taillard_read(const char *name, const char *text, size_t size, dd_shop_problem **ret, dd_error *err)
{
    dd_shop_classic in = {.numbers = {text, size, 0, 0, 0}};
    matrix times = {0}, machines = {0};
    (void)name;
    dd_status status = dd_shop_problem_create(&in.problem, err);
    if (status == DD_STATUS_OK) status = read_all(&in, &times, &machines, err);
    free(times.cells);
    free(machines.cells);
    if (status == DD_STATUS_OK) *ret = in.problem;
    else dd_shop_problem_free(in.problem);
    return status;
}
