/* Delivery story: the story of an order or a courier, in plain words. */
#ifndef DD_CLI_DELIVERY_STORY_H
#define DD_CLI_DELIVERY_STORY_H

#include "cli/story.h"

/* Prints what the story's event says of its subject, if anything. */
void dd_delivery_story_see(dd_story *story);

#endif
