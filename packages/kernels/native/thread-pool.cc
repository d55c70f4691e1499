#include "thread-pool.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "flush-denormals.h"

namespace tandem {

namespace {

// Operations of a loop that is worth waking a thread for: some 20 µs.
constexpr double WORTH_SHARING = 200000;
// Blocks for each thread, so that one that comes late or is interrupted leaves its part to the others.
constexpr int64_t BLOCKS = 4;
// How often a thread looks for work before it sleeps, about 10 µs: the next part of an operation comes at once.
constexpr int LOOKS = 300;
constexpr size_t ALIGNMENT = 64;
// Memory that is kept for the next kernel.
constexpr size_t MOST_FREE = size_t{192} << 20;

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

ThreadPool::ThreadPool(int threads) : threads_(std::max(threads, 1)) {
  for (int i = 1; i < threads_; i++) others_.emplace_back([this] { serve(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ends_ = true;
    version_++;
  }
  added_.notify_all();
  for (std::thread& thread : others_) thread.join();
  for (Header* header : free_) std::free(header);
}

void ThreadPool::Loop::work() {
  for (;;) {
    const int64_t first = next.fetch_add(block, std::memory_order_relaxed);
    if (first >= count) return;
    task(context, first, std::min(count, first + block));
  }
}

void ThreadPool::run(int64_t count, double cost, Task task, void* context) {
  if (threads_ == 1 || count < 2 || static_cast<double>(count) * cost < WORTH_SHARING) {
    task(context, 0, count);
    return;
  }
  Loop loop;
  loop.task = task;
  loop.context = context;
  loop.count = count;
  loop.block = std::max<int64_t>(1, count / (threads_ * BLOCKS));
  const int64_t helpers = std::min<int64_t>(threads_ - 1, (count - 1) / loop.block);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    loops_.push_back(&loop);
    version_.fetch_add(1, std::memory_order_release);
  }
  for (int64_t i = 0; i < helpers; i++) added_.notify_one();
  loop.work();
  std::unique_lock<std::mutex> lock(mutex_);
  // From here on no thread can enter.
  loops_.erase(std::find(loops_.begin(), loops_.end(), &loop));
  lock.unlock();
  for (int look = 0; look < LOOKS && loop.inside.load(std::memory_order_acquire) > 0; look++) pause();
  lock.lock();
  left_.wait(lock, [&] { return loop.inside.load(std::memory_order_acquire) == 0; });
}

ThreadPool::Loop* ThreadPool::open_loop() {
  for (Loop* loop : loops_) {
    if (loop->next.load(std::memory_order_relaxed) < loop->count) return loop;
  }
  return nullptr;
}

void ThreadPool::serve() {
  const FlushDenormals flush;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    if (Loop* loop = open_loop()) {
      loop->inside.fetch_add(1, std::memory_order_relaxed);
      lock.unlock();
      loop->work();
      lock.lock();
      if (loop->inside.fetch_sub(1, std::memory_order_release) == 1) left_.notify_all();
      continue;
    }
    if (ends_) return;
    const unsigned seen = version_.load(std::memory_order_relaxed);
    lock.unlock();
    for (int look = 0; look < LOOKS && version_.load(std::memory_order_acquire) == seen; look++) pause();
    lock.lock();
    added_.wait(lock, [&] { return version_.load(std::memory_order_relaxed) != seen; });
  }
}

void* ThreadPool::take(size_t bytes) {
  {
    std::lock_guard<std::mutex> lock(memory_mutex_);
    auto best = free_.end();
    for (auto it = free_.begin(); it != free_.end(); ++it) {
      if ((*it)->bytes >= bytes && (best == free_.end() || (*it)->bytes < (*best)->bytes)) best = it;
    }
    // a small piece must not hold a large one
    if (best != free_.end() && (*best)->bytes <= 2 * bytes + 4096) {
      Header* header = *best;
      free_.erase(best);
      free_bytes_ -= header->bytes;
      return reinterpret_cast<char*>(header) + ALIGNMENT;
    }
  }
  const size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  void* memory = std::aligned_alloc(ALIGNMENT, rounded + ALIGNMENT);
  if (!memory) throw std::bad_alloc();
  Header* header = new (memory) Header{rounded};
  return reinterpret_cast<char*>(header) + ALIGNMENT;
}

void ThreadPool::give(void* memory) {
  Header* header = reinterpret_cast<Header*>(static_cast<char*>(memory) - ALIGNMENT);
  std::lock_guard<std::mutex> lock(memory_mutex_);
  free_.push_back(header);
  free_bytes_ += header->bytes;
  // the one that was not asked for longest goes first
  while (free_bytes_ > MOST_FREE) {
    free_bytes_ -= free_.front()->bytes;
    std::free(free_.front());
    free_.erase(free_.begin());
  }
}

}  // namespace tandem
