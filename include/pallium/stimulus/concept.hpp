// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <cstdint>
#include <vector>

namespace pallium {

/// A current into a compartment, a pure function of time: `amplitude(t)` [nA], positive depolarises. In the step from
/// t to t + dt the engine asks for t + dt / 2, as NEURON does.
template <class S>
concept current_source = requires(S const& s, duration t) {
  { s.amplitude(t) } -> std::same_as<current>;
};

/// An event from outside the network: when it arrives, and 32 random bits that pick one of the receptor's sites.
struct arrival {
  step at = 0;
  std::uint32_t pick = 0;
};

/// Events from outside the network, each target its own train: spike trains, Poisson background.
///
/// | member                                    | meaning                                                         |
/// |-------------------------------------------|-----------------------------------------------------------------|
/// | `state`                                   | what one target's train remembers between calls                 |
/// | `start(target) -> state`                  | before the first event                                          |
/// | `events(state&, target, until, dt, out)`  | appends the events not yet given that arrive before step `until`, in order |
///
/// Law (tested): events before a, then before b = events before b, whatever a is.
template <class S>
concept event_source = requires(S const& s, typename S::state& st, gid target, step until, duration dt,
                                std::vector<arrival>& out) {
  { s.start(target) } -> std::same_as<typename S::state>;
  { s.events(st, target, until, dt, out) } -> std::same_as<void>;
};

}  // namespace pallium
