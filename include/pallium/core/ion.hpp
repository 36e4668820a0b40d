// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace pallium {

/// What a species is where nothing is painted: reversal potential [mV], concentrations [mM]. NEURON's defaults.
struct ion_defaults {
  double reversal, inside, outside;
};

struct sodium_t {
  static constexpr int valence = 1;
  static constexpr std::string_view name = "na";
  static constexpr ion_defaults defaults{50, 10, 140};
};
struct potassium_t {
  static constexpr int valence = 1;
  static constexpr std::string_view name = "k";
  static constexpr ion_defaults defaults{-77, 54.4, 2.5};
};
struct calcium_t {
  static constexpr int valence = 2;
  static constexpr std::string_view name = "ca";
  static constexpr ion_defaults defaults{132.4579341637009, 5e-5, 2};
};
inline constexpr sodium_t    sodium{};
inline constexpr potassium_t potassium{};
inline constexpr calcium_t   calcium{};

/// An ion species: its valence, the name it has in NEURON ("na"), and what holds where nothing is painted.
template <class I>
concept ion_species = requires {
  { I::valence } -> std::convertible_to<int>;
  { I::name } -> std::convertible_to<std::string_view>;
  { I::defaults } -> std::convertible_to<ion_defaults>;
};

/// Carrier of a current that belongs to no ion with a concentration of its own (NONSPECIFIC_CURRENT).
struct nonspecific_t {};

/// The ions a mechanism declares it touches; the first one carries its current (none: nonspecific).
/// Reading any other is a compile-time error.
template <ion_species... Is> struct uses { static constexpr std::size_t count = sizeof...(Is); };

template <class I, class... Is>
concept declared_among = (std::same_as<I, Is> || ...);

namespace detail {
template <class Ions> struct first_ion { using type = nonspecific_t; };
template <class I, class... Is> struct first_ion<uses<I, Is...>> { using type = I; };
template <class I, class Ions> inline constexpr bool ion_in = false;
template <class I, class... Is> inline constexpr bool ion_in<I, uses<Is...>> = (std::same_as<I, Is> || ...);
}  // namespace detail

}  // namespace pallium
