/* Four orders, two couriers: states a problem, solves it, prints the plan.  Uses the public headers alone.
 *
 *     cc -std=c17 four_orders.c $(pkg-config --cflags --libs diaodu) -o four_orders
 */
#include <stdio.h>

#include <diaodu/route.h>
#include <diaodu/travel.h>

/* Kitchens 0 to 3 and doors 4 to 7, in metres. */
static const dd_point POINTS[8] = {{0, 0}, {900, 0}, {0, 900}, {900, 900}, {400, 100}, {800, 500}, {200, 700}, {600, 950}};

static dd_status state_problem(dd_problem *problem, dd_error *err)
{
    const dd_travel_rule bicycle = {.metric = DD_TRAVEL_EUCLIDEAN, .detour = 1.3, .speed_m_per_s = 5};
    dd_vehicle courier = {DD_VEHICLE_DEFAULT, .capacity = {3}, .cost_per_hour = 20};
    dd_status status = DD_STATUS_OK;
    problem->location_count = 8;
    problem->load_dims = 1;
    problem->points = dd_problem_alloc(problem, 8, sizeof(dd_point));
    if (problem->points == NULL) return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    for (int i = 0; i < 8; i++) problem->points[i] = POINTS[i];
    if ((status = dd_travel_add_matrix(&bicycle, problem, NULL, err)) != DD_STATUS_OK) return status;
    for (uint32_t i = 0; i < 4 && status == DD_STATUS_OK; i++) {
        dd_task pickup = {.kind = DD_TASK_PICKUP, .location = i, .mate = 2 * i + 1, .only_vehicle = DD_NONE, .service_ms = 120000, .pickup = {1}};
        dd_task door = {.kind = DD_TASK_DELIVERY, .location = 4 + i, .mate = 2 * i, .only_vehicle = DD_NONE, .service_ms = 60000, .delivery = {1}};
        status = dd_problem_add_task(problem, &pickup, NULL, err);
        if (status == DD_STATUS_OK) status = dd_problem_add_task(problem, &door, NULL, err);
    }
    for (uint32_t i = 0; i < 2 && status == DD_STATUS_OK; i++) {
        courier.start = 3 * i; /* and ends wherever its last door is */
        status = dd_problem_add_vehicle(problem, &courier, NULL, err);
    }
    return status;
}

int main(void)
{
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_problem *problem = NULL;
    dd_plan *plan = NULL;
    const dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    dd_status status = dd_problem_create(&problem, &err);
    if (status == DD_STATUS_OK) status = state_problem(problem, &err);
    if (status == DD_STATUS_OK) status = dd_route_solve(problem, &options, &plan, NULL, &err);
    if (status != DD_STATUS_OK) (void)fprintf(stderr, "%s: %s %s\n", dd_status_text(status), err.pointer, err.message);
    for (uint32_t r = 0; plan != NULL && r < plan->route_count; r++)
        for (uint32_t s = 0; s < plan->routes[r].stop_count; s++) {
            const dd_stop *stop = &plan->routes[r].stops[s];
            if (stop->kind != DD_STEP_TASK) continue;
            printf("courier %u, minute %4.1f: order %u %s\n", (unsigned)plan->routes[r].vehicle, (double)stop->arrival_ms / 60000,
                   (unsigned)stop->ix / 2, stop->ix % 2 == 0 ? "picked up" : "delivered");
        }
    dd_plan_free(plan);
    dd_problem_free(problem);
    return status == DD_STATUS_OK ? 0 : 1;
}
