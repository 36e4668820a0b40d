// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/runtime/sonata_nodes.hpp>
#include <pallium/runtime/sonata_projection.hpp>
#include <pallium/runtime/sonata_ties.hpp>
#include <pallium/stimulus/spike_trains.hpp>

#include <algorithm>
#include <cmath>
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

/// A circuit and a simulation of it as SONATA configurations describe them, as a network: BMTK's BioNet, rule by rule.
///
/// Node k of a population has gid first + k, populations following each other as `networks.nodes` lists them. Cells of one model,
/// morphology and params are one cell type, which has a synaptic site wherever one of them has a synapse; edges are read from their
/// files when the simulation is prepared, by the rank and thread that has their target.
/// Errors: input_error with file, line or key for whatever cannot be used.
class sonata_circuit : public sonata_nodes {
 public:
  explicit sonata_circuit(io::sonata::config const& config, sonata_options const& options = {})
      : sonata_nodes(config, options) {
    std::vector<double> found;
    options_.together([&] {
      read();
      net.surroundings = surroundings_;
      read_edges();
      found = scan();
    });
    options_.maximum(found);
    options_.together([&] {
      settle(found);
      place();
      for (auto const& e : edges_) net.connect(sonata_projection(e));
      couple();
    });
  }
  sonata_circuit(sonata_circuit const&) = delete;
  sonata_circuit& operator=(sonata_circuit const&) = delete;

  sonata_network net;
  /// The populations of edges in the order in which BMTK makes their synapses; `visit` tells those of a cell.
  std::vector<std::shared_ptr<sonata_edges>> const& connections() const noexcept { return edges_; }
  std::uint64_t edges() const noexcept {
    std::uint64_t n = 0;
    for (auto const& e : edges_) n += e->file.size();
    return n;
  }

 private:
  void read_edges() {
    auto const lists = config_.root()["networks"];
    auto const list = lists.find("edges");
    if (!list || list->is_null()) return;
    struct found {
      std::shared_ptr<sonata_edges> edges;
      std::size_t order;
    };
    std::vector<found> all;
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto const entry = (*list)[i];
      if (!enabled(entry)) continue;
      auto const table = types(entry, "edge_types_file", "edge_type_id");
      io::sonata::h5_group const root = io::sonata::h5_group(config_.find(entry["edges_file"])).group("edges");
      for (std::string const& name : root.names()) {
        if (!root.has_group(name) || !root.group(name).has_dataset("source_node_id")) continue;
        io::sonata::edge_population file(root, name, table);
        std::size_t const from = population_named(file.source()), onto = population_named(file.target());
        for (auto const& [p, n] : {std::pair{from, &file.source()}, std::pair{onto, &file.target()}})
          if (p == populations_.size())
            throw input_error(file.where(), "population " + io::detail::excerpt(*n), "one of networks.nodes");
        auto const played = std::find(played_.begin(), played_.end(), from);
        bool const simulated = populations_[from].nodes->size() > 0 && any_simulated(from);
        if (!simulated && played == played_.end()) {
          remarks.push_back(file.where() + ": no input plays " + file.source() + ": its edges are left out");
          continue;
        }
        if (file.targets() > 0 && !populations_[onto].nodes->find(file.targets() - 1))
          throw input_error(file.where(), "target_node_id " + std::to_string(file.targets() - 1), "a node of " + file.target());
        auto e = std::make_shared<sonata_edges>(std::move(file), populations_[from], populations_[onto]);
        e->to = targets_;
        if (simulated && instead_) {
          e->instead = instead_;
          e->players = {targets_->model_of.size(), targets_->model_of.size() + activity_.size()};
        }
        // BMTK first makes the synapses between simulated cells, then those of each input
        std::size_t const order = simulated ? 0 : 1 + std::size_t(played - played_.begin());
        std::size_t const number = all.size();
        e->kinds[-1] = synapses_.kind(*table, -1, number, config_, models_->synaptic);
        table->for_each([&](std::uint64_t id) {
          e->kinds[static_cast<std::int64_t>(id)] = synapses_.kind(*table, static_cast<std::int64_t>(id), number, config_, models_->synaptic);
        });
        e->settle();
        all.push_back({std::move(e), order});
      }
    }
    std::stable_sort(all.begin(), all.end(), [](found const& a, found const& b) { return a.order < b.order; });
    for (found& f : all) {
      for (auto const& e : edges_)
        if (e->target.nodes == f.edges->target.nodes) f.edges->before.push_back(e.get());
      edges_.push_back(std::move(f.edges));
    }
    targets_->classes = synapses_.classes;
    remarks.insert(remarks.end(), synapses_.remarks.begin(), synapses_.remarks.end());
  }
  /// The place of each model's counts among what a scan finds, and of what it finds of edges.
  std::vector<std::size_t> places() const {
    std::vector<std::size_t> base{0};
    for (auto const& m : targets_->models) base.push_back(base.back() + (m.layout == nullptr ? 0 : targets_->classes.size() * m.layout->segments.size()));
    return base;
  }
  /// Where synapses are, and between which bounds their delays, of this rank's share of the edges.
  std::vector<double> scan() {
    std::vector<std::size_t> const base = places();
    std::size_t const total = base.back();
    std::vector<double> found(total + 2 * edges_.size(), 0);
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      sonata_edges& e = *edges_[i];
      double &soonest = found[total + 2 * i], &latest = found[total + 2 * i + 1];
      soonest = latest = -1e300;  // soonest: of the negative delays, whose maximum it is
      e.draws = !e.file.places_given() && std::any_of(e.kinds.begin(), e.kinds.end(), [](auto const& k) { return std::isnan(k.second.section); });
      std::uint64_t const n = e.target.nodes->size();
      auto const rank = static_cast<std::uint64_t>(options_.rank), ranks = static_cast<std::uint64_t>(options_.ranks);
      std::map<std::size_t, double> of_cell;
      for (std::uint64_t k = n * rank / ranks; k < n * (rank + 1) / ranks; ++k) {
        gid const cell = e.target.first + k;
        std::uint32_t const m = targets_->model_of[std::size_t(cell)];
        sonata_targets::model const& model = targets_->models[m];
        of_cell.clear();
        e.visit(cell, [&](sonata_edges::synapse const& s) {
          soonest = std::max(soonest, -s.delay);
          latest = std::max(latest, s.delay);
          if (s.cls == sonata_edge_kind::no_class) return;
          std::size_t const at = base[m] + s.cls * model.layout->segments.size() + std::size_t(s.segment);
          if (targets_->classes[s.cls].additive) found[at] = 1;
          else found[at] = std::max(found[at], ++of_cell[at]);
        });
      }
    }
    return found;
  }
  void settle(std::vector<double> const& found) {
    std::vector<std::size_t> const base = places();
    std::size_t const total = base.back(), classes = targets_->classes.size();
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      edges_[i]->least_delay = std::max(0.0, -found[total + 2 * i]);
      edges_[i]->most_delay = std::max(0.0, found[total + 2 * i + 1]);
      if (found[total + 2 * i] == -1e300) edges_[i]->least_delay = edges_[i]->most_delay = 1;  // no synapse
    }
    for (std::size_t m = 0; m < targets_->models.size(); ++m) {
      auto& model = targets_->models[m];
      if (model.layout == nullptr) continue;
      std::size_t const segments = model.layout->segments.size();
      model.sites.assign(classes, std::vector<std::uint32_t>(segments, 0));
      for (std::size_t c = 0; c < classes; ++c)
        for (std::size_t s = 0; s < segments; ++s) model.sites[c][s] = static_cast<std::uint32_t>(found[base[m] + c * segments + s]);
    }
  }

  /// Segments one by one, as a place.
  struct listed {
    std::vector<std::int32_t> segments;
    std::vector<std::int32_t> draw(std::span<compartment_info const>) const { return segments; }
  };
  /// The delay of all synapses of a population's cells; the longest if they have several.
  duration delay_from(std::size_t population) const {
    double most = 0;
    for (auto const& e : edges_)
      if (e->source.nodes == populations_[population].nodes) most = std::max(most, e->most_delay);
    return {most};
  }
  /// Gives the models their synapses and the network its cells.
  void place() {
    std::vector<model_id<sonata_cell>> bio(models_->all.size());
    std::vector<model_id<int_fire_cell>> fire(models_->all.size());
    std::vector<model_id<lif_cell>> lif(models_->all.size());
    for (std::size_t m = 0; m < models_->all.size(); ++m) {
      auto& made = models_->all[m].made;
      if (auto* c = std::get_if<std::unique_ptr<sonata_cell>>(&made)) {
        for (std::size_t k = 0; k < targets_->classes.size(); ++k) {
          listed where;
          auto& sites = targets_->models[m].sites[k];
          for (std::size_t s = 0; s < sites.size(); ++s) {
            std::uint32_t const first = static_cast<std::uint32_t>(where.segments.size());
            for (std::uint32_t i = 0; i < sites[s]; ++i) where.segments.push_back(static_cast<std::int32_t>(s));
            sites[s] = first;
          }
          if (where.segments.empty()) continue;
          receptor const r = place_by_name(**c, where, targets_->classes[k].model, targets_->classes[k].params);
          for (auto& s : sites) s += (*c)->receptors()[r.index].first;
        }
        bio[m] = net.model(**c);
      } else if (auto* f = std::get_if<int_fire_cell>(&made)) {
        fire[m] = net.model(*f);
      } else if (auto* l = std::get_if<lif_cell>(&made)) {
        lif[m] = net.model(*l);
      }
    }
    for (std::size_t p = 0; p < populations_.size(); ++p) {
      gid const first = populations_[p].first, n = populations_[p].nodes->size();
      for (gid k = 0, end = 0; k < n; k = end) {
        std::uint32_t const m = targets_->model_of[std::size_t(first + k)];
        for (end = k + 1; end < n && targets_->model_of[std::size_t(first + end)] == m;) ++end;
        auto const& made = models_->all[m].made;
        if (std::holds_alternative<std::unique_ptr<sonata_cell>>(made)) net.add(end - k, bio[m]);
        else if (std::holds_alternative<int_fire_cell>(made)) net.add(end - k, fire[m]);
        else if (std::holds_alternative<lif_cell>(made)) net.add(end - k, lif[m]);
        else {
          std::vector<std::vector<duration>> mine;
          if (!trains_[p].empty()) mine.assign(trains_[p].begin() + std::ptrdiff_t(k), trains_[p].begin() + std::ptrdiff_t(end));
          settle_ties(mine, delay_from(p), dt);
          net.add(end - k, virtual_cell(stimulus::spike_trains(first + k, std::move(mine))));
        }
      }
    }
    trains_.clear();
    if (!activity_.empty()) {
      gid const first = net.size(), n = activity_.size();
      net.add(n, virtual_cell(stimulus::spike_trains(first, std::move(activity_))));
    }
  }

  /// Edges that are gap junctions: syn_weight is the conductance [uS], between the edge's places, or the somata.
  void couple() {
    for (auto const& e : edges_) {
      if (!e->gaps()) continue;
      io::sonata::edge_population::reader reader(e->file, true);
      for (std::uint64_t k = 0; k < e->target.nodes->size(); ++k)
        reader.edges_of(e->target.nodes->id(k), [&](io::sonata::edge_record const& r) {
          sonata_edge_kind const& kind = e->kind_of(r);
          if (!kind.gap) return;
          std::string const where = e->file.where() + ": edge " + std::to_string(r.number);
          auto const from = e->source.nodes->find(r.source);
          if (!from) throw input_error(where, "source_node_id " + std::to_string(r.source), "a node of " + e->source.nodes->name());
          gid const a = e->source.first + *from, b = e->target.first + k;
          double const g = std::isnan(r.weight) ? kind.weight : r.weight;
          if (!(g >= 0) || !std::isfinite(g)) throw input_error(where, "syn_weight " + std::to_string(g), "a conductance >= 0 in uS");
          double const section = std::isnan(r.section) ? kind.section : r.section, x = std::isnan(r.position) ? kind.position : r.position;
          net.couple({a, end_of(a, r.from_section, r.from_position, where), b, end_of(b, section, x, where), {g}});
        });
    }
  }
  location end_of(gid id, double section, double x, std::string const& where) const {
    if (cell(id) == nullptr) throw input_error(where, "a gap junction of cell " + std::to_string(id), "cells with compartments");
    if (std::isnan(section)) return at(soma, 0.5);
    auto const& layout = cell(id)->layout();
    if (!(section >= 0 && section < static_cast<double>(layout.sections.size())))
      throw input_error(where, "section " + std::to_string(section), "one of " + std::to_string(layout.sections.size()));
    auto const& s = layout.sections[std::size_t(section)];
    return {s.kind, s.index, std::isnan(x) ? 0.5 : x};
  }

  sonata_synapse_table synapses_;
  std::vector<std::shared_ptr<sonata_edges>> edges_;
};

}  // namespace pallium::runtime
