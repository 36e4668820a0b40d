// SPDX-License-Identifier: BSD-3-Clause
#include "tree.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed = add_all<tree_job, this_isa, hines_fixed, hines_changing, hines_synapses>(registers<1, 2, 4, 8>{});
