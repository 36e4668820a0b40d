// SPDX-License-Identifier: BSD-3-Clause
// The builder of circuits on files that a test makes: where synapses come to be, every way to name a cell, and what is refused.
#include <cstdio>
#include <pallium/io/sonata/config.hpp>
#include <pallium/runtime/sonata_circuit.hpp>

#include "files.hpp"

namespace {

using namespace pallium;
using runtime::sonata_circuit;
using u64 = std::vector<std::uint64_t>;
using f64 = std::vector<double>;

/// A soma of 10 um, a dendrite of 54 um in three segments, an apical one of 194 um in nine. Nodes 0 and 1 of bio, 0 to 2 of vir, which
/// plays.
struct scene {
  temp_folder folder;
  h5_made nodes, edges, spikes;
  std::string node_types = "node_type_id model_type model_template morphology dynamics_params model_processing tuning_angle\n"
                           "0 biophysical ctdb:Biophys1.hoc cell.swc fit.json aibs_perisomatic 30\n1 point_neuron nrn:IntFire1 NULL point.json NULL NULL\n2 virtual NULL NULL NULL NULL NULL\n";
  std::string edge_types = "edge_type_id model_template dynamics_params syn_weight delay target_sections distance_range nsyns weight_function weight_sigma\n"
                           "5 Exp2Syn syn.json 1e-4 2.0 \"['basal', 'apical']\" \"[0.0, 150.0]\" NULL NULL NULL\n";
  std::string config = R"({"run": {"tstop": 10, "dt": 0.1, "dL": 20}, "components": {"morphologies_dir": "$configdir", "biophysical_neuron_models_dir": ".", "synaptic_models_dir": "."},
    "networks": {"nodes": [{"nodes_file": "$configdir/NODES", "node_types_file": "nodes.csv"}], "edges": [{"edges_file": "EDGES", "edge_types_file": "edges.csv"}]},
    "inputs": {"in": {"input_type": "spikes", "module": "sonata", "input_file": "SPIKES", "node_set": "vir"}}})";

  scene() {
    folder.write("cell.swc", "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 60 0 0 1 2\n4 4 0 6 0 1 1\n5 4 0 200 0 .5 4\n");
    folder.write("fit.json", R"({"passive": [{"ra": 100, "cm": [{"section": "soma", "cm": 1}], "e_pas": -80}], "conditions": [{"celsius": 34, "v_init": -80,
      "erev": [{"section": "soma", "ena": 53, "ek": -107}]}], "genome": [{"section": "soma", "name": "gbar_NaV", "value": 0.05, "mechanism": "NaV"}]})");
    folder.write("cell.nml", R"(<neuroml><biophysicalProperties><membraneProperties><channelDensity id="p" ionChannel="pas" condDensity="1e-5 S_per_cm2" erev="-80 mV" segmentGroup="all"/>
      <specificCapacitance value="1 uF_per_cm2" segmentGroup="all"/></membraneProperties><intracellularProperties><resistivity value="100 ohm_cm"/></intracellularProperties></biophysicalProperties></neuroml>)");
    folder.write("syn.json", R"({"level_of_detail": "exp2syn", "tau1": 1, "tau2": 3, "erev": 0})");
    folder.write("point.json", R"({"tau": 0.02, "refrac": 0.003})");
    nodes.numbers("/nodes/vir/node_type_id", u64{2, 2, 2});
    spikes.numbers("/spikes/vir/timestamps", f64{1, 2}).numbers("/spikes/vir/node_ids", u64{0, 2});
  }
  scene& bio(std::vector<std::int64_t> const& types) {
    nodes.numbers("/nodes/bio/node_type_id", types);
    return *this;
  }
  scene& edge(std::string const& name, u64 const& from, u64 const& onto, u64 const& nsyns = {}) {
    std::string const at = "/edges/" + name + "/";
    edges.numbers(at + "source_node_id", from).numbers(at + "target_node_id", onto).numbers(at + "edge_type_id", u64(from.size(), 5));
    if (!nsyns.empty()) edges.numbers(at + "0/nsyns", nsyns);
    return *this;
  }
  std::unique_ptr<sonata_circuit> build() {
    folder.write("nodes.csv", node_types);
    folder.write("edges.csv", edge_types);
    edges.group("/edges");
    for (auto const& [word, file] : {std::pair<char const*, h5_made*>{"$configdir/NODES", &nodes}, {"EDGES", &edges}, {"SPIKES", &spikes}})
      if (auto const at = config.find(word); at != config.npos) config.replace(at, std::string_view(word).size(), file->path().string());
    return std::make_unique<sonata_circuit>(io::sonata::config(folder.write("config.json", config)));
  }
};
std::vector<std::int32_t> segments(sonata_circuit const& c, std::size_t edges, gid cell) {
  std::vector<std::int32_t> all;
  c.connections().at(edges)->visit(cell, [&](auto const& s) { all.push_back(s.segment); });
  return all;
}

TEST_CASE("places are drawn as numpy draws them, one generator for a target, simulated sources first") {
  scene s;
  s.bio({0, 0}).edge("vir_to_bio", {0, 1}, {1, 0}, {3, 5}).edge("bio_to_bio", {0}, {1}, {4});
  auto const c = s.build();
  REQUIRE(c->connections().size() == 2);
  // recorded: RandomState(1).choice(range(1, 11), 4, p), then 3 more; RandomState(0).choice(.., 5, p); p by length within 150 um of soma(0)
  CHECK(segments(*c, 0, 1) == std::vector<std::int32_t>{5, 8, 1, 4});
  CHECK(segments(*c, 1, 1) == std::vector<std::int32_t>{2, 2, 3});
  CHECK(segments(*c, 1, 0) == std::vector<std::int32_t>{6, 8, 7, 6, 5});
  CHECK(segments(*c, 0, 0).empty());
  CHECK(c->edges() == 3);
}

TEST_CASE("a section and a position say where one synapse is, by either name, for each edge or for the type") {
  for (bool older : {false, true}) {
    scene s;
    s.bio({0, 0}).edge("vir_to_bio", {0, 1, 2, 2}, {0, 0, 1, 1});
    s.edges.numbers(older ? "/edges/vir_to_bio/0/sec_id" : "/edges/vir_to_bio/0/afferent_section_id", u64{1, 2, 0, 1});
    s.edges.numbers(older ? "/edges/vir_to_bio/0/sec_x" : "/edges/vir_to_bio/0/afferent_section_pos", f64{0.34, 1, 0.5, 0});
    auto const c = s.build();
    CHECK(segments(*c, 0, 0) == std::vector<std::int32_t>{2, 12});  // the last segment holds x = 1
    CHECK(segments(*c, 0, 1) == std::vector<std::int32_t>{0, 1});
  }
  scene s;
  s.edge_types = "edge_type_id model_template dynamics_params syn_weight delay afferent_section_id afferent_section_pos\n5 Exp2Syn syn.json 1e-4 2.0 2 0.5\n";
  s.bio({0}).edge("vir_to_bio", {0}, {0});
  CHECK(segments(*s.build(), 0, 0) == std::vector<std::int32_t>{8});
}

TEST_CASE("what an edge says comes before what its type says; several groups have their own") {
  scene s;
  s.bio({0}).edge("vir_to_bio", {0, 1, 2}, {0, 0, 0});
  s.edges.numbers("/edges/vir_to_bio/edge_group_id", f64{0, 1, 0}).numbers("/edges/vir_to_bio/edge_group_index", u64{1, 0, 0});
  s.edges.numbers("/edges/vir_to_bio/0/syn_weight", f64{0.25, 0.5}).numbers("/edges/vir_to_bio/1/delay", f64{7}).numbers("/edges/vir_to_bio/1/nsyns", u64{2});
  auto const c = s.build();
  std::vector<std::pair<double, double>> said;
  c->connections()[0]->visit(0, [&](auto const& x) { said.emplace_back(x.weight, x.delay); });
  CHECK(said == std::vector<std::pair<double, double>>{{0.5, 2}, {1e-4, 7}, {1e-4, 7}, {0.25, 2}});
  CHECK(c->connections()[0]->least_delay == 2);
  CHECK(c->connections()[0]->most_delay == 7);
}

TEST_CASE("cells are named in every way that is met") {
  scene s;
  s.node_types = "node_type_id model_type model_template morphology dynamics_params model_processing\n"
                 "0 biophysical ctdb:Biophys1.hoc cell fit.json NULL\n1 biophysical nml:cell.nml cell.swc NULL aibs_perisomatic\n2 virtual NULL NULL NONE NULL\n"
                 "3 biophysical nml:cell.nml cell NONE NULL\n4 point_process nrn:IntFire1 NULL point.json NULL\n5 point_neuron nrn:LIF NULL NULL NULL\n";
  s.bio({0, 1, 3, 4, 5, 0});
  auto const c = s.build();
  REQUIRE(c->populations().size() == 2);
  for (gid g : {0u, 1u, 2u, 5u}) {
    REQUIRE(c->cell(g) != nullptr);
    CHECK(c->cell(g)->layout().segments.size() == 15);  // with the two of the stub axon
  }
  CHECK(c->cell(0) == c->cell(5));
  CHECK(c->cell(3) == nullptr);
  CHECK(c->cell(6) == nullptr);
}

TEST_CASE("circuits that cannot be built say where and why") {
  auto const with = [](auto&& change) {
    scene s;
    change(s);
    if (!s.nodes.file().nameExists("/nodes/bio")) s.bio({0});
    return s.build();
  };
  auto const swap = [](std::string& in, std::string const& what, std::string const& by) { in.replace(in.find(what), what.size(), by); };
  REFUSED(with([](scene& s) { s.bio({9}); }), "/nodes/bio: node 0: found node_type_id 9, expected a type of .*nodes.csv");
  REFUSED(with([](scene& s) { s.bio({-1}); }), "/nodes/bio: node 0: model_type: found none");
  REFUSED(with([&](scene& s) { swap(s.node_types, "cell.swc", "gone.swc"); }), "nodes.csv:2: morphology: found 'gone.swc', expected an SWC file of");
  REFUSED(with([&](scene& s) { swap(s.node_types, "fit.json", "NULL"); }), "nodes.csv:2: dynamics_params: found none, expected one for a biophysical node");
  REFUSED(with([&](scene& s) { swap(s.node_types, "ctdb:Biophys1.hoc", "hoc:Cell"); }), "nodes.csv:2: model_template: found 'hoc:Cell'");
  REFUSED(with([&](scene& s) { swap(s.node_types, "aibs_perisomatic", "mine"); }), "model_processing: found 'mine'");
  REFUSED(with([](scene& s) { s.edge("vir_to_bio", {3}, {0}, {1}); }), "/edges/vir_to_bio: edge 0: found source_node_id 3, expected a node of vir");
  REFUSED(with([](scene& s) { s.edge("vir_to_bio", {0}, {7}, {1}); }), "/edges/vir_to_bio: found target_node_id 7, expected a node of bio");
  REFUSED(with([](scene& s) { s.edge("x_to_bio", {0}, {0}, {1}); }), "/edges/x_to_bio: found population 'x', expected one of networks.nodes");
  REFUSED(with([](scene& s) { s.edge("vir_to_bio", {0}, {0}, {2000000}); }), "edge 0: found nsyns 2000000.*expected 0 to 1000000 synapses");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "1e-4", "NULL"), s.edge("vir_to_bio", {0}, {0}, {1}); }), "edge 0: found no syn_weight");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "2.0", "-1"), s.edge("vir_to_bio", {0}, {0}, {1}); }), "edge 0: found delay -1");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "[0.0, 150.0]", "[900, 950]"), s.edge("vir_to_bio", {0}, {0}, {1}); }), "found target_sections and a distance_range where .* has no segment");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "'basal'", "'spiny'"); s.edge("vir_to_bio", {0}, {0}); }), "edges.csv:2: target_sections: found 'spiny', expected somatic");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "[0.0, 150.0]", "[1, 2, 3]"); s.edge("vir_to_bio", {0}, {0}); }), "edges.csv:2: distance_range: found");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "Exp2Syn", "Exp9Syn"); s.edge("vir_to_bio", {0}, {0}); }), "edges.csv:2: model_template: found 'Exp9Syn', expected one of .*Exp2Syn");
  REFUSED(with([](scene& s) {
            s.edge("vir_to_bio", {0}, {0});
            s.edges.numbers("/edges/vir_to_bio/0/sec_id", u64{40}).numbers("/edges/vir_to_bio/0/sec_x", f64{0.5});
          }),
          "edge 0: found section 40.* at 0.5.*, expected one of the 5 of");
  REFUSED(with([](scene& s) {
            s.edge("vir_to_bio", {0}, {0});
            s.edges.numbers("/edges/vir_to_bio/0/sec_id", u64{1}).numbers("/edges/vir_to_bio/0/sec_x", f64{1.5});
          }),
          "edge 0: found section 1.* at 1.5");
  REFUSED(with([&](scene& s) { swap(s.edge_types, "1e-4", "1e308"), s.bio({1}), s.edge("vir_to_bio", {0}, {0}, {1000}); }), "edge 0: found a weight of inf in all, expected a finite one");
  REFUSED(with([](scene& s) { s.edge("bio_to_vir", {0}, {0}, {1}); }), "edge 0: found a virtual target");
  REFUSED(with([&](scene& s) { swap(s.config, "\"vir\"", "\"bio\""); }), "node_set: found '\"bio\"', expected virtual nodes: bio 0 is simulated");
  REFUSED(with([&](scene& s) { swap(s.config, "\"dt\": 0.1", "\"dt\": 0"); }), "run.dt: found 0.000000, expected a step > 0");
  REFUSED(with([&](scene& s) { swap(s.config, "\"dL\": 20", "\"dL\": 1e-9"); }), "expected at most a million");
  REFUSED(with([&](scene& s) { swap(s.config, "\"dL\": 20", "\"dL\": 2e-4"); }), "found 1\\d{6} segments, expected at most a million");  // of all sections
  REFUSED(with([&](scene& s) { swap(s.config, "EDGES", "gone.h5"); }), "networks.edges\\[0\\].edges_file: found 'gone.h5', expected a file or folder that is there");
}

/// The draws of an independent rebuild in NEURON and numpy: tests/sonata/reference/README.md.
TEST_CASE("the placements of bio_14cells are those of the rebuild") {
  std::filesystem::path const config = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/circuits/bmtk/bio_14cells/config.simulation.json";
  std::string const reference = std::string(PALLIUM_SOURCE_DIR) + "/tests/sonata/reference/bio_14cells_placements.csv.gz";
  std::error_code ec;
  if (!std::filesystem::exists(config, ec)) SKIP("no " << config.string());
  std::FILE* const pipe = popen(("gzip -dc '" + reference + "'").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::map<std::pair<std::string, gid>, std::vector<std::pair<int, double>>> expected, found;
  char edges[64];
  long edge = 0, target = 0, lines = 0;
  int section = 0;
  double x = 0;
  char header[128];
  bool const read = std::fgets(header, sizeof header, pipe) != nullptr;
  for (; std::fscanf(pipe, " %63[^,],%ld,%ld,%d,%lf", edges, &edge, &target, &section, &x) == 5; ++lines) expected[{edges, gid(target)}].emplace_back(section, x);
  if (pclose(pipe) != 0) SKIP("no gzip");
  CHECK(read);
  CHECK(lines == 7000);
  auto both = temp_file(R"({"network": ")" + (config.parent_path() / "config.circuit.json").string() + R"(", "simulation": ")" + config.string() + "\"}", ".json");
  auto const before = std::filesystem::current_path();
  std::filesystem::current_path(config.parent_path());  // BMTK's paths are from there
  sonata_circuit const c{io::sonata::config(both.path())};
  std::filesystem::current_path(before);
  bool near = true;
  for (auto const& e : c.connections())
    for (gid g = e->target.first; g < e->target.first + e->target.nodes->size(); ++g)
      e->visit(g, [&](auto const& s) {
        if (c.cell(g) == nullptr) return;  // on a point
        auto const& info = c.cell(g)->layout().segments[std::size_t(s.segment)];
        found[{e->file.name(), g}].emplace_back(info.section, info.x());
      });
  REQUIRE(found.size() == expected.size());
  for (auto const& [key, places] : expected) {
    auto const& mine = found[key];
    REQUIRE(mine.size() == places.size());
    for (std::size_t i = 0; i < places.size(); ++i) near = near && mine[i].first == places[i].first && std::abs(mine[i].second - places[i].second) < 1e-9;
  }
  CHECK(near);
}

}  // namespace
