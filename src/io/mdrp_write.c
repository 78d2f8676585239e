#include "io/mdrp.h"

const char *dd_mdrp_solution_file_name(dd_mdrp_solution_file file)
{
    static const char *const names[DD_MDRP_SOLUTION_FILES] = {
        "solution_info_assignments.txt",
        "solution_info_orders.txt",
        "solution_info_couriers.txt",
    };
    return names[file];
}

static void write_assignments(const dd_mdrp_solution *solution, dd_buffer *out)
{
    dd_buffer_printf(out, "assignment_time pickup_time courier orders\n");
    for (size_t i = 0; i < solution->assignment_count; i++) {
        const dd_mdrp_assignment *row = &solution->assignments[i];
        dd_buffer_printf(out, "%lld %lld %s", (long long)row->assignment_time, (long long)row->pickup_time, row->courier);
        for (uint32_t k = 0; k < row->order_count; k++) dd_buffer_printf(out, " %s", row->orders[k]);
        dd_buffer_put_byte(out, '\n');
    }
}

static void write_deliveries(const dd_mdrp_solution *solution, dd_buffer *out)
{
    dd_buffer_printf(out, "order placement_time ready_time pickup_time dropoff_time courier\n");
    for (size_t i = 0; i < solution->delivery_count; i++) {
        const dd_mdrp_delivery *row = &solution->deliveries[i];
        dd_buffer_printf(out, "%s %lld %lld %lld %lld %s\n", row->order, (long long)row->placement_time, (long long)row->ready_time,
                         (long long)row->pickup_time, (long long)row->dropoff_time, row->courier);
    }
}

static void write_moves(const dd_mdrp_solution *solution, dd_buffer *out)
{
    dd_buffer_printf(out, "courier departure_time origin destination\n");
    for (size_t i = 0; i < solution->move_count; i++) {
        const dd_mdrp_move *row = &solution->moves[i];
        dd_buffer_printf(out, "%s %lld %s %s\n", row->courier, (long long)row->departure_time, row->origin, row->destination);
    }
}

void dd_mdrp_write(const dd_mdrp_solution *solution, dd_mdrp_solution_file file, dd_buffer *out)
{
    if (file == DD_MDRP_ASSIGNMENTS) write_assignments(solution, out);
    if (file == DD_MDRP_DELIVERIES) write_deliveries(solution, out);
    if (file == DD_MDRP_MOVES) write_moves(solution, out);
}
