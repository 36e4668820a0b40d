// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/membrane/site.hpp>
#include <pallium/simd/math.hpp>

#include <cstdint>

/// The forms in which rates are written.
namespace pallium::membrane {

/// Exact step of x' = (inf - x) rate over dt, inf and rate >= 0 constant (NEURON's `cnexp`): x + (1 - exp(-dt rate)) (inf - x).
///
/// In float, an increment below half of the last place of x would be lost in every step: a gate of 1.5 s would stop 5e-4 before its
/// goal at dt = 0.1 ms, 2e-3 at 0.025. So there it is rounded up or down, in the end as often as its size says: `nudge`
/// (`site.nudge`) is a fraction of a last place, in (-1/2, 1/2) 2^-23, that runs evenly through its range from step to step. It
/// depends on the number of the step alone. An increment of 0 stays 0.
template <class B> B relax_at(B x, B inf, B rate, B dt, [[maybe_unused]] B nudge = 0.0) noexcept {
  if constexpr (sizeof(typename B::value_type) == 4) return x + fma(octave(x), nudge, expm1_down(-dt * rate) * (x - inf));
  else return fma(expm1_down(-dt * rate), x - inf, x);
}

/// The same with a time constant.
template <class B> B relax(B x, B inf, B tau, B dt, [[maybe_unused]] B nudge = 0.0) noexcept {
  if constexpr (sizeof(typename B::value_type) == 4) return x + fma(octave(x), nudge, expm1_down(-dt / tau) * (x - inf));
  else return fma(expm1_down(-dt / tau), x - inf, x);
}

/// `nudge` of a step: the fractional part of n times the golden section, an even spread over any few steps.
inline double nudge_of(std::int64_t n) noexcept {
  auto const turned = static_cast<std::uint32_t>(n) * 2654435769u;
  return (static_cast<double>(static_cast<std::int32_t>(turned)) + 0.5) * 0x1p-55;
}

/// A gate at constant v: x' = rate (inf - x).
template <class B> struct gate { B inf, rate; };  // [1] [1/ms]

/// The gate that opens at rate alpha and closes at rate beta.
template <class B> gate<B> two_state(B alpha, B beta) noexcept {
  B const sum = alpha + beta;
  return {alpha / sum, sum};
}

/// The step of a gate whose rate is scaled by `q`.
template <class B> B relax(B x, gate<B> const& to, B q, B dt, B nudge = 0.0) noexcept {
  return relax_at(x, to.inf, to.rate, q * dt, nudge);
}

/// Boltzmann curve 1 / (1 + exp(-(v - half) / slope)); a negative slope falls.
template <class B> B boltzmann(B v, double half, double slope) noexcept {
  return 1.0 / (1.0 + exp((v - half) * (-1.0 / slope)));
}

namespace detail {
/// z, but not so near 0 that z / (exp(z) - 1), which is 1 there to rounding, becomes 0 / 0.
template <class B> B off_zero(B z) noexcept {
  constexpr double least = sizeof(typename B::value_type) == 8 ? 1e-20 : 1e-9;
  return select(abs(z) < least, B(least), z);
}
/// Where exp(z) is taken for infinite: 1 / exp(z) is below rounding, exp(z)^2 times a rate is still a number.
template <class B> inline constexpr double steep = sizeof(typename B::value_type) == 8 ? 40 : 28;
}  // namespace detail

/// Linear over exponential, x / (exp(x / y) - 1), y at x = 0 ("vtrap"; rates of the form A (v - V) / (1 - exp(-(v - V) / y)) are
/// A * linoid(-(v - V), y)). Computed with expm1, so the digits near x = 0 are better than those of exp(x / y) - 1.
template <class B> B linoid(B x, double y) noexcept {
  B const z = detail::off_zero(x * (1.0 / y));
  return y * z / expm1(z);
}

/// The gate with alpha = a linoid(-x, y) and beta = b linoid(x, y). Since linoid(-x, y) = exp(x / y) linoid(x, y), one
/// exponential serves both, and one division. Above `steep` the exponential is held: the rates are then its limits.
template <class B> gate<B> linoid_gate(B x, double y, double a, double b) noexcept {
  B const z = detail::off_zero(x * (1.0 / y));
  auto const [e, less_one] = exp_both(min(z, B(detail::steep<B>)));
  B const alpha = a * e, sum = alpha + b, both = 1.0 / (sum * less_one);
  return {alpha * (less_one * both), sum * both * sum * (y * z)};
}

/// The gate with alpha = a linoid(x, y) and beta > 0, with one division. Above `steep`, where alpha is next to nothing, it stays so.
template <class B> gate<B> linoid_against(B x, double y, double a, B beta) noexcept {
  B const z = detail::off_zero(x * (1.0 / y)), less_one = expm1(min(z, B(detail::steep<B>)));
  B const alpha = (a * y) * z, sum = fma(beta, less_one, alpha), both = 1.0 / (sum * less_one);  // times less_one
  return {alpha * (less_one * both), sum * both * sum};
}

/// Bell curve exp(-((v - centre) / width)^2).
template <class B> B bell(B v, double centre, double width) noexcept {
  B const z = (v - centre) * (1.0 / width);
  return exp(-z * z);
}

}  // namespace pallium::membrane
