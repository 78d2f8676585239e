/* What must hold of an engine's bytes in the fuzz targets of its domains. */
#ifndef DD_FUZZ_ENGINE_REQUIRE_H
#define DD_FUZZ_ENGINE_REQUIRE_H

#include <string.h>

#include "engine/state.h"
#include "require.h"

static inline void require_invariants(const dd_engine *engine)
{
    const char *broken = dd_state_check(engine);
    if (broken == NULL) return;
    (void)fprintf(stderr, "%s\n", broken);
    abort();
}

static inline void require_same_bytes(const dd_engine *a, const dd_engine *b)
{
    void *bytes_a, *bytes_b;
    size_t size_a, size_b;
    require_ok(dd_engine_snapshot(a, &bytes_a, &size_a, NULL));
    require_ok(dd_engine_snapshot(b, &bytes_b, &size_b, NULL));
    require(size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0);
    free(bytes_a);
    free(bytes_b);
}

static inline dd_engine *restored(const dd_engine *engine)
{
    void *bytes;
    size_t size;
    dd_engine *copy;
    require_ok(dd_engine_snapshot(engine, &bytes, &size, NULL));
    require_ok(dd_engine_restore(bytes, size, &copy, NULL));
    free(bytes);
    require_same_bytes(engine, copy);
    return copy;
}

static inline void require_same_event(const dd_event *a, const dd_event *b)
{
    void *bytes_a, *bytes_b;
    size_t size_a, size_b;
    require_ok(dd_event_encode(a, &bytes_a, &size_a, NULL));
    require_ok(dd_event_encode(b, &bytes_b, &size_b, NULL));
    require(size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0);
    free(bytes_a);
    free(bytes_b);
}

#endif
