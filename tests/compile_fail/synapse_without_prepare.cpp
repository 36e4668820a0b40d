// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: prepare\(params<double> const&, double dt\) must return constants<double>
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  static void prepare() = delete;
};
static_assert(pallium::check_synapse<spoilt>());
