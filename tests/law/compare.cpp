// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

#include <cstdio>

std::string test::compare(outcome const& got, outcome const& expected) {
  auto const told = [](spike const* s) {
    return s == nullptr ? std::string("none") : "cell " + std::to_string(s->source) + " at step " + std::to_string(s->at);
  };
  for (std::size_t i = 0; i < std::max(got.spikes.size(), expected.spikes.size()); ++i) {
    spike const* const a = i < got.spikes.size() ? &got.spikes[i] : nullptr;
    spike const* const b = i < expected.spikes.size() ? &expected.spikes[i] : nullptr;
    if (a == nullptr || b == nullptr || !(*a == *b)) return "spike " + std::to_string(i) + ": " + told(a) + ", expected " + told(b);
  }
  if (got.trace.size() != expected.trace.size())
    return std::to_string(got.trace.size()) + " values of the trace, expected " + std::to_string(expected.trace.size());
  for (std::size_t i = 0; i < got.trace.size(); ++i)
    if (!(got.trace[i] == expected.trace[i])) {
      char text[120];
      std::snprintf(text, sizeof text, "value %zu of the trace: %.17g, expected %.17g", i, got.trace[i], expected.trace[i]);
      return text;
    }
  return "the same";
}
