// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <span>
#include <string>

namespace pallium {

/// What is watched: a variable at a compartment of a cell.
struct probe {
  gid cell = 0;
  std::uint32_t segment = 0;   ///< number of the compartment (`cell::segment_at`)
  std::string variable = "v";  ///< "v" [mV] or the inside concentration of an ion: "cai" [mM]
};

/// Takes the spikes of an epoch, ordered by (at, source). A spike's time is `at * dt`.
template <class R>
concept spike_sink = requires(R& r, std::span<spike const> s, duration dt) { r.spikes(s, dt); };

/// Takes the values of all probes at every `every()`-th grid time, first at t = 0, in order of time.
template <class R>
concept trace_sink = requires(R& r, R const& cr, duration at, std::span<double const> values) {
  { cr.probes() } -> std::convertible_to<std::span<probe const>>;
  { cr.every() } -> std::convertible_to<duration>;
  r.sample(at, values);  // one value per probe, same order
};

/// Sees what happens and must not change it. Called between epochs, on the rank that owns the data.
template <class R>
concept recorder = spike_sink<R> || trace_sink<R>;

}  // namespace pallium
