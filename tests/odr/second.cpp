// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/pallium.hpp>

int second();
int second() { return 2; }
