// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/environment.hpp>
#include <pallium/io/sonata/config.hpp>
#include <pallium/io/sonata/node_sets.hpp>
#include <pallium/io/sonata/spikes.hpp>
#include <pallium/runtime/sonata_models.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// How a circuit is read.
struct sonata_options {
  physical_constants constants = modern_constants;
  std::optional<double> dt, tstop;  ///< instead of the file's [ms]
  io::coordinates rounding = io::coordinates::bmtk;
  int rank = 0, ranks = 1;          ///< each reads its share of the edges to see where synapses are
  /// Does something on all ranks; if it throws on one, it throws on all.
  std::function<void(std::function<void()> const&)> together = [](std::function<void()> const& f) { f(); };
  std::function<void(std::vector<double>&)> maximum = [](std::vector<double>&) {};  ///< of each number over all ranks
};

/// What a configuration says of the run and of its nodes: populations, node sets, what each node is, the spikes that are played.
class sonata_nodes {
 public:
  duration tstop{}, dt{};
  double dL = 20;  ///< [um]
  std::vector<std::string> remarks;

  io::sonata::config const& config() const noexcept { return config_; }
  std::vector<io::sonata::placed_population> const& populations() const noexcept { return populations_; }
  io::sonata::node_sets const& sets() const noexcept { return sets_; }
  /// The gids of a set of nodes by the value of a key.
  std::vector<gid> select(io::detail::json_value const& set) const { return sets_.select(set); }
  sonata_models::model const& model(gid cell) const noexcept { return models_->all[targets_->model_of[std::size_t(cell)]]; }
  /// The description of a cell; null if it has no compartments.
  sonata_cell const* cell(gid id) const noexcept {
    auto const* made = std::get_if<std::unique_ptr<sonata_cell>>(&model(id).made);
    return made == nullptr ? nullptr : made->get();
  }
  /// The population of a cell.
  io::sonata::placed_population const& population(gid cell) const noexcept {
    auto const after = std::upper_bound(populations_.begin(), populations_.end(), cell, [](gid g, auto const& p) { return g < p.first; });
    return *(after - 1);
  }

 protected:
  sonata_nodes(io::sonata::config const& config, sonata_options const& options)
      : config_(config), options_(options), sets_(std::span<io::sonata::placed_population const>{}) {}
  sonata_nodes(sonata_nodes const&) = delete;
  sonata_nodes& operator=(sonata_nodes const&) = delete;
  ~sonata_nodes() = default;

  void read() {
    read_run();
    read_nodes();
    read_spikes();
    read_activity();
  }
  static bool enabled(io::detail::json_value const& entry) {
    auto const e = entry.find("enabled");
    return !e || e->boolean();
  }
  std::shared_ptr<io::sonata::types_table const> types(io::detail::json_value const& entry, char const* key, char const* id) const {
    auto const file = entry.find(key);
    if (!file || file->is_null() || (file->is_text() && file->text().empty())) return std::make_shared<io::sonata::types_table>();
    return std::make_shared<io::sonata::types_table>(config_.find(*file), id);
  }
  std::size_t population_named(std::string const& name) const noexcept {
    std::size_t p = 0;
    while (p < populations_.size() && populations_[p].nodes->name() != name) ++p;
    return p;
  }
  bool any_simulated(std::size_t population) const noexcept {
    gid const first = populations_[population].first, last = first + populations_[population].nodes->size();
    for (gid g = first; g < last; ++g)
      if (!is_virtual(g)) return true;
    return false;
  }

  bool is_virtual(gid cell) const noexcept { return model(cell).is == sonata_targets::what::played; }


  io::sonata::config config_;
  sonata_options options_;
  environment surroundings_;
  std::vector<io::sonata::placed_population> populations_;
  std::unique_ptr<sonata_models> models_;
  std::shared_ptr<sonata_targets> targets_;
  std::vector<std::vector<std::vector<duration>>> trains_;  ///< [population][node]
  std::vector<std::vector<duration>> activity_;             ///< of cells that play for others: syn_activity
  std::shared_ptr<std::vector<gid> const> instead_;
  std::vector<std::size_t> played_;                         ///< populations, as inputs name them

 private:
  void read_run() {
    auto const root = config_.root();
    auto const run = root["run"];
    auto const number = [&](io::detail::json_value const& of, char const* key, double otherwise) {
      auto const v = of.find(key);
      return v ? v->number() : otherwise;
    };
    double const begin = number(run, "tstart", 0);
    tstop = {options_.tstop ? *options_.tstop : run["tstop"].number() - begin};
    dt = {options_.dt ? *options_.dt : number(run, "dt", 0.1)};
    if (begin != 0) run["tstart"].refuse("0: a run begins there");
    if (!(tstop.value >= 0)) run["tstop"].refuse("a time >= 0 in ms");
    if (!(dt.value > 0)) throw input_error(run.where() + ".dt", std::to_string(dt.value), "a step > 0 in ms");
    if (tstop.value / dt.value > 1e11) run["tstop"].refuse("at most 10^11 steps");
    dL = number(run, "dL", 20);
    if (!(dL > 0)) run["dL"].refuse("a length > 0 in um");
    surroundings_.spike_threshold = number(run, "spike_threshold", -15);
    surroundings_.constants = options_.constants;
    double v_init = -80;
    surroundings_.celsius = 34;
    if (auto const c = root.find("conditions")) {
      surroundings_.celsius = number(*c, "celsius", 34);
      v_init = number(*c, "v_init", -80);
      if (!(surroundings_.celsius > -273 && surroundings_.celsius < 100)) (*c)["celsius"].refuse("degrees Celsius");
    }
    models_ = std::make_unique<sonata_models>(config_, dL, voltage{v_init}, options_.rounding);
  }
  void read_nodes() {
    auto const lists = config_.root()["networks"];
    auto const nodes = lists["nodes"];
    gid first = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      auto const entry = nodes[i];
      if (!enabled(entry)) continue;
      auto const table = types(entry, "node_types_file", "node_type_id");
      io::sonata::h5_group const root = io::sonata::h5_group(config_.find(entry["nodes_file"])).group("nodes");
      for (std::string const& name : root.names()) {
        if (!root.has_group(name)) continue;
        for (auto const& known : populations_)
          if (known.nodes->name() == name) root.refuse("population " + name + " for the second time", "each once");
        node_files_.push_back(std::make_unique<io::sonata::node_population>(root, name, table));
        populations_.push_back({node_files_.back().get(), first});
        first += node_files_.back()->size();
      }
    }
    if (first == 0) nodes.refuse("populations that have nodes");
    sets_ = io::sonata::node_sets(populations_);
    auto const root = config_.root();
    if (auto const file = root.find("node_sets_file")) {
      sets_file_ = io::detail::parse_json_file(config_.find(*file));
      sets_.add({sets_file_, config_.find(*file).string()});
    }
    if (auto const sets = root.find("node_sets")) {
      sets_own_ = config_.root_json().at("node_sets");
      sets_.add({sets_own_, config_.file().string(), "node_sets"});
    }
    targets_ = std::make_shared<sonata_targets>();
    targets_->model_of.reserve(std::size_t(first));
    for (auto const& p : populations_)
      for (std::uint64_t k = 0; k < p.nodes->size(); ++k) targets_->model_of.push_back(models_->of(*p.nodes, k));
    for (auto const& m : models_->all) {
      sonata_targets::model t;
      t.is = m.is;
      t.name = m.name;
      if (auto const* c = std::get_if<std::unique_ptr<sonata_cell>>(&m.made)) t.layout = &(*c)->layout();
      targets_->models.push_back(std::move(t));
    }
    remarks.insert(remarks.end(), models_->remarks.begin(), models_->remarks.end());
  }
  /// Spikes that virtual nodes play, and in which order populations are first named, for their synapses are drawn in it.
  void read_spikes() {
    auto const inputs = config_.root().find("inputs");
    trains_.resize(populations_.size());
    if (!inputs) return;
    for (std::string const& name : config_.inputs()) {
      auto const in = (*inputs)[name];
      auto const type = in.find("input_type");
      if (!enabled(in) || !type || type->text() != "spikes") continue;
      std::string const module = in["module"].text();
      if (module != "sonata" && module != "h5" && module != "csv" && module != "nwb")
        in["module"].refuse("sonata, h5 or csv");
      if (module == "nwb") in["module"].refuse("sonata, h5 or csv: spikes of NWB files are not read");
      auto const file = config_.find(in[in.find("input_file") ? "input_file" : "file"]);
      auto const wanted = sets_.select(in["node_set"]);
      std::size_t next = 0;
      for (std::size_t p = 0; p < populations_.size(); ++p) {
        auto const& population = populations_[p];
        gid const end = population.first + population.nodes->size();
        if (next >= wanted.size() || wanted[next] >= end) continue;
        auto all = io::sonata::read_spikes(file, *population.nodes);
        trains_[p].resize(std::size_t(population.nodes->size()));
        if (std::find(played_.begin(), played_.end(), p) == played_.end()) played_.push_back(p);
        for (; next < wanted.size() && wanted[next] < end; ++next) {
          if (!is_virtual(wanted[next])) {
            in["node_set"].refuse("virtual nodes: " + population.nodes->name() + " " +
                                  std::to_string(population.nodes->id(wanted[next] - population.first)) + " is simulated");
          }
          auto const k = std::size_t(wanted[next] - population.first);
          trains_[p][k].insert(trains_[p][k].end(), all[k].begin(), all[k].end());
        }
      }
    }
  }

  /// syn_activity: cells whose synapses are made to act at given times, as if their sources had fired; all other synapses between
  /// simulated cells are silent then.
  void read_activity() {
    auto const inputs = config_.root().find("inputs");
    if (!inputs) return;
    std::map<gid, std::vector<duration>> trains;
    bool any = false;
    for (std::string const& name : config_.inputs()) {
      auto const in = (*inputs)[name];
      auto const type = in.find("input_type");
      if (!enabled(in) || !type || type->text() != "syn_activity") continue;
      any = true;
      std::vector<duration> times;
      auto const given = in["timestamps"];
      for (std::size_t i = 0; i < given.size(); ++i) {
        if (!(given[i].number() >= 0)) given[i].refuse("a time >= 0 in ms");
        times.push_back({given[i].number()});
      }
      for (gid g : sets_.select(in.find("precell_filter") ? in["precell_filter"] : in["node_set"]))
        if (!is_virtual(g)) trains[g].insert(trains[g].end(), times.begin(), times.end());
    }
    if (!any) return;
    auto instead = std::make_shared<std::vector<gid>>(targets_->model_of.size(), sonata_edges::silent);
    gid next = targets_->model_of.size();
    for (auto& [g, times] : trains) {
      (*instead)[std::size_t(g)] = next++;
      activity_.push_back(std::move(times));
    }
    instead_ = std::move(instead);
  }

  std::vector<std::unique_ptr<io::sonata::node_population>> node_files_;
  io::sonata::node_sets sets_;
  nlohmann::json sets_file_, sets_own_;
};

}  // namespace pallium::runtime
