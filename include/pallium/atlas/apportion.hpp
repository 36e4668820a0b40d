// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace pallium::atlas {

/// Splits `total` into whole numbers in proportion to weights, by largest remainders: every part is its quota
/// total * w_k / sum(w) rounded down or up, and the parts sum to `total`. Of equal remainders the first comes first.
///
/// The caller guarantees weights >= 0, not all 0, and total < 2^52. A part of weight 0 is 0.
template <std::size_t N>
constexpr std::array<std::uint64_t, N> apportion(std::uint64_t total, std::array<double, N> const& weight) noexcept {
  double sum = 0;
  for (double w : weight) sum += w;
  std::array<std::uint64_t, N> part{};
  std::array<double, N> rest{};
  std::uint64_t given = 0;
  for (std::size_t k = 0; k < N; ++k) {
    double const quota = static_cast<double>(total) * (weight[k] / sum);
    part[k] = static_cast<std::uint64_t>(quota);
    if (part[k] > total - given) part[k] = total - given;  // rounding may lift a lone quota above the total
    rest[k] = weight[k] > 0 ? quota - static_cast<double>(part[k]) : -1.0;
    given += part[k];
  }
  while (given < total) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < N; ++k)
      if (rest[k] > rest[best]) best = k;
    ++part[best];
    ++given;
    rest[best] -= 1.0;
  }
  return part;
}

}  // namespace pallium::atlas
