// SPDX-License-Identifier: BSD-3-Clause
// Neulite's files. Pieces between NULs: population.csv, connection.csv, ion.csv, config.h; the SWC file is a sound one of four points
// unless there is a fifth piece.
#include <pallium/io/neulite.hpp>
#include <pallium/io/neulite_compartments.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  static bool const there = (std::filesystem::current_path(fuzz::folder()), true);  // files name each other relative to it
  if (!there) return 0;
  std::string_view rest = fuzz::text(data, size);
  auto const piece = [&] {
    auto const end = std::min(rest.find('\0'), rest.size());
    auto const p = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    return p;
  };
  auto const populations = fuzz::file("p.csv", piece()), connections = fuzz::file("c.csv", piece());
  fuzz::file("ion.csv", piece());
  auto const defines = fuzz::file("config.h", piece());
  auto const shape = piece();
  fuzz::file("a.swc", shape.empty() ? "0 1 0 0 0 5 -1\n1 3 6 0 0 1 0\n2 3 20 0 0 1 1\n3 4 0 9 0 1 0\n" : shape);
  fuzz::fine([&] {
    auto const circuit = io::neulite::read_circuit(populations, connections);
    for (auto const& type : circuit.types) (void)io::neulite::compartments_of(type.points);
  });
  fuzz::fine([&] { (void)io::neulite::read_config(defines); });
  return 0;
}
