// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: steady\(params<B> const&, site<B> const&\) must return state<B>
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  static void steady() = delete;
};
static_assert(pallium::check_channel<spoilt>());
