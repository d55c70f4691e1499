// Which of the compiled kernels to run. Compiled for any processor of its kind.
#include <cstdlib>
#include <cstring>

#include "kernels.h"

namespace tandem {
#if defined(__x86_64__)
extern const Kernels kernels_avx512, kernels_avx2;
#endif
extern const Kernels kernels_baseline;

namespace {

bool runs(const Kernels& kernels) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (&kernels == &kernels_avx2) return avx2;
  if (&kernels == &kernels_avx512) {
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return &kernels == &kernels_baseline;
}

// Best first.
const Kernels* const all[] = {
#if defined(__x86_64__)
    &kernels_avx512,
    &kernels_avx2,
#endif
    &kernels_baseline,
};

}  // namespace

const Kernels* kernels_named(const char* name) {
  for (const Kernels* kernels : all) {
    if (std::strcmp(kernels->name, name) == 0 && runs(*kernels)) return kernels;
  }
  return nullptr;
}

const Kernels& best_kernels() {
  const char* asked = std::getenv("TANDEM_NATIVE_ISA");
  if (const Kernels* kernels = asked ? kernels_named(asked) : nullptr) return *kernels;
  for (const Kernels* kernels : all) {
    if (runs(*kernels)) return *kernels;
  }
  return kernels_baseline;
}

}  // namespace tandem
