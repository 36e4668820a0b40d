// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/ion.hpp>

namespace pallium::membrane {

template <class B, class I> struct ion_at { B reversal, inside, outside; };  // [mV], [mM], [mM]

/// What a mechanism may see of the membrane under it, for a batch of compartments.
template <class B, class Ions> struct site;
template <class B, class... Is>
struct site<B, uses<Is...>> : ion_at<B, Is>... {
  B v;        ///< membrane potential [mV]
  B celsius;  ///< temperature [degC]
  B q;        ///< the mechanism's own Q10 factor at this temperature (1 where it declares none)
  B nudge;    ///< 0 in double; in float what `relax` needs so that slow gates do not stand still

  /// Reversal potential of ion `I` [mV].
  template <class I> requires declared_among<I, Is...>
  B e(I) const noexcept { return static_cast<ion_at<B, I> const&>(*this).reversal; }
  /// Intracellular concentration of ion `I` [mM].
  template <class I> requires declared_among<I, Is...>
  B in(I) const noexcept { return static_cast<ion_at<B, I> const&>(*this).inside; }
  /// Extracellular concentration of ion `I` [mM].
  template <class I> requires declared_among<I, Is...>
  B out(I) const noexcept { return static_cast<ion_at<B, I> const&>(*this).outside; }
};

/// A current density linearised in v: i = g v - ge. The solver adds `g` to the diagonal and `ge` to the
/// right-hand side; sums of linear currents are linear. A current that is not linear in v returns its
/// tangent: g = di/dv, ge = g v - i.
template <class B> struct linear {
  B g, ge;  ///< [S/cm2], [S/cm2 mV]
  friend linear operator+(linear a, linear b) noexcept { return {a.g + b.g, a.ge + b.ge}; }
};

/// i = g (v - e)
template <class B> linear<B> ohmic(B g, B e) noexcept { return {g, g * e}; }

/// i at v, with slope g = di/dv: the tangent of a current that is not linear in v.
template <class B> linear<B> tangent(B i, B g, B v) noexcept { return {g, g * v - i}; }

/// The same with the slope that NEURON takes, the difference quotient (i(v + h) - i(v)) / h with h = 0.001 mV, by its
/// Taylor series d1 + h/2 d2 + h^2/6 d3, where d1, d2, d3 are the derivatives of i by v. The tangent alone would leave
/// 1e-5 mV before the first spike, and the quotient itself cancels to nothing in float.
template <class B> linear<B> neuron_tangent(B i, B d1, B d2, B d3, B v) noexcept {
  constexpr double h = 0.001;
  return tangent(i, d1 + (h / 2) * d2 + (h * h / 6) * d3, v);
}

/// i = g m (v - e) with a gate m(v) that follows v at once along a logistic curve of slope k, dm/dv = k m (1 - m). It is
/// not linear in v, so it enters by `neuron_tangent`.
template <class B> linear<B> logistic_ohmic(B g, B m, double k, B v, B e) noexcept {
  B const drive = v - e, fall = (1.0 - 2.0 * m) * k, m1 = m * (1.0 - m) * k;  // m1, m2, m3: derivatives of m(v)
  B const m2 = m1 * fall, m3 = m2 * fall - 2.0 * m1 * m1 * k;
  return neuron_tangent(g * m * drive, g * (m + m1 * drive), g * (2.0 * m1 + m2 * drive), g * (3.0 * m2 + m3 * drive), v);
}

/// How a mechanism's rates scale with temperature: factor = base^((celsius - at) / 10). A channel that has
/// one says `static constexpr q10 temperature{2.3, 21};` and finds the factor in `site.q`, computed once a run.
struct q10 {
  double base, at;
};

}  // namespace pallium::membrane
