// SPDX-License-Identifier: BSD-3-Clause
// expect: no matching function for call to .exp
#include "sound_channel.hpp"

#include <cmath>

struct spoilt : sound_channel {
  template <class B, class Site> static void advance(state<B>& s, params<B> const&, Site const& x, B dt) {
    s.m = s.m + dt * std::exp(x.v);  // not the exp of the lane: other bits on every machine
  }
};
static_assert(pallium::check_channel<spoilt>());
