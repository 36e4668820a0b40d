// SPDX-License-Identifier: BSD-3-Clause
#include "kernels.hpp"

test::results test::native_kernels_float() { return kernels<pallium::simd::widest, float>(); }
