// Losses of a logit x and a target y in [0, 1], and their derivatives in x, in one pass. With p = σ(x):
// BCE = max(x, 0) - x y + ln(1 + e^-|x|), and BCE' = p - y.
#pragma once
#include "functions.h"
#include "kernels.h"

namespace {

struct Value {
  Floats loss, slope;
};

// What the losses share: p (1 - y) and (1 - p) y, whose difference is p - y with all its digits.
struct Entropy {
  Entropy(Floats x, Floats y) : sigmoid(x) {
    above = sigmoid.p * (1.0f - y);
    below = sigmoid.rest * y;
    // x (1 - y) or -x y, where max(x, 0) - x y would cancel
    value = (x > Floats{} ? x * (1.0f - y) : -x * y) + sigmoid.softplus;
    bend = sigmoid.p * sigmoid.rest * value;
  }
  Sigmoid sigmoid;
  Floats above, below, value;
  // p' BCE
  Floats bend;
};

template <class Function>
inline void each_loss(const tandem::Loss& loss, tandem::Host& host, Function function) {
  for_each_vector(host, loss.size, 40, [&](int64_t i, int64_t left) {
    const Value value = function(load_up_to(loss.logits + i, left), load_up_to(loss.targets + i, left));
    const Floats y = loss.slope ? load_up_to(loss.slope + i, left) * value.slope : value.loss;
    store_up_to(loss.y + i, y, left);
  });
}

// |e|^β BCE with e = p - y; the derivative is sign(e) |e|^(β-1) (e² + β p' BCE), and 0 where e is 0.
void quality_focal(const tandem::Loss& loss, float beta, tandem::Host& host) {
  const Power power(beta);
  const Power lower(beta - 1);
  each_loss(loss, host, [&](Floats x, Floats y) {
    const Entropy entropy(x, y);
    const Floats e = entropy.above - entropy.below;
    if (beta == 2) return Value{e * e * entropy.value, e * (e * e + 2.0f * entropy.bend)};
    const Floats size = size_of(e);
    const Floats slope = lower(size) * (e * e + beta * entropy.bend);
    const Floats along = e > Floats{} ? slope : -slope;
    return Value{power(size) * entropy.value, size > Floats{} ? along : Floats{}};
  });
}

// α_y d^γ BCE with d = p (1 - y) + (1 - p) y and α_y = α y + (1 - α) (1 - y), 1 for α < 0.
void sigmoid_focal(const tandem::Loss& loss, float alpha, float gamma, tandem::Host& host) {
  const Power power(gamma);
  const Power lower(gamma - 1);
  each_loss(loss, host, [&](Floats x, Floats y) {
    const Entropy entropy(x, y);
    const Floats d = entropy.above + entropy.below;
    const Floats weight = alpha < 0 ? splat(1.0f) : alpha * y + (1 - alpha) * (1.0f - y);
    const Floats factor = power(d);
    Floats slope = factor * (entropy.above - entropy.below);
    if (gamma != 0) {
      const Floats turn = (1.0f - 2.0f * y) * entropy.bend;
      const Floats more = gamma * lower(d) * turn;
      slope += turn == Floats{} ? Floats{} : more;
    }
    return Value{weight * factor * entropy.value, weight * slope};
  });
}

// y BCE where y > 0, BCE without target_weighted; α p^γ · -ln(1 - p) where y is 0.
void varifocal(const tandem::Loss& loss, float alpha, float gamma, bool target_weighted, tandem::Host& host) {
  const Power power(gamma);
  each_loss(loss, host, [&](Floats x, Floats y) {
    const Entropy entropy(x, y);
    const Ints positive = y > Floats{};
    const Floats weight = target_weighted ? y : splat(1.0f);
    const Floats scaled = alpha * power(entropy.sigmoid.p);
    // d/dx p^γ BCE(p, 0) = p^γ (p + γ (1 - p) BCE)
    const Floats slope = scaled * (entropy.sigmoid.p + gamma * entropy.sigmoid.rest * entropy.value);
    return Value{
        positive ? weight * entropy.value : scaled * entropy.value,
        positive ? weight * (entropy.above - entropy.below) : slope,
    };
  });
}

}  // namespace
