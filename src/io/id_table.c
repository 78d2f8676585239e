/* Id table (id_table.h). */
#include "io/id_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static int compare_ids(const dd_id_entry *a, const dd_id_entry *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if ((a->name == NULL) != (b->name == NULL)) return a->name == NULL ? -1 : 1;
    if (a->name != NULL) return strcmp(a->name, b->name);
    return a->id < b->id ? -1 : a->id > b->id;
}

static int compare_entries(const void *left, const void *right)
{
    const dd_id_entry *a = left, *b = right;
    int order = compare_ids(a, b);
    if (order != 0) return order;
    return a->ix < b->ix ? -1 : a->ix > b->ix;
}

static dd_status init(dd_id_table *table, size_t count, dd_error *err)
{
    *table = (dd_id_table){.entries = dd_array_new(count, sizeof *table->entries), .count = count};
    if (table->entries != NULL) return DD_STATUS_OK;
    table->count = 0;
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

dd_status dd_id_table_init_tasks(dd_id_table *table, const dd_problem *problem, bool by_name, dd_error *err)
{
    dd_status status = init(table, problem->task_count, err);
    for (uint32_t i = 0; i < table->count; i++) {
        const dd_task *task = &problem->tasks[i];
        table->entries[i] = (dd_id_entry){(uint32_t)task->kind, by_name ? task->name : NULL, task->id, i};
    }
    if (status == DD_STATUS_OK) qsort(table->entries, table->count, sizeof *table->entries, compare_entries);
    return status;
}

dd_status dd_id_table_init_vehicles(dd_id_table *table, const dd_problem *problem, bool by_name, dd_error *err)
{
    dd_status status = init(table, problem->vehicle_count, err);
    for (uint32_t i = 0; i < table->count; i++) {
        const dd_vehicle *vehicle = &problem->vehicles[i];
        table->entries[i] = (dd_id_entry){0, by_name ? vehicle->name : NULL, vehicle->id, i};
    }
    if (status == DD_STATUS_OK) qsort(table->entries, table->count, sizeof *table->entries, compare_entries);
    return status;
}

void dd_id_table_done(dd_id_table *table)
{
    free(table->entries);
    *table = (dd_id_table){0};
}

uint32_t dd_id_table_find(const dd_id_table *table, uint32_t kind, const char *name, uint64_t id)
{
    dd_id_entry key = {kind, name, id, 0};
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ids(&table->entries[middle], &key) < 0) low = middle + 1;
        else high = middle;
    }
    return low < table->count && compare_ids(&table->entries[low], &key) == 0 ? table->entries[low].ix : DD_NONE;
}

uint32_t dd_id_table_duplicate(const dd_id_table *table)
{
    uint32_t first = DD_NONE;
    for (size_t i = 1; i < table->count; i++)
        if (compare_ids(&table->entries[i - 1], &table->entries[i]) == 0 && table->entries[i].ix < first) first = table->entries[i].ix;
    return first;
}
