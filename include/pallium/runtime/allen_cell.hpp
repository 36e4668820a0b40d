// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_pst.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/k_tst.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nap_et2.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nata_t.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/nats2_t.hpp>
#include <pallium/channel/nav.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/synapse/exp2.hpp>

namespace pallium::runtime {

/// Every mechanism of the Allen Cell Types models: perisomatic, all-active, and the "hall of fame" of the all-active manuscript.
/// A compartment pays only for those its fit file inserts. `allen_model` builds one from a reconstruction and a fit file.
using allen_cell = cell<channels<channel::leak, channel::nats, channel::nata, channel::nav, channel::nap, channel::kv2like,
                                 channel::kv3_1, channel::k_p, channel::k_t, channel::kd, channel::im, channel::im_v2,
                                 channel::ih, channel::sk, channel::ca_hva, channel::ca_lva, channel::nata_t,
                                 channel::nats2_t, channel::nap_et2, channel::k_pst, channel::k_tst>,
                        synapses<synapse::exp2>, pools<pool::calcium_shell>>;

}  // namespace pallium::runtime
