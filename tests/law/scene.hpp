// SPDX-License-Identifier: BSD-3-Clause
// One network with every mechanism in it, and what it does, whoever computes it.
#pragma once
#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#include <pallium/record/state.hpp>
#include <pallium/sim/facts.hpp>

#include <cstdint>
#include <string>
#include <vector>
#ifdef PALLIUM_LAW_MPI
#include <pallium/exchange/boost_mpi.hpp>
#endif

namespace test {

using namespace pallium;

/// How the network is computed.
struct way {
  int threads = 1;
  bool overlap = false, procedural = false;
  std::vector<double> runs{15.0, 10.0};  ///< [ms]
  state_source* from = nullptr;          ///< where it begins, if not at t = 0
  state_sink* to = nullptr;              ///< gets the state at the end
};

/// What came out: spikes by (at, source), and a trace of some places of every cell, [sample][probe]; all of it on rank 0.
struct outcome {
  std::vector<spike> spikes;
  std::vector<double> trace;
  int ranks = 0, threads = 0;              ///< as the run says itself
  std::vector<std::uint64_t> neurons{};    ///< of each rank
  std::vector<std::uint64_t> synapses{};
  std::uint64_t sent = 0, events = 0;      ///< spikes to other ranks, events, of all ranks
  step epoch = 0;
  friend bool operator==(outcome const& a, outcome const& b) { return a.spikes == b.spikes && a.trace == b.trace; }
};

/// "the same", or the first difference.
std::string compare(outcome const& got, outcome const& expected);

/// One process, by groups of several registers, of one, and of one scalar.
outcome wide(way const&);
outcome narrow(way const&);
outcome scalar(way const&);
#ifdef PALLIUM_LAW_MPI
/// The same on all processes of MPI.
outcome wide_mpi(way const&, exchange::boost_mpi::way);
outcome narrow_mpi(way const&, exchange::boost_mpi::way);
outcome scalar_mpi(way const&, exchange::boost_mpi::way);
#endif

}  // namespace test
