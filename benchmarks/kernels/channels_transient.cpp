// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_pst.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/k_tst.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<advance<channel::k_p>, current<channel::k_p>, advance<channel::k_t>, current<channel::k_t>, advance<channel::k_pst>,
                current<channel::k_pst>, advance<channel::k_tst>, current<channel::k_tst>>(registers<1, 4>{});
