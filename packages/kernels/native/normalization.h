// Group norm and batch norm: y = (x - mean) · rstd · scale + offset. Sums are taken by blocks of rows in float32 around
// the block's own mean, and added up in float64, so that neither a far mean nor many cells cost digits.
#pragma once
#include "kernels.h"
#include "vectors.h"

namespace {

// Rows of one block: with 128 channels they fit the first cache, where they are read twice.
constexpr int64_t BLOCK_ROWS = 32;
// Images are taken together up to this many bytes, so that the second pass over them finds them in the cache.
constexpr int64_t CACHED_BYTES = 4 << 20;

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int SUM_VECTORS = 4;
#else
constexpr int SUM_VECTORS = 2;
#endif

// Calls f<V>(c, left) for runs of V vectors of channels, V = SUM_VECTORS and then 1; `left` counts to the last channel.
template <class Function>
inline void each_run(int64_t channels, Function function) {
  int64_t c = 0;
  for (; c + SUM_VECTORS * LANES <= channels; c += SUM_VECTORS * LANES) {
    function.template operator()<SUM_VECTORS>(c, channels - c);
  }
  for (; c < channels; c += LANES) function.template operator()<1>(c, channels - c);
}

// Per channel of a block: its mean, and the sums of what x differs from that, and of the squares.
struct BlockSums {
  const float* x;
  int64_t rows, channels;
  float *mean, *rest, *square;

  template <int V>
  void operator()(int64_t c, int64_t left) const {
    Floats sum[V] = {}, rests[V] = {}, squares[V] = {};
    for (int64_t row = 0; row < rows; row++) {
      for (int v = 0; v < V; v++) sum[v] += load_up_to(x + row * channels + c + v * LANES, left - v * LANES);
    }
    for (int v = 0; v < V; v++) sum[v] = sum[v] / static_cast<float>(rows);
    for (int64_t row = 0; row < rows; row++) {
      for (int v = 0; v < V; v++) {
        const Floats centered = load_up_to(x + row * channels + c + v * LANES, left - v * LANES) - sum[v];
        rests[v] += centered;
        squares[v] += centered * centered;
      }
    }
    for (int v = 0; v < V; v++) {
      store_up_to(mean + c + v * LANES, sum[v], left - v * LANES);
      store_up_to(rest + c + v * LANES, rests[v], left - v * LANES);
      store_up_to(square + c + v * LANES, squares[v], left - v * LANES);
    }
  }
};

// A loop over the blocks of some images: f(image, block, first row of all, rows).
template <class Function>
inline void each_block(tandem::Host& host, int64_t first_image, int64_t end_image, int64_t cells, int64_t channels,
                       double cost, Function function) {
  const int64_t blocks = divided_up(cells, BLOCK_ROWS);
  parallel_for(host, (end_image - first_image) * blocks, cost * static_cast<double>(BLOCK_ROWS * channels),
               [&](int64_t first, int64_t end) {
                 // backwards: what was read last is in the cache still
                 for (int64_t t = end - 1; t >= first; t--) {
                   const int64_t image = first_image + t / blocks, block = t % blocks;
                   const int64_t row = block * BLOCK_ROWS;
                   function(image, block, image * cells + row, least(BLOCK_ROWS, cells - row));
                 }
               });
}

// A loop over whole groups of neighboring channels, as many at a time as make a loop over channels quick:
// f(image, first channel, end).
template <class Function>
inline void each_channel_run(tandem::Host& host, int64_t first_image, int64_t end_image, int64_t channels,
                             int64_t width, double cost, Function function) {
  const int64_t run = most(1, 64 / width) * width, runs = divided_up(channels, run);
  parallel_for(host, (end_image - first_image) * runs, cost * static_cast<double>(run), [&](int64_t first, int64_t end) {
    for (int64_t t = first; t < end; t++) {
      const int64_t c = t % runs * run;
      function(first_image + t / runs, c, least(channels, c + run));
    }
  });
}

// Replaces each channel's value by the sum over its group divided by `count`.
inline void average_groups(double* values, int64_t first, int64_t end, int64_t width, double count) {
  for (int64_t c = first; c < end; c += width) {
    double sum = 0;
    for (int64_t i = c; i < c + width; i++) sum += values[i];
    for (int64_t i = c; i < c + width; i++) values[i] = sum / count;
  }
}

inline int64_t images_at_a_time(int64_t batch, int64_t bytes_per_image) {
  return most(1, least(batch, CACHED_BYTES / most(1, bytes_per_image)));
}

void normalize(const tandem::Normalization& p, tandem::Host& host) {
  const int64_t channels = p.channels, width = channels / p.groups;
  const int64_t blocks = divided_up(p.cells, BLOCK_ROWS), together = images_at_a_time(p.batch, p.cells * channels * 4);
  Scratch<float> sums(host, together * blocks * 3 * channels);
  // per image: mean and factor of each channel
  Scratch<float> factors(host, p.batch * 2 * channels);
  Scratch<double> totals(host, p.batch * 2 * channels);
  for (int64_t first = 0; first < p.batch; first += together) {
    const int64_t end = least(p.batch, first + together);
    each_block(host, first, end, p.cells, channels, 3, [&](int64_t image, int64_t block, int64_t row, int64_t rows) {
      float* to = sums + ((image - first) * blocks + block) * 3 * channels;
      each_run(channels, BlockSums{p.x + row * channels, rows, channels, to, to + channels, to + 2 * channels});
    });
    each_channel_run(host, first, end, channels, width, static_cast<double>(blocks * 8), [&](int64_t image, int64_t c0, int64_t c1) {
      const float* of_image = sums + (image - first) * blocks * 3 * channels;
      double *sum = totals + image * 2 * channels, *square = sum + channels;
      for (int64_t c = c0; c < c1; c++) sum[c] = square[c] = 0;
      for (int64_t block = 0; block < blocks; block++) {
        const float *mean = of_image + block * 3 * channels, *rest = mean + channels;
        const double rows = static_cast<double>(least(BLOCK_ROWS, p.cells - block * BLOCK_ROWS));
        for (int64_t c = c0; c < c1; c++) sum[c] += rows * mean[c] + rest[c];
      }
      const double count = static_cast<double>(p.cells * width);
      average_groups(sum, c0, c1, width, count);
      for (int64_t block = 0; block < blocks; block++) {
        const float *mean = of_image + block * 3 * channels, *rest = mean + channels, *squares = rest + channels;
        const double rows = static_cast<double>(least(BLOCK_ROWS, p.cells - block * BLOCK_ROWS));
        for (int64_t c = c0; c < c1; c++) {
          const double off = mean[c] - sum[c];
          square[c] += squares[c] + off * (2 * rest[c] + rows * off);
        }
      }
      average_groups(square, c0, c1, width, count);
      float *means = factors + image * 2 * channels, *scales = means + channels;
      for (int64_t c = c0; c < c1; c++) {
        const double variance = square[c] < 0 ? 0 : square[c], rstd = 1 / __builtin_sqrt(variance + p.epsilon);
        means[c] = static_cast<float>(sum[c]);
        scales[c] = static_cast<float>(rstd * p.scale[c]);
        if (c % width != 0) continue;
        const int64_t group = image * p.groups + c / width;
        p.mean[group] = static_cast<float>(sum[c]);
        p.rstd[group] = static_cast<float>(rstd);
        if (p.variance) p.variance[group] = static_cast<float>(variance);
      }
    });
    const Floats least_value = splat(p.relu ? 0.0f : -__builtin_inff());
    each_block(host, first, end, p.cells, channels, 3, [&](int64_t image, int64_t, int64_t row, int64_t rows) {
      const float* means = factors + image * 2 * channels;
      for (int64_t i = row * channels; i < (row + rows) * channels; i += channels) {
        for (int64_t c = 0; c < channels; c += LANES) {
          const int64_t left = channels - c;
          const Floats centered = load_up_to(p.x + i + c, left) - load_up_to(means + c, left);
          const Floats y =
              centered * load_up_to(means + channels + c, left) + load_up_to(p.offset + c, left);
          // a comparison the other way round would lose what is not a number
          store_up_to(p.y + i + c, y < least_value ? least_value : y, left);
        }
      }
    });
  }
}

// Per channel of a block: the sums of dy, and of dy · (x - mean).
struct BlockGradientSums {
  const float *x, *dy, *mean, *factor, *offset;
  bool relu;
  int64_t rows, channels;
  float *sum, *product;

  template <int V>
  void operator()(int64_t c, int64_t left) const {
    Floats sums[V] = {}, products[V] = {};
    for (int64_t row = 0; row < rows; row++) {
      for (int v = 0; v < V; v++) {
        const int64_t at = c + v * LANES, i = row * channels + at, lanes = left - v * LANES;
        const Floats centered = load_up_to(x + i, lanes) - load_up_to(mean + at, lanes);
        Floats slope = load_up_to(dy + i, lanes);
        if (relu) {
          const Floats y = centered * load_up_to(factor + at, lanes) + load_up_to(offset + at, lanes);
          slope = y > Floats{} ? slope : Floats{};
        }
        sums[v] += slope;
        products[v] += slope * centered;
      }
    }
    for (int v = 0; v < V; v++) {
      store_up_to(sum + c + v * LANES, sums[v], left - v * LANES);
      store_up_to(product + c + v * LANES, products[v], left - v * LANES);
    }
  }
};

// With c the centered x, h = dy · scale, n values in a group: dx = h rstd - c rstd³ Σ(h c) / n - rstd Σh / n.
void normalize_gradient(const tandem::NormalizationGradient& p, tandem::Host& host) {
  const int64_t channels = p.channels, width = channels / p.groups;
  const int64_t blocks = divided_up(p.cells, BLOCK_ROWS), together = images_at_a_time(p.batch, p.cells * channels * 8);
  Scratch<float> sums(host, together * blocks * 2 * channels);
  // per image: mean, factor of dy, factor of the centered x, constant
  Scratch<float> factors(host, p.batch * 4 * channels);
  // per image and channel: Σ dy, Σ dy · x̂, and the averages of both times scale over the group. Added up over the
  // images last, so that no thread adds to what another does.
  Scratch<double> totals(host, p.batch * 4 * channels);
  for (int64_t image = 0; image < p.batch; image++) {
    float* of_image = factors + image * 4 * channels;
    for (int64_t c = 0; c < channels; c++) {
      of_image[c] = p.mean[image * p.groups + c / width];
      of_image[channels + c] = p.rstd[image * p.groups + c / width] * p.scale[c];
    }
  }
  for (int64_t first = 0; first < p.batch; first += together) {
    const int64_t end = least(p.batch, first + together);
    each_block(host, first, end, p.cells, channels, 3, [&](int64_t image, int64_t block, int64_t row, int64_t rows) {
      float* to = sums + ((image - first) * blocks + block) * 2 * channels;
      const float* means = factors + image * 4 * channels;
      each_run(channels, BlockGradientSums{p.x + row * channels, p.dy + row * channels, means, means + channels,
                                           p.offset, p.relu, rows, channels, to, to + channels});
    });
    each_channel_run(host, first, end, channels, width, static_cast<double>(blocks * 2), [&](int64_t image, int64_t c0, int64_t c1) {
      const float* of_image = sums + (image - first) * blocks * 2 * channels;
      double *sum = totals + image * 4 * channels, *product = sum + channels;
      double *average = product + channels, *along = average + channels;
      for (int64_t c = c0; c < c1; c++) sum[c] = product[c] = 0;
      for (int64_t block = 0; block < blocks; block++) {
        const float *of_dy = of_image + block * 2 * channels, *of_product = of_dy + channels;
        for (int64_t c = c0; c < c1; c++) sum[c] += of_dy[c], product[c] += of_product[c];
      }
      for (int64_t c = c0; c < c1; c++) {
        product[c] *= p.rstd[image * p.groups + c / width];
        average[c] = sum[c] * p.scale[c];
        along[c] = product[c] * p.scale[c];
      }
      const double count = static_cast<double>(p.cells * width);
      average_groups(average, c0, c1, width, count);
      average_groups(along, c0, c1, width, count);
      float* of_channels = factors + image * 4 * channels;
      for (int64_t c = c0; c < c1; c++) {
        const double rstd = p.rstd[image * p.groups + c / width];
        of_channels[2 * channels + c] = static_cast<float>(-rstd * rstd * along[c]);
        of_channels[3 * channels + c] = static_cast<float>(-rstd * average[c]);
      }
    });
    each_block(host, first, end, p.cells, channels, 5, [&](int64_t image, int64_t, int64_t row, int64_t rows) {
      const float* means = factors + image * 4 * channels;
      for (int64_t i = row * channels; i < (row + rows) * channels; i += channels) {
        for (int64_t c = 0; c < channels; c += LANES) {
          const int64_t left = channels - c;
          const Floats centered = load_up_to(p.x + i + c, left) - load_up_to(means + c, left);
          const Floats factor = load_up_to(means + channels + c, left);
          Floats slope = load_up_to(p.dy + i + c, left);
          if (p.relu) {
            const Floats y = centered * factor + load_up_to(p.offset + c, left);
            slope = y > Floats{} ? slope : Floats{};
          }
          store_up_to(p.dx + i + c,
                      slope * factor + (centered * load_up_to(means + 2 * channels + c, left) +
                                        load_up_to(means + 3 * channels + c, left)),
                      left);
        }
      }
    });
  }
  for (int64_t c = 0; c < channels; c++) {
    double scale = 0, offset = 0;
    for (int64_t image = 0; image < p.batch; image++) {
      offset += totals[image * 4 * channels + c];
      scale += totals[image * 4 * channels + channels + c];
    }
    p.dscale[c] = static_cast<float>(scale);
    p.doffset[c] = static_cast<float>(offset);
  }
}

}  // namespace
