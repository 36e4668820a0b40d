// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>

namespace pallium::stimulus {

/// A step of current, NEURON's IClamp: `amp` while delay <= t < delay + width.
struct current_clamp {
  current amp{};      ///< [nA]
  duration delay{};   ///< [ms]
  duration width{};   ///< [ms]
  current amplitude(duration t) const noexcept {
    return t >= delay && t < delay + width ? amp : current{};
  }
};
static_assert(current_source<current_clamp>);

}  // namespace pallium::stimulus
