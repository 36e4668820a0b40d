// SPDX-License-Identifier: BSD-3-Clause
#include "subject.hpp"

#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>

#include <filesystem>
#include <numeric>

namespace pallium::bench {
namespace {

using namespace units;
constexpr double leak = 3e-5, axial = 100.0;  // [S/cm2] [ohm cm]
constexpr std::array<synapse::exp2::params<double>, 2> kinetics{{{.tau1 = 0.1, .tau2 = 1.7, .e = synapse_reversal[0]}, {.tau1 = 0.5, .tau2 = 8.3, .e = synapse_reversal[1]}}};

/// Scnn1a 473845048 of the Allen Institute cut by length (264 compartments) where the shared data are, else a layer-4 cell grown here.
compartments const& layout() {
  static compartments const c = [] {
    std::filesystem::path const file = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/cells/Scnn1a_473845048_m.swc";
    return discretize::nseg{}(morph::stub_axon{}(std::filesystem::exists(file) ? io::swc(file) : morph::procedural::layer4()(1)));
  }();
  return c;
}
template <class Cell> Cell const& described() {
  static Cell const cell = [] {
    Cell c(layout());
    c.axial_resistance(everywhere, axial).initial_voltage(rest * 1_mV);
    c.template paint<channel::leak>(everywhere, {.g = leak, .e = leak_reversal});
    if constexpr (std::is_same_v<Cell, synaptic_cell>)
      for (auto const& p : kinetics) c.template place<synapse::exp2>(everywhere, p);
    return c;
  }();
  return cell;
}
template <class Cell, class T> model_of<Cell, T> ready(std::vector<std::int32_t> const& changing) {
  return {described<Cell>(), environment{}, dt, changing};
}

}  // namespace

template <class T> model_of<passive_cell, T> const& fixed_model() {
  static auto const m = ready<passive_cell, T>({layout().nodes[0].segment < 0 ? 0 : layout().nodes[0].segment});
  return m;
}
template <class T> model_of<passive_cell, T> const& changing_model() {
  static auto const m = [] {
    std::vector<std::int32_t> all(layout().segments.size());
    std::iota(all.begin(), all.end(), 0);
    return ready<passive_cell, T>(all);
  }();
  return m;
}
template <class T> model_of<synaptic_cell, T> const& synaptic_model() {
  static auto const m = ready<synaptic_cell, T>({});
  return m;
}
template model_of<passive_cell, double> const& fixed_model<double>();
template model_of<passive_cell, float> const& fixed_model<float>();
template model_of<passive_cell, double> const& changing_model<double>();
template model_of<passive_cell, float> const& changing_model<float>();
template model_of<synaptic_cell, double> const& synaptic_model<double>();
template model_of<synaptic_cell, float> const& synaptic_model<float>();

subject const& the_subject() {
  static subject const of = [] {
    compartments const& c = layout();
    subject s;
    s.compartments = c.segments.size();
    axial_conductances(c, std::vector<double>(s.compartments, axial), s.axial);
    for (auto const& n : c.nodes) {
      double const area = n.segment < 0 ? 0 : c.segments[std::size_t(n.segment)].area;  // [um2]
      s.parent.push_back(n.parent);
      s.capacity.push_back(area * 1e-5 / dt);
      s.leak.push_back(area * 0.01 * leak);
      s.compartment.push_back(n.segment >= 0);
    }
    s.soma = std::size_t(c.node_of_segment[std::size_t(*c.segment_at(location{branch::soma, 0, 0.5}))]);
    for (std::size_t k = 0; k < 2; ++k) {
      auto const constants = synapse::exp2::prepare(kinetics[k], dt);
      s.rise[k] = constants.rise;
      s.decay[k] = constants.decay;
    }
    return s;
  }();
  return of;
}

}  // namespace pallium::bench
