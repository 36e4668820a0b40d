// SPDX-License-Identifier: BSD-3-Clause
#include "present.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
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

std::string compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

/// Steps made in wall_s, which may have gone on from a checkpoint.
double steps(run_result const& r, options const& o) { return std::max(1.0, double(r.facts.steps) - r.began_ms / o.dt); }
double seconds(run_result const& r, options const& o) { return steps(r, o) * o.dt * 1e-3; }
double neurons(run_result const& r) { return double(std::max<gid>(r.facts.neurons, 1)); }
double ns_per_compartment_step(run_result const& r, options const& o) {
  return 1e9 * r.wall_s / steps(r, o) / double(std::max<std::uint64_t>(r.facts.compartments, 1));
}
double bytes_per_neuron(run_result const& r) { return double(r.facts.state_bytes + r.facts.model_bytes) / neurons(r); }
/// Of those in tables.
double bytes_per_synapse(run_result const& r) { return r.facts.synapses > 0 ? double(r.facts.synapse_bytes) / double(r.facts.synapses) : 0; }
/// Seconds of a core for a neuron and a biological second. The model of SC '25 took 145,728 nodes of 48 cores 32 s for 9 million.
double core_seconds(run_result const& r, options const& o) { return r.wall_s * r.threads * r.facts.ranks / neurons(r) / seconds(r, o); }
constexpr double core_seconds_sc25 = 145728.0 * 48 * 32 / 9e6;

std::string kind_name(cell_class c) {
  switch (c) {
    case cell_class::l1_inh: return "inh";
    case cell_class::l5_et: return "ET";
    case cell_class::l5_it: return "IT";
    case cell_class::l5_np: return "NP";
    default: return std::string(atlas::name_of(atlas::kind_of(c)));
  }
}

}  // namespace

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  if (!(statm >> total >> resident)) return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

results results_of(cortex const& c, run_result const& r, options const& o, cell_set const& cells, scenario const& s) {
  results out;
  for (auto const& p : c.populations)
    for (patch const& m : p.patches) {
      auto const area = atlas::nth_sided_area(p.area);
      out.groups.push_back({atlas::area_name(area), std::string(atlas::module_names[std::size_t(atlas::module_of(area.where))]),
                            std::string(atlas::name_of(atlas::layer_of(p.kind)).substr(1)), kind_name(p.kind), atlas::is_excitatory(p.kind), m.ids,
                            cells.models[m.model].name});
    }
  out.position = [&c](gid g) {
    auto const at = c.position(g);
    return std::array{float(at[0]), float(at[1]), float(at[2])};
  };
  out.spikes = r.spikes;
  out.duration_ms = double(r.facts.steps) * o.dt;
  out.dt = o.dt;
  constexpr double settled = 200;  // [ms], after which the start is forgotten
  out.skip_ms = out.duration_ms >= 2 * settled ? settled : 0;
  out.title = "The mouse cortex";
  out.scenario = s.name;
  out.what_to_look_at = s.look_at;
  out.marks = s.marks();
  for (auto const& n : cells.notes) out.notes.push_back("Cells: " + n);
  out.facts = {{"Neurons", fmt::format("{} ({:.3g} % of the cortex)", r.facts.neurons, 100 * neurons(r) / double(atlas::sc25_model::neurons))},
               {"Compartments", fmt::format("{} ({:.0f} a neuron)", r.facts.compartments, double(r.facts.compartments) / neurons(r))},
               {"Synapses", fmt::format("{:.4g} ({:.0f} a neuron, {})", c.expected_synapses, c.expected_synapses / neurons(r), c.procedural ? "drawn at every spike" : "in tables")},
               {"Events delivered", fmt::format("{:.4g}", double(r.facts.events))},
               {"Wall time", fmt::format("{:.2f} s for {:g} ms, set-up {:.2f} s", r.wall_s, 1e3 * seconds(r, o), r.setup_s)},
               {"Cores", fmt::format("{} ranks x {} threads ({})", r.facts.ranks, r.threads, r.arch)},
               {"Core seconds", fmt::format("{:.2g} a neuron and biological second (SC '25: {:.0f})", core_seconds(r, o), core_seconds_sc25)},
               {"Step", fmt::format("{:g} ms, {}", o.dt, o.real)},
               {"Memory", fmt::format("{:.3g} GB; states {:.0f} bytes a neuron", r.resident_bytes / 1e9, bytes_per_neuron(r))},
               {"Seed", fmt::format("{}", o.seed)}};
  return out;
}

nlohmann::ordered_json run_facts(cortex const& c, run_result const& r, options const& o) {
  nlohmann::ordered_json j;
  j["neurons"] = r.facts.neurons;
  j["compartments"] = r.facts.compartments;
  j["synapses"] = static_cast<std::uint64_t>(c.expected_synapses + 0.5);
  j["stored_synapses"] = r.facts.synapses;
  j["spikes"] = r.facts.spikes;
  j["events"] = r.facts.events;
  j["biological_ms"] = double(r.facts.steps) * o.dt;
  j["dt_ms"] = o.dt;
  j["seed"] = o.seed;
  j["recurrent"] = o.recurrent;
  j["real"] = o.real;
  j["wall_s"] = r.wall_s;
  j["setup_s"] = r.setup_s;
  j["real_time_factor"] = r.wall_s / seconds(r, o);
  j["ns_per_compartment_step"] = ns_per_compartment_step(r, o);
  j["thread_ns_per_compartment_step"] = ns_per_compartment_step(r, o) * r.threads * r.facts.ranks;
  j["core_seconds_per_neuron_and_second"] = core_seconds(r, o);
  j["core_seconds_per_neuron_and_second_sc25"] = core_seconds_sc25;
  j["bytes_per_neuron"] = bytes_per_neuron(r);
  j["bytes_per_synapse"] = bytes_per_synapse(r);
  j["resident_bytes"] = r.resident_bytes;
  j["ranks"] = r.facts.ranks;
  j["threads"] = r.threads;
  j["neurons_per_rank"] = r.neurons_per_rank;
  j["schedule"] = o.schedule;
  j["storage"] = c.procedural ? "procedural" : "materialised";
  j["messages"] = r.sent.messages;
  j["bytes_sent"] = r.sent.bytes;
  j["spikes_sent"] = r.sent.spikes;
  j["epoch_steps"] = r.facts.epoch;
  if (r.foreseen) {
    j["forecast"] = {{"rate_hz", o.rate}, {"bytes_per_rank", r.foreseen->bytes_per_rank}, {"wall_s_per_biological_s", r.foreseen->wall_s_per_biological_s},
                     {"setup_s", r.foreseen->setup_s}};
  }
  j["arch"] = r.arch;
  j["version"] = WHOLE_CORTEX_VERSION;
  j["compiler"] = compiler();
  j["flags"] = WHOLE_CORTEX_FLAGS + (r.flags.empty() ? "" : " " + r.flags);
  return j;
}

std::string cost_text(cortex const& c, run_result const& r, options const& o) {
  std::string text = fmt::format(
      "{} neurons, {} compartments, {:.4g} synapses ({:.0f} a neuron, {}) in 86 areas\n"
      "{:g} ms in {:.2f} s: {:.2f} x real time; set-up {:.2f} s ({} ranks x {} threads, {}, {})\n"
      "{:.2f} ns per compartment and step ({:.2f} of a core); {:.2g} core seconds a neuron and biological second (SC '25: {:.0f})\n"
      "{} spikes, {:.4g} events delivered; {:.0f} bytes of states a neuron{}; {:.3g} GB resident\n",
      r.facts.neurons, r.facts.compartments, c.expected_synapses, c.expected_synapses / neurons(r), c.procedural ? "drawn" : "in tables",
      1e3 * seconds(r, o), r.wall_s, r.wall_s / seconds(r, o), r.setup_s, r.facts.ranks, r.threads, r.arch, o.real,
      ns_per_compartment_step(r, o), ns_per_compartment_step(r, o) * r.threads * r.facts.ranks, core_seconds(r, o), core_seconds_sc25,
      r.facts.spikes, double(r.facts.events), bytes_per_neuron(r), r.facts.synapses > 0 ? fmt::format(", {:.1f} a synapse", bytes_per_synapse(r)) : "",
      r.resident_bytes / 1e9);
  if (r.foreseen)
    text += fmt::format("foreseen, at {:g} Hz: {:.2f} x real time, {:.3g} GB a rank, set-up {:.2f} s\n", o.rate, r.foreseen->wall_s_per_biological_s,
                        double(r.foreseen->bytes_per_rank) / 1e9, r.foreseen->setup_s);
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
