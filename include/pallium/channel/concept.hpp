// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/lane_record.hpp>
#include <pallium/membrane/kinetics.hpp>
#include <pallium/membrane/site.hpp>
#include <pallium/simd/archetype.hpp>

#include <concepts>
#include <string_view>

namespace pallium {
namespace detail {
template <class C, class B> using site_of = membrane::site<B, typename C::ions>;
template <class C, class B> using state_of = typename C::template state<B>;
template <class C, class B> using params_of = typename C::template params<B>;
template <class Ions> inline constexpr bool is_uses = false;
template <class... Is> inline constexpr bool is_uses<uses<Is...>> = true;
}  // namespace detail

template <class C>
concept names_itself = requires { { C::name } -> std::convertible_to<std::string_view>; };
template <class C>
concept declares_ions = requires { requires detail::is_uses<typename C::ions>; };
template <class C>
concept has_params_record = lane_record<C::template params>;
template <class C>
concept has_state_record = lane_record<C::template state>;

template <class C, class B>
concept can_start = requires(detail::params_of<C, B> const& p, detail::site_of<C, B> const& x) {
  { C::steady(p, x) } -> std::same_as<detail::state_of<C, B>>;
};
template <class C, class B>
concept can_advance = requires(detail::state_of<C, B>& s, detail::params_of<C, B> const& p,
                               detail::site_of<C, B> const& x, B dt) {
  { C::advance(s, p, x, dt) } -> std::same_as<void>;
};
template <class C, class B>
concept can_conduct = requires(detail::state_of<C, B> const& s, detail::params_of<C, B> const& p,
                               detail::site_of<C, B> const& x) {
  { C::current(s, p, x) } -> std::same_as<membrane::linear<B>>;
};

/// A voltage-, ligand- or ion-gated membrane conductance, distributed over an area.
///
/// `C` is never instantiated: it is a bundle of two records and three pure functions, each a template over
/// the lane type `B`.
///
/// | member                                      | meaning                                                       |
/// |---------------------------------------------|---------------------------------------------------------------|
/// | `name`                                      | unique, as written in model files                             |
/// | `ions` = `uses<...>`                        | ions read or carried; the first carries the current           |
/// | `params<B>`                                 | record; settable per region                                   |
/// | `state<B>`                                  | record; integrated by the engine                              |
/// | `steady(params, site) -> state`             | value at t = 0                                                |
/// | `advance(state&, params, site, dt) -> void` | one step at constant v                                        |
/// | `current(state, params, site) -> linear`    | outward current density [mA/cm2]                              |
/// | `temperature` (optional)                    | `membrane::q10{base, celsius}`: its factor arrives in `site.q`|
/// | `implicit` (optional)                       | true: `advance` is a backward Euler step of a linear scheme   |
/// | `param_names` (optional)                    | names of the params in files, in order; default: of the fields |
/// | `constant` (optional)                       | true: no state, no dependence on v or ions: folded at start   |
///
/// The engine guarantees: `current` at v(t), then the tree is solved, then `advance` at v(t + dt), once per
/// step each (an implicit scheme under Crank-Nicolson: half the dt, then extrapolated, as NEURON's `sparse`), on
/// disjoint batches, from any thread. The channel guarantees: no global state, no allocation.
template <class C>
concept ion_channel = names_itself<C> && declares_ions<C> && has_params_record<C> && has_state_record<C> &&
                      can_start<C, archetype::batch> && can_advance<C, archetype::batch> &&
                      can_conduct<C, archetype::batch>;

/// `static_assert(check_channel<my_channel>());` says in a sentence what is missing, and compiles
/// every body against the archetype. Costs nothing at run time.
template <class C>
consteval bool check_channel() {
  static_assert(names_itself<C>, "ion channel: add `static constexpr std::string_view name`");
  static_assert(declares_ions<C>, "ion channel: add `using ions = pallium::uses<...>` (may be empty)");
  static_assert(has_params_record<C>, "ion channel: `params<B>` must be an aggregate whose fields are all B");
  static_assert(has_state_record<C>, "ion channel: `state<B>` must be an aggregate whose fields are all B");
  if constexpr (declares_ions<C> && has_params_record<C> && has_state_record<C>) {
    using B = archetype::batch;
    static_assert(can_start<C, B>, "ion channel: steady(params<B> const&, site<B> const&) must return state<B>");
    static_assert(can_advance<C, B>,
                  "ion channel: advance(state<B>&, params<B> const&, site<B> const&, B dt) must return void");
    static_assert(can_conduct<C, B>,
                  "ion channel: current(state<B> const&, params<B> const&, site<B> const&) must return linear<B>");
    if constexpr (can_start<C, B> && can_advance<C, B> && can_conduct<C, B>) {
      [[maybe_unused]] auto bodies = [](detail::params_of<C, B> const& p, detail::site_of<C, B> const& x, B dt) {
        auto s = C::steady(p, x);
        C::advance(s, p, x, dt);
        return C::current(s, p, x);
      };
    }
  }
  return ion_channel<C>;
}

namespace detail {
/// What the optional members say, or their defaults.
template <class C> consteval bool is_constant() {
  if constexpr (requires { C::constant; }) return C::constant;
  else return false;
}
template <class C> consteval bool is_implicit() {
  if constexpr (requires { C::implicit; }) return C::implicit;
  else return false;
}
template <class C> double temperature_factor(double celsius) noexcept {
  if constexpr (requires { C::temperature; })
    return pow(C::temperature.base, (celsius - C::temperature.at) * 0.1);
  else return 1.0;
}
}  // namespace detail

namespace channel {
using namespace membrane;
}

}  // namespace pallium
