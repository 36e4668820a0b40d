// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/stimulus/concept.hpp>

#include <utility>

namespace pallium::stimulus {
namespace detail {

struct nothing {};
template <class S> struct state_of { using type = nothing; };
template <evolving_current S> struct state_of<S> { using type = typename S::state; };
template <class S> using state_t = typename state_of<S>::type;

template <class S> state_t<S> start(S const& s, gid target) {
  if constexpr (evolving_current<S>) return s.start(target);
  else return {};
}
template <class S> current pure(S const& s, gid target, duration t) {
  if constexpr (timed_current<S>) return s.amplitude(t);
  else return s.amplitude(target, t);
}
template <class S> current next(S const& s, state_t<S>& st, gid target, step n, duration dt) {
  if constexpr (evolving_current<S>) return s.next(st, target, n, dt);
  else return pure(s, target, (static_cast<double>(n) + 0.5) * dt);
}

}  // namespace detail

/// Any current that can be added: all but those that depend on v, of which each is injected by itself.
template <class S>
concept addable_current = timed_current<S> || targeted_current<S> || evolving_current<S>;

/// The sum of two currents, `sine{...} + noise{...}`: injecting both one by one comes to the same.
template <addable_current A, addable_current B> struct sum {
  A a;
  B b;
  struct state {
    detail::state_t<A> a;
    detail::state_t<B> b;
  };
  static constexpr bool evolves = evolving_current<A> || evolving_current<B>;
  current amplitude(duration t) const
    requires(timed_current<A> && timed_current<B>)
  {
    return a.amplitude(t) + b.amplitude(t);
  }
  current amplitude(gid target, duration t) const
    requires(!evolves && !(timed_current<A> && timed_current<B>))
  {
    return detail::pure(a, target, t) + detail::pure(b, target, t);
  }
  state start(gid target) const
    requires evolves
  {
    return {detail::start(a, target), detail::start(b, target)};
  }
  current next(state& s, gid target, step n, duration dt) const
    requires evolves
  {
    return detail::next(a, s.a, target, n, dt) + detail::next(b, s.b, target, n, dt);
  }
  void check() const {
    if constexpr (requires { a.check(); }) a.check();
    if constexpr (requires { b.check(); }) b.check();
  }
};

template <addable_current A, addable_current B> sum<A, B> operator+(A a, B b) { return {std::move(a), std::move(b)}; }

}  // namespace pallium::stimulus
