#include "sim/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

dd_status dd_history_append(dd_journal *journal, const dd_event *events, uint32_t count, uint64_t *seq, dd_error *err)
{
    dd_journal_record *records = dd_array_new(count, sizeof *records);
    if (records == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_status status = DD_STATUS_OK;
    uint32_t encoded = 0;
    for (; encoded < count && status == DD_STATUS_OK; encoded++) {
        void *bytes = NULL;
        dd_journal_record *record = &records[encoded];
        status = dd_event_encode(&events[encoded], &bytes, &record->size, err);
        record->at_ms = events[encoded].at_ms;
        record->kind = (uint16_t)events[encoded].kind;
        record->payload = bytes;
    }
    if (status == DD_STATUS_OK) status = dd_journal_append(journal, *seq, records, count, seq, err);
    for (uint32_t i = 0; i < encoded; i++) free((void *)records[i].payload);
    free(records);
    return status;
}

dd_status dd_history_walk(dd_journal *journal, dd_engine *engine, uint64_t *seq, uint64_t until_seq, int64_t until_ms, dd_history_visit visit,
                          void *context, dd_error *err)
{
    dd_journal_cursor *cursor;
    dd_status status = dd_journal_cursor_open(journal, *seq + 1, until_seq, &cursor, err);
    if (status != DD_STATUS_OK) return status;
    for (;;) {
        dd_journal_record record;
        status = dd_journal_cursor_next(cursor, &record, err);
        if (status != DD_STATUS_OK || record.at_ms > until_ms) break;
        dd_event event;
        void *scratch = NULL;
        status = dd_event_decode(record.payload, record.size, &event, &scratch, err);
        if (status == DD_STATUS_OK && visit != NULL) status = visit(context, engine, record.seq, &event, err);
        if (status == DD_STATUS_OK) status = dd_engine_apply(engine, &event, err);
        free(scratch);
        if (status != DD_STATUS_OK) break;
        *seq = record.seq;
    }
    dd_journal_cursor_close(cursor);
    return status == DD_STATUS_NOT_FOUND ? DD_STATUS_OK : status;
}

/* The newest snapshot at or before `at_or_before` that can be read and restored; NOT_FOUND without one. */
static dd_status restore_newest(dd_journal *journal, uint64_t at_or_before, dd_engine **ret, uint64_t *ret_seq, dd_error *err)
{
    for (;;) {
        uint64_t seq;
        void *bytes;
        size_t size;
        dd_status status = dd_journal_find_snapshot(journal, at_or_before, &seq, err);
        if (status != DD_STATUS_OK) return status;
        status = dd_journal_get_snapshot(journal, seq, ret_seq, &bytes, &size, err);
        if (status == DD_STATUS_OK) {
            status = dd_engine_restore(bytes, size, ret, err);
            free(bytes);
        }
        if (status == DD_STATUS_OK || status == DD_STATUS_NO_MEMORY || status == DD_STATUS_IO) return status;
        if (seq == 0) return DD_STATUS_NOT_FOUND;
        at_or_before = seq - 1;
    }
}

dd_status dd_history_domain(dd_journal *journal, dd_domain *ret, dd_error *err)
{
    dd_engine *engine = NULL;
    uint64_t seq = 0;
    dd_status status = dd_engine_create(&engine, err);
    if (status == DD_STATUS_OK) status = dd_history_walk(journal, engine, &seq, 1, DD_FOREVER_MS, NULL, NULL, err);
    if (status == DD_STATUS_OK && seq == 0) status = dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "the journal is empty");
    if (status == DD_STATUS_OK) *ret = dd_engine_get_config(engine)->domain;
    dd_engine_free(engine);
    return status;
}

dd_status dd_history_recover(dd_journal *journal, uint64_t until_seq, bool in_full, dd_engine **ret, uint64_t *ret_seq, dd_error *err)
{
    dd_engine *engine = NULL;
    uint64_t seq = 0;
    dd_status status = in_full ? DD_STATUS_NOT_FOUND : restore_newest(journal, until_seq, &engine, &seq, err);
    if (status == DD_STATUS_NOT_FOUND) {
        seq = 0;
        status = dd_engine_create(&engine, err);
    }
    if (status != DD_STATUS_OK) return status;
    status = dd_history_walk(journal, engine, &seq, until_seq, DD_FOREVER_MS, NULL, NULL, err);
    if (status != DD_STATUS_OK) {
        dd_engine_free(engine);
        return status;
    }
    *ret = engine;
    *ret_seq = seq;
    return DD_STATUS_OK;
}

/* A verification under way: the decisions of the last cycle, decided again, and how many of them were met. */
typedef struct verification {
    const dd_executor *executor;
    dd_decisions decisions;
    uint32_t met;
    dd_history_check *check;
} verification;

/* Facts of factory lines are numbered between the decisions of the other domains and those of their own. */
static bool is_decision(const dd_event *event)
{
    return event->kind >= DD_EVENT_CYCLE && (event->kind < DD_EVENT_CALENDAR_SET || event->kind >= DD_EVENT_DISPATCH);
}

static dd_status differ(verification *verifier, uint64_t seq, const char *expected, const char *actual)
{
    dd_history_check *check = verifier->check;
    check->is_same = false;
    check->seq = seq;
    snprintf(check->expected, sizeof check->expected, "%s", expected);
    snprintf(check->actual, sizeof check->actual, "%s", actual);
    return DD_STATUS_CONFLICT;
}

static dd_status decide_again(verification *verifier, const dd_engine *engine, const dd_event *cycle, dd_error *err)
{
    dd_decisions_free(&verifier->decisions);
    verifier->decisions = (dd_decisions){0};
    verifier->met = 0;
    verifier->check->cycles++;
    verifier->check->work += cycle->work;
    dd_budget budget = {.work = cycle->work > 0 ? cycle->work : 1, .executor = verifier->executor};
    return dd_engine_decide(engine, cycle->at_ms, &budget, &verifier->decisions, err);
}

static dd_status compare(verification *verifier, uint64_t seq, const dd_event *journaled, dd_error *err)
{
    if (verifier->met >= verifier->decisions.count) return differ(verifier, seq, dd_event_kind_text(journaled->kind), "nothing");
    const dd_event *decided = &verifier->decisions.events[verifier->met++];
    void *left = NULL, *right = NULL;
    size_t left_size = 0, right_size = 0;
    dd_status status = dd_event_encode(journaled, &left, &left_size, err);
    if (status == DD_STATUS_OK) status = dd_event_encode(decided, &right, &right_size, err);
    bool is_same = status == DD_STATUS_OK && left_size == right_size && memcmp(left, right, left_size) == 0;
    free(left);
    free(right);
    if (status != DD_STATUS_OK) return status;
    verifier->check->decisions++;
    return is_same ? DD_STATUS_OK : differ(verifier, seq, dd_event_kind_text(journaled->kind), dd_event_kind_text(decided->kind));
}

static dd_status verify_visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    verification *verifier = context;
    dd_status status = DD_STATUS_OK;
    verifier->check->records++;
    bool ends_cycle = !is_decision(event) || event->kind == DD_EVENT_CYCLE;
    if (ends_cycle && verifier->met < verifier->decisions.count)
        return differ(verifier, seq, dd_event_kind_text(event->kind), dd_event_kind_text(verifier->decisions.events[verifier->met].kind));
    if (event->kind == DD_EVENT_CYCLE) status = decide_again(verifier, engine, event, err);
    if (status == DD_STATUS_OK && is_decision(event)) status = compare(verifier, seq, event, err);
    return status;
}

dd_status dd_history_verify(dd_journal *journal, const dd_executor *executor, dd_history_check *ret, dd_error *err)
{
    dd_history_check check = {.is_same = true};
    verification verifier = {.executor = executor, .check = &check};
    dd_engine *engine;
    uint64_t seq = 0;
    dd_status status = dd_engine_create(&engine, err);
    if (status != DD_STATUS_OK) return status;
    status = dd_history_walk(journal, engine, &seq, UINT64_MAX, DD_FOREVER_MS, verify_visit, &verifier, err);
    if (status == DD_STATUS_OK && verifier.met < verifier.decisions.count)
        differ(&verifier, seq + 1, "nothing", dd_event_kind_text(verifier.decisions.events[verifier.met].kind));
    dd_decisions_free(&verifier.decisions);
    dd_engine_free(engine);
    if (!check.is_same) status = DD_STATUS_OK;
    if (status == DD_STATUS_OK) *ret = check;
    return status;
}
