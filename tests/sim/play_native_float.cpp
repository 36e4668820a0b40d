// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"

test::result test::play_native_float(scene const& s) { return play_with<scheme::backward_euler>(s, native_float{}); }
