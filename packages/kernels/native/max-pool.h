// Largest value of each window, and its gradient by the place of that value.
#pragma once
#include "kernels.h"
#include "vectors.h"

namespace {

// Calls f with each cell of an output row, a vector of channels at a time: the largest value of the window, the number
// of its place in the window, and the index of both.
template <class Function>
inline void each_window(const tandem::Pooling& p, const float* x, int64_t image, int64_t row, Function function) {
  const int64_t top = row * p.stride_y - p.padding_y;
  const int64_t first_v = most(0, -top), end_v = least(p.size_y, p.height - top);
  for (int64_t column = 0; column < p.output_width; column++) {
    const int64_t left_edge = column * p.stride_x - p.padding_x;
    const int64_t first_u = most(0, -left_edge), end_u = least(p.size_x, p.width - left_edge);
    for (int64_t c = 0; c < p.channels; c += LANES) {
      const int64_t left = p.channels - c;
      Floats best = splat(-__builtin_inff());
      Ints place = splat(static_cast<int32_t>(first_v * p.size_x + first_u));
      for (int64_t v = first_v; v < end_v; v++) {
        for (int64_t u = first_u; u < end_u; u++) {
          const float* cell = x + ((image * p.height + top + v) * p.width + left_edge + u) * p.channels + c;
          const Floats value = load_up_to(cell, left);
          // what is not a number counts as the largest
          const Ints is_larger = (value > best) | (value != value);
          best = is_larger ? value : best;
          place = is_larger ? splat(static_cast<int32_t>(v * p.size_x + u)) : place;
        }
      }
      function(((image * p.output_height + row) * p.output_width + column) * p.channels + c, left, best, place);
    }
  }
}

inline double window_cost(const tandem::Pooling& p) {
  return static_cast<double>(p.output_width * p.channels * p.size_y * p.size_x);
}

void max_pool(const tandem::Pooling& p, const float* x, float* y, tandem::Host& host) {
  parallel_for(host, p.batch * p.output_height, window_cost(p), [&](int64_t first, int64_t end) {
    for (int64_t row = first; row < end; row++) {
      each_window(p, x, row / p.output_height, row % p.output_height,
                  [&](int64_t i, int64_t left, Floats best, Ints) { store_up_to(y + i, best, left); });
    }
  });
}

// Each cell gathers from the windows that chose it, in the order row, column: no two threads write to one cell.
void max_pool_gradient(const tandem::Pooling& p, const float* x, const float* dy, float* dx, tandem::Host& host) {
  // a vector may reach beyond the last channel
  Scratch<uint8_t> places(host, p.batch * p.output_height * p.output_width * p.channels + LANES);
  parallel_for(host, p.batch * p.output_height, window_cost(p), [&](int64_t first, int64_t end) {
    for (int64_t row = first; row < end; row++) {
      each_window(p, x, row / p.output_height, row % p.output_height,
                  [&](int64_t i, int64_t left, Floats, Ints place) {
                    const Bytes bytes = __builtin_convertvector(place, Bytes);
                    std::memcpy(places + i, &bytes, static_cast<size_t>(least(left, LANES)));
                  });
    }
  });
  parallel_for(host, p.batch * p.height, static_cast<double>(p.width * p.channels * 4), [&](int64_t first, int64_t end) {
    for (int64_t t = first; t < end; t++) {
      const int64_t image = t / p.height, y = t % p.height;
      const int64_t first_row = most(0, divided_up(y + p.padding_y - p.size_y + 1, p.stride_y));
      const int64_t end_row = least(p.output_height, (y + p.padding_y) / p.stride_y + 1);
      for (int64_t x_cell = 0; x_cell < p.width; x_cell++) {
        const int64_t first_column = most(0, divided_up(x_cell + p.padding_x - p.size_x + 1, p.stride_x));
        const int64_t end_column = least(p.output_width, (x_cell + p.padding_x) / p.stride_x + 1);
        for (int64_t c = 0; c < p.channels; c += LANES) {
          const int64_t left = p.channels - c;
          Floats sum = {};
          for (int64_t row = first_row; row < end_row; row++) {
            for (int64_t column = first_column; column < end_column; column++) {
              const int64_t i = ((image * p.output_height + row) * p.output_width + column) * p.channels + c;
              const int64_t place = (y + p.padding_y - row * p.stride_y) * p.size_x +
                                    (x_cell + p.padding_x - column * p.stride_x);
              const Ints chosen = __builtin_convertvector(*reinterpret_cast<const Bytes*>(places + i), Ints);
              const Floats value = load_up_to(dy + i, left);
              sum += chosen == splat(static_cast<int32_t>(place)) ? value : Floats{};
            }
          }
          store_up_to(dx + (t * p.width + x_cell) * p.channels + c, sum, left);
        }
      }
    }
  });
}

}  // namespace
