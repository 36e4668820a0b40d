// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/nap_et2.hpp>
#include <pallium/channel/nata_t.hpp>
#include <pallium/channel/nats2_t.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::nata_t>, current<channel::nata_t>, advance<channel::nats2_t>, current<channel::nats2_t>,
                advance<channel::nap_et2>, current<channel::nap_et2>>(registers<1, 4>{});
