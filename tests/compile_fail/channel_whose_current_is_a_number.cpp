// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: current\(state<B> const&, params<B> const&, site<B> const&\) must return linear<B>
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B, class Site> static B current(state<B> const& s, params<B> const& p, Site const& x) {
    return p.gbar * s.m * (x.v - x.e(pallium::potassium));
  }
};
static_assert(pallium::check_channel<spoilt>());
