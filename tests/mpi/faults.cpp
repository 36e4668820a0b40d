// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun: `ranks_faults KIND`. A rank throws in the middle of a run, or describes another network; all must throw, with the
// reason, and soon.
#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/exchange/boost_mpi.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <boost/mpi/environment.hpp>

#include <cstdio>
#include <string>

using namespace pallium;
using namespace pallium::units;
using fire1 = point_cell<spiking::int_fire1>;

namespace {

struct recorder_that_fails {
  bool now;
  double seen = 0;
  void spikes(std::span<spike const>, duration) {
    if (now && ++seen > 4) throw std::runtime_error("the disk is full");
  }
};

}  // namespace

int main(int argc, char** argv) {
  boost::mpi::environment env(argc, argv, boost::mpi::threading::funneled);
  boost::mpi::communicator const world;
  std::string const kind = argc > 1 ? argv[1] : "";
  bool told = true;
  for (bool overlap : {false, true})
    for (auto how : {exchange::boost_mpi::way::gather, exchange::boost_mpi::way::targeted}) {
      bool const odd = world.rank() == 1;
      network<cells<fire1>> net;
      auto const all = net.add(odd && kind == "size" ? 301 : 300, fire1({.tau = 20, .refrac = 1}));
      gid_range const some{0, 300};
      net.stimulate(all, fire1::input(), {0.5}, stimulus::poisson{.rate = 200_Hz, .seed = 3});
      net.connect(connect::fixed_probability(some, some, 0.1, fire1::input(), {.weight = {odd && kind == "weight" ? 0.03 : 0.02}, .delay = 1_ms},
                                             {.seed = odd && kind == "seed" ? 8u : 7u}));
      if (kind == "site") {  // found by the rank that has cell 150
        std::vector<connect::table::row> const rows{{0, 150, 5, {0.1}, 1_ms}};
        net.connect(connect::table(rows));
      }
      recorder_that_fails recorder{odd && kind == "throw"};
      std::string what;
      double at = 0;
      auto const run = [&](auto exec) {
        simulation sim(net, std::move(exec));
        sim.attach(recorder);
        try {
          sim.run(1e6_ms, {odd && kind == "step" ? 0.05 : 0.1});
        } catch (std::exception const& e) {
          at = MPI_Wtime();
          what = e.what();
        }
      };
      exchange::boost_mpi const comm(world, {how});
      if (overlap) run(exec::policy<simd::widest, double, exchange::boost_mpi, schedule::overlap, threads::serial, 1>{comm, {}});
      else run(exec::policy<simd::widest, double, exchange::boost_mpi, schedule::lockstep, threads::serial, 1>{comm, {}});
      std::string const expected = kind == "throw" ? "the disk is full" : kind == "site" ? "projection 1: found site 5 on cell 150" : "rank 1: found another network, seed or step";
      bool mine = what.find(expected) != std::string::npos;
      if (kind == "throw" && !odd) mine = mine && what.starts_with("rank 1: ");
      double first = at, last = at;
      MPI_Allreduce(&at, &first, 1, MPI_DOUBLE, MPI_MIN, world);
      MPI_Allreduce(&at, &last, 1, MPI_DOUBLE, MPI_MAX, world);
      if (!mine || last - first > 1) {
        std::printf("rank %d, %s, %s: \"%s\", %.3f s between the first and the last\n", world.rank(), overlap ? "overlap" : "lockstep",
                    how == exchange::boost_mpi::way::gather ? "gather" : "targeted", what.c_str(), last - first);
        told = false;
      }
    }
  int const mine = told;
  int sum = 0;
  MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, world);
  if (world.rank() == 0) std::printf("%d of %d ranks were told\n", sum, world.size());
  return sum != world.size();
}
