/* The reader of the format "vroom". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_VROOM, bytes, size);
    return 0;
}
