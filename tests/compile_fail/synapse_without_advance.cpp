// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: advance\(state<B>&, constants<B> const&\) must return void
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  static void advance() = delete;
};
static_assert(pallium::check_synapse<spoilt>());
