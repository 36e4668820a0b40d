// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exec/threads.hpp>

#include <omp.h>

#include <algorithm>
#include <cstddef>

namespace pallium::threads {

/// One part per OpenMP thread. Opt-in header: link `pallium::openmp`.
class openmp {
 public:
  /// `count` threads; 0: as many as OpenMP would use.
  explicit openmp(int count = 0) : count_(count > 0 ? count : std::max(1, omp_get_max_threads())) {}
  int count() const noexcept { return count_; }
  template <class F> void run(F&& f) const {
    std::vector<std::exception_ptr> failed(static_cast<std::size_t>(count_));
#pragma omp parallel for num_threads(count_) schedule(static, 1)
    for (int part = 0; part < count_; ++part) try {
        f(part);
      } catch (...) {
        failed[static_cast<std::size_t>(part)] = std::current_exception();
      }
    for (auto const& e : failed)
      if (e) std::rethrow_exception(e);
  }

 private:
  int count_;
};
static_assert(thread_policy<openmp>);

}  // namespace pallium::threads
