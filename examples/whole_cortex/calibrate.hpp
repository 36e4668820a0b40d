// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "calibration.hpp"
#include "kernels.hpp"
#include "options.hpp"

#include <functional>
#include <string>

namespace whole_cortex {

/// Finds a calibration for some cells, in three steps, each a simulation whose random numbers are keyed by `--seed`:
///
/// 1. **What one synapse does.** Every model is held near -70 mV by a current into its soma, for excitatory synapses, near -60 mV for
///    inhibitory ones (the potentials are scaled to the driving force at -55 mV, where those of the tables were recorded); one synapse of
///    0.1 nS at some of its sites is stimulated, and the peak at the soma compared with the same cell without.
/// 2. **Background in an open loop.** Cells of every class receive, as Poisson trains with the mean and variance of their lognormal
///    synapses, what their inputs would send at the target rates (those from afar an equal part from each of the five classes that project), and a background of rising strength, with events of 1, 2 and 4 mV. Of each, the strength
///    that makes the class fire at its target is interpolated; the smallest events are taken that leave intervals with a coefficient
///    of variation of 0.9 there, else the largest. (In twelve seconds of all copies together fewer than eight intervals count as irregular: so it is with layer 2/3 E.)
/// 3. **In the network.** A miniature of `o.neurons` runs for 2.5 s, eleven times; after each but the last the background of every class is
///    multiplied by (target rate / rate)^(1/4), rates without the first half second.
///
/// `tell` gets a line at a time. The last line says how far classes are from their targets.
template <class Real> calibration calibrate(kernels<Real> const& k, options const& o, cell_set const& cells, std::function<void(std::string const&)> const& tell);

}  // namespace whole_cortex
