// While it lives, this thread takes numbers below the smallest normal one for 0, as TensorFlow's own threads do: each
// would cost a hundred cycles. All threads of one loop must agree on it, or results would depend on who computed what.
#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#else
#include <cstdint>
#endif

namespace tandem {

class FlushDenormals {
 public:
  FlushDenormals() : before_(read()) { write(before_ | FLUSH); }
  ~FlushDenormals() { write(before_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__x86_64__)
  using Register = unsigned;
  static constexpr Register FLUSH = 0x8040;  // results to 0, and inputs
  static Register read() { return _mm_getcsr(); }
  static void write(Register value) { _mm_setcsr(value); }
#elif defined(__aarch64__)
  using Register = uint64_t;
  static constexpr Register FLUSH = 1 << 24;
  static Register read() {
    Register value;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void write(Register value) { asm volatile("msr fpcr, %0" ::"r"(value)); }
#else
  using Register = unsigned;
  static constexpr Register FLUSH = 0;
  static Register read() { return 0; }
  static void write(Register) {}
#endif
  Register before_;
};

}  // namespace tandem
