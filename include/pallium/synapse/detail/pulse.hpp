// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>
#include <pallium/synapse/detail/params.hpp>

namespace pallium::synapse::detail {

/// A pulse of transmitter that begins with a step: it fills all of its steps but the last, and `rest` ms of that. A synapse
/// counts the steps down in `left`; a model needs its step with transmitter, its step without, and that of the last one.
struct pulse {
  double steps, rest;

  /// Errors: input_error for a duration that is negative, or of more steps than a float counts.
  pulse(std::string_view mechanism, double duration, double dt) {
    require(mechanism, {{"Cdur", duration}}, "0 ms to 2^24 steps", [&](double x) { return x >= 0 && x <= 0x1p24 * dt; });
    double const whole = static_cast<double>(static_cast<long long>(duration / dt + 1e-9));
    double const over = duration - whole * dt;
    bool const even = over < 1e-9 * dt;
    steps = even ? whole : whole + 1;
    rest = even ? dt : over;
  }
};

/// What a step of a pulse wants: `full` while transmitter is there, `last` in its last step, `none` after it.
template <class B> B by_phase(B left, B full, B last, B none) noexcept {
  return select(left > 1.5, full, select(left > 0.5, last, none));
}

/// `then` where the weight of an event is not 0, else `now`: such an event opens nothing.
template <class B> B unless_silent(B weight, B then, B now) noexcept { return select(abs(weight) > 0.0, then, now); }

}  // namespace pallium::synapse::detail
