// SPDX-License-Identifier: BSD-3-Clause
// Runs a SONATA circuit as BMTK's BioNet and NEURON would: the same configuration, the same output files.
#include "ranks.hpp"
#include "read.hpp"
#include "run.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>
#ifdef PALLIUM_EXAMPLE_MPI
#include <boost/mpi/environment.hpp>
#endif

using namespace pallium;
using run_sonata::travel;

namespace {

struct options {
  std::string config, real = "double", constants = "modern", coordinates = "bmtk", out;
  int threads = 0;
  double dt = 0, tstop = 0;
  bool dt_given = false, tstop_given = false, overwrite = false, quiet = false;
};

/// Memory of this process now, or at its highest [MB]: VmRSS, VmHWM.
double megabytes(std::string const& what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what + ":")) return std::strtod(line.c_str() + what.size() + 1, nullptr) / 1024;
  return 0;
}

/// The largest of each number over all ranks.
void maximum(std::vector<double>& numbers) {
#ifdef PALLIUM_EXAMPLE_MPI
  for (std::size_t first = 0; first < numbers.size(); first += 1 << 20)
    MPI_Allreduce(MPI_IN_PLACE, numbers.data() + first, int(std::min<std::size_t>(1 << 20, numbers.size() - first)), MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
#else
  (void)numbers;
#endif
}

int run(options const& o) {
  using clock = std::chrono::steady_clock;
  auto const began = clock::now();
  auto const seconds = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  for (auto [name, given, v] : {std::tuple{"--dt", o.dt_given, o.dt}, {"--tstop", o.tstop_given, o.tstop}})
    if (given && (!(v > 0) || !std::isfinite(v))) throw input_error(name, fmt::format("{} ms", v), "a time > 0");
  if (o.threads < 0 || o.threads > 4096) throw input_error("--threads", fmt::format("{}", o.threads), "1 to 4096");
  travel const comm{};
  io::sonata::ranks const all = io::sonata::ranks::of(comm);
  bool const speaks = comm.rank() == 0;
  int const cores = std::max(1, int(std::thread::hardware_concurrency()));
  int const threads = o.threads > 0 ? o.threads : std::max(1, cores / comm.size());

  // What one rank finds wrong in its share of the edges, all must hear before they meet to compare what they found.
  runtime::sonata_options how{.constants = o.constants == "legacy" ? legacy_constants : modern_constants,
                              .dt = o.dt_given ? std::optional(o.dt) : std::nullopt,
                              .tstop = o.tstop_given ? std::optional(o.tstop) : std::nullopt,
                              .rounding = o.coordinates == "bmtk" ? io::coordinates::bmtk : o.coordinates == "neuron" ? io::coordinates::neuron : io::coordinates::exact,
                              .rank = comm.rank(),
                              .ranks = comm.size(),
                              .together = [&all](std::function<void()> const& f) { all.together(f); },
                              .maximum = maximum};
  auto const circuit = run_sonata::read(o.config, how);
  auto const reports = run_sonata::open_reports(*circuit, o.out, o.overwrite, all);
  if (speaks)
    for (auto const* list : {&circuit->remarks, &reports->remarks})
      for (std::string const& r : *list) fmt::print(stderr, "run_sonata: {}\n", r);
  double const read_s = seconds(began);

  bool const terminal = isatty(fileno(stderr));
  auto told = clock::now();
  bool wrote = false;
  auto const tell = [&](run_sonata::progress const& p) {
    if (!speaks || o.quiet || clock::now() - told < std::chrono::milliseconds(terminal ? 200 : 5000)) return;
    told = clock::now();
    wrote = true;
    double const left = p.biological_ms > 0 ? p.wall_s * (circuit->tstop.value - p.biological_ms) / p.biological_ms : 0;
    fmt::print(stderr, "{}{:.0f} of {:.0f} ms, {} spikes, {:.3g} s a second, {:.0f} MB, {:.0f} s left{}", terminal ? "\r" : "", p.biological_ms, circuit->tstop.value,
               p.spikes, p.biological_ms > 0 ? 1e3 * p.wall_s / p.biological_ms : 0.0, megabytes("VmRSS"), left, terminal ? "   " : "\n");
  };
  run_sonata::result const r = o.real == "float" ? run_sonata::run<float>(*circuit, *reports, threads, tell) : run_sonata::run<double>(*circuit, *reports, threads, tell);
  if (wrote && terminal) fmt::print(stderr, "\n");

  double const steps = double(r.facts.steps), work = steps * double(r.facts.compartments);
  std::string const summary = fmt::format(
      "{}: {} cells, {} of them simulated, {} compartments, {} edges, {} synapses\n"
      "{:.6g} ms in steps of {:.6g} ms, {} constants, {}: {} spikes, {} synaptic events\n"
      "read in {:.2f} s, built in {:.2f} s, run in {:.3f} s: {:.3g} s a second, {:.3g} ns a compartment and step ({} rank(s) of {} thread(s)); {:.0f} MB\n",
      o.config, circuit->net.size(), r.facts.neurons, r.facts.compartments, circuit->edges(), r.facts.synapses, circuit->tstop.value, circuit->dt.value,
      o.constants, o.real, r.facts.spikes, r.facts.events, read_s, r.setup_s, r.wall_s, 1e3 * r.wall_s / std::max(circuit->tstop.value, 1e-9),
      work > 0 ? 1e9 * r.wall_s / work : 0.0, comm.size(), threads, megabytes("VmHWM"));
  run_sonata::finish(*reports, summary);
  if (speaks) fmt::print("{}results in {}\n", summary, reports->folder().string());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef PALLIUM_EXAMPLE_MPI
  boost::mpi::environment mpi(argc, argv, boost::mpi::threading::funneled);
  bool const speaks = boost::mpi::communicator().rank() == 0;
#else
  bool const speaks = true;
#endif
  options o;
  CLI::App app{"Runs a SONATA circuit as BMTK's BioNet and NEURON would", "run_sonata"};
  app.add_option("config", o.config, "simulation configuration (JSON)")->required();
  app.add_option("--threads", o.threads, "threads of a rank; default: all cores");
  auto* dt = app.add_option("--dt", o.dt, "step [ms]; default: the file's");
  auto* tstop = app.add_option("--tstop", o.tstop, "end of the run [ms]; default: the file's");
  app.add_option("--real", o.real, "double, which equals NEURON, or float")->check(CLI::IsMember({"double", "float"}));
  app.add_option("--constants", o.constants, "R and F of NEURON 8 (modern) or 7 (legacy)")->check(CLI::IsMember({"modern", "legacy"}));
  app.add_option("--coordinates", o.coordinates, "rounding of SWC numbers: bmtk (6 digits), neuron (8), exact")->check(CLI::IsMember({"bmtk", "neuron", "exact"}));
  app.add_option("--out", o.out, "folder of results; default: the file's output_dir");
  app.add_flag("--overwrite", o.overwrite, "write over earlier results");
  app.add_flag("--quiet", o.quiet, "no progress");
  try {
    app.parse(argc, argv);
    o.dt_given = dt->count() > 0;
    o.tstop_given = tstop->count() > 0;
    return run(o);
  } catch (CLI::CallForHelp const& e) {
    return speaks ? app.exit(e) : 0;
  } catch (CLI::Error const& e) {
    if (speaks) fmt::print(stderr, "run_sonata: {}\n", e.what());
    return 2;
  } catch (rank_error const& e) {
    return e.input ? 2 : 1;  // that rank says it
  } catch (input_error const& e) {
    fmt::print(stderr, "run_sonata: {}\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    fmt::print(stderr, "run_sonata: {}\n", e.what());
    return 1;
  }
}
