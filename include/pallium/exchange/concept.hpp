// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <concepts>
#include <span>

namespace pallium {

/// Moves spikes between ranks. `post` starts, `collect` finishes; work may be done in between.
/// Law (tested): `collect` yields every rank's spikes, ordered by (at, source).
template <class X>
concept spike_exchange = requires(X& x, X const& cx, std::span<spike const> local, double value) {
  { cx.rank() } -> std::same_as<int>;
  { cx.size() } -> std::same_as<int>;
  { x.min(value) } -> std::same_as<double>;
  { x.post(local) } -> std::same_as<void>;
  { x.collect() } -> std::same_as<std::span<spike const>>;
};

/// When spikes travel. `in_flight` epochs may be under way while the next is computed;
/// an epoch lasts min_delay / (1 + in_flight).
template <class S>
concept epoch_schedule = requires {
  { S::in_flight } -> std::convertible_to<int>;
};

namespace schedule {
struct lockstep { static constexpr int in_flight = 0; };
}  // namespace schedule

}  // namespace pallium
