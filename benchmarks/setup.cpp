// SPDX-License-Identifier: BSD-3-Clause
// Set-up of a large network with procedural synapses: seconds, bytes of a neuron by part, and what some epochs then take.
//   bench_setup [--neurons N] [--threads T] [--epochs E] [--sites 64|all]     default: 1,000,000, 2, 5, both in turn
// Each case runs in a process of its own, so that the peak of resident memory is its own.
#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/synapse/exp2.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace pallium;
using namespace pallium::units;

namespace {

using neuron = cell<channels<channel::leak, channel::nats, channel::nap, channel::k_p, channel::k_t, channel::kv3_1, channel::im, channel::ih,
                             channel::sk, channel::ca_hva, channel::ca_lva>,
                    synapses<synapse::exp2>, pools<pool::calcium_shell>>;
constexpr int dendritic = 199;
constexpr duration dt{0.1};
constexpr std::uint64_t per_neuron = 2900;

/// So many of the dendrite's compartments, evenly.
struct every_nth {
  int sites;
  bool contains(compartment_info const& c) const noexcept {
    if (c.kind != branch::dendrite) return false;
    int const k = static_cast<int>(c.x() * dendritic);
    return (k + 1) * sites / dendritic > k * sites / dendritic;
  }
};

/// 200 compartments: the channels of a perisomatic model (Allen 472363762) at the soma, leak everywhere.
neuron describe(bool everywhere_too) {
  neuron c(morph::ball_and_stick({.soma = 20_um, .dendrite = length{20.0 * dendritic}, .diameter = 1_um}), discretize::max_length{20.001});
  c.paint<channel::leak>(everywhere, {.g = 5e-5, .e = -85});
  c.paint<channel::nats>(soma, {.gbar = 0.98});
  c.paint<channel::nap>(soma, {.gbar = 2.1e-4});
  c.paint<channel::k_p>(soma, {.gbar = 0.052});
  c.paint<channel::k_t>(soma, {.gbar = 7.3e-4});
  c.paint<channel::kv3_1>(soma, {.gbar = 0.057});
  c.paint<channel::im>(soma, {.gbar = 1.2e-3});
  c.paint<channel::ih>(soma, {.gbar = 4.1e-5});
  c.paint<channel::sk>(soma, {.gbar = 1.9e-4});
  c.paint<channel::ca_hva>(soma, {.gbar = 5.4e-4});
  c.paint<channel::ca_lva>(soma, {.gbar = 7.0e-3});
  c.paint<pool::calcium_shell>(soma, {.gamma = 1.25e-3, .decay = 718});
  c.initial_voltage({-85});
  for (double e : {0.0, -70.0}) {
    typename synapse::exp2::params<double> const p{.tau1 = e == 0 ? 1.0 : 2.7, .tau2 = e == 0 ? 3.0 : 15.0, .e = e};
    if (everywhere_too) c.place<synapse::exp2>(everywhere, p);
    else c.place<synapse::exp2>(every_nth{64}, p);
  }
  return c;
}

/// Processor time of all threads [s]: other work on the machine does not count.
double processor() { return double(std::clock()) / CLOCKS_PER_SEC; }

double resident(char const* what) {  // [bytes]
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(what)) return 1024 * std::strtod(line.c_str() + std::string_view(what).size(), nullptr);
  return 0;
}

void measure(gid n, int threads, int epochs, bool every_compartment) {
  using clock = std::chrono::steady_clock;
  auto const since = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  auto begin = clock::now();
  network<cells<neuron, virtual_cell>> net;
  neuron const c = describe(every_compartment);
  auto const model = net.model(c);
  gid_range const e = net.add(n * 4 / 5, model), i = net.add(n - e.size(), model), all{0, n};
  // Cells as silent as these fire little in some epochs: so many spikes as 5 Hz in all of them make come from outside.
  gid_range const outside = net.add(std::max<gid>(1, n / 200), virtual_cell(stimulus::poisson{.rate = 1000_Hz, .seed = 2}));
  double const p = double(per_neuron) / double(n);
  net.connect(connect::fixed_probability(e, all, p, receptor{0}, {.weight = conductance{1e-6}, .delay = 1_ms}, {.seed = 1, .stream = 1}), storage::procedural{});
  net.connect(connect::fixed_outdegree(i, all, per_neuron, receptor{1}, {.weight = conductance{1e-6}, .delay = 1_ms}, {.seed = 1, .stream = 2}), storage::procedural{});
  net.connect(connect::fixed_outdegree(outside, all, per_neuron, receptor{0}, {.weight = conductance{1e-6}, .delay = 1_ms}, {.seed = 1, .stream = 3}), storage::procedural{});
  simulation sim(net, exec::native<float, threads::openmp>{{}, threads::openmp(threads)});
  sim.prepare(dt);
  double const setup = since(begin), setup_cpu = processor() / threads, after_setup = resident("VmRSS:");
  memory_facts const m = sim.facts().memory;
  begin = clock::now();
  double const cpu = processor();
  sim.run(double(sim.facts().epoch * epochs) * dt, dt);
  double const ran = since(begin), ran_cpu = (processor() - cpu) / threads;
  auto const f = sim.facts();
  double const cells = double(n);
  auto const per = [&](std::size_t bytes) { return double(bytes) / cells; };
  std::size_t const sum = m.voltages + m.channels + m.pools + m.synapses + m.bookkeeping + m.scratch + m.models + m.connections + m.calendar;
  std::printf("\n%llu neurons of %zu compartments, %llu procedural synapses each, 2 classes %s; float, %d threads\n", static_cast<unsigned long long>(n),
              c.size(), static_cast<unsigned long long>(per_neuron), every_compartment ? "on every compartment" : "at 64 sites", threads);
  std::printf("| set-up [s] | of a processor | v | channels | pools | synapse classes | bookkeeping | scratch, models | connections | calendar | bytes per neuron | per synapse |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  std::printf("| %.2f | %.2f | %.0f | %.0f | %.1f | %.0f | %.1f | %.2f | %.3f | %.2f | %.0f | %g |\n", setup, setup_cpu, per(m.voltages), per(m.channels), per(m.pools),
              per(m.synapses), per(m.bookkeeping), per(m.scratch + m.models), per(m.connections), per(m.calendar), per(sum),
              f.synapses == 0 ? 0.0 : double(f.synapse_bytes) / double(f.synapses));
  double const steps = double(f.steps), events = double(f.events);
  std::printf("resident: %.2f GB after set-up (%.0f bytes per neuron), peak %.2f GB after %d epochs of %lld steps\n", after_setup / 1e9, after_setup / cells,
              resident("VmHWM:") / 1e9, epochs, static_cast<long long>(f.epoch));
  std::printf("ran %.2f s (each thread %.2f s of a processor): %.2f ns per compartment and step, %.3g events\n", ran, ran_cpu, ran_cpu * 1e9 / (cells * double(c.size()) * steps), events);
}

}  // namespace

int main(int argc, char** argv) {
  double neurons = 1e6;
  int threads = 2, epochs = 5;
  bool some = true, every = true;
  for (int k = 1; k + 1 < argc; k += 2) {
    std::string const name = argv[k], value = argv[k + 1];
    if (name == "--neurons") neurons = std::strtod(value.c_str(), nullptr);
    else if (name == "--threads") threads = std::atoi(value.c_str());
    else if (name == "--epochs") epochs = std::atoi(value.c_str());
    else if (name == "--sites") some = value != "all", every = value == "all";
    else return std::fprintf(stderr, "bench_setup: unknown option '%s'\n", name.c_str()), 2;
  }
  if (!(neurons >= 200 && neurons <= 1e9) || threads < 1 || epochs < 1 || argc % 2 == 0)
    return std::fprintf(stderr, "bench_setup [--neurons N] [--threads T] [--epochs E] [--sites 64|all]\n"), 2;
  for (bool all : {false, true}) {
    if (all ? !every : !some) continue;
    std::fflush(stdout);
    pid_t const child = fork();  // before there are threads
    if (child < 0) return std::perror("bench_setup"), 1;
    if (child == 0) {
      try {
        measure(static_cast<gid>(neurons), threads, epochs, all);
      } catch (std::exception const& e) {
        std::fprintf(stderr, "bench_setup: %s\n", e.what());
        std::exit(1);
      }
      std::exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) return 1;
  }
}
