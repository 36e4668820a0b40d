// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/detail/v1_kinetics.hpp>
#include <pallium/atlas/detail/v1_pmax.hpp>
#include <pallium/atlas/detail/v1_psp.hpp>
#include <pallium/atlas/synaptic_type.hpp>

/// Connections within the primary visual cortex: tables of the V1 model of the Allen Institute
/// (AllenInstitute/biorealistic-v1-model, which continues Billeh et al. 2020, doi:10.1016/j.neuron.2020.01.040).
///
/// | function            | what                                       | measured in                               |
/// |---------------------|--------------------------------------------|-------------------------------------------|
/// | `pmax`              | probability of a connection at distance 0  | V1DD, a volume of electron microscopy     |
/// | `lateral_sigma_um`  | how it falls with distance [um]            | Campagnola, Seeman et al. 2022            |
/// | `psp_mV`            | size of postsynaptic potentials [mV]       | the same                                  |
/// | `psp_spread`        | how it is spread over connections          | the same                                  |
/// | `latency_ms`        | from the spike to the current [ms]         | the same                                  |
/// | `synaptic_tau`      | time course of the current                 | the same                                  |
///
/// Campagnola, Seeman et al. 2022: doi:10.1126/science.abj5861. All but `pmax` go by `synaptic_type`.
namespace pallium::atlas {

/// Probability that a neuron of `from` connects to one of `to` if they lie at the same lateral place; the layers of
/// both are in it. Never 0: a pair of classes without a connection in the data has 2.44e-5.
constexpr double pmax(cell_class from, cell_class to) noexcept { return detail::v1_pmax[index(from)][index(to)]; }

/// Width of the lateral fall of the probability [um]:
///
///     p(r) = pmax exp(-r^2 / (2 sigma^2)),   r: distance along the surface, depth left out
///
/// so a neuron has 2 pi sigma^2 pmax density partners of a class. That sigma is a standard deviation is how the V1
/// model uses this table (the covariance of a normal distribution); Billeh et al. 2020 wrote exp(-r^2 / sigma^2), with
/// a table of their own. The model has three more factors, left out here: preferred orientation, an ellipse shifted
/// along it, and the size of the target.
constexpr double lateral_sigma_um(cell_class from, cell_class to) noexcept {
  if (is_excitatory(from)) return is_excitatory(to) ? 127.0 : 99.84;
  return is_excitatory(to) ? 96.6 : 126.77;
}

/// Which response of a connection is meant.
enum class psp_measure : std::uint8_t {
  strong,   ///< the 90th percentile of its responses to all spikes of all trains
  resting,  ///< the mean response to a spike after a long rest, failures among them
};

/// Amplitude of the potential that one spike makes in the soma, mean over connections, without its sign [mV].
///
/// Default `strong`: it is what the V1 model takes for synapses without short-term plasticity. At rest the
/// facilitating synapses onto SST hardly transmit (from layer 4 E 0.03 mV), so a static synapse of that size would
/// stand for none. `strong` is too large for synapses that depress: let a common factor be calibrated.
///
/// Connections with too few recordings have what the model's look-up table puts in their place (the same source onto
/// all pyramidal cells or interneurons, or all pyramidal cells onto that target); no gap is left. The tables
/// do not say at which membrane potential inhibition was measured: who makes conductances of it must assume one.
constexpr double psp_mV(cell_class from, cell_class to, psp_measure which = psp_measure::strong) noexcept {
  auto const& table = which == psp_measure::strong ? detail::psp_strong_mean : detail::psp_resting_mean;
  return table[index(synaptic_type_of(from))][index(synaptic_type_of(to))];
}

/// Lognormal spread of `strong` over the connections of a pair of classes: scale [mV] (the median) and shape; mean
/// scale exp(shape^2 / 2). The mean of the fit is within 8% of `psp_mV`.
struct lognormal_spread {
  double scale = 0, shape = 0;
};
constexpr lognormal_spread psp_spread(cell_class from, cell_class to) noexcept {
  auto const i = index(synaptic_type_of(from)), j = index(synaptic_type_of(to));
  return {detail::psp_strong_scale[i][j], detail::psp_strong_shape[i][j]};
}

/// From the presynaptic spike to the onset of the postsynaptic current, within an area [ms].
constexpr double latency_ms(cell_class from, cell_class to) noexcept {
  return detail::latency_ms[index(synaptic_type_of(from))][index(synaptic_type_of(to))];
}

/// Time course of the postsynaptic current after its onset, two alpha functions:
///
///     I(t) = a(t / tau_fast) + amp_slow a(t / tau_slow),   a(x) = x exp(1 - x)
///
/// Both constants are in ms, each alpha function has its peak (1, amp_slow) at its constant.
struct double_alpha {
  double tau_fast_ms = 0, tau_slow_ms = 0, amp_slow = 0;
  /// Integral of I over time, the charge for a peak of 1 of the fast part [ms]: e (tau_fast + amp_slow tau_slow).
  constexpr double area_ms() const noexcept {
    return 2.718281828459045235 * (tau_fast_ms + amp_slow * tau_slow_ms);
  }
};
constexpr double_alpha synaptic_tau(cell_class from, cell_class to) noexcept {
  auto const i = index(synaptic_type_of(from)), j = index(synaptic_type_of(to));
  return {1e3 * detail::tau_fast_s[i][j], 1e3 * detail::tau_slow_s[i][j], detail::slow_amplitude[i][j]};
}

}  // namespace pallium::atlas
