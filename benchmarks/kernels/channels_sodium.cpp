// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nats.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::nats>, current<channel::nats>, advance<channel::nata>, current<channel::nata>, advance<channel::nap>,
                current<channel::nap>, advance<channel::hh_na>, current<channel::hh_na>>(registers<1, 4>{});
