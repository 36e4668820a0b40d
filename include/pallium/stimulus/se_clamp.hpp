// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

#include <array>
#include <cstddef>

namespace pallium::stimulus {

/// A voltage clamp with one electrode, NEURON's SEClamp: i = (amp_k - v) / rs during level k; nothing after the third.
///
/// The levels follow each other from t = 0, level k for width_k. The current depends on v and is solved with it in the step.
/// Errors at `inject`: input_error for a resistance that is not positive, a width below 0, what is not finite.
struct se_clamp {
  std::array<voltage, 3> amp{};     ///< [mV]
  std::array<duration, 3> width{};  ///< [ms], NEURON's dur1 to dur3
  double rs = 1;                    ///< series resistance [MOhm]
  electrode_current electrode(duration t) const noexcept {
    duration end{};
    for (std::size_t k = 0; k < 3; ++k)
      if (t < (end = end + width[k])) return {1.0 / rs, amp[k].value / rs};
    return {};
  }
  void check() const {
    for (std::size_t k = 0; k < 3; ++k) {
      detail::need_finite("se_clamp", "amp", amp[k].value);
      detail::need(width[k].value >= 0, "se_clamp", "width", width[k].value, "a time >= 0");
    }
    detail::need(rs > 0 && std::isfinite(1 / rs), "se_clamp", "rs", rs, "a positive resistance in MOhm");
  }
};
static_assert(current_source<se_clamp>);

}  // namespace pallium::stimulus
