/* Reads Grubhub's four files (mdrp.h describes them): line by line, field by field, by a table of columns. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "io/mdrp.h"

enum { COLUMNS_MAX = 8 };

/* One file while it is read: the cut fields of the line at hand, and where that is. */
typedef struct table {
    const char *file;
    const char *const *columns;  /* names, NULL-terminated */
    const char *at, *end;
    size_t line;
    const char *fields[COLUMNS_MAX];
    size_t lengths[COLUMNS_MAX];
    dd_error *err;
} table;

static const char *const parameter_columns[] = {"meters_per_minute", "pickup service minutes", "dropoff service minutes", "target click-to-door",
                                                "maximum click-to-door", "pay per order", "guaranteed pay per hour", NULL};
static const char *const restaurant_columns[] = {"restaurant", "x", "y", NULL};
static const char *const courier_columns[] = {"courier", "x", "y", "on_time", "off_time", NULL};
static const char *const order_columns[] = {"order", "x", "y", "placement_time", "restaurant", "ready_time", NULL};

const char *dd_mdrp_file_name(dd_mdrp_file file)
{
    static const char *const names[DD_MDRP_FILES] = {"instance_parameters.txt", "restaurants.txt", "couriers.txt", "orders.txt"};
    return names[file];
}

static dd_status refuse(const table *in, size_t column, const char *why)
{
    char place[128];
    if (column < COLUMNS_MAX) snprintf(place, sizeof place, "%s:%zu:%s", in->file, in->line, in->columns[column]);
    else snprintf(place, sizeof place, "%s:%zu", in->file, in->line);
    return dd_error_set(in->err, DD_STATUS_INVALID_INPUT, place, "%s", why);
}

/* Cuts the next line that is not empty.  NOT_FOUND at the end of the file. */
static dd_status next_line(table *in)
{
    while (in->at < in->end) {
        const char *begin = in->at, *stop = memchr(begin, '\n', (size_t)(in->end - begin));
        in->at = stop ? stop + 1 : in->end;
        if (stop == NULL) stop = in->end;
        in->line++;
        if (stop > begin && stop[-1] == '\r') stop--;
        if (stop == begin) continue;
        if (memchr(begin, '\0', (size_t)(stop - begin))) return refuse(in, COLUMNS_MAX, "a NUL byte");
        size_t count = 0;
        for (const char *field = begin;; count++) {
            const char *tab = memchr(field, '\t', (size_t)(stop - field));
            if (in->columns[count] == NULL) return refuse(in, COLUMNS_MAX, "too many fields");
            in->fields[count] = field;
            in->lengths[count] = (size_t)((tab ? tab : stop) - field);
            if (tab == NULL) break;
            field = tab + 1;
        }
        if (in->columns[count + 1] != NULL) return refuse(in, count + 1, "the field is missing");
        return DD_STATUS_OK;
    }
    return DD_STATUS_NOT_FOUND;
}

static dd_status open_table(table *in, const dd_mdrp_texts *texts, dd_mdrp_file file, const char *const *columns, dd_error *err)
{
    *in = (table){.file = dd_mdrp_file_name(file), .columns = columns, .at = texts->text[file], .err = err};
    in->end = in->at + texts->size[file];
    dd_status status = next_line(in);
    if (status == DD_STATUS_NOT_FOUND) return dd_error_set(err, DD_STATUS_INVALID_INPUT, in->file, "the file is empty");
    return status;
}

/* A whole number in [least, most]. */
static dd_status take_integer(const table *in, size_t column, int64_t least, int64_t most, int64_t *ret)
{
    const char *text = in->fields[column];
    size_t length = in->lengths[column], i = length > 0 && text[0] == '-';
    if (i == length) return refuse(in, column, "a whole number is missing");
    int64_t value = 0;
    for (; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return refuse(in, column, "not a whole number");
        value = value * 10 + (text[i] - '0');
        if (value > DD_MDRP_METRES_MAX * INT64_C(10)) return refuse(in, column, "the number is out of range");
    }
    if (text[0] == '-') value = -value;
    if (value < least || value > most) return refuse(in, column, "the number is out of range");
    *ret = value;
    return DD_STATUS_OK;
}

static dd_status take_point(const table *in, int64_t *ret_x, int64_t *ret_y)
{
    dd_status status = take_integer(in, 1, -DD_MDRP_METRES_MAX, DD_MDRP_METRES_MAX, ret_x);
    return status == DD_STATUS_OK ? take_integer(in, 2, -DD_MDRP_METRES_MAX, DD_MDRP_METRES_MAX, ret_y) : status;
}

static dd_status take_speed(const table *in, double *ret)
{
    char text[32], *end;
    if (in->lengths[0] == 0 || in->lengths[0] >= sizeof text || in->fields[0][0] < '0' || in->fields[0][0] > '9')
        return refuse(in, 0, "not a number");
    memcpy(text, in->fields[0], in->lengths[0]);
    text[in->lengths[0]] = '\0';
    double value = strtod(text, &end);
    if (*end != '\0') return refuse(in, 0, "not a number");
    if (!(value >= 1 && value <= 10000)) return refuse(in, 0, "the speed is not within 1 to 10000 metres a minute");
    *ret = value;
    return DD_STATUS_OK;
}

/* Interns the name in the first field, which must be new, and copies it. */
static dd_status take_name(const table *in, dd_mdrp_instance *instance, dd_names *names, uint32_t count, const char **ret)
{
    const char *text = in->fields[0];
    size_t length = in->lengths[0];
    if (length == 0 || length > DD_NAME_MAX) return refuse(in, 0, "a name has 1 to 255 bytes");
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] <= ' ') return refuse(in, 0, "a name holds no space");
    if (count >= DD_MDRP_ROWS_MAX) return dd_error_set(in->err, DD_STATUS_TOO_LARGE, in->file, "more than %d rows", DD_MDRP_ROWS_MAX);
    uint32_t ix = dd_names_add(names, text, length);
    char *copy = DD_ARENA_NEW(&instance->memory, length + 1, char);
    if (ix == DD_NONE || copy == NULL) return dd_error_set(in->err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    if (ix != count) return refuse(in, 0, "the name is there twice");
    memcpy(copy, text, length);
    *ret = copy;
    return DD_STATUS_OK;
}

/* Lines that can follow the header: the room that the rows need. */
static size_t most_rows(const table *in)
{
    size_t count = 1;
    for (const char *at = in->at; at < in->end && (at = memchr(at, '\n', (size_t)(in->end - at))) != NULL; at++) count++;
    return count;
}

static dd_status read_parameters(const dd_mdrp_texts *texts, dd_mdrp_instance *instance, dd_error *err)
{
    table in;
    int64_t *const places[] = {&instance->pickup_service, &instance->dropoff_service, &instance->target, &instance->maximum};
    dd_status status = open_table(&in, texts, DD_MDRP_PARAMETERS, parameter_columns, err);
    if (status == DD_STATUS_OK) status = next_line(&in);
    if (status == DD_STATUS_NOT_FOUND) return dd_error_set(err, DD_STATUS_INVALID_INPUT, in.file, "the line of parameters is missing");
    if (status == DD_STATUS_OK) status = take_speed(&in, &instance->meters_per_minute);
    for (size_t i = 0; i < 4 && status == DD_STATUS_OK; i++) status = take_integer(&in, i + 1, 0, 1440, places[i]);
    return status;
}

static dd_status read_restaurants(const dd_mdrp_texts *texts, dd_mdrp_instance *instance, dd_names *names, dd_error *err)
{
    table in;
    dd_status status = open_table(&in, texts, DD_MDRP_RESTAURANTS, restaurant_columns, err);
    if (status != DD_STATUS_OK) return status;
    instance->restaurants = DD_ARENA_NEW(&instance->memory, most_rows(&in), dd_mdrp_restaurant);
    if (instance->restaurants == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    while ((status = next_line(&in)) == DD_STATUS_OK) {
        dd_mdrp_restaurant *row = &instance->restaurants[instance->restaurant_count];
        status = take_name(&in, instance, names, instance->restaurant_count, &row->name);
        if (status == DD_STATUS_OK) status = take_point(&in, &row->x, &row->y);
        if (status != DD_STATUS_OK) return status;
        instance->restaurant_count++;
    }
    return status == DD_STATUS_NOT_FOUND ? DD_STATUS_OK : status;
}

static dd_status read_couriers(const dd_mdrp_texts *texts, dd_mdrp_instance *instance, dd_names *names, dd_error *err)
{
    table in;
    dd_status status = open_table(&in, texts, DD_MDRP_COURIERS, courier_columns, err);
    if (status != DD_STATUS_OK) return status;
    instance->couriers = DD_ARENA_NEW(&instance->memory, most_rows(&in), dd_mdrp_courier);
    if (instance->couriers == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    while ((status = next_line(&in)) == DD_STATUS_OK) {
        dd_mdrp_courier *row = &instance->couriers[instance->courier_count];
        status = take_name(&in, instance, names, instance->courier_count, &row->name);
        if (status == DD_STATUS_OK) status = take_point(&in, &row->x, &row->y);
        if (status == DD_STATUS_OK) status = take_integer(&in, 3, 0, DD_MDRP_MINUTE_MAX, &row->on_time);
        if (status == DD_STATUS_OK) status = take_integer(&in, 4, 0, DD_MDRP_MINUTE_MAX, &row->off_time);
        if (status == DD_STATUS_OK && row->off_time < row->on_time) status = refuse(&in, 4, "the shift ends before it begins");
        if (status != DD_STATUS_OK) return status;
        instance->courier_count++;
    }
    return status == DD_STATUS_NOT_FOUND ? DD_STATUS_OK : status;
}

static dd_status read_order(const table *in, const dd_names *restaurants, dd_mdrp_order *row)
{
    dd_status status = take_point(in, &row->x, &row->y);
    if (status == DD_STATUS_OK) status = take_integer(in, 3, 0, DD_MDRP_MINUTE_MAX, &row->placement_time);
    if (status == DD_STATUS_OK) status = take_integer(in, 5, 0, DD_MDRP_MINUTE_MAX, &row->ready_time);
    if (status != DD_STATUS_OK) return status;
    row->restaurant = dd_names_find(restaurants, in->fields[4], in->lengths[4]);
    if (row->restaurant == DD_NONE) return refuse(in, 4, "no such restaurant");
    if (row->ready_time < row->placement_time) return refuse(in, 5, "the order is ready before it is placed");
    return DD_STATUS_OK;
}

static dd_status read_orders(const dd_mdrp_texts *texts, dd_mdrp_instance *instance, const dd_names *restaurants, dd_names *names, dd_error *err)
{
    table in;
    dd_status status = open_table(&in, texts, DD_MDRP_ORDERS, order_columns, err);
    if (status != DD_STATUS_OK) return status;
    instance->orders = DD_ARENA_NEW(&instance->memory, most_rows(&in), dd_mdrp_order);
    if (instance->orders == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    while ((status = next_line(&in)) == DD_STATUS_OK) {
        dd_mdrp_order *row = &instance->orders[instance->order_count];
        status = take_name(&in, instance, names, instance->order_count, &row->name);
        if (status == DD_STATUS_OK) status = read_order(&in, restaurants, row);
        if (status != DD_STATUS_OK) return status;
        instance->order_count++;
    }
    return status == DD_STATUS_NOT_FOUND ? DD_STATUS_OK : status;
}

dd_status dd_mdrp_read(const dd_mdrp_texts *texts, dd_mdrp_instance **ret, dd_error *err)
{
    dd_mdrp_instance *instance = calloc(1, sizeof *instance);
    if (instance == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    dd_arena_init(&instance->memory);
    dd_names restaurants = {0}, couriers = {0}, orders = {0};
    dd_status status = read_parameters(texts, instance, err);
    if (status == DD_STATUS_OK) status = read_restaurants(texts, instance, &restaurants, err);
    if (status == DD_STATUS_OK) status = read_couriers(texts, instance, &couriers, err);
    if (status == DD_STATUS_OK) status = read_orders(texts, instance, &restaurants, &orders, err);
    dd_names_done(&restaurants);
    dd_names_done(&couriers);
    dd_names_done(&orders);
    if (status == DD_STATUS_OK) *ret = instance;
    else dd_mdrp_free(instance);
    return status;
}

void dd_mdrp_free(dd_mdrp_instance *instance)
{
    if (instance == NULL) return;
    dd_arena_done(&instance->memory);
    free(instance);
}
