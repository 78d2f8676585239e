/* Shop JSON: what operations wait for: "After" and "MaterialRequirements" (shop_json_read.c says what they hold).
 *
 * Two passes over the job orders: first each operation's own "After" (or the operation before it), then materials, because a whole job order that makes a
 * material is waited for at those of its operations that no other one of it waits for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "io/shop_json.h"

/* One more operation to wait for; with one that is there already the longer lag counts. */
static void add_link(dd_shop_json *in, const dd_json_at *at, uint32_t ix, uint32_t before, int64_t lag_ms)
{
    if (in->json.status != DD_STATUS_OK) return;
    if (before == ix) dd_json_refuse(&in->json, at, DD_STATUS_INVALID_INPUT, "the operation waits for itself");
    for (size_t i = 0; i < in->link_count; i++) {
        if (in->links[i].before != before) continue;
        if (lag_ms > in->links[i].lag_ms) in->links[i].lag_ms = lag_ms;
        return;
    }
    if (in->link_count == DD_SHOP_LINKS_MAX) dd_json_refuse(&in->json, at, DD_STATUS_TOO_LARGE, "waits for more than %d operations", DD_SHOP_LINKS_MAX);
    else if (!DD_ARRAY_RESERVE(in->links, in->link_room, in->link_count + 1)) dd_json_refuse(&in->json, at, DD_STATUS_NO_MEMORY, "out of memory");
    else in->links[in->link_count++] = (dd_link){before, lag_ms};
}

static void keep_links(dd_shop_json *in, uint32_t ix)
{
    dd_link *copy = in->link_count > 0 ? dd_shop_json_alloc(in, in->link_count, sizeof *copy) : NULL;
    if (copy == NULL || in->json.status != DD_STATUS_OK) return;
    memcpy(copy, in->links, in->link_count * sizeof *copy);
    in->build.problem->operations[ix].links = copy;
    in->build.problem->operations[ix].link_count = (uint32_t)in->link_count;
}

static uint32_t find_operation(dd_shop_json *in, uint32_t job, dd_json_at at)
{
    const char *text = dd_json_text(&in->json, at, NULL, NULL);
    uint32_t found = text != NULL ? dd_shop_names_operation(&in->names, job, text) : DD_NONE;
    if (found == DD_NONE) dd_json_refuse(&in->json, &at, DD_STATUS_INVALID_INPUT, "the job order has no such operation");
    return found;
}

/* "10", or {"JobOrderID": ..., "OperationID": ..., "Lag": ...} */
static void read_after(dd_shop_json *in, const dd_json_at *item, uint32_t ix)
{
    static const char *const keys[] = {"JobOrderID", "OperationID", "Lag", NULL};
    uint32_t job = in->build.problem->operations[ix].job;
    if (json_is_string(item->value)) {
        uint32_t before = find_operation(in, job, *item);
        add_link(in, item, ix, before, 0);
        return;
    }
    if (!dd_json_object(&in->json, item, "must be the id of an operation, or an object")) return;
    dd_json_known(&in->json, item, keys);
    dd_json_at order = dd_json_member(item, "JobOrderID");
    if (order.value != NULL) job = dd_shop_json_find(in, order, DD_SHOP_NOUN_JOB);
    if (in->json.status != DD_STATUS_OK) return;
    dd_json_at operation = dd_shop_json_need(in, item, "OperationID");
    int64_t lag_ms = dd_shop_json_duration(in, dd_json_member(item, "Lag"), 0);
    uint32_t before = find_operation(in, job, operation);
    add_link(in, item, ix, before, lag_ms);
}

static void link_after(dd_shop_json *in, const dd_json_at *operation, uint32_t ix)
{
    const dd_operation *operations = in->build.problem->operations;
    dd_json_at after = dd_json_member(operation, "After");
    in->link_count = 0;
    if (after.value == NULL && ix > 0 && operations[ix - 1].job == operations[ix].job) add_link(in, operation, ix, ix - 1, 0);
    size_t count = dd_json_array(&in->json, &after, DD_SHOP_LINKS_MAX, NULL);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&after, i);
        read_after(in, &item, ix);
    }
    keep_links(in, ix);
    for (size_t i = 0; i < in->link_count && in->json.status == DD_STATUS_OK; i++)
        if (operations[in->links[i].before].job == operations[ix].job) in->is_followed[in->links[i].before] = true;
}

static void read_material(dd_shop_json *in, const dd_json_at *item, uint32_t ix)
{
    static const char *const keys[] = {"MaterialDefinitionID", "Description", "Quantity", "JobOrderID", "OperationID", "Lag", NULL};
    if (!dd_json_object(&in->json, item, NULL)) return;
    dd_json_known(&in->json, item, keys);
    dd_json_at order = dd_json_member(item, "JobOrderID"), operation = dd_json_member(item, "OperationID");
    (void)dd_json_text(&in->json, dd_json_member(item, "MaterialDefinitionID"), NULL, NULL);
    (void)dd_json_double(&in->json, dd_json_member(item, "Quantity"), 0, 0, 1e15, NULL);
    int64_t lag_ms = dd_shop_json_duration(in, dd_json_member(item, "Lag"), 0);
    if (order.value == NULL && operation.value != NULL) dd_json_refuse(&in->json, &operation, DD_STATUS_INVALID_INPUT, "without a JobOrderID");
    uint32_t job = dd_shop_json_find(in, order, DD_SHOP_NOUN_JOB);
    if (job == DD_NONE || in->json.status != DD_STATUS_OK) return;
    if (operation.value != NULL) {
        uint32_t before = find_operation(in, job, operation);
        add_link(in, item, ix, before, lag_ms);
        return;
    }
    if (job == in->build.problem->operations[ix].job) dd_json_refuse(&in->json, &order, DD_STATUS_INVALID_INPUT, "a job order does not wait for itself");
    for (uint32_t k = in->names.first[job]; k < in->names.first[job + 1] && in->json.status == DD_STATUS_OK; k++)
        if (!in->is_followed[k]) add_link(in, item, ix, k, lag_ms);
}

static void link_materials(dd_shop_json *in, const dd_json_at *operation, uint32_t ix)
{
    const dd_operation *own = &in->build.problem->operations[ix];
    dd_json_at materials = dd_json_member(operation, "MaterialRequirements");
    size_t count = dd_json_array(&in->json, &materials, DD_SHOP_LINKS_MAX, NULL);
    if (count == 0) return;
    in->link_count = 0;
    for (uint32_t i = 0; i < own->link_count; i++) add_link(in, operation, ix, own->links[i].before, own->links[i].lag_ms);
    for (size_t i = 0; i < count && in->json.status == DD_STATUS_OK; i++) {
        dd_json_at item = dd_json_item(&materials, i);
        read_material(in, &item, ix);
    }
    keep_links(in, ix);
}

/* Both passes walk as dd_shop_json_orders did, so that operations have their numbers. */
static void walk(dd_shop_json *in, void (*visit)(dd_shop_json *in, const dd_json_at *operation, uint32_t ix))
{
    dd_json_at orders = dd_json_member(&in->root, "JobOrders");
    uint32_t ix = 0;
    for (size_t j = 0; j < json_array_size(orders.value) && in->json.status == DD_STATUS_OK; j++) {
        dd_json_at order = dd_json_item(&orders, j), operations = dd_json_member(&order, "Operations");
        if (operations.value == NULL) visit(in, &order, ix++);
        for (size_t i = 0; i < json_array_size(operations.value) && in->json.status == DD_STATUS_OK; i++) {
            dd_json_at item = dd_json_item(&operations, i);
            visit(in, &item, ix++);
        }
    }
}

void dd_shop_json_links(dd_shop_json *in)
{
    dd_error why = {DD_STATUS_OK, "", ""};
    dd_shop_json_pass(in, &in->root, dd_shop_names_init(&in->names, in->build.problem, &why), &why);
    in->is_followed = dd_array_new((size_t)in->build.problem->operation_count + 1, sizeof *in->is_followed);
    if (in->is_followed == NULL) dd_json_refuse(&in->json, &in->root, DD_STATUS_NO_MEMORY, "out of memory");
    if (in->json.status != DD_STATUS_OK) return;
    walk(in, link_after);
    walk(in, link_materials);
}
