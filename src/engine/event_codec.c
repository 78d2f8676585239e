/* Event codec: an event as the journal's payload.
 *
 * Bytes: kind (varint), at_ms (signed varint), then the fields of the kind, in the order of enum field; FIELDS says which kind has which.
 * Integers are LEB128 varints (signed ones zigzag), coordinates 8 bytes little-endian IEEE 754, texts a length and their bytes.
 * Nothing may follow.  Equal events have equal bytes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/names.h"
#include "engine/event_shop.h"

typedef enum field {
    F_NAME = 1 << 0,
    F_MERCHANT_NAME = 1 << 1,
    F_MERCHANT_POINT = 1 << 2,
    F_POINT = 1 << 3,
    F_COURIER = 1 << 4,
    F_ORDER = 1 << 5,
    F_MERCHANT = 1 << 6,
    F_OFFER = 1 << 7,
    F_COUNT = 1 << 8,
    F_UNTIL = 1 << 9,
    F_READY = 1 << 10,
    F_ORDERS = 1 << 11,
    F_PLAN = 1 << 12,
    F_WHY = 1 << 13,
    F_BYTES = 1 << 14,
    F_TRAITS = 1 << 15,
    F_REFERENCE = 1 << 16,
    F_GPS = 1 << 17,
    F_OTHER_CASE = 1 << 18,
    F_EXPECTED = 1 << 19,
    F_CASE = 1 << 20,            /* urgency and kind of a case */
    F_RULING = 1 << 21,
    F_STEP = 1 << 22,
    F_CRITICAL = 1 << 23,
    /* A domain's words for the same slots. */
    F_SPECIALIST = F_COURIER,
    F_CASE_IX = F_ORDER,
    F_STATION = F_MERCHANT,
    F_SPECIALISTS = F_ORDERS,
    F_MACHINE = F_COURIER,
    F_OPERATION = F_ORDER,
    F_POOL = F_MERCHANT
} field;

typedef struct kind_row {
    const char *text;
    unsigned fields;
    unsigned shop_fields;        /* event_shop.h */
} kind_row;

static const kind_row KINDS[DD_EVENT_KIND_END_] = {
    [DD_EVENT_OPENED] = {"opened", F_BYTES, 0},
    [DD_EVENT_COURIER_ON] = {"courier_on", F_NAME | F_POINT | F_COUNT | F_UNTIL | F_READY, 0},
    [DD_EVENT_COURIER_OFF] = {"courier_off", F_COURIER, 0},
    [DD_EVENT_COURIER_POSITION] = {"courier_position", F_COURIER | F_POINT, 0},
    [DD_EVENT_ORDER_PLACED] = {"order_placed", F_NAME | F_MERCHANT_NAME | F_MERCHANT_POINT | F_POINT | F_COUNT | F_UNTIL | F_READY, 0},
    [DD_EVENT_ORDER_READY_EXPECTED] = {"order_ready_expected", F_ORDER | F_READY, 0},
    [DD_EVENT_ORDER_READY] = {"order_ready", F_ORDER, 0},
    [DD_EVENT_ORDER_CANCELLED] = {"order_cancelled", F_ORDER, 0},
    [DD_EVENT_ORDER_CHANGED] = {"order_changed", F_ORDER | F_POINT | F_UNTIL, 0},
    [DD_EVENT_OFFER_ACCEPTED] = {"offer_accepted", F_COURIER | F_OFFER, 0},
    [DD_EVENT_OFFER_DECLINED] = {"offer_declined", F_COURIER | F_OFFER, 0},
    [DD_EVENT_OFFER_TIMED_OUT] = {"offer_timed_out", F_COURIER | F_OFFER, 0},
    [DD_EVENT_COURIER_ARRIVED] = {"courier_arrived", F_COURIER, 0},
    [DD_EVENT_PICKED_UP] = {"picked_up", F_COURIER | F_ORDERS, 0},
    [DD_EVENT_DELIVERED] = {"delivered", F_COURIER | F_ORDER, 0},
    [DD_EVENT_FAILED] = {"failed", F_COURIER | F_ORDER, 0},
    [DD_EVENT_STATION_SET] = {"station_set", F_NAME | F_COUNT | F_TRAITS | F_GPS, 0},
    [DD_EVENT_SPECIALIST_ON] = {"specialist_on", F_NAME | F_UNTIL | F_READY | F_TRAITS, 0},
    [DD_EVENT_SPECIALIST_OFF] = {"specialist_off", F_SPECIALIST, 0},
    [DD_EVENT_SPECIALIST_LATE] = {"specialist_late", F_SPECIALIST | F_READY, 0},
    [DD_EVENT_CASE_OPENED] = {"case_opened", F_NAME | F_STATION | F_UNTIL | F_READY | F_TRAITS | F_REFERENCE | F_EXPECTED | F_CASE, 0},
    [DD_EVENT_CASE_CANCELLED] = {"case_cancelled", F_CASE_IX, 0},
    [DD_EVENT_CASE_RULED] = {"case_ruled", F_SPECIALIST | F_CASE_IX | F_REFERENCE | F_EXPECTED | F_RULING, 0},
    [DD_EVENT_STARTED] = {"started", F_SPECIALIST | F_CASE_IX, 0},
    [DD_EVENT_PAUSED] = {"paused", F_SPECIALIST | F_CASE_IX, 0},
    [DD_EVENT_FINISHED] = {"finished", F_SPECIALIST | F_CASE_IX | F_REFERENCE | F_CRITICAL, 0},
    [DD_EVENT_NO_SHOW] = {"no_show", F_CASE_IX, 0},
    [DD_EVENT_ACKNOWLEDGED] = {"acknowledged", F_CASE_IX, 0},
    [DD_EVENT_CYCLE] = {"cycle", F_PLAN, S_REPLAN},
    [DD_EVENT_OFFER] = {"offer", F_COURIER | F_OFFER | F_MERCHANT | F_ORDERS | F_WHY, 0},
    [DD_EVENT_UPDATE] = {"update", F_COURIER | F_ORDERS | F_WHY, 0},
    [DD_EVENT_MOVE] = {"move", F_COURIER | F_MERCHANT | F_WHY, 0},
    [DD_EVENT_UNSERVABLE] = {"unservable", F_ORDER, 0},
    [DD_EVENT_CASE_OFFER] = {"case_offer", F_SPECIALIST | F_CASE_IX | F_OFFER | F_WHY | F_TRAITS, 0},
    [DD_EVENT_INTERRUPT] = {"interrupt", F_SPECIALIST | F_CASE_IX | F_WHY | F_OTHER_CASE, 0},
    [DD_EVENT_ESCALATE] = {"escalate", F_CASE_IX | F_SPECIALISTS | F_STEP, 0},
    [DD_EVENT_CASE_MOVED] = {"case_moved", F_SPECIALIST | F_CASE_IX | F_READY | F_OTHER_CASE, 0},
    [DD_EVENT_CALENDAR_SET] = {"calendar_set", F_NAME, S_WINDOWS},
    [DD_EVENT_SETUP_SET] = {"setup_set", F_NAME, S_TEXTS | S_VALUES},
    [DD_EVENT_POOL_SET] = {"pool_set", F_NAME | F_COUNT, S_CALENDAR | S_TOOL},
    [DD_EVENT_MACHINE_SET] = {"machine_set", F_NAME | F_READY | F_REFERENCE, S_CALENDAR | S_MATRIX | S_FAMILY},
    [DD_EVENT_JOB_RELEASED] = {"job_released", F_NAME | F_COUNT | F_UNTIL | F_READY, S_WEIGHT | S_OPERATIONS},
    [DD_EVENT_JOB_CHANGED] = {"job_changed", F_COUNT | F_UNTIL, S_JOB | S_WEIGHT},
    [DD_EVENT_JOB_CANCELLED] = {"job_cancelled", 0, S_JOB},
    [DD_EVENT_SETUP_BEGUN] = {"setup_begun", F_MACHINE | F_OPERATION, 0},
    [DD_EVENT_MACHINE_DOWN] = {"machine_down", F_MACHINE | F_READY, 0},
    [DD_EVENT_MACHINE_UP] = {"machine_up", F_MACHINE, 0},
    [DD_EVENT_MAINTENANCE_SET] = {"maintenance_set", F_MACHINE | F_UNTIL | F_READY | F_REFERENCE, 0},
    [DD_EVENT_MAINTENANCE_OFF] = {"maintenance_off", F_MACHINE | F_REFERENCE, 0},
    [DD_EVENT_POOL_ABSENT] = {"pool_absent", F_POOL | F_COUNT | F_UNTIL | F_READY | F_REFERENCE, 0},
    [DD_EVENT_POOL_BACK] = {"pool_back", F_POOL | F_REFERENCE, 0},
    [DD_EVENT_DISPATCH] = {"dispatch", F_MACHINE | F_OPERATION | F_UNTIL | F_READY | F_WHY, 0},
    [DD_EVENT_RECALL] = {"recall", F_MACHINE | F_OPERATION, S_TRIGGERS},
    [DD_EVENT_JOB_LATE] = {"job_late", F_UNTIL | F_EXPECTED, S_JOB | S_DELAYS},
};

const char *dd_event_kind_text(dd_event_kind kind)
{
    return (unsigned)kind < DD_EVENT_KIND_END_ ? KINDS[kind].text : NULL;
}

static void put_terms(dd_buffer *out, const dd_terms *terms)
{
    dd_buffer_put_int(out, terms->pickup_ms);
    dd_buffer_put_int(out, terms->door_ms);
    dd_buffer_put_int(out, terms->wait_cost);
    dd_buffer_put_int(out, terms->late_cost);
    dd_buffer_put_int(out, terms->courier_cost);
    dd_buffer_put_int(out, terms->total_cost);
}

static void put_why(dd_buffer *out, const dd_why *why)
{
    dd_buffer_put_uint(out, why->eligible);
    put_terms(out, &why->terms);
    dd_buffer_put_uint(out, why->alternative_count);
    for (uint32_t i = 0; i < why->alternative_count; i++) {
        dd_buffer_put_uint(out, why->alternatives[i].courier);
        put_terms(out, &why->alternatives[i].terms);
    }
}

static void put_plan(dd_buffer *out, const dd_event *event)
{
    dd_buffer_put_uint(out, event->work);
    dd_buffer_put_uint(out, event->change_count);
    for (uint32_t i = 0; i < event->change_count; i++) {
        const dd_plan_change *change = &event->changes[i];
        dd_buffer_put_uint(out, change->courier);
        dd_buffer_put_uint(out, change->count);
        for (uint32_t j = 0; j < change->count; j++) {
            const dd_planned *planned = &event->planned[change->first + j];
            dd_buffer_put_uint(out, (uint64_t)planned->order * 2 + planned->starts_job);
        }
    }
}

static void put_point(dd_buffer *out, dd_point point)
{
    dd_buffer_put_double(out, point.x);
    dd_buffer_put_double(out, point.y);
}

static void put_traits(dd_buffer *out, const dd_event *event)
{
    dd_buffer_put_uint(out, event->trait_count);
    for (uint32_t i = 0; i < event->trait_count; i++) {
        const dd_trait *trait = &event->traits[i];
        dd_buffer_put_byte(out, (uint8_t)trait->kind);
        dd_buffer_put_text(out, trait->text);
        dd_buffer_put_int(out, trait->begin_ms);
        dd_buffer_put_int(out, trait->end_ms);
    }
}

static void put_consult_fields(dd_buffer *out, const dd_event *event, unsigned fields)
{
    if (fields & F_TRAITS) put_traits(out, event);
    if (fields & F_REFERENCE) dd_buffer_put_text(out, event->reference);
    if (fields & F_GPS) dd_buffer_put_uint(out, event->gps);
    if (fields & F_OTHER_CASE) dd_buffer_put_uint(out, event->other_case);
    if (fields & F_EXPECTED) dd_buffer_put_int(out, event->expected_ms);
    if (fields & F_CASE) dd_buffer_put_byte(out, (uint8_t)event->urgency);
    if (fields & F_CASE) dd_buffer_put_byte(out, (uint8_t)event->case_kind);
    if (fields & F_RULING) dd_buffer_put_byte(out, (uint8_t)event->ruling);
    if (fields & F_STEP) dd_buffer_put_byte(out, (uint8_t)event->step);
    if (fields & F_CRITICAL) dd_buffer_put_byte(out, event->is_critical);
}

static void put_fields(dd_buffer *out, const dd_event *event, unsigned fields)
{
    if (fields & F_NAME) dd_buffer_put_text(out, event->name);
    if (fields & F_MERCHANT_NAME) dd_buffer_put_text(out, event->merchant_name);
    if (fields & F_MERCHANT_POINT) put_point(out, event->merchant_point);
    if (fields & F_POINT) put_point(out, event->point);
    if (fields & F_COURIER) dd_buffer_put_uint(out, event->courier);
    if (fields & F_ORDER) dd_buffer_put_uint(out, event->order);
    if (fields & F_MERCHANT) dd_buffer_put_uint(out, event->merchant);
    if (fields & F_OFFER) dd_buffer_put_uint(out, event->offer);
    if (fields & F_COUNT) dd_buffer_put_uint(out, event->count);
    if (fields & F_UNTIL) dd_buffer_put_int(out, event->until_ms);
    if (fields & F_READY) dd_buffer_put_int(out, event->ready_ms);
    if (fields & F_ORDERS) {
        dd_buffer_put_uint(out, event->order_count);
        for (uint32_t i = 0; i < event->order_count; i++) dd_buffer_put_uint(out, event->orders[i]);
    }
    if (fields & F_PLAN) put_plan(out, event);
    if (fields & F_WHY) put_why(out, &event->why);
    if (fields & F_BYTES) {
        dd_buffer_put_uint(out, event->byte_count);
        dd_buffer_put(out, event->bytes, event->byte_count);
    }
    put_consult_fields(out, event, fields);
}

dd_status dd_event_encode(const dd_event *event, void **ret, size_t *ret_size, dd_error *err)
{
    if (dd_event_kind_text(event->kind) == NULL)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/kind", "unknown event kind %d", (int)event->kind);
    dd_buffer out = {0};
    dd_buffer_put_uint(&out, (uint64_t)event->kind);
    dd_buffer_put_int(&out, event->at_ms);
    put_fields(&out, event, KINDS[event->kind].fields);
    dd_event_put_shop(&out, event, KINDS[event->kind].shop_fields);
    if (out.failed) {
        dd_buffer_done(&out);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    *ret = out.bytes;
    *ret_size = out.size;
    return DD_STATUS_OK;
}

void *dd_event_scratch_take(dd_event_scratch *room, dd_cursor *in, size_t count, size_t size)
{
    uintptr_t misfit = (uintptr_t)room->at % 16;
    size_t pad = misfit ? 16 - misfit : 0, left = (size_t)(room->end - room->at);
    if (pad > left || count > (left - pad) / size) {
        in->failed = true;
        return NULL;
    }
    void *memory = room->at + pad;
    room->at += pad + count * size;
    return memory;
}

const char *dd_event_take_name(dd_cursor *in, dd_event_scratch *room)
{
    size_t length;
    const char *view = dd_cursor_text(in, &length);
    if (view == NULL || length > DD_NAME_MAX) in->failed = true;
    char *text = in->failed ? NULL : dd_event_scratch_take(room, in, length + 1, 1);
    if (text == NULL) return "";
    memcpy(text, view, length);
    text[length] = '\0';
    if (strlen(text) != length) in->failed = true;
    return text;
}

static dd_point take_point(dd_cursor *in)
{
    dd_point point = {.x = dd_cursor_double(in)};
    point.y = dd_cursor_double(in);
    if (!isfinite(point.x) || !isfinite(point.y)) in->failed = true;
    return point;
}

static dd_terms take_terms(dd_cursor *in)
{
    dd_terms terms = {.pickup_ms = dd_cursor_int(in)};
    terms.door_ms = dd_cursor_int(in);
    terms.wait_cost = dd_cursor_int(in);
    terms.late_cost = dd_cursor_int(in);
    terms.courier_cost = dd_cursor_int(in);
    terms.total_cost = dd_cursor_int(in);
    return terms;
}

static void take_why(dd_cursor *in, dd_why *why)
{
    why->eligible = dd_state_take_u32(in);
    why->terms = take_terms(in);
    why->alternative_count = dd_state_take_u32(in);
    if (why->alternative_count > DD_ALTERNATIVES_MAX) in->failed = true;
    if (in->failed) why->alternative_count = 0;
    for (uint32_t i = 0; i < why->alternative_count; i++) {
        why->alternatives[i].courier = dd_state_take_u32(in);
        why->alternatives[i].terms = take_terms(in);
    }
}

static void take_orders(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    uint32_t count = dd_cursor_count(in, 1);
    uint32_t *orders = in->failed ? NULL : dd_event_scratch_take(room, in, count, sizeof *orders);
    if (orders == NULL) return;
    for (uint32_t i = 0; i < count; i++) orders[i] = dd_state_take_u32(in);
    event->orders = orders;
    event->order_count = count;
}

static void take_plan(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    event->work = dd_cursor_uint(in);
    uint32_t count = dd_cursor_count(in, 2);
    size_t most = in->size - in->at;
    dd_plan_change *changes = in->failed ? NULL : dd_event_scratch_take(room, in, count, sizeof *changes);
    dd_planned *planned = changes == NULL ? NULL : dd_event_scratch_take(room, in, most, sizeof *planned);
    if (planned == NULL) return;
    uint32_t used = 0;
    for (uint32_t i = 0; i < count && !in->failed; i++) {
        changes[i].courier = dd_state_take_u32(in);
        changes[i].first = used;
        changes[i].count = dd_cursor_count(in, 1);
        for (uint32_t j = 0; j < changes[i].count && !in->failed; j++) {
            uint64_t value = dd_cursor_uint(in);
            if (value / 2 > UINT32_MAX) in->failed = true;
            planned[used++] = (dd_planned){.order = (uint32_t)(value / 2), .starts_job = (value & 1) != 0};
        }
    }
    event->changes = changes;
    event->change_count = count;
    event->planned = planned;
    event->planned_count = used;
}

static void take_traits(dd_cursor *in, dd_event_scratch *room, dd_event *event)
{
    uint32_t count = dd_cursor_count(in, 4);
    dd_trait *traits = in->failed || count > DD_TRAITS_MAX ? NULL : dd_event_scratch_take(room, in, count, sizeof *traits);
    if (traits == NULL) {
        in->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        traits[i].kind = (dd_trait_kind)dd_state_take_byte(in, DD_TRAIT_KIND_END_ - 1);
        traits[i].text = dd_event_take_name(in, room);
        traits[i].begin_ms = dd_cursor_int(in);
        traits[i].end_ms = dd_cursor_int(in);
    }
    event->traits = traits;
    event->trait_count = count;
}

static void take_consult_fields(dd_cursor *in, dd_event_scratch *room, dd_event *event, unsigned fields)
{
    if (fields & F_TRAITS) take_traits(in, room, event);
    if (fields & F_REFERENCE) event->reference = dd_event_take_name(in, room);
    if (fields & F_GPS) event->gps = dd_state_take_u32(in);
    if (fields & F_OTHER_CASE) event->other_case = dd_state_take_u32(in);
    if (fields & F_EXPECTED) event->expected_ms = dd_cursor_int(in);
    if (fields & F_CASE) event->urgency = (dd_urgency)dd_state_take_byte(in, DD_URGENCY_END_ - 1);
    if (fields & F_CASE) event->case_kind = (dd_case_kind)dd_state_take_byte(in, DD_CASE_KIND_END_ - 1);
    if (fields & F_RULING) event->ruling = (dd_ruling)dd_state_take_byte(in, DD_RULING_END_ - 1);
    if (fields & F_STEP) event->step = (dd_escalation)dd_state_take_byte(in, DD_ESCALATION_END_ - 1);
    if (fields & F_CRITICAL) event->is_critical = dd_state_take_byte(in, 1) != 0;
}

static void take_fields(dd_cursor *in, dd_event_scratch *room, dd_event *event, unsigned fields)
{
    if (fields & F_NAME) event->name = dd_event_take_name(in, room);
    if (fields & F_MERCHANT_NAME) event->merchant_name = dd_event_take_name(in, room);
    if (fields & F_MERCHANT_POINT) event->merchant_point = take_point(in);
    if (fields & F_POINT) event->point = take_point(in);
    if (fields & F_COURIER) event->courier = dd_state_take_u32(in);
    if (fields & F_ORDER) event->order = dd_state_take_u32(in);
    if (fields & F_MERCHANT) event->merchant = dd_state_take_u32(in);
    if (fields & F_OFFER) event->offer = dd_state_take_u32(in);
    if (fields & F_COUNT) event->count = dd_state_take_u32(in);
    if (fields & F_UNTIL) event->until_ms = dd_cursor_int(in);
    if (fields & F_READY) event->ready_ms = dd_cursor_int(in);
    if (fields & F_ORDERS) take_orders(in, room, event);
    if (fields & F_PLAN) take_plan(in, room, event);
    if (fields & F_WHY) take_why(in, &event->why);
    if (fields & F_BYTES) {
        size_t length;
        const char *view = dd_cursor_text(in, &length);
        void *copy = in->failed ? NULL : dd_event_scratch_take(room, in, length, 1);
        if (copy == NULL) return;
        memcpy(copy, view, length);
        event->bytes = copy;
        event->byte_count = length;
    }
    take_consult_fields(in, room, event, fields);
}

dd_status dd_event_decode(const void *bytes, size_t size, dd_event *ret, void **ret_scratch, dd_error *err)
{
    dd_cursor in = {.bytes = bytes, .size = size};
    uint64_t kind = dd_cursor_uint(&in);
    dd_event event = {.courier = DD_NONE, .order = DD_NONE, .merchant = DD_NONE, .offer = DD_NONE, .other_case = DD_NONE,
                      .job = DD_NONE, .calendar = DD_NONE, .matrix = DD_NONE, .family = DD_NONE};
    event.at_ms = dd_cursor_int(&in);
    if (in.failed || kind >= DD_EVENT_KIND_END_ || KINDS[kind].text == NULL)
        return dd_error_set(err, DD_STATUS_CORRUPT, "/kind", "not an event: unknown kind");
    event.kind = (dd_event_kind)kind;
    unsigned char *memory = dd_array_new(size + 8, 32);
    if (memory == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_event_scratch room = {memory, memory + (size + 8) * 32};
    take_fields(&in, &room, &event, KINDS[kind].fields);
    dd_event_take_shop(&in, &room, &event, KINDS[kind].shop_fields);
    if (in.failed || in.at != in.size) {
        free(memory);
        return dd_error_set(err, DD_STATUS_CORRUPT, NULL, "not an event: cut short, too long or out of range at byte %zu", in.at);
    }
    *ret = event;
    *ret_scratch = memory;
    return DD_STATUS_OK;
}
