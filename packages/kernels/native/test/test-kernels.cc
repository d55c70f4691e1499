// Checks every kernel of every instruction set that this processor has against plain loops in float64: odd sizes, 1, 2
// and 5 threads, and the same bits for each number of threads and each run. Prints the checks that fail, and how many
// were made; ends with 1 where one failed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "../flush-denormals.h"
#include "../kernels.h"
#include "../thread-pool.h"

using tandem::Kernels;
using tandem::ThreadPool;
using Values = std::vector<float>;

namespace {

int checks = 0, failures = 0;

Values random_values(size_t size, unsigned seed, float low = -1, float high = 1) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(low, high);
  Values values(size);
  for (float& value : values) value = distribution(generator);
  return values;
}

void fail(const std::string& what, const std::string& why) {
  failures++;
  std::printf("FAILED %s: %s\n", what.c_str(), why.c_str());
}

// |got - expected| <= absolute + relative · |expected|, everywhere that something is expected.
void close(const std::string& what, const Values& got, const std::vector<double>& expected, double absolute,
           double relative) {
  checks++;
  for (size_t i = 0; i < expected.size(); i++) {
    const double off = std::abs(got[i] - expected[i]);
    if (std::isnan(expected[i]) || off <= absolute + relative * std::abs(expected[i])) continue;
    char why[160];
    std::snprintf(why, sizeof why, "at %zu got %.9g, expected %.9g", i, got[i], expected[i]);
    return fail(what, why);
  }
}

// The root of the mean square of the errors, over that of the values.
void close_on_average(const std::string& what, const Values& got, const std::vector<double>& expected, double most) {
  checks++;
  double error = 0, size = 0;
  for (size_t i = 0; i < expected.size(); i++) {
    error += (got[i] - expected[i]) * (got[i] - expected[i]);
    size += expected[i] * expected[i];
  }
  const double ratio = std::sqrt(error / std::max(size, 1e-300));
  if (ratio <= most) return;
  char why[160];
  std::snprintf(why, sizeof why, "error %.3g, expected at most %.3g", ratio, most);
  fail(what, why);
}

using Outputs = std::vector<Values>;

// Runs with 1, 2 and 5 threads, twice each, and expects the same bits; returns the outputs.
Outputs same_bits(const std::string& what, const std::function<Outputs(tandem::Host&)>& compute) {
  static ThreadPool one(1), two(2), five(5);
  Outputs first;
  for (ThreadPool* pool : {&one, &two, &five, &two, &five}) {
    Outputs outputs = compute(*pool);
    if (first.empty()) {
      first = outputs;
      continue;
    }
    checks++;
    for (size_t i = 0; i < first.size(); i++) {
      if (std::memcmp(first[i].data(), outputs[i].data(), first[i].size() * sizeof(float)) != 0) {
        fail(what, "other bits with " + std::to_string(pool->threads()) + " threads");
      }
    }
  }
  return first;
}

struct Shape {
  int64_t batch, height, width, inputs, outputs;
};

void test_convolution(const Kernels& kernels) {
  for (const Shape& s : std::vector<Shape>{{1, 1, 1, 1, 1},
                                           {1, 5, 7, 3, 5},
                                           {2, 9, 6, 17, 33},
                                           {3, 4, 4, 16, 16},
                                           {2, 13, 11, 32, 32},
                                           {1, 30, 21, 64, 80},
                                           {1, 12, 16, 100, 48},
                                           {2, 3, 50, 40, 129},
                                           {1, 33, 35, 128, 64}}) {
    const int64_t cells = s.batch * s.height * s.width;
    const std::string where = std::string(kernels.name) + " [" + std::to_string(s.batch) + " " +
                              std::to_string(s.height) + " " + std::to_string(s.width) + "] " +
                              std::to_string(s.inputs) + " to " + std::to_string(s.outputs);
    const Values x = random_values(cells * s.inputs, 1), filter = random_values(9 * s.inputs * s.outputs, 2);
    const Values bias = random_values(s.outputs, 3), dy = random_values(cells * s.outputs, 4);
    std::vector<double> y(cells * s.outputs), dx(cells * s.inputs), df(filter.size());
    for (int64_t b = 0; b < s.batch; b++) {
      for (int64_t i = 0; i < s.height; i++) {
        for (int64_t j = 0; j < s.width; j++) {
          const int64_t to = ((b * s.height + i) * s.width + j) * s.outputs;
          for (int64_t u = 0; u < 3; u++) {
            for (int64_t v = 0; v < 3; v++) {
              if (i + u < 1 || i + u > s.height || j + v < 1 || j + v > s.width) continue;
              const int64_t from = ((b * s.height + i + u - 1) * s.width + j + v - 1) * s.inputs;
              for (int64_t c = 0; c < s.inputs; c++) {
                const int64_t tap = ((u * 3 + v) * s.inputs + c) * s.outputs;
                for (int64_t o = 0; o < s.outputs; o++) {
                  y[to + o] += static_cast<double>(x[from + c]) * filter[tap + o];
                  dx[from + c] += static_cast<double>(dy[to + o]) * filter[tap + o];
                  df[tap + o] += static_cast<double>(dy[to + o]) * x[from + c];
                }
              }
            }
          }
        }
      }
    }
    const auto convolve = [&](const float* bias_values, bool relu) {
      return same_bits("convolution " + where, [&](tandem::Host& host) {
        Values out(cells * s.outputs, NAN);
        kernels.convolve({x.data(), filter.data(), bias_values, out.data(), s.batch, s.height, s.width, s.inputs,
                          s.outputs, false, relu},
                         host);
        return Outputs{out};
      })[0];
    };
    close_on_average("convolution " + where, convolve(nullptr, false), y, 3e-6);
    std::vector<double> activated(y);
    for (int64_t i = 0; i < cells * s.outputs; i++) activated[i] = std::max(y[i] + bias[i % s.outputs], 0.0);
    close_on_average("convolution with bias and relu " + where, convolve(bias.data(), true), activated, 3e-6);
    const Values input_gradient = same_bits("input gradient " + where, [&](tandem::Host& host) {
      Values out(cells * s.inputs, NAN);
      kernels.convolve({dy.data(), filter.data(), nullptr, out.data(), s.batch, s.height, s.width, s.outputs,
                        s.inputs, true, false},
                       host);
      return Outputs{out};
    })[0];
    close_on_average("input gradient " + where, input_gradient, dx, 3e-6);
    const Values filter_gradient = same_bits("filter gradient " + where, [&](tandem::Host& host) {
      Values out(filter.size(), NAN);
      kernels.filter_gradient({x.data(), dy.data(), out.data(), s.batch, s.height, s.width, s.inputs, s.outputs},
                              host);
      return Outputs{out};
    })[0];
    close_on_average("filter gradient " + where, filter_gradient, df, 3e-6);
  }
}

void test_normalization(const Kernels& kernels) {
  struct Case {
    int64_t batch, cells, channels, groups;
    float mean;
    bool relu;
  };
  for (const Case& s : std::vector<Case>{{1, 1, 1, 1, 0, false},
                                         {2, 35, 6, 3, 0, true},
                                         {3, 31, 17, 17, 0, false},
                                         {1, 700, 32, 8, 5, true},
                                         {2, 99, 100, 25, 0, true},
                                         {1, 2500, 130, 130, 0, false},
                                         {4, 1200, 256, 32, 0, false},
                                         {2, 64, 48, 16, 1000, false}}) {
    const int64_t size = s.batch * s.cells * s.channels, width = s.channels / s.groups;
    const std::string where = std::string(kernels.name) + " " + std::to_string(s.cells) + " cells, " +
                              std::to_string(s.channels) + " channels, " + std::to_string(s.groups) + " groups" +
                              (s.relu ? ", relu" : "");
    const Values x = random_values(size, 1, s.mean - 1, s.mean + 1), dy = random_values(size, 2);
    const Values scale = random_values(s.channels, 3, 0.5, 1.5), offset = random_values(s.channels, 4);
    const float epsilon = 1e-5f;
    std::vector<double> y(size), dx(size), dscale(s.channels), doffset(s.channels), mean(s.batch * s.groups),
        rstd(s.batch * s.groups), variance(s.batch * s.groups);
    const double count = static_cast<double>(s.cells * width);
    for (int64_t b = 0; b < s.batch; b++) {
      for (int64_t g = 0; g < s.groups; g++) {
        const auto each = [&](const std::function<void(int64_t, int64_t)>& f) {
          for (int64_t i = 0; i < s.cells; i++) {
            for (int64_t c = g * width; c < (g + 1) * width; c++) f((b * s.cells + i) * s.channels + c, c);
          }
        };
        double sum = 0, square = 0, of_h = 0, of_hx = 0;
        each([&](int64_t i, int64_t) { sum += x[i]; });
        each([&](int64_t i, int64_t) { square += (x[i] - sum / count) * (x[i] - sum / count); });
        const double m = sum / count, r = 1 / std::sqrt(square / count + epsilon);
        mean[b * s.groups + g] = m;
        rstd[b * s.groups + g] = r;
        variance[b * s.groups + g] = square / count;
        const auto slope = [&](int64_t i, int64_t c) {
          return s.relu && !((x[i] - m) * r * scale[c] + offset[c] > 0) ? 0.0 : static_cast<double>(dy[i]);
        };
        each([&](int64_t i, int64_t c) {
          y[i] = (x[i] - m) * r * scale[c] + offset[c];
          if (s.relu) y[i] = std::max(y[i], 0.0);
          of_h += slope(i, c) * scale[c];
          of_hx += slope(i, c) * scale[c] * (x[i] - m) * r;
          dscale[c] += slope(i, c) * (x[i] - m) * r;
          doffset[c] += slope(i, c);
        });
        each([&](int64_t i, int64_t c) {
          dx[i] = r * (slope(i, c) * scale[c] - (of_h + (x[i] - m) * r * of_hx) / count);
        });
      }
    }
    const Outputs forward = same_bits("normalization " + where, [&](tandem::Host& host) {
      Values out(size, NAN), m(s.batch * s.groups), r(m), v(m);
      kernels.normalize({x.data(), scale.data(), offset.data(), out.data(), m.data(), r.data(), v.data(), s.batch,
                         s.cells, s.channels, s.groups, epsilon, s.relu},
                        host);
      return Outputs{out, m, r, v};
    });
    // One digit of x is 2⁻²⁴ of the mean.
    const double digit = s.mean * 6e-8 * 4;
    close("normalization " + where, forward[0], y, 3e-6 + digit, 1e-6);
    close("mean " + where, forward[1], mean, 1e-7, 1e-6);
    close("rstd " + where, forward[2], rstd, 0, 2e-6);
    close("variance " + where, forward[3], variance, 1e-8, 4e-6);
    const Outputs gradient = same_bits("gradient of normalization " + where, [&](tandem::Host& host) {
      Values out(size, NAN), of_scale(s.channels), of_offset(s.channels);
      kernels.normalize_gradient({x.data(), dy.data(), forward[1].data(), forward[2].data(), scale.data(),
                                  offset.data(), out.data(), of_scale.data(), of_offset.data(), s.batch, s.cells,
                                  s.channels, s.groups, s.relu},
                                 host);
      return Outputs{out, of_scale, of_offset};
    });
    // x near where relu begins may fall on either side of it
    if (s.channels == 1) continue;
    close("gradient of normalization " + where, gradient[0], dx, 3e-6 + digit, 3e-6);
    const double many = std::sqrt(static_cast<double>(s.batch * s.cells));
    close("gradient of scale " + where, gradient[1], dscale, 1e-6 * many + digit * many, 1e-6);
    close("gradient of offset " + where, gradient[2], doffset, 1e-6 * many, 1e-6);
  }
}

void test_pooling(const Kernels& kernels) {
  for (const tandem::Pooling& p : std::vector<tandem::Pooling>{{2, 9, 11, 5, 5, 6, 3, 3, 2, 2, 1, 1},
                                                               {1, 16, 16, 64, 8, 8, 3, 3, 2, 2, 1, 1},
                                                               {1, 7, 6, 17, 7, 6, 5, 5, 1, 1, 2, 2},
                                                               {2, 6, 9, 33, 3, 3, 2, 3, 2, 3, 0, 0},
                                                               {1, 9, 9, 3, 3, 2, 2, 1, 3, 5, 0, 0}}) {
    const std::string where = std::string(kernels.name) + " " + std::to_string(p.channels) + " channels";
    // few values, so that many are alike
    Values x = random_values(p.batch * p.height * p.width * p.channels, 1, -2, 2);
    for (float& value : x) value = std::round(value);
    const Values dy = random_values(p.batch * p.output_height * p.output_width * p.channels, 2);
    std::vector<double> y(dy.size()), dx(x.size());
    for (int64_t t = 0; t < static_cast<int64_t>(dy.size()); t++) {
      const int64_t c = t % p.channels, j = t / p.channels % p.output_width;
      const int64_t i = t / p.channels / p.output_width % p.output_height;
      const int64_t b = t / p.channels / p.output_width / p.output_height;
      int64_t chosen = -1;
      for (int64_t v = i * p.stride_y - p.padding_y; v < i * p.stride_y - p.padding_y + p.size_y; v++) {
        for (int64_t u = j * p.stride_x - p.padding_x; u < j * p.stride_x - p.padding_x + p.size_x; u++) {
          if (v < 0 || u < 0 || v >= p.height || u >= p.width) continue;
          const int64_t at = ((b * p.height + v) * p.width + u) * p.channels + c;
          if (chosen < 0 || x[at] > x[chosen]) chosen = at;
        }
      }
      y[t] = x[chosen];
      dx[chosen] += dy[t];
    }
    const Outputs out = same_bits("max pool " + where, [&](tandem::Host& host) {
      Values forward(dy.size(), NAN), backward(x.size(), NAN);
      kernels.max_pool(p, x.data(), forward.data(), host);
      kernels.max_pool_gradient(p, x.data(), dy.data(), backward.data(), host);
      return Outputs{forward, backward};
    });
    close("max pool " + where, out[0], y, 0, 0);
    close("gradient of max pool " + where, out[1], dx, 1e-6, 0);
  }
}

double sigmoid(double x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

void test_losses(const Kernels& kernels) {
  const int64_t size = 9001;
  Values x = random_values(size, 1, -12, 12), y = random_values(size, 2, 0, 1), dy = random_values(size, 3);
  const float extremes[] = {0, -0.0f, 90, -90, 1e-7f, 300, -300};
  for (int i = 0; i < 7; i++) x[i] = extremes[i];
  for (int64_t i = 0; i < size; i += 3) y[i] = i % 2 == 0 ? 0 : 1;
  using Loss = std::function<double(double, double)>;
  // A loss of p - y has the error of p, which is 1e-7 of it, however close p is to y.
  const auto check = [&](const std::string& name, double absolute, const std::function<void(const tandem::Loss&, tandem::Host&)>& run,
                         const Loss& loss, const Loss& slope) {
    const Outputs out = same_bits(name, [&](tandem::Host& host) {
      Values value(size, NAN), derivative(size, NAN);
      run({x.data(), y.data(), nullptr, value.data(), size}, host);
      run({x.data(), y.data(), dy.data(), derivative.data(), size}, host);
      return Outputs{value, derivative};
    });
    std::vector<double> value(size), derivative(size);
    for (int64_t i = 0; i < size; i++) value[i] = loss(x[i], y[i]), derivative[i] = dy[i] * slope(x[i], y[i]);
    close(name, out[0], value, absolute, 5e-6);
    close("slope of " + name, out[1], derivative, 2e-7, 5e-6);
  };
  const std::string of = std::string(" (") + kernels.name + ")";
  const auto difference = [](double v, double t) { return sigmoid(v) * (1 - t) - sigmoid(-v) * t; };
  const auto entropy = [](double v, double t) { return t * softplus(-v) + (1 - t) * softplus(v); };
  for (const double beta : {2.0, 1.5, 1.0}) {
    check(
        "quality focal, beta " + std::to_string(beta) + of, 3e-7,
        [&](const tandem::Loss& l, tandem::Host& h) { kernels.quality_focal(l, static_cast<float>(beta), h); },
        [&](double v, double t) { return std::pow(std::abs(difference(v, t)), beta) * entropy(v, t); },
        [&](double v, double t) {
          const double e = difference(v, t), size_of_e = std::abs(e);
          if (e == 0) return 0.0;
          return (e > 0 ? 1 : -1) * std::pow(size_of_e, beta - 1) *
                 (e * e + beta * sigmoid(v) * sigmoid(-v) * entropy(v, t));
        });
  }
  for (const double gamma : {2.0, 1.5, 0.0}) {
    for (const double alpha : {0.25, -1.0}) {
      const auto weight = [=](double t) { return alpha < 0 ? 1 : alpha * t + (1 - alpha) * (1 - t); };
      const auto distance = [](double v, double t) { return sigmoid(v) * (1 - t) + sigmoid(-v) * t; };
      check(
          "sigmoid focal, gamma " + std::to_string(gamma) + of, 1e-30,
          [&](const tandem::Loss& l, tandem::Host& h) {
            kernels.sigmoid_focal(l, static_cast<float>(alpha), static_cast<float>(gamma), h);
          },
          [&](double v, double t) { return weight(t) * std::pow(distance(v, t), gamma) * entropy(v, t); },
          [&](double v, double t) {
            const double d = distance(v, t), turn = (1 - 2 * t) * sigmoid(v) * sigmoid(-v) * entropy(v, t);
            const double bend = gamma == 0 || turn == 0 ? 0 : gamma * std::pow(d, gamma - 1) * turn;
            return weight(t) * (std::pow(d, gamma) * difference(v, t) + bend);
          });
    }
  }
  for (const bool weighted : {true, false}) {
    const auto factor = [](double v) { return 0.75 * sigmoid(v) * sigmoid(v); };
    check(
        "varifocal" + of, 1e-30,
        [&](const tandem::Loss& l, tandem::Host& h) { kernels.varifocal(l, 0.75f, 2.0f, weighted, h); },
        [&](double v, double t) {
          return t > 0 ? (weighted ? t : 1) * entropy(v, t) : factor(v) * softplus(v);
        },
        [&](double v, double t) {
          if (t > 0) return (weighted ? t : 1) * difference(v, t);
          return factor(v) * (sigmoid(v) + 2 * sigmoid(-v) * softplus(v));
        });
  }
}

void test_geometric_mean(const Kernels& kernels) {
  for (const int64_t classes : {1, 3, 16, 80}) {
    const int64_t rows = 1001, size = rows * classes;
    const std::string where = std::string(kernels.name) + " " + std::to_string(classes) + " classes";
    Values a = random_values(size, 1, -20, 20), b = random_values(rows, 2, -20, 20), dy = random_values(size, 3);
    const float extremes[] = {100, 80, -100, 0, 90, 60};
    for (int64_t i = 0; i < 6; i++) a[i * classes] = extremes[i], b[i] = extremes[i];
    std::vector<double> y(size), da(size), db(rows);
    for (int64_t i = 0; i < size; i++) {
      const double of_b = b[i / classes];
      const double q = std::max((softplus(-a[i]) + softplus(-of_b)) / 2, 1.1754943508222875e-38);
      y[i] = -q - std::log(-std::expm1(-q));
      const double scaled = dy[i] / (-2 * std::expm1(-q));
      // where 1 - p is below the smallest normal number both are made of numbers that count as 0
      const bool counts = a[i] < 87 || of_b < 87;
      da[i] = counts ? scaled * sigmoid(-a[i]) : NAN;
      db[i / classes] += counts ? scaled * sigmoid(-of_b) : NAN;
    }
    const Outputs out = same_bits("geometric mean " + where, [&](tandem::Host& host) {
      Values of_y(size, NAN), of_a(size, NAN), of_b(rows, NAN);
      kernels.geometric_mean_logit({a.data(), b.data(), of_y.data(), rows, classes}, host);
      kernels.geometric_mean_logit_gradient(
          {a.data(), b.data(), dy.data(), of_a.data(), of_b.data(), rows, classes}, host);
      return Outputs{of_y, of_a, of_b};
    });
    close("geometric mean " + where, out[0], y, 1e-6, 2e-6);
    close("geometric mean, gradient in a " + where, out[1], da, 1.2e-7, 3e-6);
    close("geometric mean, gradient in b " + where, out[2], db, 5e-7 * static_cast<double>(classes), 3e-6);
  }
}

void test_steps(const Kernels& kernels) {
  for (const int64_t size : {1, 17, 9001}) {
    const std::string where = std::string(kernels.name) + " " + std::to_string(size);
    const Values w = random_values(size, 1), v = random_values(size, 2), g = random_values(size, 3);
    const Values s = random_values(size, 4, 0, 1);
    for (const bool nesterov : {false, true}) {
      const Outputs out = same_bits("sgd " + where, [&](tandem::Host& host) {
        Values weight(size, NAN), velocity(size, NAN);
        kernels.sgd_step({w.data(), v.data(), g.data(), weight.data(), velocity.data(), size, 0.1f, 0.9f, 0.01f,
                          nesterov},
                         host);
        return Outputs{weight, velocity};
      });
      std::vector<double> weight(size), velocity(size);
      for (int64_t i = 0; i < size; i++) {
        const double d = g[i] + 0.01 * w[i];
        velocity[i] = 0.9 * v[i] + d;
        weight[i] = w[i] - 0.1 * (nesterov ? d + 0.9 * velocity[i] : velocity[i]);
      }
      close("sgd, weight " + where, out[0], weight, 3e-7, 3e-7);
      close("sgd, velocity " + where, out[1], velocity, 3e-7, 3e-7);
    }
    const Outputs out = same_bits("adamw " + where, [&](tandem::Host& host) {
      Values weight(size, NAN), mean(size, NAN), square(size, NAN);
      kernels.adamw_step({w.data(), v.data(), s.data(), g.data(), weight.data(), mean.data(), square.data(), size,
                          0.999f, 0.002f, 1.5f, 0.9f, 0.1f, 0.999f, 0.001f, 1e-8f},
                         host);
      return Outputs{weight, mean, square};
    });
    std::vector<double> weight(size), mean(size), square(size);
    for (int64_t i = 0; i < size; i++) {
      mean[i] = 0.9f * static_cast<double>(v[i]) + 0.1f * static_cast<double>(g[i]);
      square[i] = 0.999f * static_cast<double>(s[i]) + 0.001f * static_cast<double>(g[i]) * g[i];
      weight[i] = 0.999f * static_cast<double>(w[i]) - 0.002f * mean[i] / (std::sqrt(square[i]) * 1.5 + 1e-8f);
    }
    close("adamw, weight " + where, out[0], weight, 5e-7, 1e-6);
    close("adamw, mean " + where, out[1], mean, 3e-7, 3e-7);
    close("adamw, mean square " + where, out[2], square, 3e-7, 3e-7);
  }
}

// Loops asked for by several threads at a time, each of which must be done whole.
void test_pool() {
  ThreadPool pool(3);
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 4; caller++) {
    callers.emplace_back([&] {
      for (int run = 0; run < 300; run++) {
        const int64_t count = 1 + run % 37;
        std::vector<std::atomic<int>> done(count);
        parallel_for(pool, count, 1e6, [&](int64_t first, int64_t end) {
          for (int64_t i = first; i < end; i++) done[i]++;
        });
        for (const std::atomic<int>& times : done) wrong += times != 1;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  checks++;
  if (wrong != 0) fail("thread pool", std::to_string(wrong.load()) + " items not done once");
}

}  // namespace

int main(int count, char** names) {
  const tandem::FlushDenormals flush;
  test_pool();
  std::string tested;
  for (const char* name : {"avx512", "avx2", "baseline", "neon"}) {
    const Kernels* kernels = tandem::kernels_named(name);
    if (!kernels || (count > 1 && std::strcmp(names[1], name) != 0)) continue;
    tested += std::string(" ") + name;
    test_convolution(*kernels);
    test_normalization(*kernels);
    test_pooling(*kernels);
    test_losses(*kernels);
    test_geometric_mean(*kernels);
    test_steps(*kernels);
  }
  std::printf("%d checks,%s: %d failed\n", checks, tested.c_str(), failures);
  return failures == 0 ? 0 : 1;
}
