// SPDX-License-Identifier: BSD-3-Clause
// Every number of the atlas against the tables it was entered from. The tables are not part of the project.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <pallium/atlas/mouse_cortex.hpp>
#include <string>

#include "tables.hpp"

namespace {
using namespace pallium::atlas;
using namespace atlas_test;
}  // namespace

TEST_CASE("names of the areas are those of the CCFv3", "[atlas][shared]") {
  std::map<std::string, std::string> ontology;
  auto const rows = read_csv(table("ccf_structure_ontology.csv"));
  for (auto const& r : rows) ontology[field(rows[0], r, "acronym")] = field(rows[0], r, "name");
  for (std::size_t i = 0; i < area_count; ++i) {
    CAPTURE(area_acronyms[i]);
    REQUIRE(ontology.count(std::string(area_acronyms[i])) == 1);
    CHECK(ontology[std::string(area_acronyms[i])] == area_full_names[i]);
  }
}

TEST_CASE("volumes and counts are those of Kim et al. 2017", "[atlas][shared]") {
  auto const rows = read_csv(table("areas43_kim2017.csv"));
  REQUIRE(rows.size() == area_count + 1);
  REQUIRE(rows[0].size() == 12);
  for (std::size_t i = 0; i < area_count; ++i) {
    auto const& r = rows[i + 1];
    area const a = nth_area(i);
    CAPTURE(acronym(a));
    CHECK(field(rows[0], r, "area") == acronym(a));
    CHECK(field(rows[0], r, "module") == module_names[static_cast<std::size_t>(module_of(a))]);
    auto const& k = kim2017(a);
    auto const check = [&](char const* column, std::optional<double> const& entered) {
      CAPTURE(column);
      auto const& text = field(rows[0], r, column);
      REQUIRE(entered.has_value() == !text.empty());
      if (entered) CHECK(*entered == number(text));
    };
    check("volume_mm3_both_hemi", k.total);
    check("vol_L1", k.l1);
    check("vol_L2/3", k.l23);
    check("vol_L4", k.l4);
    check("vol_L5", k.l5);
    check("vol_L6a", k.l6a);
    check("vol_L6b", k.l6b);
    check("PV", k.pv);
    check("SST", k.sst);
    check("VIP", k.vip);
  }
}

TEST_CASE("positions are those of the table", "[atlas][shared]") {
  auto const rows = read_csv(table("area_positions.csv"));
  REQUIRE(rows.size() == area_count + 1);
  for (std::size_t i = 0; i < area_count; ++i) {
    auto const& r = rows[i + 1];
    CAPTURE(area_acronyms[i]);
    CHECK(field(rows[0], r, "area") == area_acronyms[i]);
    auto const p = position({nth_area(i), hemisphere::right});
    CHECK(p.ap == number(field(rows[0], r, "ap_mm")));
    CHECK(p.dv == number(field(rows[0], r, "dv_mm")));
    CHECK(p.ml == number(field(rows[0], r, "ml_mm")));
    CHECK(field(rows[0], r, "source") == (p.source == position_source::centroid ? "centroid" : "estimated"));
  }
}

TEST_CASE("relative layer volumes are those of the table", "[atlas][shared]") {
  std::ifstream in(table("relative_layer_volumes.json"));
  auto const all = nlohmann::json::parse(in);
  for (std::size_t i = 0; i < area_count; ++i) {
    CAPTURE(area_acronyms[i]);
    auto const& given = all.at(std::string(area_acronyms[i]));
    auto const& entered = relative_layer_volumes(nth_area(i));
    CHECK(entered.l23 == given.at("23").get<double>());
    CHECK(entered.l4 == given.at("4").get<double>());
    CHECK(entered.l5 == given.at("5").get<double>());
    CHECK(entered.l6 == given.at("6").get<double>());
  }
}

TEST_CASE("connection densities are those of the matrices", "[atlas][shared]") {
  std::array<std::string, projection_class_count> const files{"wild_type", "23", "4", "5it", "5pt", "6"};
  for (std::size_t c = 0; c < projection_class_count; ++c) {
    for (auto const& [hemi, side] : {std::pair{"ipsi", hemisphere::left}, std::pair{"contra", hemisphere::right}}) {
      CAPTURE(files[c], hemi);
      auto const rows = read_csv(table("reimann_" + files[c] + "_" + hemi + "_density.csv"));
      REQUIRE(rows.size() == area_count + 1);
      REQUIRE(rows[0].size() == area_count + 1);
      CHECK(rows[0][0] == "src\\tgt");  // rows are sources
      int differ = 0;
      for (std::size_t i = 0; i < area_count; ++i) {
        CHECK(rows[0][i + 1] == area_acronyms[i]);
        CHECK(rows[i + 1][0] == area_acronyms[i]);
        REQUIRE(rows[i + 1].size() == area_count + 1);
        for (std::size_t j = 0; j < area_count; ++j)
          differ += number(rows[i + 1][j + 1]) !=
                    connection_density(static_cast<projection_class>(c), {nth_area(i), hemisphere::left},
                                       {nth_area(j), side});
      }
      CHECK(differ == 0);
    }
  }
}

TEST_CASE("layers of V1 are those of the seed file", "[atlas][shared]") {
  auto const rows = read_csv(table("v1_base_props/csv/V1model_seed_file__cell_models.csv"));
  std::map<std::string, v1_layer> const by_name{
      {"L1", v1_layers::l1}, {"L23", v1_layers::l23}, {"L4", v1_layers::l4},
      {"L5", v1_layers::l5}, {"L6", v1_layers::l6}};
  std::map<std::string, std::string> const of_location{
      {"VisL1", "L1"}, {"VisL2/3", "L23"}, {"VisL4", "L4"}, {"VisL5", "L5"}, {"VisL6a", "L6"}};
  auto const near = [](double x) { return Catch::Matchers::WithinRel(x, 1e-12); };
  int populations = 0, layers = 0;
  for (auto const& r : rows) {
    if (r.size() > 10 && of_location.count(r[2])) {  // a population: its layer's areal density, inhibitory fraction
      auto const& l = by_name.at(of_location.at(r[2]));
      CHECK_THAT(l.neurons_per_mm2, near(number(field(rows[0], r, "Layer areal density"))));
      CHECK(l.inhibitory_fraction == number(field(rows[0], r, "inhibitory fraction")));
      ++populations;
    } else if (r.size() > 5 && by_name.count(r[0])) {  // a layer: thickness, boundary, cells, per mm3, per mm2
      auto const& l = by_name.at(r[0]);
      CHECK(l.thickness == number(r[1]));
      CHECK_THAT(l.neurons_per_mm3(), near(number(r[4])));
      CHECK_THAT(l.neurons_per_mm2, near(number(r[5])));
      ++layers;
    }
  }
  CHECK(populations == 22);
  CHECK(layers == 5);
}

TEST_CASE("layer profiles and their frequencies are those of the table", "[atlas][shared]") {
  std::ifstream in(table("layer_profiles.json"));
  auto const all = nlohmann::json::parse(in).at("LayerProfiles");
  auto const patterns = [&](char const* what) { return all.at(what).at("parameters").at("patterns"); };
  auto const profiles = patterns("layer_profiles");
  REQUIRE(profiles.size() == layer_profile_count);
  for (std::size_t p = 0; p < layer_profile_count; ++p)
    for (std::size_t l = 0; l < layer_count; ++l)
      CHECK(detail::layer_profiles[p][l] == profiles.at(std::to_string(p + 1)).at(l).at(0).get<double>());
  auto const by_source = patterns("frequency_per_source");
  std::array<std::string, projection_class_count> const names{"", "23", "4", "5it", "5pt", "6"};
  CHECK(by_source.size() == projection_class_count - 1);
  for (std::size_t c = 1; c < projection_class_count; ++c)
    CHECK(detail::profiles_of_source[c] == by_source.at(names[c]).get<profile_frequencies>());
  auto const by_module = patterns("frequency_per_module");
  CHECK(by_module.size() == 2 * module_count);
  for (std::size_t m = 0; m < module_count; ++m) {
    std::string const name(module_names[m]);
    CHECK(detail::profiles_within_module[m] == by_module.at(name + "_intra").get<profile_frequencies>());
    CHECK(detail::profiles_to_other_modules[m] == by_module.at(name + "_inter").get<profile_frequencies>());
  }
}
