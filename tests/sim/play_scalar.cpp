// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

test::result test::play_scalar(scene const& s) {
  return s.crank_nicolson ? play_with<scheme::crank_nicolson>(s, scalar_double{}) : play_with<scheme::backward_euler>(s, scalar_double{});
}
