// SPDX-License-Identifier: BSD-3-Clause
// Fit files of the Allen Cell Types Database, read and made cells of.
#include <pallium/cell/discretize.hpp>
#include <pallium/io/allen_fit.hpp>
#include <pallium/morph/tree.hpp>
#include <pallium/runtime/allen_model.hpp>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  static morph::tree const shape({{.kind = branch::soma, .parent = -1, .points = {{-5, 0, 0, 5}, {5, 0, 0, 5}}},
                                  {.kind = branch::axon, .parent = 0, .parent_x = 0.5, .points = {{0, 6, 0, 1}, {0, 50, 0, 1}}},
                                  {.kind = branch::dendrite, .parent = 0, .parent_x = 0.5, .points = {{6, 0, 0, 1}, {90, 0, 0, 1}}},
                                  {.kind = branch::apical, .parent = 0, .parent_x = 0.5, .points = {{0, -6, 0, 1}, {0, -90, 0, 1}}}});
  auto const path = fuzz::file("fit.json", fuzz::text(data, size));
  fuzz::fine([&] {
    auto const fit = io::read_allen_fit(path);
    for (auto axon : {runtime::axon_form::stub, runtime::axon_form::reconstructed})
      fuzz::fine([&] { runtime::allen_model(shape, fit, discretize::nseg{}, axon); });
  });
  return 0;
}
