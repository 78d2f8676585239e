/* History: a region's journal seen as events: appending them, walking through them, recovering an engine, verifying decisions.
 *
 * Recover applies what is journaled and never solves.  Verify decides again with the journaled work units and compares the bytes of every
 * decision.
 */
#ifndef DD_SIM_HISTORY_H
#define DD_SIM_HISTORY_H

#include "diaodu/engine.h"
#include "diaodu/journal.h"

/* Appends events after *seq, all or none, in one commit, and moves *seq on.  At most DD_JOURNAL_BATCH_MAX. */
DD_MUST_USE dd_status dd_history_append(dd_journal *journal, const dd_event *events, uint32_t count, uint64_t *seq, dd_error *err);

/* Sees each event before it is applied, with its sequence number and the engine as it is then.  OK goes on, any other status ends the walk. */
typedef dd_status (*dd_history_visit)(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err);

/* Applies records from `*seq + 1` on to the engine, up to and including until_seq (UINT64_MAX: all) and not beyond the instant until_ms
 * (DD_FOREVER_MS: all), calling `visit` (may be NULL) before each.  *seq is the last one applied. */
DD_MUST_USE dd_status dd_history_walk(dd_journal *journal, dd_engine *engine, uint64_t *seq, uint64_t until_seq, int64_t until_ms,
                                      dd_history_visit visit, void *context, dd_error *err);

/* What the region of the journal dispatches, by its first record.  Error: NOT_FOUND, an empty journal. */
DD_MUST_USE dd_status dd_history_domain(dd_journal *journal, dd_domain *ret, dd_error *err);

/* The state after until_seq (UINT64_MAX: the newest): from the newest usable snapshot and the tail, or with `in_full` from the first
 * record.  A damaged snapshot is passed over.  *ret is freed with dd_engine_free. */
DD_MUST_USE dd_status dd_history_recover(dd_journal *journal, uint64_t until_seq, bool in_full, dd_engine **ret, uint64_t *ret_seq, dd_error *err);

typedef struct dd_history_check {
    uint64_t records, cycles, decisions; /* looked at */
    uint64_t work;
    bool is_same;
    uint64_t seq;                /* the first difference */
    char expected[64], actual[64]; /* kinds of the event journaled and decided there */
} dd_history_check;

/* Decides every cycle again, with `executor` (may be NULL).  A difference is no error:
 * is_same is false. */
DD_MUST_USE dd_status dd_history_verify(dd_journal *journal, const dd_executor *executor, dd_history_check *ret, dd_error *err);

#endif
