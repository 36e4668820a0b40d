// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/core/environment.hpp>
#include <pallium/core/units.hpp>
#include <pallium/network/drive.hpp>
#include <pallium/network/gap_junction.hpp>
#include <pallium/network/projection.hpp>
#include <pallium/plasticity/concept.hpp>
#include <pallium/solve/scheme.hpp>

#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium {

/// The cell types and the plasticity rules of a network.
template <class... Ts> struct cells {};
template <plasticity_rule... Rs> struct rules {};

/// A cell description in a network: populations of one model are computed together, whatever their number.
template <class Cell> struct model_id {
  std::size_t index = 0;
};

/// Cells of one model with consecutive gids.
struct population {
  gid_range ids;
  std::size_t type = 0;   ///< position in `cells<...>`
  std::size_t model = 0;  ///< position in `models<Cell>()`
};

/// WHAT is simulated: cells, who connects to whom, what comes from outside. A description: nothing is allocated per
/// cell or synapse until a `simulation` runs it. `Scheme` says how v is carried through a step.
template <class Cells, class Rules = rules<>, time_scheme Scheme = scheme::backward_euler> class network;

template <class... Ts, class... Rs, class Scheme> class network<cells<Ts...>, rules<Rs...>, Scheme> {
 public:
  using cell_list = cells<Ts...>;
  using scheme = Scheme;

  explicit network(environment e = {}) : surroundings(e) {}

  /// Takes a copy of a cell description.
  template <class T>
    requires declared_among<T, Ts...>
  model_id<T> model(T cell) {
    auto& all = std::get<std::vector<T>>(models_);
    all.push_back(std::move(cell));
    return {all.size() - 1};
  }
  /// Adds `n` cells; their gids are the next n.
  template <class T>
    requires declared_among<T, Ts...>
  gid_range add(gid n, model_id<T> m) {
    if (m.index >= models<T>().size())
      throw input_error("network::add", "model " + std::to_string(m.index), "one that network::model returned");
    if (n > (gid{1} << 40) - size_) throw input_error("network::add", std::to_string(n) + " cells", "at most 2^40 in all");
    population p{{size_, size_ + n}, detail::index_in<T, Ts...>, m.index};
    size_ += n;
    if (n > 0) populations_.push_back(p);
    return p.ids;
  }
  template <class T>
    requires declared_among<T, Ts...>
  gid_range add(gid n, T const& cell) {
    return add(n, model(cell));
  }

  /// Connects cells; `storage::procedural{}` as second argument: synapses are drawn at each spike and take no memory. Edges are
  /// checked when a simulation starts, where dt is known, or when they are drawn.
  template <connectivity_source C, storage_policy S = storage::materialised> void connect(C c, S s = {}) {
    projections_.emplace_back(std::move(c), s);
  }
  /// The same for rules that only their targets know, which are always materialised.
  template <converging_source C> void connect(C c, storage::materialised s = {}) { projections_.emplace_back(std::move(c), s); }

  /// Events from outside to a receptor of each target.
  template <event_source S> void stimulate(gid_range targets, receptor to, synaptic_weight weight, S source) {
    check("network::stimulate", targets);
    events_.emplace_back(targets, to, weight, std::move(source));
  }
  template <event_source S> void stimulate(gid target, receptor to, synaptic_weight weight, S source) {
    stimulate(gid_range{target, target + 1}, to, weight, std::move(source));
  }
  /// A current into one compartment of each target.
  template <current_source S> void inject(gid_range targets, location where, S source) {
    check("network::inject", targets);
    currents_.emplace_back(targets, where, std::move(source));
  }
  template <current_source S> void inject(gid target, location where, S source) {
    inject(gid_range{target, target + 1}, where, std::move(source));
  }

  /// Joins two compartments by a gap junction. Errors: input_error for a cell that is not there, a conductance that is not
  /// a finite number >= 0; places are checked when a simulation starts.
  void couple(gap_junction const& j) {
    check("network::couple", {j.a, j.a + 1});
    check("network::couple", {j.b, j.b + 1});
    if (!(j.g.value >= 0) || !std::isfinite(j.g.value))
      throw input_error("network::couple", "a conductance of " + std::to_string(j.g.value) + " uS", "a finite number >= 0");
    gaps_.push_back(j);
  }

  gid size() const noexcept { return size_; }
  template <class T> std::vector<T> const& models() const noexcept { return std::get<std::vector<T>>(models_); }
  std::vector<population> const& populations() const noexcept { return populations_; }
  std::vector<projection> const& projections() const noexcept { return projections_; }
  std::vector<event_drive> const& event_drives() const noexcept { return events_; }
  std::vector<current_drive> const& current_drives() const noexcept { return currents_; }

  std::vector<gap_junction> const& gap_junctions() const noexcept { return gaps_; }

  environment surroundings;

 private:
  void check(char const* what, gid_range r) const {
    if (r.first > r.last || r.last > size_)
      throw input_error(what, "cells " + std::to_string(r.first) + " to " + std::to_string(r.last),
                        "cells of this network, which has " + std::to_string(size_));
  }

  std::tuple<std::vector<Ts>...> models_;
  std::vector<population> populations_;
  std::vector<projection> projections_;
  std::vector<event_drive> events_;
  std::vector<current_drive> currents_;
  std::vector<gap_junction> gaps_;
  gid size_ = 0;
};

}  // namespace pallium
