// SPDX-License-Identifier: BSD-3-Clause
// expect: ion pool: rest\(params<B> const&\) must return state<B>
#include "sound_pool.hpp"

struct spoilt : sound_pool {
  static void rest() = delete;
};
static_assert(pallium::check_pool<spoilt>());
