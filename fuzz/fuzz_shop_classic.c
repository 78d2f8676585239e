/* The readers of the classic shops: the first byte chooses the format, the rest is the text. */
#include "shop.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const dd_shop_format formats[] = {DD_SHOP_FORMAT_JSPLIB, DD_SHOP_FORMAT_TAILLARD, DD_SHOP_FORMAT_FJS, DD_SHOP_FORMAT_FJS};
    if (size == 0) return 0;
    fuzz_shop(formats[bytes[0] % 4], bytes[0] % 4 == 3 ? "shop.txt" : NULL, bytes + 1, size - 1);
    return 0;
}
