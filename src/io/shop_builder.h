/* Shop builder: what the readers of CSV and JSON share when they make a factory line out of what people call things.
 *
 * The caller adds structs to `problem` in the order in which their names are new here, so that a name's index is the struct's.  Functions answer
 * with a status and a message; the place is the caller's.  Families and setups are filled in by dd_shop_builder_finish.
 */
#ifndef DD_IO_SHOP_BUILDER_H
#define DD_IO_SHOP_BUILDER_H

#include "base/names.h"
#include "diaodu/shop_problem.h"

typedef enum dd_shop_noun {
    DD_SHOP_NOUN_CALENDAR,
    DD_SHOP_NOUN_MACHINE,
    DD_SHOP_NOUN_POOL,         /* operators and tools share names */
    DD_SHOP_NOUN_FAMILY,
    DD_SHOP_NOUN_MATRIX,
    DD_SHOP_NOUN_JOB,
    DD_SHOP_NOUN_COUNT_
} dd_shop_noun;

/* One pair's setup; DD_NONE: of all others ("*").  from == to == DD_NONE is the default. */
typedef struct dd_setup_entry {
    uint32_t matrix, from, to;
    bool is_first;             /* on a machine that is set up for nothing */
    uint32_t place;            /* the caller's: its line, or its index */
    int64_t ms;
} dd_setup_entry;

/* What dd_shop_builder_finish finds fault with; DD_NONE: not that. */
typedef struct dd_shop_fault {
    uint32_t operation;        /* index in the problem */
    dd_setup_entry entry;      /* entry.matrix == DD_NONE: none */
} dd_shop_fault;

typedef struct dd_shop_builder {
    dd_shop_problem *problem;
    dd_names names[DD_SHOP_NOUN_COUNT_];
    dd_setup_entry *entries;
    size_t entry_count, entry_room;
    int64_t monday_ms;         /* of weekly shifts (shifts.h) */
    bool has_origin;
} dd_shop_builder;

DD_MUST_USE dd_status dd_shop_builder_init(dd_shop_builder *builder, dd_error *err);
void dd_shop_builder_done(dd_shop_builder *builder); /* frees the problem, where it has not been taken; legal on {0} */

/* A name that nobody has yet; *ret is the problem's own copy. */
DD_MUST_USE dd_status dd_shop_builder_new(dd_shop_builder *builder, dd_shop_noun noun, const char *text, const char **ret, dd_error *err);
/* The index of a name that is there. */
DD_MUST_USE dd_status dd_shop_builder_find(const dd_shop_builder *builder, dd_shop_noun noun, const char *text, uint32_t *ret, dd_error *err);
/* The index of a name, new or not: families and setup matrices. */
DD_MUST_USE dd_status dd_shop_builder_intern(dd_shop_builder *builder, dd_shop_noun noun, const char *text, uint32_t *ret, dd_error *err);

/* Reads an instant as the problem has them: ISO 8601, or seconds.  The first one read, the origin, decides. */
DD_MUST_USE dd_status dd_shop_builder_instant(const dd_shop_builder *builder, const char *text, size_t size, int64_t *ret, dd_error *err);
/* Sets the origin from a text. */
DD_MUST_USE dd_status dd_shop_builder_origin(dd_shop_builder *builder, const char *text, dd_error *err);
/* "+01:00", "-05:30" or "Z": what local time of weekly shifts is ahead of UTC. */
DD_MUST_USE dd_status dd_shop_builder_zone(dd_shop_builder *builder, const char *text, dd_error *err);

DD_MUST_USE dd_status dd_shop_builder_setup(dd_shop_builder *builder, const dd_setup_entry *entry, dd_error *err);
/* Makes families and matrices (a matrix without entries has no setups), and checks that no setup is there twice, and no operation's name in its job;
 * *fault says which is. */
DD_MUST_USE dd_status dd_shop_builder_finish(dd_shop_builder *builder, dd_shop_fault *fault, dd_error *err);

#endif
