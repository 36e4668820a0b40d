// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: receive\(state&, constants const&, double weight, step n\) must return bool
#include "sound_point.hpp"

struct spoilt : sound_point {
  static void receive(state&, constants const&, double, pallium::step) {}
};
static_assert(pallium::check_point<spoilt>());
