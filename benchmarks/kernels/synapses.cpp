// SPDX-License-Identifier: BSD-3-Clause
#include <pallium/synapse/alpha.hpp>
#include <pallium/synapse/ampa_nmda.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp2.hpp>
#include <pallium/synapse/gaba_a.hpp>
#include <pallium/synapse/gaba_b.hpp>
#include <pallium/synapse/nmda.hpp>
#include <pallium/synapse/stp1.hpp>
#include <pallium/synapse/stp2.hpp>
#include <pallium/synapse/stp3.hpp>
#include <pallium/synapse/stp5.hpp>

#include "rows.hpp"

using namespace pallium;
using namespace pallium::bench;

[[maybe_unused]] static bool const listed =
    add_kernels<transmit<synapse::exp1>, transmit<synapse::exp2>, transmit<synapse::alpha>, transmit<synapse::nmda>,
                transmit<synapse::ampa_nmda>, transmit<synapse::gaba_a>, transmit<synapse::gaba_b>, transmit<synapse::stp1>,
                transmit<synapse::stp2>, transmit<synapse::stp3>, transmit<synapse::stp5>>(registers<1, 4>{});
