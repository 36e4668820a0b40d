// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/runtime/allen_cell.hpp>

#include <string_view>

namespace whole_cortex {

using neuron = pallium::runtime::allen_cell;

/// Densities of a perisomatic model [S/cm2]: channels at the soma, leak everywhere; ena 53, ek -107 mV, 34 degC.
///
/// A grown cell is not the one that the densities were fitted on, so what the soma's channels have to drive differs. The rule:
/// the somatic conductances together, for the membrane of the whole cell, stay as fitted:
///
///     g = g_fitted * (area / area_fitted) * (soma_fitted / soma)
///
/// and gamma of the calcium pool is divided by the same factor, so that the current of a spike raises calcium as much as there.
/// Leaks, capacitances and Ra are as fitted.
///
/// Source: Allen Cell Types Database (celltypes.brain-map.org), biophysical model of the number named.
struct channel_set {
  std::string_view name;              ///< "473863035 (Nr5a1)"
  double soma_um2, area_um2;          ///< of the cell that was fitted: its soma; all of it, stub axon included
  double ra, cm_soma, cm_dendrite, e_pas, g_soma, g_axon, g_dendrite, g_apical;
  double na, nap, kp, kt, kv31, im, ih, sk, ca_hva, ca_lva, gamma, decay;
  double kd = 0, kv2 = 0;
  bool fast_spiking = false;          ///< NaV, Kd, Kv2like and Im_v2; else NaTs, Nap, K_P and Im
};

extern channel_set const rorb, nr5a1, pvalb;

/// Channels of a perisomatic model on a cell that has its shape.
void paint_perisomatic(neuron& c, channel_set const& p);

/// The all-active model 491766131 (Rbp4, a pyramidal cell of layer 5): channels and leaks on every kind of section, all
/// densities as fitted, reversal potentials as above.
void paint_all_active(neuron& c);
inline constexpr std::string_view all_active_name = "491766131 (Rbp4)";
inline constexpr double all_active_axon_um = 0.376975417;  ///< diameter of its stub axon: the mean of the reconstructed one

}  // namespace whole_cortex
