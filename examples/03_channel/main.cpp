// SPDX-License-Identifier: BSD-3-Clause
// A channel from outside of the library, in m_current.hpp: nothing to register. It makes a neuron fire ever more slowly.
// expect: without it 1[0-9][0-9] spikes, .* (0\.9|1\.0)[0-9]\nwith it +[0-9]+ spikes, .* 1\.[1-9]
#include <pallium/pallium.hpp>

#include "m_current.hpp"

#include <cstdio>

using namespace pallium;
using namespace pallium::units;

using neuron = cell<channels<channel::leak, channel::nats, channel::kv3_1, m_current>>;

int main() {
  for (double gbar : {0.0, 5e-3}) {
    neuron cell(morph::ball_and_stick(), discretize::nseg{});
    cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70.0});
    cell.paint<channel::nats>(soma, {.gbar = 0.5});
    cell.paint<channel::kv3_1>(soma, {.gbar = 0.2});
    cell.paint<m_current>(soma, {.gbar = gbar});

    network<cells<neuron>> net;
    net.inject(net.add(1, cell), at(soma, 0.5), stimulus::current_clamp{0.2_nA, 10_ms, 1_s});
    simulation sim(net, exec::native<double>{});
    record::raster spikes;
    record::trace gate({{0, 0, "m_my_m"}}, 1_ms);  // probes know its states by their names
    sim.attach(spikes);
    sim.attach(gate);
    sim.run(1000_ms, 0.025_ms);

    std::size_t const n = spikes.size();
    std::printf("%-10s %zu spikes, m at the end %.2f, last interval / first %.2f\n", gbar > 0 ? "with it" : "without it", n,
                gate.value(gate.size() - 1, 0), (spikes[n - 1].t - spikes[n - 2].t) / (spikes[1].t - spikes[0].t));
  }
}
