// Elementary functions of vectors, to about 1e-7 of their value.
#pragma once
#include "vectors.h"

namespace {

// e^x, 0 below the logarithm of the smallest normal number, for x up to 88.
inline Floats exponential(Floats x) {
  const Ints is_small = x < splat(-87.33654f);
  x = larger(x, splat(-87.33654f));
  const Floats shift = splat(12582912.0f);  // 1.5 · 2²³: adding it rounds to a whole number
  const Floats n = (x * 1.44269504f + shift) - shift;
  const Ints power = __builtin_convertvector(n, Ints);
  // ln 2 in two parts, of which the first has few digits
  Floats f = x - n * 0.693359375f;
  f = f + n * 2.12194440e-4f;
  Floats q = splat(1.9875691500e-4f);
  q = q * f + 1.3981999507e-3f;
  q = q * f + 8.3334519073e-3f;
  q = q * f + 4.1665795894e-2f;
  q = q * f + 1.6666665459e-1f;
  q = q * f + 5.0000001201e-1f;
  q = q * f * f + f + 1.0f;
  const Floats y = q * reinterpret_cast<Floats>((power + 127) << 23);
  return is_small ? Floats{} : y;
}

// ln(1 + u) for u in [0, 1]: 2 atanh(u / (2 + u)).
inline Floats log_of_one_and(Floats u) {
  const Floats s = u / (u + 2.0f);
  const Floats z = s * s;
  Floats q = splat(1.0f / 17);
  q = q * z + 1.0f / 15;
  q = q * z + 1.0f / 13;
  q = q * z + 1.0f / 11;
  q = q * z + 1.0f / 9;
  q = q * z + 1.0f / 7;
  q = q * z + 1.0f / 5;
  q = q * z + 1.0f / 3;
  return 2.0f * s + 2.0f * s * z * q;
}

// ln x for normal x > 0.
inline Floats logarithm(Floats x) {
  const Ints bits = reinterpret_cast<Ints>(x);
  // x = m · 2^e with m in [sqrt(1/2), sqrt(2))
  Ints e = ((bits - 0x3f3504f3) >> 23);
  const Floats m = reinterpret_cast<Floats>(bits - (e << 23));
  const Floats n = __builtin_convertvector(e, Floats);
  const Floats s = (m - 1.0f) / (m + 1.0f);
  const Floats z = s * s;
  Floats q = splat(1.0f / 13);
  q = q * z + 1.0f / 11;
  q = q * z + 1.0f / 9;
  q = q * z + 1.0f / 7;
  q = q * z + 1.0f / 5;
  q = q * z + 1.0f / 3;
  const Floats y = 2.0f * s + 2.0f * s * z * q;
  return n * 0.693359375f + (y - n * 2.12194440e-4f);
}

// base ^ exponent for base ≥ 0; 0 ^ exponent is 0 for exponent > 0, and infinite below.
struct Power {
  explicit Power(float exponent) : exponent(exponent) {}
  Floats operator()(Floats base) const {
    if (exponent == 2) return base * base;
    if (exponent == 1) return base;
    if (exponent == 0) return splat(1.0f);
    constexpr float SMALLEST = 1.1754944e-38f;
    const Floats y = exponential(smaller(logarithm(larger(base, splat(SMALLEST))) * exponent, splat(88.0f)));
    return base >= splat(SMALLEST) ? y : splat(exponent > 0 ? 0.0f : __builtin_inff());
  }
  float exponent;
};

// σ(x), σ(-x) and ln(1 + e^-|x|), each with all its digits.
struct Sigmoid {
  explicit Sigmoid(Floats x) {
    const Floats u = exponential(-size_of(x));
    const Floats large = 1.0f / (1.0f + u);
    const Floats little = u * large;
    const Ints above = x > Floats{};
    p = above ? large : little;
    rest = above ? little : large;
    softplus = log_of_one_and(u);
  }
  Floats p, rest, softplus;
};

}  // namespace
