// SPDX-License-Identifier: BSD-3-Clause
#include "output.hpp"

#include "picture.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <unistd.h>

#ifndef WHOLE_CORTEX_VERSION
#define WHOLE_CORTEX_VERSION "0.1.0"
#endif
#ifndef WHOLE_CORTEX_FLAGS
#define WHOLE_CORTEX_FLAGS "not recorded"
#endif

namespace whole_cortex {
namespace {

using namespace pallium;
using atlas::population;
namespace fs = std::filesystem;

std::string compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

void write_file(fs::path const& path, std::string const& text) {
  fs::path part = path;
  part += ".part";
  {
    std::ofstream file(part, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw input_error(part.string(), "a write that failed (is the disk full?)", "a folder with room for the results");
  }
  fs::rename(part, path);
}

double steps_of(run_result const& r) { return double(std::max<step>(r.facts.steps, 1)); }
double ns_per_compartment_step(run_result const& r) {
  return 1e9 * r.wall_s / steps_of(r) / double(std::max<std::uint64_t>(r.facts.compartments, 1));
}
double bytes_per_neuron(run_result const& r) {
  return double(r.facts.state_bytes + r.facts.model_bytes) / double(std::max<gid>(r.facts.neurons, 1));
}
/// In tables, and those that are drawn at every spike.
std::uint64_t synapses_of(run_result const& r) { return r.facts.synapses + static_cast<std::uint64_t>(r.drawn_synapses + 0.5); }
double bytes_per_synapse(run_result const& r) {
  return synapses_of(r) == 0 ? 0.0 : double(r.facts.synapse_bytes) / double(synapses_of(r));
}

std::string spikes_csv(cortex const& c, run_result const& r, options const& o) {
  fmt::memory_buffer text;
  auto const to = std::back_inserter(text);
  fmt::format_to(to, "t_ms,gid,area,population\n");
  std::vector<std::string> area;
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) area.push_back(atlas::area_name(atlas::nth_sided_area(a)));
  for (spike const& s : r.spikes) {
    auto const& p = c.of(s.source);
    fmt::format_to(to, "{:.10g},{},{},{}\n", double(s.at) * o.dt, s.source, area[p.area],
                   atlas::population_names[atlas::index(p.kind)]);
  }
  return fmt::to_string(text);
}

std::string picture(cortex const& c, run_result const& r, rates const& hz, options const& o) {
  picture_data d;
  d.title = "Mouse cortex in miniature";
  d.subtitle = fmt::format("{} neurons, {} compartments, {} synapses, {:g} ms at dt {:g} ms, {}, seed {}", r.facts.neurons,
                           r.facts.compartments, synapses_of(r), o.duration, o.dt, o.real, o.seed);
  d.duration_ms = o.duration;
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    auto const where = atlas::nth_sided_area(a);
    auto const at = atlas::position(where);
    d.areas.push_back({atlas::area_name(where), std::string(atlas::module_names[std::size_t(atlas::module_of(where.where))]),
                       at.ap, at.ml, c.areas[a].first, c.areas[a].size()});
  }
  d.neurons_of_class.assign(atlas::population_count, 0);
  d.neurons_of_area_class.assign(d.areas.size(), std::vector<std::uint64_t>(atlas::population_count, 0));
  for (auto const& p : c.populations) {
    d.neurons_of_class[atlas::index(p.kind)] += p.ids.size();
    d.neurons_of_area_class[p.area][atlas::index(p.kind)] = p.ids.size();
  }
  for (std::size_t k = 0; k < atlas::population_count; ++k)
    d.classes.push_back({std::string(atlas::population_names[k]), atlas::is_excitatory(population(k))});
  for (spike const& s : r.spikes) {
    auto const& p = c.of(s.source);
    d.spikes.push_back({static_cast<float>(double(s.at) * o.dt), static_cast<std::uint32_t>(p.area),
                        static_cast<std::uint8_t>(p.kind), static_cast<std::uint32_t>(s.source - c.areas[p.area].first)});
  }
  d.rate_hz = hz.by_area;
  d.facts = {{"neurons", fmt::format("{}", r.facts.neurons)},
             {"compartments", fmt::format("{}", r.facts.compartments)},
             {"synapses", fmt::format("{}", synapses_of(r))},
             {"spikes", fmt::format("{}", r.spikes.size())},
             {"E, PV, SST, VIP", fmt::format("{:.2f}, {:.2f}, {:.2f}, {:.2f} Hz", hz.e, hz.pv, hz.sst, hz.vip)},
             {"wall time", fmt::format("{:.2f} s on {} threads ({})", r.wall_s, r.threads, r.arch)},
             {"per compartment and step", fmt::format("{:.2f} ns", ns_per_compartment_step(r))}};
  return render(d);
}

}  // namespace

rates rates_of(cortex const& c, run_result const& r, options const& o) {
  rates hz;
  std::vector<std::vector<double>> count(atlas::sided_area_count, std::vector<double>(atlas::population_count, 0.0));
  std::vector<std::uint32_t> of_cell(std::size_t(c.net.size()), 0);
  for (spike const& s : r.spikes) {
    auto const& p = c.of(s.source);
    ++count[p.area][atlas::index(p.kind)];
    ++of_cell[std::size_t(s.source)];
  }
  double const seconds = o.duration * 1e-3;
  auto const rate = [&](double n, double cells) {
    return cells > 0 && seconds > 0 ? n / cells / seconds : std::numeric_limits<double>::quiet_NaN();
  };
  std::array<double, atlas::population_count> all{}, cells{};
  hz.by_area = count;
  for (auto const& p : c.populations) {
    auto const k = atlas::index(p.kind);
    all[k] += count[p.area][k];
    cells[k] += double(p.ids.size());
    hz.by_area[p.area][k] = rate(count[p.area][k], double(p.ids.size()));
  }
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a)
    if (c.areas[a].size() > 0 && *std::max_element(count[a].begin(), count[a].end()) == 0) ++hz.silent_areas;
  double spikes_e = 0, cells_e = 0;
  auto const or_zero = [](double x) { return std::isnan(x) ? 0.0 : x; };
  for (std::size_t k = 0; k < all.size(); ++k) {
    hz.by_population[k] = or_zero(rate(all[k], cells[k]));
    if (atlas::is_excitatory(population(k))) spikes_e += all[k], cells_e += cells[k];
  }
  hz.e = or_zero(rate(spikes_e, cells_e));
  hz.pv = hz.by_population[atlas::index(population::pv)];
  hz.sst = hz.by_population[atlas::index(population::sst)];
  hz.vip = hz.by_population[atlas::index(population::vip)];
  hz.fastest_hz = of_cell.empty() ? 0 : or_zero(rate(*std::max_element(of_cell.begin(), of_cell.end()), 1));
  return hz;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  if (!(statm >> total >> resident)) return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void write_results(std::string const& folder, cortex const& c, run_result const& r, rates const& hz, options const& o,
                   cell_set const& cells) {
  fs::path const dir(folder);
  nlohmann::ordered_json j;
  j["neurons"] = r.facts.neurons;
  j["compartments"] = r.facts.compartments;
  j["synapses"] = synapses_of(r);
  j["stored_synapses"] = r.facts.synapses;
  j["spikes"] = r.spikes.size();
  j["events"] = r.facts.events;
  j["biological_ms"] = double(r.facts.steps) * o.dt;
  j["dt_ms"] = o.dt;
  j["wall_s"] = r.wall_s;
  j["setup_s"] = r.setup_s;
  j["calibration_s"] = r.calibration_s;
  j["real_time_factor"] = o.duration > 0 ? r.wall_s / (o.duration * 1e-3) : 0.0;
  j["ns_per_compartment_step"] = ns_per_compartment_step(r);
  j["thread_ns_per_compartment_step"] = ns_per_compartment_step(r) * r.threads;
  j["bytes_per_neuron"] = bytes_per_neuron(r);
  j["bytes_per_synapse"] = bytes_per_synapse(r);
  j["resident_bytes"] = resident_bytes();
  j["rates_hz"] = {{"E", hz.e}, {"PV", hz.pv}, {"SST", hz.sst}, {"VIP", hz.vip}};
  for (std::size_t k = 0; k < atlas::population_count; ++k)
    j["rates_hz_by_population"][std::string(atlas::population_names[k])] = hz.by_population[k];
  j["silent_areas"] = hz.silent_areas;
  j["fastest_neuron_hz"] = hz.fastest_hz;
  j["recurrent"] = o.recurrent;
  j["cells"] = nlohmann::json::array();
  for (auto const& n : cells.notes) j["cells"].push_back(n);
  j["seed"] = o.seed;
  j["ranks"] = r.facts.ranks;
  j["threads"] = r.threads;
  j["neurons_per_rank"] = r.neurons_per_rank;
  j["schedule"] = o.schedule;
  j["storage"] = o.storage;
  j["messages"] = r.sent.messages;
  j["bytes_sent"] = r.sent.bytes;
  j["spikes_sent"] = r.sent.spikes;
  j["epoch_steps"] = r.facts.epoch;
  j["real"] = o.real;
  j["arch"] = r.arch;
  j["version"] = WHOLE_CORTEX_VERSION;
  j["compiler"] = compiler();
  j["flags"] = WHOLE_CORTEX_FLAGS + (r.flags.empty() ? "" : " " + r.flags);
  write_file(dir / "spikes.csv", spikes_csv(c, r, o));
  write_file(dir / "picture.html", picture(c, r, hz, o));
  write_file(dir / "summary.json", j.dump(2) + "\n");
}

std::string summary_text(cortex const&, run_result const& r, rates const& hz, options const& o, cell_set const& cells) {
  std::string text;
  for (auto const& n : cells.notes) text += fmt::format("cells: {}\n", n);
  text += fmt::format("{} neurons, {} compartments, {} synapses in 86 areas\n", r.facts.neurons, r.facts.compartments, synapses_of(r));
  text += fmt::format("{:g} ms of biological time in {:.2f} s: {:.2f} x real time ({} threads, {}, {}); set-up {:.2f} s, calibration {:.2f} s\n", o.duration,
                      r.wall_s, o.duration > 0 ? r.wall_s / (o.duration * 1e-3) : 0.0, r.threads, r.arch, o.real, r.setup_s, r.calibration_s);
  text += fmt::format("{:.2f} ns per compartment and step ({:.2f} ns of a thread); {:.0f} bytes per neuron, {:.1f} per synapse; {:.0f} MB resident\n",
                      ns_per_compartment_step(r), ns_per_compartment_step(r) * r.threads, bytes_per_neuron(r), bytes_per_synapse(r), double(resident_bytes()) / 1e6);
  text += fmt::format("{} spikes, {} events delivered; rates E {:.2f}, PV {:.2f}, SST {:.2f}, VIP {:.2f} Hz; fastest neuron {:.0f} Hz; "
                      "silent areas {}\n", r.spikes.size(), r.facts.events, hz.e, hz.pv, hz.sst, hz.vip, hz.fastest_hz, hz.silent_areas);
  return text;
}

std::string forecast_text(forecast const& f, options const& o) {
  auto const& m = f.memory;
  std::vector<std::pair<char const*, std::size_t>> const parts{
      {"voltages", m.voltages}, {"channels", m.channels}, {"pools", m.pools}, {"synapses", m.synapses}, {"point_neurons", m.point_neurons},
      {"bookkeeping", m.bookkeeping}, {"scratch", m.scratch}, {"models", m.models}, {"connections", m.connections}, {"calendar", m.calendar}};
  if (o.json) {
    nlohmann::ordered_json j;
    j["neurons"] = f.neurons;
    j["compartments"] = f.compartments;
    j["synapses"] = static_cast<std::uint64_t>(f.synapses + 0.5);
    j["stored_synapses"] = static_cast<std::uint64_t>(f.stored_synapses + 0.5);
    j["ranks"] = f.ranks;
    j["threads"] = f.threads;
    j["bytes_per_rank"] = f.bytes_per_rank;
    for (auto const& [name, bytes] : parts) j["bytes_by_part"][name] = bytes;
    j["bytes_per_neuron"] = double(f.bytes_per_rank) * f.ranks / double(std::max<gid>(f.neurons, 1));
    j["wall_s_per_biological_s"] = f.wall_s_per_biological_s;
    j["compute_s"] = f.compute_s;
    j["events_s"] = f.events_s;
    j["exchange_s"] = f.exchange_s;
    j["setup_s"] = f.setup_s;
    j["assumed_rate_hz"] = o.rate;
    j["spikes_per_s"] = f.spikes_per_s;
    j["bytes_sent_per_rank_and_s"] = f.bytes_sent_per_s;
    j["epoch_steps"] = f.epoch;
    j["dt_ms"] = o.dt;
    j["real"] = o.real;
    return j.dump() + "\n";
  }
  std::string text = fmt::format(
      "a run foreseen: {} neurons, {} compartments, {:.4g} synapses ({:.4g} of them in tables)\n"
      "{} ranks x {} threads, {} at dt {:g} ms, an epoch of {} steps; {:g} Hz assumed\n"
      "memory of a rank: {:.4g} GB, {:.0f} bytes a neuron\n",
      f.neurons, f.compartments, f.synapses, f.stored_synapses, f.ranks, f.threads, o.real, o.dt, f.epoch, o.rate, double(f.bytes_per_rank) / 1e9,
      double(f.bytes_per_rank) * f.ranks / double(std::max<gid>(f.neurons, 1)));
  for (auto const& [name, bytes] : parts)
    if (bytes > 0) text += fmt::format("  {:14} {:12.6g} MB\n", name, double(bytes) / 1e6);
  text += fmt::format(
      "{:.4g} s of wall time for a biological second: cells {:.4g}, events {:.4g}, exchange {:.4g}\n"
      "{:.4g} spikes in it; {:.4g} MB sent by a rank\nset-up {:.3g} s\n",
      f.wall_s_per_biological_s, f.compute_s, f.events_s, f.exchange_s, f.spikes_per_s, f.bytes_sent_per_s / 1e6, f.setup_s);
  return text;
}

}  // namespace whole_cortex
