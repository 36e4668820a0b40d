// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: add .static constexpr std::array variables. with the names a probe may use
#include "sound_point.hpp"

struct spoilt : sound_point {
  static void variables() = delete;
};
static_assert(pallium::check_point<spoilt>());
