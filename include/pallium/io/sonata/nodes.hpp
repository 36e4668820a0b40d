// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/types.hpp>
#include <pallium/io/sonata/hdf5.hpp>
#include <pallium/io/sonata/types_table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pallium::io::sonata {

/// A population of a nodes file, /nodes/NAME. Nodes are numbered by their node_id, ascending: node k of n.
///
/// A property is looked for in the node's group of the file, then in the row of its type: `text(k, "morphology")`,
/// `number(k, "rotation_angle_zaxis")`. Whole columns are read when one of their values is asked for, and kept.
class node_population {
 public:
  /// Errors: input_error with file and path for columns of different lengths, node ids that stand twice, groups that are not
  /// there or too short.
  node_population(h5_group const& nodes, std::string name, std::shared_ptr<types_table const> types)
      : name_(std::move(name)), types_(std::move(types)), group_(nodes.group(name_)) {
    h5_dataset const type = group_.dataset("node_type_id").column();
    std::uint64_t const n = type.rows();
    std::vector<std::int64_t> type_of;
    type.read(0, n, type_of);
    std::vector<std::uint64_t> ids, of_group, in_group;
    if (group_.has_dataset("node_id")) ids = group_.dataset("node_id").column(n).counts();
    if (group_.has_dataset("node_group_id")) of_group = group_.dataset("node_group_id").column(n).counts(0xffff);
    else of_group.assign(std::size_t(n), 0);
    if (group_.has_dataset("node_group_index")) in_group = group_.dataset("node_group_index").column(n).counts(0xffffffff);
    else {
      in_group.resize(std::size_t(n));
      std::iota(in_group.begin(), in_group.end(), std::uint64_t{0});
    }
    std::vector<std::uint32_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    if (!ids.empty()) {
      if (!std::is_sorted(ids.begin(), ids.end()))
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; });
      std::sort(ids.begin(), ids.end());
      if (auto const twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end())
        group_.refuse("node_id " + std::to_string(*twice) + " twice", "each node once");
      if (!ids.empty() && (ids.front() != 0 || ids.back() != n - 1)) ids_ = std::move(ids);
    }
    nodes_.reserve(std::size_t(n));
    for (std::uint32_t row : order)
      nodes_.push_back({type_of[row], static_cast<std::uint32_t>(in_group[row]), static_cast<std::uint16_t>(of_group[row])});
  }

  std::string const& name() const noexcept { return name_; }
  std::string where() const { return group_.where(); }
  std::uint64_t size() const noexcept { return nodes_.size(); }
  std::uint64_t id(std::uint64_t k) const noexcept { return ids_.empty() ? k : ids_[std::size_t(k)]; }
  /// The number of a node. Nothing if there is no such id.
  std::optional<std::uint64_t> find(std::uint64_t id) const noexcept {
    if (ids_.empty()) return id < nodes_.size() ? std::optional(id) : std::nullopt;
    auto const it = std::lower_bound(ids_.begin(), ids_.end(), id);
    return it != ids_.end() && *it == id ? std::optional(std::uint64_t(it - ids_.begin())) : std::nullopt;
  }
  std::int64_t type(std::uint64_t k) const noexcept { return nodes_[std::size_t(k)].type; }
  std::uint16_t group(std::uint64_t k) const noexcept { return nodes_[std::size_t(k)].group; }
  types_table const& types() const noexcept { return *types_; }

  /// Whether a property is a column of the file for the nodes of this one's group, so that each has its own.
  bool own(std::uint64_t k, std::string const& property) const { return !std::holds_alternative<std::monostate>(column(group(k), property)); }
  /// Whether any node may have it.
  bool known(std::string const& property) const {
    if (property == "node_type_id" || property == "node_id" || types_->has_column(property)) return true;
    for (std::string const& g : group_.names())
      if (group_.has_group(g) && group_.group(g).has_dataset(property)) return true;
    return false;
  }

  std::optional<std::string> text(std::uint64_t k, std::string const& property) const {
    auto const& c = column(group(k), property);
    if (auto const* strings = std::get_if<std::vector<std::string>>(&c)) {
      std::string const& s = at(*strings, k, property);
      for (char const* none : {"", "NULL", "NONE", "None", "NaN"})
        if (s == none) return std::nullopt;
      return s;
    }
    if (auto const* numbers = std::get_if<std::vector<double>>(&c)) {
      double const x = at(*numbers, k, property);
      return x == std::floor(x) && std::abs(x) < 9e15 ? std::to_string(static_cast<std::int64_t>(x)) : std::to_string(x);
    }
    if (property == "node_type_id") return std::to_string(type(k));
    return type(k) < 0 ? std::nullopt : types_->get(static_cast<std::uint64_t>(type(k)), property);
  }
  /// Errors: input_error for a text that is no number.
  std::optional<double> number(std::uint64_t k, std::string const& property) const {
    auto const& c = column(group(k), property);
    if (auto const* numbers = std::get_if<std::vector<double>>(&c)) return at(*numbers, k, property);
    if (property == "node_id") return static_cast<double>(id(k));
    if (property == "node_type_id") return static_cast<double>(type(k));
    if (auto const* strings = std::get_if<std::vector<std::string>>(&c)) {
      double x = 0;
      std::string const& s = at(*strings, k, property);
      if (!io::detail::parse_number(s, x)) group_.refuse(property + " " + io::detail::excerpt(s), "a number");
      return x;
    }
    return type(k) < 0 ? std::nullopt : types_->number(static_cast<std::uint64_t>(type(k)), property);
  }

 private:
  struct node {
    std::int64_t type;
    std::uint32_t index;
    std::uint16_t group;
  };
  using values = std::variant<std::monostate, std::vector<double>, std::vector<std::string>>;

  template <class T> T const& at(std::vector<T> const& column, std::uint64_t k, std::string const& property) const {
    node const& n = nodes_[std::size_t(k)];
    if (n.index >= column.size())
      group_.refuse("node_group_index " + std::to_string(n.index) + " of node " + std::to_string(id(k)),
                    "a row of " + std::to_string(n.group) + "/" + property + ", which has " + std::to_string(column.size()));
    return column[n.index];
  }
  values const& column(std::uint16_t g, std::string const& property) const {
    auto const [it, fresh] = columns_.try_emplace({g, property});
    std::string const name = std::to_string(g);
    if (!fresh || property.find('/') != property.npos || !group_.has_group(name)) return it->second;
    h5_group const group = group_.group(name);
    if (!group.has_dataset(property)) return it->second;
    h5_dataset const set = group.dataset(property);
    if (set.rank() != 1) return it->second;
    if (set.text()) {
      it->second = set.strings();
    } else if (group.has_group("@library") && group.group("@library").has_dataset(property)) {
      auto const library = group.group("@library").dataset(property).strings();
      std::vector<std::string> texts;
      for (std::uint64_t n : set.counts()) {
        if (n >= library.size()) set.refuse(std::to_string(n), "a number of @library/" + property + ", which has " + std::to_string(library.size()));
        texts.push_back(library[std::size_t(n)]);
      }
      it->second = std::move(texts);
    } else {
      it->second = set.numbers();
    }
    return it->second;
  }

  std::string name_;
  std::shared_ptr<types_table const> types_;
  h5_group group_;
  std::vector<node> nodes_;
  std::vector<std::uint64_t> ids_;  ///< ascending; empty: 0 to n - 1
  mutable std::map<std::pair<std::uint16_t, std::string>, values> columns_;
};

/// The populations of a circuit in the order in which they are listed; node k of a population has gid first + k.
struct placed_population {
  node_population const* nodes = nullptr;
  gid first = 0;
};

}  // namespace pallium::io::sonata
