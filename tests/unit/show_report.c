/* show_report FILE [ORDERS COURIERS MERCHANTS plane|geographic]: writes a report of made-up days, three policies, for looking at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_day.h"
#include "report/report.h"

int main(int argc, char **argv)
{
    static const dd_policy policies[3] = {DD_POLICY_ROUTE, DD_POLICY_NEAREST, DD_POLICY_ASSIGNMENT};
    dd_day days[3];
    char *html = NULL;
    size_t size = 0;
    dd_error err = {0};
    if (argc < 2) return 2;
    for (int i = 0; i < 3; i++) {
        fake_day_options options = {.orders = argc > 2 ? (uint32_t)atoi(argv[2]) : 900, .couriers = argc > 3 ? (uint32_t)atoi(argv[3]) : 64,
                                    .merchants = argc > 4 ? (uint32_t)atoi(argv[4]) : 60, .policy = policies[i], .seed = 7,
                                    .is_geographic = argc <= 5 || strcmp(argv[5], "plane") != 0};
        if (!fake_day_make(&days[i], &options)) return 1;
    }
    dd_status status = dd_report_write(days, 3, NULL, &html, &size, &err);
    if (status != DD_STATUS_OK) fprintf(stderr, "%s %s\n", err.pointer, err.message);
    FILE *out = status == DD_STATUS_OK ? fopen(argv[1], "wb") : NULL;
    bool written = out != NULL && fwrite(html, 1, size, out) == size;
    if (out != NULL && fclose(out) != 0) written = false;
    free(html);
    for (int i = 0; i < 3; i++) dd_day_done(&days[i]);
    return written ? 0 : 1;
}
