// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: fire\(state&, constants const&, step n\) must return void
#include "sound_point.hpp"

struct spoilt : sound_point {
  static void fire() = delete;
};
static_assert(pallium::check_point<spoilt>());
