/* Solves: states a small pickup-and-delivery problem, plans it, checks the plan and prints it.
 *     cc solve.c $(pkg-config --cflags --libs diaodu) && ./a.out
 */
#include <stdio.h>
#include <stdlib.h>

#include <diaodu/diaodu.h>

static void must(dd_status status, const dd_error *err)
{
    if (status == DD_STATUS_OK) return;
    fprintf(stderr, "%s: %s %s\n", dd_status_text(status), err->pointer, err->message);
    exit(1);
}

int main(void)
{
    static const dd_window ready = {600000, DD_FOREVER_MS}, door = {0, 2400000}; /* in ten minutes; within forty */
    static const dd_point points[] = {{0, 0}, {1000, 200}, {3000, 400}, {1200, -300}, {3300, 100}, {-900, 600}, {-2500, 1500}}; /* metres */
    enum { POINTS = sizeof points / sizeof *points };
    dd_error err = {0};
    dd_problem *problem;
    dd_plan *plan;
    must(dd_problem_create(&problem, &err), &err);
    problem->load_dims = 1;
    problem->location_count = POINTS;
    problem->points = dd_problem_alloc(problem, POINTS, sizeof *problem->points);
    if (problem->points == NULL) return 1;
    for (int i = 0; i < POINTS; i++) problem->points[i] = points[i];
    must(dd_travel_add_matrix(&(dd_travel_rule){.metric = DD_TRAVEL_EUCLIDEAN, .detour = 1.3, .speed_m_per_s = 6}, problem, NULL, &err), &err);
    for (uint32_t at = 1; at < POINTS; at += 2) { /* a shipment from each odd point to the next */
        dd_task pickup = {DD_TASK_DEFAULT, .kind = DD_TASK_PICKUP, .location = at, .service_ms = 60000, .windows = &ready, .window_count = 1,
                          .pickup = {1}};
        dd_task delivery = {DD_TASK_DEFAULT, .kind = DD_TASK_DELIVERY, .location = at + 1, .service_ms = 60000, .windows = &door,
                            .window_count = 1, .delivery = {1}};
        pickup.mate = problem->task_count + 1;
        delivery.mate = problem->task_count;
        must(dd_problem_add_task(problem, &pickup, NULL, &err), &err);
        must(dd_problem_add_task(problem, &delivery, NULL, &err), &err);
    }
    for (int i = 0; i < 3; i++) {
        dd_vehicle vehicle = {DD_VEHICLE_DEFAULT, .capacity = {4}, .cost_per_hour = 20, .fixed_cost = 2};
        vehicle.start = vehicle.end = 0;
        must(dd_problem_add_vehicle(problem, &vehicle, NULL, &err), &err);
    }
    dd_route_options options = {DD_ROUTE_OPTIONS_DEFAULT};
    options.work = 20000;
    must(dd_route_solve(problem, &options, &plan, NULL, &err), &err);
    must(dd_plan_check(problem, plan, &err), &err);
    for (uint32_t r = 0; r < plan->route_count; r++) {
        printf("vehicle %u:", plan->routes[r].vehicle);
        for (uint32_t s = 0; s < plan->routes[r].stop_count; s++)
            printf(" %u@%.1fmin", plan->routes[r].stops[s].location, (double)plan->routes[r].stops[s].arrival_ms / 6e4);
        printf(", %lld m\n", (long long)plan->routes[r].dist_m);
    }
    printf("%u left out, cost %.2f\n", plan->unassigned_count, (double)plan->cost / 3.6e6);
    dd_plan_free(plan);
    dd_problem_free(problem);
}
