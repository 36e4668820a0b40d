// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/sonata/detail/column_window.hpp>
#include <pallium/io/sonata/hdf5.hpp>
#include <pallium/io/sonata/types_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// What an edges file says of one edge itself; a number that its group has no column for is NaN, and the type has it.
struct edge_record {
  std::uint64_t number = 0;  ///< row in the file
  std::uint64_t source = 0;  ///< node_id
  std::int64_t type = -1;
  double nsyns = 0, weight = 0, delay = 0, section = 0, position = 0;  ///< [1] [uS or as the target has it] [ms] [1] [1]
  double from_section = 0, from_position = 0;                         ///< of the source, where a reader was told to read them
};

/// A population of an edges file, /edges/NAME, asked target by target: only what is asked for is read.
///
/// | column                                                  | also accepted          |
/// |---------------------------------------------------------|------------------------|
/// | `source_node_id` `target_node_id`, with `node_population` | NAME = SOURCE_to_TARGET, if there is no attribute |
/// | `edge_type_id` `edge_group_id` `edge_group_index`       | none: type -1, group 0 in order |
/// | `G/nsyns` `G/syn_weight` `G/delay`                      |                        |
/// | `G/afferent_section_id` `G/afferent_section_pos`        | `G/sec_id` `G/sec_x`   |
/// | `G/efferent_section_id` `G/efferent_section_pos`        |                        |
/// | `indices/target_to_source/{node_id_to_range,range_to_edge_id}` | `indicies`, `node_id_to_ranges`; none: it is made |
class edge_population {
 public:
  /// Errors: input_error with file and path for columns of different lengths, an index that leads out of the file or names an
  /// edge twice.
  edge_population(h5_group const& edges, std::string name, std::shared_ptr<types_table const> types)
      : name_(std::move(name)), types_(std::move(types)), group_(edges.group(name_)) {
    h5_dataset const source = group_.dataset("source_node_id").column();
    size_ = source.rows();
    h5_dataset const target = group_.dataset("target_node_id").column(size_);
    std::size_t const to = name_.find("_to_");
    source_ = source.attribute("node_population").value_or(to == name_.npos ? "" : name_.substr(0, to));
    target_ = target.attribute("node_population").value_or(to == name_.npos ? "" : name_.substr(to + 4));
    for (auto* p : {&source_, &target_}) {  // some write "/nodes/NAME"
      if (p->starts_with("/nodes/")) p->erase(0, 7);
      if (p->empty()) group_.refuse("no node_population of source and target", "that attribute of source_node_id and target_node_id");
    }
    if (!read_index()) make_index(target);
  }

  std::string const& name() const noexcept { return name_; }
  std::string const& source() const noexcept { return source_; }
  std::string const& target() const noexcept { return target_; }
  std::string where() const { return group_.where(); }
  std::uint64_t size() const noexcept { return size_; }
  types_table const& types() const noexcept { return *types_; }
  /// One more than the largest target that has edges.
  std::uint64_t targets() const noexcept { return begin_.size() - 1; }
  /// How many edges a target has.
  std::uint64_t degree(std::uint64_t target) const noexcept {
    std::uint64_t n = 0;
    if (target < targets())
      for (std::size_t r = begin_[std::size_t(target)]; r < begin_[std::size_t(target) + 1]; ++r) n += ranges_[r].last - ranges_[r].first;
    return n;
  }
  /// Whether the edges of every group say where they end.
  bool places_given() const {
    bool all = true, any = false;
    for (std::string const& g : group_.names()) {
      if (g.find_first_not_of("0123456789") != g.npos || !group_.has_group(g)) continue;
      h5_group const group = group_.group(g);
      any = true;
      all = all && (group.has_dataset("afferent_section_id") || group.has_dataset("sec_id"));
    }
    return any && all;
  }

  /// Reads edges; each thread has its own.
  class reader {
   public:
    /// `both_ends`: where an edge begins on its source is read too.
    explicit reader(edge_population const& of, bool both_ends = false)
        : of_(&of), both_ends_(both_ends), source_(of.group_.dataset("source_node_id")), target_(of.group_.dataset("target_node_id")) {
      auto const may = [&](auto& window, char const* name) {
        if (of.group_.has_dataset(name)) window = std::decay_t<decltype(window)>(of.group_.dataset(name).column(of.size_));
      };
      may(type_, "edge_type_id");
      may(group_, "edge_group_id");
      may(index_, "edge_group_index");
    }
    /// Calls f(edge_record) for the edges of a target in the order of the index. Errors: input_error for an edge of another
    /// target, a group or a row in it that is not there.
    template <class F> void edges_of(std::uint64_t target, F&& f) {
      if (target >= of_->targets()) return;
      last_ = target;
      for (std::size_t r = of_->begin_[std::size_t(target)]; r < of_->begin_[std::size_t(target) + 1]; ++r)
        for (std::uint64_t e = of_->ranges_[r].first; e < of_->ranges_[r].last; ++e) {
          if (target_[e] != target)
            of_->group_.refuse("edge " + std::to_string(e) + " of target " + std::to_string(target_[e]) + " among those of " + std::to_string(target),
                               "an index that fits");
          f(record(e));
        }
    }
    std::uint64_t last() const noexcept { return last_; }

   private:
    struct columns {
      detail::column_window<double> nsyns, weight, delay, section, position, from_section, from_position;
    };
    edge_record record(std::uint64_t e) {
      edge_record r{.number = e, .source = source_[e]};
      if (type_) r.type = type_[e];
      std::uint64_t const g = group_ ? group_[e] : 0, row = index_ ? index_[e] : e;
      if (g >= 256) of_->group_.refuse("edge_group_id " + std::to_string(g) + " of edge " + std::to_string(e), "a group below 256");
      columns& c = of_group(std::size_t(g));
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      r.nsyns = c.nsyns ? c.nsyns[row] : none;
      r.weight = c.weight ? c.weight[row] : none;
      r.delay = c.delay ? c.delay[row] : none;
      r.section = c.section ? c.section[row] : none;
      r.position = c.position ? c.position[row] : none;
      r.from_section = c.from_section ? c.from_section[row] : none;
      r.from_position = c.from_position ? c.from_position[row] : none;
      return r;
    }
    columns& of_group(std::size_t g) {
      if (g < groups_.size() && groups_[g]) return *groups_[g];
      if (g >= groups_.size()) groups_.resize(g + 1);
      groups_[g] = std::make_unique<columns>();
      std::string const name = std::to_string(g);
      if (!of_->group_.has_group(name)) return *groups_[g];
      h5_group const in = of_->group_.group(name);
      auto const may = [&](auto& window, std::initializer_list<char const*> names) {
        for (char const* n : names)
          if (in.has_dataset(n)) {
            window = std::decay_t<decltype(window)>(in.dataset(n).column());
            return;
          }
      };
      may(groups_[g]->nsyns, {"nsyns"});
      may(groups_[g]->weight, {"syn_weight"});
      may(groups_[g]->delay, {"delay"});
      may(groups_[g]->section, {"afferent_section_id", "sec_id"});
      may(groups_[g]->position, {"afferent_section_pos", "sec_x"});
      if (both_ends_) may(groups_[g]->from_section, {"efferent_section_id"}), may(groups_[g]->from_position, {"efferent_section_pos"});
      return *groups_[g];
    }

    edge_population const* of_;
    bool both_ends_;
    detail::column_window<std::uint64_t> source_, target_;
    detail::column_window<std::int64_t> type_;
    detail::column_window<std::uint64_t> group_, index_;
    std::vector<std::unique_ptr<columns>> groups_;
    std::uint64_t last_ = 0;
  };

 private:
  struct range {
    std::uint64_t first, last;
  };
  bool read_index() {
    for (char const* indices : {"indices", "indicies"}) {
      if (!group_.has_group(indices) || !group_.group(indices).has_group("target_to_source")) continue;
      h5_group const index = group_.group(indices).group("target_to_source");
      char const* const nodes_name = index.has_dataset("node_id_to_range") ? "node_id_to_range" : "node_id_to_ranges";
      h5_dataset const nodes = index.dataset(nodes_name).table(2), edges = index.dataset("range_to_edge_id").table(2);
      std::vector<std::int64_t> of_node;
      nodes.read(0, nodes.rows(), of_node);
      std::vector<std::uint64_t> of_range;
      edges.read(0, edges.rows(), of_range, size_);
      std::uint64_t total = 0, listed = 0;
      begin_.assign(1, 0);
      for (std::uint64_t t = 0; t < nodes.rows(); ++t) {
        std::int64_t const a = of_node[std::size_t(2 * t)], b = of_node[std::size_t(2 * t + 1)];
        if (a >= 0 && b > a) {
          if (static_cast<std::uint64_t>(b) > edges.rows())
            nodes.refuse("[" + std::to_string(a) + ", " + std::to_string(b) + ") in row " + std::to_string(t),
                         "rows of range_to_edge_id, which has " + std::to_string(edges.rows()));
          listed += static_cast<std::uint64_t>(b - a);
          if (listed > edges.rows() + nodes.rows()) nodes.refuse("rows of range_to_edge_id given to several nodes", "each range once");
          for (std::int64_t r = a; r < b; ++r) {
            range const edge{of_range[std::size_t(2 * r)], of_range[std::size_t(2 * r + 1)]};
            if (edge.first > edge.last) edges.refuse("a range that ends before it begins in row " + std::to_string(r), "[first, last)");
            total += edge.last - edge.first;
            if (total > size_) edges.refuse("more edges than the " + std::to_string(size_) + " of the population", "each edge once");
            if (edge.last > edge.first) ranges_.push_back(edge);
          }
        }
        begin_.push_back(static_cast<std::uint32_t>(ranges_.size()));
      }
      if (total != size_) edges.refuse(std::to_string(total) + " edges", "all " + std::to_string(size_) + " of the population");
      std::vector<range> sorted = ranges_;  // as many edges as there are, and none twice: all
      std::sort(sorted.begin(), sorted.end(), [](range const& a, range const& b) { return a.first < b.first; });
      for (std::size_t r = 1; r < sorted.size(); ++r)
        if (sorted[r].first < sorted[r - 1].last) edges.refuse("edge " + std::to_string(sorted[r].first) + " in two ranges", "each edge once");
      while (begin_.size() > 1 && begin_[begin_.size() - 2] == begin_.back()) begin_.pop_back();
      return true;
    }
    return false;
  }
  /// Ranges of edges of equal target, sorted by target, else in the order of the file.
  void make_index(h5_dataset const& target) {
    struct run {
      std::uint64_t target;
      range edges;
    };
    std::vector<run> runs;
    std::vector<std::uint64_t> some;
    for (std::uint64_t first = 0, n = 0; first < size_; first += n) {
      n = std::min<std::uint64_t>(1 << 16, size_ - first);
      target.read(first, n, some, std::uint64_t{1} << 32);
      for (std::uint64_t i = 0; i < n; ++i) {
        if (runs.empty() || runs.back().target != some[std::size_t(i)]) runs.push_back({some[std::size_t(i)], {first + i, first + i}});
        ++runs.back().edges.last;
      }
    }
    std::stable_sort(runs.begin(), runs.end(), [](run const& a, run const& b) { return a.target < b.target; });
    begin_.assign(1, 0);
    for (run const& r : runs) {
      if (r.target > 8 * size_ + 1000000) target.refuse("target " + std::to_string(r.target), "a node of a population");  // memory for a claim
      while (begin_.size() < r.target + 1) begin_.push_back(static_cast<std::uint32_t>(ranges_.size()));
      ranges_.push_back(r.edges);
    }
    begin_.push_back(static_cast<std::uint32_t>(ranges_.size()));
    if (runs.empty()) begin_.assign(1, 0);
  }

  std::string name_, source_, target_;
  std::shared_ptr<types_table const> types_;
  h5_group group_;
  std::uint64_t size_ = 0;
  std::vector<std::uint32_t> begin_;  ///< [target]: its first range
  std::vector<range> ranges_;
};

}  // namespace pallium::io::sonata
