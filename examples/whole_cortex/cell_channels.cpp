// SPDX-License-Identifier: BSD-3-Clause
#include "cell_channels.hpp"

#include <type_traits>
#include <utility>

namespace whole_cortex {

using namespace pallium;

channel_set const rorb{"473863510 (Rorb)", 488.76, 5060.89,
                       35.64, 1.0, 2.19, -85.0782, 0.000928657, 0.000914231, 3.82640e-06, 2.11146e-06,
                       0.712822, 0.00124938, 0.0348364, 0.0166429, 0.280598, 0.000437884, 0.00199221,
                       0.000249722, 0.000153390, 0.00334693, 0.00402188, 991.141};
channel_set const nr5a1{"473863035 (Nr5a1)", 521.26, 3869.43,
                        122.88, 1.0, 2.28, -89.4614, 0.000545892, 0.000215422, 6.28272e-06, 5.9319e-06,
                        0.609271, 6.21618e-05, 0.0181474, 0.000555828, 0.124685, 0.0020489, 3.72693e-05,
                        0.000417432, 0.000972722, 0.00662965, 0.00071152, 798.68};
channel_set const pvalb{"472912177 (Pvalb)", 440.61, 3291.32,
                        143.65, 2.16, 2.16, -95.5371, 0.000267055, 0.000662464, 9.80198e-06, 9.80198e-06,
                        0.0585202, 0, 0, 0.0333859, 0.650761, 0.00775049, 5.11629e-05,
                        0.00273401, 0.00056479, 0.00321148, 0.00772044, 20.3002, 0.000311925, 0.0510602, true};

namespace {

void reversals(neuron& c, kinds where) {
  c.reversal(where, sodium, {53});
  c.reversal(where, potassium, {-107});
}

/// Passive properties of one kind of section, and what an all-active model puts there [S/cm2].
struct section_set {
  double ra, cm, g_pas, e_pas;
  double nav, kt, kd, kv2, kv31, sk, ca_hva, ca_lva, gamma, decay, ih, im;  ///< im: Im_v2; 0: not there
};
struct all_active_set {
  section_set soma, axon, dendrite, apical;
};
constexpr all_active_set rbp4{
    {133.577, 4.21567, 0.000119174, -76.4024,
     0.0499779, 0, 0, 0, 0.186718, 0.000733676, 9.96973e-05, 0.00344495, 0.0177038, 42.2507, 1.07608e-07, 0},
    {80.3823, 9.0228, 0.00147346, -64.8595,
     0.035766, 7.51307e-05, 0.00700751, 0.0675078, 0.592911, 0.000701147, 2.17253e-06, 0.00698184, 0.0416279, 226.076, 0, 0},
    {68.355, 2.11248, 9.57001e-05, -88.2554, 0.0472215, 0, 0, 0, 0.186859, 0, 0, 0, 0, 0, 9.18815e-06, 0.00132163},
    {136.032, 8.34542, 0.00041148, -81.3599, 0.000375636, 0, 0, 0, 0.797015, 0, 0, 0, 0, 0, 7.40408e-07, 0.00854163}};

void paint_section(neuron& c, kinds where, section_set const& p) {
  c.axial_resistance(where, p.ra);
  c.capacitance(where, p.cm);
  c.paint<channel::leak>(where, {.g = p.g_pas, .e = p.e_pas});
  auto const maybe = [&]<class Channel>(std::type_identity<Channel>, double gbar) {
    if (gbar > 0) c.paint<Channel>(where, {.gbar = gbar});
  };
  maybe(std::type_identity<channel::nav>{}, p.nav);
  maybe(std::type_identity<channel::k_t>{}, p.kt);
  maybe(std::type_identity<channel::kd>{}, p.kd);
  maybe(std::type_identity<channel::kv2like>{}, p.kv2);
  maybe(std::type_identity<channel::kv3_1>{}, p.kv31);
  maybe(std::type_identity<channel::sk>{}, p.sk);
  maybe(std::type_identity<channel::ca_hva>{}, p.ca_hva);
  maybe(std::type_identity<channel::ca_lva>{}, p.ca_lva);
  maybe(std::type_identity<channel::ih>{}, p.ih);
  maybe(std::type_identity<channel::im_v2>{}, p.im);
  if (p.decay > 0) c.paint<pool::calcium_shell>(where, {.gamma = p.gamma, .decay = p.decay});
}

}  // namespace

void paint_perisomatic(neuron& c, channel_set const& p) {
  double soma_area = 0, area = 0;
  for (auto const& s : c.layout().segments) area += s.area, soma_area += s.kind == branch::soma ? s.area : 0;
  double const k = area / p.area_um2 * p.soma_um2 / soma_area;
  c.axial_resistance(everywhere, p.ra);
  c.capacitance(soma | axon, p.cm_soma);
  c.capacitance(dendrite | apical, p.cm_dendrite);
  for (auto const& [where, g] : {std::pair{soma, p.g_soma}, {axon, p.g_axon}, {dendrite, p.g_dendrite}, {apical, p.g_apical}})
    c.paint<channel::leak>(where, {.g = g, .e = p.e_pas});
  if (p.fast_spiking) {
    c.paint<channel::nav>(soma, {.gbar = k * p.na});
    c.paint<channel::kd>(soma, {.gbar = k * p.kd});
    c.paint<channel::kv2like>(soma, {.gbar = k * p.kv2});
    c.paint<channel::im_v2>(soma, {.gbar = k * p.im});
  } else {
    c.paint<channel::nats>(soma, {.gbar = k * p.na});
    c.paint<channel::nap>(soma, {.gbar = k * p.nap});
    c.paint<channel::k_p>(soma, {.gbar = k * p.kp});
    c.paint<channel::im>(soma, {.gbar = k * p.im});
  }
  c.paint<channel::k_t>(soma, {.gbar = k * p.kt});
  c.paint<channel::kv3_1>(soma, {.gbar = k * p.kv31});
  c.paint<channel::ih>(soma, {.gbar = k * p.ih});
  c.paint<channel::sk>(soma, {.gbar = k * p.sk});
  c.paint<channel::ca_hva>(soma, {.gbar = k * p.ca_hva});
  c.paint<channel::ca_lva>(soma, {.gbar = k * p.ca_lva});
  c.paint<pool::calcium_shell>(soma, {.gamma = p.gamma / k, .decay = p.decay});
  reversals(c, soma);
  c.initial_voltage({p.e_pas});
}

void paint_all_active(neuron& c) {
  paint_section(c, soma, rbp4.soma);
  paint_section(c, axon, rbp4.axon);
  paint_section(c, dendrite, rbp4.dendrite);
  paint_section(c, apical, rbp4.apical);
  reversals(c, everywhere);
  c.initial_voltage({-90});
}

}  // namespace whole_cortex
