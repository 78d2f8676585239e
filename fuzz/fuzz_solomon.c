/* The reader of the format "solomon". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_SOLOMON, bytes, size);
    return 0;
}
