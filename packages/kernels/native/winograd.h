// 3 × 3 convolution with stride 1 and padding 1, and its gradient in the filter, by Winograd's F(4 × 4, 3 × 3): tiles of
// 4 × 4 outputs, for each of 36 points one product of matrices [tiles, inputs] · [inputs, outputs].
#pragma once
#include "kernels.h"
#include "matrix-product.h"
#include "winograd-transforms.h"

namespace {

// Tiles taken together, as measured with 32 to 256 channels: their transforms stay in the cache, and the filter's (or
// the sums of its gradient), which may not, are read as seldom as that allows.
constexpr int64_t BLOCK_TILES = 48, RUN_TILES = 192;

// Filters transformed and packed: point p, panel of outputs, input c, to to[p · step + …].
inline void transform_filter(const tandem::Convolution& p, float* to, int64_t step, tandem::Host& host) {
  constexpr int64_t RUN = 16;
  const int64_t inputs = p.inputs, outputs = p.outputs, columns = whole_vectors(outputs);
  parallel_for(host, divided_up(inputs, RUN), static_cast<double>(RUN * outputs * 100), [&](int64_t first, int64_t end) {
    Floats turned[9][RUN];
    for (int64_t c0 = first * RUN; c0 < least(inputs, end * RUN); c0 += RUN) {
      const int64_t count = least(RUN, inputs - c0);
      for (int64_t k = 0; k < outputs; k += LANES) {
        const int64_t lanes = least(LANES, outputs - k);
        if (p.transposed) {
          for (int i = 0; i < 9; i++) {
            for (int64_t c = 0; c < count; c++) turned[8 - i][c] = Floats{};
            for (int64_t lane = 0; lane < lanes; lane++) {
              const float* from = p.filter + (i * outputs + k + lane) * inputs + c0;
              for (int64_t c = 0; c < count; c++) reinterpret_cast<float*>(&turned[8 - i][c])[lane] = from[c];
            }
          }
        }
        const int64_t panel = k / PANEL * PANEL, width = least(PANEL, columns - panel);
        for (int64_t c = 0; c < count; c++) {
          Floats taps[9], half[18], points[POINTS];
          for (int i = 0; i < 9; i++) {
            taps[i] = p.transposed ? turned[i][c] : load_up_to(p.filter + (i * inputs + c0 + c) * outputs + k, lanes);
          }
          for (int j = 0; j < 3; j++) winograd::filter(taps[j], taps[3 + j], taps[6 + j], half + j, 3);
          for (int i = 0; i < 6; i++) {
            winograd::filter(half[i * 3], half[i * 3 + 1], half[i * 3 + 2], points + i * 6, 1);
          }
          float* of_panel = to + panel * inputs + (c0 + c) * width + (k - panel);
          for (int q = 0; q < POINTS; q++) store(of_panel + q * step, points[q]);
        }
      }
    }
  });
}

inline void transform_output(const tandem::Convolution& p, const Tiles& tiles, int64_t tile, const float* from,
                             int64_t step) {
  const Tiles::Place place = tiles.at(tile);
  const int64_t rows = least(4, p.height - place.y), columns = least(4, p.width - place.x);
  float* y = p.y + ((place.image * p.height + place.y) * p.width + place.x) * p.outputs;
  const Floats least_value = splat(p.relu ? 0.0f : -__builtin_inff());
  for (int64_t k = 0; k < p.outputs; k += LANES) {
    const int64_t left = p.outputs - k;
    Floats points[POINTS], half[24], sums[16];
    for (int q = 0; q < POINTS; q++) points[q] = load(from + q * step + k);
    for (int j = 0; j < 6; j++) winograd::output(points + j, 6, half + j, 6);
    for (int i = 0; i < 4; i++) winograd::output(half + i * 6, 1, sums + i * 4, 1);
    const Floats bias = p.bias ? load_up_to(p.bias + k, left) : Floats{};
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = 0; j < columns; j++) {
        const Floats sum = sums[i * 4 + j] + bias;
        store_up_to(y + (i * p.width + j) * p.outputs + k, sum < least_value ? least_value : sum, left);
      }
    }
  }
}

void convolve(const tandem::Convolution& p, tandem::Host& host) {
  const int64_t inputs = whole_vectors(p.inputs), outputs = whole_vectors(p.outputs);
  const int64_t filter_step = p.inputs * outputs;
  const Tiles tiles(p.batch, p.height, p.width);
  Scratch<float> filters(host, POINTS * filter_step);
  transform_filter(p, filters, filter_step, host);
  // as many blocks as threads share evenly
  const int64_t threads = host.threads();
  const int64_t blocks = divided_up(divided_up(tiles.count, BLOCK_TILES), threads) * threads;
  const int64_t per_block = divided_up(tiles.count, blocks);
  // a step that is no power of two, so that the points do not share the sets of a cache
  const int64_t input_step = per_block * inputs + 16, output_step = per_block * outputs + 16;
  parallel_for(host, divided_up(tiles.count, per_block), static_cast<double>(per_block * inputs * outputs * POINTS), [&](int64_t first, int64_t end) {
    Scratch<float> of_inputs(host, POINTS * input_step), products(host, POINTS * output_step);
    for (int64_t block = first; block < end; block++) {
      const int64_t first_tile = block * per_block, rows = least(per_block, tiles.count - first_tile);
      for (int64_t t = 0; t < rows; t++) {
        transform_input(p.x, tiles, first_tile + t, p.inputs, of_inputs + t * inputs, input_step);
      }
      for (int64_t q = 0; q < POINTS; q++) {
        for (int64_t panel = 0; panel < outputs; panel += PANEL) {
          multiply(of_inputs + q * input_step, inputs, 1, rows, filters + q * filter_step + panel * p.inputs,
                   least(PANEL, outputs - panel), p.inputs, products + q * output_step + panel, outputs, false);
        }
      }
      for (int64_t t = 0; t < rows; t++) {
        transform_output(p, tiles, first_tile + t, products + t * outputs, output_step);
      }
    }
  });
}

inline void transform_output_gradient(const tandem::FilterGradient& p, const Tiles& tiles, int64_t tile, float* to,
                                      int64_t step) {
  const Tiles::Place place = tiles.at(tile);
  const int64_t rows = least(4, p.height - place.y), columns = least(4, p.width - place.x);
  const float* dy = p.dy + ((place.image * p.height + place.y) * p.width + place.x) * p.outputs;
  for (int64_t k = 0; k < p.outputs; k += LANES) {
    const int64_t left = p.outputs - k;
    Floats d[16], half[24], points[POINTS];
    for (int64_t i = 0; i < 4; i++) {
      for (int64_t j = 0; j < 4; j++) {
        const bool has = i < rows && j < columns;
        d[i * 4 + j] = has ? load_up_to(dy + (i * p.width + j) * p.outputs + k, left) : Floats{};
      }
    }
    for (int j = 0; j < 4; j++) winograd::output_gradient(d + j, 4, half + j, 4);
    for (int i = 0; i < 6; i++) winograd::output_gradient(half + i * 4, 1, points + i * 6, 1);
    for (int q = 0; q < POINTS; q++) store(to + q * step + k, points[q]);
  }
}

// Point by point [inputs, tiles] · [tiles, outputs], added up over runs of tiles in their order, so that the sums are
// the same however many threads share them.
void filter_gradient(const tandem::FilterGradient& p, tandem::Host& host) {
  const int64_t inputs = whole_vectors(p.inputs), outputs = whole_vectors(p.outputs);
  const Tiles tiles(p.batch, p.height, p.width);
  const int64_t per_run = most(1, least(tiles.count, RUN_TILES));
  const int64_t input_step = per_run * inputs + 16, output_step = per_run * outputs + 16;
  const int64_t filter_step = p.inputs * outputs, panels = divided_up(outputs, PANEL);
  Scratch<float> of_filter(host, POINTS * filter_step);
  Scratch<float> of_inputs(host, POINTS * input_step), of_outputs(host, POINTS * output_step);
  for (int64_t first_tile = 0; first_tile < tiles.count; first_tile += per_run) {
    const int64_t rows = least(per_run, tiles.count - first_tile);
    parallel_for(host, rows, static_cast<double>((inputs + outputs) * 150), [&](int64_t first, int64_t end) {
      for (int64_t t = first; t < end; t++) {
        transform_input(p.x, tiles, first_tile + t, p.inputs, of_inputs + t * inputs, input_step);
        transform_output_gradient(p, tiles, first_tile + t, of_outputs + t * outputs, output_step);
      }
    });
    parallel_for(host, POINTS * panels, static_cast<double>(inputs * PANEL * rows), [&](int64_t first, int64_t end) {
      Scratch<float> packed(host, per_run * PANEL);
      for (int64_t e = first; e < end; e++) {
        const int64_t q = e / panels, panel = e % panels * PANEL, width = least(PANEL, outputs - panel);
        for (int64_t t = 0; t < rows; t++) {
          std::memcpy(packed + t * width, of_outputs + q * output_step + t * outputs + panel,
                      static_cast<size_t>(width) * sizeof(float));
        }
        multiply(of_inputs + q * input_step, 1, inputs, p.inputs, packed, width, rows,
                 of_filter + q * filter_step + panel, outputs, first_tile > 0);
      }
    });
  }
  parallel_for(host, p.inputs, static_cast<double>(outputs * 100), [&](int64_t first, int64_t end) {
    for (int64_t c = first; c < end; c++) {
      for (int64_t k = 0; k < p.outputs; k += LANES) {
        Floats points[POINTS], half[18], taps[9];
        for (int q = 0; q < POINTS; q++) points[q] = load(of_filter + q * filter_step + c * outputs + k);
        for (int j = 0; j < 6; j++) winograd::filter_gradient(points + j, 6, half + j, 6);
        for (int i = 0; i < 3; i++) winograd::filter_gradient(half + i * 6, 1, taps + i * 3, 1);
        for (int i = 0; i < 9; i++) {
          store_up_to(p.filter + (i * p.inputs + c) * p.outputs + k, taps[i], p.outputs - k);
        }
      }
    }
  });
}

}  // namespace
