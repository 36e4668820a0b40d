// SPDX-License-Identifier: BSD-3-Clause
// One network on the processes that mpirun starts: `mpirun -n 4 05_ranks`. Without mpirun it is one rank. The spikes are the same.
// needs: mpi
// expect: 2000 cells, [0-9]+ spikes on 1 ranks
#include <pallium/exchange/boost_mpi.hpp>
#include <pallium/exec/openmp.hpp>
#include <pallium/pallium.hpp>

#include <boost/mpi/environment.hpp>

#include <cstdio>

using namespace pallium;
using namespace pallium::units;

using neuron = cell<channels<channel::nats, channel::kv3_1, channel::leak>, synapses<synapse::exp2>>;
using how = exec::policy<simd::widest, float, exchange::boost_mpi, schedule::overlap, threads::openmp>;

int main(int argc, char** argv) {
  boost::mpi::environment mpi(argc, argv, boost::mpi::threading::funneled);

  // Every rank describes the whole network, and computes its share.
  neuron cell(morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um}), discretize::nseg{});
  cell.paint<channel::nats>(soma, {.gbar = 0.5});
  cell.paint<channel::kv3_1>(soma, {.gbar = 0.2});
  cell.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -70.0});
  auto excite = cell.place<synapse::exp2>(dendrite, {.tau1 = 0.5, .tau2 = 2.0});
  auto inhibit = cell.place<synapse::exp2>(soma, {.tau1 = 0.5, .tau2 = 8.0, .e = -80.0});

  network<cells<neuron>> net;
  auto e = net.add(1600, cell), i = net.add(400, cell);
  gid_range all{e.first, i.last};
  net.stimulate(all, excite, 2_nS, stimulus::poisson{.rate = 500_Hz, .seed = 1});
  net.connect(connect::fixed_probability(e, all, 0.02, excite, {.weight = connect::lognormal(0.5_nS, 0.5), .delay = 2_ms}, {.seed = 1, .stream = 1}),
              storage::procedural{});  // its synapses take no memory
  net.connect(connect::fixed_outdegree(i, all, 50, inhibit, {.weight = 2_nS, .delay = connect::gaussian(1.5_ms, 0.3_ms).clipped(1_ms, 3_ms)},
                                       {.seed = 1, .stream = 2}));

  how exec{exchange::boost_mpi(), threads::openmp(1)};
  auto const ranks = exec.comm;
  simulation sim(net, exec);
  struct {
    std::vector<spike> list;
    void spikes(std::span<spike const> some, duration) { list.insert(list.end(), some.begin(), some.end()); }
  } mine;
  sim.attach(mine);  // sees the spikes of this rank's cells
  sim.run(100_ms, 0.1_ms);

  auto const spikes = ranks.all_on_first(mine.list);
  if (ranks.rank() == 0) std::printf("%d cells, %zu spikes on %d ranks\n", int(net.size()), spikes.size(), ranks.size());
}
