// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun: every neuron fires in every epoch; each spike must reach each of its targets once, in its step, whatever the ranks.
// The cells add up weights that are sums of powers of two, so that a lost, doubled or misplaced event shows.
#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/one_to_one.hpp>
#include <pallium/exchange/boost_mpi.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include <boost/mpi/environment.hpp>

#include <cmath>
#include <cstdio>
#include <map>

using namespace pallium;
using namespace pallium::units;
using fire1 = point_cell<spiking::int_fire1>;

int main(int argc, char** argv) {
  constexpr duration dt{0.1};
  boost::mpi::environment env(argc, argv, boost::mpi::threading::funneled);
  boost::mpi::communicator const world;
  int wrong = 0, runs = 0;
  std::uint64_t all_events = 0;
  for (unsigned seed = 1; seed <= 4; ++seed)
    for (bool overlap : {false, true})
      for (bool procedural : {false, true}) {
        gid const n = 150 + 37 * seed;
        step const period = 5 + step(seed);  // the epoch, or two of them
        step const steps = 40 * period;
        network<cells<fire1, virtual_cell>> net;
        gid_range const firing = net.add(n, fire1({.tau = 1e300, .refrac = 0.1})), adding = net.add(n / 2, fire1({.tau = 1e300, .refrac = 1e9}));
        // each of `firing` fires at once and then in every period: its own spike comes back with a weight that makes it fire
        net.stimulate(firing, fire1::input(), {1.5}, stimulus::spike_train{0.1_ms});
        net.connect(connect::one_to_one(firing, firing, fire1::input(), {.weight = {1.5}, .delay = double(period) * dt}));
        double const unit = 0x1p-40;
        connect::fixed_probability const a(firing, adding, 0.3, fire1::input(),
                                           {.weight = {unit}, .delay = connect::gaussian(6_ms, 5_ms).clipped(double(period) * dt, 30_ms)}, {.seed = seed, .stream = 1});
        connect::fixed_outdegree const b(firing, adding, 5 * seed, fire1::input(), {.weight = {unit}, .delay = double(3 * period) * dt}, {.seed = seed, .stream = 2});
        if (procedural) {
          net.connect(a, storage::procedural{});
          net.connect(b, storage::procedural{});
        } else {
          net.connect(a);
          net.connect(b);
        }
        // what must arrive
        std::vector<step> fires;
        for (step s = 1; s <= steps; s += period) fires.push_back(s);
        std::vector<double> expected(std::size_t(adding.size()), 0.0);
        step const epoch = overlap ? period / 2 : std::min<step>(period, 10), opened = (steps + epoch - 1) / epoch * epoch;
        std::uint64_t events = n, at_end = 0;
        auto const arrive = [&](gid target, step delay) {
          for (step s : fires) {
            events += s + delay <= opened;
            if (s + delay > steps) continue;
            ++at_end;
            if (adding.contains(target)) expected[std::size_t(target - adding.first)] += unit;
          }
        };
        bulk<edge> edges;
        for (gid s = 0; s < n; ++s) {
          edges.clear();
          a.from(s, {0, a.blocks()}, dt, edges);
          b.from(s, {0, b.blocks()}, dt, edges);
          for (edge const& e : edges) arrive(e.target, step(e.delay));
          arrive(s, period);
        }
        auto const run = [&](auto exec) {
          simulation sim(net, std::move(exec));
          std::vector<probe> probes;
          for (gid g = adding.first; g < adding.last; ++g) probes.push_back({g, 0, "m"});
          struct last_row {
            std::vector<probe> const& all;
            std::vector<double> values{};
            std::span<probe const> probes() const { return all; }
            duration every() const { return dt; }
            void sample(duration, std::span<double const> v) { values.assign(v.begin(), v.end()); }
          } row{probes};
          sim.attach(row);
          sim.run(double(steps) * dt, dt);
          std::uint64_t local[2] = {sim.facts().events, sim.facts().spikes}, sum[2];
          MPI_Allreduce(local, sum, 2, MPI_UINT64_T, MPI_SUM, world);
          bool good = sim.facts().epoch == epoch && sum[0] == events && sum[1] == n * fires.size() && at_end > 1000;
          for (std::size_t k = 0; k < expected.size(); ++k)
            good = good && (!sim.here(adding.first + k) || row.values[k] == expected[k]);
          if (!good)
            std::printf("rank %d: seed %u, %s: %llu events of %llu, %llu spikes of %llu\n", world.rank(), seed, overlap ? "overlap" : "lockstep",
                        (unsigned long long)sum[0], (unsigned long long)events, (unsigned long long)sum[1], (unsigned long long)(n * fires.size()));
          wrong += !good;
          ++runs;
          all_events += sum[0];
        };
        exchange::boost_mpi const comm(world, {seed % 2 ? exchange::boost_mpi::way::targeted : exchange::boost_mpi::way::automatic});
        threads::openmp const team(1 + int(seed) % 2);
        if (overlap) run(exec::policy<simd::widest, double, exchange::boost_mpi, schedule::overlap, threads::openmp, 1>{comm, team});
        else run(exec::policy<simd::widest, double, exchange::boost_mpi, schedule::lockstep, threads::openmp, 1>{comm, team});
      }
  int sum = 0;
  MPI_Allreduce(&wrong, &sum, 1, MPI_INT, MPI_SUM, world);
  if (world.rank() == 0) std::printf("%d runs, %llu events, %d wrong\n", runs, (unsigned long long)all_events, sum);
  return sum > 0;
}
