// SPDX-License-Identifier: BSD-3-Clause
#include "play_impl.hpp"

test::neulite_result test::play_float(pallium::io::neulite::circuit c, neulite_play const& p) {
  return play<float, pallium::simd::widest_macro_lane<pallium::simd::widest, float>>(std::move(c), p);
}
