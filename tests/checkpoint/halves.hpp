// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "../law/scene.hpp"

namespace test {

/// What both parts of a run saw.
inline outcome joined(outcome first, outcome const& then) {
  first.spikes.insert(first.spikes.end(), then.spikes.begin(), then.spikes.end());
  first.trace.insert(first.trace.end(), then.trace.begin(), then.trace.end());
  first.events = then.events;  // counts go on
  return first;
}

}  // namespace test
