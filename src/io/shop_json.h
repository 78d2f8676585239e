/* Shop JSON, inside: what the parts of the reader of factory lines in diaodu's own JSON share (shop_json_read.c says what the format is). */
#ifndef DD_IO_SHOP_JSON_H
#define DD_IO_SHOP_JSON_H

#include "io/json_document.h"
#include "io/json_reader.h"
#include "io/shop_builder.h"
#include "io/shop_names.h"

typedef struct dd_shop_json {
    dd_json_reader json;
    dd_json_document document;
    dd_json_at root;
    dd_shop_builder build;
    dd_shop_names names;       /* of jobs and operations, once all are there */
    dd_link *links;            /* of the operation being linked */
    size_t link_count, link_room;
    bool *is_followed;         /* by operation: another one of its job waits for it */
} dd_shop_json;

/* Passes on what a helper answered, at that place. */
void dd_shop_json_pass(dd_shop_json *in, const dd_json_at *at, dd_status status, const dd_error *why);
/* A required member. */
dd_json_at dd_shop_json_need(dd_shop_json *in, const dd_json_at *object, const char *key);
int64_t dd_shop_json_instant(dd_shop_json *in, dd_json_at at, int64_t fallback);
/* Seconds, or a text of duration.h. */
int64_t dd_shop_json_duration(dd_shop_json *in, dd_json_at at, int64_t fallback);
/* The index of a known name, or of one that may be new; DD_NONE when absent. */
uint32_t dd_shop_json_find(dd_shop_json *in, dd_json_at at, dd_shop_noun noun);
uint32_t dd_shop_json_intern(dd_shop_json *in, dd_json_at at, dd_shop_noun noun);
/* The object's id, which must be new: the problem's copy. */
const char *dd_shop_json_new(dd_shop_json *in, const dd_json_at *object, const char *key, dd_shop_noun noun);
const char *dd_shop_json_copy(dd_shop_json *in, dd_json_at at);
void *dd_shop_json_alloc(dd_shop_json *in, size_t count, size_t size);

/* "JobOrders" (shop_json_order.c), and what their operations wait for (shop_json_link.c). */
void dd_shop_json_orders(dd_shop_json *in);
void dd_shop_json_links(dd_shop_json *in);

/* The job order and its operation, as objects, that the problem's operation `ix` was read from.  `at` holds the way there. */
typedef struct dd_shop_json_way {
    dd_json_at orders, order, operations, operation;
} dd_shop_json_way;
void dd_shop_json_find_operation(dd_shop_json *in, uint32_t ix, dd_shop_json_way *way);

#endif
