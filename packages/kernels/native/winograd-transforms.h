// The transforms of Winograd's F(4, 3) in one dimension, for the points 0, ±a, ±b and infinity: y = A ((G g) · (B d)),
// which takes 6 products for 4 sums of 3. With a = 1/√2 and b = √2 the result has half the error of the usual 1 and 2.
// Source: Lavin and Gray 2016 (arXiv 1509.09308); Barabasz and others 2020 (arXiv 1803.10986) on the choice of points.
#pragma once
#include "vectors.h"

namespace {

constexpr int POINTS = 36;  // of two dimensions: 6 · 6

namespace winograd {

constexpr float a = 0.70710678118654752f, b = 1.41421356237309505f, a2 = 0.5f, b2 = 2.0f;
constexpr float g0 = 1 / (a2 * b2), ga = 1 / (2 * a2 * (a2 - b2)), gb = 1 / (2 * b2 * (b2 - a2));

// B: 6 values of the input, `step` apart in `to`.
inline void input(Floats d0, Floats d1, Floats d2, Floats d3, Floats d4, Floats d5, Floats* to, int step) {
  const Floats even_a = d4 - b2 * d2, odd_a = a * d3 - (a * b2) * d1;
  const Floats even_b = d4 - a2 * d2, odd_b = b * d3 - (b * a2) * d1;
  to[0] = d4 - (a2 + b2) * d2 + (a2 * b2) * d0;
  to[step] = even_a + odd_a;
  to[2 * step] = even_a - odd_a;
  to[3 * step] = even_b + odd_b;
  to[4 * step] = even_b - odd_b;
  to[5 * step] = d5 - (a2 + b2) * d3 + (a2 * b2) * d1;
}

// A: 6 products to 4 values of the output.
inline void output(const Floats* m, int step, Floats* to, int to_step) {
  const Floats p = m[step] + m[2 * step], q = m[step] - m[2 * step];
  const Floats r = m[3 * step] + m[4 * step], t = m[3 * step] - m[4 * step];
  to[0] = m[0] + p + r;
  to[to_step] = a * q + b * t;
  to[2 * to_step] = a2 * p + b2 * r;
  to[3 * to_step] = m[5 * step] + (a * a2) * q + (b * b2) * t;
}

// The transpose of `output`: 4 values of dy to 6.
inline void output_gradient(const Floats* d, int step, Floats* to, int to_step) {
  const Floats e = d[0] + a2 * d[2 * step], f = a * d[step] + (a * a2) * d[3 * step];
  const Floats g = d[0] + b2 * d[2 * step], h = b * d[step] + (b * b2) * d[3 * step];
  to[0] = d[0];
  to[to_step] = e + f;
  to[2 * to_step] = e - f;
  to[3 * to_step] = g + h;
  to[4 * to_step] = g - h;
  to[5 * to_step] = d[3 * step];
}

// G: 3 taps of the filter to 6.
inline void filter(Floats f0, Floats f1, Floats f2, Floats* to, int step) {
  const Floats e = f0 + a2 * f2, f = a * f1, h = f0 + b2 * f2, i = b * f1;
  to[0] = g0 * f0;
  to[step] = ga * (e + f);
  to[2 * step] = ga * (e - f);
  to[3 * step] = gb * (h + i);
  to[4 * step] = gb * (h - i);
  to[5 * step] = f2;
}

// The transpose of `filter`: 6 values to 3 taps.
inline void filter_gradient(const Floats* u, int step, Floats* to, int to_step) {
  const Floats p = ga * (u[step] + u[2 * step]), q = ga * (u[step] - u[2 * step]);
  const Floats r = gb * (u[3 * step] + u[4 * step]), t = gb * (u[3 * step] - u[4 * step]);
  to[0] = g0 * u[0] + p + r;
  to[to_step] = a * q + b * t;
  to[2 * to_step] = u[5 * step] + a2 * p + b2 * r;
}

}  // namespace winograd

// The tiles of 4 × 4 outputs of all images, in rows; `at` gives where one lies.
struct Tiles {
  Tiles(int64_t batch, int64_t height, int64_t width)
      : height(height), width(width), across(divided_up(width, 4)), per_image(divided_up(height, 4) * across),
        count(batch * per_image) {}
  struct Place {
    int64_t image, y, x;
  };
  Place at(int64_t tile) const {
    const int64_t rest = tile % per_image;
    return {tile / per_image, rest / across * 4, rest % across * 4};
  }
  int64_t height, width, across, per_image, count;
};

// The 6 × 6 inputs of one tile, transformed: point p of channel c to to[p · step + c]. Channels up to a whole vector
// are written; beyond the last they are 0.
inline void transform_input(const float* x, const Tiles& tiles, int64_t tile, int64_t channels, float* to,
                            int64_t step) {
  const Tiles::Place place = tiles.at(tile);
  const int64_t top = place.y - 1, left_edge = place.x - 1, row = tiles.width * channels;
  const float* corner = x + ((place.image * tiles.height + top) * tiles.width + left_edge) * channels;
  const bool inside = top >= 0 && left_edge >= 0 && top + 6 <= tiles.height && left_edge + 6 <= tiles.width;
  for (int64_t c = 0; c < channels; c += LANES) {
    const int64_t left = channels - c;
    Floats half[POINTS];
    for (int j = 0; j < 6; j++) {
      const float* from = corner + j * channels + c;
      if (inside && left >= LANES) {
        winograd::input(load(from), load(from + row), load(from + 2 * row), load(from + 3 * row),
                        load(from + 4 * row), load(from + 5 * row), half + j, 6);
        continue;
      }
      Floats d[6];
      const bool has_column = left_edge + j >= 0 && left_edge + j < tiles.width;
      for (int i = 0; i < 6; i++) {
        const bool has = has_column && top + i >= 0 && top + i < tiles.height;
        d[i] = has ? load_up_to(from + i * row, left) : Floats{};
      }
      winograd::input(d[0], d[1], d[2], d[3], d[4], d[5], half + j, 6);
    }
    for (int i = 0; i < 6; i++) {
      Floats o[6];
      const Floats* h = half + i * 6;
      winograd::input(h[0], h[1], h[2], h[3], h[4], h[5], o, 1);
      for (int j = 0; j < 6; j++) store(to + (i * 6 + j) * step + c, o[j]);
    }
  }
}

}  // namespace
