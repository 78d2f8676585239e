/* The reader of the format "csv". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_CSV, bytes, size);
    return 0;
}
