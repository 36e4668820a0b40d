// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/types.hpp>
#include <pallium/io/detail/json_file.hpp>
#include <pallium/io/sonata/nodes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pallium::io::sonata {

/// Sets of nodes by name.
///
/// | a set is given as                     | it holds                                                                    |
/// |---------------------------------------|-----------------------------------------------------------------------------|
/// | `{"ei": "e", "layer": [2, 3]}`        | nodes whose properties have one of the values; `population` and `node_id` count as properties; `{}` is all |
/// | `{"x": {"$gt": 3}}`                   | ... are greater; also $gte, $lt, $lte                                       |
/// | `[0, 5, 7]`                           | these gids                                                                  |
/// | `["A", "B"]`                          | the union of sets                                                           |
/// | `"NAME"`                              | a set of the file, a population, or `all`                                   |
///
/// Errors: input_error with file and key for a name that is not known, sets that name each other, a `$regex`, which is not supported.
class node_sets {
 public:
  explicit node_sets(std::span<placed_population const> populations) : populations_(populations.begin(), populations.end()) {}

  /// Takes the sets of an object {name: set}; later ones of the same name replace earlier ones.
  void add(io::detail::json_value const& sets) {
    for (std::string const& name : sets.keys()) sets_.insert_or_assign(name, sets[name]);
  }

  /// The gids of a set, ascending, each once.
  std::vector<gid> select(io::detail::json_value const& set) const {
    std::vector<gid> out;
    named done;
    add_to(out, set, done);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
  gid size() const noexcept { return populations_.empty() ? 0 : populations_.back().first + populations_.back().nodes->size(); }

 private:
  /// The sets of the file that were taken: true where that is not finished.
  using named = std::map<std::string, bool>;

  void add_to(std::vector<gid>& out, io::detail::json_value const& set, named& done) const {
    if (set.is_text()) return add_named(out, set, done);
    if (set.is_list()) {
      for (std::size_t i = 0; i < set.size(); ++i) {
        auto const one = set[i];
        if (one.is_text()) {
          add_named(out, one, done);
          continue;
        }
        double const id = one.number();
        if (!(id >= 0) || id != std::floor(id) || id >= static_cast<double>(size())) one.refuse("a gid below " + std::to_string(size()));
        out.push_back(static_cast<gid>(id));
      }
      return;
    }
    if (!set.is_object()) set.refuse("a name, a list, or properties {...}");
    auto const keys = set.keys();
    auto const ids = listed_ids(set);
    for (placed_population const& p : populations_) {
      if (auto const name = set.find("population"); name && !one_of(*name, p.nodes->name())) continue;
      bool known = true;
      for (std::string const& key : keys)
        if (key != "population") known = known && p.nodes->known(key);
      if (!known) continue;
      std::map<std::pair<std::int64_t, std::uint16_t>, bool> of_type;  // what does not depend on the node itself
      for (std::uint64_t k = 0; k < p.nodes->size(); ++k) {
        bool fits = true;
        auto const [it, fresh] = of_type.try_emplace({p.nodes->type(k), p.nodes->group(k)}, true);
        if (fresh)
          for (std::string const& key : keys)
            if (key != "population" && !individual(*p.nodes, k, key)) it->second = it->second && matches(*p.nodes, k, key, set[key]);
        fits = it->second;
        for (std::size_t i = 0; fits && i < keys.size(); ++i)
          if (ids && keys[i] == "node_id") fits = std::binary_search(ids->begin(), ids->end(), static_cast<double>(p.nodes->id(k)));
          else if (keys[i] != "population" && individual(*p.nodes, k, keys[i])) fits = matches(*p.nodes, k, keys[i], set[keys[i]]);
        if (fits) out.push_back(p.first + k);
      }
    }
  }
  /// Long lists of ids are met; nothing if it is another form of node_id.
  static std::optional<std::vector<double>> listed_ids(io::detail::json_value const& set) {
    auto const list = set.find("node_id");
    if (!list || !list->is_list()) return std::nullopt;
    std::vector<double> ids;
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto const one = (*list)[i];
      if (!one.is_number()) return std::nullopt;
      ids.push_back(one.number());
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  static bool individual(node_population const& p, std::uint64_t k, std::string const& key) { return key == "node_id" || p.own(k, key); }

  void add_named(std::vector<gid>& out, io::detail::json_value const& name, named& done) const {
    std::string const text = name.text();
    if (auto const it = sets_.find(text); it != sets_.end()) {
      auto const [state, fresh] = done.try_emplace(text, true);
      if (!fresh && state->second) name.refuse("sets that do not name each other in a circle");
      if (!fresh) return;  // a union has it already
      if (done.size() > 1000) name.refuse("at most 1000 sets that name each other");
      add_to(out, it->second, done);
      done[text] = false;
      return;
    }
    bool found = text == "all" || text == "All";
    for (placed_population const& p : populations_) {
      if (text != p.nodes->name() && text != "all" && text != "All") continue;
      found = true;
      for (std::uint64_t k = 0; k < p.nodes->size(); ++k) out.push_back(p.first + k);
    }
    if (!found) name.refuse("a set of node_sets, a population, or all");
  }
  static bool one_of(io::detail::json_value const& names, std::string const& name) {
    if (names.is_text()) return names.text() == name;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].text() == name) return true;
    return false;
  }
  static bool matches(node_population const& p, std::uint64_t k, std::string const& key, io::detail::json_value const& wanted) {
    if (wanted.is_list()) {
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto const one = wanted[i];
        if (one.is_list()) one.refuse("a value");
        if (matches(p, k, key, one)) return true;
      }
      return false;
    }
    if (wanted.is_object()) {
      for (std::string const& how : wanted.keys()) {
        if (how == "$regex") wanted.refuse("a value, a list, $gt, $gte, $lt or $lte: regular expressions are not supported");
        auto const bound = wanted[how];
        double const limit = bound.number();
        auto const x = p.number(k, key);
        if (!x) return false;
        bool const good = how == "$gt" ? *x > limit : how == "$gte" ? *x >= limit : how == "$lt" ? *x < limit : how == "$lte" ? *x <= limit
                                                                                                                             : (bound.refuse("$gt, $gte, $lt or $lte"), false);
        if (!good) return false;
      }
      return true;
    }
    if (wanted.is_number()) {
      double number = 0;
      auto const text = p.text(k, key);
      if (key == "node_id") number = static_cast<double>(p.id(k));
      else if (!text || !io::detail::parse_number(*text, number)) return false;
      else if (p.own(k, key)) number = p.number(k, key).value_or(number);
      return number == wanted.number();
    }
    auto const text = p.text(k, key);
    if (wanted.is_null()) return !text;
    return text && *text == wanted.text();
  }

  std::vector<placed_population> populations_;
  std::map<std::string, io::detail::json_value> sets_;
};

}  // namespace pallium::io::sonata
