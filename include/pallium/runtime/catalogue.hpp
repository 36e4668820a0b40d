// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/core/field_names.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

/// Names in files, and the types they mean.
namespace pallium::runtime {

/// Name that files give to param k of a mechanism, without the mechanism's own: "gbar". Its field's, unless it has `param_names`.
template <class M> constexpr std::string_view param_name(std::size_t k) noexcept {
  if constexpr (requires { M::param_names; }) return k < std::size(M::param_names) ? M::param_names[k] : std::string_view{};
  else return k < field_count<M::template params> ? field_names<M::template params>[k] : std::string_view{};
}

namespace detail {

/// Whether a word is one of "a|b|c". The empty word is none.
constexpr bool one_of(std::string_view names, std::string_view word) noexcept {
  while (!word.empty()) {
    std::size_t const end = std::min(names.find('|'), names.size());
    if (names.substr(0, end) == word) return true;
    if (end == names.size()) break;
    names.remove_prefix(end + 1);
  }
  return false;
}

template <class Cell> struct mechanisms_of;
template <class... Cs, class Synapses, class... Ps>
struct mechanisms_of<cell<channels<Cs...>, Synapses, pools<Ps...>>> {
  template <class F> static void for_each(F&& f) {
    (f(std::type_identity<Cs>{}), ...);
    (f(std::type_identity<Ps>{}), ...);
  }
};

template <class Synapses> struct each_synapse;
template <class... Ss> struct each_synapse<synapses<Ss...>> {
  template <class F> static void for_each(F&& f) { (f(std::type_identity<Ss>{}), ...); }
};

/// Adds the first of "a|b|c" to a list for people.
inline void append_name(std::string& list, std::string_view names) {
  if (!list.empty()) list += ", ";
  list += names.substr(0, names.find('|'));
}

}  // namespace detail

/// Names of the mechanisms of a cell type, separated by commas.
template <class Cell> std::string mechanism_names() {
  std::string all;
  detail::mechanisms_of<Cell>::for_each([&]<class M>(std::type_identity<M>) {
    if (!all.empty()) all += ", ";
    all += M::name;
  });
  return all;
}

/// Inserts a mechanism by name in a region and sets a param of it by name, as NEURON's `insert Kv3_1` and
/// `gbar_Kv3_1 = value` do. Returns what was wrong: "" for nothing, "mechanism", "param".
template <class Cell, region_expression R>
std::string_view set_by_name(Cell& c, R const& region, std::string_view mechanism, std::string_view param, double value) {
  std::string_view wrong = "mechanism";
  detail::mechanisms_of<Cell>::for_each([&]<class M>(std::type_identity<M>) {
    if (M::name != mechanism) return;
    wrong = "param";
    constexpr std::size_t n = field_count<M::template params>;
    for (std::size_t k = 0; k < n; ++k) {
      if (!detail::one_of(param_name<M>(k), param)) continue;
      wrong = "";
      c.template modify<M>(region, [&](auto& p) {
        auto a = to_array<M::template params>(p);
        a[k] = value;
        p = make_record<M::template params>([&](std::size_t f) { return a[f]; });
      });
    }
  });
  return wrong;
}

/// Places a synapse by name with params by name, as files do, those that are not named by default; `where` is a region or a
/// location: `place_by_name(c, soma, "Exp2Syn", {{"tau1", 0.5}, {"tau2", 2}, {"erev", -70}})`.
/// Errors: input_error for a model that `Cell` has not, with those it has; for a param that the model has not, with those it
/// has; for params that mean nothing; as `cell::place`.
template <class Cell, class Where>
receptor place_by_name(Cell& c, Where const& where, std::string_view model, std::map<std::string, double> const& values) {
  receptor placed{};
  bool found = false;
  std::string models;
  detail::each_synapse<typename Cell::synapse_list>::for_each([&]<class S>(std::type_identity<S>) {
    detail::append_name(models, S::name);
    bool mine = S::name == model;
    if constexpr (requires { S::other_names; }) mine = mine || detail::one_of(S::other_names, model);
    if (found || !mine) return;
    found = true;
    auto params = to_array<S::template params>(typename S::template params<double>{});
    for (auto const& [name, value] : values) {
      std::string known;
      std::size_t k = 0;
      for (; k < params.size() && !detail::one_of(param_name<S>(k), name); ++k) detail::append_name(known, param_name<S>(k));
      if (k == params.size()) throw input_error("place " + std::string(S::name), "param \"" + name + "\"", "one of " + known);
      params[k] = value;
    }
    auto const p = make_record<S::template params>([&](std::size_t k) { return params[k]; });
    (void)S::prepare(p, 0.025);  // says now what a simulation would say later
    placed = c.template place<S>(where, p);
  });
  if (!found) throw input_error("place", "synapse model \"" + std::string(model) + "\"", "one of " + models);
  return placed;
}

}  // namespace pallium::runtime
