// SPDX-License-Identifier: BSD-3-Clause
// expect: mask.*bool
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B, class Site> static void advance(state<B>& s, params<B> const&, Site const& x, B dt) {
    if (x.v > B(-35.0)) s.m = s.m + dt;  // a lane holds many cells: select() instead
  }
};
static_assert(pallium::check_channel<spoilt>());
