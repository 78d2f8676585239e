/* The reader of the format "vrplib". */
#include "problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_problem(DD_FORMAT_VRPLIB, bytes, size);
    return 0;
}
