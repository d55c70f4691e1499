// Vectors of the instruction set that a file is compiled for, with GCC's and Clang's vector types. Everything lies in
// an unnamed namespace and nothing of the standard library's templates is used: an inline function that the linker
// shares between files must not be the one compiled for AVX-512.
#pragma once
#include <cstdint>
#include <cstring>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#include "host.h"

namespace {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float Floats __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t Ints __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(LANES), aligned(1), may_alias));

inline Floats load(const float* from) { return *reinterpret_cast<const Floats*>(from); }
inline void store(float* to, Floats value) { *reinterpret_cast<Floats*>(to) = value; }
inline Floats splat(float value) { return value - Floats{}; }
inline Ints splat(int32_t value) { return value - Ints{}; }
inline Floats larger(Floats a, Floats b) { return a > b ? a : b; }
inline Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
inline Floats size_of(Floats a) { return larger(a, -a); }

// The first `count` lanes, 0 in the others.
inline Floats load_part(const float* from, int64_t count) {
#if defined(__AVX512F__)
  return reinterpret_cast<Floats>(_mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), from));
#else
  Floats value = {};
  for (int lane = 0; lane < LANES; lane++) {
    if (lane < count) value[lane] = from[lane];
  }
  return value;
#endif
}

inline void store_part(float* to, Floats value, int64_t count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1), reinterpret_cast<__m512>(value));
#else
  for (int lane = 0; lane < LANES; lane++) {
    if (lane < count) to[lane] = value[lane];
  }
#endif
}

// As load and store, for the last of `size` values that need not fill a vector.
inline Floats load_up_to(const float* from, int64_t left) {
  return left >= LANES ? load(from) : load_part(from, left);
}
inline void store_up_to(float* to, Floats value, int64_t left) {
  if (left >= LANES) {
    store(to, value);
  } else {
    store_part(to, value, left);
  }
}

inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
inline int64_t divided_up(int64_t a, int64_t b) { return (a + b - 1) / b; }
inline int64_t whole_vectors(int64_t count) { return divided_up(count, LANES) * LANES; }

// Memory of the host, given back at the end of the block.
template <class Value>
class Scratch {
 public:
  Scratch(tandem::Host& host, int64_t count)
      : host_(host), values_(static_cast<Value*>(host.take(static_cast<size_t>(most(count, 1)) * sizeof(Value)))) {}
  ~Scratch() { host_.give(values_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  operator Value*() const { return values_; }

 private:
  tandem::Host& host_;
  Value* values_;
};

// y[i] for each of `size` values, a vector at a time: f(i, left) is called with the index of the first lane.
template <class Function>
inline void for_each_vector(tandem::Host& host, int64_t size, double cost, Function function) {
  constexpr int64_t BLOCK = 4096;
  parallel_for(host, divided_up(size, BLOCK), BLOCK * cost, [&](int64_t first, int64_t end) {
    const int64_t last = least(size, end * BLOCK);
    for (int64_t i = first * BLOCK; i < last; i += LANES) function(i, last - i);
  });
}

}  // namespace
