// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/spiking/concept.hpp>

#include <array>

/// A point neuron that satisfies the contract; files of this folder spoil one thing in it.
struct sound_point {
  static constexpr std::string_view name = "sound";
  static constexpr std::array<std::string_view, 1> variables{"x"};
  template <class B> struct params { B pace = 10.0; };
  struct constants { pallium::step pace; };
  struct state { pallium::step last; };
  static constants prepare(params<double> const& p, double dt) { return {pallium::spiking::first_step(p.pace, dt)}; }
  static state start(constants const&) { return {0}; }
  static bool receive(state&, constants const&, double weight, pallium::step) { return weight > 1; }
  static pallium::step next(state const& s, constants const& c) { return s.last + c.pace; }
  static void fire(state& s, constants const&, pallium::step n) { s.last = n; }
  static double value(state const& s, constants const&, pallium::step n, std::size_t) { return double(n - s.last); }
};
static_assert(pallium::check_point<sound_point>());
