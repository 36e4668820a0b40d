// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: .params<B>. must be an aggregate whose fields are all B
#include "sound_point.hpp"

struct spoilt : sound_point {
  template <class B> struct params { B pace = 10.0; int number = 0; };
};
static_assert(pallium::check_point<spoilt>());
