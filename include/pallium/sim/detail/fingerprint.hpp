// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/network/drive.hpp>
#include <pallium/network/gap_junction.hpp>
#include <pallium/network/projection.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace pallium::sim::detail {

/// A hash of what a network does, taken from samples: it finds another seed, weight or channel, not every change.
class fingerprint {
 public:
  std::uint64_t value() const noexcept { return sum_; }
  template <class T>
    requires std::is_arithmetic_v<T>
  void add(T x) noexcept {
    std::uint64_t bits;
    if constexpr (std::is_floating_point_v<T>) bits = std::bit_cast<std::uint64_t>(static_cast<double>(x));
    else bits = static_cast<std::uint64_t>(x);
    sum_ = (sum_ ^ bits) * 0x9e3779b97f4a7c15u;  // splitmix64's step
    sum_ ^= sum_ >> 29;
  }

  template <class Model> void model(Model const& m) {
    if constexpr (requires { m.channel_parts; }) {
      add(m.rows);
      for (auto x : m.start) add(x);
      for (auto x : m.axial) add(x);
      auto const each = [&](auto const&... one) { (support(one), ...); };
      std::apply(each, m.channel_parts);
      std::apply(each, m.pool_parts);
      std::apply(each, m.synapse_parts);
    } else if constexpr (requires { m.description->params(); }) {
      record(m.description->params());
    } else {
      arrivals(*m.description->spikes.start({0}));
    }
  }

  /// `how`: what they yield, and whether they are stored.
  void edges(projection const& p, duration dt, bool how) {
    add(p.sources().first), add(p.sources().last), add(p.targets().first), add(p.targets().last);
    add(p.min_delay(dt)), add(p.max_delay(dt)), add(p.blocks()), add(how && p.materialised());
    auto const some = [](gid_range r) { return std::array<gid, 3>{r.first, r.first + r.size() / 2, r.last - 1}; };
    if (p.sources().size() == 0 || p.targets().size() == 0) return;
    if (p.converging()) {
      bulk<incoming_edge> found;
      for (gid t : some(p.targets())) p.into(t, dt, found);
      for (auto const& e : found) add(e.source), add(e.site), add(e.delay), add(e.weight);
    } else {
      bulk<edge> found;
      for (gid s : some(p.sources()))
        for (std::uint32_t b : {std::uint32_t{0}, p.blocks() / 2, p.blocks() - 1}) p.from(s, {b, b + 1}, dt, found);
      for (auto const& e : found) add(e.target), add(e.site), add(e.delay), add(e.weight);
    }
  }
  void train(event_drive const& d, duration dt) {
    add(d.targets.first), add(d.targets.last), add(d.to.index), add(d.weight.value);
    if (d.targets.size() == 0) return;
    dt_ = dt;
    arrivals(*d.trains.start({d.targets.first}));
  }
  void plan(current_drive const& d, duration dt) {
    add(d.targets.first), add(d.targets.last), add(d.where.x), add(d.where.index), add(static_cast<int>(d.where.kind));
    if (d.targets.size() == 0) return;
    std::vector<electrode_current> some(64);
    auto const going = d.start(d.targets.first);
    going->fill(0, dt, some);
    for (auto const& c : some) record(c);
  }

 private:
  template <class Trains> void arrivals(Trains& t) {
    std::vector<arrival> found;
    for (step until = 1; until <= 4096 && found.size() < 16; until *= 8) t.events(0, until, dt_, found);
    for (arrival const& a : found) add(a.at), add(a.pick);
  }
  template <class S> void support(S const& s) {
    add(s.size);
    for (auto x : s.segment) add(x);
    if constexpr (requires { s.params; })
      for (auto const& p : s.params)
        for (auto x : p) add(x);
    if constexpr (requires { s.kinetics; })
      for (auto const& p : s.kinetics)
        for (auto x : p) add(x);
  }
  /// A record of doubles.
  template <class R> void record(R const& r) {
    if constexpr (!std::is_empty_v<R>) {
      static_assert(sizeof(R) % sizeof(double) == 0 && std::is_trivially_copyable_v<R>);
      for (double x : std::bit_cast<std::array<double, sizeof(R) / sizeof(double)>>(r)) add(x);
    }
  }

  std::uint64_t sum_ = 0x243f6a8885a308d3u;
  duration dt_{0.1};
};

}  // namespace pallium::sim::detail
