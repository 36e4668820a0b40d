// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace pallium {
namespace detail {
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
