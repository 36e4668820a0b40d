// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: advance\(state<B>&, params<B> const&, site<B> const&, B dt\) must return void
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  static void advance() = delete;
};
static_assert(pallium::check_channel<spoilt>());
