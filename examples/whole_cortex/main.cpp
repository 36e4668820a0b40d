// SPDX-License-Identifier: BSD-3-Clause
// The mouse cortex, neuron by neuron: 86 areas, 19 classes of compartmental neurons, joined by the connectome.
#include "calibrate.hpp"
#include "command_line.hpp"
#include "kernels.hpp"
#include "persistence.hpp"
#include "present.hpp"
#include "results_write.hpp"
#include "whole_cortex_kernels_variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
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

void say(std::string const& line) {
  if (rank() == 0) fmt::print(stderr, "{}\n", line);
}

/// A folder for the results that holds none yet.
void claim(options const& o, bool ours) {
  namespace fs = std::filesystem;
  std::error_code e;
  fs::create_directories(o.out, e);
  if (e || !fs::is_directory(o.out) || access(o.out.c_str(), W_OK) != 0)
    throw input_error("--out", o.out + (e ? ": " + e.message() : " that cannot be written"), "a folder that can be made or written");
  for (std::string const& name : result_files())
    if (!ours && !o.overwrite && fs::exists(fs::path(o.out) / name))
      throw input_error("--out", fmt::format("{} of an earlier run in {}", name, o.out), "another folder, or --overwrite");
  for (auto const& f : fs::directory_iterator(o.out, e))  // of a run that was cut off, perhaps long: also in the folder that every run makes anew
    if (std::string const name = f.path().filename().string(); !o.overwrite && name.starts_with("checkpoint_"))
      throw input_error("--out", fmt::format("{} of an earlier run in {}", name, o.out), "--restore to go on from it, another folder, or --overwrite");
}

/// One line that says how far a run is; at most five times a second on a terminal, every ten seconds in a log.
class progress_line {
 public:
  explicit progress_line(double total_ms) : total_(total_ms), terminal_(isatty(fileno(stderr)) != 0) {}
  ~progress_line() { end(); }
  void operator()(progress const& p) {
    if (p.wall_s - told_ < (terminal_ ? 0.2 : 10.0) || rank() != 0) return;
    told_ = p.wall_s;
    double const rate = (p.biological_ms - p.began_ms) / p.wall_s;
    fmt::print(stderr, "{}{:.1f} of {:g} ms, {:.3g} ms/s, {:.0f} s left, {:.3g} spikes/s, {:.0f} MB{}", terminal_ ? "\r" : "",
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

/// What a run that had to make its calibration keeps beside its results: whoever goes on from it needs the same.
constexpr char const* calibration_made = "calibration.json";

std::string calibration_of_run_restored(options const& o) {
  namespace fs = std::filesystem;
  if (o.restore.empty()) return {};
  fs::path folder = fs::absolute(o.restore).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // a slash at the end
  if (folder.filename().string().starts_with("checkpoint_")) folder = folder.parent_path();
  return fs::exists(folder / calibration_made) ? (folder / calibration_made).string() : "";
}

/// A larger cortex has the background of one of this size.
constexpr std::uint64_t largest_calibrated = 27'000;

/// On all ranks together: the first makes it where one has to be made.
template <class Real> calibration calibration_for(engine const& e, options const& o, cell_set const& cells) {
  calibration c;
  std::string file = o.calibration;
  bool known = false;
  together([&] {
    known = file.empty() && embedded_calibration(cells, o.dt, c);
    if (known || !file.empty()) return;
    if (o.dry_run) c = nominal_calibration(cells), known = true;
  });
  if (known) return c;
  if (file.empty()) {
    std::string const before = calibration_of_run_restored(o);
    file = (std::filesystem::path(o.out) / calibration_made).string();
    together([&] {
      if (rank() != 0) return;
      if (!before.empty()) {
        std::error_code same;
        if (!std::filesystem::equivalent(before, file, same)) write_calibration(file, read_calibration(before, cells));
        return;
      }
      claim_calibration(file);
      say("no calibration for " + cells.name + " at this step comes with the program: making one, kept in " + file);
      options mine = o;
      mine.neurons = std::clamp<std::uint64_t>(o.neurons, options().neurons, largest_calibrated);
      mine.recurrent = 1;
      write_calibration(file, calibrate(e.of<Real>(), mine, cells, say));
    });
  }
  together([&] { c = read_calibration(file, cells); });
  if (c.dt != o.dt) say(fmt::format("{} was made for steps of {:g} ms: at {:g} ms rates will be others", file, c.dt, o.dt));
  return c;
}

/// What a run that a signal has ended says last.
constexpr int status_interrupted = 130;
int interrupted(persistence const& keep, options const& o, double ms) {
  std::string const next = keep.command_to_go_on();
  fmt::print(stderr, "whole_cortex: interrupted at {:g} of {:g} ms; {}\n", ms, o.duration,
             next.empty() ? "there is no checkpoint to go on from" : "to go on:\n  " + next);
  return status_interrupted;
}

template <class Real> int simulate(engine const& e, options const& o, std::vector<std::string> const& call, cell_set const& cells, scenario const& s) {
  std::unique_ptr<persistence> keep;
  if (!o.dry_run) keep = std::make_unique<persistence>(o, call, rank_team::of(ranks()));
  std::unique_ptr<cortex> c;
  calibration const drive = calibration_for<Real>(e, o, cells);
  say("describing the cortex");
  together([&] { c = std::make_unique<cortex>(o, cells, drive, s); });
  for (std::string const& what : c->idle) say(fmt::format("{} of {} reaches no neuron of a cortex of {}", what, o.scenario, o.neurons));
  if (o.dry_run) {
    if (rank() == 0) fmt::print("{}", forecast_text(e.of<Real>().foresee(*c, o), o));
    return 0;
  }
  say(fmt::format("building {} neurons, {:.4g} synapses {}", c->net.size(), c->expected_synapses, c->procedural ? "drawn at every spike" : "in tables"));
  std::optional<pallium::forecast> foreseen;  // for those who wait
  constexpr pallium::gid large = 100'000;
  if (c->net.size() >= large && rank() == 0) {
    options here = o;
    here.ranks = ranks().size();
    foreseen = e.of<Real>().foresee(*c, here);
    say(fmt::format("foreseen, at {:g} Hz: {:.3g} GB a rank, set-up {:.0f} s, then {:.0f} s for {:g} ms", o.rate, double(foreseen->bytes_per_rank) / 1e9, foreseen->setup_s,
                    foreseen->wall_s_per_biological_s * o.duration * 1e-3, o.duration));
  }
  progress_line line(o.duration);
  run_result r = e.of<Real>().run(*c, o, *keep, [&](progress const& p) { line(p); });
  line.end();
  if (rank() != 0) return keep->interrupted() ? status_interrupted : 0;
  r.arch = e.arch();
  r.flags = e.flags;
  r.foreseen = foreseen;
  results const found = results_of(*c, r, o, cells, s);
  statistics const numbers = statistics_of(found);
  write_results(o.out, found, numbers, run_facts(*c, r, o));
  fmt::print("{}{}results: {} in {}\n", cost_text(*c, r, o), summary_of_run(found, numbers), fmt::join(result_files(), ", "), o.out);
  if (keep->interrupted()) return interrupted(*keep, o, found.duration_ms);
  return 0;
}

template <class Real> int go(engine const& e, command const& asked) {
  options const& o = asked.o;
  cell_set cells;
  scenario s;
  together([&] {
    s = read_scenario(o.scenario);
    cells = o.cells.empty() ? embedded_cells(o) : cells_from(o.cells, o);
    if (rank() == 0 && !o.dry_run && o.calibrate.empty()) claim(o, asked.own_folder);
  });
  if (!o.calibrate.empty()) {
    if (o.recurrent != 1) throw input_error("--calibrate", fmt::format("--recurrent {:g}", o.recurrent), "projections as they are");
    together([&] {
      if (rank() != 0) return;
      claim_calibration(o.calibrate);
      write_calibration(o.calibrate, calibrate(e.of<Real>(), o, cells, say));
    });
    return 0;
  }
  return simulate<Real>(e, o, asked.call, cells, s);
}

std::string arch_names() {
  std::string names;
  for (auto const& v : whole_cortex_kernels_variants()) (names += names.empty() ? "" : ", ") += v.name;
  return names;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef WHOLE_CORTEX_MPI
  boost::mpi::environment const mpi(argc, argv, boost::mpi::threading::funneled);
#endif
  try {
    command c;
    together([&] { c = read_command_line(argc, argv, rank() == 0, arch_names()); });
    if (c.done) return c.status;
    auto const& variant = pallium::exec::choose(whole_cortex_kernels_variants(), c.o.arch);
    engine const& e = *static_cast<engine const*>(variant.entry());
    return c.o.real == "double" ? go<double>(e, c) : go<float>(e, c);
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
