// SPDX-License-Identifier: BSD-3-Clause
// node_types.csv and edge_types.csv, and what is read of their cells.
#include <pallium/io/sonata/types_table.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  auto const path = fuzz::file("types.csv", fuzz::text(data, size));
  for (char const* key : {"node_type_id", "edge_type_id", io::sonata::types_table::by_row})
    fuzz::fine([&] {
      io::sonata::types_table const table(path, key);
      table.for_each([&](std::uint64_t id) {
        for (auto const& column : table.columns()) {
          (void)table.get(id, column);
          fuzz::fine([&] { (void)table.number(id, column); });
        }
      });
    });
  return 0;
}
