// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <optional>
#include <span>
#include <string>

namespace pallium {

/// What is watched: a variable at a compartment of a cell, named as in NEURON.
///
/// | variable                               | meaning                                                                        |
/// |----------------------------------------|--------------------------------------------------------------------------------|
/// | `v`                                    | membrane potential [mV]                                                        |
/// | `cai` `cao` `eca` `ica`                | of an ion: concentrations [mM], reversal [mV], the sum of its currents [mA/cm2]|
/// | `m_Kv3_1`, `cai_CaDynamics`            | a state of a channel or pool, by the name of its field                         |
/// | `i_Kv3_1` (or `ik_Kv3_1`), `g_Kv3_1`   | current density [mA/cm2], its slope by v [S/cm2]                               |
/// | `g_Exp2Syn`, `i_Exp2Syn`               | synaptic conductance [uS] and current [nA], all synapses of that model here    |
/// | `n_stp1syn`                            | a state of the only synapse of that model here                                 |
/// | `i_clamp` `i_gap`                      | what electrodes, gap junctions let in [nA]                                     |
/// | `i_membrane`                           | what leaves through the membrane, capacitance included, gap junctions not [nA] |
///
/// Currents are those of v and the states at the time of the sample (NEURON's are a step older: those that made v). `via`
/// asks for the synapses of one receptor alone (with those that share its state: equal params here, an additive model). Case does
/// not matter.
struct probe {
  gid cell = 0;
  std::uint32_t segment = 0;   ///< number of the compartment (`cell::segment_at`)
  std::string variable = "v";
  std::optional<receptor> via{};
};

/// Takes the spikes of an epoch, ordered by (at, source). A spike's time is `at * dt`.
template <class R>
concept spike_sink = requires(R& r, std::span<spike const> s, duration dt) { r.spikes(s, dt); };

/// Takes the values of all probes at every `every()`-th grid time, first at t = 0, in order of time. With a `duration first() const`
/// it is first then: at first(), first() + every(), ...
template <class R>
concept trace_sink = requires(R& r, R const& cr, duration at, std::span<double const> values) {
  { cr.probes() } -> std::convertible_to<std::span<probe const>>;
  { cr.every() } -> std::convertible_to<duration>;
  r.sample(at, values);  // one value per probe, same order
};

/// A trace that does not begin at t = 0.
template <class R>
concept late_trace_sink = trace_sink<R> && requires(R const& r) {
  { r.first() } -> std::same_as<duration>;
};

/// Sees what happens and must not change it. Called between epochs, on the rank that owns the data.
template <class R>
concept recorder = spike_sink<R> || trace_sink<R>;

}  // namespace pallium
