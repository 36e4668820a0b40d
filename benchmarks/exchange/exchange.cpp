// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun: what an epoch's exchange of spikes takes, nothing being computed in between. Rank 0 prints a table in Markdown.
//   mpirun -n R bench_exchange [seconds of each measurement] [cells of a rank]      default: 0.5, 100,000
// Times are medians of 31 repetitions and, in brackets, the least: on a machine with other work that is nearer to what MPI takes.
// Every cell has targets on every rank, so `targeted` sends as many spikes as `gather`: the worst case for both.
#include <pallium/core/rng.hpp>
#include <pallium/exchange/boost_mpi.hpp>

#include <boost/mpi/environment.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

using namespace pallium;

namespace {

constexpr step steps = 10;  // of an epoch
constexpr int repetitions = 31;

/// So many spikes of the cells of a rank in an epoch, ordered by (at, source), each cell at most once in a step.
std::vector<spike> draw(gid_range own, std::uint64_t n, std::uint64_t key) {
  std::vector<spike> all;
  for (std::uint64_t k = 0; k < n; ++k) {
    auto const w = rng::draw(1, 1, key, k);
    all.push_back({own.first + (std::uint64_t{w[0]} << 32 | w[1]) % own.size(), 1 + step(k % steps)});
  }
  std::sort(all.begin(), all.end(), [](spike const& a, spike const& b) { return a.at != b.at ? a.at < b.at : a.source < b.source; });
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

struct result {
  double us = 0, least = 0, bytes = 0;
};

result measure(boost::mpi::communicator const& world, exchange::boost_mpi::way how, int in_flight, gid cells, std::uint64_t n, double seconds) {
  exchange::boost_mpi comm(world, {how});
  int const ranks = comm.size();
  rank_map map;
  map.border.resize(std::size_t(ranks) + 1);
  for (std::size_t r = 0; r < map.border.size(); ++r) map.border[r] = r * cells;
  std::vector<std::uint32_t> everybody(std::size_t(ranks) - 1);
  std::iota(everybody.begin(), everybody.end(), 0u);
  exchange_plan plan{&map, steps, in_flight, 0, {}, [&](gid) { return std::span<std::uint32_t const>(everybody); }, {}, {}};
  for (int r = 0; r < ranks; ++r)
    if (r != comm.rank()) plan.to.push_back({r, 1 + in_flight});
  comm.begin(plan);
  std::vector<std::vector<spike>> sets;
  for (std::uint64_t k = 0; k < 8; ++k) sets.push_back(draw(map.range(comm.rank()), n, std::uint64_t(comm.rank()) * 8 + k));
  std::vector<spike> mine;
  step epoch = 0;
  auto const some = [&](step count) {
    world.barrier();
    auto const begin = std::chrono::steady_clock::now();
    for (step const end = epoch + count; epoch < end; ++epoch) {
      auto const got = comm.collect(epoch);
      if (epoch > in_flight && got.size() < sets[0].size() / 2) std::abort();  // nothing came
      mine = sets[std::size_t(epoch % 8)];
      for (spike& s : mine) s.at += epoch * steps;
      comm.post(epoch, mine);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  some(16);
  std::vector<double> times(1, comm.min(-some(16)) / -16);  // the slowest rank's
  step const count = std::clamp<step>(step(seconds / repetitions / std::max(times[0], 1e-7)), 4, 200000);
  times.clear();
  for (int k = 0; k < repetitions; ++k) times.push_back(comm.min(-some(count)) / -double(count));
  std::sort(times.begin(), times.end());
  auto const f = comm.facts();
  return {times[repetitions / 2] * 1e6, times[0] * 1e6, f.spikes > 0 ? double(f.bytes) / double(f.spikes) : 0};
}

}  // namespace

int main(int argc, char** argv) {
  boost::mpi::environment const env(argc, argv, boost::mpi::threading::funneled);
  boost::mpi::communicator const world;
  double const seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 0.5;
  gid const cells = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100000;
  if (world.size() < 2 || !(seconds > 0) || cells < 1) {
    if (world.rank() == 0) std::fprintf(stderr, "bench_exchange: at least two ranks, seconds > 0, cells > 0\n");
    return 2;
  }
  constexpr std::uint64_t counts[]{0, 10, 1000, 100000};
  if (world.rank() == 0) {
    std::printf("| ranks | way, schedule |");
    for (auto n : counts) std::printf(" %llu spikes [us] |", static_cast<unsigned long long>(n));
    std::printf(" bytes a spike, at 10, 1000, 100000 | million spikes received/s and rank |\n|---|---|---|---|---|---|---|---|\n");
  }
  for (auto how : {exchange::boost_mpi::way::gather, exchange::boost_mpi::way::targeted})
    for (int in_flight : {0, 1}) {
      std::vector<result> all;
      for (auto n : counts) all.push_back(measure(world, how, in_flight, cells, n, seconds));
      if (world.rank() != 0) continue;
      std::printf("| %d | %s, %s |", world.size(), how == exchange::boost_mpi::way::gather ? "gather" : "targeted", in_flight ? "overlap" : "lockstep");
      for (auto const& r : all) std::printf(" %.*f (%.*f) |", r.us < 100, r.us, r.least < 100, r.least);
      std::printf(" %.2f, %.2f, %.2f | %.1f |\n", all[1].bytes, all[2].bytes, all[3].bytes, 100000.0 * (world.size() - 1) / all[3].least);
      std::fflush(stdout);
    }
}
