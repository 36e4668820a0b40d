// SPDX-License-Identifier: BSD-3-Clause
// expect: point neuron: add .static constexpr std::string_view name.
#include "sound_point.hpp"

struct spoilt : sound_point {
  static void name() = delete;
};
static_assert(pallium::check_point<spoilt>());
