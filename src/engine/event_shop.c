/* Event codec, the fields of factory lines, in the order of dd_shop_field.
 *
 * An operation: name, family, flags (1: may pause), release, modes, links.  A mode: machine, duration, needs; a need: pool, units * 2 + in_setup.
 * A link: job, place, lag.  A planned operation: operation, mode, its setup's begin from the event's instant, then two lengths.
 */
#include "engine/event_shop.h"

/* Differences of instants as they come, wrapped, so that any event reads back. */
static int64_t minus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* ---- out ---- */

static void put_windows(dd_buffer *out, const dd_event *event)
{
    dd_buffer_put_int(out, event->period_ms);
    dd_buffer_put_uint(out, event->window_count);
    for (uint32_t i = 0; i < event->window_count; i++) {
        dd_buffer_put_int(out, event->windows[i].begin_ms);
        dd_buffer_put_int(out, minus(event->windows[i].end_ms, event->windows[i].begin_ms));
    }
}

static void put_mode(dd_buffer *out, const dd_mode *mode)
{
    dd_buffer_put_uint(out, mode->machine);
    dd_buffer_put_int(out, mode->duration_ms);
    dd_buffer_put_uint(out, mode->need_count);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        dd_buffer_put_uint(out, mode->needs[i].pool);
        dd_buffer_put_uint(out, (uint64_t)mode->needs[i].units * 2 + mode->needs[i].in_setup);
    }
}

static void put_operation(dd_buffer *out, const dd_job_operation *operation)
{
    dd_buffer_put_text(out, operation->name);
    dd_buffer_put_uint(out, operation->family);
    dd_buffer_put_byte(out, operation->may_pause);
    dd_buffer_put_int(out, operation->release_ms);
    dd_buffer_put_uint(out, operation->mode_count);
    for (uint32_t i = 0; i < operation->mode_count; i++) put_mode(out, &operation->modes[i]);
    dd_buffer_put_uint(out, operation->link_count);
    for (uint32_t i = 0; i < operation->link_count; i++) {
        dd_buffer_put_uint(out, operation->links[i].job);
        dd_buffer_put_uint(out, operation->links[i].place);
        dd_buffer_put_int(out, operation->links[i].lag_ms);
    }
}

static void put_delays(dd_buffer *out, const dd_event *event)
{
    dd_buffer_put_uint(out, event->delay_count);
    for (uint32_t i = 0; i < event->delay_count; i++) {
        const dd_delay *delay = &event->delays[i];
        dd_buffer_put_byte(out, (uint8_t)delay->kind);
        dd_buffer_put_uint(out, delay->operation);
        dd_buffer_put_uint(out, delay->other);
        dd_buffer_put_uint(out, delay->resource);
        dd_buffer_put_int(out, delay->from_ms);
        dd_buffer_put_int(out, delay->until_ms);
    }
}

static void put_replan(dd_buffer *out, const dd_event *event)
{
    if (event->triggers == 0 && event->placed_count == 0) return;
    dd_buffer_put_uint(out, event->triggers);
    dd_buffer_put_uint(out, event->placed_count);
    for (uint32_t i = 0; i < event->placed_count; i++) {
        const dd_planned_operation *placed = &event->placed[i];
        dd_buffer_put_uint(out, placed->operation);
        dd_buffer_put_uint(out, placed->mode);
        dd_buffer_put_int(out, minus(placed->setup_begin_ms, event->at_ms));
        dd_buffer_put_int(out, minus(placed->start_ms, placed->setup_begin_ms));
        dd_buffer_put_int(out, minus(placed->end_ms, placed->start_ms));
    }
}

void dd_event_put_shop(dd_buffer *out, const dd_event *event, unsigned fields)
{
    if (fields & S_JOB) dd_buffer_put_uint(out, event->job);
    if (fields & S_CALENDAR) dd_buffer_put_uint(out, event->calendar);
    if (fields & S_MATRIX) dd_buffer_put_uint(out, event->matrix);
    if (fields & S_FAMILY) dd_buffer_put_uint(out, event->family);
    if (fields & S_WEIGHT) dd_buffer_put_uint(out, event->weight);
    if (fields & S_TOOL) dd_buffer_put_byte(out, event->is_tool);
    if (fields & S_TRIGGERS) dd_buffer_put_uint(out, event->triggers);
    if (fields & S_WINDOWS) put_windows(out, event);
    if (fields & S_TEXTS) {
        dd_buffer_put_uint(out, event->text_count);
        for (uint32_t i = 0; i < event->text_count; i++) dd_buffer_put_text(out, event->texts[i]);
    }
    if (fields & S_VALUES) {
        dd_buffer_put_uint(out, event->value_count);
        for (uint32_t i = 0; i < event->value_count; i++) dd_buffer_put_int(out, event->values[i]);
    }
    if (fields & S_OPERATIONS) {
        dd_buffer_put_uint(out, event->operation_count);
        for (uint32_t i = 0; i < event->operation_count; i++) put_operation(out, &event->operations[i]);
    }
    if (fields & S_DELAYS) put_delays(out, event);
    if (fields & S_REPLAN) put_replan(out, event);
}

/* ---- back ---- */

/* A counted array in the scratch; NULL when it is empty or the input has failed. */
static void *take_array(dd_cursor *in, dd_event_scratch *room, size_t least, size_t size, uint32_t *ret_count)
{
    uint32_t count = dd_cursor_count(in, least);
    void *items = in->failed || count == 0 ? NULL : dd_event_scratch_take(room, in, count, size);
    *ret_count = items == NULL ? 0 : count;
    return items;
}

static void take_windows(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    event->period_ms = dd_cursor_int(in);
    dd_window *windows = take_array(in, room, 2, sizeof *windows, &event->window_count);
    for (uint32_t i = 0; i < event->window_count; i++) {
        windows[i].begin_ms = dd_cursor_int(in);
        windows[i].end_ms = plus(windows[i].begin_ms, dd_cursor_int(in));
    }
    event->windows = windows;
}

static void take_mode(dd_cursor *in, dd_event_scratch *room, dd_mode *mode)
{
    mode->machine = dd_state_take_u32(in);
    mode->duration_ms = dd_cursor_int(in);
    dd_need *needs = take_array(in, room, 2, sizeof *needs, &mode->need_count);
    for (uint32_t i = 0; i < mode->need_count; i++) {
        needs[i].pool = dd_state_take_u32(in);
        uint64_t value = dd_cursor_uint(in);
        if (value / 2 > UINT32_MAX) in->failed = true;
        needs[i].units = (uint32_t)(value / 2);
        needs[i].in_setup = (value & 1) != 0;
    }
    mode->needs = needs;
}

static void take_operation(dd_cursor *in, dd_event_scratch *room, dd_job_operation *operation)
{
    operation->name = dd_event_take_name(in, room);
    operation->family = dd_state_take_u32(in);
    operation->may_pause = dd_state_take_byte(in, 1) != 0;
    operation->release_ms = dd_cursor_int(in);
    dd_mode *modes = take_array(in, room, 3, sizeof *modes, &operation->mode_count);
    for (uint32_t i = 0; i < operation->mode_count && !in->failed; i++) take_mode(in, room, &modes[i]);
    operation->modes = modes;
    dd_job_link *links = take_array(in, room, 3, sizeof *links, &operation->link_count);
    for (uint32_t i = 0; i < operation->link_count; i++) {
        links[i].job = dd_state_take_u32(in);
        links[i].place = dd_state_take_u32(in);
        links[i].lag_ms = dd_cursor_int(in);
    }
    operation->links = links;
}

static void take_operations(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    dd_job_operation *operations = take_array(in, room, 6, sizeof *operations, &event->operation_count);
    for (uint32_t i = 0; i < event->operation_count && !in->failed; i++) take_operation(in, room, &operations[i]);
    event->operations = operations;
}

static void take_delays(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    dd_delay *delays = take_array(in, room, 6, sizeof *delays, &event->delay_count);
    for (uint32_t i = 0; i < event->delay_count; i++) {
        delays[i].kind = (dd_delay_kind)dd_state_take_byte(in, DD_DELAY_KIND_END_ - 1);
        delays[i].operation = dd_state_take_u32(in);
        delays[i].other = dd_state_take_u32(in);
        delays[i].resource = dd_state_take_u32(in);
        delays[i].from_ms = dd_cursor_int(in);
        delays[i].until_ms = dd_cursor_int(in);
    }
    event->delays = delays;
}

static void take_replan(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    if (in->failed || in->at == in->size) return;
    event->triggers = dd_state_take_u32(in);
    dd_planned_operation *placed = take_array(in, room, 5, sizeof *placed, &event->placed_count);
    if (event->triggers == 0 && event->placed_count == 0) in->failed = true;
    for (uint32_t i = 0; i < event->placed_count; i++) {
        placed[i].operation = dd_state_take_u32(in);
        placed[i].mode = dd_state_take_u32(in);
        placed[i].setup_begin_ms = plus(event->at_ms, dd_cursor_int(in));
        placed[i].start_ms = plus(placed[i].setup_begin_ms, dd_cursor_int(in));
        placed[i].end_ms = plus(placed[i].start_ms, dd_cursor_int(in));
    }
    event->placed = placed;
}

static void take_texts(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    const char **texts = take_array(in, room, 1, sizeof *texts, &event->text_count);
    for (uint32_t i = 0; i < event->text_count; i++) texts[i] = dd_event_take_name(in, room);
    event->texts = texts;
}

static void take_values(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    int64_t *values = take_array(in, room, 1, sizeof *values, &event->value_count);
    for (uint32_t i = 0; i < event->value_count; i++) values[i] = dd_cursor_int(in);
    event->values = values;
}

void dd_event_take_shop(dd_cursor *in, dd_event_scratch *room, dd_event *event, unsigned fields)
{
    if (fields & S_JOB) event->job = dd_state_take_u32(in);
    if (fields & S_CALENDAR) event->calendar = dd_state_take_u32(in);
    if (fields & S_MATRIX) event->matrix = dd_state_take_u32(in);
    if (fields & S_FAMILY) event->family = dd_state_take_u32(in);
    if (fields & S_WEIGHT) event->weight = dd_state_take_u32(in);
    if (fields & S_TOOL) event->is_tool = dd_state_take_byte(in, 1) != 0;
    if (fields & S_TRIGGERS) event->triggers = dd_state_take_u32(in);
    if (fields & S_WINDOWS) take_windows(in, room, event);
    if (fields & S_TEXTS) take_texts(in, room, event);
    if (fields & S_VALUES) take_values(in, room, event);
    if (fields & S_OPERATIONS) take_operations(in, room, event);
    if (fields & S_DELAYS) take_delays(in, room, event);
    if (fields & S_REPLAN) take_replan(in, room, event);
}
