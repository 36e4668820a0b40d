// SPDX-License-Identifier: BSD-3-Clause
#include "tree.hpp"

#include <pallium/synapse/exp2.hpp>

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_all<tree_job, this_isa, bench::hines, hines_step<>, hines_step<synapse::exp2, synapse::exp2>>(registers<1, 2, 4, 8>{});
