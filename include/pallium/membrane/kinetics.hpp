// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/membrane/site.hpp>
#include <pallium/simd/math.hpp>

/// The forms in which rates are written.
namespace pallium::membrane {

/// Exact step of x' = (inf - x) / tau over dt, inf and tau constant (NEURON's `cnexp`):
/// x + (1 - exp(-dt / tau)) (inf - x).
template <class B> B relax(B x, B inf, B tau, B dt) noexcept { return x - expm1(-dt / tau) * (inf - x); }

/// The same with the rate 1/tau at hand: no division.
template <class B> B relax_at(B x, B inf, B rate, B dt) noexcept { return x - expm1(-dt * rate) * (inf - x); }

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

/// Linear over exponential, x / (exp(x / y) - 1), with its limit y (1 - x / 2y) for |x / y| < 1e-6
/// ("vtrap"; rates of the form A (v - V) / (1 - exp(-(v - V) / y)) are A * linoid(-(v - V), y)).
/// Computed with expm1, so the last digits near x = 0 are better than those of exp(x / y) - 1.
template <class B> B linoid(B x, double y) noexcept {
  B const z = x * (1.0 / y);
  auto const small = abs(z) < 1e-6;
  return select(small, y - 0.5 * x, x / expm1(select(small, B(1.0), z)));
}

/// The gate with alpha = a linoid(-x, y) and beta = b linoid(x, y), for |x / y| < 80. Since linoid(-x, y) =
/// exp(x / y) linoid(x, y), one exponential serves both, and inf has no singular point.
template <class B> gate<B> linoid_gate(B x, double y, double a, double b) noexcept {
  B const e = exp(x * (1.0 / y)), sum = a * e + b;
  return {a * e / sum, sum * linoid(x, y)};
}

/// Bell curve exp(-((v - centre) / width)^2).
template <class B> B bell(B v, double centre, double width) noexcept {
  B const z = (v - centre) * (1.0 / width);
  return exp(-z * z);
}

}  // namespace pallium::membrane
