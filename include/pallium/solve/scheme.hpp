// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <concepts>

namespace pallium {

/// How v is carried from t to t + dt. Both solve (C / h + G) x = C / h v(t) + I with currents and conductances at v(t).
///
/// | scheme           | h      | v(t + dt)    | concentrations see the current at | NEURON          |
/// |------------------|--------|--------------|-----------------------------------|-----------------|
/// | `backward_euler` | dt     | x            | t                                 | secondorder = 0 |
/// | `crank_nicolson` | dt / 2 | 2 x - v(t)   | t + dt / 2 (extrapolated with G)  | secondorder = 2 |
/// | `neulite`        | dt / 2 | 2 x - v(t)   | t, in two halves: below           | Neulite 1.0.3   |
///
/// Then every mechanism advances its states by dt at v(t + dt); an implicit one under Crank-Nicolson by dt / 2 and
/// 2 s(half) - s(t). Under `neulite` instead: concentrations by dt / 2 with the currents at t; every channel by dt at x, that is
/// v(t + dt / 2), implicit or not; concentrations by another dt / 2 with the currents that v(t), the new states and the new
/// concentrations give.
template <class S>
concept time_scheme = requires {
  { S::halves } -> std::convertible_to<bool>;
  { S::midway } -> std::convertible_to<bool>;
};

namespace scheme {
struct backward_euler { static constexpr bool halves = false, midway = false; };
struct crank_nicolson { static constexpr bool halves = true, midway = false; };
struct neulite { static constexpr bool halves = true, midway = true; };
}  // namespace scheme

}  // namespace pallium
