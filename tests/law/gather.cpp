// SPDX-License-Identifier: BSD-3-Clause
#include "network.hpp"

#include <boost/mpi/collectives.hpp>
#include <boost/serialization/vector.hpp>

#include <cmath>

test::outcome test::gathered(outcome mine, exchange::boost_mpi const& comm) {
  boost::mpi::communicator const world;
  outcome all = mine;
  all.spikes = comm.all_on_first(mine.spikes);
  std::vector<std::vector<double>> traces;
  std::vector<std::uint64_t> numbers{mine.neurons[0], mine.synapses[0], mine.sent, mine.events};
  std::vector<std::vector<std::uint64_t>> of_rank;
  boost::mpi::gather(world, mine.trace, traces, 0);
  boost::mpi::gather(world, numbers, of_rank, 0);
  if (world.rank() != 0) return all;
  for (auto const& t : traces)
    for (std::size_t i = 0; i < t.size(); ++i)
      if (!std::isnan(t[i])) all.trace[i] = t[i];
  all.neurons.clear();
  all.synapses.clear();
  all.sent = all.events = 0;
  for (auto const& n : of_rank) {
    all.neurons.push_back(n[0]);
    all.synapses.push_back(n[1]);
    all.sent += n[2];
    all.events += n[3];
  }
  return all;
}
