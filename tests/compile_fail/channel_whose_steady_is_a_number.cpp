// SPDX-License-Identifier: BSD-3-Clause
// expect: ion channel: steady\(params<B> const&, site<B> const&\) must return state<B>
#include "sound_channel.hpp"

struct spoilt : sound_channel {
  template <class B, class Site> static B steady(params<B> const&, Site const& x) { return x.v * 0.01; }
};
static_assert(pallium::check_channel<spoilt>());
