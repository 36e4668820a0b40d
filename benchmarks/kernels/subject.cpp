// SPDX-License-Identifier: BSD-3-Clause
#include "subject.hpp"

#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>

#include <filesystem>

namespace pallium::bench {

subject const& the_subject() {
  static subject const tree = [] {
    std::filesystem::path const file = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/cells/Scnn1a_473845048_m.swc";
    compartments const c = std::filesystem::exists(file) ? discretize::nseg{}(morph::stub_axon{}(io::swc(file)))
                                                         : discretize::nseg{}(morph::stub_axon{}(morph::procedural::layer4()(1)));
    subject s;
    axial_conductances(c, std::vector<double>(c.segments.size(), 100.0), s.axial);
    for (auto const& n : c.nodes) {
      double const area = n.segment < 0 ? 0 : c.segments[std::size_t(n.segment)].area;  // [um2]
      s.parent.push_back(n.parent);
      s.capacity.push_back(area * 1e-5 / 0.1);
      s.leak.push_back(area * 0.01 * 3e-5);
    }
    return s;
  }();
  return tree;
}

}  // namespace pallium::bench
