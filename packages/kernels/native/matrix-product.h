// Products of matrices whose right factor is packed in panels: columns in runs of up to PANEL, row after row.
#pragma once
#include "vectors.h"

namespace {

// A processor with 32 vector registers holds 24 sums, one with 16 holds 12.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int PANEL_VECTORS = 4;
#else
constexpr int PANEL_VECTORS = 2;
#endif
constexpr int64_t PANEL = PANEL_VECTORS * LANES;

template <int V>
constexpr int rows_at_a_time() {
#if defined(__AVX512F__) || defined(__aarch64__)
  return V == 4 ? 6 : V == 3 ? 8 : V == 2 ? 10 : 14;
#else
  return V == 2 ? 6 : 10;
#endif
}

// R rows of to = (add ? to : 0) + a b, for V vectors of columns: a[r, k] lies at r · a_row + k · a_column, b's rows are
// V vectors apart, those of `to` are to_row.
template <int R, int V>
inline __attribute__((always_inline)) void multiply_rows(const float* a, int64_t a_row, int64_t a_column,
                                                         const float* b, int64_t depth, float* to, int64_t to_row,
                                                         bool add) {
  Floats sum[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) sum[r][v] = add ? load(to + r * to_row + v * LANES) : Floats{};
  }
  for (int64_t k = 0; k < depth; k++) {
    Floats of_b[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) {
      of_b[v] = load(b + (k * V + v) * LANES);
      __builtin_prefetch(b + ((k + 8) * V + v) * LANES);
    }
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
      const Floats of_a = splat(a[r * a_row + k * a_column]);
#pragma GCC unroll 4
      for (int v = 0; v < V; v++) sum[r][v] += of_a * of_b[v];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < V; v++) store(to + r * to_row + v * LANES, sum[r][v]);
  }
}

template <int R, int V>
inline void multiply_rest(const float* a, int64_t a_row, int64_t a_column, int64_t rows, const float* b, int64_t depth,
                          float* to, int64_t to_row, bool add) {
  if (rows == R) {
    multiply_rows<R, V>(a, a_row, a_column, b, depth, to, to_row, add);
  } else if constexpr (R > 1) {
    multiply_rest<R - 1, V>(a, a_row, a_column, rows, b, depth, to, to_row, add);
  }
}

template <int V>
__attribute__((noinline)) void multiply_panel(const float* a, int64_t a_row, int64_t a_column, int64_t rows,
                                              const float* b, int64_t depth, float* to, int64_t to_row, bool add) {
  constexpr int R = rows_at_a_time<V>();
  int64_t r = 0;
  for (; r + R <= rows; r += R) {
    multiply_rows<R, V>(a + r * a_row, a_row, a_column, b, depth, to + r * to_row, to_row, add);
  }
  if (r < rows) {
    multiply_rest<R - 1, V>(a + r * a_row, a_row, a_column, rows - r, b, depth, to + r * to_row, to_row, add);
  }
}

// One panel of `columns` columns, a whole number of vectors.
inline void multiply(const float* a, int64_t a_row, int64_t a_column, int64_t rows, const float* b, int64_t columns,
                     int64_t depth, float* to, int64_t to_row, bool add) {
  switch (columns / LANES) {
#if defined(__AVX512F__) || defined(__aarch64__)
    case 4: return multiply_panel<4>(a, a_row, a_column, rows, b, depth, to, to_row, add);
    case 3: return multiply_panel<3>(a, a_row, a_column, rows, b, depth, to, to_row, add);
#endif
    case 2: return multiply_panel<2>(a, a_row, a_column, rows, b, depth, to, to_row, add);
    default: return multiply_panel<1>(a, a_row, a_column, rows, b, depth, to, to_row, add);
  }
}

}  // namespace
