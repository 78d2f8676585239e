/* explain: the story of an order, a case, a job, an operation, a courier, a specialist, a machine or one record, out of a journal, in plain words. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/consult_story.h"
#include "cli/delivery_story.h"
#include "cli/options.h"
#include "cli/plant_story.h"
#include "cli/plant_what_if.h"
#include "cli/shell.h"
#include "sim/history.h"

typedef struct explain_options {
    const char *path;
    const char *order, *courier, *case_name, *specialist, *job, *operation, *machine, *why_not, *what_if;
    uint64_t seq;
} explain_options;

typedef struct explain_walk {
    dd_story story;
    dd_domain domain;
    uint64_t only_seq; /* DD_STORY_RECORD */
} explain_walk;

static dd_status visit(void *context, const dd_engine *engine, uint64_t seq, const dd_event *event, dd_error *err)
{
    explain_walk *walk = context;
    (void)err;
    walk->story.engine = engine;
    walk->story.event = event;
    walk->story.seq = seq;
    if (walk->story.subject == DD_STORY_RECORD && seq != walk->only_seq) return DD_STATUS_OK;
    if (walk->domain == DD_DOMAIN_CONSULT) dd_consult_story_see(&walk->story);
    else if (walk->domain == DD_DOMAIN_SHOP) dd_plant_story_see(&walk->story);
    else dd_delivery_story_see(&walk->story);
    return DD_STATUS_OK;
}

static dd_status check_domain(const explain_options *o, dd_domain domain, dd_error *err)
{
    bool asks[DD_DOMAIN_END_] = {
        [DD_DOMAIN_DELIVERY] = o->order != NULL || o->courier != NULL,
        [DD_DOMAIN_CONSULT] = o->case_name != NULL || o->specialist != NULL,
        [DD_DOMAIN_SHOP] = o->job != NULL || o->operation != NULL || o->machine != NULL,
    };
    static const char *const words[DD_DOMAIN_END_] = {
        [DD_DOMAIN_DELIVERY] = "deliveries: ask for an --order or a --courier",
        [DD_DOMAIN_CONSULT] = "consultations: ask for a --case or a --specialist",
        [DD_DOMAIN_SHOP] = "a factory: ask for a --job, an --operation or a --machine",
    };
    for (int other = 0; other < DD_DOMAIN_END_; other++)
        if (asks[other] && other != (int)domain) return dd_error_set(err, DD_STATUS_INVALID_INPUT, NULL, "a journal of %s", words[domain]);
    return DD_STATUS_OK;
}

static const char *subject_word(const explain_options *o)
{
    const char *const words[] = {"order", "courier", "case", "specialist", "job", "operation"};
    const char *const names[] = {o->order, o->courier, o->case_name, o->specialist, o->job, o->operation};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] != NULL) return words[i];
    return "machine";
}

static dd_status tell(const explain_options *o, explain_walk *walk, dd_journal *journal, dd_error *err)
{
    dd_engine *engine = NULL;
    uint64_t seq = 0, until_seq = walk->story.subject == DD_STORY_RECORD ? walk->only_seq : UINT64_MAX;
    dd_status status = dd_history_domain(journal, &walk->domain, err);
    if (status == DD_STATUS_OK) status = check_domain(o, walk->domain, err);
    if (status == DD_STATUS_OK) status = dd_engine_create(&engine, err);
    if (status == DD_STATUS_OK) status = dd_history_walk(journal, engine, &seq, until_seq, DD_FOREVER_MS, visit, walk, err);
    walk->story.engine = engine;
    if (status == DD_STATUS_OK && walk->story.lines == 0)
        status = walk->story.subject == DD_STORY_RECORD
                     ? dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no record %" PRIu64, walk->only_seq)
                     : dd_error_set(err, DD_STATUS_NOT_FOUND, NULL, "no %s \"%s\"", subject_word(o), walk->story.name);
    if (status == DD_STATUS_OK && walk->domain == DD_DOMAIN_CONSULT) status = dd_consult_story_end(&walk->story, err);
    if (status == DD_STATUS_OK && walk->domain == DD_DOMAIN_SHOP) status = dd_plant_story_end(&walk->story, err);
    dd_engine_free(engine);
    return status;
}

static dd_status explain(const explain_options *o, dd_error *err)
{
    dd_journal_options open = {DD_JOURNAL_OPTIONS_DEFAULT, .read_only = true};
    dd_journal *journal = NULL;
    const char *const demands[] = {o->order, o->case_name, o->job, o->operation}, *const resources[] = {o->courier, o->specialist, o->machine};
    const char *demand = NULL, *resource = NULL;
    for (size_t i = 0; i < sizeof demands / sizeof *demands; i++)
        if (demands[i] != NULL) demand = demands[i];
    for (size_t i = 0; i < sizeof resources / sizeof *resources; i++)
        if (resources[i] != NULL) resource = resources[i];
    explain_walk walk = {.only_seq = o->seq};
    walk.story = (dd_story){
        .subject = demand != NULL     ? DD_STORY_DEMAND
                   : resource != NULL ? DD_STORY_RESOURCE
                                      : DD_STORY_RECORD,
        .name = demand != NULL ? demand : resource,
        .why_not = o->why_not,
        .ix = DD_NONE,
        .planned_for = DD_NONE,
        .interrupted_for = DD_NONE,
    };
    dd_status status = dd_journal_open(o->path, &open, &journal, err);
    if (status == DD_STATUS_OK && o->what_if != NULL) status = dd_plant_what_if(journal, o->seq > 0 ? o->seq : UINT64_MAX, o->what_if, err);
    else if (status == DD_STATUS_OK) status = tell(o, &walk, journal, err);
    dd_journal_close(journal);
    return status;
}

static int explain_run(const dd_command *command, int argc, char **argv)
{
    explain_options o = {0};
    const dd_option table[] = {
        {.name = "--order", .kind = DD_OPTION_TEXT, .value = &o.order},
        {.name = "--courier", .kind = DD_OPTION_TEXT, .value = &o.courier},
        {.name = "--case", .kind = DD_OPTION_TEXT, .value = &o.case_name},
        {.name = "--specialist", .kind = DD_OPTION_TEXT, .value = &o.specialist},
        {.name = "--job", .kind = DD_OPTION_TEXT, .value = &o.job},
        {.name = "--operation", .kind = DD_OPTION_TEXT, .value = &o.operation},
        {.name = "--machine", .kind = DD_OPTION_TEXT, .value = &o.machine},
        {.name = "--why-not", .kind = DD_OPTION_TEXT, .value = &o.why_not},
        {.name = "--what-if", .kind = DD_OPTION_TEXT, .value = &o.what_if},
        {.name = "--seq", .kind = DD_OPTION_UINT, .value = &o.seq, .min = 1, .max = DD_JOURNAL_SEQ_MAX},
    };
    int exit_code;
    if (!dd_options_parse(command, table, sizeof table / sizeof *table, argc, argv, &o.path, 1, 1, &exit_code)) return exit_code;
    int asked = (o.order != NULL) + (o.courier != NULL) + (o.case_name != NULL) + (o.specialist != NULL) + (o.seq > 0 || o.what_if != NULL);
    if (asked + (o.job != NULL) + (o.operation != NULL) + (o.machine != NULL) != 1) {
        fputs("diaodu explain: give one of --order, --courier, --case, --specialist, --job, --operation, --machine and --seq\n", stderr);
        return DD_EXIT_BAD;
    }
    if (o.why_not != NULL && o.case_name == NULL && o.operation == NULL) {
        fputs("diaodu explain: --why-not asks about a --case or an --operation\n", stderr);
        return DD_EXIT_BAD;
    }
    dd_error err = {0};
    dd_status status = explain(&o, &err);
    if (status == DD_STATUS_OK) return DD_EXIT_DONE;
    dd_shell_say_error("explain", o.path, &err);
    return status == DD_STATUS_NOT_FOUND && err.pointer[0] == '\0' ? DD_EXIT_NO : dd_shell_exit_code(status);
}

const dd_command dd_command_explain = {
    .name = "explain",
    .summary = "why an order, a case, a job, a machine or a decision went as it did",
    .help = "usage: diaodu explain JOURNAL (--order NAME | --courier NAME | --case NAME | --specialist NAME |\n"
            "                               --job NAME | --operation JOB/NAME | --machine NAME | --seq N)\n"
            "       diaodu explain JOURNAL [--seq N] --what-if LIST\n"
            "\n"
            "Tells the story out of a journal: what happened, what was decided, who else could have done it, and what each term of the\n"
            "cost was (minutes of weighted time; the decision with the least total was taken).\n"
            "\n"
            "  --order NAME      the story of an order\n"
            "  --courier NAME    the story of a courier's day\n"
            "  --case NAME       the story of a consultation: who was allowed, who was asked and why, what was interrupted for it\n"
            "  --why-not NAME    with --case: what kept this specialist from it, whenever it was offered or escalated\n"
            "  --specialist NAME the story of a specialist's day\n"
            "  --job NAME        the story of a factory's job: when it was planned, what it waited for, why it is late\n"
            "  --operation NAME  the story of one operation (JOB/NAME)\n"
            "                    --why-not NAME: what keeps it from this machine at the end\n"
            "  --machine NAME    the story of a machine: what it did, who else waited\n"
            "  --seq N           one record\n"
            "  --what-if LIST    a factory: the jobs' lateness if, from record --seq on (default: the last), things were otherwise:\n"
            "                    up=MACHINE, down=MACHINE:HOURS, open=MACHINE (round the clock), units=POOL:+N, due=JOB:+HOURS\n"
            "\n"
            "Exit code: 0 done, 1 there is nothing of that name or number, 2 bad usage or input.\n"
            "\n"
            "examples:\n"
            "  diaodu simulate --couriers 40 --orders 400 --journal day.journal\n"
            "  diaodu explain day.journal --order o00123\n"
            "  diaodu explain day.journal --courier c0007\n"
            "  diaodu replay monday.csv --format consult --network network.json --journal monday.journal\n"
            "  diaodu explain monday.journal --case c0123\n"
            "  diaodu explain monday.journal --case c0123 --why-not d07\n",
    .run = explain_run,
};
