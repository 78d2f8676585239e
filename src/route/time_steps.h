/* Time steps, inside: dd_route_time_steps (include/diaodu/route.h) and its plain form, which begins everything as early as it can. */
#ifndef DD_ROUTE_TIME_STEPS_H
#define DD_ROUTE_TIME_STEPS_H

#include "diaodu/route.h"

/* Times the steps of each vehicle at the walk's own times: bounds of steps that cannot be kept are passed, and declared as delays. */
DD_MUST_USE dd_status dd_time_steps_early(const dd_problem *problem, dd_plan **ret, dd_error *err);

#endif
