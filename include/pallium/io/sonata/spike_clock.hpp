// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <cmath>

namespace pallium::io::sonata {

/// Which number stands for the time of a step.
enum class clock_reading {
  neuron,  ///< what NEURON and BMTK write: dt/2 added up, twice a step, and 1e-10 ms
  grid     ///< n dt, correctly rounded where 1/dt is a whole number: 130.3
};

/// Times of steps [ms], cheap if they are asked for in order.
class spike_clock {
 public:
  explicit spike_clock(duration dt, clock_reading how) : dt_(dt.value), how_(how) {
    double const rate = std::round(1 / dt_);
    if (std::abs(rate * dt_ - 1) < 1e-12) rate_ = rate;
  }
  double operator()(step n) {
    if (how_ == clock_reading::grid) return rate_ > 0 ? static_cast<double>(n) / rate_ : static_cast<double>(n) * dt_;
    if (n < at_) at_ = 0, t_ = 0;
    for (double const half = 0.5 * dt_; at_ < n; ++at_) {
      t_ += half;
      t_ += half;
    }
    return t_ + 1e-10;
  }

 private:
  double dt_, rate_ = 0, t_ = 0;
  clock_reading how_;
  step at_ = 0;
};

}  // namespace pallium::io::sonata
