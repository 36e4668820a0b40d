// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/point_cell.hpp>
#include <pallium/network/network.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp1i.hpp>
#include <pallium/synapse/stp1.hpp>
#include <pallium/synapse/stp2.hpp>
#include <pallium/synapse/stp3.hpp>
#include <pallium/synapse/stp4.hpp>
#include <pallium/synapse/stp5.hpp>
#include <pallium/synapse/stp5i.hpp>

namespace pallium::runtime {

/// The cells that a SONATA circuit may have: every channel of the Allen models, BMTK's synapses; IntFire1, the leaky
/// integrator; virtual cells.
using sonata_cell = cell<allen_cell::channel_list,
                         synapses<synapse::exp2, synapse::exp1, synapse::exp1i, synapse::stp1, synapse::stp2, synapse::stp3, synapse::stp4,
                                  synapse::stp5, synapse::stp5i>,
                         allen_cell::pool_list>;
using int_fire_cell = point_cell<spiking::int_fire1>;
using lif_cell = point_cell<spiking::lif>;
using sonata_network = network<cells<sonata_cell, int_fire_cell, lif_cell, virtual_cell>>;

}  // namespace pallium::runtime
