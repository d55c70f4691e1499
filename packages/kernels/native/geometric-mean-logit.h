// Logit of the geometric mean of two probabilities given by their logits: with p = sqrt(σ(a) σ(b)) and q = -ln p,
// y = -q - ln(1 - p), and dy/da = σ(-a) / (2 (1 - p)).
#pragma once
#include "functions.h"
#include "kernels.h"

namespace {

struct GeometricMean {
  GeometricMean(Floats a, const Sigmoid& of_a, Floats b, const Sigmoid& of_b) {
    constexpr float SMALLEST = 1.1754944e-38f;
    // ln(1 + e^-x) = max(-x, 0) + ln(1 + e^-|x|)
    q = 0.5f * ((larger(-a, Floats{}) + of_a.softplus) + (larger(-b, Floats{}) + of_b.softplus));
    // 1 - p = (1 - p²) / (1 + p), and 1 - σ(a) σ(b) = σ(-a) + σ(a) σ(-b): nothing cancels
    complement = (of_a.rest + of_a.p * of_b.rest) / (1.0f + exponential(-q));
    complement = larger(complement, splat(SMALLEST));
  }
  Floats q, complement;
};

// Calls f for runs of rows: with the index of the first, their count, and each one's b repeated for its classes. Rows
// of few classes would leave most of a vector empty one by one.
template <class Function>
inline void for_rows(tandem::Host& host, const float* b, int64_t rows, int64_t classes, Function function) {
  constexpr int64_t RUN = 32;
  parallel_for(host, divided_up(rows, RUN), RUN * 90.0 * static_cast<double>(classes), [&](int64_t first, int64_t end) {
    Scratch<float> repeated(host, RUN * classes + LANES);
    for (int64_t row = first * RUN; row < least(rows, end * RUN); row += RUN) {
      const int64_t count = least(RUN, rows - row);
      for (int64_t i = 0; i < count * classes; i++) repeated[i] = b[row + i / classes];
      function(row, count, static_cast<float*>(repeated));
    }
  });
}

void geometric_mean_logit(const tandem::GeometricMeanLogit& args, tandem::Host& host) {
  const int64_t classes = args.classes;
  for_rows(host, args.b, args.rows, classes, [&](int64_t row, int64_t count, const float* repeated) {
    for (int64_t k = 0; k < count * classes; k += LANES) {
      const int64_t i = row * classes + k, left = count * classes - k;
      const Floats a = load_up_to(args.a + i, left), b = load_up_to(repeated + k, left);
      const GeometricMean mean(a, Sigmoid(a), b, Sigmoid(b));
      store_up_to(args.y + i, -mean.q - logarithm(mean.complement), left);
    }
  });
}

void geometric_mean_logit_gradient(const tandem::GeometricMeanLogitGradient& args, tandem::Host& host) {
  const int64_t classes = args.classes;
  for_rows(host, args.b, args.rows, classes, [&](int64_t row, int64_t count, float* repeated) {
    for (int64_t k = 0; k < count * classes; k += LANES) {
      const int64_t i = row * classes + k, left = count * classes - k;
      const Floats a = load_up_to(args.a + i, left), b = load_up_to(repeated + k, left);
      const Sigmoid of_a(a), of_b(b);
      const Floats scaled = load_up_to(args.dy + i, left) * 0.5f / GeometricMean(a, of_a, b, of_b).complement;
      store_up_to(args.da + i, scaled * of_a.rest, left);
      store_up_to(repeated + k, scaled * of_b.rest, left);
    }
    for (int64_t r = 0; r < count; r++) {
      float sum = 0;
      for (int64_t k = 0; k < classes; k++) sum += repeated[r * classes + k];
      args.db[row + r] = sum;
    }
  });
}

}  // namespace
