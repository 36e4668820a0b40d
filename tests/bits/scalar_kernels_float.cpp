// SPDX-License-Identifier: BSD-3-Clause
#include "kernels.hpp"

test::results test::scalar_kernels_float() { return kernels<pallium::simd::scalar, float>(); }
