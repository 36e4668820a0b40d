// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/concept.hpp>
#include <pallium/synapse/detail/params.hpp>

namespace pallium::synapse::detail {

/// 1, or 0 for an event of weight 0, which moves nothing: what an event does to the release, times this. (In NEURON such an event
/// depletes the synapse all the same.)
template <class B> B heard(B weight) noexcept { return select(abs(weight) > 0.0, B(1.0), B(0.0)); }

/// The part of its way that x' = (to - x) / tau goes in dt.
inline double approach(double tau, double dt) noexcept { return -pallium::expm1(-dt / tau); }

}  // namespace pallium::synapse::detail
