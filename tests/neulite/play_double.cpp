// SPDX-License-Identifier: BSD-3-Clause
#include "play_impl.hpp"

test::neulite_result test::play_double(pallium::io::neulite::circuit c, neulite_play const& p) {
  return play<double, pallium::simd::widest_macro_lane<pallium::simd::widest, double>>(std::move(c), p);
}
