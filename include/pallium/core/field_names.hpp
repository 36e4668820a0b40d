// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/lane_record.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace pallium {
namespace detail {

template <class R> struct held { R value; };
template <class R> extern held<R> const stand_in;  ///< only its members' addresses are ever named

template <std::size_t N, class R> consteval auto addresses(R const& r) {
  static_assert(N <= 16, "names of the fields of records up to 16 fields");
  auto const list = [](auto const&... field) { return std::array{&field...}; };
  // clang-format off
  if constexpr (N == 1) { auto const& [a] = r; return list(a); }
  else if constexpr (N == 2) { auto const& [a, b] = r; return list(a, b); }
  else if constexpr (N == 3) { auto const& [a, b, c] = r; return list(a, b, c); }
  else if constexpr (N == 4) { auto const& [a, b, c, d] = r; return list(a, b, c, d); }
  else if constexpr (N == 5) { auto const& [a, b, c, d, e] = r; return list(a, b, c, d, e); }
  else if constexpr (N == 6) { auto const& [a, b, c, d, e, f] = r; return list(a, b, c, d, e, f); }
  else if constexpr (N == 7) { auto const& [a, b, c, d, e, f, g] = r; return list(a, b, c, d, e, f, g); }
  else if constexpr (N == 8) { auto const& [a, b, c, d, e, f, g, h] = r; return list(a, b, c, d, e, f, g, h); }
  else if constexpr (N == 9) { auto const& [a, b, c, d, e, f, g, h, i] = r; return list(a, b, c, d, e, f, g, h, i); }
  else if constexpr (N == 10) { auto const& [a, b, c, d, e, f, g, h, i, j] = r; return list(a, b, c, d, e, f, g, h, i, j); }
  else if constexpr (N == 11) { auto const& [a, b, c, d, e, f, g, h, i, j, k] = r; return list(a, b, c, d, e, f, g, h, i, j, k); }
  else if constexpr (N == 12) { auto const& [a, b, c, d, e, f, g, h, i, j, k, l] = r; return list(a, b, c, d, e, f, g, h, i, j, k, l); }
  else if constexpr (N == 13) { auto const& [a, b, c, d, e, f, g, h, i, j, k, l, m] = r; return list(a, b, c, d, e, f, g, h, i, j, k, l, m); }
  else if constexpr (N == 14) { auto const& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = r; return list(a, b, c, d, e, f, g, h, i, j, k, l, m, n); }
  else if constexpr (N == 15) { auto const& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = r; return list(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o); }
  else { auto const& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = r; return list(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p); }
  // clang-format on
}

/// What the compiler calls the member at an address: the word after the last ':' or '.' of "... = (& x.held<R>::value.R::m); ..."
/// (GCC) or "[P = &x.value.m]" (Clang).
template <auto P> consteval std::string_view member_name() {
  std::string_view const s = __PRETTY_FUNCTION__;
  auto const word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  std::size_t last = s.find(';');  // GCC goes on with the meaning of string_view
  if (last == std::string_view::npos) last = s.size();
  while (last > 0 && !word(s[last - 1])) --last;
  std::size_t first = last;
  while (first > 0 && word(s[first - 1])) --first;
  return s.substr(first, last - first);
}

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class R, std::size_t N, std::size_t... K>
consteval std::array<std::string_view, N> member_names(std::index_sequence<K...>) {
  return {member_name<addresses<N>(stand_in<R>.value)[K]>()...};
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace detail

/// The names of a record's fields as they are declared: field_names<kv3_1::state>[0] is "m". Probes and files
/// use them, so a mechanism needs no table of names.
template <template <class> class R>
  requires lane_record<R>
inline constexpr std::array<std::string_view, field_count<R>> field_names = [] {
  if constexpr (field_count<R> == 0) return std::array<std::string_view, 0>{};
  else return detail::member_names<R<double>, field_count<R>>(std::make_index_sequence<field_count<R>>{});
}();

}  // namespace pallium
