// SPDX-License-Identifier: BSD-3-Clause
#define PALLIUM_LAW_KERNELS
#include "kernels.hpp"

PALLIUM_LAW_KERNEL(test::wet, pallium::simd::widest, 4);
PALLIUM_LAW_KERNEL(test::wet, pallium::simd::widest, 2);
