/* The allocator's wrappers: count calls, fail the chosen one, count the blocks that live. */
#include "support/fault.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "support/check.h"

static atomic_size_t call_count, failing_call = SIZE_MAX; /* atomic: pools of threads are tested as well */
static atomic_long live_blocks;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *memory);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *memory);

static bool is_failing(void)
{
    return call_count++ == failing_call;
}

static void *counted(void *memory)
{
    if (memory != NULL) live_blocks++;
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return is_failing() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_failing() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (is_failing()) return NULL;
    void *grown = __real_realloc(memory, size);
    return memory == NULL ? counted(grown) : grown;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return is_failing() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

char *__wrap_strdup(const char *text)
{
    return is_failing() ? NULL : counted(__real_strdup(text));
}

void __wrap_free(void *memory)
{
    if (memory != NULL) live_blocks--;
    __real_free(memory);
}

void *fault_malloc(size_t size)
{
    return __wrap_malloc(size);
}

void fault_free(void *memory)
{
    __wrap_free(memory);
}

static size_t fail_each(fault_body body, void *arg, bool may_keep)
{
    for (size_t n = 0;; n++) {
        long before = live_blocks;
        call_count = 0;
        failing_call = n;
        dd_status status = body(arg);
        failing_call = SIZE_MAX;
        bool has_failed = call_count > n;
        if (live_blocks > before && !may_keep) {
            print_error("allocation %zu of %zu failed: %ld blocks left behind\n", n, (size_t)call_count, live_blocks - before);
            fail();
        }
        if (!has_failed) {
            assert_status(status, DD_STATUS_OK);
            return call_count;
        }
        if (status != DD_STATUS_NO_MEMORY) {
            print_error("allocation %zu failed:\n", n);
            assert_status(status, DD_STATUS_NO_MEMORY);
        }
    }
}

size_t fault_each_allocation(fault_body body, void *arg)
{
    return fail_each(body, arg, false);
}

size_t fault_each_growth(fault_body body, void *arg)
{
    return fail_each(body, arg, true);
}
