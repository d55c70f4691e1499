// All kernels for one instruction set: compiled once for each, with TANDEM_KERNELS the name of the table and
// TANDEM_NAME that of the set.
#include "geometric-mean-logit.h"
#include "kernels.h"
#include "losses.h"
#include "max-pool.h"
#include "normalization.h"
#include "optimizer-steps.h"
#include "winograd.h"

namespace tandem {

extern const Kernels TANDEM_KERNELS;
const Kernels TANDEM_KERNELS = {
    TANDEM_NAME,
    convolve,
    filter_gradient,
    normalize,
    normalize_gradient,
    max_pool,
    max_pool_gradient,
    quality_focal,
    sigmoid_focal,
    varifocal,
    sgd_step,
    adamw_step,
    geometric_mean_logit,
    geometric_mean_logit_gradient,
};

}  // namespace tandem
