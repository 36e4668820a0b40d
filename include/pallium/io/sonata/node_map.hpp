// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/types.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// Which node of which population a cell is. A population may be of several ranges of cells (of several models).
///
///     node_map nodes;
///     nodes.add("v1", ids);               // node 0 is ids[0]
///     nodes.add("lgn", others, {4, 2});   // others[0] is node 4, others[1] node 2
class node_map {
 public:
  struct node {
    std::size_t population;  ///< in the order in which their names came
    std::uint64_t id;
  };

  node_map() = default;
  node_map(std::initializer_list<std::pair<std::string, gid_range>> some) {
    for (auto const& [name, cells] : some) add(name, cells);
  }

  /// Cells are the nodes first_node, first_node + 1, ...
  void add(std::string const& population, gid_range cells, std::uint64_t first_node = 0) { insert(population, cells, {}, first_node); }
  /// Cells are these nodes.
  void add(std::string const& population, gid_range cells, std::vector<std::uint64_t> nodes) {
    if (nodes.size() != cells.size())
      throw input_error("population " + population, std::to_string(nodes.size()) + " nodes for " + std::to_string(cells.size()) + " cells", "a node for each");
    insert(population, cells, std::move(nodes), 0);
  }

  /// Nothing for a cell of none.
  std::optional<node> find(gid cell) const {
    auto next = ranges_.upper_bound(cell);
    if (next == ranges_.begin()) return {};
    auto const& [first, r] = *--next;
    if (cell >= r.last) return {};
    return node{r.population, r.nodes.empty() ? r.first_node + (cell - first) : r.nodes[std::size_t(cell - first)]};
  }
  std::vector<std::string> const& populations() const noexcept { return names_; }

 private:
  struct range {
    gid last;
    std::size_t population;
    std::uint64_t first_node;
    std::vector<std::uint64_t> nodes;
  };

  void insert(std::string const& population, gid_range cells, std::vector<std::uint64_t> nodes, std::uint64_t first_node) {
    if (population.empty() || population.find_first_of("/ \t\n\"") != population.npos)
      throw input_error("population '" + population + "'", "this name", "one without blanks, quotes and slashes");
    if (cells.size() == 0) return;
    auto const after = ranges_.lower_bound(cells.first);
    if ((after != ranges_.end() && after->first < cells.last) || (after != ranges_.begin() && std::prev(after)->second.last > cells.first))
      throw input_error("population " + population, "cells that have a population", "each cell in one");
    auto const known = std::find(names_.begin(), names_.end(), population);
    auto const index = static_cast<std::size_t>(known - names_.begin());
    if (known == names_.end()) names_.push_back(population);
    ranges_.emplace(cells.first, range{cells.last, index, first_node, std::move(nodes)});
  }

  std::vector<std::string> names_;
  std::map<gid, range> ranges_;  ///< by first cell
};

}  // namespace pallium::io::sonata
