/* Numbers: see numbers.h. */
#include "io/numbers.h"

#include <stdio.h>

#include "io/scan.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_line_end(const dd_numbers *numbers)
{
    return numbers->at >= numbers->size || numbers->text[numbers->at] == '\n';
}

bool dd_numbers_has_more(dd_numbers *numbers)
{
    while (!is_line_end(numbers) && is_blank(numbers->text[numbers->at])) numbers->at++;
    return !is_line_end(numbers);
}

bool dd_numbers_next_line(dd_numbers *numbers)
{
    bool is_first = numbers->line == 0;
    while (is_first || numbers->at < numbers->size) {
        while (!is_first && !is_line_end(numbers)) numbers->at++;
        if (!is_first && numbers->at < numbers->size) numbers->at++;
        is_first = false;
        numbers->line++;
        numbers->field = 0;
        if (dd_numbers_has_more(numbers) && numbers->text[numbers->at] != '#') return true;
    }
    return false;
}

dd_status dd_numbers_error(uint32_t line, uint32_t field, const char *message, dd_error *err)
{
    char place[32];
    if (field == 0) (void)snprintf(place, sizeof place, "%u", (unsigned)line);
    else (void)snprintf(place, sizeof place, "%u:%u", (unsigned)line, (unsigned)field);
    return dd_error_set(err, DD_STATUS_INVALID_INPUT, place, "%s", message);
}

dd_status dd_numbers_take(dd_numbers *numbers, const char *what, int64_t least, int64_t most, int64_t *ret, dd_error *err)
{
    char message[160];
    int64_t value;
    bool has_one = dd_numbers_has_more(numbers);
    size_t first = numbers->at;
    while (!is_line_end(numbers) && !is_blank(numbers->text[numbers->at])) numbers->at++;
    numbers->field++;
    if (has_one && dd_scan_whole_fixed(numbers->text + first, numbers->at - first, 1, &value) && value >= least && value <= most) {
        *ret = value;
        return DD_STATUS_OK;
    }
    (void)snprintf(message, sizeof message, "%s: %s; a whole number from %lld to %lld", what, has_one ? "not what it must be" : "missing", (long long)least,
                   (long long)most);
    return dd_numbers_error(numbers->line, numbers->field, message, err);
}

dd_status dd_numbers_end_line(dd_numbers *numbers, dd_error *err)
{
    return dd_numbers_has_more(numbers) ? dd_numbers_error(numbers->line, numbers->field + 1, "more than the line should have", err) : DD_STATUS_OK;
}

dd_status dd_numbers_end(dd_numbers *numbers, dd_error *err)
{
    return dd_numbers_next_line(numbers) ? dd_numbers_error(numbers->line, 0, "more lines than the file should have", err) : DD_STATUS_OK;
}
