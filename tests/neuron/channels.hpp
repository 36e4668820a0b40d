// SPDX-License-Identifier: BSD-3-Clause
// The protocol of benchmarks/peers/neuron/references/channels.py, played again: one compartment, steps of current.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>

#include "../support/table.hpp"
#include "reference.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace test {

/// A soma of 20 x 20 um with a leak.
template <class Neuron> Neuron one_compartment() {
  using namespace pallium;
  morph::tree shape;
  shape.append({.kind = branch::soma, .parent = -1, .parent_x = 1, .points = {{0, 0, 0, 10}, {20, 0, 0, 10}}});
  Neuron c(shape, discretize::nseg{});
  c.template paint<channel::leak>(everywhere, {.g = 3e-4, .e = -70});
  c.initial_voltage({-80});
  return c;
}

template <class Scheme, class Neuron>
pallium::record::trace play_steps(Neuron const& cell, double celsius, std::vector<std::string> const& variables) {
  using namespace pallium;
  network<cells<Neuron>, rules<>, Scheme> net;
  net.surroundings.celsius = celsius;
  gid const id = net.add(1, cell)[0];
  for (auto [delay, width, amp] : {std::array{5., 13., -0.2}, {25., 10., 0.3}, {40., 5., 0.8}, {50., 15., -0.12}, {70., 12., 0.6}})
    net.inject(id, at(soma, 0.5), stimulus::current_clamp{{amp}, {delay}, {width}});
  std::vector<probe> probes;
  for (auto const& v : variables) probes.push_back({id, 0, v});
  record::trace trace(probes, {0.5});
  simulation sim(net, exec::few<double, simd::scalar>{});
  sim.attach(trace);
  sim.run({90}, {0.025});
  return trace;
}

/// Plays the cell by both schemes; rows for its differences from tests/neuron/data/channel_<name>.csv. What is left is rounding:
/// NEURON's conductances are difference quotients over 0.001 mV, right to 1e-11.
template <class Neuron> void prove_channel(std::string_view called, Neuron const& cell, double celsius = 34) {
  std::string const name(called);
  reference const neuron("channel_" + name);
  std::vector<std::string> variables;
  for (auto const& [column, values] : neuron.columns)
    if (column != "t" && column != "v_cn") variables.push_back(column);
  auto const trace = play_steps<pallium::scheme::backward_euler>(cell, celsius, variables);
  auto const cn = play_steps<pallium::scheme::crank_nicolson>(cell, celsius, {"v"});
  REQUIRE(trace.size() == neuron.rows());
  double v = -1, states = 0;
  for (std::size_t k = 0; k < variables.size(); ++k) {
    double const off = neuron.difference(variables[k], [&](std::size_t i) { return trace.value(i, k); });
    if (variables[k] == "v") v = off;
    else states = std::max(states, off);
  }
  REQUIRE(v >= 0);
  double const v_cn = neuron.difference("v_cn", [&](std::size_t i) { return cn.value(i, 0); });
  prove(name, "NEURON 8.2.2", "v, backward Euler [mV]", v, 1e-10);
  prove(name, "NEURON 8.2.2", "v, Crank-Nicolson [mV]", v_cn, 1e-10);
  if (variables.size() > 1) prove(name, "NEURON 8.2.2", "states", states, 2e-12);
}

}  // namespace test
