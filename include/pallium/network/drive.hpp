// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/place.hpp>
#include <pallium/network/event_trains.hpp>
#include <pallium/stimulus/concept.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace pallium {

/// Events from outside to one receptor of each of a range of targets.
struct event_drive {
  template <event_source S>
  event_drive(gid_range cells, receptor at, synaptic_weight w, S source)
      : targets(cells), to(at), weight(w), trains(std::move(source)) {}

  gid_range targets;
  receptor to;
  synaptic_weight weight;
  event_trains trains;
};

/// A current source whose type is forgotten, into one compartment of each of a range of cells.
class current_drive {
 public:
  /// The current into one target, going on.
  struct injection {
    virtual ~injection() = default;
    /// What each step in [from, from + out.size()) sees, at its middle. Steps are asked for in order.
    virtual void fill(step from, duration dt, std::span<electrode_current> out) = 0;
    /// What the source does at a time [ms], for probes; one made step by step says what it did last.
    virtual electrode_current now(double t) const = 0;
    /// What it remembers, as bytes, to go on with elsewhere; 0 bytes: nothing, or what only asking again can tell.
    virtual std::size_t width() const noexcept = 0;
    virtual void save(std::byte* to) const noexcept = 0;
    /// Goes on from there: all steps before `n` were asked for.
    virtual void load(std::byte const* from, step n, duration dt) = 0;
  };

  template <current_source S>
  current_drive(gid_range cells, location at, S source)
      : targets(cells), where(at), held_(std::make_shared<holder<S>>(detail::checked(std::move(source)))) {}

  std::unique_ptr<injection> start(gid target) const { return held_->start(target); }

  gid_range targets;
  location where;

 private:
  struct any {
    virtual ~any() = default;
    virtual std::unique_ptr<injection> start(gid) const = 0;
  };
  template <class S> struct stateless {
    S const* source;
    gid target;
    electrode_current at(double t) const {
      if constexpr (voltage_source<S>) return source->electrode({t});
      else if constexpr (targeted_current<S>) return {0, source->amplitude(target, {t}).value};
      else return {0, source->amplitude({t}).value};
    }
    void fill(step from, duration dt, std::span<electrode_current> out) {
      for (std::size_t k = 0; k < out.size(); ++k)
        out[k] = at((static_cast<double>(from + static_cast<step>(k)) + 0.5) * dt.value);
    }
    static constexpr std::size_t width() noexcept { return 0; }
    static void save(std::byte*) noexcept {}
    static void load(std::byte const*, step, duration) noexcept {}
  };
  template <class S> struct stateful {
    S const* source;
    gid target;
    typename S::state state;
    electrode_current last{};
    electrode_current at(double) const { return last; }
    void fill(step from, duration dt, std::span<electrode_current> out) {
      for (std::size_t k = 0; k < out.size(); ++k)
        last = out[k] = {0, source->next(state, target, from + static_cast<step>(k), dt).value};
    }
    static constexpr std::size_t width() noexcept { return detail::memory_width<typename S::state>; }
    void save(std::byte* to) const noexcept { detail::save_memory(state, to); }
    void load(std::byte const* from, step n, duration dt) {
      if (detail::load_memory(state, from)) return;
      state = source->start(target);
      for (step k = 0; k < n; ++k) source->next(state, target, k, dt);
    }
  };
  template <class S> struct holder final : any {
    explicit holder(S s) : it(std::move(s)) {}
    std::unique_ptr<injection> start(gid target) const override {
      if constexpr (voltage_source<S> || targeted_current<S> || timed_current<S>)
        return std::make_unique<going<stateless<S>>>(stateless<S>{&it, target});
      else return std::make_unique<going<stateful<S>>>(stateful<S>{&it, target, it.start(target)});
    }
    S it;
  };
  template <class Way> struct going final : injection {
    explicit going(Way w) : way(std::move(w)) {}
    void fill(step from, duration dt, std::span<electrode_current> out) override { way.fill(from, dt, out); }
    electrode_current now(double t) const override { return way.at(t); }
    std::size_t width() const noexcept override { return way.width(); }
    void save(std::byte* to) const noexcept override { way.save(to); }
    void load(std::byte const* from, step n, duration dt) override { way.load(from, n, dt); }
    Way way;
  };
  std::shared_ptr<any const> held_;
};

}  // namespace pallium
