// SPDX-License-Identifier: BSD-3-Clause
#include "kernels.hpp"

#include <pallium/connect/all_to_all.hpp>
#include <pallium/connect/distance.hpp>
#include <pallium/connect/fixed_in_and_outdegree.hpp>
#include <pallium/connect/fixed_indegree.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/one_to_one.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/core/region.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/noise.hpp>
#include <pallium/stimulus/ornstein_uhlenbeck.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/se_clamp.hpp>
#include <pallium/stimulus/sine.hpp>
#include <pallium/stimulus/spike_train.hpp>

using namespace pallium;
using namespace pallium::units;
using namespace test;

namespace {

inline auto stick(double um) { return morph::ball_and_stick({.soma = {18}, .dendrite = {um}, .diameter = {1.5}}); }

/// A spiking cell with every channel somewhere.
template <class... Cs> active active_cell(channels<Cs...>) {
  active c(stick(200), discretize::max_length{60});
  auto const some = [&]<class C>(std::type_identity<C>) {
    if constexpr (requires { c.template paint<C>(soma, {.gbar = 0.0}); }) c.template paint<C>(everywhere, {.gbar = 1e-5});
  };
  (some(std::type_identity<Cs>{}), ...);
  c.template paint<channel::leak>(everywhere, {.g = 2e-4, .e = -75});
  c.template paint<channel::nats>(soma, {.gbar = 0.4});
  c.template paint<channel::kv3_1>(soma, {.gbar = 0.15});
  c.template paint<channel::it_ghk>(dendrite, {.pcabar = 1e-6});
  c.template paint<channel::ca_lva>(everywhere, {.gbar = 1e-3});
  c.template paint<channel::sk>(soma, {.gbar = 1e-3});
  c.template paint<pool::calcium_shell>(everywhere, {.gamma = 0.01, .decay = 40});
  c.reversal(everywhere, sodium, {53});
  c.reversal(everywhere, potassium, {-90});
  c.initial_voltage({-75});
  return c;
}
template <class... Ss> wet wet_cell(synapses<Ss...>, std::vector<receptor>& all) {
  wet c(stick(120), discretize::max_length{60});
  c.paint<channel::leak>(everywhere, {.g = 2e-4, .e = -72});
  c.paint<channel::nats>(soma, {.gbar = 0.4});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.15});
  c.reversal(soma, sodium, {50});
  c.reversal(soma, potassium, {-77});
  (all.push_back(c.place<Ss>(everywhere, {})), ...);
  return c;
}

template <class C> void join(law_network& net, bool procedural, C c) {
  if (procedural) net.connect(std::move(c), storage::procedural{});
  else net.connect(std::move(c));
}

}  // namespace

std::vector<probe> test::describe(law_network& net, bool procedural) {
  active a = active_cell(active::channel_list{});
  receptor const excite = a.place<synapse::exp2>(dendrite, {.tau1 = 0.5, .tau2 = 3, .e = 0}),
                 inhibit = a.place<synapse::exp2>(everywhere, {.tau1 = 0.7, .tau2 = 8, .e = -85});
  std::vector<receptor> kinds;
  wet const w = wet_cell(wet::synapse_list{}, kinds);
  auto const am = net.model(a);
  gid_range const a1 = net.add(50, am);
  gid_range const w1 = net.add(37, w);
  gid_range const f1 = net.add(9, fire1({.tau = 12, .refrac = 2}));
  gid_range const a2 = net.add(21, am);
  gid_range const l1 = net.add(8, leaky({.I_e = 450}));
  gid_range const v1 = net.add(12, virtual_cell(stimulus::poisson{.rate = {0.15}, .seed = 12}, {.recorded = true}));
  gid_range const cells{0, l1.last}, stepping{0, w1.last};

  for (gid g : {gid{3}, gid{20}, gid{44}}) net.inject(g, at(soma, 0.5), stimulus::current_clamp{{0.2}, {1}, {20}});
  net.inject(a2, at(soma, 0.5), stimulus::noise{.mean = {0.12}, .sd = {0.2}, .seed = 5});
  net.inject({5, 40}, at(dendrite, 0.5), stimulus::ornstein_uhlenbeck{.mean = {0.05}, .sd = {0.1}, .tau = {3}, .seed = 6});
  net.inject(w1, at(dendrite, 1), stimulus::sine{.amp = {0.15}, .frequency = {0.1}, .offset = {0.1}});
  net.inject(w1[2], at(soma, 0.5), stimulus::se_clamp{.amp = {{{-70}, {-40}, {}}}, .width = {{{5}, {3}, {}}}, .rs = 5});
  net.stimulate(a1, excite, {0.002}, stimulus::poisson{.rate = {0.3}, .seed = 3, .stream = 1});
  net.stimulate(w1, kinds[2], {0.001}, stimulus::poisson{.rate = {0.4}, .seed = 3, .stream = 2});
  net.stimulate(f1, fire1::input(), {0.4}, stimulus::poisson{.rate = {0.2}, .seed = 3, .stream = 3});

  constexpr duration shortest{0.6};
  join(net, procedural, connect::fixed_probability(a1, {0, a2.last}, 0.0, excite, {.weight = 1_nS, .delay = shortest}, {.seed = 4, .stream = 9}));
  join(net, procedural, connect::fixed_probability(a1, a1, 0.15, excite, {.weight = connect::lognormal(0.8_nS, 0.5), .delay = connect::gaussian(2_ms, 0.5_ms).clipped(0.8_ms, 4_ms)}, {.seed = 4, .stream = 1}));
  join(net, procedural, connect::fixed_probability(w1, a2, 1.3, inhibit, {.weight = 0.5_nS, .delay = 1.1_ms}, {.seed = 4, .stream = 2}));
  for (std::size_t k = 0; k < kinds.size(); ++k)
    join(net, procedural, connect::fixed_probability(k % 2 ? a1 : a2, w1, 0.1, kinds[k], {.weight = {0.0003}, .delay = {0.7 + 0.35 * double(k)}}, {.seed = 5, .stream = std::uint32_t(k)}));
  join(net, procedural, connect::one_to_one({v1.first, v1.first + 9}, f1, fire1::input(), {.weight = {0.3}, .delay = 0_ms}));
  join(net, procedural, connect::all_to_all(v1, a2, excite, {.weight = 0.7_nS, .delay = 0.3_ms}, {.seed = 8, .stream = 3}));
  join(net, procedural, connect::all_to_all(l1, w1, kinds[4], {.weight = 0.2_nS, .delay = 5.3_ms}, {.seed = 8, .stream = 4}));
  join(net, procedural, connect::fixed_probability(a1, l1, 0.5, leaky::input(), {.weight = {3.0}, .delay = 0.9_ms}, {.seed = 8, .stream = 5}));
  join(net, procedural, connect::ring(f1, fire1::input(), {.weight = {0.6}, .delay = 1.25_ms}));
  join(net, procedural, connect::fixed_outdegree(a1, stepping, 6, receptor{0}, {.weight = {0.0005}, .delay = connect::lognormal(2_ms, 0.4).clipped(0.7_ms, 9_ms)}, {.seed = 10, .stream = 1}));
  join(net, procedural, connect::fixed_outdegree(w1, a1, 5, excite, {.weight = connect::gaussian(0.5_nS, 0.2_nS).clipped(0_nS, 1_nS), .delay = 1.6_ms}, {.seed = 10, .stream = 2, .multapses = false}));
  join(net, procedural, connect::fixed_in_and_outdegree(a1, a1, 4, inhibit, {.weight = {0.0004}, .delay = 2.4_ms}, {.seed = 10, .stream = 3}));
  net.connect(connect::fixed_indegree(stepping, w1, 7, kinds[6], {.weight = {0.5}, .delay = connect::gaussian(3_ms, 1_ms).clipped(1_ms, 5_ms)}, {.seed = 10, .stream = 4}));
  connect::sheet const layer(a1, {.width = 400_um, .height = 300_um, .columns = 4, .rows = 3, .bottom = 200_um, .seed = 3}),
      deeper(w1, {.width = 400_um, .height = 300_um, .columns = 4, .rows = 3, .top = 200_um, .bottom = 500_um, .seed = 4});
  join(net, procedural, connect::distance(layer, deeper, connect::gaussian(0.4, 100_um).within(250_um), kinds[2], {.weight = 0.6_nS, .delay = connect::by_distance(0.8_ms, 0.3)}, {.seed = 11, .stream = 1}));
  join(net, procedural, connect::distance(layer, layer, connect::exponential(0.3, 80_um).within(300_um), inhibit, {.weight = connect::by_distance(0.5_nS, 100_um), .delay = 1.45_ms}, {.seed = 11, .stream = 2, .torus = true}));
  std::vector<connect::table::row> rows;
  for (gid k = 0; k < 300; ++k)
    rows.push_back({(k * 11) % cells.last, (k * 7 + 3) % stepping.last, std::uint32_t(k % 3), {0.0001 * double(k % 5)}, {0.6 + 0.05 * double(k % 120)}});
  net.connect(connect::table(rows));  // in between the others, and always stored
  join(net, procedural, connect::fixed_probability(f1, cells, 0.1, receptor{0}, {.weight = {0.0004}, .delay = 3_ms}, {.seed = 9, .stream = 1}));

  for (gid k = 0; k + 3 < 50; k += 7) net.couple({k, at(dendrite, 0.5), k + 2, at(soma, 0.5), {0.002}});
  net.couple({1, at(dendrite, 1), w1[30], at(dendrite, 1), {0.001}});
  net.couple({w1[5], at(soma, 0.5), a2[20], at(dendrite, 1), {0.001}});

  std::vector<probe> probes;
  for (gid g = 0; g < l1.last; ++g) {
    if (f1.contains(g)) {
      probes.push_back({g, 0, "m"});
      continue;
    }
    probes.push_back({g, 0, "v"});
    if (l1.contains(g)) continue;
    probes.push_back({g, 1, "v"});
    if (g % 9 == 0) probes.push_back({g, 1, "i_membrane"});
    if (g % 5 == 0 && !w1.contains(g)) probes.push_back({g, 0, "cai"});
  }
  return probes;
}
