/* Random numbers: xoshiro256** (Blackman & Vigna 2021, doi:10.1145/3460772), seeded by splitmix64.
 *
 * Integers only in the core; a seed and a stream number give independent sequences, so that lanes never share one.
 */
#ifndef DD_BASE_RNG_H
#define DD_BASE_RNG_H

#include <stdint.h>

typedef struct dd_rng {
    uint64_t s[4];
} dd_rng;

static inline uint64_t dd_rng_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static inline dd_rng dd_rng_seed(uint64_t seed, uint64_t stream)
{
    dd_rng rng;
    uint64_t x = dd_rng_mix(seed) ^ dd_rng_mix(stream + 0x51ed270b9f3a6d4bu);
    for (int i = 0; i < 4; i++) rng.s[i] = x = dd_rng_mix(x + (uint64_t)i);
    return rng;
}

static inline uint64_t dd_rng_next(dd_rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t m = s[1] * 5, result = ((m << 7) | (m >> 57)) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* Uniform in [0, n), n > 0 (Lemire's multiply-shift; the bias is below n / 2^64). */
static inline uint32_t dd_rng_below(dd_rng *rng, uint32_t n)
{
    return (uint32_t)(((dd_rng_next(rng) >> 32) * (uint64_t)n) >> 32);
}

/* Uniform in [0, 1), 53 bits. */
static inline double dd_rng_unit(dd_rng *rng)
{
    return (double)(dd_rng_next(rng) >> 11) * 0x1.0p-53;
}

#endif
