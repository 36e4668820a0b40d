// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

namespace pallium::channel {

/// The passive membrane: i = g (v - e).
struct leak {
  static constexpr std::string_view name = "pas";
  using ions = uses<>;
  static constexpr bool constant = true;
  template <class B> struct params { B g = 0.001, e = -70.0; };  // [S/cm2] [mV]
  static constexpr std::string_view param_names[]{"g", "e"};
  template <class B> struct state {};

  template <class B> static state<B> steady(params<B> const&, site<B, ions> const&) { return {}; }
  template <class B> static void advance(state<B>&, params<B> const&, site<B, ions> const&, B) {}
  template <class B> static linear<B> current(state<B> const&, params<B> const& p, site<B, ions> const&) {
    return ohmic(p.g, p.e);
  }
};
static_assert(check_channel<leak>());

}  // namespace pallium::channel
