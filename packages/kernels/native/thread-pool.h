// Threads and memory for the kernels. A loop is shared by the thread that asks for it and by whichever others are free:
// the caller takes blocks until none is left and then waits only for threads that are in the middle of one. On a busy
// machine, where the others do not get to run, the caller does all of it and loses nothing.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "host.h"

namespace tandem {

class ThreadPool final : public Host {
 public:
  // `threads` counts the caller, so that one starts none.
  explicit ThreadPool(int threads);
  ~ThreadPool() override;
  int threads() const override { return threads_; }
  void run(int64_t count, double cost, Task task, void* context) override;
  void* take(size_t bytes) override;
  void give(void* memory) override;

 private:
  struct Loop {
    Task task;
    void* context;
    int64_t count, block;
    std::atomic<int64_t> next{0};
    std::atomic<int> inside{0};
    void work();
  };
  struct Header {
    size_t bytes;
  };
  void serve();
  Loop* open_loop();

  const int threads_;
  std::vector<std::thread> others_;
  std::mutex mutex_;
  std::condition_variable added_, left_;
  // changes with each new loop, for threads that look without the lock
  std::atomic<unsigned> version_{0};
  std::vector<Loop*> loops_;
  bool ends_ = false;

  std::mutex memory_mutex_;
  std::vector<Header*> free_;
  size_t free_bytes_ = 0;
};

}  // namespace tandem
