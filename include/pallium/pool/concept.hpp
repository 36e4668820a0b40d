// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/ion.hpp>
#include <pallium/core/lane_record.hpp>
#include <pallium/membrane/kinetics.hpp>
#include <pallium/simd/archetype.hpp>

#include <concepts>
#include <string_view>

namespace pallium {

template <class P>
concept names_its_ion =
    requires { { P::name } -> std::convertible_to<std::string_view>; } && ion_species<typename P::ion>;
template <class P>
concept has_pool_records = lane_record<P::template params> && lane_record<P::template state>;

template <class P, class B>
concept pool_can_rest = requires(typename P::template params<B> const& p) {
  { P::rest(p) } -> std::same_as<typename P::template state<B>>;
};
template <class P, class B>
concept pool_can_advance = requires(typename P::template state<B>& s, typename P::template params<B> const& p, B b) {
  { P::advance(s, p, b, b, b) } -> std::same_as<void>;
};
template <class P, class B>
concept pool_can_tell = requires(typename P::template state<B> const& s) {
  { P::inside(s) } -> std::same_as<B>;
};

/// An intracellular ion concentration that follows the summed current of that ion.
///
/// | member                                    | meaning                                                           |
/// |-------------------------------------------|-------------------------------------------------------------------|
/// | `name`                                    | unique, as written in model files                                 |
/// | `ion`                                     | the species whose concentration it is                             |
/// | `params<B>`, `state<B>`                   | records, as a channel's                                           |
/// | `rest(params) -> state`                   | value at t = 0                                                    |
/// | `advance(state&, params, i, faraday, dt)` | one step at constant current density i, outward [mA/cm2]; faraday |
/// |                                           | is Faraday's constant [C/mol], chosen at run time (`environment`) |
/// | (the same with a last argument `nudge`)   | optional: for `membrane::relax`, so that nothing is lost in float  |
/// | `inside(state) -> B`                      | concentration [mM], > 0                                           |
///
/// The engine guarantees: i is the sum over every mechanism that carries `ion`, as computed at the start of the
/// step; the pool is advanced before the mechanisms that read the concentration; the reversal potential of
/// `ion` is `membrane::nernst(inside, ...)`, renewed at the start of every step. The pool guarantees: no global
/// state, no allocation.
template <class P>
concept ion_pool = names_its_ion<P> && has_pool_records<P> && pool_can_rest<P, archetype::batch> &&
                   pool_can_advance<P, archetype::batch> && pool_can_tell<P, archetype::batch>;

/// `static_assert(check_pool<my_pool>());` says in a sentence what is missing, and compiles every body
/// against the archetype. Costs nothing at run time.
template <class P>
consteval bool check_pool() {
  static_assert(names_its_ion<P>, "ion pool: add `static constexpr std::string_view name` and `using ion = ...`");
  static_assert(has_pool_records<P>, "ion pool: `params<B>` and `state<B>` must be aggregates whose fields are all B");
  if constexpr (has_pool_records<P>) {
    using B = archetype::batch;
    static_assert(pool_can_rest<P, B>, "ion pool: rest(params<B> const&) must return state<B>");
    static_assert(pool_can_advance<P, B>,
                  "ion pool: advance(state<B>&, params<B> const&, B current, B faraday, B dt) must return void");
    static_assert(pool_can_tell<P, B>, "ion pool: inside(state<B> const&) must return B");
    if constexpr (pool_can_rest<P, B> && pool_can_advance<P, B> && pool_can_tell<P, B>) {
      [[maybe_unused]] auto bodies = [](typename P::template params<B> const& p, B b) {
        auto s = P::rest(p);
        P::advance(s, p, b, b, b);
        return P::inside(s);
      };
    }
  }
  return ion_pool<P>;
}

namespace pool {
using namespace membrane;
}

}  // namespace pallium
