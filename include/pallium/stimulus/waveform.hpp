// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/stimulus/concept.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pallium::stimulus {

/// What a waveform does between its samples: keeps the last one (as NEURON's `Vector.play`, and BMTK), or goes straight
/// to the next (`Vector.play` with `continuous`).
enum class between { hold, linear };

/// A current played from samples, the same for every target.
///
/// |                     | hold                    | linear                                                                |
/// |---------------------|-------------------------|-----------------------------------------------------------------------|
/// | before the first    | 0                       | the first                                                             |
/// | between             | the last one with t_k <= t | on the line between the neighbours; two at one time are a jump      |
/// | after the last      | the last                | the last                                                              |
///
/// As NEURON, but that NEURON goes on along the last slope after the last of `linear` (end with two equal samples there).
/// Errors: input_error for no sample, times that descend, as many times as samples missed, what is not finite.
class waveform {
 public:
  /// Sample k at delay + k every: a recorded stimulus at its own sampling interval.
  waveform(std::vector<current> samples, duration every, between how = between::hold, duration delay = {})
      : every_(every), delay_(delay), how_(how) {
    if (!(every.value > 0) || !std::isfinite(every.value) || !std::isfinite(delay.value))
      throw input_error("stimulus::waveform", "a sample every " + std::to_string(every.value) + " ms from " +
                        std::to_string(delay.value) + " ms", "a positive interval and a finite time");
    take(std::move(samples), {});
  }
  /// Sample k at times[k].
  waveform(std::vector<duration> times, std::vector<current> samples, between how) : how_(how) {
    if (times.size() != samples.size())
      throw input_error("stimulus::waveform", std::to_string(times.size()) + " times for " + std::to_string(samples.size()) + " samples",
                        "one time for each sample");
    for (std::size_t k = 0; k < times.size(); ++k)
      if (!std::isfinite(times[k].value) || (k > 0 && times[k] < times[k - 1]))
        throw input_error("stimulus::waveform", "time " + std::to_string(times[k].value) + " ms, number " + std::to_string(k),
                          "finite times that do not descend");
    take(std::move(samples), std::move(times));
  }

  current amplitude(duration t) const noexcept {
    auto const& y = data_->samples;
    std::size_t const n = y.size(), after = begun(t);  // sample after - 1 is the last with t_k <= t
    if (after == 0) return how_ == between::hold ? current{} : y[0];
    if (how_ == between::hold || after == n) return y[after - 1];
    duration const t0 = time(after - 1), t1 = time(after);
    return y[after - 1] + ((t - t0) / (t1 - t0)) * (y[after] - y[after - 1]);
  }

 private:
  struct data {
    std::vector<current> samples;
    std::vector<duration> times;  ///< empty: at equal intervals
  };
  void take(std::vector<current> samples, std::vector<duration> times) {
    if (samples.empty()) throw input_error("stimulus::waveform", "no sample", "at least one");
    for (current const y : samples)
      if (!std::isfinite(y.value)) throw input_error("stimulus::waveform", std::to_string(y.value) + " nA", "finite samples");
    data_ = std::make_shared<data const>(data{std::move(samples), std::move(times)});
  }
  duration time(std::size_t k) const noexcept {
    return data_->times.empty() ? delay_ + static_cast<double>(k) * every_ : data_->times[k];
  }
  /// How many samples have t_k <= t.
  std::size_t begun(duration t) const noexcept {
    auto const& at = data_->times;
    std::size_t const n = data_->samples.size();
    if (!at.empty()) return std::size_t(std::upper_bound(at.begin(), at.end(), t) - at.begin());
    double const k = std::floor((t - delay_) / every_);
    if (!(k >= -1)) return 0;
    auto i = k < static_cast<double>(n) ? static_cast<std::size_t>(k + 1) : n;
    while (i > 0 && time(i - 1) > t) --i;  // rounding may have missed by one
    while (i < n && time(i) <= t) ++i;
    return i;
  }
  std::shared_ptr<data const> data_;
  duration every_{}, delay_{};
  between how_;
};
static_assert(current_source<waveform>);

}  // namespace pallium::stimulus
