/* Shop objective: see shop_objective.h. */
#include "io/shop_objective.h"

#include <string.h>

#include "diaodu/schedule.h"
#include "io/scan.h"

/* "setup", "setup*3" or "3*setup" */
static bool read_term(const char *text, size_t length, dd_shop_term *ret_term, uint64_t *ret_weight)
{
    char name[16];
    const char *star = memchr(text, '*', length);
    size_t before = star != NULL ? (size_t)(star - text) : length, after = star != NULL ? length - before - 1 : 0;
    bool is_first = star == NULL || !dd_scan_whole_uint(text, before, ret_weight);
    const char *word = is_first ? text : star + 1;
    size_t word_length = is_first ? before : after;
    if (star == NULL) *ret_weight = 1;
    else if (is_first && !dd_scan_whole_uint(star + 1, after, ret_weight)) return false;
    if (word_length >= sizeof name) return false;
    memcpy(name, word, word_length);
    name[word_length] = '\0';
    *ret_term = dd_shop_term_find(name);
    return *ret_term != DD_SHOP_TERM_END_ && *ret_weight >= 1 && *ret_weight <= DD_SHOP_WEIGHT_MAX;
}

dd_status dd_shop_objective_read(const char *text, dd_shop_objective *ret, dd_error *err)
{
    dd_shop_objective objective = {.level_count = 1};
    for (;;) {
        size_t length = strcspn(text, "+,");
        dd_shop_term term;
        uint64_t weight;
        if (!read_term(text, length, &term, &weight))
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL,
                                "\"%.*s\" is no term: makespan, tardiness, setup, moved, shift or flow, with *N for a whole weight up to %d", (int)length, text,
                                DD_SHOP_WEIGHT_MAX);
        int64_t *at = &objective.weight[objective.level_count - 1][term];
        if (*at != 0) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "\"%s\" is there twice in one sum", dd_shop_term_text(term));
        *at = (int64_t)weight;
        text += length;
        if (*text == '\0') break;
        if (*text == ',' && objective.level_count == DD_SHOP_LEVELS_MAX)
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "more than %d levels", DD_SHOP_LEVELS_MAX);
        if (*text == ',') objective.level_count++;
        text++;
    }
    *ret = objective;
    return DD_STATUS_OK;
}
