// SPDX-License-Identifier: BSD-3-Clause
#define PALLIUM_LAW_KERNELS
#include "kernels.hpp"

PALLIUM_LAW_KERNEL(test::active, pallium::simd::widest, 1);
PALLIUM_LAW_MODEL(test::active);
