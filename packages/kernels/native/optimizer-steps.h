// One step of an optimizer, in one pass over the values.
#pragma once
#include "kernels.h"
#include "vectors.h"

namespace {

inline Floats square_root(Floats x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Floats>(_mm512_maskz_sqrt_ps(0xffff, reinterpret_cast<__m512>(x)));
#elif defined(__AVX__)
  return reinterpret_cast<Floats>(_mm256_sqrt_ps(reinterpret_cast<__m256>(x)));
#else
  for (int lane = 0; lane < LANES; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

void sgd_step(const tandem::SgdStep& step, tandem::Host& host) {
  for_each_vector(host, step.size, 6, [&](int64_t i, int64_t left) {
    const Floats weight = load_up_to(step.weight + i, left);
    const Floats gradient = load_up_to(step.gradient + i, left) + weight * step.weight_decay;
    const Floats velocity = load_up_to(step.velocity + i, left) * step.momentum + gradient;
    const Floats along = step.nesterov ? gradient + velocity * step.momentum : velocity;
    store_up_to(step.new_velocity + i, velocity, left);
    store_up_to(step.new_weight + i, weight - along * step.learning_rate, left);
  });
}

void adamw_step(const tandem::AdamwStep& step, tandem::Host& host) {
  for_each_vector(host, step.size, 20, [&](int64_t i, int64_t left) {
    const Floats gradient = load_up_to(step.gradient + i, left);
    const Floats mean = load_up_to(step.mean + i, left) * step.beta1 + gradient * step.rest1;
    const Floats square =
        load_up_to(step.mean_square + i, left) * step.beta2 + gradient * gradient * step.rest2;
    const Floats root = square_root(square) * step.correction + step.epsilon;
    store_up_to(step.new_mean + i, mean, left);
    store_up_to(step.new_mean_square + i, square, left);
    store_up_to(step.new_weight + i,
                load_up_to(step.weight + i, left) * step.kept - mean * step.step_size / root, left);
  });
}

}  // namespace
