// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/rng.hpp>
#include <pallium/core/types.hpp>
#include <pallium/simd/philox.hpp>

#include <algorithm>
#include <string>
#include <type_traits>

namespace pallium::connect::detail {

__extension__ using uint128 = unsigned __int128;  // GCC, clang

/// The random numbers of one projection. `number` counts the draws of a source (of a target, where rules are asked from
/// there); what they are for sits above the 40 bits of its gid. Bulk draws take the widest registers that the translation
/// unit may use, as `exec::native` does: the bits are those of `rng::draw`, whatever their width. Where registers have no fma
/// (SSE4.2) the logarithms of draws would round otherwise, and edges be others: there they go one by one.
struct draws {
  using arch = std::conditional_t<simd::lawful<simd::widest>, simd::widest, simd::scalar>;
  using lanes = simd::philox<arch, 2>;
  enum purpose : std::uint64_t { edges = 0, laws = 1, counts = 2, order = 3 };
  static constexpr std::size_t batch = lanes::size;

  std::uint64_t seed = 0;
  std::uint32_t stream = 0;

  static constexpr std::uint64_t owner(purpose what, gid of) noexcept { return of | (what << 40); }
  rng::words one(purpose what, gid of, std::uint64_t number) const noexcept { return rng::draw(seed, stream, owner(what, of), number); }
  [[gnu::always_inline]] lanes many(purpose what, gid of, std::uint64_t number) const noexcept {
    return lanes::draw(seed, stream, owner(what, of), number);
  }
  [[gnu::always_inline]] lanes many(purpose what, gid of, std::uint64_t const* numbers) const noexcept {
    return lanes::draw(seed, stream, owner(what, of), numbers);
  }
  /// f(i, 32 bits) for i = 0..n - 1: the draws that pick the sites of edges, numbers from `number` on.
  template <class F> void sites(gid of, std::uint64_t number, std::size_t n, F&& f) const {
    alignas(64) std::uint64_t w[batch];
    for (std::size_t at = 0; at < n; at += batch) {
      many(edges, of, number + at).store(2, w);
      std::size_t const m = std::min(batch, n - at);
      for (std::size_t i = 0; i < m; ++i) f(at + i, static_cast<std::uint32_t>(w[i]));
    }
  }
};

/// A number in [0, n) from 64 random bits; its bias is below n / 2^64.
inline std::uint64_t below(std::uint64_t n, std::uint64_t bits) noexcept {
  return static_cast<std::uint64_t>((uint128{n} * bits) >> 64);
}
inline std::uint64_t joined(std::uint64_t high, std::uint64_t low) noexcept { return (high << 32) | static_cast<std::uint32_t>(low); }

/// Errors: input_error naming the projection for cells beyond 2^40 or a range that ends before it begins.
inline gid_range checked(gid_range r, std::string const& projection) {
  if (r.first > r.last || r.last > gid{1} << 40)
    throw input_error(projection, "cells [" + std::to_string(r.first) + ", " + std::to_string(r.last) + ")",
                      "an ascending range below 2^40");
  return r;
}

}  // namespace pallium::connect::detail
