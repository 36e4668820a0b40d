// SPDX-License-Identifier: BSD-3-Clause
// The small text formats. The first byte says which: spikes, electrodes, NeuroML, regions and places.
#include <pallium/io/parse_region.hpp>
#include <pallium/io/sonata/electrodes.hpp>
#include <pallium/io/sonata/nml.hpp>
#include <pallium/io/spike_file.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  if (size == 0) return 0;
  auto const rest = fuzz::text(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0: {
      auto const path = fuzz::file("spikes.csv", rest);
      for (char const* population : {"", "v1"})
        fuzz::fine([&] {
          io::spike_file const file(path, population);
          fuzz::fine([&] { (void)file.trains({3, 60}); });
        });
      break;
    }
    case 1: fuzz::fine([&, path = fuzz::file("electrodes.csv", rest)] { (void)io::sonata::read_electrodes(path); }); break;
    case 2: fuzz::fine([&, path = fuzz::file("cell.nml", rest)] { (void)io::sonata::read_nml(path); }); break;
    default:
      fuzz::fine([&] { (void)io::parse_region(rest); });
      fuzz::fine([&] { (void)io::parse_place(rest); });
      fuzz::fine([&] { (void)io::parse_uniform(rest); });
  }
  return 0;
}
