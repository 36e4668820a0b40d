// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: rest\(constants<B> const&\) must return state<B>
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  static void rest() = delete;
};
static_assert(pallium::check_synapse<spoilt>());
