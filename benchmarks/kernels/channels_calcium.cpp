// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/it_ghk.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::ca_hva>, current<channel::ca_hva>, advance<channel::ca_lva>, current<channel::ca_lva>,
                advance<channel::it_ghk>, current<channel::it_ghk>, advance<channel::ih>, current<channel::ih>>(registers<1, 4>{});
