// SPDX-License-Identifier: BSD-3-Clause
// expect: ion pool: .params<B>. and .state<B>. must be aggregates whose fields are all B
#include "sound_pool.hpp"

struct spoilt : sound_pool {
  template <class B> struct state {
    B inside;
    int buffers;
  };
};
static_assert(pallium::check_pool<spoilt>());
