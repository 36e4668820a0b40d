// SPDX-License-Identifier: BSD-3-Clause
// test_sonata RUN_SONATA REFERENCES CIRCUITS WORK [ROW...]: runs published circuits with run_sonata and puts what it writes beside what
// was published, or beside NEURON where nothing was: a row of a table each. Exit code 1 if a row is not what it should be, 77 if the
// circuits are not there. --list: the rows.
#include <pallium/io/sonata/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using pallium::io::sonata::h5_group;

namespace {

using node = std::pair<std::string, std::uint64_t>;  // population, node_id
using trains = std::map<node, std::vector<double>>;

/// A variable at the somata over time.
struct traces {
  std::vector<node> cells;
  std::vector<double> t, values;  // [row], [row][cell]
  double at(std::size_t row, std::size_t cell) const { return values[row * cells.size() + cell]; }
};

trains read_spikes(fs::path const& file) {
  trains all;
  h5_group const spikes = h5_group(file).group("spikes");
  for (std::string const& p : spikes.names()) {
    auto const times = spikes.group(p).dataset("timestamps").numbers();
    auto const ids = spikes.group(p).dataset("node_ids").counts();
    for (std::size_t i = 0; i < times.size(); ++i) all[{p, ids[i]}].push_back(times[i]);
  }
  for (auto& [n, train] : all) std::sort(train.begin(), train.end());
  return all;
}
traces read_report(fs::path const& file, double dt) {
  traces r;
  h5_group const reports = h5_group(file).group("report");
  std::vector<std::vector<double>> columns;
  for (std::string const& p : reports.names()) {
    for (auto id : reports.group(p).group("mapping").dataset("node_ids").counts()) r.cells.emplace_back(p, id);
    auto const data = reports.group(p).dataset("data");
    auto const all = data.numbers();
    for (std::size_t c = 0; c < data.columns(); ++c) {
      columns.emplace_back();
      for (std::size_t k = 0; k < data.rows(); ++k) columns.back().push_back(all[k * data.columns() + c]);
    }
  }
  for (std::size_t k = 0; !columns.empty() && k < columns[0].size(); ++k) {
    r.t.push_back(double(k + 1) * dt);  // BMTK's row k is step k + 1
    for (auto const& c : columns) r.values.push_back(c.at(k));
  }
  return r;
}
std::vector<std::string> split(std::string const& line, char at) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string w; std::getline(in, w, at);) words.push_back(w);
  return words;
}
trains read_spikes_csv(fs::path const& file) {
  trains all;
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line))
    if (auto const w = split(line, ','); w.size() == 3 && w[0] != "t_ms") all[{w[2], std::stoull(w[1])}].push_back(std::stod(w[0]));
  for (auto& [n, train] : all) std::sort(train.begin(), train.end());
  return all;
}
/// t_ms,population:node,... packed by gzip.
traces read_v_csv(fs::path const& file) {
  traces r;
  std::FILE* const pipe = popen(("gzip -dc '" + file.string() + "'").c_str(), "r");
  std::string text;
  std::vector<char> some(1 << 16);
  for (std::size_t n; pipe != nullptr && (n = std::fread(some.data(), 1, some.size(), pipe)) > 0;) text.append(some.data(), n);
  if (pipe == nullptr || pclose(pipe) != 0) throw pallium::input_error(file.string(), "what gzip cannot read", "a table");
  std::istringstream in(text);
  std::string line;
  while (std::getline(in, line)) {
    auto const w = split(line, ',');
    if (w.empty() || w[0].starts_with('#')) continue;
    if (w[0] == "t_ms") {
      for (std::size_t k = 1; k < w.size(); ++k) r.cells.emplace_back(w[k].substr(0, w[k].find(':')), std::stoull(w[k].substr(w[k].find(':') + 1)));
      continue;
    }
    r.t.push_back(std::stod(w[0]));
    for (std::size_t k = 1; k < w.size(); ++k) r.values.push_back(std::stod(w[k]));
  }
  return r;
}

struct row {
  std::string name, config;       // below the circuits
  std::string constants;
  std::string stored{};           // folder of published output below the circuits; or
  std::string rebuilt{};          // name of NEURON's results in the references
  double steps = 1;               // how many steps a spike may be off
  double dv = 1e-3, until = 0;    // [mV]; [ms]: 0 up to each cell's first spike, -1 the whole run
  std::string points{};           // population whose nodes from `first_point` on are point neurons
  std::uint64_t first_point = ~0ull;
  std::string v = "membrane_potential.h5", cai{};
  std::string pulses{};        // an input that stands for an NWB sweep
};

std::vector<row> const rows{
    {.name = "9_cells", .config = "sonata/9_cells/config.json", .constants = "legacy", .stored = "sonata/9_cells/output", .until = -1, .cai = "calcium_concentration.h5"},
    {.name = "5_cells_iclamp", .config = "sonata/5_cells_iclamp/config.json", .constants = "legacy", .stored = "sonata/5_cells_iclamp/output", .until = -1, .cai = "calcium_concentration.h5"},
    {.name = "bio_1cell_iclamp", .config = "bmtk/bio_1cell/config.simulation_iclamp.json", .constants = "modern", .stored = "bmtk/bio_1cell/output_iclamp", .until = 800},
    {.name = "bio_1cell_syns", .config = "bmtk/bio_1cell/config.simulation_syns.json", .constants = "modern", .stored = "bmtk/bio_1cell/output_syns"},
    {.name = "bio_on_off", .config = "bmtk/bio_on_off/config.simulation.json", .constants = "modern", .stored = "bmtk/bio_on_off/output"},
    {.name = "bio_intfire_ring", .config = "bmtk/bio_intfire_ring/config.simulation.json", .constants = "legacy", .stored = "bmtk/bio_intfire_ring/output", .until = -1, .points = "v1", .first_point = 1},
    {.name = "all_active_stub", .config = "bmtk/bio_all_active_sweep/config.simulation.491766131_stubaxon.sweep35.json", .constants = "modern", .stored = "bmtk/bio_all_active_sweep/output_491766131_stubaxon_sweep35", .pulses = "current_clamp_nwb"},
    {.name = "all_active_full", .config = "bmtk/bio_all_active_sweep/config.simulation.491766131_fullaxon.sweep35.json", .constants = "modern", .stored = "bmtk/bio_all_active_sweep/output_491766131_fullaxon_sweep35", .pulses = "current_clamp_nwb"},
    {.name = "bio_stp_models", .config = "bmtk/bio_stp_models/config.simulation.json", .constants = "modern", .rebuilt = "bio_stp_models", .until = -1, .v = "voltage.h5"},
    {.name = "advanced_iclamp", .config = "bmtk/bio_advanced_stimuli/config.simulation_iclamp.json", .constants = "modern", .rebuilt = "advanced_iclamp", .v = "v_report.h5"},
    {.name = "advanced_iclamp_aslist", .config = "bmtk/bio_advanced_stimuli/config.simulation_iclamp.aslist.json", .constants = "modern", .rebuilt = "advanced_iclamp", .v = "v_report.h5"},
    {.name = "advanced_iclamp_csv", .config = "bmtk/bio_advanced_stimuli/config.simulation_iclamp.csv.json", .constants = "modern", .rebuilt = "advanced_iclamp_csv", .v = "v_report.h5"},
    {.name = "advanced_spikes", .config = "bmtk/bio_advanced_stimuli/config.simulation_spikes.json", .constants = "modern", .rebuilt = "advanced_spikes", .until = -1, .v = "v_report.h5"},
    {.name = "advanced_spont_activity", .config = "bmtk/bio_advanced_stimuli/config.simulation_spont_activity.json", .constants = "modern", .rebuilt = "advanced_spont_activity", .until = -1, .v = "v_report.h5"},
    {.name = "ten_intfire", .config = "sonata/sim_tests/intfire/ten_cells_spikes_nrn/input/config.json", .constants = "modern", .rebuilt = "ten_intfire", .dv = 0, .points = "post", .first_point = 0, .v = ""},
    {.name = "bio_14cells", .config = "bmtk/bio_14cells/config.simulation.json", .constants = "modern", .rebuilt = "bio_14cells", .until = -1, .points = "v1", .first_point = 10},
    {.name = "bio_450cells", .config = "bmtk/bio_450cells/config.simulation_vm.json", .constants = "modern", .rebuilt = "bio_450cells", .until = -1, .points = "internal", .first_point = 300},
    {.name = "bio_450cells_compact", .config = "bmtk/bio_450cells_compact/config.simulation.json", .constants = "modern", .rebuilt = "bio_450cells_compact", .dv = 0, .points = "internal", .first_point = 300, .v = ""},
};

struct counted {
  std::size_t ours = 0, theirs = 0, equal = 0;
};
counted compare(trains const& a, trains const& b, double within, bool (*wanted)(node const&, row const&), row const& r) {
  counted c;
  auto const add = [&](trains const& from, std::size_t counted::* to) {
    for (auto const& [n, train] : from)
      if (wanted(n, r)) c.*to += train.size();
  };
  add(a, &counted::ours), add(b, &counted::theirs);
  for (auto const& [n, train] : a) {
    auto const it = b.find(n);
    if (!wanted(n, r) || it == b.end()) continue;
    for (std::size_t i = 0; i < std::min(train.size(), it->second.size()); ++i)
      if (std::abs(train[i] - it->second[i]) <= within) ++c.equal;
  }
  return c;
}
bool is_point(node const& n, row const& r) { return n.first == r.points && n.second >= r.first_point; }
bool is_cell(node const& n, row const& r) { return !is_point(n, r); }

/// The largest difference up to each cell's first spike, up to a time, and over all.
struct apart {
  double first = 0, until = 0, whole = 0;
};
apart compare(traces const& mine, traces const& theirs, trains const& spikes, double until, double dt) {
  apart d;
  for (std::size_t c = 0; c < theirs.cells.size(); ++c) {
    auto const here = std::find(mine.cells.begin(), mine.cells.end(), theirs.cells[c]);
    if (here == mine.cells.end()) throw pallium::input_error("report", theirs.cells[c].first + " without node " + std::to_string(theirs.cells[c].second), "it");
    auto const m = std::size_t(here - mine.cells.begin());
    auto const fired = spikes.find(theirs.cells[c]);
    double const first = fired == spikes.end() ? 1e300 : fired->second[0] - 0.5 * dt;
    std::size_t k = 0;
    for (std::size_t i = 0; i < theirs.t.size(); ++i) {
      while (k + 1 < mine.t.size() && mine.t[k] < theirs.t[i] - 0.25 * dt) ++k;
      if (std::abs(mine.t[k] - theirs.t[i]) > 0.25 * dt) throw pallium::input_error("report", "no row of " + std::to_string(theirs.t[i]) + " ms", "one");
      double const e = std::abs(mine.at(k, m) - theirs.at(i, c));
      d.whole = std::max(d.whole, e);
      if (theirs.t[i] < first) d.first = std::max(d.first, e);
      if (theirs.t[i] < until) d.until = std::max(d.until, e);
    }
  }
  return d;
}

/// Whether the row is as it should be; prints it.
bool run(row const& r, std::string const& program, fs::path const& references, fs::path const& circuits, fs::path const& work) {
  fs::path config = circuits / r.config;
  fs::path const out = work / r.name;
  fs::create_directories(work);
  fs::remove_all(out);
  if (!r.pulses.empty()) {  // SONATA's sweep 35 by its two pulses; an NWB file's amplitudes are single precision
    nlohmann::json const more{{"simulation", config.string()},
                              {"inputs", {{r.pulses, {{"enabled", false}}},
                                          {"pulses", {{"input_type", "current_clamp"}, {"module", "IClamp"}, {"node_set", "all"},
                                                      {"amp", {double(0.05f), double(0.15f)}}, {"delay", {5.0, 1020.0}}, {"duration", {10.0, 1000.0}}}}}}};
    config = work / (r.name + ".json");
    std::ofstream(config) << more;
  }
  std::ostringstream command;
  command << "'" << program << "' '" << config.string() << "' --out '" << out.string() << "' --quiet --constants " << r.constants;
  command << " >'" << (work / (r.name + ".log")).string() << "' 2>&1";
  if (int const status = std::system(command.str().c_str()); status != 0) {
    std::printf("| %s | status %d of: %s |\n", r.name.c_str(), status, command.str().c_str());
    return false;
  }
  bool const published = !r.stored.empty();
  trains const mine = read_spikes(out / "spikes.h5");
  trains const theirs = published ? read_spikes(circuits / r.stored / "spikes.h5") : read_spikes_csv(references / (r.rebuilt + "_spikes.csv"));
  double const dt = r.name == "bio_stp_models" ? 0.01 : 0.1;
  counted const cells = compare(mine, theirs, (r.steps + 1e-3) * dt, is_cell, r), points = compare(mine, theirs, 1e-6, is_point, r);
  bool good = cells.ours == cells.theirs && cells.equal == cells.theirs && points.ours == points.theirs && points.equal == points.theirs;
  apart v, cai;
  std::string what = "-";
  if (!r.v.empty() && r.dv > 0) {
    traces const ours = read_report(out / r.v, dt);
    v = compare(ours, published ? read_report(circuits / r.stored / r.v, dt) : read_v_csv(references / (r.rebuilt + "_v.csv.gz")), theirs, r.until, dt);
    double const held = r.until < 0 ? v.whole : r.until > 0 ? v.until : v.first;
    good = good && held < r.dv && (r.until <= 0 || v.first < r.dv);
    char text[160];
    std::snprintf(text, sizeof text, "%.1e | %.1e", v.first, v.whole);
    what = text;
    if (r.until > 0) {
      std::snprintf(text, sizeof text, " (%.1e to %g ms)", v.until, r.until);
      what += text;
    }
  } else {
    what = "- | -";
  }
  if (!r.cai.empty()) {
    cai = compare(read_report(out / r.cai, dt), read_report(circuits / r.stored / r.cai, dt), theirs, -1, dt);
    good = good && cai.whole < 1e-9;
    char text[64];
    std::snprintf(text, sizeof text, "; cai %.1e mM", cai.whole);
    what += text;
  }
  std::printf("| %s | %s | %s | %g | %zu / %zu / %zu | %zu / %zu / %zu | %s |%s\n", r.name.c_str(), published ? "published" : "NEURON", r.constants.c_str(), dt, cells.ours,
              cells.theirs, cells.equal, points.ours, points.theirs, points.equal, what.c_str(), good ? "" : "  <- not as it should be");
  std::fflush(stdout);
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--list") {
    for (row const& r : rows) std::printf("%s\n", r.name.c_str());
    return 0;
  }
  if (argc < 5) {
    std::fprintf(stderr, "test_sonata RUN_SONATA REFERENCES CIRCUITS WORK [ROW...]\n");
    return 2;
  }
  if (!fs::exists(argv[3])) {
    std::printf("%s is not there: skipped\n", argv[3]);
    return 77;
  }
  std::vector<std::string> const wanted(argv + 5, argv + argc);
  if (wanted.empty())
    std::printf("| circuit | beside | constants | dt | spikes of cells: ours / theirs / at the same step | of point neurons | dV to first spike [mV] | whole run |\n"
                "|---|---|---|---|---|---|---|---|\n");
  bool good = true;
  try {
    for (row const& r : rows)
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), r.name) != wanted.end()) good = run(r, argv[1], argv[2], argv[3], argv[4]) && good;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "test_sonata: %s\n", e.what());
    return 1;
  }
  return good ? 0 : 1;
}
