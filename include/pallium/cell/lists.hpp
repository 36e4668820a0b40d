// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/ion.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace pallium {

/// The mechanisms of a cell type.
template <class... Cs> struct channels {};
template <class... Ss> struct synapses {};
template <class... Ps> struct pools {};

namespace detail {

/// Position of T in a list of types.
template <class T, class... Ts> inline constexpr std::size_t index_in = [] {
  std::size_t i = 0, at = sizeof...(Ts);
  ((std::is_same_v<T, Ts> && at == sizeof...(Ts) ? at = i++ : i++), ...);
  return at;
}();

/// A list of distinct types.
template <class... Ts> struct type_set {
  static constexpr std::size_t size = sizeof...(Ts);
  template <class T> static constexpr bool contains = (std::is_same_v<T, Ts> || ...);
  template <class T> static constexpr std::size_t index = index_in<T, Ts...>;
  template <class T> using with = std::conditional_t<contains<T>, type_set, type_set<Ts..., T>>;
  template <class F> static void for_each(F&& f) { (f(std::type_identity<Ts>{}), ...); }
};

template <class Set, class... Lists> struct unite;
template <class Set> struct unite<Set> { using type = Set; };
template <class Set, class... Rest> struct unite<Set, uses<>, Rest...> { using type = typename unite<Set, Rest...>::type; };
template <class Set, class I, class... Is, class... Rest> struct unite<Set, uses<I, Is...>, Rest...> {
  using type = typename unite<typename Set::template with<I>, uses<Is...>, Rest...>::type;
};
template <class... Cs> struct ions_of {};
template <class A, class B> struct all_ions_impl;
template <class... Cs, class Pools> struct all_ions_impl<ions_of<Cs...>, Pools> {
  using type = typename unite<type_set<>, typename Cs::ions..., Pools>::type;
};
template <class ChannelIons, class PoolIons> using all_ions = typename all_ions_impl<ChannelIons, PoolIons>::type;

/// The pool among Ps that computes ion I, or void.
template <class I, class... Ps> struct pool_for { using type = void; };
template <class I, class P, class... Ps> struct pool_for<I, P, Ps...> {
  using type = std::conditional_t<std::is_same_v<typename P::ion, I>, P, typename pool_for<I, Ps...>::type>;
};

}  // namespace detail
}  // namespace pallium
