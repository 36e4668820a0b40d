// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/edges.hpp>
#include <pallium/io/sonata/nodes.hpp>
#include <pallium/io/sonata/numpy_random.hpp>
#include <pallium/runtime/sonata_synapses.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// What the edges of a circuit end on: the model of every cell, and where each model has its synaptic sites.
struct sonata_targets {
  enum class what : std::uint8_t { compartments, point, played };
  struct model {
    what is = what::played;
    std::string name;                                   ///< for complaints
    compartments const* layout = nullptr;
    std::vector<std::vector<std::uint32_t>> sites;      ///< [class][segment]: how many, then the number of the first
  };
  std::vector<std::uint32_t> model_of;  ///< [gid]
  std::vector<model> models;
  std::vector<sonata_class> classes;
};

/// A population of edges of a circuit, and how BMTK makes synapses of it.
///
/// An edge with `afferent_section_id` is one synapse there; else one with `nsyns` is so many, at places drawn by numpy's
/// `RandomState(gid of the target)`, one generator for a target, used by its populations of edges in the order of `before`; on
/// a point neuron it is one of nsyns times the weight and its model's sign, or of the weight alone if nothing says nsyns. Edges are read from the file for the targets that are asked for, each time
/// that they are: nothing of them stays in memory.
class sonata_edges {
 public:
  io::sonata::edge_population const file;
  io::sonata::placed_population const source, target;
  std::map<std::int64_t, sonata_edge_kind> kinds;
  std::shared_ptr<sonata_targets> to;
  std::vector<sonata_edges const*> before;  ///< whose draws come first
  /// syn_activity: of each source the virtual cell that plays for it; `silent` for those that nobody hears.
  static constexpr gid silent = ~gid{0};
  std::shared_ptr<std::vector<gid> const> instead;
  gid_range players{};
  double least_delay = 0, most_delay = 0;   ///< [ms], of all edges, once they were scanned
  bool draws = false;                       ///< whether places are drawn for any edge, once they were scanned

  sonata_edges(io::sonata::edge_population f, io::sonata::placed_population from, io::sonata::placed_population onto)
      : file(std::move(f)), source(from), target(onto) {}

  struct synapse {
    std::uint32_t cls = sonata_edge_kind::no_class;
    std::int32_t segment = 0;
    gid source = 0;
    double weight = 0, delay = 0;
  };

  /// Calls f(synapse) for every synapse of these edges onto a cell, in the order in which BMTK makes them.
  /// Errors: input_error for an edge that cannot be made a synapse, with file and edge.
  template <class F> void visit(gid cell, F&& f) const {
    std::uint64_t const node = target.nodes->id(cell - target.first);
    sonata_targets::model const& model = to->models[to->model_of[std::size_t(cell)]];
    lease const mine(*this, node);
    std::optional<io::sonata::numpy_random> random;
    mine->edges_of(node, [&](io::sonata::edge_record const& e) {
      auto const refuse = [&](std::string const& found, std::string const& expected) {
        throw input_error(file.where() + ": edge " + std::to_string(e.number), found, expected);
      };
      sonata_edge_kind const& k = kind_of(e);
      if (k.gap) return;
      auto const from = source.nodes->find(e.source);
      if (!from) refuse("source_node_id " + std::to_string(e.source), "a node of " + source.nodes->name());
      synapse s;
      s.source = source.first + *from;
      bool const heard = !instead || (*instead)[std::size_t(s.source)] != silent;
      s.weight = std::isnan(e.weight) ? k.weight : e.weight;
      s.delay = std::isnan(e.delay) ? k.delay : e.delay;
      if (!std::isfinite(s.weight)) refuse("no syn_weight", "one, of the edge or its type");
      if (!std::isfinite(s.delay) || s.delay < 0) refuse("delay " + std::to_string(s.delay), "a delay >= 0 in ms, of the edge or its type");
      if (k.tuned) s.weight *= tuned(s.source - source.first, cell - target.first, k.sigma);
      double const count = std::isnan(e.nsyns) ? k.nsyns : e.nsyns;
      if (!std::isnan(count) && !(count >= 0 && count <= 1e6)) refuse("nsyns " + std::to_string(count), "0 to 1000000 synapses");
      if (model.is == sonata_targets::what::point) {
        if (!std::isnan(count)) s.weight *= k.sign * std::floor(count);  // without nsyns BMTK has no sign either
        if (!std::isfinite(s.weight)) refuse("a weight of " + std::to_string(s.weight) + " in all", "a finite one");
        return give(s, heard, f);
      }
      if (model.is == sonata_targets::what::played) refuse("a virtual target", "a cell that is simulated");
      if (k.cls == sonata_edge_kind::no_class) refuse(k.model_error, "a model of synapses, such as Exp2Syn");
      s.cls = k.cls;
      double const section = std::isnan(e.section) ? k.section : e.section;
      if (!std::isnan(section)) {
        double const given = std::isnan(e.position) ? k.position : e.position, x = std::isnan(given) ? 0.5 : given;
        auto const segment = section >= 0 && section < 1e9 ? model.layout->segment_at(static_cast<std::int32_t>(section), x) : std::nullopt;
        if (!segment)
          refuse("section " + std::to_string(section) + " at " + std::to_string(x),
                 "one of the " + std::to_string(model.layout->sections.size()) + " of " + model.name + ", at 0 to 1");
        s.segment = *segment;
        return give(s, heard, f);
      }
      auto const& where = candidates(cell, k);
      if (where.segments.empty()) refuse("target_sections and a distance_range where " + model.name + " has no segment", "some that it has");
      if (!random) {
        random.emplace(static_cast<std::uint32_t>(cell));
        for (sonata_edges const* p : before) random->skip(p->drawn(cell));
      }
      for (int n = std::isnan(count) ? 1 : static_cast<int>(count); n > 0; --n) {
        s.segment = where.segments[random->choice(where.cdf)];
        give(s, heard, f);
      }
    });
  }
  /// A synapse, from who is heard in its source's place.
  template <class F> void give(synapse s, bool heard, F&& f) const {
    if (!heard) return;
    if (instead) s.source = (*instead)[std::size_t(s.source)];
    f(s);
  }
  /// How many draws these edges take of a cell's generator.
  std::uint64_t drawn(gid cell) const {
    if (!draws) return 0;
    std::uint64_t sum = 0;
    std::uint64_t const node = target.nodes->id(cell - target.first);
    if (to->models[to->model_of[std::size_t(cell)]].is != sonata_targets::what::compartments) return 0;
    lease const mine(*this, node);
    mine->edges_of(node, [&](io::sonata::edge_record const& e) {
      sonata_edge_kind const& k = kind_of(e);
      if (k.gap || !std::isnan(std::isnan(e.section) ? k.section : e.section)) return;
      double const count = std::isnan(e.nsyns) ? k.nsyns : e.nsyns;
      sum += std::isnan(count) ? 1 : static_cast<std::uint64_t>(count);
    });
    return sum;
  }
  sonata_edge_kind const& kind_of(io::sonata::edge_record const& e) const {
    auto const it = kinds.find(e.type);
    if (it == kinds.end())
      throw input_error(file.where() + ": edge " + std::to_string(e.number), "edge_type_id " + std::to_string(e.type),
                        "a type of " + (file.types().file().empty() ? "an edge_types_file" : file.types().file()));
    return it->second;
  }
  /// Whether edges may be gap junctions.
  bool gaps() const {
    return std::any_of(kinds.begin(), kinds.end(), [](auto const& k) { return k.second.gap; });
  }
  /// Reads what threads then share.
  void settle() {
    bool any = false;
    for (auto const& [id, k] : kinds) any = any || k.tuned;
    if (!any) return;
    auto const read = [&](io::sonata::node_population const& p, std::vector<double>& angles) {
      for (std::uint64_t k = 0; k < p.size(); ++k) angles.push_back(p.number(k, "tuning_angle").value_or(sonata_edge_kind::none));
    };
    read(*source.nodes, source_angle_);
    read(*target.nodes, target_angle_);
  }

 private:
  using reader = io::sonata::edge_population::reader;
  /// A reader that is at, or shortly before, a target: each thread that asks has its own.
  class lease {
   public:
    lease(sonata_edges const& of, std::uint64_t node) : of_(&of) {
      std::lock_guard const lock(of.lock_);
      auto best = of.idle_.end();
      for (auto it = of.idle_.begin(); it != of.idle_.end(); ++it)
        if ((*it)->last() <= node && (best == of.idle_.end() || (*it)->last() > (*best)->last())) best = it;
      if (best == of.idle_.end() && of.idle_.size() >= 4) best = of.idle_.begin();
      if (best != of.idle_.end()) {
        it_ = std::move(*best);
        of.idle_.erase(best);
      } else {
        it_ = std::make_unique<reader>(of.file);
      }
    }
    ~lease() {
      std::lock_guard const lock(of_->lock_);
      of_->idle_.push_back(std::move(it_));
    }
    lease(lease const&) = delete;
    lease& operator=(lease const&) = delete;
    reader* operator->() const noexcept { return it_.get(); }

   private:
    sonata_edges const* of_;
    std::unique_ptr<reader> it_;
  };
  sonata_candidates const& candidates(gid cell, sonata_edge_kind const& k) const {
    std::uint32_t const m = to->model_of[std::size_t(cell)];
    std::lock_guard const lock(lock_);
    auto const it = candidates_.find({m, &k});
    if (it != candidates_.end()) return *it->second;
    auto made = std::make_unique<sonata_candidates>(*to->models[m].layout, k.sections, k.nearest, k.farthest);
    return *candidates_.emplace(std::pair{m, &k}, std::move(made)).first->second;
  }
  /// BMTK's gaussianLL: exp(-(delta / sigma)^2), delta the difference of tuning angles folded into 0 to 90 degrees.
  double tuned(std::uint64_t from, std::uint64_t onto, double sigma) const {
    double const a = source_angle_[std::size_t(from)], b = target_angle_[std::size_t(onto)];
    if (!std::isfinite(a) || !std::isfinite(b)) throw input_error(file.where(), "a cell without tuning_angle", "one for gaussianLL");
    double const apart = std::fmod(std::abs(b - a), 360.0);
    double const delta = std::abs(std::abs(std::abs(180.0 - apart) - 90.0) - 90.0);
    return std::exp(-(delta / sigma) * (delta / sigma));
  }

  mutable std::mutex lock_;
  mutable std::vector<std::unique_ptr<reader>> idle_;
  mutable std::map<std::pair<std::uint32_t, sonata_edge_kind const*>, std::unique_ptr<sonata_candidates>> candidates_;
  std::vector<double> source_angle_, target_angle_;
};

/// The same as a source of synapses for a network.
class sonata_projection {
 public:
  explicit sonata_projection(std::shared_ptr<sonata_edges const> edges) : edges_(std::move(edges)) {}
  gid_range sources() const noexcept { return edges_->instead ? edges_->players : of(edges_->source); }
  gid_range targets() const noexcept { return of(edges_->target); }
  std::optional<receptor> via() const noexcept { return std::nullopt; }
  step min_delay(duration dt) const noexcept { return to_steps({edges_->least_delay}, dt); }
  step max_delay(duration dt) const noexcept { return to_steps({edges_->most_delay}, dt); }
  void into(gid cell, duration dt, bulk<incoming_edge>& out) const {
    sonata_targets const& to = *edges_->to;
    sonata_targets::model const& model = to.models[to.model_of[std::size_t(cell)]];
    std::map<std::pair<std::uint32_t, std::int32_t>, std::uint32_t> taken;  // of sites that are not shared
    edges_->visit(cell, [&](sonata_edges::synapse const& s) {
      std::uint32_t site = 0;
      if (s.cls != sonata_edge_kind::no_class) {
        site = model.sites[s.cls][std::size_t(s.segment)];
        if (!to.classes[s.cls].additive) site += taken[{s.cls, s.segment}]++;
      }
      auto const delay = to_steps({s.delay}, dt);
      if (delay > 0xffffffff) throw input_error(edges_->file.where(), "a delay of " + std::to_string(s.delay) + " ms", "at most 2^32 - 1 steps");
      out.push_back({s.source, site, static_cast<std::uint32_t>(delay), s.weight});
    });
  }

 private:
  static gid_range of(io::sonata::placed_population const& p) noexcept { return {p.first, p.first + p.nodes->size()}; }
  std::shared_ptr<sonata_edges const> edges_;
};
static_assert(converging_source<sonata_projection>);

}  // namespace pallium::runtime
