/* Shop report: a schedule of a factory line, or what happened in one, as one HTML page that needs nothing else: Gantt charts by machine and by job,
 * what each operation waited for, the jobs that are late and why, the load of the machines.
 *
 * The page works offline: styles, script and data are inside, and it asks the network for nothing.  Names are untrusted: they reach the page only
 * as JSON text whose '<', '>' and '&' are escaped, and the script puts them in as text, never as markup.  Invalid UTF-8 becomes U+FFFD.  The same
 * view gives the same bytes.  Every operation is embedded (about 60 bytes each).
 */
#ifndef DD_REPORT_SHOP_REPORT_H
#define DD_REPORT_SHOP_REPORT_H

#include "report/shop_figures.h"

/* Another plan for the same jobs, to stand beside. */
typedef struct dd_shop_rival {
    const char *label;
    dd_shop_figures figures;
} dd_shop_rival;

/* A machine that failed: [begin, end), which is among the problem's closed windows as well. */
typedef struct dd_shop_outage {
    uint32_t machine;
    int64_t begin_ms, end_ms;
} dd_shop_outage;

/* A re-planning of a run. */
typedef struct dd_shop_replan {
    int64_t at_ms;
    uint32_t moved, kept; /* operations of the plan before that went elsewhere or to another time; those that did not */
    uint64_t work;
} dd_shop_replan;

/* What is shown; all is borrowed.  A static schedule has no plan, outages, replans or states. */
typedef struct dd_shop_view {
    const char *title;   /* NULL: "A factory line" */
    const char *label;   /* how it was planned: "Search", "FIFO" */
    const char *command; /* that repeats it; NULL */
    const dd_shop_problem *problem;
    const dd_placement *placements; /* by operation; start_ms DD_FOREVER_MS: not placed, end_ms DD_FOREVER_MS: runs still */
    int64_t end_ms;                 /* of the view; 0: the last end */
    int64_t horizon_ms;             /* throughput is counted to there; 0: to the last end of a job */
    int64_t bound_ms;               /* on the makespan; 0: unknown */
    bool is_optimal;
    const dd_shop_rival *rivals;
    uint32_t rival_count;
    bool is_run;                  /* what happened, not a plan */
    const dd_placement *planned;  /* of a run, by operation: when it was first planned; start_ms DD_FOREVER_MS: never; NULL */
    const bool *cancelled, *rush; /* of a run, by job; NULL */
    const dd_shop_outage *outages;
    uint32_t outage_count;
    const dd_shop_replan *replans;
    uint32_t replan_count;
} dd_shop_view;

/* Writes the page.  *ret_html is *ret_size bytes of UTF-8 without a terminating NUL, freed with free().  The problem must pass
 * dd_shop_problem_check.  DD_STATUS_NO_MEMORY; on an error the outputs stay untouched. */
DD_MUST_USE dd_status dd_shop_report_write(const dd_shop_view *view, char **ret_html, size_t *ret_size, dd_error *err);

#endif
