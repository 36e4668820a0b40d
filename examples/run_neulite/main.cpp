// SPDX-License-Identifier: BSD-3-Clause
// A network of Neulite, from its own files, with its own numerics: spikes and somatic voltages.
#include "output.hpp"
#include "run.hpp"

#include <pallium/io/neulite_write.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <new>
#include <numeric>
#include <optional>
#include <unistd.h>

using namespace pallium;
using namespace run_neulite;

namespace {

struct options {
  std::string populations, connections, config, out = "neulite_out", real = "double", export_to;
  std::optional<double> amp, delay, duration, tstop, dt;
  std::vector<std::uint32_t> traced;
  int threads = 1;
  bool lose_spikes = false, no_v = false, overwrite = false;
};

io::neulite::config settings(options const& o) {
  io::neulite::config c;
  if (!o.config.empty()) c = io::neulite::read_config(o.config);
  for (auto [from, to] : {std::pair{&o.amp, &c.i_amp}, {&o.delay, &c.i_delay}, {&o.duration, &c.i_duration}, {&o.tstop, &c.tstop}, {&o.dt, &c.dt}})
    if (*from) *to = **from;
  c.check("options");
  return c;
}

/// Refuses what cannot be held: rows of v for all compartments, synapses, a word for each neuron.
void check_size(io::neulite::circuit const& c, options const& o) {
  double const real = o.real == "float" ? 4 : 8;
  double compartments = 0;
  for (auto const& p : c.populations) compartments += double(p.cells) * double(c.types[p.type].points.size());
  double const need = real * compartments + 64 * double(c.size()) + 120 * double(c.connections.size());
  double const have = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE));
  if (need > have)
    throw input_error(o.populations, fmt::format("{} neurons of {:.3g} compartments in all, {:.1f} GiB", c.size(), compartments, need / 0x1p30),
                      fmt::format("at most what this machine holds, {:.1f} GiB", have / 0x1p30));
}

int run(options o) {
  io::neulite::config const how = settings(o);
  io::neulite::circuit c = io::neulite::read_circuit(o.populations, o.connections);
  if (!o.export_to.empty()) {
    io::neulite::write_circuit(o.export_to, c, how);
    fmt::print("exported: {} neurons, {} connections to {}\n", c.size(), c.connections.size(), o.export_to);
    return 0;
  }
  check_size(c, o);
  request r{.how = how, .lose_spikes = o.lose_spikes, .threads = o.threads, .traced = {}, .done = {}};
  for (std::uint32_t n : o.traced)
    if (n >= c.size()) throw input_error("--v", std::to_string(n), fmt::format("neurons below {}", c.size()));
  if (!o.no_v) {
    r.traced = o.traced;
    if (r.traced.empty()) {
      r.traced.resize(std::size_t(c.size()));
      std::iota(r.traced.begin(), r.traced.end(), 0u);
    }
  }
  output out(o.out, o.overwrite, c, how, r.traced);
  fmt::print("neurons: {}\nconnections: {}\n", c.size(), c.connections.size());
  std::fflush(stdout);

  bool const terminal = isatty(fileno(stderr));
  auto const begin = std::chrono::steady_clock::now();
  auto told = begin;
  r.done = [&](std::int64_t ms, std::span<std::uint32_t const> spikes, std::span<double const> v) {
    out.millisecond(ms, spikes, v);
    auto const now = std::chrono::steady_clock::now();
    if (now - told < std::chrono::milliseconds(terminal ? 200 : 5000)) return;
    told = now;
    double const spent = std::chrono::duration<double>(now - begin).count();
    fmt::print(stderr, "{}{} of {} ms, {:.1f} s left{}", terminal ? "\r" : "", ms + 1, how.milliseconds(),
               spent * double(how.milliseconds() - ms - 1) / double(ms + 1), terminal ? "   " : "\n");
  };
  outcome const done = o.real == "float" ? run_neulite::run<float>(std::move(c), r) : run_neulite::run<double>(std::move(c), r);
  if (terminal && told != begin) fmt::print(stderr, "\n");
  out.finish();
  double const work = double(done.compartments) * double(done.steps);
  fmt::print("compartments: {}\nsynaptic states: {}\nsteps: {}\nspikes: {}\nwall time: {:.3f} s ({:.3f} ns per compartment and step, {}, {} thread{})\n",
             done.compartments, done.synaptic_states, done.steps, out.spikes(), done.seconds, work > 0 ? 1e9 * done.seconds / work : 0.0, o.real,
             o.threads, o.threads == 1 ? "" : "s");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  options o;
  CLI::App app{"A network of Neulite, from its own files, with its own numerics", "run_neulite"};
  app.add_option("population", o.populations, "population.csv")->required();
  app.add_option("connection", o.connections, "connection.csv, of two exponentials (9 fields) or of one (8)")->required();
  app.add_option("--config", o.config, "config.h: TSTOP, DT, SPIKE_THRESHOLD, I_AMP, I_DELAY, I_DURATION; options override it");
  app.add_option("--i-amp", o.amp, "current into every soma [nA]");
  app.add_option("--i-delay", o.delay, "its start [ms]");
  app.add_option("--i-duration", o.duration, "how long it lasts [ms]");
  app.add_option("--tstop", o.tstop, "end of the run [ms]");
  app.add_option("--dt", o.dt, "step [ms]");
  app.add_flag("--lose-spikes", o.lose_spikes, "a spike still under way in a synapse is lost when the next sets out, as in Neulite");
  app.add_option("--out", o.out, "folder of the results")->capture_default_str();
  app.add_flag("--overwrite", o.overwrite, "replace results that are there");
  app.add_option("--v", o.traced, "neurons whose v goes to v.dat; default: all")->delimiter(',');
  app.add_flag("--no-v", o.no_v, "no v.dat");
  app.add_option("--real", o.real, "double or float")->check(CLI::IsMember({"double", "float"}));
  app.add_option("--threads", o.threads, "threads")->check(CLI::Range(1, 4096));
  app.add_option("--export-neulite", o.export_to, "only write the network to this folder as Neulite reads it: its files, connections sorted by pre, config.h");
  try {
    app.parse(argc, argv);
    return run(o);
  } catch (CLI::CallForHelp const& e) {
    return app.exit(e);
  } catch (CLI::Error const& e) {
    fmt::print(stderr, "run_neulite: {}\n", e.what());
    return 2;
  } catch (input_error const& e) {
    fmt::print(stderr, "run_neulite: {}\n", e.what());
    return 2;
  } catch (std::bad_alloc const&) {
    fmt::print(stderr, "run_neulite: {}: found a network that does not fit into memory, expected a smaller one\n", o.populations);
    return 2;
  } catch (std::exception const& e) {
    fmt::print(stderr, "run_neulite: {}\n", e.what());
    return 1;
  }
}
