// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/draws.hpp>

#include <array>
#include <bit>
#include <cstdint>

namespace pallium::connect::detail {

/// A keyed bijection of [0, n), n <= 2^62: eight rounds of a Feistel network over the least number of bits, walked on until the
/// result is below n (Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9), fewer than two steps on the average. Two products
/// make a round, in 32 bits where half of n's fit 16: those loops are vectorised.
class shuffle {
 public:
  static constexpr std::size_t batch = 32;

  shuffle(std::uint64_t n, draws const& random, std::uint64_t which) noexcept : n_(n) {
    int const width = std::max(2, static_cast<int>(std::bit_width(n - (n > 0))));
    low_ = width / 2;
    high_ = width - low_;
    auto const a = random.one(draws::order, 0, 2 * which), b = random.one(draws::order, 0, 2 * which + 1);
    std::copy(a.begin(), a.end(), keys_.begin());
    std::copy(b.begin(), b.end(), keys_.begin() + 4);
  }
  /// Where `first`, `first` + 1 ... go, m <= `batch` of them.
  void operator()(std::uint64_t first, std::size_t m, std::uint64_t* to) const noexcept {
    if (high_ <= 16) walk<std::uint32_t>(first, m, to);
    else walk<std::uint64_t>(first, m, to);
  }

 private:
  template <class U> static U product(U x, std::uint32_t key) noexcept {
    if constexpr (sizeof(U) == 4) {
      U const z = (x + key) * 0x7feb352du;
      return (z ^ (z >> 15)) * 0x846ca68bu;
    } else {
      U const z = (x + key) * 0xBF58476D1CE4E5B9u;
      return (z ^ (z >> 32)) * 0x94D049BB133111EBu;
    }
  }
  template <class U> void walk(std::uint64_t first, std::size_t m, std::uint64_t* to) const noexcept {
    constexpr int bits = 8 * sizeof(U);
    U x[batch];
    std::uint8_t where[batch];
    for (std::size_t i = 0; i < batch; ++i) {
      x[i] = static_cast<U>(first + i);
      where[i] = static_cast<std::uint8_t>(i);
    }
    U const low_mask = static_cast<U>((U{1} << low_) - 1), high_mask = static_cast<U>((U{1} << high_) - 1);
    for (std::size_t left = m; left > 0;) {
      std::size_t const n = (left + 7) / 8 * 8;
      for (std::size_t i = 0; i < n; ++i) {
        U h = x[i] >> low_ & high_mask, l = x[i] & low_mask;
        for (std::size_t k = 0; k < keys_.size(); k += 2) {  // the highest bits of a product depend on all of the number
          h ^= product<U>(l, keys_[k]) >> (bits - high_);
          l ^= product<U>(h, keys_[k + 1]) >> (bits - low_);
        }
        x[i] = static_cast<U>(h << low_) | l;
      }
      std::size_t still = 0;
      for (std::size_t i = 0; i < left; ++i) {
        to[where[i]] = x[i];  // overwritten while it is beyond the end
        bool const beyond = x[i] >= n_;
        x[still] = x[i];
        where[still] = where[i];
        still += beyond;
      }
      left = still;
    }
  }
  std::uint64_t n_;
  int low_, high_;
  std::array<std::uint32_t, 8> keys_{};
};

}  // namespace pallium::connect::detail
