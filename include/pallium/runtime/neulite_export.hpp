// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/ion.hpp>
#include <pallium/io/neulite_write.hpp>
#include <pallium/network/network.hpp>
#include <pallium/runtime/catalogue.hpp>
#include <pallium/runtime/detail/neulite_points.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp2.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// How a network becomes Neulite's.
struct neulite_export {
  double tstop = 1000, dt = 0.1;     ///< of config.h [ms]
  bool leave_out_inputs = false;     ///< what comes from outside, Neulite's one current apart, is left out instead of refused
  std::vector<std::string> names{};  ///< of the populations, in order; default: p0, p1 ...
};

namespace detail {

/// A network in Neulite's terms. Whatever it cannot say is refused by name.
template <class Network> class neulite_speaker;
template <class... Ts, class... Rs, class Scheme> class neulite_speaker<network<cells<Ts...>, rules<Rs...>, Scheme>> {
  using network_type = network<cells<Ts...>, rules<Rs...>, Scheme>;
  template <class T> static constexpr bool has_membrane = requires(T const& t) { t.layout(); };
  static constexpr double tick = 1e-3;  ///< in which delays are asked for [ms]

 public:
  neulite_speaker(network_type const& net, neulite_export const& how) : net_(net), how_(how) {
    if (net.surroundings.celsius != 34) refuse("temperature", std::to_string(net.surroundings.celsius) + " degC", "34, which Neulite has");
    if (!net.gap_junctions().empty()) refuse("gap junctions", std::to_string(net.gap_junctions().size()), "none");
    if (!how.leave_out_inputs && !net.event_drives().empty())
      refuse("stimuli", std::to_string(net.event_drives().size()) + " trains of events from outside", "none, or leave_out_inputs");
    for (auto const& p : net.populations()) add(p);
    if (c.size() == 0) refuse("cells", "no cell with compartments", "one at least");
    for (auto const& p : net.projections()) add(p);
    run.tstop = how.tstop;
    run.dt = how.dt;
    run.threshold = net.surroundings.spike_threshold;
    current();
    run.check("Neulite");
  }

  io::neulite::circuit c;
  io::neulite::config run;

 private:
  struct site {
    std::uint32_t compartment, kind;  ///< kind + 1; 0: no synapse of Neulite's
    std::string_view name;
  };
  struct range {
    gid_range ids;
    std::uint32_t first;  ///< Neulite's number of the first
    std::size_t type;
    bool outside;         ///< virtual cells
  };

  [[noreturn]] static void refuse(std::string const& where, std::string const& found, std::string_view expected) {
    throw input_error("Neulite: " + where, found, expected);
  }

  void add(population const& p) {
    std::size_t t = 0;
    auto const one = [&]<class T>(std::type_identity<T>) {
      if (t++ != p.type) return;
      std::string const who = "model " + std::to_string(p.model) + " of cells " + std::to_string(p.ids.first) + " to " + std::to_string(p.ids.last - 1);
      if constexpr (has_membrane<T>) {
        if (p.ids.size() > 0xffffffff - c.size()) refuse(who, "more than 2^32 cells", "fewer");
        auto const [it, added] = known_.try_emplace({p.type, p.model}, c.types.size());
        if (added) describe(net_.template models<T>()[p.model], who);
        auto const first = static_cast<std::uint32_t>(c.size());
        std::size_t const k = c.populations.size();
        c.populations.push_back({k < how_.names.size() ? how_.names[k] : "p" + std::to_string(k), first, static_cast<std::uint32_t>(p.ids.size()), it->second});
        ranges_.push_back({p.ids, first, it->second, false});
      } else if constexpr (requires { typename T::neuron; }) {
        refuse(who, "point neurons (" + std::string(T::neuron::name) + ")", "cells with compartments");
      } else {
        if (!how_.leave_out_inputs) refuse(who, "virtual cells", "none, or leave_out_inputs");
        ranges_.push_back({p.ids, 0, 0, true});
      }
    };
    (one(std::type_identity<Ts>{}), ...);
  }

  template <class T> void describe(T const& cell, std::string const& who) {
    auto& type = c.types.emplace_back();
    auto shape = neulite_points::of(cell.layout(), who);
    type.points = std::move(shape.points);
    auto const& segments = cell.layout().segments;
    // what all compartments of a kind have in common
    for (std::size_t s = 0; s < segments.size(); ++s) {
      auto& row = type.rows[std::size_t(segments[s].kind) - 1];
      if (!row) row = io::neulite::membrane_row{.cm = cell.cm()[s], .ra = cell.ra()[s], .e_leak = cell.v_init(), .gbar = {}};
      same(row->cm, cell.cm()[s], who, segments[s], "cm");
      same(row->ra, cell.ra()[s], who, segments[s], "Ra");
    }
    std::array<bool, 4> seen{};
    std::vector<std::pair<double, double>> leak(segments.size(), {0.0, cell.v_init()});
    mechanisms_of<T>::for_each([&]<class M>(std::type_identity<M>) {
      auto const& where = cell.template where<M>();
      for (std::size_t k = 0; k < where.segments.size(); ++k) {
        auto const& segment = segments[std::size_t(where.segments[k])];
        auto const values = to_array<M::template params>(where.values[k]);
        if (M::name == "pas") {
          leak[std::size_t(where.segments[k])] = {values[0], values[1]};
          continue;
        }
        if (segment.kind != branch::soma) refuse(who + ", " + place_name(segment), std::string(M::name), "channels and pools in the soma only");
        auto& row = *type.rows[0];
        row.active = true;
        if (M::name == "CaDynamics") {
          if (values[2] != 0.1 || values[3] != 1e-4) refuse(who + ", CaDynamics", "another depth or minCai", "0.1 um and 1e-4 mM, which Neulite has");
          row.gamma = values[0];
          row.decay = values[1];
          continue;
        }
        auto const column = std::ranges::find(io::neulite::channel_names, M::name);
        if (column == io::neulite::channel_names.end()) refuse(who, "channel " + std::string(M::name), "one of the fifteen that Neulite has");
        auto const defaults = to_array<M::template params>(typename M::template params<double>{});
        for (std::size_t f = 1; f < values.size(); ++f)
          if (values[f] != defaults[f]) refuse(who + ", " + std::string(M::name), "another " + std::string(param_name<M>(f)), "its default, which Neulite has");
        row.gbar[std::size_t(column - io::neulite::channel_names.begin())] = values[0];
      }
    });
    ions(cell, *type.rows[0], who);
    for (std::size_t s = 0; s < segments.size(); ++s) {
      auto const kind = std::size_t(segments[s].kind) - 1;
      auto& row = *type.rows[kind];
      if (!std::exchange(seen[kind], true)) row.g_leak = leak[s].first, row.e_leak = leak[s].second;
      same(row.g_leak, leak[s].first, who, segments[s], "g of pas");
      same(row.e_leak, leak[s].second, who, segments[s], "e of pas");
      same(cell.v_init(), leak[s].second, who, segments[s], "initial voltage, which in Neulite is e of pas,");
    }
    receptors(cell, shape.number);
  }
  static void same(double wanted, double found, std::string const& who, compartment_info const& at, std::string const& what) {
    if (wanted != found) refuse(who + ", " + place_name(at), what + " " + std::to_string(found), std::to_string(wanted) + ", as elsewhere in compartments of its type");
  }

  template <class T> static void ions(T const& cell, io::neulite::membrane_row const& row, std::string const& who) {
    bool const sodium_used = std::any_of(row.gbar.begin(), row.gbar.begin() + 4, [](double g) { return g > 0; });
    bool const potassium_used = std::any_of(row.gbar.begin() + 4, row.gbar.begin() + 11, [](double g) { return g > 0; }) || row.gbar[12] > 0;
    bool const calcium_used = row.gbar[12] > 0 || row.gbar[13] > 0 || row.gbar[14] > 0;
    auto const potential = [&]<class I>(I, double wanted) {
      if constexpr (T::ion_list::template contains<I>)
        if (double const e = cell.template ion_at<I>(0).reversal; e != wanted)
          refuse(who + ", e" + std::string(I::name), std::to_string(e) + " mV", std::to_string(wanted) + ", which Neulite has");
    };
    if (sodium_used) potential(sodium, 53.0);
    if (potassium_used) potential(potassium, -107.0);
    bool pool = false;
    mechanisms_of<T>::for_each([&]<class M>(std::type_identity<M>) {
      if (M::name == "CaDynamics") pool = pool || !cell.template where<M>().segments.empty();
    });
    if (calcium_used && !pool) refuse(who, "calcium or SK channels without CaDynamics", "CaDynamics in the soma, which Neulite has");
  }

  template <class T> void receptors(T const& cell, std::vector<std::uint32_t> const& number) {
    std::vector<site> sites(cell.sites());
    for (auto const& r : cell.receptors()) {
      std::size_t m = 0;
      std::uint32_t kind = 0;
      std::string_view name;
      each_synapse<typename T::synapse_list>::for_each([&]<class S>(std::type_identity<S>) {
        if (m++ != r.model) return;
        name = S::name;
        [[maybe_unused]] auto const& p = cell.template kinetics<S>()[r.kinetics];
        if constexpr (std::is_same_v<S, synapse::exp2>) kind = kind_of({p.tau2, p.tau1, p.e});
        if constexpr (std::is_same_v<S, synapse::exp1>) kind = kind_of({p.tau, 0, p.e});
      });
      for (std::size_t i = 0; i < r.segments.size(); ++i) sites[r.first + i] = {number[std::size_t(r.segments[i])], kind, name};
    }
    sites_.push_back(std::move(sites));
    picks_.emplace_back(cell.receptors());
  }
  std::uint32_t kind_of(io::neulite::kinetics const& k) {
    auto const it = std::ranges::find(c.kinds, k);
    if (it != c.kinds.end()) return static_cast<std::uint32_t>(it - c.kinds.begin()) + 1;
    c.kinds.push_back(k);
    return static_cast<std::uint32_t>(c.kinds.size());
  }

  range const* of(gid g) const {
    auto const it = std::ranges::upper_bound(ranges_, g, {}, [](range const& r) { return r.ids.first; });
    return it == ranges_.begin() || g >= std::prev(it)->ids.last ? nullptr : &*std::prev(it);
  }

  void add(projection const& p) {
    auto const via = p.via();
    auto const connect = [&](gid from, gid to, std::uint32_t at, std::uint32_t delay, double weight) {
      range const *a = of(from), *b = of(to);
      std::string const who = "connection " + std::to_string(from) + " -> " + std::to_string(to);
      if (a == nullptr || b == nullptr || b->outside) refuse(who, "no cell of this network", "two");
      if (a->outside) return;
      if (via) {
        if (via->index >= picks_[b->type].size()) refuse(who, "receptor " + std::to_string(via->index), "one that the target has");
        at = picks_[b->type][via->index].pick(at);
      }
      if (at >= sites_[b->type].size()) refuse(who, "site " + std::to_string(at), "one that the target has");
      auto const [compartment, kind, name] = sites_[b->type][at];
      if (kind == 0) refuse(who, "synapse " + std::string(name), "Exp2Syn or ExpSyn");
      auto const ms = static_cast<std::uint32_t>(std::lround(1 / tick));
      if (delay % ms != 0 || delay == 0) refuse(who, "a delay of " + std::to_string(delay * tick) + " ms", "whole milliseconds, 1 at least");
      if (!(weight >= 0) || !std::isfinite(weight)) refuse(who, "weight " + std::to_string(weight), "a number of uS >= 0");
      c.connections.push_back({a->first + std::uint32_t(from - a->ids.first), b->first + std::uint32_t(to - b->ids.first), compartment, kind - 1, weight,
                               std::int32_t(delay / ms), c.kinds[kind - 1].erev > -50});
    };
    bulk<edge> out;
    bulk<incoming_edge> in;
    if (p.converging())
      for (gid t = p.targets().first; t < p.targets().last; ++t, in.clear()) {
        p.into(t, {tick}, in);
        for (auto const& e : in) connect(e.source, t, e.site, e.delay, e.weight);
      }
    else
      for (gid s = p.sources().first; s < p.sources().last; ++s, out.clear()) {
        p.from(s, {0, p.blocks()}, {tick}, out);
        for (auto const& e : out) connect(s, e.target, e.site, e.delay, e.weight);
      }
  }

  /// The one current that Neulite has: the same step into every soma, in whole milliseconds.
  void current() {
    if (net_.current_drives().empty()) return;
    auto const odd = [&](char const* found) {
      if (!how_.leave_out_inputs) refuse("currents", found, "one step into every soma, from one whole ms to another, or leave_out_inputs");
    };
    if (net_.current_drives().size() > 1) return odd("more than one current");
    auto const& d = net_.current_drives().front();
    gid last = 0;
    for (range const& r : ranges_)
      if (!r.outside) last = std::max(last, r.ids.last);
    if (d.where.kind != branch::soma || d.targets.first > ranges_.front().ids.first || d.targets.last < last) return odd("a current not into every soma");
    auto const n = static_cast<std::size_t>(std::ceil(how_.tstop));
    std::vector<electrode_current> first, other(n);
    for (gid g = d.targets.first; g < d.targets.last; ++g) {
      d.start(g)->fill(0, {1.0}, other);  // at the middle of each millisecond
      for (auto const& e : other)
        if (e.g != 0) return odd("a voltage clamp");
      if (g == d.targets.first) first = other;
      for (std::size_t k = 0; k < n; ++k)
        if (other[k].ge != first[k].ge) return odd("currents that differ between cells");
    }
    std::size_t begin = 0;
    while (begin < n && first[begin].ge == 0) ++begin;
    std::size_t end = begin;
    while (end < n && first[end].ge == first[begin].ge) ++end;
    for (std::size_t k = end; k < n; ++k)
      if (first[k].ge != 0) return odd("a current that is no single step");
    if (begin == n) return;
    std::vector<electrode_current> fine(10 * n);  // it begins and ends with a millisecond
    d.start(d.targets.first)->fill(0, {0.1}, fine);
    for (std::size_t k = 0; k < fine.size(); ++k)
      if (fine[k].ge != first[k / 10].ge) return odd("a current that changes within a millisecond");
    run.i_amp = first[begin].ge;
    run.i_delay = double(begin);
    run.i_duration = double(end - begin);
  }

  network_type const& net_;
  neulite_export const& how_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> known_;  ///< (type, model) -> type of the circuit
  std::vector<range> ranges_;
  std::vector<std::vector<site>> sites_;            ///< per type of the circuit
  std::vector<std::vector<receptor_sites>> picks_;  ///< the same
};

}  // namespace detail

/// Writes a network as the files of Neulite (`io::neulite::write_circuit`), so that it can be run there and by `run_neulite`.
///
/// | it must have                      | because Neulite has                                                              |
/// |-----------------------------------|----------------------------------------------------------------------------------|
/// | cells cut by `per_point`          | that rule; positions in the SWC are made up, lengths, areas and resistances kept |
/// | channels in the soma, of fifteen  | nothing else (perisomatic models); cm, Ra and leak by kind of section            |
/// | Exp2Syn, or ExpSyn, not both      | one or two exponentials; weights >= 0                                            |
/// | delays of whole ms, 1 to 30       | registers of milliseconds; what it adds of its own, up to 2 ms, is not taken off |
/// | 34 degC, ena 53, ek -107 mV       | these built in                                                                   |
/// | v_init = e of the leak            | each compartment at its own e_leak at the start                                  |
/// | at most one step of current, into every soma | one                                                                    |
///
/// Errors: input_error naming what Neulite cannot express, before any file is written; as `write_circuit`.
template <class Network> void write_neulite(Network const& net, std::filesystem::path const& folder, neulite_export const& how = {}) {
  detail::neulite_speaker<Network> const said(net, how);
  io::neulite::write_circuit(folder, said.c, said.run);
}

}  // namespace pallium::runtime
