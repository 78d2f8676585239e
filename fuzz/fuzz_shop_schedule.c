/* The readers of schedules, for one small line: the first byte chooses the format, the rest is the schedule.  What is read is checked, written, and
 * read again. */
#include "shop.h"

static const char line[] =
    "[calendars]\ncalendar,days,begin,end\nearly,Mon-Fri,06:00,14:00\n"
    "[machines]\nmachine,calendar,setups,initial_family\nsaw,early,paint,red\ndrill,,,\n"
    "[pools]\npool,units\nwelders,2\n"
    "[setups]\nmatrix,from,to,setup\npaint,*,*,10min\n"
    "[operations]\njob,operation,machine,duration,family,needs,pause,due\n"
    "A,10,saw,6h,red,welders,yes,90000\nA,20,drill,1h,,,,\nB,,saw,3h,blue,,yes,\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_shop_problem *problem = NULL;
    dd_schedule *schedule = NULL;
    dd_error error = {DD_STATUS_OK, "", ""};
    if (size == 0) return 0;
    shop_require(dd_shop_format_read(DD_SHOP_FORMAT_CSV, NULL, line, sizeof line - 1, &problem, &error) == DD_STATUS_OK);
    dd_shop_format format = bytes[0] % 2 == 0 ? DD_SHOP_FORMAT_CSV : DD_SHOP_FORMAT_JSON;
    dd_status status = dd_shop_format_read_schedule(format, problem, (const char *)bytes + 1, size - 1, &schedule, &error);
    shop_require((status == DD_STATUS_OK) == (schedule != NULL));
    shop_require(status == DD_STATUS_OK || (error.status == status && error.message[0] != '\0'));
    if (schedule != NULL) {
        status = dd_schedule_check(problem, schedule, &error);
        shop_require(status == DD_STATUS_OK || (status == DD_STATUS_INFEASIBLE && error.message[0] != '\0'));
        shop_write_and_read(problem, schedule, true);
    }
    dd_schedule_free(schedule);
    dd_shop_problem_free(problem);
    return 0;
}
