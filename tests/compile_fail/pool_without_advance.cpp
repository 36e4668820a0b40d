// SPDX-License-Identifier: BSD-3-Clause
// expect: ion pool: advance\(state<B>&, params<B> const&, B current, B faraday, B dt\) must return void
#include "sound_pool.hpp"

struct spoilt : sound_pool {
  static void advance() = delete;
};
static_assert(pallium::check_pool<spoilt>());
