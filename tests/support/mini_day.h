/* Mini day: a small made-up day in Grubhub's four files, by seed, and runs whose every byte is kept for comparing. */
#ifndef DD_TESTS_MINI_DAY_H
#define DD_TESTS_MINI_DAY_H

#include "base/buffer.h"
#include "io/mdrp.h"
#include "sim/run.h"

/* The text of one of the four files. */
void mini_day_write(uint64_t seed, uint32_t couriers, uint32_t orders, dd_mdrp_file file, dd_buffer *out);

/* The same, read and made a scenario; asserts that all goes well. */
dd_scenario *mini_day_scenario(uint64_t seed, uint32_t couriers, uint32_t orders, dd_policy policy);

/* A small made-up city of some hours; asserts that all goes well. */
dd_scenario *mini_city_scenario(uint64_t seed, uint32_t couriers, uint32_t orders, dd_policy policy);

/* Runs and appends the encoded decisions (all events with `with_facts`) up to until_ms to `out`; asserts that all goes well. */
void mini_day_decisions(const dd_scenario *scenario, const dd_run_options *options, int64_t until_ms, bool with_facts, dd_buffer *out);

#endif
