// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::kv3_1>, current<channel::kv3_1>, advance<channel::kv2like>, current<channel::kv2like>,
                advance<channel::kd>, current<channel::kd>, advance<channel::hh_k>, current<channel::hh_k>>(registers<1, 4>{});
