/* Shop builder: see shop_builder.h. */
#include "io/shop_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/scan.h"
#include "io/shifts.h"
#include "io/shop_names.h"

/* Cells of all setup matrices together, in proportion to what the text says of them. */
enum { CELLS_FREE = 1 << 21, CELLS_PER_ENTRY = 64 };

static const char *const nouns[DD_SHOP_NOUN_COUNT_] = {"calendar", "machine", "pool of operators or tools", "family", "setup matrix", "job"};

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_status dd_shop_builder_init(dd_shop_builder *builder, dd_error *err)
{
    *builder = (dd_shop_builder){.monday_ms = 0};
    dd_status status = dd_shop_problem_create(&builder->problem, err);
    if (status == DD_STATUS_OK) builder->problem->ticks_per_unit = 1000;
    return status;
}

void dd_shop_builder_done(dd_shop_builder *builder)
{
    for (int n = 0; n < DD_SHOP_NOUN_COUNT_; n++) dd_names_done(&builder->names[n]);
    free(builder->entries);
    dd_shop_problem_free(builder->problem);
    *builder = (dd_shop_builder){0};
}

dd_status dd_shop_builder_intern(dd_shop_builder *builder, dd_shop_noun noun, const char *text, uint32_t *ret, dd_error *err)
{
    size_t length = strlen(text);
    if (!dd_names_takes(text, length)) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "a name must have 1 to %d bytes", DD_NAME_MAX);
    uint32_t ix = dd_names_add(&builder->names[noun], text, length);
    if (ix == DD_NONE) return no_memory(err);
    if (noun == DD_SHOP_NOUN_FAMILY && ix >= DD_SHOP_FAMILIES_MAX)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "more than %d families", DD_SHOP_FAMILIES_MAX);
    *ret = ix;
    return DD_STATUS_OK;
}

dd_status dd_shop_builder_new(dd_shop_builder *builder, dd_shop_noun noun, const char *text, const char **ret, dd_error *err)
{
    size_t before = builder->names[noun].count;
    uint32_t ix = DD_NONE;
    dd_status status = dd_shop_builder_intern(builder, noun, text, &ix, err);
    if (status != DD_STATUS_OK) return status;
    if (ix < before) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "there is another %s of this name", nouns[noun]);
    *ret = dd_shop_problem_text(builder->problem, text, strlen(text));
    return *ret != NULL ? DD_STATUS_OK : no_memory(err);
}

dd_status dd_shop_builder_find(const dd_shop_builder *builder, dd_shop_noun noun, const char *text, uint32_t *ret, dd_error *err)
{
    uint32_t ix = dd_names_find(&builder->names[noun], text, strlen(text));
    if (ix == DD_NONE) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "no %s \"%.80s\"", nouns[noun], text);
    *ret = ix;
    return DD_STATUS_OK;
}

dd_status dd_shop_builder_instant(const dd_shop_builder *builder, const char *text, size_t size, int64_t *ret, dd_error *err)
{
    bool is_iso = builder->problem->has_iso_times;
    int64_t ms;
    bool is_good = is_iso ? dd_scan_whole_instant(text, size, &ms) : dd_scan_whole_fixed(text, size, 1000, &ms);
    if (!is_good)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "%s",
                            is_iso ? "not an ISO 8601 instant with a zone, as the origin is" : "not a number of seconds (with an ISO 8601 origin: an instant)");
    if (ms < -DD_SHOP_INSTANT_MAX_MS || ms > DD_SHOP_INSTANT_MAX_MS) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "an instant out of range");
    *ret = ms;
    return DD_STATUS_OK;
}

dd_status dd_shop_builder_origin(dd_shop_builder *builder, const char *text, dd_error *err)
{
    int64_t ms;
    bool is_iso = dd_scan_whole_instant(text, strlen(text), &ms);
    builder->problem->has_iso_times = is_iso;
    if (is_iso) builder->monday_ms += DD_SHIFTS_MONDAY_MS;
    dd_status status = dd_shop_builder_instant(builder, text, strlen(text), &builder->problem->origin_ms, err);
    builder->has_origin = true;
    return status;
}

dd_status dd_shop_builder_zone(dd_shop_builder *builder, const char *text, dd_error *err)
{
    char instant[48] = "2000-01-01T00:00:00";
    size_t length = strlen(text), base = strlen(instant);
    int64_t ms;
    if (length < 8) memcpy(instant + base, text, length + 1);
    if (length >= 8 || !dd_scan_whole_instant(instant, base + length, &ms))
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "a zone is +HH:MM, -HH:MM or Z");
    builder->monday_ms += ms - INT64_C(946684800000); /* 2000-01-01T00:00:00Z */
    return DD_STATUS_OK;
}

dd_status dd_shop_builder_setup(dd_shop_builder *builder, const dd_setup_entry *entry, dd_error *err)
{
    if (!DD_ARRAY_RESERVE(builder->entries, builder->entry_room, builder->entry_count + 1)) return no_memory(err);
    builder->entries[builder->entry_count++] = *entry;
    return DD_STATUS_OK;
}

/* What is said of all pairs, then of rows, then of columns, then of pairs; later overrules. */
static int rank(const dd_setup_entry *entry)
{
    return (entry->from != DD_NONE) + 2 * (entry->to != DD_NONE);
}

static void fill(const dd_setup_entry *entry, uint32_t families, int64_t *ms, int64_t *first_ms)
{
    uint32_t to_begin = entry->to == DD_NONE ? 0 : entry->to, to_end = entry->to == DD_NONE ? families : entry->to + 1;
    uint32_t from_begin = entry->from == DD_NONE ? 0 : entry->from, from_end = entry->from == DD_NONE ? families : entry->from + 1;
    for (uint32_t to = to_begin; to < to_end; to++) {
        if (entry->is_first) {
            first_ms[to] = entry->ms;
            continue;
        }
        for (uint32_t from = from_begin; from < from_end; from++)
            if (from != to || rank(entry) == 3) ms[(size_t)from * families + to] = entry->ms;
    }
}

static int compare_entries(const void *left, const void *right)
{
    const dd_setup_entry *a = left, *b = right;
    if (a->matrix != b->matrix) return a->matrix < b->matrix ? -1 : 1;
    if (a->is_first != b->is_first) return a->is_first ? 1 : -1;
    if (rank(a) != rank(b)) return rank(a) - rank(b);
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->to != b->to) return a->to < b->to ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static bool is_same(const dd_setup_entry *a, const dd_setup_entry *b)
{
    return a->matrix == b->matrix && a->is_first == b->is_first && a->from == b->from && a->to == b->to;
}

/* Makes the matrix of which the entries begin at *at, and moves it past them. */
static dd_status make_matrix(dd_shop_builder *builder, uint32_t matrix, size_t *at, dd_error *err)
{
    dd_shop_problem *problem = builder->problem;
    uint32_t families = problem->family_count;
    const char *name = dd_names_at(&builder->names[DD_SHOP_NOUN_MATRIX], matrix);
    int64_t *ms = dd_shop_problem_alloc(problem, (size_t)families * families + 1, sizeof *ms);
    int64_t *first_ms = dd_shop_problem_alloc(problem, (size_t)families + 1, sizeof *first_ms);
    dd_setup_matrix setup = {.name = dd_shop_problem_text(problem, name, strlen(name)), .ms = ms, .first_ms = first_ms};
    if (ms == NULL || first_ms == NULL || setup.name == NULL) return no_memory(err);
    for (; *at < builder->entry_count && builder->entries[*at].matrix == matrix; (*at)++) fill(&builder->entries[*at], families, ms, first_ms);
    return dd_shop_problem_add_setup(problem, &setup, NULL, err);
}

static dd_status make_setups(dd_shop_builder *builder, dd_shop_fault *fault, dd_error *err)
{
    const dd_names *families = &builder->names[DD_SHOP_NOUN_FAMILY];
    uint64_t matrices = builder->names[DD_SHOP_NOUN_MATRIX].count, cells = (uint64_t)families->count * families->count * matrices;
    dd_status status = DD_STATUS_OK;
    if (cells > CELLS_FREE + (uint64_t)builder->entry_count * CELLS_PER_ENTRY)
        return dd_error_set(err, DD_STATUS_TOO_LARGE, NULL, "%zu families and %zu setup matrices are too many for so few setup times", families->count,
                            builder->names[DD_SHOP_NOUN_MATRIX].count);
    if (builder->entry_count > 0) qsort(builder->entries, builder->entry_count, sizeof *builder->entries, compare_entries);
    for (size_t i = 1; i < builder->entry_count; i++)
        if (is_same(&builder->entries[i - 1], &builder->entries[i])) {
            fault->entry = builder->entries[i];
            return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "the setup is there twice");
        }
    for (uint32_t f = 0; status == DD_STATUS_OK && f < families->count; f++) {
        const char *name = dd_names_at(families, f), *copy = dd_shop_problem_text(builder->problem, name, strlen(name));
        status = copy != NULL ? dd_shop_problem_add_family(builder->problem, copy, NULL, err) : no_memory(err);
    }
    size_t at = 0;
    for (uint32_t m = 0; status == DD_STATUS_OK && m < matrices; m++) status = make_matrix(builder, m, &at, err);
    return status;
}

dd_status dd_shop_builder_finish(dd_shop_builder *builder, dd_shop_fault *fault, dd_error *err)
{
    dd_shop_names names = {0};
    *fault = (dd_shop_fault){.operation = DD_NONE, .entry.matrix = DD_NONE};
    dd_status status = make_setups(builder, fault, err);
    if (status == DD_STATUS_OK) status = dd_shop_names_init(&names, builder->problem, err);
    if (status == DD_STATUS_OK) fault->operation = dd_shop_names_duplicate(&names);
    if (fault->operation != DD_NONE) status = dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "the job has another operation of this name");
    dd_shop_names_done(&names);
    return status;
}
