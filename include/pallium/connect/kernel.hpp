// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/units.hpp>
#include <pallium/simd/math.hpp>

#include <cmath>
#include <string>

namespace pallium::connect {

/// The probability of a synapse by the lateral distance r of two cells, 0 beyond a radius.
///
/// | made by                       | p(r)                       | radius unless `within` says another |
/// |-------------------------------|----------------------------|-------------------------------------|
/// | `gaussian(pmax, sigma)`       | pmax exp(-r^2 / 2 sigma^2) | 4 sigma, which leaves out 0.03 %    |
/// | `exponential(pmax, lambda)`   | pmax exp(-r / lambda)      | 10 lambda, which leaves out 0.05 %  |
struct kernel {
  enum class form : std::uint8_t { gaussian, exponential };
  form is = form::gaussian;
  double pmax = 0;
  length scale{1}, radius{4};
  /// The same, cut off at another radius.
  constexpr kernel within(length r) const noexcept {
    kernel k = *this;
    k.radius = r;
    return k;
  }
  /// p where r^2 is `squared` [um2], whatever the radius.
  template <class L> [[gnu::always_inline]] L operator()(L const& squared) const noexcept {
    if (is == form::gaussian) return L(pmax) * exp(L(-0.5 / (scale.value * scale.value)) * squared);
    return L(pmax) * exp(L(-1.0 / scale.value) * sqrt(squared));
  }
};
constexpr kernel gaussian(double pmax, length sigma) noexcept { return {kernel::form::gaussian, pmax, sigma, 4 * sigma}; }
constexpr kernel exponential(double pmax, length lambda) noexcept { return {kernel::form::exponential, pmax, lambda, 10 * lambda}; }

/// Errors: input_error naming the projection for a probability outside of [0, most], lengths that are not positive and finite.
inline kernel checked(kernel const& k, std::string const& projection, double most = 1) {
  if (!(k.pmax >= 0 && k.pmax <= most))
    throw input_error(projection, "p = " + std::to_string(k.pmax), "0 <= p <= " + std::to_string(static_cast<int>(most)));
  for (double x : {k.scale.value, k.radius.value})
    if (!(x > 0) || !std::isfinite(x)) throw input_error(projection, "a kernel of scale or radius " + std::to_string(x) + " um", "a positive length");
  return k;
}

}  // namespace pallium::connect
