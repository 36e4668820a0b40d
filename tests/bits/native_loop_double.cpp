// SPDX-License-Identifier: BSD-3-Clause
#include "loops.hpp"

PALLIUM_BITS_LOOP(double);
