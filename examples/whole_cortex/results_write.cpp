// SPDX-License-Identifier: BSD-3-Clause
#include "results_write.hpp"

#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pallium/io/sonata/output_folder.hpp>
#include <pallium/io/sonata/detail/staged_file.hpp>
#ifdef WHOLE_CORTEX_SONATA
#include <pallium/io/sonata/node_writer.hpp>
#include <pallium/io/sonata/spike_writer.hpp>

#include <tuple>
#endif

namespace whole_cortex {
namespace {

namespace sonata = pallium::io::sonata;
using nlohmann::ordered_json;

void write_text(std::string const& path, std::string const& text) {
  sonata::detail::staged_file file(path);
  file.append(text);
  file.finish();
}

#ifdef WHOLE_CORTEX_SONATA

constexpr std::uint64_t first_type = 100;

void write_nodes(std::string const& nodes, std::string const& types, results const& r) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> order(r.groups.size());
  for (std::size_t g = 0; g < order.size(); ++g) {
    order[g] = g;
    cell_group const& c = r.groups[g];
    bool const sided = c.area.ends_with("_L") || c.area.ends_with("_R");
    rows.push_back({std::to_string(first_type + g), c.area + "/" + class_of(c), "biophysical", c.area, sided ? c.area.ends_with("_L") ? "left" : "right" : "",
                    c.module, c.layer, c.kind, class_of(c), c.excitatory ? "e" : "i", c.model});
  }
  sonata::write_types(types, {"node_type_id", "pop_name", "model_type", "area", "hemisphere", "module", "layer", "kind", "class", "ei", "cell_model"}, rows);

  std::ranges::sort(order, {}, [&](std::size_t g) { return std::pair(r.groups[g].ids.first, r.groups[g].ids.last); });
  std::vector<std::string> const axes{"x", "y", "z"};
  sonata::node_writer out(nodes, "cortex", r.position ? axes : std::vector<std::string>{});
  for (std::size_t const g : order) {
    pallium::gid_range const ids = r.groups[g].ids;
    if (ids.size() > 0 && ids.first != out.size())
      throw pallium::input_error("groups of cells", fmt::format("cell {} after {} cells", ids.first, out.size()), "every cell in one group");
    for (pallium::gid c = ids.first; c < ids.last; ++c) {
      if (!r.position) {
        out.add(first_type + g, {});
        continue;
      }
      auto p = r.position(c);
      for (float& x : p) x *= 1000;  // [um]
      out.add(first_type + g, p);
    }
  }
  out.finish();
}

void write_spikes(std::string const& path, results const& r, pallium::gid cells) {
  sonata::spike_writer out(path, "", {{"cortex", {0, cells}}});
  out.spikes(r.spikes, {r.dt});
  out.finish();
}

ordered_json circuit() {
  ordered_json j;
  j["networks"]["nodes"] = {{{"nodes_file", "nodes.h5"}, {"node_types_file", "node_types.csv"}}};
  j["networks"]["edges"] = ordered_json::array();
  return j;
}
ordered_json simulation(results const& r) {
  ordered_json j;
  j["manifest"] = {{"$OUTPUT_DIR", "."}};
  j["network"] = "circuit_config.json";
  j["run"] = {{"tstart", 0.0}, {"tstop", r.duration_ms}, {"dt", r.dt}};
  j["output"] = {{"output_dir", "$OUTPUT_DIR"}, {"spikes_file", "spikes.h5"}, {"spikes_sort_order", "by_time"}};
  return j;
}

#else

void write_spikes(std::string const& path, results const& r) {
  sonata::detail::staged_file file(path);
  std::string text = "timestamps population node_ids\n";
  for (pallium::spike const& s : r.spikes) {
    fmt::format_to(std::back_inserter(text), "{:.10g} cortex {}\n", time_of(r, s), s.source);
    if (text.size() > 65536) file.append(std::exchange(text, {}));
  }
  file.append(text);
  file.finish();
}

#endif

ordered_json number(double x) { return std::isfinite(x) ? ordered_json(x) : ordered_json(nullptr); }

ordered_json table(std::vector<activity> const& of, bool areas) {
  ordered_json j = ordered_json::object();
  for (activity const& a : of) {
    ordered_json& row = j[a.name];
    row = {{"neurons", a.neurons}, {"spikes", a.spikes}, {"hz", number(a.hz)}, {"silent", number(a.silent)}, {"cv", number(a.cv)}, {"cv_neurons", a.cv_neurons}};
    if (areas) row["fano"] = number(a.fano), row["peak_hz"] = number(a.peak_hz);
  }
  return j;
}

}  // namespace

std::vector<std::string> result_files() {
#ifdef WHOLE_CORTEX_SONATA
  return {"spikes.h5", "nodes.h5", "node_types.csv", "circuit_config.json", "simulation_config.json", "summary.json", "report.html"};
#else
  return {"spikes.csv", "summary.json", "report.html"};
#endif
}

nlohmann::ordered_json summary_of(results const& r, statistics const& s) {
  ordered_json j;
  if (!r.scenario.empty()) j["scenario"] = r.scenario;
  j["spikes"] = s.spikes;
  j["statistics_from_ms"] = s.begin_ms;
  j["statistics_to_ms"] = s.end_ms;
  ordered_json& hz = j["rates_hz"] = ordered_json::object();
  for (activity const& k : s.kinds) hz[k.name] = number(k.hz);
  j["fastest_neuron_hz"] = number(s.fastest_hz);
  j["cv"] = number(s.all.cv);
  j["silent_neurons"] = number(s.all.silent);
  j["mean_correlation"] = number(s.mean_correlation);
  std::size_t silent = 0;
  for (activity const& a : s.areas) silent += a.neurons > 0 && a.spikes == 0;
  j["silent_areas"] = silent;
  ordered_json& verdicts = j["verdicts"] = ordered_json::array();
  for (verdict const& v : s.verdicts)
    verdicts.push_back({{"what", v.what}, {"found", v.found}, {"expected", v.expected},
                        {"is", v.is == judgement::passed ? "passed" : v.is == judgement::failed ? "failed" : "open"}});
  j["by_class"] = table(s.classes, false);
  j["by_kind"] = table(s.kinds, false);
  j["by_layer"] = table(s.layers, false);
  j["by_module"] = table(s.modules, false);
  j["by_area"] = table(s.areas, true);
  ordered_json& pairs = j["hz_by_area_and_class"] = ordered_json::object();
  for (std::size_t a = 0; a < s.areas.size(); ++a)
    for (std::size_t c = 0; c < s.classes.size(); ++c)
      if (!std::isnan(s.area_class[a][c])) pairs[s.areas[a].name][s.classes[c].name] = s.area_class[a][c];
  for (auto const& n : r.notes) j["notes"].push_back(n);
  return j;
}

void write_results(std::string const& folder, results const& r, statistics const& s, nlohmann::ordered_json const& run) {
  sonata::output_folder out(folder, true);
#ifdef WHOLE_CORTEX_SONATA
  std::string const nodes = out.file("nodes.h5");
  write_nodes(nodes, out.file("node_types.csv"), r);
  write_spikes(out.file("spikes.h5"), r, group_finder(r.groups).end());
  write_text(out.file("circuit_config.json"), circuit().dump(2) + "\n");
  write_text(out.file("simulation_config.json"), simulation(r).dump(2) + "\n");
#else
  write_spikes(out.file("spikes.csv"), r);
#endif
  ordered_json summary = run;
  summary.update(summary_of(r, s));
  write_text(out.file("summary.json"), summary.dump(2) + "\n");
  write_text(out.file("report.html"), report_html(r, s));
  out.finish();
}

}  // namespace whole_cortex
