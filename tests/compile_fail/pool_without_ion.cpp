// SPDX-License-Identifier: BSD-3-Clause
// expect: ion pool: add .static constexpr std::string_view name. and .using ion = ...
#include "sound_pool.hpp"

struct spoilt : sound_pool {
  struct ion {};
};
static_assert(pallium::check_pool<spoilt>());
