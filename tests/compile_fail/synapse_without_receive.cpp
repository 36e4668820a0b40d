// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: receive\(state<B>&, constants<B> const&, B weight\) must return void
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  static void receive() = delete;
};
static_assert(pallium::check_synapse<spoilt>());
