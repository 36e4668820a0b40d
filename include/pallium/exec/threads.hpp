// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <concepts>
#include <exception>
#include <vector>

namespace pallium {
namespace detail {
struct any_part {
  void operator()(int) const {}
};
}  // namespace detail

/// Who computes the parts of a simulation. `run(f)` calls f(part) once for each part in [0, count()), perhaps at the
/// same time, and returns when all are done; if some throw, the exception of the lowest part is thrown again.
/// How many there are changes no bit of any result.
template <class T>
concept thread_policy = requires(T const& t, detail::any_part f) {
  { t.count() } -> std::same_as<int>;
  { t.run(f) } -> std::same_as<void>;
};

namespace threads {

/// All parts (one) in the calling thread.
struct serial {
  int count() const noexcept { return 1; }
  template <class F> void run(F&& f) const { f(0); }
};
static_assert(thread_policy<serial>);

}  // namespace threads
}  // namespace pallium
