/* Grubhub's meal-delivery days (Reyes, Erera, Savelsbergh, Sahasrabudhe & O'Neil 2018, "The Meal Delivery Routing Problem"): four text files
 * in, three out.
 *
 * In, tab-separated, each with a header line; a carriage return before the line feed and empty lines are tolerated:
 *   orders.txt               order  x  y  placement_time  restaurant  ready_time
 *   couriers.txt             courier  x  y  on_time  off_time
 *   restaurants.txt          restaurant  x  y
 *   instance_parameters.txt  meters_per_minute  pickup service minutes  dropoff service minutes  target click-to-door
 *                            maximum click-to-door  pay per order  guaranteed pay per hour
 * Coordinates are metres, times minutes from midnight; all are whole numbers but meters_per_minute.
 *
 * Out, separated by single spaces, each with a header line, times in whole minutes:
 *   solution_info_assignments.txt  assignment_time pickup_time courier order order ...
 *   solution_info_orders.txt       order placement_time ready_time pickup_time dropoff_time courier; delivered orders only
 *   solution_info_couriers.txt     courier departure_time origin destination; a courier's moves together and in time order; origin 0
 *                                  is where its shift begins
 */
#ifndef DD_IO_MDRP_H
#define DD_IO_MDRP_H

#include "base/arena.h"
#include "base/buffer.h"
#include "diaodu/status.h"

enum { DD_MDRP_MINUTE_MAX = 1000000, DD_MDRP_METRES_MAX = 100000000, DD_MDRP_ROWS_MAX = 10000000 };

typedef struct dd_mdrp_restaurant {
    const char *name;
    int64_t x, y;
} dd_mdrp_restaurant;

typedef struct dd_mdrp_courier {
    const char *name;
    int64_t x, y, on_time, off_time;
} dd_mdrp_courier;

typedef struct dd_mdrp_order {
    const char *name;
    int64_t x, y, placement_time, ready_time;
    uint32_t restaurant;         /* index */
} dd_mdrp_order;

typedef struct dd_mdrp_instance {
    double meters_per_minute;
    int64_t pickup_service, dropoff_service, target, maximum; /* minutes */
    dd_mdrp_restaurant *restaurants;
    dd_mdrp_courier *couriers;
    dd_mdrp_order *orders;
    uint32_t restaurant_count, courier_count, order_count;
    dd_arena memory;             /* owns everything above */
} dd_mdrp_instance;

/* The four files, whole; NUL-termination is not needed. */
typedef enum dd_mdrp_file { DD_MDRP_PARAMETERS, DD_MDRP_RESTAURANTS, DD_MDRP_COURIERS, DD_MDRP_ORDERS, DD_MDRP_FILES } dd_mdrp_file;

typedef struct dd_mdrp_texts {
    const char *text[DD_MDRP_FILES];
    size_t size[DD_MDRP_FILES];
} dd_mdrp_texts;

/* "orders.txt" */
const char *dd_mdrp_file_name(dd_mdrp_file file);

/* Reads the four.  *ret is freed with dd_mdrp_free.  err->pointer is "orders.txt:12:ready_time". */
DD_MUST_USE dd_status dd_mdrp_read(const dd_mdrp_texts *texts, dd_mdrp_instance **ret, dd_error *err);
void dd_mdrp_free(dd_mdrp_instance *instance);

/* A solution, by names.  Arrays in the order in which they are to be written. */
typedef struct dd_mdrp_assignment {
    int64_t assignment_time, pickup_time;
    const char *courier;
    const char *const *orders;
    uint32_t order_count;
} dd_mdrp_assignment;

typedef struct dd_mdrp_delivery {
    const char *order, *courier;
    int64_t placement_time, ready_time, pickup_time, dropoff_time;
} dd_mdrp_delivery;

typedef struct dd_mdrp_move {
    const char *courier, *origin, *destination; /* origin "0": the start of the shift */
    int64_t departure_time;
} dd_mdrp_move;

typedef struct dd_mdrp_solution {
    dd_mdrp_assignment *assignments;
    dd_mdrp_delivery *deliveries;
    dd_mdrp_move *moves;
    size_t assignment_count, delivery_count, move_count;
} dd_mdrp_solution;

typedef enum dd_mdrp_solution_file { DD_MDRP_ASSIGNMENTS, DD_MDRP_DELIVERIES, DD_MDRP_MOVES, DD_MDRP_SOLUTION_FILES } dd_mdrp_solution_file;

/* "solution_info_assignments.txt" */
const char *dd_mdrp_solution_file_name(dd_mdrp_solution_file file);

/* Appends one of the three files to `out`; a failed buffer is the caller's to see. */
void dd_mdrp_write(const dd_mdrp_solution *solution, dd_mdrp_solution_file file, dd_buffer *out);

#endif
