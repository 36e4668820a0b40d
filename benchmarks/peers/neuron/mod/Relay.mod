: SPDX-License-Identifier: BSD-3-Clause
: Passes every event on at the moment it comes: a virtual cell, driven by NetCon.event at the times of its spikes.
NEURON {
  ARTIFICIAL_CELL Relay
}
NET_RECEIVE(weight) {
  net_event(t)
}
