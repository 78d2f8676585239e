/* Names against the simplest thing that could do the same: a list searched from its start. */
#include "base/names.h"

#include "support/property.h"

enum { OPERATIONS = 400, LENGTH_MAX = 3 };

typedef struct model {
    char names[OPERATIONS][LENGTH_MAX + 1];
    uint32_t count;
} model;

static uint32_t model_find(const model *list, const char *name)
{
    for (uint32_t ix = 0; ix < list->count; ix++)
        if (strcmp(list->names[ix], name) == 0) return ix;
    return DD_NONE;
}

static bool same_as_a_list(dd_rng *rng)
{
    dd_names names = {0};
    model list = {.count = 0};
    for (int i = 0; i < OPERATIONS; i++) {
        char name[LENGTH_MAX + 1] = {0};
        uint32_t length = 1 + dd_rng_below(rng, LENGTH_MAX);
        for (uint32_t k = 0; k < length; k++) name[k] = (char)('a' + dd_rng_below(rng, 6));
        uint32_t expected = model_find(&list, name);
        HOLDS(dd_names_find(&names, name, length) == expected);
        if (dd_rng_below(rng, 2) == 0) continue;
        if (expected == DD_NONE) {
            expected = list.count++;
            memcpy(list.names[expected], name, sizeof name);
        }
        HOLDS(dd_names_add(&names, name, length) == expected);
        HOLDS(names.count == list.count);
    }
    for (uint32_t ix = 0; ix < list.count; ix++) HOLDS(strcmp(dd_names_at(&names, ix), list.names[ix]) == 0);
    dd_names_done(&names);
    return true;
}

static void names_are_a_list(void **state)
{
    (void)state;
    property_check(same_as_a_list, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_a_list),
    };
    return cmocka_run_group_tests_name("property names", tests, NULL, NULL);
}
