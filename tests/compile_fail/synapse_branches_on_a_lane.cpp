// SPDX-License-Identifier: BSD-3-Clause
// expect: could not convert|not contextually convertible|not convertible to|could not convert .* from .* to .bool.
#include "sound_synapse.hpp"

struct spoilt : sound_synapse {
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    if (s.g > 0.0) s.g = s.g * c.decay;
  }
};
static_assert(pallium::check_synapse<spoilt>());
