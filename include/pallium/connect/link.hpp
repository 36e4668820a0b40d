// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>

namespace pallium::connect {
namespace detail {

/// What an edge's weight or delay is, z a standard normal draw of the edge, d the distance of its cells [um].
struct law {
  enum class form : std::uint8_t {
    constant,   ///< a
    gaussian,   ///< a + b z
    lognormal,  ///< a exp(b z - b^2 / 2): its mean is a
    linear,     ///< a + b d
    decaying    ///< a exp(-b d)
  };
  form is = form::constant;
  double a = 0, b = 0;
  double low = -std::numeric_limits<double>::infinity(), high = -low;  ///< outside of them a draw is set to the nearer one
  constexpr bool random() const noexcept { return is == form::gaussian || is == form::lognormal; }
  constexpr bool of_distance() const noexcept { return is == form::linear || is == form::decaying; }
};
/// `{0.4}` alone: a list of one.
constexpr law lone(std::initializer_list<double> one) noexcept {
  law l{.a = std::numeric_limits<double>::quiet_NaN()};  // more than one: refused like any number that is none
  if (one.size() == 1) l.a = *one.begin();
  return l;
}

}  // namespace detail

/// A number drawn for each edge, in the unit of `Q`. `clipped(low, high)`: what is outside is set to the nearer bound.
template <class Q> struct drawn {
  detail::law law;
  constexpr drawn clipped(Q low, Q high) const noexcept {
    drawn d = *this;
    d.law.low = low.value;
    d.law.high = high.value;
    return d;
  }
};
/// mean + sd z.
template <class Q> constexpr drawn<Q> gaussian(Q mean, Q sd) noexcept {
  return {{.is = detail::law::form::gaussian, .a = mean.value, .b = sd.value}};
}
/// mean exp(sigma z - sigma^2 / 2): `mean` is that of the number, `sigma` the standard deviation of its logarithm.
template <class Q> constexpr drawn<Q> lognormal(Q mean, double sigma) noexcept {
  return {{.is = detail::law::form::lognormal, .a = mean.value, .b = sigma}};
}

/// A number that follows from the distance d of the two cells.
template <class Q> struct placed {
  detail::law law;
};
/// A delay: offset + d / velocity, in m/s (mm/ms). Axons within cortex conduct at some 0.3 m/s.
constexpr placed<duration> by_distance(duration offset, double velocity) noexcept {
  return {{.is = detail::law::form::linear, .a = offset.value, .b = 1e-3 / velocity}};
}
/// A weight: near exp(-d / lambda).
template <class Q>
  requires std::convertible_to<Q, synaptic_weight>
constexpr placed<Q> by_distance(Q near, length lambda) noexcept {
  return {{.is = detail::law::form::decaying, .a = near.value, .b = 1.0 / lambda.value}};
}

/// Weight of the edges of a projection: `10_nS`, `0.5_mV` or `{0.4}`, as the target's synapse or neuron wants it, or
/// `lognormal`, `gaussian`, `by_distance`. Those that are not constant are rounded to float.
struct weight_law {
  detail::law law;
  constexpr weight_law() = default;
  constexpr weight_law(std::initializer_list<double> one) noexcept : law(detail::lone(one)) {}
  constexpr weight_law(synaptic_weight w) noexcept : law{.a = w.value} {}
  constexpr weight_law(conductance w) noexcept : law{.a = w.value} {}
  constexpr weight_law(voltage w) noexcept : law{.a = w.value} {}
  template <std::convertible_to<synaptic_weight> Q> constexpr weight_law(drawn<Q> w) noexcept : law(w.law) {}
  template <std::convertible_to<synaptic_weight> Q> constexpr weight_law(placed<Q> w) noexcept : law(w.law) {}
};
/// Delay of the edges of a projection: `2_ms` or `{2.0}`, or a law, which must have bounds: `gaussian(2_ms, 0.5_ms).clipped(1_ms, 4_ms)`,
/// `by_distance(1_ms, 0.3)`.
struct delay_law {
  detail::law law;
  constexpr delay_law() = default;
  constexpr delay_law(std::initializer_list<double> one) noexcept : law(detail::lone(one)) {}
  constexpr delay_law(duration d) noexcept : law{.a = d.value} {}
  constexpr delay_law(drawn<duration> d) noexcept : law(d.law) {}
  constexpr delay_law(placed<duration> d) noexcept : law(d.law) {}
};

/// Weight and delay of every edge of a projection: `{.weight = lognormal(1_nS, 0.6), .delay = 2_ms}`.
/// Drawn numbers are keyed by (seed, stream, source, number of the edge's draw): weight and delay of an edge are independent.
struct link {
  weight_law weight{};
  delay_law delay{};
};

}  // namespace pallium::connect
