// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>

/// What multiplies the rates of a channel whose kinetics are shared: a base class of it.
namespace pallium::channel::detail {

/// Q10 of 2.3 from 23 degC.
struct from_23 {
  static constexpr q10 temperature{2.3, 23};
  template <class B, class Ions> static B factor(site<B, Ions> const& x) { return x.q; }
};

/// 2.3^1.3, Q10 of 2.3 from 21 degC, at 34 degC: the temperature of the preparation does not matter.
struct at_34 {
  static constexpr double constant_factor = 2.9528826414121213;
  template <class B, class Ions> static B factor(site<B, Ions> const&) { return constant_factor; }
};

}  // namespace pallium::channel::detail
