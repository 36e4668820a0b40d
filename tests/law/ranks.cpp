// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun: the law on the ranks there are, against one process. Prints a line for each run; status 1 at a difference.
#include "network.hpp"

#include <boost/mpi/environment.hpp>

#include <cstdio>
#include <numeric>

using namespace test;
using travel = exchange::boost_mpi::way;

int main(int argc, char** argv) {
  boost::mpi::environment env(argc, argv, boost::mpi::threading::funneled);
  boost::mpi::communicator const world;
  bool const first = world.rank() == 0;
  int runs = 0, wrong = 0;
  outcome const reference = first ? wide({}) : outcome{};
  for (auto const& [lanes, play] : {std::pair{"wide", &wide_mpi}, {"narrow", &narrow_mpi}, {"scalar", &scalar_mpi}})
    for (int threads : {1, 2})
      for (bool overlap : {false, true})
        for (bool procedural : {false, true})
          for (travel how : {travel::gather, travel::targeted}) {
            if (play != &wide_mpi && how == (overlap ? travel::gather : travel::targeted)) continue;
            outcome const r = play({.threads = threads, .overlap = overlap, .procedural = procedural}, how);
            if (!first) continue;
            std::string told = compare(r, reference);
            std::uint64_t const neurons = std::accumulate(r.neurons.begin(), r.neurons.end(), std::uint64_t{0});
            int const working = int(std::count_if(r.neurons.begin(), r.neurons.end(), [](auto n) { return n > 0; }));
            if (r.ranks != world.size() || int(r.neurons.size()) != world.size()) told = "a run on " + std::to_string(r.ranks) + " ranks";
            else if (r.threads != threads) told = "a run of " + std::to_string(r.threads) + " threads";
            else if (neurons != reference.neurons[0]) told = std::to_string(neurons) + " neurons";
            else if (working < std::min(world.size(), 3)) told = "cells on " + std::to_string(working) + " ranks alone";
            else if (r.events != reference.events) told = std::to_string(r.events) + " events, expected " + std::to_string(reference.events);
            else if (world.size() > 1 && r.sent == 0) told = "no spike went to another rank";
            ++runs;
            wrong += told != "the same";
            std::printf("%d ranks x %d threads, %s, %s, %s, %s: %s\n", r.ranks, r.threads, overlap ? "overlap" : "lockstep",
                        procedural ? "procedural" : "materialised", how == travel::gather ? "gather" : "targeted", lanes, told.c_str());
          }
  if (first) std::printf("%d runs, %d differ\n", runs, wrong);
  return wrong > 0;
}
