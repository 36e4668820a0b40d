// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: .params<B>. must be an aggregate whose fields are all B
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B> struct params {
    B gbar = 0.0;
    bool on = true;
  };
};
static_assert(pallium::check_channel<spoilt>());
