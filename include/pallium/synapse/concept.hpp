// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/lane_record.hpp>
#include <pallium/membrane/kinetics.hpp>
#include <pallium/membrane/site.hpp>
#include <pallium/simd/archetype.hpp>

#include <concepts>
#include <initializer_list>
#include <string_view>

namespace pallium {
namespace detail {
template <class S, class B> using synapse_state = typename S::template state<B>;
template <class S, class B> using synapse_constants = typename S::template constants<B>;
}  // namespace detail

template <class S>
concept names_synapse = requires { { S::name } -> std::convertible_to<std::string_view>; };
template <class S>
concept says_additive = requires { { S::additive } -> std::convertible_to<bool>; };
template <class S>
concept has_synapse_records =
    lane_record<S::template params> && lane_record<S::template constants> && lane_record<S::template state>;
template <class S>
concept synapse_can_prepare = requires(typename S::template params<double> const& p, double dt) {
  { S::prepare(p, dt) } -> std::same_as<detail::synapse_constants<S, double>>;
};
template <class S, class B>
concept synapse_can_rest = requires(detail::synapse_constants<S, B> const& c) {
  { S::rest(c) } -> std::same_as<detail::synapse_state<S, B>>;
};
template <class S, class B>
concept synapse_can_receive =
    requires(detail::synapse_state<S, B>& s, detail::synapse_constants<S, B> const& c, B weight) {
      { S::receive(s, c, weight) } -> std::same_as<void>;
    };
template <class S, class B>
concept synapse_can_advance = requires(detail::synapse_state<S, B>& s, detail::synapse_constants<S, B> const& c) {
  { S::advance(s, c) } -> std::same_as<void>;
};
template <class S, class B>
concept synapse_can_conduct =
    requires(detail::synapse_state<S, B> const& s, detail::synapse_constants<S, B> const& c, B v) {
      { S::current(s, c, v) } -> std::same_as<membrane::linear<B>>;
    };

/// It keeps its states from becoming denormal now and then, not in every step.
template <class S>
concept synapse_settles_late = requires(detail::synapse_state<S, archetype::batch>& s, detail::synapse_constants<S, double> const& c) {
  { S::settle(s) } -> std::same_as<void>;
  { S::lasting(c) } -> std::same_as<int>;
};

/// A point conductance that jumps on events and relaxes between them.
///
/// | member                                 | meaning                                                            |
/// |----------------------------------------|--------------------------------------------------------------------|
/// | `name`                                 | unique, as written in model files                                  |
/// | `additive`                             | true: two events of weights u, w do what one of u + w does, and    |
/// |                                        | synapses of equal params at one place may share one state          |
/// | `params<B>`                            | record: what the user states                                       |
/// | `constants<B>`                         | record: what a step needs, derived from params and dt once per run |
/// | `state<B>`                             | record; integrated by the engine                                   |
/// | `prepare(params<double>, double dt)`   | the constants; throws `input_error` on params that mean nothing    |
/// | `rest(constants) -> state`             | value at t = 0                                                     |
/// | `receive(state&, constants, B weight)` | one event; weight 0 changes nothing                                |
/// | `advance(state&, constants)`           | one dt without events                                              |
/// | `current(state, constants, v)`         | i = g v - ge outward, absolute: weight and g [uS], ge and i [nA]   |
/// | `settle(state&)` (optional)            | what `advance` then leaves to it: states below `negligible` become 0; both or none of  |
/// | `lasting(constants<double>)`           | for how many steps `advance` may go on without it                  |
/// | `param_names` (optional)               | names of the params in files, in order, each "a|b|c"               |
/// | `other_names` (optional)               | further names of the model in files, "a|b|c"                       |
///
/// The engine guarantees: events arrive at the start of a step, `current` at v(t), then `advance`, once per step
/// each, and `settle` after every `lasting`-th step of the simulation. The synapse guarantees: no global state, no allocation,
/// and no state below `synapse::negligible` after `settle`, or after `advance` if it has none.
template <class S>
concept synapse_model =
    names_synapse<S> && says_additive<S> && has_synapse_records<S> && synapse_can_prepare<S> &&
    synapse_can_rest<S, archetype::batch> && synapse_can_receive<S, archetype::batch> &&
    synapse_can_advance<S, archetype::batch> && synapse_can_conduct<S, archetype::batch>;

/// `static_assert(check_synapse<my_synapse>());` says in a sentence what is missing, and compiles
/// every body against the archetype. Costs nothing at run time.
template <class S>
consteval bool check_synapse() {
  static_assert(synapse_settles_late<S> || !requires { &S::template settle<archetype::batch>; },
                "synapse: a settle(state<B>&) needs int lasting(constants<double> const&)");
  static_assert(names_synapse<S>, "synapse: add `static constexpr std::string_view name`");
  static_assert(says_additive<S>, "synapse: add `static constexpr bool additive`");
  static_assert(has_synapse_records<S>,
                "synapse: `params<B>`, `constants<B>` and `state<B>` must be aggregates whose fields are all B");
  if constexpr (has_synapse_records<S>) {
    using B = archetype::batch;
    static_assert(synapse_can_prepare<S>,
                  "synapse: prepare(params<double> const&, double dt) must return constants<double>");
    static_assert(synapse_can_rest<S, B>, "synapse: rest(constants<B> const&) must return state<B>");
    static_assert(synapse_can_receive<S, B>,
                  "synapse: receive(state<B>&, constants<B> const&, B weight) must return void");
    static_assert(synapse_can_advance<S, B>, "synapse: advance(state<B>&, constants<B> const&) must return void");
    static_assert(synapse_can_conduct<S, B>,
                  "synapse: current(state<B> const&, constants<B> const&, B v) must return linear<B>");
    if constexpr (synapse_can_rest<S, B> && synapse_can_receive<S, B> && synapse_can_advance<S, B> &&
                  synapse_can_conduct<S, B>) {
      [[maybe_unused]] auto bodies = [](detail::synapse_constants<S, B> const& c, B b) {
        auto s = S::rest(c);
        S::receive(s, c, b);
        S::advance(s, c);
        return S::current(s, c, b);
      };
    }
  }
  return synapse_model<S>;
}

namespace synapse {
using namespace membrane;

/// Below this a state [uS] or a factor of decay is zero, in every lane type: even its square is a normal `float`, so a
/// silent network meets no denormal number. It moves v by less than the last bit of a double.
inline constexpr double negligible = 1e-18;

/// x, or 0 where |x| is negligible.
template <class B> B settle(B x) noexcept { return keep(abs(x) >= negligible, x); }

/// For how many steps states may fade by these factors until they must be settled: what is not negligible then was not far below,
/// and is a normal `float`, with a product or two to spare.
inline int lasting(std::initializer_list<double> factors) noexcept {
  int steps = 16;
  for (double const f : factors) {
    double left = f;
    int n = 1;
    for (; n < steps && left * f > 1e-12; ++n) left *= f;
    if (f > 0 && n < steps) steps = n;
  }
  return steps;
}

/// Factor by which an exponential of time constant `tau` shrinks in `dt`.
inline double decay_factor(double tau, double dt) noexcept {
  double const factor = pallium::exp(-dt / tau);
  return factor < negligible ? 0 : factor;
}
}  // namespace synapse

}  // namespace pallium
