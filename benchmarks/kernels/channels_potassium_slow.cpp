// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/sk.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::im>, current<channel::im>, advance<channel::im_v2>, current<channel::im_v2>, advance<channel::sk>,
                current<channel::sk>>(registers<1, 4>{});
