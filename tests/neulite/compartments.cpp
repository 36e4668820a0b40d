// SPDX-License-Identifier: BSD-3-Clause
// The compartments that discretize::per_point makes of sections are those of Neulite's walk over the points, one by one.
#include "scene.hpp"

#include <pallium/cell/discretize.hpp>
#include <pallium/io/neulite_compartments.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <numbers>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

using namespace pallium;
using namespace test;
using Catch::Matchers::WithinRel;

namespace {

void compare(std::filesystem::path const& swc) {
  INFO(swc.string() << "\n" << (slurp(swc).size() < 5000 ? slurp(swc) : ""));
  auto const points = io::neulite::detail::read_points(swc);
  auto const walked = io::neulite::compartments_of(points);
  compartments const cut = discretize::per_point{}(io::swc(swc, io::coordinates::exact, io::order::file));
  REQUIRE(cut.segments.size() == walked.size());
  for (std::size_t s = 0; s < walked.size(); ++s) {
    INFO("compartment " << s << " of point " << walked[s].point);
    auto const& node = cut.nodes[std::size_t(cut.node_of_segment[s])];
    REQUIRE((node.parent < 0 ? -1 : cut.nodes[std::size_t(node.parent)].segment) == walked[s].parent);
    REQUIRE(cut.segments[s].kind == points[std::size_t(walked[s].point)].kind);
    REQUIRE_THAT(cut.segments[s].length, WithinRel(walked[s].length, 1e-12));
    REQUIRE_THAT(cut.segments[s].area, WithinRel(walked[s].area, 1e-12));
    REQUIRE_THAT(cut.half_axial[2 * s], WithinRel(0.5 * walked[s].length / (std::numbers::pi * walked[s].radius * walked[s].radius), 1e-12));
  }
}

}  // namespace

TEST_CASE("compartments of generated trees") {
  folder const here;
  for (unsigned seed = 0; seed < 300; ++seed) compare(here.write("t.swc", grown_swc(seed, 1 + int(seed % 6), 1 + int(seed % 17))));
}

TEST_CASE("compartments of the trees that the rules are about") {
  folder const here;
  std::string const first = "0 1 1 2 3 5 -1\n";
  for (std::string const text : {
           "",                                                                            // the soma alone
           "1 3 9 2 3 1 0\n",                                                             // one point on it
           "1 3 9 2 3 1 0\n2 3 19 2 3 2 1\n",                                             // two: halves
           "1 3 9 2 3 1 0\n2 3 19 2 3 2 1\n3 3 9 12 3 2 1\n",                             // a sibling of the halves
           "1 3 9 2 3 1 0\n2 3 19 2 3 2 1\n3 3 29 2 3 2 2\n4 3 9 12 3 2 1\n5 3 9 22 3 2 4\n",
           "1 3 9 2 3 1 0\n2 2 19 2 3 2 1\n",                                             // an axon on a first point
           "1 3 9 2 3 1 0\n2 3 19 2 3 2 1\n3 2 9 12 3 2 1\n4 2 9 22 3 1 3\n",
           "1 2 9 2 3 1 0\n2 2 19 2 3 2 1\n",                                             // the stub axon
           "1 2 9 2 3 1 0\n2 3 19 2 3 2 1\n3 3 29 2 3 2 2\n",                             // a dendrite on the axon
           "1 2 9 2 3 1 0\n2 3 19 2 3 2 1\n3 2 9 12 3 2 1\n4 2 9 22 3 2 3\n",
           "1 3 9 2 9 1 0\n2 2 9 2 3 1 0\n3 2 19 2 3 2 2\n4 3 9 12 3 2 2\n",
           "1 3 9 2 3 1 0\n2 2 9 12 3 2 1\n3 3 19 2 3 2 1\n",}) {                          // the axon comes before the halves
    compare(here.write("t.swc", first + text));
  }
}

TEST_CASE("compartments of Neulite's own examples") {
  auto const folder = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/neulite/kernel-test/data";
  if (!std::filesystem::exists(folder)) SKIP("shared data absent: data/neulite/kernel-test");
  for (char const* name : {"Scnn1a_473845048_m_c.swc", "Pvalb_470522102_m_c.swc"}) {
    compare(folder / name);
    auto const points = io::neulite::detail::read_points(folder / name);
    CHECK(io::neulite::compartments_of(points).size() == points.size());
  }
}
