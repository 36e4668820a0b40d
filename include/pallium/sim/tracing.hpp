// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/record/concept.hpp>

#include <functional>
#include <span>
#include <vector>

namespace pallium::sim {

/// Which steps a trace is sampled at: first, first + every, ...
struct sample_steps {
  step every = 1, first = 0;
  constexpr bool at(step n) const noexcept { return n >= first && (n - first) % every == 0; }
  constexpr step up_to(step n) const noexcept { return n < first ? 0 : (n - first) / every + 1; }  ///< how many are not after n
  constexpr step after(step n) const noexcept { return first + up_to(n) * every; }                 ///< the next after n
};

/// A trace recorder whose type is forgotten, and the values of its probes over the epoch just computed.
struct trace_feed {
  std::vector<probe> probes;
  duration every{}, first{};
  sample_steps when{};          ///< the same in steps
  std::vector<double> values;   ///< [sample][probe]
  std::function<void(duration, std::span<double const>)> sample;

  /// Hands the samples of the steps (from, to] to the recorder.
  void flush(step from, step to, duration dt) {
    std::size_t row = 0;
    for (step n = when.after(from); n <= to; n += when.every, ++row)
      sample(static_cast<double>(n) * dt, std::span(values).subspan(row * probes.size(), probes.size()));
  }
};

}  // namespace pallium::sim
