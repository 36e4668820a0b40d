// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace pallium::io::sonata {

/// numpy's `RandomState(seed)`, to the last draw: the Mersenne twister MT19937, doubles of 53 bits from two of its words.
/// Matsumoto & Nishimura 1998 (doi:10.1145/272991.272995).
class numpy_random {
 public:
  explicit numpy_random(std::uint32_t seed) : twister_(seed) {}
  /// random_sample(): in [0, 1).
  double uniform() {
    std::uint32_t const a = std::uint32_t(twister_()) >> 5, b = std::uint32_t(twister_()) >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
  /// choice(n, p=...), one draw, where `cdf` is p summed up and divided by its last.
  std::size_t choice(std::span<double const> cdf) {
    auto const it = std::upper_bound(cdf.begin(), cdf.end(), uniform());
    return std::min(std::size_t(it - cdf.begin()), cdf.size() - 1);
  }
  void skip(std::uint64_t draws) { twister_.discard(2 * draws); }

 private:
  std::mt19937 twister_;
};

}  // namespace pallium::io::sonata
