// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: add .using ions = pallium::uses<...>. .may be empty.
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  struct ions {};
};
static_assert(pallium::check_channel<spoilt>());
