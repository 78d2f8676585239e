/* Reads consultation days (consult.h describes the files). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/names.h"
#include "io/consult.h"
#include "io/csv_table.h"
#include "io/json_document.h"
#include "io/json_reader.h"

static const char *const urgencies[] = {"stat", "asap", "urgent", "routine", NULL};
static const char *const kinds[] = {"live", "read", NULL};

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_status dd_consult_day_create(dd_consult_day **ret, dd_error *err)
{
    dd_consult_day *day = dd_array_new(1, sizeof *day);
    if (day == NULL) return no_memory(err);
    dd_arena_init(&day->memory);
    day->config = dd_engine_config_consult();
    day->config.needs_acceptance = false;
    day->seed = 1;
    *ret = day;
    return DD_STATUS_OK;
}

void dd_consult_day_free(dd_consult_day *day)
{
    if (day == NULL) return;
    dd_arena_done(&day->memory);
    free(day);
}

static const char *copy_text(dd_consult_day *day, const char *text, size_t length)
{
    char *copy = dd_arena_alloc(&day->memory, length + 1, 1);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

/* ---- the network ---- */

typedef struct network_reader {
    dd_json_reader json;
    dd_consult_day *day;
} network_reader;

static dd_json_at need(network_reader *in, const dd_json_at *object, const char *key)
{
    dd_json_at at = dd_json_member(object, key);
    if (at.value == NULL) dd_json_refuse(&in->json, object, DD_STATUS_INVALID_INPUT, "\"%s\" is missing", key);
    return at;
}

/* An opaque id, owned by the day. */
static const char *take_id(network_reader *in, dd_json_at at)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    if (text == NULL) return "";
    if (!dd_engine_id_is_opaque(text)) {
        dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "an id has 1 to 64 letters, digits and . _ : -");
        return "";
    }
    const char *copy = copy_text(in->day, text, strlen(text));
    if (copy == NULL) dd_json_refuse(&in->json, &at, DD_STATUS_NO_MEMORY, "out of memory");
    return copy ? copy : "";
}

static int64_t take_seconds(network_reader *in, dd_json_at at, int64_t fallback_ms)
{
    return at.value == NULL ? fallback_ms : dd_json_int(&in->json, at, 0, 0, DD_CONSULT_SECOND_MAX, NULL) * 1000;
}

static dd_trait always(dd_trait_kind kind, const char *text)
{
    return (dd_trait){kind, text, -DD_FOREVER_MS, DD_FOREVER_MS};
}

static void refuse_twin(network_reader *in, const dd_json_at *at, dd_names *names, const char *name)
{
    size_t before = names->count, length = strlen(name);
    if (in->json.status != DD_STATUS_OK) return;
    uint32_t ix = dd_names_add(names, name, length);
    if (ix == DD_NONE) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    else if (ix < before) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "there is another one with this id");
}

static void read_stations(network_reader *in, const dd_json_at *root)
{
    static const char *const keys[] = {"id", "hospital", "region", "rooms", "gps", NULL};
    dd_json_at list = need(in, root, "stations");
    size_t count = dd_json_array(&in->json, &list, DD_STATIONS_MAX, NULL);
    dd_names names = {0};
    in->day->stations = DD_ARENA_NEW(&in->day->memory, count, dd_consult_station);
    if (in->day->stations == NULL) dd_json_refuse(&in->json, &list, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        dd_consult_station *station = &in->day->stations[i];
        if (!dd_json_object(&in->json, &at, NULL)) break;
        dd_json_known(&in->json, &at, keys);
        station->name = take_id(in, need(in, &at, "id"));
        dd_json_at gps = dd_json_member(&at, "gps"), hospital = dd_json_member(&at, "hospital");
        if (hospital.value != NULL) station->traits[station->trait_count++] = always(DD_TRAIT_HOSPITAL, take_id(in, hospital));
        station->traits[station->trait_count++] = always(DD_TRAIT_REGION, take_id(in, need(in, &at, "region")));
        station->rooms = (uint32_t)dd_json_int(&in->json, need(in, &at, "rooms"), 0, 0, DD_ROOMS_MAX, NULL);
        station->gps = gps.value == NULL ? UINT32_MAX : (uint32_t)dd_json_int(&in->json, gps, 0, 0, DD_ROOMS_MAX, NULL);
        refuse_twin(in, &at, &names, station->name);
    }
    in->day->station_count = (uint32_t)count;
    dd_names_done(&names);
}

/* Traits of one specialist while they are collected. */
typedef struct trait_list {
    dd_trait items[DD_TRAITS_MAX];
    uint32_t count;
} trait_list;

static void add_trait(network_reader *in, const dd_json_at *at, trait_list *traits, dd_trait trait)
{
    if (traits->count == DD_TRAITS_MAX)
        dd_json_refuse(&in->json, at, DD_STATUS_TOO_LARGE, "more than %d traits of one specialist", DD_TRAITS_MAX);
    else traits->items[traits->count++] = trait;
}

static void add_texts(network_reader *in, const dd_json_at *owner, const char *key, dd_trait_kind kind, trait_list *traits)
{
    dd_json_at list = dd_json_member(owner, key);
    size_t count = dd_json_array(&in->json, &list, DD_TRAITS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        add_trait(in, &at, traits, always(kind, take_id(in, at)));
    }
}

static void add_licences(network_reader *in, const dd_json_at *owner, trait_list *traits)
{
    static const char *const keys[] = {"region", "from_s", "until_s", NULL};
    dd_json_at list = dd_json_member(owner, "licences");
    size_t count = dd_json_array(&in->json, &list, DD_TRAITS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        if (!json_is_object(at.value)) {
            add_trait(in, &at, traits, always(DD_TRAIT_LICENCE, take_id(in, at)));
            continue;
        }
        dd_json_known(&in->json, &at, keys);
        dd_trait licence = {DD_TRAIT_LICENCE, take_id(in, need(in, &at, "region")), 0, 0};
        licence.begin_ms = take_seconds(in, dd_json_member(&at, "from_s"), -DD_FOREVER_MS);
        licence.end_ms = take_seconds(in, dd_json_member(&at, "until_s"), DD_FOREVER_MS);
        if (licence.begin_ms >= licence.end_ms)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the licence ends before it begins");
        add_trait(in, &at, traits, licence);
    }
}

static void add_blocks(network_reader *in, const dd_json_at *owner, trait_list *traits)
{
    dd_json_at list = dd_json_member(owner, "blocks");
    size_t count = dd_json_array(&in->json, &list, DD_TRAITS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        if (dd_json_array(&in->json, &at, 2, NULL) != 2)
            dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "must be [begin_s, end_s]");
        dd_trait block = {DD_TRAIT_BLOCK, "block", take_seconds(in, dd_json_item(&at, 0), 0), take_seconds(in, dd_json_item(&at, 1), 0)};
        if (block.begin_ms >= block.end_ms) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the block ends before it begins");
        add_trait(in, &at, traits, block);
    }
}

static void read_specialist(network_reader *in, const dd_json_at *at, dd_consult_specialist *specialist)
{
    static const char *const keys[] = {"id",        "hospital", "specialties", "licences", "languages",
                                       "equipment", "blocks",   "on_s",        "off_s",    NULL};
    trait_list traits = {.count = 0};
    dd_json_known(&in->json, at, keys);
    specialist->name = take_id(in, need(in, at, "id"));
    dd_json_at hospital = dd_json_member(at, "hospital"), specialties = need(in, at, "specialties");
    if (hospital.value != NULL) add_trait(in, at, &traits, always(DD_TRAIT_HOSPITAL, take_id(in, hospital)));
    add_texts(in, at, "specialties", DD_TRAIT_SPECIALTY, &traits);
    if (specialties.value != NULL && json_array_size(specialties.value) == 0)
        dd_json_refuse(&in->json, &specialties, DD_STATUS_INVALID_INPUT, "a specialist has at least one specialty");
    add_licences(in, at, &traits);
    add_texts(in, at, "languages", DD_TRAIT_LANGUAGE, &traits);
    add_texts(in, at, "equipment", DD_TRAIT_EQUIPMENT, &traits);
    add_blocks(in, at, &traits);
    specialist->on_ms = take_seconds(in, need(in, at, "on_s"), 0);
    specialist->off_ms = take_seconds(in, need(in, at, "off_s"), 0);
    if (specialist->off_ms < specialist->on_ms) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "the shift ends before it begins");
    dd_trait *copy = DD_ARENA_NEW(&in->day->memory, traits.count, dd_trait);
    if (copy == NULL) {
        dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
        return;
    }
    memcpy(copy, traits.items, traits.count * sizeof *copy);
    specialist->traits = copy;
    specialist->trait_count = traits.count;
}

static void read_specialists(network_reader *in, const dd_json_at *root)
{
    dd_json_at list = need(in, root, "specialists");
    size_t count = dd_json_array(&in->json, &list, DD_SPECIALISTS_MAX, NULL);
    dd_names names = {0};
    in->day->specialists = DD_ARENA_NEW(&in->day->memory, count, dd_consult_specialist);
    if (in->day->specialists == NULL) dd_json_refuse(&in->json, &list, DD_STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at at = dd_json_item(&list, i);
        if (!dd_json_object(&in->json, &at, NULL)) break;
        read_specialist(in, &at, &in->day->specialists[i]);
        refuse_twin(in, &at, &names, in->day->specialists[i].name);
    }
    in->day->specialist_count = (uint32_t)count;
    dd_names_done(&names);
}

static void read_rules(network_reader *in, const dd_json_at *root)
{
    dd_engine_config *config = &in->day->config;
    dd_desk_rules *desk = &config->desk;
    dd_json_at targets = need(in, root, "target_s"), weights = need(in, root, "weight");
    dd_json_known(&in->json, &targets, urgencies);
    dd_json_known(&in->json, &weights, urgencies);
    for (int u = 0; u < DD_URGENCY_END_ && in->json.status == DD_STATUS_OK; u++) {
        desk->target_ms[u] = dd_json_int(&in->json, need(in, &targets, urgencies[u]), 0, 1, DD_CONSULT_SECOND_MAX, NULL) * 1000;
        desk->weight[u] = (uint32_t)dd_json_int(&in->json, need(in, &weights, urgencies[u]), 0, 1, 1000000, NULL);
    }
    desk->resume_ms = dd_json_int(&in->json, need(in, root, "resume_s"), 0, 0, 86400, NULL) * 1000;
    desk->nearly_done_ms =
        dd_json_int(&in->json, dd_json_member(root, "nearly_done_s"), desk->nearly_done_ms / 1000, 0, 86400, NULL) * 1000;
    desk->stat_ring = (uint32_t)dd_json_int(&in->json, dd_json_member(root, "stat_ring"), desk->stat_ring, 1, DD_RING_MAX, NULL);
    desk->may_interrupt = dd_json_bool(&in->json, dd_json_member(root, "may_interrupt"), desk->may_interrupt);
    desk->keeps_reserve = dd_json_bool(&in->json, dd_json_member(root, "keeps_reserve"), desk->keeps_reserve);
    config->escalate_ms = dd_json_int(&in->json, dd_json_member(root, "escalate_s"), config->escalate_ms / 1000, 1, 86400, NULL) * 1000;
    config->needs_acceptance = dd_json_bool(&in->json, dd_json_member(root, "needs_acceptance"), config->needs_acceptance);
    config->offer_timeout_ms =
        dd_json_int(&in->json, dd_json_member(root, "offer_timeout_s"), config->offer_timeout_ms / 1000, 0, 86400, NULL) * 1000;
}

dd_status dd_consult_read_network(dd_consult_day *day, const char *text, size_t size, dd_error *err)
{
    static const char *const keys[] = {"stations",  "specialists",   "target_s",      "weight",     "resume_s",         "nearly_done_s",
                                       "stat_ring", "may_interrupt", "keeps_reserve", "escalate_s", "needs_acceptance", "offer_timeout_s",
                                       NULL};
    dd_json_document document;
    dd_status status = dd_json_document_init(&document, text, size, err);
    network_reader in = {.json = {.err = err}, .day = day};
    if (status == DD_STATUS_OK) {
        dd_json_at root = {.value = document.root};
        if (!json_is_object(root.value)) dd_json_refuse(&in.json, &root, DD_STATUS_INVALID_INPUT, "must be an object");
        if (in.json.status == DD_STATUS_OK) dd_json_known(&in.json, &root, keys);
        if (in.json.status == DD_STATUS_OK) read_stations(&in, &root);
        if (in.json.status == DD_STATUS_OK) read_specialists(&in, &root);
        if (in.json.status == DD_STATUS_OK) read_rules(&in, &root);
        status = in.json.status;
    }
    dd_json_document_done(&document);
    return status;
}

/* ---- the cases ---- */

typedef enum column {
    COLUMN_CASE,
    COLUMN_OPENED,
    COLUMN_STATION,
    COLUMN_TYPE,
    COLUMN_SPECIALTY,
    COLUMN_URGENCY,
    COLUMN_KIND,
    COLUMN_LANGUAGE,
    COLUMN_EXPECTED,
    COLUMN_DURATION,
    COLUMN_EQUIPMENT,
    COLUMN_BOOKED,
    COLUMN_END_
} column;

static const char *const columns[COLUMN_END_] = {"case", "opened_s", "station",    "type",       "specialty", "urgency",
                                                 "kind", "language", "expected_s", "duration_s", "equipment", "booked_s"};

typedef struct case_reader {
    dd_consult_day *day;
    dd_names names, stations;
    uint32_t at[COLUMN_END_]; /* place of each column, DD_NONE */
    const dd_csv_row *row;
    dd_status status;
    dd_error *err;
} case_reader;

static void refuse(case_reader *in, column which, const char *why)
{
    char place[64];
    if (in->status != DD_STATUS_OK) return;
    snprintf(place, sizeof place, "line %u: %s", (unsigned)in->row->line, columns[which]);
    in->status = dd_error_set(in->err, DD_STATUS_INVALID_INPUT, place, "%s", why);
}

static void run_out(case_reader *in)
{
    if (in->status == DD_STATUS_OK) in->status = no_memory(in->err);
}

static void find_columns(case_reader *in, const dd_csv_row *header)
{
    in->row = header;
    for (int i = 0; i < COLUMN_END_; i++) in->at[i] = DD_NONE;
    for (uint32_t cell = 0; cell < header->cell_count; cell++) {
        int which = 0;
        while (which < COLUMN_END_ && strcmp(columns[which], header->cells[cell].text) != 0) which++;
        if (which == COLUMN_END_ || in->at[which] != DD_NONE) {
            char place[64];
            snprintf(place, sizeof place, "line %u", (unsigned)header->line);
            in->status = dd_error_set(in->err, DD_STATUS_INVALID_INPUT, place, "column %u is unknown or there twice", (unsigned)cell + 1);
            return;
        }
        in->at[which] = cell;
    }
    for (int which = 0; which < COLUMN_EQUIPMENT; which++)
        if (in->at[which] == DD_NONE) refuse(in, (column)which, "the column is missing");
}

static const char *cell_of(const case_reader *in, column which)
{
    return in->at[which] == DD_NONE ? "" : in->row->cells[in->at[which]].text;
}

static const char *id_of(case_reader *in, column which)
{
    const char *text = cell_of(in, which);
    if (!dd_engine_id_is_opaque(text)) {
        refuse(in, which, "an id has 1 to 64 letters, digits and . _ : -");
        return "";
    }
    const char *copy = copy_text(in->day, text, strlen(text));
    if (copy == NULL) run_out(in);
    return copy ? copy : "";
}

static int64_t seconds_of(case_reader *in, column which, int64_t least, int64_t most)
{
    const char *text = cell_of(in, which);
    int64_t value = 0;
    size_t i = 0;
    for (; text[i] >= '0' && text[i] <= '9' && i < 9; i++) value = value * 10 + (text[i] - '0');
    if (i == 0 || text[i] != '\0') refuse(in, which, "not a whole number of seconds");
    else if (value < least || value > most) refuse(in, which, "out of range");
    return value * 1000;
}

static int choice_of(case_reader *in, column which, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], cell_of(in, which)) == 0) return i;
    refuse(in, which, "not one of the words that are known");
    return 0;
}

static void read_case(case_reader *in, dd_consult_case *c)
{
    c->name = id_of(in, COLUMN_CASE);
    c->opened_ms = seconds_of(in, COLUMN_OPENED, 0, DD_CONSULT_SECOND_MAX);
    c->station = dd_names_find(&in->stations, cell_of(in, COLUMN_STATION), strlen(cell_of(in, COLUMN_STATION)));
    if (c->station == DD_NONE) refuse(in, COLUMN_STATION, "no such station in the network");
    c->urgency = (dd_urgency)choice_of(in, COLUMN_URGENCY, urgencies);
    c->kind = (dd_case_kind)choice_of(in, COLUMN_KIND, kinds);
    c->expected_ms = seconds_of(in, COLUMN_EXPECTED, 1, 86400);
    c->duration_ms = seconds_of(in, COLUMN_DURATION, 1, 86400);
    if (cell_of(in, COLUMN_BOOKED)[0] != '\0') c->booked_ms = seconds_of(in, COLUMN_BOOKED, 1, DD_CONSULT_SECOND_MAX);
    if (c->booked_ms != 0 && c->booked_ms < c->opened_ms) refuse(in, COLUMN_BOOKED, "the appointment is before the booking");
    dd_trait *traits = DD_ARENA_NEW(&in->day->memory, 3, dd_trait);
    if (traits == NULL) {
        run_out(in);
        return;
    }
    traits[c->trait_count++] = always(DD_TRAIT_SPECIALTY, id_of(in, COLUMN_SPECIALTY));
    if (c->kind == DD_CASE_LIVE || cell_of(in, COLUMN_LANGUAGE)[0] != '\0')
        traits[c->trait_count++] = always(DD_TRAIT_LANGUAGE, id_of(in, COLUMN_LANGUAGE));
    if (cell_of(in, COLUMN_EQUIPMENT)[0] != '\0') traits[c->trait_count++] = always(DD_TRAIT_EQUIPMENT, id_of(in, COLUMN_EQUIPMENT));
    c->traits = traits;
}

static void read_cases(case_reader *in, const dd_csv_table *table)
{
    if (table->row_count == 0) {
        in->status = dd_error_set(in->err, DD_STATUS_INVALID_INPUT, "line 1", "the header line is missing");
        return;
    }
    find_columns(in, &table->rows[0]);
    if (in->status != DD_STATUS_OK) return;
    if (table->row_count - 1 > DD_CONSULT_CASES_MAX) {
        in->status = dd_error_set(in->err, DD_STATUS_TOO_LARGE, NULL, "more than %d cases", DD_CONSULT_CASES_MAX);
        return;
    }
    in->day->cases = DD_ARENA_NEW(&in->day->memory, table->row_count - 1, dd_consult_case);
    if (in->day->cases == NULL) run_out(in);
    for (size_t i = 1; i < table->row_count && in->status == DD_STATUS_OK; i++) {
        in->row = &table->rows[i];
        if (in->row->cell_count != table->rows[0].cell_count) {
            refuse(in, COLUMN_CASE, "not as many fields as the header names");
            return;
        }
        dd_consult_case *c = &in->day->cases[in->day->case_count++];
        read_case(in, c);
        if (in->status != DD_STATUS_OK) return;
        uint32_t ix = dd_names_add(&in->names, c->name, strlen(c->name));
        if (ix == DD_NONE) run_out(in);
        else if (ix + 1 < in->day->case_count) refuse(in, COLUMN_CASE, "there is another case with this id");
    }
}

dd_status dd_consult_read_cases(dd_consult_day *day, const char *text, size_t size, dd_error *err)
{
    dd_csv_table table;
    case_reader in = {.day = day, .err = err};
    in.status = dd_csv_table_init(&table, text, size, err);
    for (uint32_t i = 0; i < day->station_count && in.status == DD_STATUS_OK; i++)
        if (dd_names_add(&in.stations, day->stations[i].name, strlen(day->stations[i].name)) == DD_NONE) run_out(&in);
    if (in.status == DD_STATUS_OK) read_cases(&in, &table);
    dd_csv_table_done(&table);
    dd_names_done(&in.names);
    dd_names_done(&in.stations);
    return in.status == DD_STATUS_OK ? dd_consult_day_arrange(day, err) : in.status;
}

/* Cases with their place in the file, for a stable order. */
typedef struct placed_case {
    dd_consult_case it;
    uint32_t place;
} placed_case;

static int compare_placed(const void *a, const void *b)
{
    const placed_case *one = a, *other = b;
    if (one->it.opened_ms != other->it.opened_ms) return one->it.opened_ms < other->it.opened_ms ? -1 : 1;
    return one->place < other->place ? -1 : one->place > other->place;
}

dd_status dd_consult_day_arrange(dd_consult_day *day, dd_error *err)
{
    placed_case *list = dd_array_new(day->case_count, sizeof *list);
    if (list == NULL) return no_memory(err);
    for (uint32_t i = 0; i < day->case_count; i++) list[i] = (placed_case){day->cases[i], i};
    qsort(list, day->case_count, sizeof *list, compare_placed);
    for (uint32_t i = 0; i < day->case_count; i++) day->cases[i] = list[i].it;
    free(list);
    return DD_STATUS_OK;
}

void dd_consult_write_work(const dd_consult_stretch *stretches, size_t count, const char *const *cases, const char *const *specialists,
                           dd_buffer *out)
{
    dd_buffer_printf(out, "case,specialist,start_s,end_s\n");
    for (size_t i = 0; i < count; i++)
        dd_buffer_printf(out, "%s,%s,%lld,%lld\n", cases[stretches[i].case_ix], specialists[stretches[i].specialist],
                         (long long)(stretches[i].begin_ms / 1000), (long long)(stretches[i].end_ms / 1000));
}
