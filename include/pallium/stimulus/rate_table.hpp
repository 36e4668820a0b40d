// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pallium::stimulus {

/// A rate in bins of equal width: rates[k] during [delay + k every, delay + (k + 1) every), 0 before and after.
/// Errors: input_error for a rate that is negative or not finite, an interval that is not positive.
class rate_table {
 public:
  rate_table(std::vector<frequency> rates, duration every, duration delay = {}) : every_(every), delay_(delay) {
    if (!(every.value > 0) || !std::isfinite(every.value) || !std::isfinite(delay.value))
      throw input_error("stimulus::rate_table", "bins of " + std::to_string(every.value) + " ms", "a positive time");
    for (frequency const r : rates) {
      if (!(r.value >= 0) || !std::isfinite(r.value))
        throw input_error("stimulus::rate_table", std::to_string(1e3 * r.value) + " Hz", "finite rates >= 0");
      largest_ = std::max(largest_, r);
    }
    rates_ = std::make_shared<std::vector<frequency> const>(std::move(rates));
  }
  frequency operator()(duration t) const noexcept {
    double const k = std::floor((t - delay_) / every_);
    return k >= 0 && k < static_cast<double>(rates_->size()) ? (*rates_)[static_cast<std::size_t>(k)] : frequency{};
  }
  frequency largest() const noexcept { return largest_; }

 private:
  std::shared_ptr<std::vector<frequency> const> rates_;
  duration every_, delay_;
  frequency largest_{};
};

}  // namespace pallium::stimulus
