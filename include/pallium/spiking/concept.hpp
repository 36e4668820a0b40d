// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/lane_record.hpp>
#include <pallium/core/types.hpp>
#include <pallium/simd/math.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace pallium {
namespace detail {
template <class M> using point_params = typename M::template params<double>;
template <class M> using point_state = typename M::state;
template <class M> using point_constants = typename M::constants;
}  // namespace detail

template <class M>
concept names_point = requires { { M::name } -> std::convertible_to<std::string_view>; };
template <class M>
concept has_point_params = lane_record<M::template params>;
template <class M>
concept has_point_state = std::is_trivially_copyable_v<typename M::state> && std::is_trivially_copyable_v<typename M::constants>;
template <class M>
concept names_variables = requires { { M::variables[0] } -> std::convertible_to<std::string_view>; std::size(M::variables); };
template <class M>
concept point_can_prepare = requires(detail::point_params<M> const& p, double dt) {
  { M::prepare(p, dt) } -> std::same_as<detail::point_constants<M>>;
};
template <class M>
concept point_can_start = requires(detail::point_constants<M> const& c) {
  { M::start(c) } -> std::same_as<detail::point_state<M>>;
};
template <class M>
concept point_can_receive = requires(detail::point_state<M>& s, detail::point_constants<M> const& c, double weight, step n) {
  { M::receive(s, c, weight, n) } -> std::same_as<bool>;
};
template <class M>
concept point_can_fire = requires(detail::point_state<M>& s, detail::point_constants<M> const& c, step n) {
  { M::fire(s, c, n) } -> std::same_as<void>;
};
template <class M>
concept point_can_show = requires(detail::point_state<M> const& s, detail::point_constants<M> const& c, step n, std::size_t k) {
  { M::value(s, c, n, k) } -> std::same_as<double>;
};
template <class M>
concept fires_by_itself = requires(detail::point_state<M> const& s, detail::point_constants<M> const& c) {
  { M::next(s, c) } -> std::same_as<step>;
};

/// Heeds that an event lies between grid times: `receive(state&, constants, weight, n, phase)`, at n + phase, -0.5 <= phase < 0.5.
template <class M>
concept receives_between = requires(detail::point_state<M>& s, detail::point_constants<M> const& c, double weight, step n, double phase) {
  { M::receive(s, c, weight, n, phase) } -> std::same_as<bool>;
};

/// A neuron without compartments whose state between two events has a closed form: it costs only when something happens.
///
/// | member                                   | meaning                                                                   |
/// |------------------------------------------|---------------------------------------------------------------------------|
/// | `name`                                   | unique, as written in model files                                         |
/// | `params<B>`                              | record: what the user states                                              |
/// | `constants`, `state`                     | trivially copyable; one per model, one per neuron. Always double          |
/// | `prepare(params<double>, double dt)`     | the constants; throws `input_error` on params that mean nothing           |
/// | `start(constants) -> state`              | at t = 0                                                                  |
/// | `receive(state&, constants, weight, n) -> bool` | one event at step n; true: it fires at once                        |
/// | `receive(state&, constants, weight, n, phase) -> bool` | optional: the event is at n + phase; those of a step come in order of phase, and a spike has that of the event that made it |
/// | `next(state, constants) -> step`         | optional: step of its next spike if no event comes, `spiking::never` if none|
/// | `fire(state&, constants, n)`             | what a spike at step n does to it                                         |
/// | `variables`                              | array of names of what a probe may ask for                                |
/// | `value(state, constants, n, k) -> double`| variable k at step n, after the events of step n                          |
///
/// Time is whole steps from t = 0; a spike at step n is at n dt, with the event that made it. The engine guarantees: events in
/// order of step, those of one step in canonical order (spike step, source, projection, edge number; then from outside). It
/// calls `fire` at once when `receive` says so, or, after the last event of a step, while `next` is that step. A step is not
/// skipped: spikes that `next` announces before n come before the events of step n.
/// The neuron guarantees: no global state, no allocation; after fire at n the next own spike is later than n; `value` says the same
/// whatever steps were asked before; exp and log are Pallium's.
template <class M>
concept point_neuron = names_point<M> && has_point_params<M> && has_point_state<M> && names_variables<M> && point_can_prepare<M> &&
                       point_can_start<M> && point_can_receive<M> && point_can_fire<M> && point_can_show<M>;

/// `static_assert(check_point<my_neuron>());` says in a sentence what is missing.
template <class M> consteval bool check_point() {
  static_assert(names_point<M>, "point neuron: add `static constexpr std::string_view name`");
  static_assert(has_point_params<M>, "point neuron: `params<B>` must be an aggregate whose fields are all B");
  static_assert(has_point_state<M>, "point neuron: `state` and `constants` must be trivially copyable");
  static_assert(names_variables<M>, "point neuron: add `static constexpr std::array variables` with the names a probe may use");
  static_assert(point_can_prepare<M>, "point neuron: prepare(params<double> const&, double dt) must return constants");
  static_assert(point_can_start<M>, "point neuron: start(constants const&) must return state");
  static_assert(point_can_receive<M>, "point neuron: receive(state&, constants const&, double weight, step n) must return bool");
  static_assert(point_can_fire<M>, "point neuron: fire(state&, constants const&, step n) must return void");
  static_assert(point_can_show<M>,
                "point neuron: value(state const&, constants const&, step n, std::size_t variable) must return double");
  static_assert(fires_by_itself<M> || !requires { &M::next; },
                "point neuron: next(state const&, constants const&) must return step; leave it out if only events make it fire");
  return point_neuron<M>;
}

namespace spiking {

/// No spike to come.
inline constexpr step never = step{1} << 60;

/// The first whole step that is not before a time [ms]; a time within 1e-9 of a step is that step.
inline step first_step(double t, double dt) noexcept {
  double const x = t / dt;
  if (!(x < 0x1p59)) return never;
  double const nearest = std::floor(x + 0.5);
  return static_cast<step>(std::abs(x - nearest) <= 1e-9 * std::max(1.0, nearest) ? nearest : std::ceil(x));
}

}  // namespace spiking
}  // namespace pallium
