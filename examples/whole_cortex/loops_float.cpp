// SPDX-License-Identifier: BSD-3-Clause
#include "loops.hpp"

WHOLE_CORTEX_LOOPS(, float);
