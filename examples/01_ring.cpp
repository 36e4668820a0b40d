// SPDX-License-Identifier: BSD-3-Clause
// expect: 0 1\.[0-9]+\n1 [0-9.]+
#include <pallium/pallium.hpp>

#include <cstdio>

using namespace pallium;
using namespace pallium::units;

// WHAT is simulated.
using neuron = cell<channels<channel::nats, channel::kv3_1, channel::leak>, synapses<synapse::exp2>>;

int main() {
  neuron cell(morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um}), discretize::nseg{});
  cell.paint<channel::nats>(soma, {.gbar = 0.5});
  cell.paint<channel::kv3_1>(soma, {.gbar = 0.2});
  cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70.0});
  auto syn = cell.place<synapse::exp2>(at(dendrite, 0.5), {.tau1 = 0.5, .tau2 = 2.0});

  network<cells<neuron>> net;
  auto ids = net.add(100, cell);
  net.connect(connect::ring(ids, syn, {.weight = 20_nS, .delay = 5_ms}));
  net.stimulate(ids[0], syn, 50_nS, stimulus::spike_train{1_ms});

  // HOW it is run.
  simulation sim(net, exec::native<double>{});
  record::raster spikes;
  sim.attach(spikes);
  sim.run(1000_ms, 0.025_ms);

  for (auto [id, t] : spikes) std::printf("%d %.3f\n", int(id), t);
}
