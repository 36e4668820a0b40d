// SPDX-License-Identifier: BSD-3-Clause
// Short simulations of grown cells, every voltage and every spike, on one instruction set.
#pragma once
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>

#include "computed.hpp"
#include "loops.hpp"

extern PALLIUM_BITS_LOOP(float);
extern PALLIUM_BITS_LOOP(double);

namespace test {

using namespace pallium;

/// Channels of a perisomatic Allen model: active at the soma alone.
inline bits_cell perisomatic(morph::procedural const& shape, std::uint64_t seed, bool fast) {
  bits_cell c(morph::stub_axon{}(shape(seed)), discretize::nseg{});
  c.axial_resistance(everywhere, 130);
  c.capacitance(dendrite | apical, 2.1);
  c.paint<channel::leak>(soma, {.g = 2e-4, .e = -90});
  c.paint<channel::leak>(axon | dendrite | apical, {.g = 6e-6, .e = -90});
  if (fast) {
    c.paint<channel::nav>(soma, {.gbar = 0.06});
    c.paint<channel::kd>(soma, {.gbar = 3e-4});
    c.paint<channel::kv2like>(soma, {.gbar = 0.05});
    c.paint<channel::im_v2>(soma, {.gbar = 0.008});
  } else {
    c.paint<channel::nats>(soma, {.gbar = 0.9});
    c.paint<channel::nap>(soma, {.gbar = 2e-4});
    c.paint<channel::k_p>(soma, {.gbar = 0.05});
    c.paint<channel::im>(soma, {.gbar = 1e-3});
  }
  c.paint<channel::k_t>(soma, {.gbar = 7e-4});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.1});
  c.paint<channel::ih>(soma, {.gbar = 4e-5});
  c.paint<channel::sk>(soma, {.gbar = 2e-4});
  c.paint<channel::ca_hva>(soma, {.gbar = 5e-4});
  c.paint<channel::ca_lva>(soma, {.gbar = 6e-3});
  c.paint<pool::calcium_shell>(soma, {.gamma = 1e-3, .decay = 600});
  c.reversal(soma, sodium, {53});
  c.reversal(soma, potassium, {-107});
  c.initial_voltage({-88});
  c.place<synapse::exp2>(dendrite | apical, {.tau1 = 0.5, .tau2 = 3, .e = 0});
  c.place<synapse::exp2>(soma, {.tau1 = 1, .tau2 = 9, .e = -75});
  return c;
}

/// The same with channels on its dendrites and axon, as in an all-active model.
inline bits_cell all_active(morph::procedural const& shape, std::uint64_t seed) {
  bits_cell c = perisomatic(shape, seed, false);
  c.paint<channel::nata>(axon, {.gbar = 0.5});
  c.paint<channel::k_t>(axon, {.gbar = 0.01});
  c.paint<channel::kv3_1>(axon | dendrite, {.gbar = 0.02});
  c.paint<channel::nav>(dendrite | apical, {.gbar = 0.01});
  c.paint<channel::im_v2>(dendrite | apical, {.gbar = 1e-4});
  c.paint<channel::ih>(dendrite | apical, {.gbar = 1e-4});
  c.reversal(axon | dendrite | apical, sodium, {53});
  c.reversal(axon | dendrite | apical, potassium, {-107});
  return c;
}

inline constexpr receptor excited{0}, inhibited{1};

/// A network played for a while: every spike, and every voltage of every compartment each 0.25 ms.
template <class Exec, class Net>
void play(results& all, std::string const& name, Net const& net, std::vector<bits_cell const*> const& cell_of, double ms) {
  std::vector<probe> probes;
  for (gid g = 0; g < cell_of.size(); ++g)
    for (std::uint32_t s = 0; s < cell_of[g]->size(); ++s) probes.push_back({g, s, "v"});
  simulation sim(net, Exec{});
  record::raster spikes;
  record::trace trace(probes, {0.25});
  sim.attach(spikes);
  sim.attach(trace);
  sim.run({ms}, {0.025});
  computed fired{"spikes of " + name, {}}, v{"voltages of " + name, {}};
  for (auto const& [id, t] : spikes) fired.add(double(id)), fired.add(t);
  for (std::size_t i = 0; i < trace.size(); ++i)
    for (std::size_t k = 0; k < probes.size(); ++k) v.add(trace.value(i, k));
  all.push_back(std::move(fired));
  all.push_back(std::move(v));
}

template <class Arch, class T> results plays() {
  // Scalar groups of one: wider ones are in tests/sim, and each width is as much to compile.
  using how = std::conditional_t<std::is_same_v<Arch, simd::scalar>, exec::few<T, Arch>, exec::policy<Arch, T>>;
  results all;
  bits_cell const pyramid = all_active(morph::procedural::layer5(), 5), star = perisomatic(morph::procedural::layer4(), 4, false),
                  basket = perisomatic(morph::procedural::basket(), 71, true);
  auto const alone = [&](char const* name, bits_cell const& c, double nA) {
    network<cells<bits_cell>> net;
    gid const id = net.add(1, c)[0];
    net.inject(id, at(soma, 0.5), stimulus::current_clamp{{nA}, {2}, {30}});
    play<how>(all, name, net, {&c}, 20);
  };
  alone("a perisomatic cell", star, 0.4);
  alone("a fast-spiking cell", basket, 0.6);
  alone("an all-active cell", pyramid, 0.9);

  {  // whole groups, and a remainder: cells of one model under different inputs
    network<cells<bits_cell>> net;
    gid_range const ids = net.add(37, basket);
    for (gid g = 0; g < ids.size(); ++g) net.inject(ids[g], at(soma, 0.5), stimulus::current_clamp{{0.02 * double(g)}, {1}, {10}});
    net.stimulate(ids, excited, {0.002}, stimulus::poisson{.rate = {0.5}, .seed = 3, .stream = 1});
    play<how>(all, "37 cells", net, std::vector<bits_cell const*>(37, &basket), 10);
  }
  {  // a network of three models
    network<cells<bits_cell>> net;
    gid_range const p = net.add(3, pyramid), s = net.add(9, star), b = net.add(7, basket);
    gid_range const everyone{p.first, b.last};
    net.stimulate(everyone, excited, {0.004}, stimulus::poisson{.rate = {0.6}, .seed = 7, .stream = 1});
    net.connect(connect::fixed_probability({p.first, s.last}, everyone, 0.4, excited, {{0.003}, {1}}, {.seed = 4, .stream = 1}));
    net.connect(connect::fixed_probability(b, everyone, 0.5, inhibited, {{0.002}, {0.6}}, {.seed = 4, .stream = 2}));
    std::vector<bits_cell const*> who;
    for (auto const& [ids, c] : {std::pair{p, &pyramid}, {s, &star}, {b, &basket}}) who.insert(who.end(), std::size_t(ids.size()), c);
    play<how>(all, "a network", net, who, 25);
  }
  return all;
}

}  // namespace test
