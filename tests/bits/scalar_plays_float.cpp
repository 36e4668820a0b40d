// SPDX-License-Identifier: BSD-3-Clause
#include "plays.hpp"

test::results test::scalar_plays_float() { return plays<pallium::simd::scalar, float>(); }
