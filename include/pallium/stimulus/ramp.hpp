// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>
#include <pallium/stimulus/detail/check.hpp>

namespace pallium::stimulus {

/// A current that grows linearly: from + (to - from) (t - delay) / width while delay <= t < delay + width, else 0.
/// It is NEURON's IClamp with a ramp played into `amp`. Errors at `inject`: input_error for what is not finite.
struct ramp {
  current from{}, to{};  ///< [nA]
  duration delay{};      ///< [ms]
  duration width{};      ///< [ms]
  current amplitude(duration t) const noexcept {
    return detail::in_window(t, delay, width) ? from + ((t - delay) / width) * (to - from) : current{};
  }
  void check() const {
    detail::need_finite("ramp", "from", from.value);
    detail::need_finite("ramp", "to", to.value);
    detail::need_window("ramp", delay, width);
    detail::need_finite("ramp", "width", width.value);
  }
};
static_assert(current_source<ramp>);

}  // namespace pallium::stimulus
