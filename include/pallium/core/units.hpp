// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <compare>

namespace pallium {

/// What an event does to its target, in the unit that its synapse or point neuron states: made of a conductance [uS], of a
/// voltage [mV], or of a number, `{0.4}`.
struct synaptic_weight {
  double value = 0;
};

/// A number that knows its unit: `5_ms` cannot be given where a length is expected. `value` is in the
/// engine's own unit, named at each alias.
template <int Dimension> struct quantity {
  double value = 0;
  friend constexpr auto operator<=>(quantity, quantity) = default;
  friend constexpr quantity operator+(quantity a, quantity b) noexcept { return {a.value + b.value}; }
  friend constexpr quantity operator-(quantity a, quantity b) noexcept { return {a.value - b.value}; }
  friend constexpr quantity operator-(quantity a) noexcept { return {-a.value}; }
  friend constexpr quantity operator*(double k, quantity a) noexcept { return {k * a.value}; }
  friend constexpr quantity operator*(quantity a, double k) noexcept { return {k * a.value}; }
  friend constexpr quantity operator/(quantity a, double k) noexcept { return {a.value / k}; }
  friend constexpr double operator/(quantity a, quantity b) noexcept { return a.value / b.value; }
  constexpr operator synaptic_weight() const noexcept requires(Dimension == 2 || Dimension == 3) { return {value}; }
};

using length = quantity<0>;       ///< [um]
using duration = quantity<1>;     ///< [ms]
using conductance = quantity<2>;  ///< [uS]
using voltage = quantity<3>;      ///< [mV]
using current = quantity<4>;      ///< [nA]
using frequency = quantity<5>;    ///< [1/ms]

/// Literals: `using namespace pallium::units;` then `150_um`, `0.025_ms`, `10_nS`, `-65_mV`, `0.2_nA`.
namespace units {
#define PALLIUM_LITERAL(quantity, suffix, factor)                                                           \
  constexpr quantity operator""_##suffix(long double v) noexcept { return {double(v * factor##L)}; }        \
  constexpr quantity operator""_##suffix(unsigned long long v) noexcept { return {double((long double)(v) * factor##L)}; }
PALLIUM_LITERAL(length, um, 1.0)
PALLIUM_LITERAL(length, mm, 1e3)
PALLIUM_LITERAL(duration, us, 1e-3)
PALLIUM_LITERAL(duration, ms, 1.0)
PALLIUM_LITERAL(duration, s, 1e3)
PALLIUM_LITERAL(conductance, pS, 1e-6)
PALLIUM_LITERAL(conductance, nS, 1e-3)
PALLIUM_LITERAL(conductance, uS, 1.0)
PALLIUM_LITERAL(voltage, mV, 1.0)
PALLIUM_LITERAL(current, pA, 1e-3)
PALLIUM_LITERAL(current, nA, 1.0)
PALLIUM_LITERAL(frequency, Hz, 1e-3)
PALLIUM_LITERAL(frequency, kHz, 1.0)
#undef PALLIUM_LITERAL
}  // namespace units

/// Time in whole steps, by NEURON's rule for events: floor(t / dt + 0.5), at most 2^60 (of which nobody sees the end).
constexpr long long to_steps(duration t, duration dt) noexcept {
  double const n = t.value / dt.value + 0.5;
  if (!(n < 0x1p60)) return 1ll << 60;
  auto const i = static_cast<long long>(n);
  return i - (static_cast<double>(i) > n);
}

}  // namespace pallium
