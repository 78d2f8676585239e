/* Pool: POSIX threads that carry the lanes of a search (include/diaodu/executor.h).
 *
 * The caller's thread works too, so a pool of n threads starts n - 1.  A batch is one run(); its lanes are taken from a counter under
 * the lock (lanes are coarse, so the lock is cold).  Which thread takes a lane never shows in a result.
 */
#include "diaodu/executor.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"

enum { POOL_THREADS_MAX = 256 };

struct dd_pool {
    pthread_mutex_t lock;
    pthread_cond_t has_work, is_done;
    pthread_t *threads;
    uint32_t thread_count;
    bool is_closing;
    void (*job)(void *arg, uint32_t lane);
    void *arg;
    uint32_t lanes, next, left; /* of the batch: how many, the next to take, those not yet finished */
};

/* Works on the batch until no lane is left to take; called and returns with the lock held. */
static void pool_work(dd_pool *pool)
{
    while (pool->next < pool->lanes) {
        uint32_t lane = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        pool->job(pool->arg, lane);
        pthread_mutex_lock(&pool->lock);
        if (--pool->left == 0) pthread_cond_broadcast(&pool->is_done);
    }
}

static void *pool_thread(void *context)
{
    dd_pool *pool = context;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_closing) {
        pool_work(pool);
        if (!pool->is_closing) pthread_cond_wait(&pool->has_work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void pool_run(void *context, uint32_t lanes, void (*job)(void *arg, uint32_t lane), void *arg)
{
    dd_pool *pool = context;
    if (lanes == 0) return;
    pthread_mutex_lock(&pool->lock);
    pool->job = job;
    pool->arg = arg;
    pool->next = 0;
    pool->lanes = pool->left = lanes;
    pthread_cond_broadcast(&pool->has_work);
    pool_work(pool);
    while (pool->left > 0) pthread_cond_wait(&pool->is_done, &pool->lock);
    pool->lanes = pool->next = 0;
    pthread_mutex_unlock(&pool->lock);
}

dd_status dd_pool_create(uint32_t threads, dd_pool **ret, dd_error *err)
{
    if (threads < 1 || threads > POOL_THREADS_MAX)
        return dd_error_set(err, DD_STATUS_INVALID_INPUT, "/threads", "must be 1 to %d", POOL_THREADS_MAX);
    dd_pool *pool = dd_array_new(1, sizeof *pool);
    pthread_t *ids = dd_array_new(threads, sizeof *ids);
    if (pool == NULL || ids == NULL) {
        free(pool);
        free(ids);
        return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "out of memory");
    }
    pool->threads = ids;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pthread_cond_init(&pool->is_done, NULL);
    for (uint32_t i = 0; i + 1 < threads; i++) {
        if (pthread_create(&ids[i], NULL, pool_thread, pool) != 0) {
            dd_pool_free(pool);
            return dd_error_set(err, DD_STATUS_NO_MEMORY, NULL, "cannot start thread %u", (unsigned)i + 1);
        }
        pool->thread_count++;
    }
    *ret = pool;
    return DD_STATUS_OK;
}

void dd_pool_free(dd_pool *pool)
{
    if (pool == NULL) return;
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t i = 0; i < pool->thread_count; i++) pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->is_done);
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}

dd_executor dd_pool_executor(dd_pool *pool)
{
    return (dd_executor){.run = pool_run, .context = pool};
}
