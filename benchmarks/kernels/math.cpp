// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/pool/calcium_shell.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<math_exp, math_expm1, math_log>(registers<1, 4>{}) &&
    add_kernels<settle_pool<pool::calcium_shell>, reversal<pool::calcium_shell>>(registers<1, 4>{});
