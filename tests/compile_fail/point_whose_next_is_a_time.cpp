// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: next\(state const&, constants const&\) must return step
#include "sound_point.hpp"

struct spoilt : sound_point {
  static double next(state const&, constants const&) { return 0.5; }
};
static_assert(pallium::check_point<spoilt>());
