/* show_shop FILE [JOBS MACHINES STEPS dated|plain]: writes a report of a made-up factory line, for looking at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_shop.h"
#include "report/shop_report.h"

int main(int argc, char **argv)
{
    const fake_shop_options options = {.jobs = argc > 2 ? (uint32_t)atoi(argv[2]) : 80,
                                       .machines = argc > 3 ? (uint32_t)atoi(argv[3]) : 12,
                                       .steps = argc > 4 ? (uint32_t)atoi(argv[4]) : 8,
                                       .seed = 7,
                                       .is_plain = argc > 5 && strcmp(argv[5], "plain") == 0};
    fake_shop shop;
    char *html = NULL;
    size_t size = 0;
    dd_error err = {0};
    if (argc < 2 || !fake_shop_make(&shop, &options)) return 2;
    dd_shop_view view = {.title = "Made-up line",
                         .label = "Search",
                         .problem = shop.problem,
                         .placements = shop.schedule->placements,
                         .bound_ms = shop.schedule->terms[DD_SHOP_TERM_MAKESPAN] * 97 / 100};
    dd_shop_rival rivals[2] = {{.label = "FIFO"}, {.label = "ATCS"}};
    int64_t end_ms = shop.problem->origin_ms + shop.schedule->terms[DD_SHOP_TERM_MAKESPAN];
    dd_status status = DD_STATUS_OK;
    for (int i = 0; i < 2 && status == DD_STATUS_OK; i++) {
        status = dd_shop_figures_count(shop.problem, shop.schedule->placements, NULL, end_ms, 0, &rivals[i].figures, NULL, &err);
        rivals[i].figures.makespan_ms += rivals[i].figures.makespan_ms * (2 - i) / 10;
        rivals[i].figures.tardiness_ms += rivals[i].figures.tardiness_ms * (2 - i) / 4;
    }
    view.rivals = rivals;
    view.rival_count = 2;
    if (status == DD_STATUS_OK) status = dd_shop_report_write(&view, &html, &size, &err);
    if (status != DD_STATUS_OK) fprintf(stderr, "%s %s\n", err.pointer, err.message);
    FILE *out = status == DD_STATUS_OK ? fopen(argv[1], "wb") : NULL;
    bool written = out != NULL && fwrite(html, 1, size, out) == size;
    if (out != NULL && fclose(out) != 0) written = false;
    free(html);
    fake_shop_done(&shop);
    return written ? 0 : 1;
}
