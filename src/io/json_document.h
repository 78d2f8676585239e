/* JSON document: one parsed text, with its big matrices of integers beside the tree.
 *
 * jansson reads the tree (strictly: no duplicate keys, no trailing text).  Matrices do not pass through it, because a tree of a 30 MB
 * matrix takes five times its text in memory: a first pass over the text reads the arrays that stand where matrices stand ("/matrix", and
 * durations, distances and costs in "/matrices/PROFILE") straight into cells, and leaves [k] in the text that jansson sees, k being the
 * table's index.  Linear in the text; cells are uint32 as in VROOM.
 */
#ifndef DD_IO_JSON_DOCUMENT_H
#define DD_IO_JSON_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>

#include "diaodu/status.h"

/* A square matrix; `cells` is row-major n * n. */
typedef struct dd_json_table {
    uint32_t n;
    uint32_t *cells;
    size_t count, capacity; /* of cells */
} dd_json_table;

typedef struct dd_json_document {
    json_t *root;
    dd_json_table *tables;
    size_t table_count, table_capacity;
} dd_json_document;

/* Parses; done with dd_json_document_done, also after a failure.  A table that is no square matrix of integers fails with the JSON Pointer of the
 * offending row or cell; bad JSON fails with an empty pointer, and line, column and offset in the message. */
DD_MUST_USE dd_status dd_json_document_init(dd_json_document *document, const char *text, size_t size, dd_error *err);
void dd_json_document_done(dd_json_document *document); /* legal on {0} */

/* The table that stands where `value` is; NULL when there is none. */
const dd_json_table *dd_json_document_table(const dd_json_document *document, const json_t *value);

#endif
