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
///    synapses, what their inputs would send at the target rates (those from afar an equal part from each of the five classes that
///    project), and a background of rising strength in events of 7 mV. Of each class the strength that makes it fire at its target is interpolated.
/// 3. **In the network.** A cortex of 9,000 neurons runs for 2.5 s, then one of `o.neurons`, if that is more, each until all classes are within
///    5 % of their targets, eleven times at most. In between the background of every class is multiplied by (target rate / rate)^p, rates
///    without the first half second; p begins at 1/4, is halved when a class has overshot, else multiplied by 1.4, up to 1/2. A
///    class of fewer than 20 neurons is left out; in the smaller cortex it has the background of the larger one.
///
/// Events of 7 mV are volleys, no single synapses. They make rates rise less steeply with the input than smaller ones would: with events of 1 mV
/// layer 2/3 fired ten times as much in the network for a third more of background, and a large cortex burst.
///
/// `tell` gets a line at a time. The last line says how far classes are from their targets. Errors: std::runtime_error if the rate of a class is more
/// than twice its target at the end: such a cortex has run away.
template <class Real> calibration calibrate(kernels<Real> const& k, options const& o, cell_set const& cells, std::function<void(std::string const&)> const& tell);

}  // namespace whole_cortex
