// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/group.hpp>
#include <pallium/sim/kinds.hpp>
#include <pallium/sim/readings.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace pallium::sim {

/// A description made ready for one dt.
template <class M, class Real, class Scheme> struct model<point_cell<M>, Real, Scheme> {
  point_cell<M> const* description;
  typename M::constants constants;
  model(point_cell<M> const& c, environment const&, double dt, std::vector<std::int32_t> const&)
      : description(&c), constants(M::prepare(c.params(), dt)) {}
  std::size_t bytes() const noexcept { return sizeof *this; }
};

/// At most 64 point neurons of one model. Each is brought to the present when an event comes, when it fires by itself, or when a
/// probe looks at it, never otherwise; no result depends on which.
template <class M> struct point_group {
  typename M::constants const* constants = nullptr;
  std::uint32_t number = 0;
  step now = 0;
  std::vector<gid> ids;
  std::vector<typename M::state> states;
  std::vector<step> due;      ///< of each, its next own spike; empty for models that have none
  step soonest = spiking::never;
  std::vector<tap> taps;

  void start(typename M::constants const& c, std::vector<gid> cells) {
    constants = &c;
    ids = std::move(cells);
    states.assign(ids.size(), M::start(c));
    if constexpr (fires_by_itself<M>)
      for (auto const& s : states) soonest = std::min(soonest, due.emplace_back(M::next(s, c)));
  }

  /// The steps (from, to] of the epoch that began at `begin`. Spikes are appended, in no order.
  void run(step begin, step from, step to, std::span<event const>& events, std::vector<spike>& spikes) {
    step seen = from;  // samples up to here are taken
    while (!events.empty() && begin + step(events.front().at) <= to) {
      std::uint32_t const at = events.front().at;
      step const n = begin + step(at);
      sample(from, seen, n - 1, spikes);
      auto const end = std::find_if(events.begin(), events.end(), [&](event const& e) { return e.at != at; });
      auto today = events.first(std::size_t(end - events.begin()));
      events = events.subspan(today.size());
      if constexpr (receives_between<M>)
        if (std::any_of(today.begin(), today.end(), [](event const& e) { return e.more != 0; })) {
          by_phase_.assign(today.begin(), today.end());
          std::stable_sort(by_phase_.begin(), by_phase_.end(), [](event const& a, event const& b) { return a.phase() < b.phase(); });
          today = by_phase_;
        }
      for (event const& e : today) {
        std::size_t const lane = e.cell & 63u;
        own_spikes(lane, n - 1, spikes);
        if constexpr (receives_between<M>) {
          if (M::receive(states[lane], *constants, wide_weight::unpack(e), n, e.phase() * spike::phase_unit)) fire(lane, n, spikes, e.phase());
        } else {
          if (M::receive(states[lane], *constants, wide_weight::unpack(e), n)) fire(lane, n, spikes);
        }
      }
      if constexpr (fires_by_itself<M>)
        for (event const& e : today) {
          look_ahead(e.cell & 63u);
          own_spikes(e.cell & 63u, n, spikes);
        }
    }
    sample(from, seen, to, spikes);
    if (soonest <= to) {
      for (std::size_t lane = 0; lane < ids.size(); ++lane) own_spikes(lane, to, spikes);
      soonest = *std::min_element(due.begin(), due.end());
    }
    now = to;
  }

  static constexpr std::size_t width = sizeof(typename M::state);
  void save(std::size_t lane, std::byte* to) const noexcept { std::memcpy(to, &states[lane], width); }
  /// A neuron as it was at step n, which all of a group are at.
  void load(std::size_t lane, std::byte const* from, step n) noexcept {
    std::memcpy(&states[lane], from, width);
    now = n;
    if constexpr (fires_by_itself<M>) {
      due[lane] = M::next(states[lane], *constants);
      soonest = *std::min_element(due.begin(), due.end());
    }
  }

  double value(std::size_t lane, std::size_t variable) const noexcept { return M::value(states[lane], *constants, now, variable); }
  double value(tap const& t) const noexcept { return value(t.lane, std::size_t(t.from.row)); }

  /// Position of a variable, -1: there is none of that name.
  static std::int32_t find(std::string_view variable) {
    for (std::size_t k = 0; k < std::size(M::variables); ++k) {
      std::string const name(M::variables[k]);
      if (detail::same_word(variable, name) || detail::same_word(variable, name + "_" + std::string(M::name)))
        return static_cast<std::int32_t>(k);
    }
    return -1;
  }
  std::size_t bytes() const noexcept { return sizeof *this + bytes_of(ids) + bytes_of(states) + bytes_of(due); }

 private:
  void fire(std::size_t lane, step n, std::vector<spike>& spikes, std::int32_t phase = 0) {
    M::fire(states[lane], *constants, n);
    spikes.push_back({ids[lane], n, phase});
  }
  std::vector<event> by_phase_;
  void look_ahead([[maybe_unused]] std::size_t lane) {
    if constexpr (fires_by_itself<M>) {
      due[lane] = M::next(states[lane], *constants);
      soonest = std::min(soonest, due[lane]);
    }
  }
  /// Spikes that need no event, up to step n.
  void own_spikes([[maybe_unused]] std::size_t lane, [[maybe_unused]] step n, [[maybe_unused]] std::vector<spike>& spikes) {
    if constexpr (fires_by_itself<M>)
      while (due[lane] <= n) {
        fire(lane, due[lane], spikes);
        look_ahead(lane);
      }
  }
  /// Samples of the steps (seen, n].
  void sample(step from, step& seen, step n, std::vector<spike>& spikes) {
    if (from >= 0)  // what is seen at step 0 is taken otherwise: `simulation::start`
      for (tap const& t : taps)
        for (step k = t.when.after(seen); k <= n; k += t.when.every) {
          own_spikes(t.lane, k, spikes);
          t.out[std::size_t(t.when.up_to(k) - t.when.up_to(from) - 1) * t.stride] =
              M::value(states[t.lane], *constants, k, std::size_t(t.from.row));
        }
    seen = std::max(seen, n);
  }
};

/// Errors: input_error for a compartment, or a variable that the neuron does not have; it lists those it has.
template <class M> reading watch(point_group<M> const& g, std::uint32_t, probe const& p) {
  if (p.segment != 0) throw input_error("probe", "compartment " + std::to_string(p.segment), "0: a point neuron has no compartments");
  std::int32_t const k = g.find(p.variable);
  if (k >= 0) return {.row = k};
  std::string known;
  for (auto const& v : M::variables) known += (known.empty() ? "" : ", ") + std::string(v);
  throw input_error("probe", "variable " + p.variable + " of a point neuron " + std::string(M::name), "one of " + known);
}

}  // namespace pallium::sim
