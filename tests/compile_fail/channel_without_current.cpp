// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: current\(state<B> const&, params<B> const&, site<B> const&\) must return linear<B>
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  static void current() = delete;
};
static_assert(pallium::check_channel<spoilt>());
