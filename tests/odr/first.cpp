// SPDX-License-Identifier: BSD-3-Clause
// A non-inline function or variable in any header would be defined here and in second.cpp, and would not link.
#include <pallium/pallium.hpp>

int second();

int main() { return second() == 2 ? 0 : 1; }
