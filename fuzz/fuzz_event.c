/* Event codec: any bytes are an event or an error; what was decoded encodes, decodes and encodes again to the same bytes. */
#include <string.h>

#include "diaodu/engine.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    dd_event event, again;
    void *scratch, *scratch_again, *first, *second;
    size_t first_size, second_size;
    dd_error err = {DD_STATUS_OK, "", ""};
    dd_status status = dd_event_decode(bytes, size, &event, &scratch, &err);
    if (status != DD_STATUS_OK) {
        require(err.status == status && err.message[0] != '\0');
        return 0;
    }
    require(dd_event_kind_text(event.kind) != NULL);
    require(dd_event_encode(&event, &first, &first_size, NULL) == DD_STATUS_OK);
    require(dd_event_decode(first, first_size, &again, &scratch_again, NULL) == DD_STATUS_OK);
    require(dd_event_encode(&again, &second, &second_size, NULL) == DD_STATUS_OK);
    require(first_size == second_size && memcmp(first, second, first_size) == 0);
    free(scratch);
    free(scratch_again);
    free(first);
    free(second);
    return 0;
}
