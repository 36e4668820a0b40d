// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace pallium {
namespace detail {
/// A lane type of exactly N bytes and no alignment, so that a record of them has no padding.
template <std::size_t N> struct ruler {
  unsigned char bytes[N]{};
  constexpr ruler() = default;
  constexpr ruler(double) {}
};
}  // namespace detail

/// A *lane record* is an aggregate template `R<B>` whose fields are all of type `B`.
///
/// One declaration serves three layouts: `R<double>` is what a user fills in, `R<batch>` is what a
/// kernel computes on, and `field_count<R>` columns are what the engine stores (SoA).
/// A stray `int`, `bool` or `double` field does not scale with the lane and is rejected.
template <template <class> class R>
concept lane_record = std::is_aggregate_v<R<double>> && std::is_trivially_copyable_v<R<double>> &&
                      (std::is_empty_v<R<double>> || sizeof(R<detail::ruler<64>>) == 64 * sizeof(R<detail::ruler<1>>));

/// Number of SoA columns a lane record occupies; 0 for an empty one.
template <template <class> class R>
inline constexpr std::size_t field_count = std::is_empty_v<R<double>> ? 0 : sizeof(R<detail::ruler<1>>);

/// The fields of a record as an array, in order of declaration: R<double> -> array<double, n>.
template <template <class> class R, class B>
  requires lane_record<R>
constexpr std::array<B, field_count<R>> to_array(R<B> const& r) noexcept {
  if constexpr (field_count<R> == 0) return {};
  else return std::bit_cast<std::array<B, field_count<R>>>(r);
}

/// The record whose field k is `field(k)`, of whatever lane type `field` yields.
template <template <class> class R, class F>
  requires lane_record<R>
[[gnu::always_inline]] inline auto make_record(F&& field) noexcept {
  using B = decltype(field(std::size_t{0}));
  if constexpr (field_count<R> == 0) return R<B>{};
  else {
    return [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) { return R<B>{field(K)...}; }
    (std::make_index_sequence<field_count<R>>{});
  }
}

/// Calls `use(k, field k)` for every field of a record.
template <template <class> class R, class B, class F>
  requires lane_record<R>
[[gnu::always_inline]] inline void for_each_field(R<B> const& r, F&& use) noexcept {
  if constexpr (field_count<R> != 0) {
    B const* const field = reinterpret_cast<B const*>(&r);
    [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) { (use(K, field[K]), ...); }
    (std::make_index_sequence<field_count<R>>{});
  }
}

}  // namespace pallium
