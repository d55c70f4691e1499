// The kernels: arguments and what each computes. All maps are float32, rows of channels: [batch, height, width,
// channels]. Results depend on the instruction set, but not on the number of threads.
#pragma once
#include "host.h"

namespace tandem {

// 3 × 3, stride 1, padding 1: y [batch, height, width, outputs] = x * filter + bias, then max(y, 0) with relu.
// filter is [3, 3, inputs, outputs]; transposed, it is [3, 3, outputs, inputs] and turned by 180 degrees, which makes
// this the gradient in the input. bias [outputs] may be null.
struct Convolution {
  const float* x;
  const float* filter;
  const float* bias;
  float* y;
  int64_t batch, height, width, inputs, outputs;
  bool transposed, relu;
};

// Its gradient in the filter: filter [3, 3, inputs, outputs] from x and dy [batch, height, width, outputs].
struct FilterGradient {
  const float* x;
  const float* dy;
  float* filter;
  int64_t batch, height, width, inputs, outputs;
};

// y = (x - mean) · rstd · scale + offset, then max(y, 0) with relu, for the mean and 1 / sqrt(variance + epsilon)
// over `cells` cells of each run of channels / groups channels. mean, rstd and variance (biased, may be null) are
// [batch, groups]. Batch norm is this with a batch of 1, all cells of all images, and a channel a group.
struct Normalization {
  const float* x;
  const float* scale;
  const float* offset;
  float* y;
  float* mean;
  float* rstd;
  float* variance;
  int64_t batch, cells, channels, groups;
  float epsilon;
  bool relu;
};

// offset is read with relu only, to know which values it let pass.
struct NormalizationGradient {
  const float* x;
  const float* dy;
  const float* mean;
  const float* rstd;
  const float* scale;
  const float* offset;
  float* dx;
  float* dscale;
  float* doffset;
  int64_t batch, cells, channels, groups;
  bool relu;
};

// Windows are cut off at the borders; each holds a cell at least, and at most 256.
struct Pooling {
  int64_t batch, height, width, channels, output_height, output_width;
  int64_t size_y, size_x, stride_y, stride_x, padding_y, padding_x;
};

// What a loss has: with slope null the loss itself goes to y, else y = slope · its derivative in the logit.
struct Loss {
  const float* logits;
  const float* targets;
  const float* slope;
  float* y;
  int64_t size;
};

struct SgdStep {
  const float *weight, *velocity, *gradient;
  float *new_weight, *new_velocity;
  int64_t size;
  float learning_rate, momentum, weight_decay;
  bool nesterov;
};

struct AdamwStep {
  const float *weight, *mean, *mean_square, *gradient;
  float *new_weight, *new_mean, *new_mean_square;
  int64_t size;
  // rest1 and rest2 are 1 - beta1 and 1 - beta2, which float32 would lose digits of
  float kept, step_size, correction, beta1, rest1, beta2, rest2, epsilon;
};

// Logit of sqrt(σ(a) σ(b)): a [rows, classes], b [rows].
struct GeometricMeanLogit {
  const float *a, *b;
  float* y;
  int64_t rows, classes;
};

struct GeometricMeanLogitGradient {
  const float *a, *b, *dy;
  float *da, *db;
  int64_t rows, classes;
};

struct Kernels {
  const char* name;
  void (*convolve)(const Convolution&, Host&);
  void (*filter_gradient)(const FilterGradient&, Host&);
  void (*normalize)(const Normalization&, Host&);
  void (*normalize_gradient)(const NormalizationGradient&, Host&);
  void (*max_pool)(const Pooling&, const float* x, float* y, Host&);
  // Each window's dy goes to its first largest cell, in the order row, column.
  void (*max_pool_gradient)(const Pooling&, const float* x, const float* dy, float* dx, Host&);
  void (*quality_focal)(const Loss&, float beta, Host&);
  void (*sigmoid_focal)(const Loss&, float alpha, float gamma, Host&);
  void (*varifocal)(const Loss&, float alpha, float gamma, bool target_weighted, Host&);
  void (*sgd_step)(const SgdStep&, Host&);
  void (*adamw_step)(const AdamwStep&, Host&);
  void (*geometric_mean_logit)(const GeometricMeanLogit&, Host&);
  void (*geometric_mean_logit_gradient)(const GeometricMeanLogitGradient&, Host&);
};

// The kernels for an instruction set that this processor has, by name: avx512, avx2, baseline, or neon on arm64.
// Null where it has no such, or where there is none of this name.
const Kernels* kernels_named(const char* name);
// The fastest that this processor can run, or what TANDEM_NATIVE_ISA names where it can run that.
const Kernels& best_kernels();

}  // namespace tandem
