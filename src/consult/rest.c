/* Rest: the conditional expectation E[X - e | X > e] of a lognormal X.
 *
 * Consultations' durations are close to lognormal (Brown et al. 2005, doi:10.1198/016214504000001808, for telephone calls; Strum, May & Vargas
 * 2000, doi:10.1097/00000542-200004000-00036, for operations), so the rest of a case first falls and then grows again with its age: who is past the expected
 * end is not "about to be done", as mean minus elapsed would have it.  A spread (standard deviation of the logarithm) of 0.5 is taken for all
 * work; the curve is a table by elapsed / mean, in quarters, with linear interpolation, all in integers.
 */
#include "consult/rest.h"

enum { STEPS = 16, PER_MEAN = 4 };

static const int64_t rest_per_mille[STEPS + 1] = {1000, 755, 588, 518, 492, 487, 491, 501, 514, 528, 544, 561, 578, 595, 613, 630, 648};

int64_t dd_rest_expected(int64_t mean_ms, int64_t elapsed_ms)
{
    if (mean_ms < 1) mean_ms = 1;
    if (elapsed_ms < 0) elapsed_ms = 0;
    int64_t step = elapsed_ms >= mean_ms * STEPS / PER_MEAN ? STEPS : elapsed_ms * PER_MEAN / mean_ms;
    int64_t per_mille = rest_per_mille[step];
    if (step < STEPS) {
        int64_t into = elapsed_ms * PER_MEAN - step * mean_ms;
        per_mille += (rest_per_mille[step + 1] - per_mille) * into / mean_ms;
    }
    int64_t rest = mean_ms / 1000 * per_mille + mean_ms % 1000 * per_mille / 1000;
    return rest < 1 ? 1 : rest;
}
