// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: .state<B>. must be an aggregate whose fields are all B
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B> struct state {
    B m;
    int open;
  };
};
static_assert(pallium::check_channel<spoilt>());
