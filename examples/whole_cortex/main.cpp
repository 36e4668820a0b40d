// SPDX-License-Identifier: BSD-3-Clause
// The mouse cortex in miniature: 86 areas, their populations and projections, on compartmental neurons.
#include "cortex.hpp"
#include "kernels.hpp"
#include "options.hpp"
#include "output.hpp"
#include "whole_cortex_kernels_variants.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <unistd.h>
#ifdef WHOLE_CORTEX_MPI
#include <pallium/exchange/boost_mpi.hpp>

#include <boost/mpi/environment.hpp>
#else
#include <pallium/exchange/local.hpp>
#endif

using namespace whole_cortex;
using pallium::input_error;

namespace {

#ifdef WHOLE_CORTEX_MPI
using ranks = pallium::exchange::boost_mpi;
int rank() { return boost::mpi::communicator().rank(); }
#else
using ranks = pallium::exchange::local;
int rank() { return 0; }
#endif

/// Neurons of the whole cortex, both hemispheres: what --scale 1 means.
constexpr double all_neurons = double(pallium::atlas::sc25_model::neurons);

void check(options const& o) {
  if (o.neurons < 86 || o.neurons > 100'000'000)
    throw input_error("--neurons", fmt::format("{}", o.neurons), "86 (one an area) to 100,000,000");
  if (!(o.duration >= 0) || !std::isfinite(o.duration)) throw input_error("--duration", fmt::format("{} ms", o.duration), "a time >= 0");
  if (!(o.dt > 0 && o.dt <= 1)) throw input_error("--dt", fmt::format("{} ms", o.dt), "a step > 0 and at most 1 ms");
  if (o.duration / o.dt > 1e9) throw input_error("--duration", fmt::format("{} steps", o.duration / o.dt), "at most 1e9 steps");
  if (!(o.recurrent >= 0) || !std::isfinite(o.recurrent)) throw input_error("--recurrent", fmt::format("{}", o.recurrent), "a factor >= 0");
  if (o.ranks < 1) throw input_error("--ranks", fmt::format("{}", o.ranks), "at least 1");
  if (!(o.rate >= 0) || !std::isfinite(o.rate)) throw input_error("--rate", fmt::format("{} Hz", o.rate), "a rate >= 0");
  if (o.threads < 1 || o.threads > 1024) throw input_error("--threads", fmt::format("{}", o.threads), "1 to 1024");
}

/// A folder for the results that holds none yet.
void claim(options const& o, bool ours) {
  namespace fs = std::filesystem;
  std::error_code e;
  fs::create_directories(o.out, e);
  if (e || !fs::is_directory(o.out) || access(o.out.c_str(), W_OK) != 0)
    throw input_error("--out", o.out + (e ? ": " + e.message() : " that cannot be written"), "a folder that can be made or written");
  for (char const* name : {"spikes.csv", "summary.json", "picture.html"})
    if (!ours && !o.overwrite && fs::exists(fs::path(o.out) / name))
      throw input_error("--out", fmt::format("{} of an earlier run in {}", name, o.out), "another folder, or --overwrite");
}

/// One line that says how far a run is; at most five times a second on a terminal, every ten seconds in a log.
class progress_line {
 public:
  explicit progress_line(double total_ms) : total_(total_ms), terminal_(isatty(fileno(stderr)) != 0) {}
  ~progress_line() { end(); }
  void operator()(progress const& p) {
    if (p.wall_s - told_ < (terminal_ ? 0.2 : 10.0) || rank() != 0) return;
    told_ = p.wall_s;
    double const rate = p.biological_ms / p.wall_s;
    fmt::print(stderr, "{}{:.0f} of {:g} ms, {:.1f} ms/s, {:.0f} s left, {:.0f} spikes/s, {:.0f} MB{}", terminal_ ? "\r" : "",
               p.biological_ms, total_, rate, (total_ - p.biological_ms) / rate, double(p.spikes) / (p.biological_ms * 1e-3),
               double(resident_bytes()) / 1e6, terminal_ ? "    " : "\n");
    open_ = terminal_;
  }
  void end() {
    if (open_) fmt::print(stderr, "\n");
    open_ = false;
  }

 private:
  double total_, told_ = 0;
  bool terminal_, open_ = false;
};

template <class Real> run_result simulate(engine const& e, options const& o, cell_set const& cells, std::unique_ptr<cortex>& c) {
  if (rank() == 0) fmt::print(stderr, "calibrating the background of {} cell models\n", cells.models.size());
  auto const begin = std::chrono::steady_clock::now();
  double calibration = 0;
  together([&] {
    background_table const background = e.of<Real>().calibrate(o, cells);
    calibration = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    c = std::make_unique<cortex>(o, cells, background);
  });
  if (rank() == 0) fmt::print(stderr, "building {} neurons\n", c->net.size());
  progress_line line(o.duration);
  run_result r = e.of<Real>().run(*c, o, [&](progress const& p) { line(p); });
  r.calibration_s = calibration;
  r.arch = e.arch();
  r.flags = e.flags;
  return r;
}

template <class Real> std::string foresee(engine const& e, options const& o, cell_set const& cells) {
  cortex const c(o, cells, e.of<Real>().calibrate(o, cells));
  return forecast_text(e.of<Real>().foresee(c, o), o);
}

std::string arch_names() {
  std::string names;
  for (auto const& v : whole_cortex_kernels_variants()) (names += names.empty() ? "" : ", ") += v.name;
  return names;
}

/// What may fail on one rank alone: then all end, and one says why.
template <class F> void together(F&& f) {
  std::exception_ptr failed;
  pallium::rank_failure why;
  try {
    f();
  } catch (std::exception const& e) {
    failed = std::current_exception();
    why = {e.what(), dynamic_cast<input_error const*>(&e) != nullptr};
  }
  if (ranks().agree(why, 0)) std::rethrow_exception(failed);
}

int go(options const& o, bool ours) {
  auto const& variant = pallium::exec::choose(whole_cortex_kernels_variants(), o.arch);
  engine const& e = *static_cast<engine const*>(variant.entry());
  cell_set cells;
  together([&] {
    cells = o.cells.empty() ? embedded_cells() : cells_from(o.cells);
    if (rank() == 0 && !o.dry_run) claim(o, ours);
  });
  std::unique_ptr<cortex> c;
  if (o.dry_run) {
    if (rank() == 0) fmt::print("{}", o.real == "double" ? foresee<double>(e, o, cells) : foresee<float>(e, o, cells));
    return 0;
  }
  run_result const r = o.real == "double" ? simulate<double>(e, o, cells, c) : simulate<float>(e, o, cells, c);
  if (rank() != 0) return 0;
  rates const hz = rates_of(*c, r, o);
  write_results(o.out, *c, r, hz, o, cells);
  fmt::print("{}results: {}/spikes.csv, summary.json, picture.html\n", summary_text(*c, r, hz, o, cells), o.out);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef WHOLE_CORTEX_MPI
  boost::mpi::environment const mpi(argc, argv, boost::mpi::threading::funneled);
#endif
  bool const first = rank() == 0;
  options o;
  o.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  double scale = 0;
  CLI::App app{"The mouse cortex in miniature: 86 areas of compartmental neurons, joined by the connectome", "whole_cortex"};
  auto* neurons = app.add_option("--neurons", o.neurons, "neurons in both hemispheres together")->capture_default_str();
  app.add_option("--scale", scale, "the same as a fraction of the cortex's 9 million")->excludes(neurons);
  app.add_option("--duration", o.duration, "biological time [ms]")->capture_default_str();
  app.add_option("--dt", o.dt, "step [ms]")->capture_default_str();
  app.add_option("--real", o.real, "number type of the states: float or double")->check(CLI::IsMember({"float", "double"}))->capture_default_str();
  app.add_option("--seed", o.seed, "of the projections and the background")->capture_default_str();
  app.add_option("--threads", o.threads, "threads; default: what the machine has");
  app.add_option("--arch", o.arch, "instruction set of the kernels: " + arch_names() + "; default: the first that runs here");
  app.add_option("--recurrent", o.recurrent, "factor on the weights of all projections; 0 cuts them")->capture_default_str();
  app.add_option("--cells", o.cells, "folder with cells.csv (name,swc,fit,model,classes) instead of the embedded cells");
  app.add_option("--storage", o.storage, "synapses in tables, or drawn again at every spike")->check(CLI::IsMember({"materialised", "procedural"}))->capture_default_str();
  app.add_option("--schedule", o.schedule, "of the exchange between ranks")->check(CLI::IsMember({"lockstep", "overlap"}))->capture_default_str();
  auto* dry = app.add_flag("--dry-run", o.dry_run, "say what a run would need and take, and make none");
  app.add_flag("--json", o.json, "of --dry-run: as one object")->needs(dry);
  app.add_option("--ranks", o.ranks, "of the run that --dry-run foresees")->needs(dry)->capture_default_str();
  app.add_option("--rate", o.rate, "firing rate that --dry-run assumes [Hz]")->needs(dry)->capture_default_str();
  auto* out = app.add_option("--out", o.out, "folder of the results; default: whole_cortex_out here, made anew by every run");
  app.add_flag("--overwrite", o.overwrite, "replace the results of an earlier run in --out");
  try {
    app.parse(argc, argv);
    together([&] {
      if (scale != 0) {
        if (!(scale > 0 && scale <= 1)) throw input_error("--scale", fmt::format("{}", scale), "a fraction > 0 and at most 1");
        o.neurons = static_cast<std::uint64_t>(scale * all_neurons + 0.5);
      }
      check(o);
    });
    bool const ours = out->count() == 0;
    if (ours) o.out = "whole_cortex_out";
    return go(o, ours);
  } catch (CLI::CallForHelp const& e) {
    return first ? app.exit(e) : 0;
  } catch (CLI::Error const& e) {
    if (first) fmt::print(stderr, "whole_cortex: {}\n", e.what());
    return 2;
  } catch (pallium::rank_error const& e) {  // that rank says it
    return e.input ? 2 : 1;
  } catch (input_error const& e) {
    fmt::print(stderr, "whole_cortex: {}\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    fmt::print(stderr, "whole_cortex: {}\n", e.what());
    return 1;
  }
}
