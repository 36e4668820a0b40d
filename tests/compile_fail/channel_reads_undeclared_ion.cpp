// SPDX-License-Identifier: BSD-3-Clause
// expect: declared_among
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B, class Site>
  static pallium::membrane::linear<B> current(state<B> const& s, params<B> const& p, Site const& x) {
    return pallium::membrane::ohmic(p.gbar * s.m, x.e(pallium::calcium));  // uses<potassium_t> alone
  }
};
static_assert(pallium::check_channel<spoilt>());
