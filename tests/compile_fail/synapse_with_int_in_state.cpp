// SPDX-License-Identifier: BSD-3-Clause
// expect: synapse: .params<B>., .constants<B>. and .state<B>. must be aggregates whose fields are all B
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  template <class B> struct state {
    B g;
    int events;
  };
};
static_assert(pallium::check_synapse<spoilt>());
