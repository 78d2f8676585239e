/* Pointer: a JSON Pointer (RFC 6901) that grows part by part, for the places of errors; cut where it does not fit. */
#ifndef DD_MODEL_POINTER_H
#define DD_MODEL_POINTER_H

#include <stdint.h>

typedef struct dd_pointer {
    char text[160]; /* NUL-terminated */
} dd_pointer;

/* Appends text as it is: "/WORD", "/WORD/WORD". */
void dd_pointer_append(dd_pointer *pointer, const char *text);
/* Appends "/WORD"; the word has no "~". */
void dd_pointer_add(dd_pointer *pointer, const char *word);
/* Appends "/NUMBER". */
void dd_pointer_add_ix(dd_pointer *pointer, uint32_t number);
/* "/WORD/IX" */
dd_pointer dd_pointer_at(const char *word, uint32_t ix);

#endif
