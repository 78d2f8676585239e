/* Id table: the users' ids of tasks, vehicles or breaks, sorted, to find what a text refers to and to see what is named twice.
 *
 * Building costs O(n log n), finding O(log n).  Names are borrowed.
 */
#ifndef DD_IO_ID_TABLE_H
#define DD_IO_ID_TABLE_H

#include "diaodu/problem.h"

typedef struct dd_id_entry {
    uint32_t kind;    /* ids are unique by kind */
    const char *name; /* or NULL: the number counts */
    uint64_t id;
    uint32_t ix;
} dd_id_entry;

typedef struct dd_id_table {
    dd_id_entry *entries;
    size_t count;
} dd_id_table;

/* A table of the problem's tasks by number, or by name where they have one.  NO_MEMORY, or OK. */
DD_MUST_USE dd_status dd_id_table_init_tasks(dd_id_table *table, const dd_problem *problem, bool by_name, dd_error *err);
DD_MUST_USE dd_status dd_id_table_init_vehicles(dd_id_table *table, const dd_problem *problem, bool by_name, dd_error *err);
void dd_id_table_done(dd_id_table *table); /* legal on {0} */

/* The index, or DD_NONE. */
uint32_t dd_id_table_find(const dd_id_table *table, uint32_t kind, const char *name, uint64_t id);
/* The index of the first one (in the problem's order) whose id somebody before it has; DD_NONE when all differ. */
uint32_t dd_id_table_duplicate(const dd_id_table *table);

#endif
