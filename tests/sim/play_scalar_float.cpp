// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

test::result test::play_scalar_float(scene const& s) { return play_with<scheme::backward_euler>(s, scalar_float{}); }
