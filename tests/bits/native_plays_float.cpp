// SPDX-License-Identifier: BSD-3-Clause
#include "plays.hpp"

test::results test::native_plays_float() { return plays<pallium::simd::widest, float>(); }
