/* The readers of a day of consultations: bytes that begin with '{' are a network, whose cases are then a small good day; all others are the cases
 * of a small good network.  A day that is read runs to its end, and the work that comes out is written. */
#include "require.h"

#include <string.h>

#include "sim/consult_run.h"

enum { CASES_MAX = 300 };

static const char network[] = "{\"stations\": [{\"id\": \"s0\", \"hospital\": \"h0\", \"region\": \"A\", \"rooms\": 1}],"
                              " \"specialists\": [{\"id\": \"d0\", \"hospital\": \"h0\", \"specialties\": [\"x\"], \"licences\": [\"A\"], "
                              "\"languages\": [\"l\"], \"on_s\": 0, \"off_s\": 900}],"
                              " \"target_s\": {\"stat\": 1, \"asap\": 2, \"urgent\": 3, \"routine\": 4}, \"weight\": {\"stat\": 4, "
                              "\"asap\": 3, \"urgent\": 2, \"routine\": 1}, \"resume_s\": 5}";
static const char cases[] = "case,opened_s,station,type,specialty,urgency,kind,language,expected_s,duration_s\n"
                            "c0,0,s0,t,x,routine,live,l,60,70\n"
                            "c1,10,s0,t,x,stat,read,l,60,50\n";

static void run(const dd_consult_day *day)
{
    dd_consult_run done;
    dd_buffer work = {0};
    dd_run_options options = {.until_ms = (int64_t)40 * 86400000};
    dd_consult_figures figures;
    require_ok(dd_consult_run_day(day, &options, &done, NULL));
    require_ok(dd_consult_run_work(&done.log, &work, NULL));
    require(dd_consult_log_figures(&done.log, &figures) && figures.cases <= day->case_count);
    dd_buffer_done(&work);
    dd_consult_run_done(&done);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_consult_day *day;
    dd_error err = {DD_STATUS_OK, "", ""};
    bool is_network = size > 0 && bytes[0] == '{';
    require_ok(dd_consult_day_create(&day, NULL));
    dd_status status = is_network ? dd_consult_read_network(day, (const char *)bytes, size, &err)
                                  : dd_consult_read_network(day, network, sizeof network - 1, &err);
    require(is_network || status == DD_STATUS_OK);
    if (status == DD_STATUS_OK)
        status = is_network ? dd_consult_read_cases(day, cases, sizeof cases - 1, &err)
                            : dd_consult_read_cases(day, (const char *)bytes, size, &err);
    if (status != DD_STATUS_OK) require(err.status == status && err.message[0] != '\0');
    else if (day->case_count <= CASES_MAX && day->specialist_count <= CASES_MAX) run(day);
    dd_consult_day_free(day);
    return 0;
}
