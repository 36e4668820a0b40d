// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <cstdint>
#include <vector>

namespace pallium {

/// What an electrode does to a compartment: it injects ge - g v [nA], g [uS], ge [nA]. A current has g = 0.
struct electrode_current {
  double g = 0, ge = 0;
};

template <class S>
concept timed_current = requires(S const& s, duration t) {
  { s.amplitude(t) } -> std::same_as<current>;
};
template <class S>
concept targeted_current = requires(S const& s, gid target, duration t) {
  { s.amplitude(target, t) } -> std::same_as<current>;
};
template <class S>
concept voltage_source = requires(S const& s, duration t) {
  { s.electrode(t) } -> std::same_as<electrode_current>;
};
template <class S>
concept evolving_current = requires(S const& s, typename S::state& st, gid target, step n, duration dt) {
  { s.start(target) } -> std::same_as<typename S::state>;
  { s.next(st, target, n, dt) } -> std::same_as<current>;
};

/// A current into a compartment, positive depolarises [nA]: one of
///
/// | member                                        | meaning                                                            |
/// |-----------------------------------------------|--------------------------------------------------------------------|
/// | `amplitude(t) -> current`                     | a pure function of time, the same for every target                 |
/// | `amplitude(target, t) -> current`             | a pure function of time, each target its own                       |
/// | `electrode(t) -> electrode_current`           | depends on v too, linearly: a clamp through a series resistance    |
/// | `state`, `start(target)`, `next(state&, target, n, dt) -> current` | made step by step: asked once for every n, ascending from 0 |
///
/// In the step from t to t + dt (number n = t / dt) the engine asks for t + dt / 2, as NEURON does. Optional, here and for
/// events: `check()`, asked when the source is given to a network, throws input_error for members that mean nothing.
template <class S>
concept current_source = timed_current<S> || targeted_current<S> || voltage_source<S> || evolving_current<S>;

/// An event from outside the network: when it arrives, 32 random bits that pick one of the receptor's sites, and how far from
/// the grid it is (`spike::phase`), which point neurons heed.
struct arrival {
  step at = 0;
  std::uint32_t pick = 0;
  std::int32_t phase = 0;
};

/// Events from outside the network, each target its own train: spike trains, Poisson background.
///
/// | member                                    | meaning                                                         |
/// |-------------------------------------------|-----------------------------------------------------------------|
/// | `state`                                   | what one target's train remembers between calls                 |
/// | `start(target) -> state`                  | before the first event                                          |
/// | `events(state&, target, until, dt, out)`  | appends the events not yet given that arrive before step `until`, in order |
///
/// A `state`, of these as of currents, that is trivially copyable is saved as its bytes (`simulation::save`), so it holds no address;
/// what any other remembers is found again by asking from t = 0.
///
/// Law (tested): events before a, then before b = events before b, whatever a is.
template <class S>
concept event_source = requires(S const& s, typename S::state& st, gid target, step until, duration dt,
                                std::vector<arrival>& out) {
  { s.start(target) } -> std::same_as<typename S::state>;
  { s.events(st, target, until, dt, out) } -> std::same_as<void>;
};

}  // namespace pallium
