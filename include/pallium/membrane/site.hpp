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

/// How a mechanism's rates scale with temperature: factor = base^((celsius - at) / 10). A channel that has
/// one says `static constexpr q10 temperature{2.3, 21};` and finds the factor in `site.q`, computed once a run.
struct q10 {
  double base, at;
};

}  // namespace pallium::membrane
