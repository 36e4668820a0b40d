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

}  // namespace pallium::membrane
