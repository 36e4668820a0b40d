// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: advance\(state<B>&, params<B> const&, site<B> const&, B dt\) must return void
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B, class Site> static state<B> advance(state<B> s, params<B> const&, Site const& x, B dt) {
    return {s.m + dt * (x.v * 0.01 - s.m)};
  }
};
static_assert(pallium::check_channel<spoilt>());
