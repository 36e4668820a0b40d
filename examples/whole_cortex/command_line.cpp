// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"

#include "scenario.hpp"

#include <pallium/core/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <thread>

namespace whole_cortex {
namespace {

using pallium::input_error;

constexpr double all_neurons = double(atlas::sc25_model::neurons);

void check(options const& o) {
  auto const least = std::uint64_t(atlas::sided_area_count);
  if (o.neurons < least || o.neurons > 100'000'000)
    throw input_error("--neurons", fmt::format("{}", o.neurons), fmt::format("{} (one an area) to 100,000,000", least));
  if (!(o.duration >= 0) || !std::isfinite(o.duration)) throw input_error("--duration", fmt::format("{} ms", o.duration), "a time >= 0");
  if (!(o.dt > 0 && o.dt <= 0.5)) throw input_error("--dt", fmt::format("{} ms", o.dt), "a step > 0 and at most 0.5 ms");
  if (o.duration / o.dt > 1e9) throw input_error("--duration", fmt::format("{} steps", o.duration / o.dt), "at most 1e9 steps");
  if (!(o.recurrent >= 0) || !std::isfinite(o.recurrent)) throw input_error("--recurrent", fmt::format("{}", o.recurrent), "a factor >= 0");
  for (double f : {o.excitation.of_excitatory, o.excitation.of_inhibitory})
    if (!(f >= 0 && f <= 10)) throw input_error("--excitation", fmt::format("{}", f), "a factor from 0 to 10");
  if (o.ranks < 1) throw input_error("--ranks", fmt::format("{}", o.ranks), "at least 1");
  if (!(o.rate >= 0) || !std::isfinite(o.rate)) throw input_error("--rate", fmt::format("{} Hz", o.rate), "a rate >= 0");
  if (o.threads < 1 || o.threads > 1024) throw input_error("--threads", fmt::format("{}", o.threads), "1 to 1024");
}

}  // namespace

command read_command_line(int argc, char** argv, bool speaks, std::string const& arch_names) {
  command c;
  options& o = c.o;
  c.call.assign(argv, argv + argc);
  o.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  double scale = 0;
  CLI::App app{"The mouse cortex: 86 areas of compartmental neurons, joined by the connectome, at any scale", "whole_cortex"};
  std::string scenarios;
  for (auto const& name : scenario_names()) scenarios += name + ", ";
  auto* neurons = app.add_option("--neurons", o.neurons, "neurons in both hemispheres together")->check(CLI::NonNegativeNumber)->capture_default_str();
  auto* fraction = app.add_option("--scale", scale, "the same as a fraction of the cortex's 9 million")->excludes(neurons);
  app.add_option("--duration", o.duration, "biological time [ms]")->capture_default_str();
  auto* scenario = app.add_option("--scenario", o.scenario, "what happens: " + scenarios + "or a JSON file")->capture_default_str();
  auto* out = app.add_option("--out", o.out, "folder of the results; default: whole_cortex_out here, made anew by every run");
  app.add_flag("--overwrite", o.overwrite, "replace the results of an earlier run in --out");

  auto* every = app.add_option("--checkpoint-every", o.checkpoint_every, "biological time from one checkpoint in --out to the next [ms]; two are kept")->group("Long runs");
  auto* restore = app.add_option("--restore", o.restore, "go on from the newest sound checkpoint of a folder, or from one: with --overwrite in the same --out")->group("Long runs");
  auto* start = app.add_option("--start-from", o.start_from, "folder with a checkpoint of a cortex of the same cells that has every class: every cell begins in the state of one of its class, with its last spikes")->group("Long runs");

  app.add_option("--cells", o.cells, "folder with cells.csv (name,swc,fit,model,classes) instead of the embedded cells")->group("Model");
  app.add_option("--model", o.model, "of the embedded cells")->check(CLI::IsMember({"perisomatic", "all_active"}))->capture_default_str()->group("Model");
  app.add_option("--compartments", o.compartments, "of the cells: nseg, as NEURON's users have them (one for 40 um); coarse, as few as 100")
      ->check(CLI::IsMember({"nseg", "coarse"}))->capture_default_str()->group("Model");
  app.add_option("--sites", o.sites, "synaptic sites of a cell: three numbers, excitatory, perisomatic, dendritic")->capture_default_str()->group("Model");
  auto* calibration = app.add_option("--calibration", o.calibration, "file of a calibration; default: the program's own, or one made before the run")->group("Model");
  auto* calibrate = app.add_option("--calibrate", o.calibrate, "make a calibration for these cells, for 9,000 neurons and for --neurons, write it to this file, and end")->group("Model");
  for (auto* no : {calibration, scenario, restore, start, every, out}) calibrate->excludes(no);
  app.add_option("--excitation", o.excitation.of_excitatory, "of a calibration to make: factor on the potentials of excitatory synapses on excitatory cells")->needs(calibrate)->capture_default_str()->group("Model");
  app.add_option("--excitation-of-inhibition", o.excitation.of_inhibitory, "the same, of those on inhibitory cells")->needs(calibrate)->capture_default_str()->group("Model");
  app.add_option("--recurrent", o.recurrent, "factor on the weights of all projections; 0 cuts them")->capture_default_str()->group("Model");
  app.add_option("--seed", o.seed, "of places, projections and background")->check(CLI::NonNegativeNumber)->capture_default_str()->group("Model");
  app.add_option("--dt", o.dt, "step [ms]")->capture_default_str()->group("Model");

  app.add_option("--real", o.real, "number type of the states")->check(CLI::IsMember({"float", "double"}))->capture_default_str()->group("Execution");
  app.add_option("--threads", o.threads, "threads; default: what the machine has")->group("Execution");
  app.add_option("--arch", o.arch, "instruction set of the kernels: " + arch_names + "; default: the first that runs here")->group("Execution");
  app.add_option("--storage", o.storage, "synapses in tables, or drawn again at every spike; auto: tables if they take less than 30 % of the memory")
      ->check(CLI::IsMember({"auto", "materialised", "procedural"}))->capture_default_str()->group("Execution");
  app.add_option("--schedule", o.schedule, "of the exchange between ranks")->check(CLI::IsMember({"lockstep", "overlap"}))->capture_default_str()->group("Execution");

  auto* dry = app.add_flag("--dry-run", o.dry_run, "say what a run would need and take, and make none")->excludes(calibrate)->group("Forecast");
  app.add_flag("--json", o.json, "of --dry-run: as one object")->needs(dry)->group("Forecast");
  app.add_option("--ranks", o.ranks, "of the run that --dry-run foresees")->needs(dry)->capture_default_str()->group("Forecast");
  app.add_option("--rate", o.rate, "firing rate that --dry-run assumes [Hz]")->needs(dry)->capture_default_str()->group("Forecast");
  try {
    app.parse(argc, argv);
  } catch (CLI::CallForHelp const& e) {
    c.done = true;
    if (speaks) app.exit(e);
    return c;
  } catch (CLI::Error const& e) {
    if (speaks) fmt::print(stderr, "whole_cortex: {}\n", e.what());
    c.done = true;
    c.status = 2;
    return c;
  }
  if (fraction->count() > 0) {
    if (!(scale * all_neurons >= double(atlas::sided_area_count) && scale <= 1)) throw input_error("--scale", fmt::format("{}", scale), fmt::format("a fraction of {:g} neurons: 1e-5 to 1", all_neurons));
    o.neurons = static_cast<std::uint64_t>(scale * all_neurons + 0.5);
  }
  check(o);
  if (every->count() > 0 && !(o.checkpoint_every > 0 && std::isfinite(o.checkpoint_every)))
    throw input_error("--checkpoint-every", fmt::format("{} ms", o.checkpoint_every), "a time > 0");
  c.own_folder = out->count() == 0;
  if (c.own_folder) o.out = "whole_cortex_out";
  return c;
}

}  // namespace whole_cortex
