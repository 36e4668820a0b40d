// SPDX-License-Identifier: BSD-3-Clause
// The corner cases that other libraries test their readers with (data/readers of the shared folder): every file there, what is read of
// it, or why it is not.
#include <cmath>
#include <functional>
#include <map>
#include <pallium/io/sonata/config.hpp>
#include <pallium/io/sonata/edges.hpp>
#include <pallium/io/sonata/node_sets.hpp>
#include <pallium/io/sonata/spikes.hpp>

#include "files.hpp"

namespace {

using namespace pallium::io::sonata;
namespace fs = std::filesystem;
fs::path const folder = (fs::path(PALLIUM_SHARED_DIR) / "data/readers").lexically_normal();
std::shared_ptr<types_table const> const no_types = std::make_shared<types_table>();

/// "NAME size" of each population, or what is said of it.
std::string nodes_in(fs::path const& file) {
  std::string all;
  h5_group const root = h5_group(file).group("nodes");
  for (auto const& name : root.names()) {
    std::string const refused = said([&] { all += name + " " + std::to_string(node_population(root, name, no_types).size()) + "; "; });
    if (!refused.empty()) all += refused.substr(refused.find(": /") + 2) + "; ";
  }
  return all;
}
/// "NAME SOURCE>TARGET edges (of each target)"
std::string edges_in(fs::path const& file) {
  std::string all;
  h5_group const root = h5_group(file).group("edges");
  for (auto const& name : root.names()) {
    std::string const refused = said([&] {
      edge_population const p(root, name, no_types);
      edge_population::reader reader(p, true);
      std::string one = name + " " + p.source() + ">" + p.target() + " " + std::to_string(p.size()) + " (";
      for (std::uint64_t t = 0; t < p.targets(); ++t) {
        std::size_t n = 0;
        reader.edges_of(t, [&](edge_record const&) { ++n; });
        one += (t > 0 ? " " : "") + std::to_string(n);
      }
      all += one + "); ";
    });
    if (!refused.empty()) all += refused.substr(refused.find(": /") + 2) + "; ";
  }
  return all;
}
/// Spikes of a population of nodes 0 to 29, or what is said.
std::string spikes_in(fs::path const& file, std::string const& population) {
  h5_made nodes;
  nodes.numbers("/nodes/" + population + "/node_type_id", std::vector<std::uint64_t>(30, 0));
  node_population const p(h5_group(nodes.path()).group("nodes"), population, no_types);
  std::string all;
  std::string const refused = said([&] {
    std::size_t n = 0;
    double last = 0;
    for (auto const& train : read_spikes(file, p))
      for (auto t : train) ++n, last = std::max(last, t.value);
    all = std::to_string(n) + " to " + std::to_string(std::lround(1000 * last));
  });
  return refused.empty() ? all : refused.substr(refused.find(": /") + 2);
}

TEST_CASE("every file that libsonata, snap and SONATA test their readers with is read, or refused with a reason") {
  std::error_code ec;
  if (!fs::is_directory(folder, ec)) SKIP("no " << folder.string());
  std::map<std::string, std::function<std::string()>> const files{
      {"libsonata/data/nodes1.h5", [] { return nodes_in(folder / "libsonata/data/nodes1.h5"); }},
      {"libsonata/data/edges1.h5", [] { return edges_in(folder / "libsonata/data/edges1.h5"); }},
      {"libsonata/data/edges-no-index.h5", [] { return edges_in(folder / "libsonata/data/edges-no-index.h5"); }},
      {"libsonata/data/spikes.h5", [] { return spikes_in(folder / "libsonata/data/spikes.h5", "All") + "; " + spikes_in(folder / "libsonata/data/spikes.h5", "spikes2") + "; " + spikes_in(folder / "libsonata/data/spikes.h5", "empty") + "; " + spikes_in(folder / "libsonata/data/spikes.h5", "v1"); }},
      // element reports are written here and not read: as anything else they are refused
      {"libsonata/data/elements.h5", [] { return said([] { (void)nodes_in(folder / "libsonata/data/elements.h5"); }); }},
      {"libsonata/data/somas.h5", [] { return said([] { (void)edges_in(folder / "libsonata/data/somas.h5"); }); }},
      {"snap/data/nodes.h5", [] { return nodes_in(folder / "snap/data/nodes.h5"); }},
      {"snap/data/edges.h5", [] { return edges_in(folder / "snap/data/edges.h5"); }},
      {"snap/data/input_spikes.h5", [] { return spikes_in(folder / "snap/data/input_spikes.h5", "default"); }},
      {"snap/data/reporting/spikes.h5", [] { return spikes_in(folder / "snap/data/reporting/spikes.h5", "default2"); }},
      {"snap/data/reporting/soma_report.h5", [] { return spikes_in(folder / "snap/data/reporting/soma_report.h5", "default"); }},
      {"snap/data/reporting/soma_named.h5", [] { return spikes_in(folder / "snap/data/reporting/soma_named.h5", "default"); }},
      {"snap/data/reporting/compartment_named.h5", [] { return spikes_in(folder / "snap/data/reporting/compartment_named.h5", "default"); }},
      {"sonata/reports/spike_trains/spike_files/spikes.h5", [] { return spikes_in(folder / "sonata/reports/spike_trains/spike_files/spikes.h5", "v1"); }},
      {"sonata/reports/spike_trains/spike_files/spikes.old.h5", [] { return spikes_in(folder / "sonata/reports/spike_trains/spike_files/spikes.old.h5", "v1"); }},
      {"sonata/reports/spike_trains/spike_files/spikes.one_pop.h5", [] { return spikes_in(folder / "sonata/reports/spike_trains/spike_files/spikes.one_pop.h5", "v1"); }},
      {"sonata/reports/spike_trains/spike_files/spikes.one_pop.csv", [] { return spikes_in(folder / "sonata/reports/spike_trains/spike_files/spikes.one_pop.csv", "v1"); }},
      {"sonata/reports/spike_trains/spike_files/spikes.noheader.nopop.csv", [] { return spikes_in(folder / "sonata/reports/spike_trains/spike_files/spikes.noheader.nopop.csv", "v1"); }},
  };
  std::map<std::string, std::string> const expected{
      {"libsonata/data/nodes1.h5", "nodes-A 6; /nodes/nodes-B: found no dataset node_type_id, expected one; "},
      {"libsonata/data/edges1.h5", "edges-AB nodes-A>nodes-B 6 (1 3 2); /edges/edges-AC: found no dataset source_node_id, expected one; "},
      {"libsonata/data/edges-no-index.h5", "edges-AB nodes-A>nodes-B 6 (1 3 2); "},
      {"libsonata/data/spikes.h5", "5 to 1300; 5 to 1300; 0 to 0; /spikes: found 4 populations, expected one of them to be v1"},
      {"libsonata/data/elements.h5", (folder / "libsonata/data/elements.h5").string() + ": /: found no group nodes, expected one"},
      {"libsonata/data/somas.h5", (folder / "libsonata/data/somas.h5").string() + ": /: found no group edges, expected one"},
      {"snap/data/nodes.h5", "default 3; default2 4; "},
      {"snap/data/edges.h5", "default default>default 4 (1 3); default2 default>default 4 (1 3); "},
      {"snap/data/input_spikes.h5", "1 to 10775"},
      {"snap/data/reporting/spikes.h5", "5 to 1300"},
      {"snap/data/reporting/soma_report.h5", "/: found no group spikes, expected one"},
      {"snap/data/reporting/soma_named.h5", "/: found no group spikes, expected one"},
      {"snap/data/reporting/compartment_named.h5", "/: found no group spikes, expected one"},
      {"sonata/reports/spike_trains/spike_files/spikes.h5", "124 to 958000"},
      {"sonata/reports/spike_trains/spike_files/spikes.old.h5", "124 to 958000"},
      {"sonata/reports/spike_trains/spike_files/spikes.one_pop.h5", "124 to 958000"},
      {"sonata/reports/spike_trains/spike_files/spikes.one_pop.csv", "124 to 958000"},
      {"sonata/reports/spike_trains/spike_files/spikes.noheader.nopop.csv", "124 to 958000"},
  };
  std::size_t seen = 0;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".json") continue;
    std::string const name = entry.path().lexically_relative(folder).generic_string();
    INFO(name);
    auto const f = files.find(name);
    REQUIRE(f != files.end());  // a file that this test does not know
    CHECK(f->second() == expected.at(name));
    ++seen;
  }
  CHECK(seen == files.size());
}

TEST_CASE("values of those files: groups, texts, enumerations, what stands for nothing") {
  std::error_code ec;
  if (!fs::is_directory(folder, ec)) SKIP("no " << folder.string());
  h5_group const nodes = h5_group(folder / "libsonata/data/nodes1.h5").group("nodes");
  node_population const a(nodes, "nodes-A", no_types);
  CHECK(a.type(0) == -1);
  CHECK(a.number(5, "attr-X") == 16);
  CHECK(a.number(0, "attr-Y") == 21);
  CHECK(a.text(3, "attr-Z") == "dd");
  CHECK(a.text(1, "E-mapping-good") == "B");
  REFUSED(a.text(0, "E-mapping-bad"), "E-mapping-bad: found (-1 in row 4|3, expected a number of @library)");
  CHECK(!a.text(0, "E-mapping-ugly"));
  CHECK(!a.number(0, "A-int32"));  // no value in it
  node_population const snap(h5_group(folder / "snap/data/nodes.h5").group("nodes"), "default", no_types);
  CHECK(snap.text(2, "morphology") == "morph-C");
  CHECK(snap.number(1, "x") == 201);
  edge_population const edges(h5_group(folder / "snap/data/edges.h5").group("edges"), "default2", no_types);
  edge_population::reader reader(edges, true);
  std::vector<edge_record> all;
  reader.edges_of(0, [&](edge_record const& e) { all.push_back(e); });
  REQUIRE(all.size() == 1);
  CHECK(all[0].source == 2);
  CHECK(all[0].weight == 1);
  CHECK(all[0].section == 0);
  CHECK(std::isnan(all[0].nsyns));
  CHECK(h5_group(folder / "libsonata/data/spikes.h5").group("spikes").group("spikes1").attribute("sorting") == "by_id");
}

TEST_CASE("the configurations and node sets of those libraries") {
  std::error_code ec;
  if (!fs::is_directory(folder, ec)) SKIP("no " << folder.string());
  config const snap(folder / "snap/data/simulation_config.json");
  CHECK(snap.root()["run"]["tstop"].number() == 1000);
  CHECK(snap.find(snap.root()["networks"]["nodes"][0]["nodes_file"]) == folder / "snap/data/nodes.h5");
  CHECK(snap.inputs() == std::vector<std::string>{"current_clamp_1", "spikes_1"});
  REFUSED(snap.find(snap.root()["node_sets_file"]), "node_sets_file: found '.*node_sets_simple.json', expected a file or folder that is there");
  CHECK(config(folder / "snap/data/circuit_config.json").root()["networks"]["edges"].size() == 1);
  config const sonata(folder / "libsonata/data/config/circuit_config.json");
  CHECK(sonata.find(sonata.root()["networks"]["edges"][0]["edges_file"]) == folder / "libsonata/data/edges1.h5");
  CHECK(config(folder / "libsonata/data/config/simulation_config.json").inputs().size() == 17);

  h5_group const root = h5_group(folder / "snap/data/nodes.h5").group("nodes");
  node_population const one(root, "default", no_types), two(root, "default2", no_types);
  std::vector<placed_population> const placed{{&one, 0}, {&two, 3}};
  node_sets sets(placed);
  auto const document = pallium::io::detail::parse_json_file(folder / "snap/data/node_sets.json");
  sets.add({document, "node_sets.json"});
  auto const of = [&](char const* name) {
    nlohmann::json const text(name);
    std::string all;
    for (auto g : sets.select({text, "here"})) all += std::to_string(g) + " ";
    return all;
  };
  CHECK(of("Layer2") == "0 6 ");
  CHECK(of("Layer23") == "0 6 ");
  CHECK(of("Empty_nodes") == "");
  CHECK(of("Node2012") == "0 1 2 3 4 5 ");
  CHECK(of("Node12_L6_Y") == "1 2 ");
  CHECK(of("Node2_L6_Y") == "2 ");
  CHECK(of("Node0_L6_Y") == "");
  CHECK(of("Empty_L6_Y") == "");
  CHECK(of("Population_default") == "0 1 2 ");
  CHECK(of("Population_default2") == "3 4 5 6 ");
  CHECK(of("Population_default_L6_Y_Node2") == "2 ");
  CHECK(of("combined_combined_Node0_L6_Y__Node12_L6_Y__") == "0 1 2 6 ");

  auto const more = pallium::io::detail::parse_json_file(folder / "libsonata/data/node_sets.json");
  node_sets other(placed);
  other.add({more, "node_sets.json"});
  nlohmann::json const combined("combined"), power("power_number_test"), regex("power_regex_test");
  CHECK(other.select({combined, "here"}).empty());  // nodes without such properties
  CHECK(other.select({power, "here"}).empty());
  CHECK(other.select({regex, "here"}).empty());
}

}  // namespace
