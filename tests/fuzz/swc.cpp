// SPDX-License-Identifier: BSD-3-Clause
// SWC files: read by every rule, cut as BMTK does, the stub axon put on.
#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/stub_axon.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  auto const path = fuzz::file("cell.swc", fuzz::text(data, size));
  for (auto how : {io::coordinates::bmtk, io::coordinates::neuron, io::coordinates::exact})
    for (auto numbering : {io::order::kind, io::order::file})
      fuzz::fine([&] {
        morph::tree const t = io::swc(path, how, numbering);
        if (how != io::coordinates::bmtk || numbering != io::order::kind) return;
        discretize::nseg const cut{1e6};  // the million segments that are allowed take seconds here
        fuzz::fine([&] { cut(t); });
        fuzz::fine([&] { cut(morph::stub_axon{}(t)); });
        fuzz::fine([&] { cut(morph::stub_axon::all_active(t)(t)); });
      });
  return 0;
}
