// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <cmath>
#include <cstddef>
#include <string>

namespace pallium::io::sonata {

/// When a report samples. Row j is the value at start + j every + dt, as in BMTK: it looks after the step that begins at the time that the
/// row is said to be of, and never at the initial values.
struct sampling {
  duration dt;             ///< of the simulation
  duration every;          ///< whole steps of it
  duration start{0}, stop{0};

  /// Errors: input_error for times that mean nothing.
  void check(std::string const& where) const {
    auto const say = [](double v) { return std::to_string(v) + " ms"; };
    if (!(dt.value > 0) || !std::isfinite(dt.value)) throw input_error(where, "a step of " + say(dt.value), "one > 0");
    double const n = every.value / dt.value;
    if (!(n > 0.5) || !(std::abs(n - std::round(n)) < 1e-6 * n)) throw input_error(where, "dt " + say(every.value), "whole steps of " + say(dt.value));
    if (!(start.value >= 0) || !(stop.value >= start.value) || !std::isfinite(stop.value))
      throw input_error(where, "from " + say(start.value) + " to " + say(stop.value), "start_time >= 0 and end_time after it");
  }
  step stride() const noexcept { return to_steps(every, dt); }
  step first() const noexcept { return to_steps(start, dt) + 1; }  ///< the step of row 0
  std::size_t rows() const noexcept { return static_cast<std::size_t>(std::floor((stop.value - start.value) / every.value + 1e-6)); }

  /// Which row a sample at a time is; `rows()` or more if none.
  std::size_t row(duration at) const noexcept {
    step const n = to_steps(at, dt) - first();
    return n < 0 || n % stride() != 0 ? std::size_t(-1) : static_cast<std::size_t>(n / stride());
  }
};

}  // namespace pallium::io::sonata
