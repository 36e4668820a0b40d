// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/record/concept.hpp>

#include <functional>
#include <span>
#include <vector>

namespace pallium::sim {

/// A trace recorder whose type is forgotten, and the values of its probes over the epoch just computed.
struct trace_feed {
  std::vector<probe> probes;
  duration every{};
  step stride = 1;              ///< `every` in steps
  std::vector<double> values;   ///< [sample][probe]
  std::function<void(duration, std::span<double const>)> sample;

  /// Hands the samples of the steps (from, to] to the recorder.
  void flush(step from, step to, duration dt) {
    std::size_t row = 0;
    for (step n = (from / stride + 1) * stride; n <= to; n += stride, ++row)
      sample(static_cast<double>(n) * dt, std::span(values).subspan(row * probes.size(), probes.size()));
  }
};

}  // namespace pallium::sim
