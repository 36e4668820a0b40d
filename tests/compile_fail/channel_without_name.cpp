// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: add .static constexpr std::string_view name
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  static constexpr int name = 0;
};
static_assert(pallium::check_channel<spoilt>());
