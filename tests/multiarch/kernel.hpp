// SPDX-License-Identifier: BSD-3-Clause
// What a program and its variants share: a table of functions, and an inline function that all of them compile.
#pragma once
#include <numeric>
#include <string>
#include <vector>

namespace multiarch {

struct kernel {
  std::string (*arch)();
  std::vector<double> (*exponentials)(std::vector<double> const& x);
  void (*fail)(std::string const& words);  ///< throws pallium::input_error
};

/// Every object has its own: vector code in a variant, which the rest of the program must not be given.
[[gnu::noinline]] inline double sum(std::vector<double> const& x) {
  double s[8]{};
  for (std::size_t i = 0; i < x.size() / 8 * 8; ++i) s[i % 8] += x[i] * x[i];
  return std::accumulate(s, s + 8, 0.0);
}

}  // namespace multiarch
