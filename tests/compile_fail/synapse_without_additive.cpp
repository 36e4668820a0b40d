// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: add .static constexpr bool additive.
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  struct additive {};
};
static_assert(pallium::check_synapse<spoilt>());
