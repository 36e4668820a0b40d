// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace pallium {
namespace detail {
/// What a generator remembers between calls is saved as its bytes if it may be copied so; else it is made again from its past.
template <class State> inline constexpr std::size_t memory_width = std::is_trivially_copyable_v<State> && !std::is_empty_v<State> ? sizeof(State) : 0;
template <class State> void save_memory(State const& s, std::byte* to) noexcept {
  if constexpr (memory_width<State> > 0) std::memcpy(to, &s, sizeof s);
}
template <class State> bool load_memory(State& s, std::byte const* from) noexcept {
  if constexpr (memory_width<State> > 0) std::memcpy(&s, from, sizeof s);
  return std::is_trivially_copyable_v<State>;
}

/// A source that can tell whether it means anything is asked when it is given, not when it runs.
template <class S> S checked(S source) {
  if constexpr (requires { source.check(); }) source.check();
  return source;
}
}  // namespace detail

/// An event source whose type is forgotten: every target has its own train.
class event_trains {
 public:
  /// The trains of some targets, going on.
  struct going {
    virtual ~going() = default;
    /// Appends those events of train `i` not yet given that come before step `until`.
    virtual void events(std::size_t i, step until, duration dt, std::vector<arrival>& out) = 0;
    /// What train `i` remembers, as bytes, to go on with elsewhere; 0 bytes: nothing, or what only asking again can tell.
    virtual std::size_t width() const noexcept = 0;
    virtual void save(std::size_t i, std::byte* to) const noexcept = 0;
    /// Goes on from there: before step `until` all was given.
    virtual void load(std::size_t i, std::byte const* from, step until, duration dt) = 0;
  };

  template <event_source S> explicit event_trains(S source) : held_(std::make_shared<holder<S>>(detail::checked(std::move(source)))) {}

  /// Starts the trains of some targets.
  std::unique_ptr<going> start(std::vector<gid> targets) const { return held_->start(std::move(targets)); }

 private:
  struct any {
    virtual ~any() = default;
    virtual std::unique_ptr<going> start(std::vector<gid>) const = 0;
  };
  template <class S> struct started final : going {
    started(S const& s, std::vector<gid> ids) : source(s), targets(std::move(ids)) {
      for (gid g : targets) states.push_back(source.start(g));
    }
    void events(std::size_t i, step until, duration dt, std::vector<arrival>& out) override {
      source.events(states[i], targets[i], until, dt, out);
    }
    std::size_t width() const noexcept override { return detail::memory_width<typename S::state>; }
    void save(std::size_t i, std::byte* to) const noexcept override { detail::save_memory(states[i], to); }
    void load(std::size_t i, std::byte const* from, step until, duration dt) override {
      if (detail::load_memory(states[i], from)) return;
      states[i] = source.start(targets[i]);
      std::vector<arrival> past;
      source.events(states[i], targets[i], until, dt, past);
    }
    S source;
    std::vector<gid> targets;
    std::vector<typename S::state> states;
  };
  template <class S> struct holder final : any {
    explicit holder(S s) : it(std::move(s)) {}
    std::unique_ptr<going> start(std::vector<gid> targets) const override {
      return std::make_unique<started<S>>(it, std::move(targets));
    }
    S it;
  };
  std::shared_ptr<any const> held_;
};

}  // namespace pallium
