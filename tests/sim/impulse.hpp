// SPDX-License-Identifier: BSD-3-Clause
// A synapse for counting: an event of weight w is a current of w nA during the step in which it arrives, so that a cell of
// one compartment without channels adds up what it receives. Models of this header alone make an engine.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/synapse/concept.hpp>

namespace test {

struct impulse {
  static constexpr std::string_view name = "impulse";
  static constexpr bool additive = true;
  template <class B> struct params { B unused = 0.0; };
  template <class B> struct constants { B unused; };
  template <class B> struct state { B i; };  // [nA]
  static constants<double> prepare(params<double> const& p, double) { return {p.unused}; }
  template <class B> static state<B> rest(constants<B> const&) { return {0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const&, B weight) { s.i += weight; }
  template <class B> static void advance(state<B>& s, constants<B> const&) { s.i = 0.0; }
  template <class B> static pallium::membrane::linear<B> current(state<B> const& s, constants<B> const&, B) {
    return {0.0, s.i};
  }
};
static_assert(pallium::check_synapse<impulse>());

/// A soma of one compartment, 20 um long and wide.
inline pallium::morph::tree soma_alone() {
  pallium::morph::tree t;
  t.append({.kind = pallium::branch::soma, .parent = -1, .parent_x = 0, .points = {{-10, 0, 0, 10}, {0, 0, 0, 10}, {10, 0, 0, 10}}});
  return t;
}

using counter = pallium::cell<pallium::channels<>, pallium::synapses<impulse>>;

/// A counter and the receptor all over it.
inline std::pair<counter, pallium::receptor> make_counter() {
  counter c(soma_alone(), pallium::discretize::nseg{});
  auto const r = c.place<impulse>(pallium::everywhere, {});
  return {std::move(c), r};
}
/// Its capacitance over dt [uS]: an impulse of w nA moves v by w / this.
inline double stiffness(counter const& c, double dt) { return c.layout().segments[0].area * 1e-5 / dt; }

}  // namespace test
