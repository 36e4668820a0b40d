// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/json_file.hpp>
#include <pallium/io/sonata/hdf5.hpp>
#include <pallium/io/sonata/types_table.hpp>
#include <pallium/runtime/sonata_circuit.hpp>
#include <pallium/runtime/sonata_xstim.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/pulse_train.hpp>
#include <pallium/stimulus/ramp.hpp>
#include <pallium/stimulus/se_clamp.hpp>
#include <pallium/stimulus/sine.hpp>
#include <pallium/stimulus/waveform.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// The inputs of a simulation that are currents. (Those that are spikes, `syn_activity` too, are virtual cells, which the circuit has already.)
///
/// | input_type, module                  | keys                                                                    |
/// |-------------------------------------|-------------------------------------------------------------------------|
/// | current_clamp, IClamp               | `amp` [nA], `delay`, `duration` [ms], numbers or lists of equal length  |
/// | csv or file, IClamp                 | `file` (`input_file`): columns timestamps [ms], amps [nA]; each holds until the next, the last as long as the one before |
/// | nwb or allen, IClamp                | `file`, `sweep_id`: stimulus/presentation/Sweep_N of an Allen NWB file, in A, at its own rate; `delay` |
/// | current_clamp, linear               | `amp_start`, `amp_end`, `delay`, `duration`                             |
/// | current_clamp, pulse                | `amp_start`, `width` [ms], `frequency` [Hz], `delay`, `duration`        |
/// | current_clamp, sinusoidal           | `amp_start`, `frequency` [Hz], `delay`, `duration`                      |
/// | any, xstim                          | an electrode outside: `sonata_xstim`                                     |
/// | voltage_clamp, SEClamp              | `amps` [mV], `durations` [ms], up to three, `rs` [MOhm]                 |
///
/// They go to `section_name`[`section_index`](`section_dist`), soma[0](0.5) if not given, of the cells of `node_set`.
/// Errors: input_error with file and key.
class sonata_inputs {
 public:
  explicit sonata_inputs(sonata_circuit& circuit) : circuit_(&circuit) {
    auto const inputs = circuit.config().root().find("inputs");
    if (!inputs) return;
    for (std::string const& name : circuit.config().inputs()) {
      auto const in = (*inputs)[name];
      if (auto const on = in.find("enabled"); on && !on->boolean()) continue;
      std::string const type = in["input_type"].text();
      if (type == "spikes" || type == "syn_activity") continue;
      auto const module = in.find("module");
      std::string const what = module ? module->text() : "";
      if (type == "voltage_clamp") voltage(in);
      else if (type == "current_clamp" && (what == "IClamp" || what.empty())) steps(in);
      else if (type == "current_clamp" && what == "linear") shape(in, stimulus::ramp{{number(in, "amp_start")}, {number(in, "amp_end", number(in, "amp_start"))}, {number(in, "delay")}, {number(in, "duration")}});
      else if (type == "current_clamp" && what == "sinusoidal")
        shape(in, stimulus::sine{.amp = {number(in, "amp_start")},   .frequency = pallium::frequency{1e-3 * number(in, "frequency")}, .delay = {number(in, "delay")}, .width = {number(in, "duration")}});
      else if (type == "current_clamp" && what == "pulse") {
        double const every = 1000 / number(in, "frequency");
        shape(in, stimulus::pulse_train{{number(in, "amp_start")}, {number(in, "delay")}, {number(in, "width")}, {every}, std::ceil(number(in, "duration") / every)});
      } else if (type == "csv" || type == "file") table(in);
      else if (type == "nwb" || type == "allen") sweep(in);
      else if (what == "xstim") sonata_xstim::add(*circuit_, in);
      else
        in[module ? "module" : "input_type"].refuse("spikes, syn_activity, current_clamp (IClamp, linear, pulse, sinusoidal), csv, nwb, voltage_clamp, or module xstim");
    }
  }

 private:
  using json = io::detail::json_value;
  static double number(json const& in, char const* key, std::optional<double> otherwise = {}) {
    auto const v = in.find(key);
    return !v && otherwise ? *otherwise : in[key].number();
  }
  /// A number, or a list of them.
  static std::vector<double> numbers(json const& in, char const* key, std::optional<double> otherwise = {}) {
    auto const v = in.find(key);
    if (!v && otherwise) return {*otherwise};
    auto const values = in[key];
    if (!values.is_list()) return {values.number()};
    std::vector<double> all;
    for (std::size_t i = 0; i < values.size(); ++i) all.push_back(values[i].number());
    if (all.empty()) values.refuse("at least one number");
    return all;
  }
  static location where(json const& in) {
    location to = at(soma, 0.5);
    if (auto const s = in.find("section_name")) {
      kinds const k = detail::parse_sections(s->text(), s->where());
      bool one = false;
      for (branch b : {branch::soma, branch::axon, branch::dendrite, branch::apical})
        if (k == of_kind(b)) to.kind = b, one = true;
      if (!one) s->refuse("one of soma, axon, dend, apic");
    }
    if (auto const i = in.find("section_index")) {
      double const n = i->number();
      if (!(n >= 0 && n < 1e9) || n != std::floor(n)) i->refuse("a number of a section");
      to.index = static_cast<std::int32_t>(n);
    }
    if (auto const x = in.find("section_dist")) {
      to.x = x->number();
      if (!(to.x >= 0 && to.x <= 1)) x->refuse("0 to 1");
    }
    return to;
  }
  /// Into every cell of the node set that has compartments; neighbours of one model at once.
  template <class S> void shape(json const& in, S const& source) {
    location const to = where(in);
    auto const cells = circuit_->select(in["node_set"]);
    for (std::size_t i = 0, end = 0; i < cells.size(); i = end) {
      auto const* c = circuit_->cell(cells[i]);
      for (end = i + 1; end < cells.size() && cells[end] == cells[i] + (end - i) && circuit_->cell(cells[end]) == c;) ++end;
      if (c == nullptr) continue;  // BMTK leaves point and virtual cells alone too
      if (!c->layout().segment_at(to))
        in["node_set"].refuse("cells that have " + std::string(section_name(to.kind)) + "[" + std::to_string(to.index) + "], which cell " + std::to_string(cells[i]) + " has not");
      circuit_->net.inject(gid_range{cells[i], cells[i] + (end - i)}, to, source);
    }
  }

  void steps(json const& in) {
    auto const amp = numbers(in, "amp"), delay = numbers(in, "delay", 0.0), width = numbers(in, "duration");
    if (amp.size() != delay.size() || amp.size() != width.size())
      in["amp"].refuse("as many amplitudes as delays and durations: " + std::to_string(delay.size()) + " and " + std::to_string(width.size()));
    for (std::size_t i = 0; i < amp.size(); ++i) shape(in, stimulus::current_clamp{{amp[i]}, {delay[i]}, {width[i]}});
  }
  void voltage(json const& in) {
    auto const amps = numbers(in, "amps"), widths = numbers(in, "durations");
    if (amps.size() > 3 || amps.size() != widths.size()) in["amps"].refuse("one to three levels, and a duration for each");
    stimulus::se_clamp clamp{.rs = number(in, "rs", 1.0)};
    for (std::size_t i = 0; i < amps.size(); ++i) clamp.amp[i] = {amps[i]}, clamp.width[i] = {widths[i]};
    shape(in, clamp);
  }
  std::filesystem::path file(json const& in) const { return circuit_->config().find(in[in.find("file") ? "file" : "input_file"]); }
  void table(json const& in) {
    auto const path = file(in);
    std::string const text = io::detail::slurp(path);
    std::vector<duration> times;
    std::vector<current> amps;
    std::size_t time_column = 0, amp_column = 0, columns = 0;
    std::string_view rest = text;
    for (std::size_t line = 1; !rest.empty(); ++line) {
      std::size_t const end = std::min(rest.find('\n'), rest.size());
      std::string_view row = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      std::string const place = path.string() + ":" + std::to_string(line);
      std::vector<std::string_view> words;
      for (std::size_t i = 0; (i = row.find_first_not_of(" \t\r,", i)) != row.npos;) {
        std::size_t const stop = std::min(row.find_first_of(" \t\r,", i), row.size());
        words.push_back(row.substr(i, stop - i));
        i = stop;
      }
      if (words.empty()) continue;
      if (columns == 0) {
        columns = words.size();
        time_column = amp_column = columns;
        for (std::size_t k = 0; k < columns; ++k) {
          if (words[k] == "timestamps" || words[k] == "timestamp") time_column = k;
          if (words[k] == "amps" || words[k] == "amp") amp_column = k;
        }
        if (time_column == columns || amp_column == columns) throw input_error(place, io::detail::excerpt(row), "columns timestamps and amps");
        continue;
      }
      double t = 0, a = 0;
      if (words.size() != columns || !io::detail::parse_number(words[time_column], t) || !io::detail::parse_number(words[amp_column], a) ||
          !std::isfinite(t) || !std::isfinite(a) || (!times.empty() && t < times.back().value))
        throw input_error(place, io::detail::excerpt(row), "a time in ms, not before the one above, and a current in nA");
      times.push_back({t});
      amps.push_back({a});
    }
    if (times.empty()) throw input_error(path.string(), "no current", "columns timestamps and amps");
    if (amps.back().value != 0) {  // BMTK: one interval more, then nothing
      duration const more = times.size() > 1 ? times.back() - times[times.size() - 2] : times.back();
      times.push_back(times.back() + more);
      amps.push_back({0});
    }
    shape(in, stimulus::waveform(std::move(times), std::move(amps), stimulus::between::hold));
  }
  void sweep(json const& in) {
    double const id = in["sweep_id"].number();
    if (!(std::abs(id) < 9e15) || id != std::floor(id)) in["sweep_id"].refuse("the number of a sweep");
    io::sonata::h5_group const root(file(in));
    std::string const name = "Sweep_" + std::to_string(static_cast<std::int64_t>(id));
    auto const group = root.group("stimulus").group("presentation").group(name);
    auto const data = group.dataset("data").column();
    auto const rate = group.dataset("starting_time").number_attribute("rate");
    if (!rate || !(*rate > 0)) group.refuse("no rate of starting_time", "samples per second");
    std::vector<current> amps;
    for (double a : data.numbers()) amps.push_back({double(static_cast<float>(a) * 1e9f)});  // BMTK's are single precision, 0.15 nA is 0.15000000596
    shape(in, stimulus::waveform(std::move(amps), duration{1000 / *rate}, stimulus::between::hold, duration{number(in, "delay", 0.0)}));
  }

  sonata_circuit* circuit_;
};

}  // namespace pallium::runtime
