// SPDX-License-Identifier: BSD-3-Clause
// expect: declared_among
#include <pallium/cell/cell.hpp>

#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>

void paint(pallium::cell<pallium::channels<pallium::channel::leak>>& cell) {
  cell.paint<pallium::channel::kv3_1>(pallium::soma, {.gbar = 0.1});
}
