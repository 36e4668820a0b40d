// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/membrane/site.hpp>
#include <pallium/simd/math.hpp>

/// The forms in which rates are written.
namespace pallium::membrane {

/// Exact step of x' = (inf - x) rate over dt, inf and rate >= 0 constant (NEURON's `cnexp`): x + (1 - exp(-dt rate)) (inf - x).
template <class B> B relax_at(B x, B inf, B rate, B dt) noexcept { return fma(expm1_down(-dt * rate), x - inf, x); }

/// The same with a time constant.
template <class B> B relax(B x, B inf, B tau, B dt) noexcept { return fma(expm1_down(-dt / tau), x - inf, x); }

/// A gate at constant v: x' = rate (inf - x).
template <class B> struct gate { B inf, rate; };  // [1] [1/ms]

/// The gate that opens at rate alpha and closes at rate beta.
template <class B> gate<B> two_state(B alpha, B beta) noexcept {
  B const sum = alpha + beta;
  return {alpha / sum, sum};
}

/// The step of a gate whose rate is scaled by `q`.
template <class B> B relax(B x, gate<B> const& to, B q, B dt) noexcept { return relax_at(x, to.inf, to.rate, q * dt); }

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
}  // namespace detail

/// Linear over exponential, x / (exp(x / y) - 1), y at x = 0 ("vtrap"; rates of the form A (v - V) / (1 - exp(-(v - V) / y)) are
/// A * linoid(-(v - V), y)). Computed with expm1, so the digits near x = 0 are better than those of exp(x / y) - 1.
template <class B> B linoid(B x, double y) noexcept {
  B const z = detail::off_zero(x * (1.0 / y));
  return y * z / expm1(z);
}

/// The gate with alpha = a linoid(-x, y) and beta = b linoid(x, y). Since linoid(-x, y) = exp(x / y) linoid(x, y), one
/// exponential serves both, and one division. Above x / y = 40 the exponential is held: the rates are then its limits.
template <class B> gate<B> linoid_gate(B x, double y, double a, double b) noexcept {
  B const z = detail::off_zero(x * (1.0 / y));
  auto const [e, less_one] = exp_both(min(z, B(40.0)));
  B const alpha = a * e, sum = alpha + b, both = 1.0 / (sum * less_one);
  return {alpha * less_one * both, sum * sum * (y * z) * both};
}

/// The gate with alpha = a linoid(x, y) and beta > 0, with one division. Above x / y = 40, where alpha is 1e-16 a, it stays so.
template <class B> gate<B> linoid_against(B x, double y, double a, B beta) noexcept {
  B const z = detail::off_zero(x * (1.0 / y)), less_one = expm1(min(z, B(40.0)));
  B const alpha = (a * y) * z, sum = fma(beta, less_one, alpha), both = 1.0 / (sum * less_one);  // times less_one
  return {alpha * less_one * both, sum * sum * both};
}

/// Bell curve exp(-((v - centre) / width)^2).
template <class B> B bell(B v, double centre, double width) noexcept {
  B const z = (v - centre) * (1.0 / width);
  return exp(-z * z);
}

}  // namespace pallium::membrane
