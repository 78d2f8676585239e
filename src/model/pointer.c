/* Pointer: see pointer.h. */
#include "model/pointer.h"

#include <string.h>

void dd_pointer_append(dd_pointer *pointer, const char *text)
{
    size_t used = strlen(pointer->text), length = strlen(text), room = sizeof pointer->text - 1 - used;
    if (length > room) length = room;
    memcpy(pointer->text + used, text, length);
    pointer->text[used + length] = '\0';
}

void dd_pointer_add(dd_pointer *pointer, const char *word)
{
    dd_pointer_append(pointer, "/");
    dd_pointer_append(pointer, word);
}

void dd_pointer_add_ix(dd_pointer *pointer, uint32_t number)
{
    char digits[12] = "";
    size_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    dd_pointer_add(pointer, digits + at);
}

dd_pointer dd_pointer_at(const char *word, uint32_t ix)
{
    dd_pointer pointer = {""};
    dd_pointer_add(&pointer, word);
    dd_pointer_add_ix(&pointer, ix);
    return pointer;
}
