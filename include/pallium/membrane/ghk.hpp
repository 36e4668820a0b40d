// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/environment.hpp>
#include <pallium/membrane/site.hpp>
#include <pallium/simd/math.hpp>

namespace pallium::membrane {

/// A current at v and its first three derivatives by v [mA/cm2, / mV, / mV2, / mV3].
template <class B> struct expansion { B i, d1, d2, d3; };

/// The linear current with NEURON's slope: see the other `neuron_tangent`.
template <class B> linear<B> neuron_tangent(expansion<B> const& c, B v) noexcept {
  return neuron_tangent(c.i, c.d1, c.d2, c.d3, v);
}

namespace detail {
/// w / (exp(w) - 1) and its derivatives for w >= 0: below 1/4 as power series (Bernoulli numbers; the next term is below
/// rounding, in the second and third derivatives below 2e-9 and 3e-7), above in closed form without cancellation.
template <class B> expansion<B> bernoulli(B w) noexcept {
  auto const near = w < 0.25;
  B const w2 = w * w;
  B const s0 = 1.0 + w * (-0.5 + w * (1.0 / 12 + w2 * (-1.0 / 720 + w2 * (1.0 / 30240 + w2 * (-1.0 / 1209600 + w2 * (1.0 / 47900160))))));
  B const s1 = -0.5 + w * (1.0 / 6 + w2 * (-1.0 / 180 + w2 * (1.0 / 5040 + w2 * (-1.0 / 151200 + w2 * (1.0 / 4790016)))));
  B const s2 = 1.0 / 6 + w2 * (-1.0 / 60 + w2 * (1.0 / 1008 + w2 * (-1.0 / 21600)));
  B const s3 = w * (-1.0 / 30 + w2 * (1.0 / 252 + w2 * (-1.0 / 3600)));
  B const far = max(w, B(0.25)), r = 1.0 / expm1(far);
  B const b = far * r, b1 = r * (1.0 - b - far), even = b + 0.5 * far;  // even = (w / 2) coth(w / 2)
  B const b2 = 2.0 * r * (1.0 + r) * (even - 1.0);                      // 4 r (1 + r) = 1 / sinh(w / 2)^2
  B const b3 = 2.0 * r * (1.0 + r) * (b1 + 0.5 - (1.0 + 2.0 * r) * (even - 1.0));
  return {select(near, s0, b), select(near, s1, b1), select(near, s2, b2), select(near, s3, b3)};
}
}  // namespace detail

/// The Goldman-Hodgkin-Katz current of an ion,
///
///     i = p z^2 (v F^2 / RT) (in - out exp(-u)) / (1 - exp(-u)),   u = z v F / RT,
///
/// and its derivatives by v: permeability p [cm/s], concentrations [mM], v [mV], temperature [degC]; i [mA/cm2], outward.
/// Both unidirectional fluxes have small relative errors at any v, v = 0 included, in float too; i is their difference.
/// A site does not know the constants of its simulation: a channel has the modern ones.
/// Goldman 1943 (doi:10.1085/jgp.27.1.37), Hodgkin & Katz 1949 (doi:10.1113/jphysiol.1949.sp004310).
template <class B>
expansion<B> ghk(B p, B in, B out, B v, int valence, B celsius, physical_constants const& constants = modern_constants) noexcept {
  B const per_mv = (1e-3 * valence * constants.faraday / constants.gas) / (celsius + 273.15), u = v * per_mv;  // [1/mV]
  // i = k (in B(-u) - out B(u)), B(u) = u / (exp(u) - 1) and B(-u) = B(u) + u: with |u|, what leaves against what enters
  auto const up = u > 0.0;
  B const w = abs(u), from = select(up, in, out), to = select(up, out, in);
  auto const b = detail::bernoulli(w);
  B const k = (1e-3 * valence * constants.faraday) * p, k1 = k * per_mv, k2 = k1 * per_mv, k3 = k2 * per_mv;
  B const sign = select(up, B(1.0), B(-1.0)), step = from - to;
  return {sign * k * (from * (b.i + w) - to * b.i), k1 * (from + step * b.d1), sign * k2 * (step * b.d2), k3 * (step * b.d3)};
}

}  // namespace pallium::membrane
