/* The reader of factory lines in the format "json". */
#include "shop.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_shop(DD_SHOP_FORMAT_JSON, NULL, bytes, size);
    return 0;
}
