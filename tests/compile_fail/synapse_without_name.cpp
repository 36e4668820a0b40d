// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: add .static constexpr std::string_view name.
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  struct name {};
};
static_assert(pallium::check_synapse<spoilt>());
