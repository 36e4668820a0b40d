// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/rng.hpp>
#include <pallium/simd/math.hpp>
#include <pallium/simd/trigonometry.hpp>

#include <array>

namespace pallium {

/// Two independent standard normal numbers from 128 random bits: sqrt(-2 ln u) cos(2 pi w) and the same with sin
/// (Box and Muller 1958, doi:10.1214/aoms/1177706645). Rounding moves them by less than 1e-15 of the root, which is at most
/// 8.6; the same bits on every machine.
inline std::array<double, 2> gaussians(rng::words const& w) noexcept {
  double const r = sqrt(-2.0 * log(rng::uniform(w[0], w[1]))), angle = 0x1.921fb54442d18p+2 * rng::uniform(w[2], w[3]);
  return {r * cos(angle), r * sin(angle)};
}
/// The first of them.
inline double gaussian(rng::words const& w) noexcept { return gaussians(w)[0]; }

}  // namespace pallium
