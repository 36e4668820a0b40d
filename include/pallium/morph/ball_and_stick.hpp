// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/units.hpp>
#include <pallium/morph/tree.hpp>

#include <cmath>
#include <string>

namespace pallium::morph {

/// Measures of the simplest cell with a dendrite. All > 0.
struct stick {
  length soma{20};       ///< length and diameter of the soma, a cylinder with the lateral area of the sphere [um]
  length dendrite{200};  ///< length of the dendrite, which hangs on soma(1) [um]
  length diameter{1};    ///< of the dendrite [um]
};

/// A soma and one unbranched dendrite: `morph::ball_and_stick({.soma = 20_um, .dendrite = 200_um, .diameter = 1_um})`.
/// Errors: input_error for a measure that is not positive.
inline tree ball_and_stick(stick const& s = {}) {
  for (length l : {s.soma, s.dendrite, s.diameter})
    if (!(l.value > 0) || !std::isfinite(l.value))
      throw input_error("morph::ball_and_stick", std::to_string(l.value) + " um", "positive lengths");
  double const r = 0.5 * s.soma.value, d = 0.5 * s.diameter.value;
  tree t;
  t.append({.kind = branch::soma, .parent = -1, .parent_x = 0, .points = {{-r, 0, 0, r}, {0, 0, 0, r}, {r, 0, 0, r}}});
  t.append({.kind = branch::dendrite,
            .parent = 0,
            .parent_x = 1,
            .points = {{r, 0, 0, d}, {r + s.dendrite.value, 0, 0, d}},
            .arc = {0, s.dendrite.value}});
  return t;
}

}  // namespace pallium::morph
