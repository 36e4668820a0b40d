// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/environment.hpp>
#include <pallium/core/error.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/sim/spike_store.hpp>

#include <algorithm>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace pallium::sim {

/// The spikes of virtual cells, an epoch at a time. Every rank knows them all and keeps those that its own cells wait for.
class replay {
 public:
  void add(virtual_cell const& cell, gid_range ids) {
    std::vector<gid> targets(std::size_t(ids.size()));
    std::iota(targets.begin(), targets.end(), cell.how.by_index ? gid{0} : ids.first);
    populations_.push_back({ids, cell.spikes.start(std::move(targets)), cell.how.recorded});
  }
  bool empty() const noexcept { return populations_.empty(); }

  /// Calls f(trains, cell's number among its population) for a cell.
  template <class F> void with(gid cell, F&& f) {
    for (auto& p : populations_)
      if (p.ids.contains(cell)) f(*p.trains, std::size_t(cell - p.ids.first));
  }
  /// All trains were given up to `end`, that step included.
  void resume(step end) {
    spikes_.clear();
    recorded_.clear();
    until_ = end;
  }

  /// Goes on to the spikes of the steps up to `end`, that one included.
  void open(step end, duration dt) {
    spikes_.clear();
    recorded_.clear();
    for (auto& p : populations_)
      for (gid i = 0; i < p.ids.size(); ++i) {
        arrivals_.clear();
        p.trains->events(std::size_t(i), end + 1, dt, arrivals_);
        for (arrival const& a : arrivals_) {
          if (a.at <= until_)
            throw input_error("virtual cell " + std::to_string(p.ids[i]), std::to_string(a.at) + " as step of a spike",
                              "spikes in order, none before t = 0");
          spikes_.push_back({p.ids[i], a.at, a.phase});
          if (p.recorded) recorded_.push_back(spikes_.back());
        }
      }
    until_ = end;
    std::sort(spikes_.begin(), spikes_.end(), spike_store::before);
    std::sort(recorded_.begin(), recorded_.end(), spike_store::before);
  }
  /// Those of the steps (from, to], ordered by (at, source).
  std::span<spike const> spikes(step from, step to) const { return between(spikes_, from, to); }
  std::span<spike const> recorded(step from, step to) const { return between(recorded_, from, to); }

 private:
  static std::span<spike const> between(std::vector<spike> const& all, step from, step to) {
    auto const after = [](step n, spike const& s) { return n < s.at; };
    auto const first = std::upper_bound(all.begin(), all.end(), from, after), last = std::upper_bound(first, all.end(), to, after);
    return {first, last};
  }
  struct population {
    gid_range ids;
    std::unique_ptr<event_trains::going> trains;
    bool recorded;
  };
  std::vector<population> populations_;
  std::vector<spike> spikes_, recorded_;
  std::vector<arrival> arrivals_;
  step until_ = -1;
};

/// Nothing is computed for a virtual cell.
template <class Cell, class Real, class Scheme> struct model;
template <class Real, class Scheme> struct model<virtual_cell, Real, Scheme> {
  virtual_cell const* description;
  model(virtual_cell const& c, environment const&, double, std::vector<std::int32_t> const&) : description(&c) {}
  std::size_t bytes() const noexcept { return sizeof *this; }
};

}  // namespace pallium::sim
