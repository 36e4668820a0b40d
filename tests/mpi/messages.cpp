// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun on 2 ranks: who is sent what, how often, in how many bytes; and who computes what.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/one_to_one.hpp>
#include <pallium/exchange/boost_mpi.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <boost/mpi/environment.hpp>

#include <cstdio>

using namespace pallium;
using namespace pallium::units;
using fire1 = point_cell<spiking::int_fire1>;
using passive = cell<channels<channel::leak>>;
using travel = exchange::boost_mpi;

namespace {

int wrong = 0;
void check(bool good, char const* what, double found) {
  if (good) return;
  std::printf("wrong: %s, found %g\n", what, found);
  ++wrong;
}
template <class Schedule> using how = exec::policy<simd::widest, double, travel, Schedule, threads::serial, 1>;

/// Two populations, each alone on a rank, that reach each other only after `far`; what this rank has sent in 200 ms.
template <class Schedule> exchange_facts send(duration far, travel::way way, bool both_ways, std::uint64_t& fired) {
  network<cells<fire1>> net;
  auto const a = net.add(500, fire1({.tau = 20, .refrac = 1})), b = net.add(500, fire1({.tau = 20, .refrac = 1}));
  net.stimulate({0, 1000}, fire1::input(), {1.5}, stimulus::poisson{.rate = 20_Hz, .seed = 3});
  for (auto const& p : {a, b}) net.connect(connect::fixed_probability(p, p, 0.05, fire1::input(), {.weight = {0.01}, .delay = 1_ms}, {.seed = 1}));
  net.connect(connect::one_to_one({a.first, a.first + 250}, {b.first, b.first + 250}, fire1::input(), {.weight = {0.2}, .delay = far}));
  if (both_ways) net.connect(connect::one_to_one(b, a, fire1::input(), {.weight = {0.2}, .delay = far}));
  travel const comm(boost::mpi::communicator(), {way});
  simulation sim(net, how<Schedule>{comm, {}});
  sim.run(200_ms, 0.1_ms);
  check(sim.here(a.first) == (comm.rank() == 0) && sim.here(b.last - 1) == (comm.rank() == 1), "a population on each rank", comm.rank());
  fired = sim.facts().spikes;
  return comm.facts();
}

}  // namespace

int main(int argc, char** argv) {
  boost::mpi::environment env(argc, argv, boost::mpi::threading::funneled);
  int const rank = boost::mpi::communicator().rank();
  std::uint64_t fired = 0;

  auto f = send<schedule::lockstep>(20_ms, travel::way::gather, true, fired);  // an epoch is 1 ms
  check(f.messages == 200 || f.messages == 201, "a message an epoch, gathered", double(f.messages));
  check(f.spikes == fired && fired > 500, "every spike to the other rank, gathered", double(f.spikes));
  check(double(f.bytes) <= 5.0 * double(f.spikes) && f.bytes > 0, "at most five bytes a spike", double(f.bytes) / double(f.spikes));

  f = send<schedule::lockstep>(20_ms, travel::way::targeted, true, fired);
  check(f.messages == 10, "a message for every 20 ms that the other rank can wait", double(f.messages));
  check(rank == 0 ? f.spikes < fired && f.spikes > fired / 4 : f.spikes <= fired && f.spikes > fired * 9 / 10, "the spikes of cells that have targets there", double(f.spikes));
  check(double(f.bytes) <= 5.0 * double(f.spikes), "at most five bytes a spike", double(f.bytes) / double(f.spikes));

  f = send<schedule::overlap>(20_ms, travel::way::targeted, true, fired);  // an epoch is 0.5 ms, a message one of them less than 20 ms
  check(f.messages == 10, "a message for every 19.5 ms", double(f.messages));

  f = send<schedule::lockstep>(20_ms, travel::way::targeted, false, fired);
  check(f.messages == (rank == 0 ? 10u : 0u), "none from a rank without targets elsewhere", double(f.messages));

  {  // one exchange, two simulations after each other
    travel const comm(boost::mpi::communicator(), {travel::way::targeted});
    std::vector<std::uint64_t> done;
    for (int k = 0; k < 2; ++k) {
      network<cells<fire1>> net;
      auto const a = net.add(1000, fire1({.tau = 20, .refrac = 1}));
      net.stimulate(a, fire1::input(), {1.5}, stimulus::poisson{.rate = 20_Hz, .seed = 3});
      net.connect(connect::fixed_probability(a, a, 0.05, fire1::input(), {.weight = {0.01}, .delay = 1.5_ms}, {.seed = 1}));
      simulation sim(net, how<schedule::lockstep>{comm, {}});
      sim.run(50.3_ms, 0.1_ms);  // not to the end of an epoch
      done.push_back(sim.facts().spikes * 1000000 + sim.facts().events);
    }
    check(done[0] == done[1], "the same twice", double(done[1]) - double(done[0]));
  }
  {  // shares by measured cost: four times as many compartments are not four times as dear, but dearer
    network<cells<passive>> net;
    auto const heavy = passive(morph::ball_and_stick({.dendrite = 4000_um}), discretize::max_length{10});
    auto const light = passive(morph::ball_and_stick({.dendrite = 400_um}), discretize::max_length{10});
    auto const h = net.add(4000, heavy), l = net.add(4000, light);
    travel const comm;
    simulation sim(net, how<schedule::lockstep>{comm, {}});
    sim.prepare(0.1_ms);
    auto const neurons = comm.each(sim.facts().neurons);
    check(neurons[0] + neurons[1] == 8000, "every cell once", double(neurons[0] + neurons[1]));
    check(neurons[0] > 1800 && neurons[0] < 3000, "cells of rank 0, who has dear ones alone", double(neurons[0]));
    check(sim.here(h.first) == (rank == 0) && sim.here(l.last - 1) == (rank == 1), "ranges of gids", rank);
  }
  int sum = 0;
  MPI_Allreduce(&wrong, &sum, 1, MPI_INT, MPI_SUM, boost::mpi::communicator());
  if (rank == 0) std::printf("%d wrong\n", sum);
  return sum > 0;
}
