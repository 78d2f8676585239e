#include "engine/assignment.h"

#include <stdbool.h>

typedef struct assigner {
    uint32_t rows, columns;
    const int64_t *cost;
    int64_t *row_price, *column_price, *slack;
    uint32_t *row_of, *back; /* by column; row_of is row + 1, 0 for free */
    bool *is_seen;
} assigner;

/* Grows the tree of shortest alternating paths from `row` until it meets a free column; column `columns` is the artificial root. */
static uint32_t grow_tree(assigner *a, uint32_t row)
{
    uint32_t root = a->columns, at = root;
    a->row_of[root] = row + 1;
    for (uint32_t j = 0; j <= root; j++) {
        a->slack[j] = INT64_MAX / 4;
        a->is_seen[j] = false;
    }
    do {
        a->is_seen[at] = true;
        uint32_t from = a->row_of[at] - 1, next = root;
        int64_t least = INT64_MAX;
        for (uint32_t j = 0; j < a->columns; j++) {
            if (a->is_seen[j]) continue;
            int64_t reduced = a->cost[(size_t)from * a->columns + j] - a->row_price[from] - a->column_price[j];
            if (reduced < a->slack[j]) {
                a->slack[j] = reduced;
                a->back[j] = at;
            }
            if (a->slack[j] < least) {
                least = a->slack[j];
                next = j;
            }
        }
        for (uint32_t j = 0; j <= root; j++) {
            if (a->is_seen[j]) {
                a->row_price[a->row_of[j] - 1] += least;
                a->column_price[j] -= least;
            } else {
                a->slack[j] -= least;
            }
        }
        at = next;
    } while (a->row_of[at] != 0);
    return at;
}

dd_status dd_assignment_solve(uint32_t rows, uint32_t columns, const int64_t *cost, dd_arena *arena, uint32_t *ret_column)
{
    assigner a = {.rows = rows, .columns = columns, .cost = cost};
    a.row_price = DD_ARENA_NEW(arena, rows, int64_t);
    a.column_price = DD_ARENA_NEW(arena, (size_t)columns + 1, int64_t);
    a.slack = DD_ARENA_NEW(arena, (size_t)columns + 1, int64_t);
    a.row_of = DD_ARENA_NEW(arena, (size_t)columns + 1, uint32_t);
    a.back = DD_ARENA_NEW(arena, (size_t)columns + 1, uint32_t);
    a.is_seen = DD_ARENA_NEW(arena, (size_t)columns + 1, bool);
    if (!a.row_price || !a.column_price || !a.slack || !a.row_of || !a.back || !a.is_seen) return DD_STATUS_NO_MEMORY;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t at = grow_tree(&a, row);
        while (at != columns) {
            a.row_of[at] = a.row_of[a.back[at]];
            at = a.back[at];
        }
        a.row_of[columns] = 0;
    }
    for (uint32_t j = 0; j < columns; j++)
        if (a.row_of[j] != 0) ret_column[a.row_of[j] - 1] = j;
    return DD_STATUS_OK;
}
