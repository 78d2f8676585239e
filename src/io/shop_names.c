/* Shop names: see shop_names.h. */
#include "io/shop_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/scan.h"

static dd_status no_memory(dd_error *err)
{
    return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
}

/* A user's number for an index below `count`; DD_NONE when it is none. */
static uint32_t read_number(const char *text, size_t length, uint32_t count)
{
    uint64_t number;
    return dd_scan_whole_uint(text, length, &number) && number < count ? (uint32_t)number : DD_NONE;
}

static int compare_names(const dd_operation *a, const dd_operation *b)
{
    return strcmp(a->name != NULL ? a->name : "", b->name != NULL ? b->name : "");
}

/* Merges two sorted halves of [first, last); a merge sort, because qsort's comparison gets no context. */
static void merge(const dd_operation *operations, uint32_t *items, uint32_t *room, uint32_t first, uint32_t middle, uint32_t last)
{
    uint32_t left = first, right = middle, to = first;
    while (left < middle && right < last) {
        bool takes_left = compare_names(&operations[items[left]], &operations[items[right]]) <= 0;
        room[to++] = items[takes_left ? left++ : right++];
    }
    while (left < middle) room[to++] = items[left++];
    while (right < last) room[to++] = items[right++];
    memcpy(items + first, room + first, (last - first) * sizeof *items);
}

static void sort_job(const dd_operation *operations, uint32_t *items, uint32_t *room, uint32_t first, uint32_t last)
{
    uint32_t count = last - first;
    for (uint32_t width = 1; width < count; width *= 2)
        for (uint32_t at = first; last - at > width; at += last - at > 2 * width ? 2 * width : last - at)
            merge(operations, items, room, at, at + width, last - at > 2 * width ? at + 2 * width : last);
}

static dd_status index_operations(dd_shop_names *names, dd_error *err)
{
    const dd_shop_problem *problem = names->problem;
    uint32_t count = problem->operation_count;
    names->first = dd_array_new((size_t)problem->job_count + 1, sizeof *names->first);
    names->sorted = dd_array_new((size_t)count + 1, sizeof *names->sorted);
    uint32_t *room = dd_array_new((size_t)count + 1, sizeof *room);
    if (names->first == NULL || names->sorted == NULL || room == NULL) {
        free(room);
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        names->first[problem->operations[i].job + 1]++;
        names->sorted[i] = i;
    }
    for (uint32_t j = 0; j < problem->job_count; j++) {
        names->first[j + 1] += names->first[j];
        sort_job(problem->operations, names->sorted, room, names->first[j], names->first[j + 1]);
    }
    free(room);
    return DD_STATUS_OK;
}

dd_status dd_shop_names_init(dd_shop_names *names, const dd_shop_problem *problem, dd_error *err)
{
    *names = (dd_shop_names){.problem = problem};
    for (uint32_t j = 0; j < problem->job_count && problem->jobs[j].name != NULL; j++)
        if (dd_names_add(&names->jobs, problem->jobs[j].name, strlen(problem->jobs[j].name)) == DD_NONE) return no_memory(err);
    for (uint32_t m = 0; m < problem->machine_count && problem->machines[m].name != NULL; m++)
        if (dd_names_add(&names->machines, problem->machines[m].name, strlen(problem->machines[m].name)) == DD_NONE) return no_memory(err);
    return index_operations(names, err);
}

void dd_shop_names_done(dd_shop_names *names)
{
    dd_names_done(&names->jobs);
    dd_names_done(&names->machines);
    free(names->first);
    free(names->sorted);
    *names = (dd_shop_names){0};
}

uint32_t dd_shop_names_job(const dd_shop_names *names, const char *text, size_t length)
{
    if (names->jobs.count > 0) return dd_names_find(&names->jobs, text, length);
    return read_number(text, length, names->problem->job_count);
}

uint32_t dd_shop_names_machine(const dd_shop_names *names, const char *text, size_t length)
{
    if (names->machines.count > 0) return dd_names_find(&names->machines, text, length);
    return read_number(text, length, names->problem->machine_count);
}

uint32_t dd_shop_names_operation(const dd_shop_names *names, uint32_t job, const char *text)
{
    const dd_operation *operations = names->problem->operations;
    uint32_t low = names->first[job], high = names->first[job + 1];
    uint32_t number = read_number(text, strlen(text), high - low);
    if (number != DD_NONE && operations[low + number].name == NULL) return low + number;
    const dd_operation wanted = {.name = text};
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_names(&operations[names->sorted[middle]], &wanted);
        if (order == 0) return operations[names->sorted[middle]].name != NULL ? names->sorted[middle] : DD_NONE;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return DD_NONE;
}

uint32_t dd_shop_names_duplicate(const dd_shop_names *names)
{
    const dd_operation *operations = names->problem->operations;
    for (uint32_t i = 0; i < names->problem->operation_count; i++) {
        if (i > 0) {
            const dd_operation *a = &operations[names->sorted[i - 1]], *b = &operations[names->sorted[i]];
            if (a->job == b->job && a->name != NULL && b->name != NULL && strcmp(a->name, b->name) == 0) return names->sorted[i];
        }
        uint32_t first = names->first[operations[i].job], count = names->first[operations[i].job + 1] - first;
        uint32_t place = operations[i].name != NULL ? read_number(operations[i].name, strlen(operations[i].name), count) : DD_NONE;
        if (place != DD_NONE && operations[first + place].name == NULL) return i;
    }
    return DD_NONE;
}

uint32_t dd_shop_names_mode(const dd_shop_problem *problem, uint32_t operation, uint32_t machine)
{
    const dd_operation *o = &problem->operations[operation];
    for (uint32_t k = 0; k < o->mode_count; k++)
        if (o->modes[k].machine == machine) return k;
    return DD_NONE;
}
