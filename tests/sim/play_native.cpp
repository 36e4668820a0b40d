// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

test::result test::play_native(scene const& s) {
  return s.crank_nicolson ? play_with<scheme::crank_nicolson>(s, native_double{}) : play_with<scheme::backward_euler>(s, native_double{});
}
