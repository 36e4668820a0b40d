// SPDX-License-Identifier: BSD-3-Clause
// Compartments against NEURON 8.2.2: a small cell whose numbers are here, the reference cells of the shared data, and
// Neulite's count of its own.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <string>
#include <vector>

#include "../support/temp_file.hpp"

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

namespace {

using namespace pallium;
using Catch::Matchers::WithinRel;

TEST_CASE("areas, resistances, diameters and distances are NEURON's") {
  temp_file const file(
      "1 1 10.1 20.2 -3.3 6.4567 -1\n"
      "2 3 15.7 24.123456 -3 0.81234567 1\n"
      "3 3 40.25 61.5 -8.75 0.7 2\n"
      "4 3 90.125 99.75 -20.5 0.45 3\n"
      "5 3 101.3 140.7 -22.2 0.33 4\n"
      "6 3 120.9 95.1 -31.3 0.41 4\n"
      "7 3 180.333333 92.7 -40.1 0.2 6\n"
      "8 4 9.9 29.9 -3 1.9 1\n"
      "9 4 9.5 130.123456789 1 1.5 8\n"
      "10 4 60.1 180.2 2 0.6 9\n"
      "11 4 -40.7 190.4 5 0.7 9\n"
      "12 4 -80.9 260.6 7.7 0.3 11\n"
      "13 3 -5.5 12.5 -6.1 0.5 1\n"
      "14 3 -35.5 2.5 -7.1 0.4 13\n"
      "15 3 -15.5 -22.5 -8.1 0.35 13\n"
      "16 2 12 12 -3 0.6 1\n"
      "17 2 14 -30 -3 0.3 16\n",
      ".swc");
  // Ra 100, nseg 1 + 2 int(L / 40), 6-digit coordinates: area, ri, diam, distance from soma(0).
  struct row {
    double area, ri, diameter, distance;
  };
  std::vector<row> const neuron{
      {523.879084363125, 0.0492991611300871, 12.913399696350098, 6.456699848175049},
      {48.43658371890957, 6.759678377094112, 1.100000043710073, 13.464631862051261},
      {39.62993213365328, 18.0258090055843, 0.9000000357627869, 27.480495889803688},
      {30.823280548396987, 28.326271294489604, 0.7000000278155007, 41.49635991755611},
      {107.57711185938074, 5.441048904612633, 1.570354905123679, 17.35957021656983},
      {100.13265638220729, 12.09565733464827, 1.4616846036767015, 39.16531095335939},
      {90.84722107851881, 14.166396339163498, 1.3261350452470937, 60.97105169014895},
      {79.17606306315844, 18.112442941276058, 1.1557658738788608, 82.7767924269385},
      {67.49518702818887, 24.38160701068285, 0.9852552753983822, 104.58253316372807},
      {38.258509629863674, 11.647083279677087, 0.8599999845027924, 122.56564392717425},
      {34.699579179823196, 26.877883738463606, 0.7800000011920929, 136.72612471727706},
      {31.140648729782715, 33.02139858296847, 0.7000000178813933, 150.88660550737987},
      {51.310272537209855, 15.007128355311126, 0.8773988852834532, 124.79277515461172},
      {48.53550694230298, 32.45966994251414, 0.8299497664855883, 143.40751839958946},
      {42.40171585728429, 38.479106576701994, 0.725059854825993, 162.0222616445672},
      {34.79787721887797, 54.935126572311326, 0.5950359152797816, 180.63700488954495},
      {27.19403858047164, 85.65640666465119, 0.4650119757335701, 199.2517481345227},
      {89.45643629292249, 22.379720039576696, 0.9000000059604645, 22.275991867731424},
      {97.3497773155961, 27.303837533231036, 0.8499999940395354, 24.684425994813232},
      {234.4459433764418, 0.9034415465339835, 3.719999957084655, 16.48705858705127},
      {224.3622473718382, 1.9286954303023962, 3.5599999666213993, 36.547776064803706},
      {214.27855136723457, 2.1102196965487767, 3.3999999761581403, 56.60849354255615},
      {204.1948553626312, 2.3186364451993304, 3.239999985694886, 76.66921102030858},
      {194.1111593580275, 2.559533724221404, 3.0799999952316277, 96.72992849806103},
      {201.3219019480215, 1.8652531992207506, 2.700000007947286, 118.62651541107222},
      {156.58370283196956, 5.329294794411531, 2.100000023841858, 142.35897175934218},
      {111.84550371591762, 9.592730404055805, 1.5000000397364295, 166.09142810761216},
      {198.1315121561939, 1.7467294122388028, 2.767943338319678, 118.1521295507709},
      {164.9099236589727, 4.549110136330599, 2.3038300149590336, 140.9358141784382},
      {131.6883351617515, 6.844357696292278, 1.8397166915983891, 163.7194988061055},
      {101.0755742890261, 11.455614691886904, 1.4120786106933094, 186.5031834337728},
      {83.24322437339092, 17.96900224635105, 1.1629733361131573, 209.2868680614401},
      {67.12463857459458, 26.59876653490529, 0.9377840112046375, 232.0705526891074},
      {51.00605277579825, 43.40988902735008, 0.7125946862961179, 254.8542373167747},
  };
  auto const c = discretize::nseg{}(io::swc(file.path(), io::coordinates::bmtk));
  REQUIRE(c.segments.size() == neuron.size());
  for (std::size_t s = 0; s < neuron.size(); ++s) {
    CAPTURE(place_name(c.segments[s]));
    CHECK_THAT(c.segments[s].area, WithinRel(neuron[s].area, 1e-13));
    CHECK_THAT(c.diameter[s], WithinRel(neuron[s].diameter, 1e-13));
    CHECK_THAT(c.segments[s].distance, WithinRel(neuron[s].distance, 1e-13));
    bool const first = s == 0 || c.segments[s].section != c.segments[s - 1].section;
    double const ri = c.half_axial[2 * s] + (first ? 0 : c.half_axial[2 * s - 1]);
    CHECK_THAT(ri, WithinRel(neuron[s].ri, 1e-13));  // Ra 100: 0.01 * 100 = 1
  }
  // Two ends of sections branch (dend[0], apic[0]); the branch at x = 0 of dend[3] hangs on the soma with it.
  CHECK(c.nodes.size() == c.segments.size() + 2);
  for (std::size_t section : {5u, 6u})
    CHECK(c.nodes[std::size_t(c.node_of_segment[std::size_t(c.sections[section].first)])].parent == 0);
}

std::filesystem::path shared(std::string const& name) {
  auto const path = std::filesystem::path(PALLIUM_SHARED_DIR) / "data" / name;
  if (!std::filesystem::exists(path)) SKIP("shared data absent: " << path.string());
  return path;
}

TEST_CASE("the seven reference cells have NEURON's segments, area and probe length") {
  auto const cells = shared("cells");
  std::ifstream in(shared("reference/index.json"));
  auto const index = nlohmann::json::parse(in);
  REQUIRE(index.size() == 7);
  for (auto const& r : index) {
    CAPTURE(r["name"].get<std::string>());
    auto const tree = io::swc(cells / r["swc"].get<std::string>(), io::coordinates::bmtk);
    auto const stub = r["kind"] == "peri" ? morph::stub_axon{} : morph::stub_axon::all_active(tree);
    auto const c = discretize::nseg{}(stub(tree));
    CHECK(c.segments.size() == r["segments"].get<std::size_t>());
    CHECK_THAT(c.total_area(), WithinRel(r["total_area_um2"].get<double>(), 1e-12));
    auto const& probe = c.sections[r["dend_probe_all_index"].get<std::size_t>()];
    CHECK(std::string(section_name(probe.kind)) + "[" + std::to_string(probe.index) + "]" ==
          r["dend_probe_section"].get<std::string>());
    CHECK_THAT(probe.length, WithinRel(r["dend_probe_L_um"].get<double>(), 1e-12));
  }
}

TEST_CASE("Neulite's kernel test has as many compartments as its population file says") {
  auto const folder = shared("neulite/kernel-test");
  std::map<std::string, std::size_t> const counts{{"Scnn1a_473845048_m_c.swc", 3682},
                                                  {"Pvalb_470522102_m_c.swc", 1900}};
  for (auto const& [name, count] : counts) {
    CAPTURE(name);
    auto const c = discretize::per_point{}(io::swc(folder / "data" / name, io::coordinates::exact, io::order::file));
    CHECK(c.segments.size() == count);
    CHECK(c.nodes.size() == count);
    for (std::size_t i = 1; i < c.nodes.size(); ++i) REQUIRE(c.nodes[i].parent < std::int32_t(i));
  }
}

}  // namespace
