// SPDX-License-Identifier: BSD-3-Clause
// A synapse from outside of the library, in tsodyks_markram.hpp, at one place with facilitating and one with depressing numbers.
// expect: facilitating 1\.00 1\.[5-9][0-9]* 2\.[0-9 .]+\ndepressing   1\.00 0\.[4-7][0-9]* 0\.
#include <pallium/pallium.hpp>

#include "tsodyks_markram.hpp"

#include <algorithm>
#include <cstdio>

using namespace pallium;
using namespace pallium::units;

using neuron = cell<channels<channel::leak>, synapses<tsodyks_markram>>;

int main() {
  neuron cell(morph::ball_and_stick(), discretize::nseg{});
  cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70.0});
  cell.initial_voltage(-70_mV);
  receptor const two[]{cell.place<tsodyks_markram>(at(dendrite, 0.5), {.tau_f = 500, .tau_r = 50, .U = 0.1}),
                       cell.place<tsodyks_markram>(at(dendrite, 0.5), {.tau_f = 20, .tau_r = 500, .U = 0.5})};
  network<cells<neuron>> net;
  net.add(1, cell);
  for (receptor r : two) net.stimulate(0, r, 1_nS, stimulus::spike_train{10_ms, 40_ms, 70_ms, 100_ms, 130_ms, 160_ms});

  auto const here = std::uint32_t(cell.segment_at(at(dendrite, 0.5)));
  record::trace conductance({{0, here, "g_my_tm", two[0]}, {0, here, "g_my_tm", two[1]}}, 0.1_ms);
  simulation sim(net, exec::native<double>{});
  sim.attach(conductance);
  sim.run(200_ms, 0.1_ms);

  for (std::size_t k = 0; k < 2; ++k) {  // peaks of the six events, as shares of the first one's
    std::printf("%-12s", k == 0 ? "facilitating" : "depressing");
    double first = 0;
    for (std::size_t event = 0; event < 6; ++event) {
      double peak = 0;
      for (std::size_t i = 100 + 300 * event; i < 300 + 300 * event; ++i) peak = std::max(peak, conductance.value(i, k));
      if (event == 0) first = peak;
      std::printf(" %.2f", peak / first);
    }
    std::puts("");
  }
}
