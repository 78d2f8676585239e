/* The reader of the format "json". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_JSON, bytes, size);
    return 0;
}
