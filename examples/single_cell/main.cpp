// SPDX-License-Identifier: BSD-3-Clause
// One Allen Cell Types neuron under a current step: v and cai as CSV, spikes, as NEURON would give them.
#include "run.hpp"

#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/runtime/allen_model.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/os.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace pallium;
using single_cell::options;

namespace {

/// "apic[9]:0.5" -> apic[9](0.5)
single_cell::site parse_probe(std::string const& text) {
  auto const bad = [&]() -> input_error {
    return {"--probe", "\"" + text + "\"", "SECTION:X, such as apic[9]:0.5, X in 0..1"};
  };
  auto const open = text.find('['), close = text.find("]:");
  if (open == std::string::npos || close == std::string::npos || close < open) throw bad();
  single_cell::site s{text, {}};
  bool known = false;
  for (branch k : {branch::soma, branch::axon, branch::dendrite, branch::apical})
    if (section_name(k) == text.substr(0, open)) s.where.kind = k, known = true;
  auto const number = [&](std::size_t from, std::size_t to, auto& value) {
    auto const [end, e] = std::from_chars(text.data() + from, text.data() + to, value);
    return e == std::errc{} && end == text.data() + to;
  };
  if (!known || !number(open + 1, close, s.where.index) || !number(close + 2, text.size(), s.where.x)) throw bad();
  if (!(s.where.x >= 0 && s.where.x <= 1) || s.where.index < 0) throw bad();
  return s;
}

void check(options const& o) {
  auto const finite = [](char const* name, double v) {
    if (!std::isfinite(v)) throw input_error(name, fmt::format("{}", v), "a finite number");
  };
  for (auto [name, v] : {std::pair{"--amp", o.amp}, {"--delay", o.delay}, {"--duration", o.duration}, {"--tstop", o.tstop},
                         {"--dt", o.dt}, {"--v-init", o.v_init}, {"--celsius", o.celsius}})
    finite(name, v);
  if (!(o.dt > 0)) throw input_error("--dt", fmt::format("{} ms", o.dt), "a step > 0");
  if (!(o.tstop >= 0)) throw input_error("--tstop", fmt::format("{} ms", o.tstop), "a time >= 0");
  if (o.tstop / o.dt > 1e9) throw input_error("--tstop", fmt::format("{} steps", o.tstop / o.dt), "at most 1e9 steps");
  if (!(o.duration >= 0)) throw input_error("--duration", fmt::format("{} ms", o.duration), "a time >= 0");
  if (!(o.celsius > -273.15 && o.celsius < 100)) throw input_error("--celsius", fmt::format("{}", o.celsius), "degrees Celsius");
}

runtime::allen_cell build(options const& o) {
  auto const rounding = o.coordinates == "bmtk"     ? io::coordinates::bmtk
                        : o.coordinates == "neuron" ? io::coordinates::neuron
                                                    : io::coordinates::exact;
  morph::tree const shape = io::swc(o.swc, rounding);
  io::allen_fit const fit = io::read_allen_fit(o.fit);
  auto const axon = o.axon == "stub" ? runtime::axon_form::stub : runtime::axon_form::reconstructed;
  auto const model = [&](auto const& cut) {
    return o.model == "perisomatic"  ? runtime::perisomatic_cell(shape, fit, cut, axon)
           : o.model == "all_active" ? runtime::all_active_cell(shape, fit, cut, axon)
                                     : runtime::allen_model(shape, fit, cut, axon);
  };
  runtime::allen_cell c = o.cut == "nseg" ? model(discretize::nseg{}) : model(discretize::per_point{});
  if (o.v_init_given) c.initial_voltage({o.v_init});
  return c;
}

/// A file that appears under its name only when it is complete; a run that fails leaves nothing.
class output {
 public:
  explicit output(std::string path) : path_(std::move(path)), part_(path_ + ".part"), stream_(part_) {
    if (!stream_) throw input_error("--out", part_ + " that cannot be written", "a prefix in a folder that can");
  }
  output(output const&) = delete;
  output& operator=(output const&) = delete;
  ~output() {
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
  }
  template <class... A> void line(fmt::format_string<A...> f, A&&... a) {
    stream_ << fmt::format(f, std::forward<A>(a)...);
  }
  void finish() {
    stream_.close();
    if (!stream_) throw input_error(part_, "a write that failed (is the disk full?)", "room for the results");
    std::filesystem::rename(part_, path_);
  }

 private:
  std::string path_, part_;
  std::ofstream stream_;
};

int run(options const& o) {
  check(o);
  std::vector<single_cell::site> sites{{"soma", at(branch::soma, 0, 0.5)}};
  for (auto const& p : o.probes) sites.push_back(parse_probe(p));
  runtime::allen_cell const cell = build(o);
  for (auto const& s : sites)
    if (!cell.layout().segment_at(s.where)) throw input_error("--probe", "\"" + s.name + "\"", "a section of this cell");
  output traces(o.out + "_v.csv"), spikes(o.out + "_spikes.csv");

  bool const terminal = isatty(fileno(stderr));
  auto const begin = std::chrono::steady_clock::now();
  auto told = begin;
  auto const tell = [&](double ms) {
    auto const now = std::chrono::steady_clock::now();
    if (now - told < std::chrono::milliseconds(terminal ? 200 : 5000)) return;
    told = now;
    double const spent = std::chrono::duration<double>(now - begin).count();
    fmt::print(stderr, "{}{:.0f} of {:.0f} ms, {:.1f} s left{}", terminal ? "\r" : "", ms, o.tstop,
               spent * (o.tstop - ms) / ms, terminal ? "   " : "\n");
  };
  auto const r = o.real == "float" ? single_cell::run<float>(cell, o, sites, tell) : single_cell::run<double>(cell, o, sites, tell);
  if (terminal && told != begin) fmt::print(stderr, "\n");

  std::string header = "t_ms,v_soma_mV";
  for (auto const& p : o.probes) header += fmt::format(",v_{}_mV", p);
  traces.line("{},cai_soma_mM\n", header);
  for (std::size_t i = 0; i < r.t.size(); ++i) {
    traces.line("{:.10g}", r.t[i]);
    for (auto const& v : r.v) traces.line(",{:.12g}", v[i]);
    traces.line(",{:.12g}\n", r.cai[i]);
  }
  spikes.line("t_ms\n");
  for (double t : r.spikes) spikes.line("{:.10g}\n", t);
  traces.finish();
  spikes.finish();

  double const steps = std::floor(o.tstop / o.dt + 0.5);
  fmt::print("segments: {}\nspikes: {}\nwall time: {:.3f} s ({:.0f} ns per compartment and step, {}, {})\n", cell.size(),
             r.spikes.size(), r.seconds, steps > 0 ? 1e9 * r.seconds / steps / double(cell.size()) : 0.0, o.real, o.scheme);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  options o;
  CLI::App app{"One Allen Cell Types neuron under a current step, as NEURON would compute it", "single_cell"};
  app.add_option("--swc", o.swc, "reconstruction")->required();
  app.add_option("--fit", o.fit, "parameters, Allen Cell Types JSON")->required();
  app.add_option("--model", o.model, "perisomatic or all_active; default: what the fit file is")
      ->check(CLI::IsMember({"perisomatic", "all_active"}));
  app.add_option("--axon", o.axon, "stub: two cylinders instead of the axon; reconstructed: as it is")
      ->check(CLI::IsMember({"stub", "reconstructed"}));
  app.add_option("--amp", o.amp, "current into soma(0.5) [nA]")->required();
  app.add_option("--delay", o.delay, "its start [ms]")->required();
  app.add_option("--duration", o.duration, "how long it lasts [ms]")->required();
  app.add_option("--tstop", o.tstop, "end of the run [ms]")->required();
  app.add_option("--dt", o.dt, "step [ms]")->required();
  app.add_option("--scheme", o.scheme, "backward_euler or crank_nicolson")->check(CLI::IsMember({"backward_euler", "crank_nicolson"}));
  app.add_option("--real", o.real, "double or float")->check(CLI::IsMember({"double", "float"}));
  app.add_option("--discretize", o.cut, "nseg or per_point")->check(CLI::IsMember({"nseg", "per_point"}));
  auto* v_init = app.add_option("--v-init", o.v_init, "initial voltage [mV]; default: the fit file's");
  app.add_option("--celsius", o.celsius, "temperature [degC]")->capture_default_str();
  app.add_option("--constants", o.constants, "modern or legacy R and F")->check(CLI::IsMember({"modern", "legacy"}));
  app.add_option("--coordinates", o.coordinates, "rounding of SWC numbers: bmtk (6 digits), neuron (8), exact")
      ->check(CLI::IsMember({"bmtk", "neuron", "exact"}));
  app.add_option("--probe", o.probes, "SECTION:X whose v is written too, such as apic[9]:0.5")->take_all();
  app.add_option("--out", o.out, "PREFIX of PREFIX_v.csv and PREFIX_spikes.csv")->required();
  try {
    app.parse(argc, argv);
    o.v_init_given = v_init->count() > 0;
    return run(o);
  } catch (CLI::CallForHelp const& e) {
    return app.exit(e);
  } catch (CLI::Error const& e) {
    fmt::print(stderr, "single_cell: {}\n", e.what());
    return 2;
  } catch (input_error const& e) {
    fmt::print(stderr, "single_cell: {}\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    fmt::print(stderr, "single_cell: {}\n", e.what());
    return 1;
  }
}
