#include "sim/queue.h"

#include "base/rng.h"
#include "support/check.h"

static void entries_come_by_instant_then_kind_then_id(void **state)
{
    (void)state;
    static const dd_queue_entry in[] = {{20, 1, 1, 0}, {10, 2, 5, 0}, {10, 2, 4, 0}, {10, 1, 9, 0}, {10, 1, 9, 1}, {5, 7, 7, 7}};
    static const size_t order[] = {5, 3, 4, 2, 1, 0};
    dd_queue queue = {0};
    for (size_t i = 0; i < 6; i++) assert_true(dd_queue_push(&queue, in[i]));
    for (size_t i = 0; i < 6; i++) {
        dd_queue_entry entry = dd_queue_pop(&queue), expected = in[order[i]];
        assert_int_equal(entry.at_ms, expected.at_ms);
        assert_int_equal(entry.kind, expected.kind);
        assert_int_equal(entry.id, expected.id);
        assert_int_equal(entry.version, expected.version);
    }
    assert_null(dd_queue_peek(&queue));
    dd_queue_done(&queue);
}

static void a_thousand_random_entries_come_sorted(void **state)
{
    (void)state;
    dd_queue queue = {0};
    dd_rng rng = dd_rng_seed(1, 1);
    for (int i = 0; i < 1000; i++)
        assert_true(dd_queue_push(&queue, (dd_queue_entry){dd_rng_below(&rng, 50), dd_rng_below(&rng, 4), dd_rng_below(&rng, 9), 0}));
    dd_queue_entry last = dd_queue_pop(&queue);
    while (dd_queue_peek(&queue) != NULL) {
        dd_queue_entry next = dd_queue_pop(&queue);
        bool is_sorted = last.at_ms < next.at_ms ||
                         (last.at_ms == next.at_ms && (last.kind < next.kind || (last.kind == next.kind && last.id <= next.id)));
        assert_true(is_sorted);
        last = next;
    }
    dd_queue_done(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_by_instant_then_kind_then_id),
        cmocka_unit_test(a_thousand_random_entries_come_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
