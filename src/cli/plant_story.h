/* Factory story: the story of a job, an operation or a machine, in plain words: what it waited for, what was decided and why, why it is late. */
#ifndef DD_CLI_PLANT_STORY_H
#define DD_CLI_PLANT_STORY_H

#include "cli/story.h"

/* Prints what the story's event says of its subject, if anything. */
void dd_plant_story_see(dd_story *story);

/* After the walk, with the engine as it is then: where the subject stands, and the answer to --why-not.
 * Error: NOT_FOUND, no machine of that name. */
DD_MUST_USE dd_status dd_plant_story_end(dd_story *story, dd_error *err);

#endif
