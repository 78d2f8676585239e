/* Consultation story: the story of a case or a specialist, in plain words: who was allowed, who was asked and why, and why not another. */
#ifndef DD_CLI_CONSULT_STORY_H
#define DD_CLI_CONSULT_STORY_H

#include "cli/story.h"

/* Prints what the story's event says of its subject, if anything. */
void dd_consult_story_see(dd_story *story);

/* After the walk, with the engine as it is then: what a case that still waits waits for, and the last answer to --why-not.
 * Error: NOT_FOUND, no specialist of that name. */
DD_MUST_USE dd_status dd_consult_story_end(dd_story *story, dd_error *err);

#endif
