// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: current\(state<B> const&, constants<B> const&, B v\) must return linear<B>
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  static void current() = delete;
};
static_assert(pallium::check_synapse<spoilt>());
