// SPDX-License-Identifier: BSD-3-Clause
// expect: ion pool: inside\(state<B> const&\) must return B
#include "sound_pool.hpp"

struct spoilt : sound_pool {
  static void inside() = delete;
};
static_assert(pallium::check_pool<spoilt>());
