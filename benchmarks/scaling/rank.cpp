// SPDX-License-Identifier: BSD-3-Clause
// One rank of many (exchange::dry_run) of a network wired as the mouse cortex of the statistical connectome is: 86 areas, each
// projecting to all, so that a rank hears every excitatory spike. What a spike heard costs a thread, by the number of ranks.
//   bench_rank [--neurons N] [--ranks R,R...] [--synapses S] [--rate HZ] [--ms T] [--stored]
// Cells are point neurons that fire from outside, at the rate given: nothing but spikes and events costs time. One thread, processor time.
#include <pallium/cell/point_cell.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/exchange/dry_run.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace pallium;
using namespace pallium::units;

namespace {

using fire1 = point_cell<spiking::int_fire1>;
constexpr duration dt{0.1};
constexpr gid areas = 86;
constexpr double excitatory = 0.8, own_area = 0.18;

/// Processor time of this process [s]: other work on the machine does not count.
double processor() { return double(std::clock()) / CLOCKS_PER_SEC; }

/// The time that the other ranks' spikes take to make up is not this rank's.
struct timed : exchange::dry_run {
  using exchange::dry_run::dry_run;
  std::span<spike const> collect(step epoch) {
    double const begin = processor();
    auto const all = exchange::dry_run::collect(epoch);
    *spent += processor() - begin;
    return all;
  }
  double* spent = nullptr;
};

double resident() {  // [bytes]
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return 1024 * std::strtod(line.c_str() + 6, nullptr);
  return 0;
}

struct options {
  double neurons = 9e6, synapses = 2900, rate = 5, ms = 20;
  std::vector<int> ranks{100, 1000, 10000};
  bool stored = false;
};

void measure(options const& o, int ranks) {
  network<cells<fire1>> net;
  auto const model = net.model(fire1({.tau = 20, .refrac = 0.1}));
  auto const n = static_cast<gid>(o.neurons);
  struct area {
    gid_range e, i, all;
  };
  std::vector<area> all;
  for (gid a = 0; a < areas; ++a) {
    gid const here = n * (a + 1) / areas - n * a / areas;
    gid_range const e = net.add(static_cast<gid>(excitatory * double(here)), model), i = net.add(here - e.size(), model);
    all.push_back({e, i, {e.first, i.last}});
  }
  connect::link const link{.weight = {1e-9}, .delay = 1_ms};
  std::uint32_t stream = 0;
  auto const project = [&](gid_range from, gid_range to, double each) {  // so many synapses onto each target
    connect::fixed_probability const rule(from, to, each / double(from.size()), fire1::input(), link, {.seed = 1, .stream = ++stream});
    if (o.stored) net.connect(rule);
    else net.connect(rule, storage::procedural{});
  };
  double const from_e = 0.85 * o.synapses, from_i = 0.15 * o.synapses;
  for (std::size_t t = 0; t < areas; ++t) {
    for (std::size_t s = 0; s < areas; ++s) project(all[s].e, all[t].all, from_e * (s == t ? own_area : (1 - own_area) / (areas - 1)));
    project(all[t].i, all[t].all, from_i);
  }
  net.stimulate({0, n}, fire1::input(), {1.5}, stimulus::poisson{.rate = o.rate * 1_Hz, .seed = 2});
  double spent = 0;
  double begin = processor();
  timed comm({ranks / 3, ranks});
  comm.spent = &spent;
  simulation sim(net, exec::policy<simd::widest, float, timed, schedule::lockstep, threads::serial, 1>{comm, {}});
  sim.prepare(dt);
  double const setup = processor() - begin;
  sim.run({5}, dt);
  auto const before = sim.facts();
  auto const got = comm.received();
  spent = 0;
  begin = processor();
  sim.run({o.ms}, dt);
  double const took = processor() - begin - spent;
  auto const f = sim.facts();
  double const heard = double(comm.received().spikes - got.spikes), events = double(f.events - before.events), epochs = double(f.steps - before.steps) / double(f.epoch);
  if (heard == 0 || events == 0) throw error(std::to_string(ranks) + " ranks: none of its " + std::to_string(f.neurons) + " neurons fired in " + std::to_string(o.ms) + " ms; ask for more with --ms");
  std::printf("| %d | %llu | %s | %.2f | %.0f | %.0f | %.0f | %.2f | %.1f | %.1f | %.2f |\n", ranks, static_cast<unsigned long long>(f.neurons),
              o.stored ? "stored" : "drawn", setup, heard / epochs, events / epochs, double(comm.received().messages - got.messages) / epochs,
              double(comm.received().bytes - got.bytes) / heard, took / heard * 1e9, took / events * 1e9, resident() / 1e9);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  options o;
  for (int k = 1; k < argc; ++k) {
    std::string const name = argv[k], value = k + 1 < argc ? argv[k + 1] : "";
    if (name == "--stored") {
      o.stored = true;
      continue;
    }
    ++k;
    if (name == "--neurons") o.neurons = std::strtod(value.c_str(), nullptr);
    else if (name == "--synapses") o.synapses = std::strtod(value.c_str(), nullptr);
    else if (name == "--rate") o.rate = std::strtod(value.c_str(), nullptr);
    else if (name == "--ms") o.ms = std::strtod(value.c_str(), nullptr);
    else if (name == "--ranks") {
      o.ranks.clear();
      for (char const* at = value.c_str(); *at;) {
        char* end = nullptr;
        o.ranks.push_back(static_cast<int>(std::strtol(at, &end, 10)));
        at = end + (*end == ',');
        if (end == value.c_str()) break;
      }
    } else {
      return std::fprintf(stderr, "bench_rank: unknown option '%s'\n", name.c_str()), 2;
    }
  }
  try {
    std::printf("%g neurons, %g synapses each, %g Hz, 86 areas, dt 0.1 ms, epoch 1 ms, one thread\n\n", o.neurons, o.synapses, o.rate);
    std::printf("| ranks | neurons here | synapses | set-up [s] | spikes heard, an epoch | events, an epoch | messages got, an epoch | bytes a spike | ns a spike heard | ns an event | resident [GB] |\n"
                "|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int r : o.ranks) measure(o, r);
  } catch (std::exception const& e) {
    return std::fprintf(stderr, "bench_rank: %s\n", e.what()), 1;
  }
}
