// What the kernels ask of the program that calls them: threads and memory.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tandem {

// Kernels keep nothing between calls, so one host may serve calls from several threads at a time.
class Host {
 public:
  using Task = void (*)(void* context, int64_t first, int64_t end);
  virtual ~Host() = default;
  // How many threads may share one loop.
  virtual int threads() const = 0;
  // Calls task for ranges that cover 0 to count, each item once, and returns when all are done. `cost` is about the
  // number of operations of one item: a short loop is not worth another thread.
  virtual void run(int64_t count, double cost, Task task, void* context) = 0;
  // Memory aligned to 64 bytes, for as long as a kernel runs.
  virtual void* take(size_t bytes) = 0;
  virtual void give(void* memory) = 0;
};

template <class Function>
inline void parallel_for(Host& host, int64_t count, double cost, Function function) {
  if (count <= 0) return;
  host.run(
      count, cost,
      [](void* context, int64_t first, int64_t end) { (*static_cast<Function*>(context))(first, end); },
      &function);
}

}  // namespace tandem
