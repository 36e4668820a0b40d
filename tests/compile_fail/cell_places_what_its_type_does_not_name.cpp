// SPDX-License-Identifier: BSD-3-Clause
// expect: declared_among
#include <pallium/cell/cell.hpp>

#include <pallium/channel/leak.hpp>
#include <pallium/synapse/exp2.hpp>

void place(pallium::cell<pallium::channels<pallium::channel::leak>>& cell) {
  cell.place<pallium::synapse::exp2>(pallium::soma, {.tau1 = 1.0});
}
