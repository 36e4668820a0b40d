// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/nav.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed = add_kernels<advance<channel::nav>, current<channel::nav>>(registers<1, 4>{});
