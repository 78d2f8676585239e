/* The reader of the format "lilim". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_LILIM, bytes, size);
    return 0;
}
