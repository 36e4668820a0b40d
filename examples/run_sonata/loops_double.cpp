// SPDX-License-Identifier: BSD-3-Clause
#include "loops.hpp"

RUN_SONATA_LOOPS(, double);
