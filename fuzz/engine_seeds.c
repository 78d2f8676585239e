/* Seeds of the engine's fuzzers: days of facts, the events and the states that come of them.
 *
 *     engine_seeds write fuzz/corpus     writes engine/day-*, plant/day-*, event/KIND and snapshot/state-*; after a change of a format
 *     engine_seeds check fuzz/corpus     whether each event still decodes and each state still restores: run by the tests, so that a
 *                                        fuzzer does not start from files that the reader turns down at their first byte
 */
#include <dirent.h>

#include "base/rng.h"
#include "engine_town.h"
#include "plant_town.h"
#include "sim/consult_run.h"
#include "sim/hospital.h"

enum { FACTS = 60, DAYS = 3, WARDS = 4, LINES = 6, FILE_MOST = 1 << 16, PATH_MOST = 4096 };

typedef struct writer {
    const char *folder;
    bool has_kind[DD_EVENT_KIND_END_];
} writer;

static void write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[PATH_MOST];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    require(file != NULL && fwrite(bytes, 1, size, file) == size);
    require(fclose(file) == 0);
}

/* The first event of each kind. */
static void write_event(writer *out, const dd_event *event)
{
    void *bytes;
    size_t size;
    char name[64];
    if (out->has_kind[event->kind]) return;
    out->has_kind[event->kind] = true;
    require_ok(dd_event_encode(event, &bytes, &size, NULL));
    (void)snprintf(name, sizeof name, "event/%s", dd_event_kind_text(event->kind));
    write_file(out->folder, name, bytes, size);
    free(bytes);
}

static void write_state(const writer *out, const dd_engine *engine, unsigned day)
{
    void *bytes;
    size_t size;
    char name[64];
    require_ok(dd_engine_snapshot(engine, &bytes, &size, NULL));
    (void)snprintf(name, sizeof name, "snapshot/state-%u", day);
    write_file(out->folder, name, bytes, size);
    free(bytes);
}

static void write_cycle(writer *out, dd_engine *engine)
{
    dd_decisions decisions;
    require_ok(dd_engine_decide(engine, dd_engine_now_ms(engine) + 30000, &(dd_budget){.work = 50}, &decisions, NULL));
    for (uint32_t i = 0; i < decisions.count; i++) {
        require_ok(dd_engine_apply(engine, &decisions.events[i], NULL));
        write_event(out, &decisions.events[i]);
    }
    dd_decisions_free(&decisions);
}

/* Five bytes a fact (town_event): four couriers sign on, twenty orders come, then things happen. */
static size_t draw_day(uint8_t policy, uint8_t rules, uint8_t bytes[2 + 5 * FACTS])
{
    /* by town_event's count of kinds, from DD_EVENT_COURIER_ON: what moves a day along is here more often */
    static const uint8_t kinds[] = {0, 3, 3, 3, 3, 3, 2, 4, 5, 8, 8, 11, 12, 12, 12, 13, 13, 13, 9, 7, 6, 1, 14};
    dd_rng rng = dd_rng_seed(policy, rules);
    size_t size = 0;
    bytes[size++] = policy;
    bytes[size++] = rules;
    for (uint32_t i = 0; i < FACTS; i++) {
        bytes[size++] = i < 4 ? 0 : i < 16 ? 3 : kinds[dd_rng_below(&rng, sizeof kinds)];
        bytes[size++] = (uint8_t)(i < 24 ? i : dd_rng_below(&rng, 6));
        bytes[size++] = (uint8_t)dd_rng_below(&rng, 256);
        bytes[size++] = (uint8_t)(dd_rng_below(&rng, 32) * 8);
        bytes[size++] = (uint8_t)dd_rng_below(&rng, 40);
    }
    return size;
}

static void write_day(writer *out, unsigned day)
{
    static const uint8_t rules[] = {0, 74, 15, 222};
    uint8_t policy = (uint8_t)(day % DAYS), rule = rules[day / DAYS], bytes[2 + 5 * FACTS];
    char name[64];
    size_t size = draw_day(policy, rule, bytes);
    (void)snprintf(name, sizeof name, "engine/day-%u", day);
    write_file(out->folder, name, bytes, size);
    dd_cursor in = {.bytes = bytes, .size = size, .at = 2};
    dd_engine *engine = town_open(policy, rule);
    for (int step = 1; in.at < in.size; step++) {
        char text[2][16];
        uint32_t orders[DD_BUNDLE_MAX];
        dd_event event = town_event(engine, &in, false, text, orders);
        if (dd_engine_apply(engine, &event, NULL) == DD_STATUS_OK) write_event(out, &event);
        if (step % 8 == 0) write_cycle(out, engine);
    }
    write_state(out, engine, day);
    dd_engine_free(engine);
}

/* A line's day: jobs, then things happen; one byte in eight asks for what comes next on a machine (plant_event). */
static void write_line(writer *out, unsigned line)
{
    static const uint8_t policies[LINES] = {1, 0, 2, 12, 193, 3}, rules[LINES] = {0, 0, 0x1f, 0x35, 0x22, 0x4b};
    uint8_t bytes[2 + TOWN_BYTES * FACTS] = {policies[line], rules[line]};
    char name[64];
    size_t size = 2;
    dd_rng rng = dd_rng_seed(line, 7);
    for (uint32_t i = 0; i < FACTS; i++)
        for (uint32_t j = 0; j < TOWN_BYTES; j++) {
            uint8_t kind = i < 8 ? 0 : dd_rng_below(&rng, 3) != 0 ? 128 : (uint8_t)dd_rng_below(&rng, 110);
            bytes[size++] = j == 0 ? kind : (uint8_t)dd_rng_below(&rng, j == 2 && i >= 8 ? 16 : 200);
        }
    (void)snprintf(name, sizeof name, "plant/day-%u", line);
    write_file(out->folder, name, bytes, size);
    dd_cursor in = {.bytes = bytes, .size = size, .at = 2};
    dd_engine *engine = plant_open(policies[line], rules[line]);
    for (int step = 1; in.at < in.size; step++) {
        plant_room room = {0};
        dd_event event = plant_event(engine, &in, policies[line] >= 192, &room);
        if (dd_engine_apply(engine, &event, NULL) == DD_STATUS_OK) write_event(out, &event);
        if (step % 5 == 0) write_cycle(out, engine);
    }
    write_state(out, engine, 200 + line);
    dd_engine_free(engine);
}

static void observe(void *context, const dd_event *event)
{
    write_event(context, event);
}

/* A small network's morning, cut at some instant. */
static void write_ward(writer *out, unsigned ward)
{
    const int64_t hour_ms = 3600000;
    dd_hospital_options options = {.stations = 3, .specialists = 8, .cases = 24, .rooms = 1, .begin_ms = 8 * hour_ms, .end_ms = 10 * hour_ms};
    options.seed = ward;
    options.is_calm = ward % 4 == 3;
    dd_run_options run = {.until_ms = 8 * hour_ms + (ward + 1) * hour_ms / 2, .observe = observe, .context = out};
    dd_consult_day *day;
    dd_consult_run done;
    require_ok(dd_hospital_generate(&options, &day, NULL));
    require_ok(dd_consult_run_day(day, &run, &done, NULL));
    write_state(out, done.engine, 100 + ward);
    dd_consult_run_done(&done);
    dd_consult_day_free(day);
}

static bool event_is_good(const void *bytes, size_t size)
{
    dd_event event;
    void *scratch;
    if (dd_event_decode(bytes, size, &event, &scratch, NULL) != DD_STATUS_OK) return false;
    free(scratch);
    return true;
}

static bool state_is_good(const void *bytes, size_t size)
{
    dd_engine *engine;
    if (dd_engine_restore(bytes, size, &engine, NULL) != DD_STATUS_OK) return false;
    dd_engine_free(engine);
    return true;
}

/* Files whose names begin so are seeds; others are a fuzzer's findings and may be anything. */
static int check_folder(const char *corpus, const char *below, const char *begin, bool (*is_good)(const void *bytes, size_t size))
{
    static unsigned char bytes[FILE_MOST];
    char path[PATH_MOST];
    int bad = 0, seeds = 0;
    (void)snprintf(path, sizeof path, "%s/%s", corpus, below);
    DIR *folder = opendir(path);
    require(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.' || strncmp(entry->d_name, begin, strlen(begin)) != 0 || strncmp(entry->d_name, "found-", 6) == 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s/%s", corpus, below, entry->d_name);
        FILE *file = fopen(path, "rb");
        require(file != NULL);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        (void)fclose(file);
        seeds++;
        if (is_good(bytes, size)) continue;
        bad++;
        printf("%s is no longer read; write the seeds again\n", path);
    }
    (void)closedir(folder);
    return seeds > 0 ? bad : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "write") == 0) {
        writer out = {.folder = argv[2]};
        for (unsigned day = 0; day < 4 * DAYS; day++) write_day(&out, day);
        for (unsigned ward = 0; ward < WARDS; ward++) write_ward(&out, ward);
        for (unsigned line = 0; line < LINES; line++) write_line(&out, line);
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "check") == 0)
        return check_folder(argv[2], "event", "", event_is_good) + check_folder(argv[2], "snapshot", "state-", state_is_good) > 0 ? 1 : 0;
    (void)fprintf(stderr, "usage: engine_seeds write|check CORPUS\n");
    return 2;
}
