// SPDX-License-Identifier: BSD-3-Clause
// run_sonata as a user runs it, on a circuit that the test makes: cells of two models, a point neuron, virtual cells, synapses given and drawn,
// clamps, reports. The same bytes from threads and ranks; what it refuses, and what it leaves alone.
#include "../sonata_readers/files.hpp"

#include <pallium/io/sonata/hdf5.hpp>

#include <array>
#include <cstdlib>
#include <sys/wait.h>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using u64 = std::vector<std::uint64_t>;
using f64 = std::vector<double>;

std::string slurp(fs::path const& p) {
  std::ifstream in(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct scene {
  temp_folder folder;
  h5_made nodes, edges;
  std::string config = R"({"manifest": {"$OUT": "$configdir/results"}, "run": {"tstop": 60, "dt": 0.1, "dL": 20},
    "conditions": {"celsius": 34, "v_init": -80},
    "components": {"morphologies_dir": ".", "biophysical_neuron_models_dir": ".", "synaptic_models_dir": ".", "point_neuron_models_dir": "."},
    "networks": {"nodes": [{"nodes_file": "NODES", "node_types_file": "nodes.csv"}], "edges": [{"edges_file": "EDGES", "edge_types_file": "edges.csv"}]},
    "node_sets": {"driven": {"population": "bio", "node_id": [0, 3]}},
    "inputs": {"in": {"input_type": "spikes", "module": "csv", "input_file": "in.csv", "node_set": "vir"},
               "step": {"input_type": "current_clamp", "module": "IClamp", "node_set": "driven", "amp": [0.3, 0.1], "delay": [5, 40], "duration": [20, 10]}},
    "output": {"output_dir": "$OUT", "spikes_file": "spikes.h5", "spikes_file_csv": "spikes.csv", "spikes_sort_order": "time", "log_file": "log.txt"},
    "reports": {"v": {"module": "membrane_report", "variable_name": "v", "cells": "bio", "sections": "all"},
                "cai": {"module": "membrane_report", "variable_name": "cai", "cells": [0], "sections": "soma", "start_time": 10, "end_time": 30, "dt": 0.5}}})";

  /// `mixed`: one edge between cells has no place of its own.
  explicit scene(bool mixed = false) {
    folder.write("cell.swc", "1 1 0 0 0 8 -1\n2 3 9 0 0 1 1\n3 3 120 0 0 1 2\n4 4 0 9 0 1 1\n5 4 0 300 0 .5 4\n");
    folder.write("fit.json", R"({"passive": [{"ra": 100, "cm": [{"section": "soma", "cm": 1}, {"section": "dend", "cm": 2}, {"section": "apic", "cm": 2}, {"section": "axon", "cm": 1}], "e_pas": -80}],
      "conditions": [{"celsius": 34, "v_init": -80, "erev": [{"section": "soma", "ena": 53, "ek": -107}]}],
      "genome": [{"section": "soma", "name": "gbar_NaTs", "value": 1.0, "mechanism": "NaTs"}, {"section": "soma", "name": "gbar_Kv3_1", "value": 0.2, "mechanism": "Kv3_1"},
                 {"section": "soma", "name": "gbar_Ca_HVA", "value": 5e-4, "mechanism": "Ca_HVA"}, {"section": "soma", "name": "gamma_CaDynamics", "value": 0.001, "mechanism": "CaDynamics"},
                 {"section": "soma", "name": "decay_CaDynamics", "value": 200, "mechanism": "CaDynamics"},
                 {"section": "soma", "name": "g_pas", "value": 3e-5, "mechanism": ""}, {"section": "dend", "name": "g_pas", "value": 3e-5, "mechanism": ""},
                 {"section": "apic", "name": "g_pas", "value": 3e-5, "mechanism": ""}, {"section": "axon", "name": "g_pas", "value": 3e-5, "mechanism": ""}]})");
    folder.write("exc.json", R"({"level_of_detail": "exp2syn", "tau1": 1, "tau2": 3, "erev": 0})");
    folder.write("inst.json", R"({"level_of_detail": "instantaneous", "sign": 1})");
    folder.write("point.json", R"({"tau": 0.02, "refrac": 0.003})");
    folder.write("nodes.csv", "node_type_id model_type model_template morphology dynamics_params model_processing\n0 biophysical ctdb:Biophys1.hoc cell.swc fit.json aibs_perisomatic\n"
                              "1 point_neuron nrn:IntFire1 NULL point.json NULL\n2 virtual NULL NULL NULL NULL\n");
    folder.write("edges.csv", "edge_type_id model_template dynamics_params syn_weight delay target_sections distance_range\n5 Exp2Syn exc.json 4e-3 2.0 \"['basal', 'apical']\" \"[0.0, 250.0]\"\n"
                              "6 NULL inst.json 0.3 0.0 NULL NULL\n7 Exp2Syn exc.json 6e-3 1.5 NULL NULL\n");
    folder.write("in.csv", "timestamps population node_ids\n3.04 vir 0\n4.71 vir 0\n6.25 vir 0\n8.9 vir 1\n9.33 vir 0\n31.15 vir 1\n33.2 vir 1\n35.77 vir 0\n");
    nodes.numbers("/nodes/bio/node_type_id", u64{0, 0, 1, 0, 0}).numbers("/nodes/vir/node_type_id", u64{2, 2});
    // virtual cells onto cells at drawn places and onto the point neuron, which goes on to a given place, as does a cell
    edges.numbers("/edges/vir_to_bio/source_node_id", u64{0, 1, 0, 1}).numbers("/edges/vir_to_bio/target_node_id", u64{1, 1, 2, 4});
    edges.numbers("/edges/vir_to_bio/edge_type_id", u64{5, 5, 6, 5}).numbers("/edges/vir_to_bio/0/nsyns", u64{3, 5, 2, 7});
    edges.numbers("/edges/bio_to_bio/source_node_id", u64{2, 0, 3}).numbers("/edges/bio_to_bio/target_node_id", u64{3, 4, 1});
    edges.numbers("/edges/bio_to_bio/edge_type_id", u64{7, 7, 7}).numbers("/edges/bio_to_bio/0/afferent_section_id", u64{2, 1, 0});
    edges.numbers("/edges/bio_to_bio/0/afferent_section_pos", f64{0.3, 0.9, 0.5});
    if (mixed) {
      edges.numbers("/edges/bio_to_bio/edge_group_id", u64{0, 0, 1}).numbers("/edges/bio_to_bio/edge_group_index", u64{0, 1, 0});
      edges.numbers("/edges/bio_to_bio/1/nsyns", u64{4});
    }
    for (auto const& [word, file] : {std::pair<char const*, h5_made*>{"NODES", &nodes}, {"EDGES", &edges}})
      config.replace(config.find(word), 5, file->path().string());
  }
  struct outcome {
    int code = 0;
    std::string text;
  };
  outcome run(std::string const& arguments, std::string const& launcher = "") const {
    fs::path const log = folder.path() / "log";
    std::string const command = launcher + "'" PALLIUM_RUN_SONATA "' '" + folder.write("config.json", config).string() + "' --quiet " + arguments + " >'" + log.string() + "' 2>&1";
    int const status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 255, slurp(log)};
  }
  std::string file(std::string const& name) const { return slurp(folder.path() / name); }
  std::string out(std::string const& name) const { return "--out '" + (folder.path() / name).string() + "'"; }
  void replace(std::string const& from, std::string const& to) {
    auto const at = config.find(from);
    REQUIRE(at != config.npos);
    config.replace(at, from.size(), to);
  }
};
constexpr std::array files{"spikes.h5", "spikes.csv", "v.h5", "cai.h5"};

}  // namespace

TEST_CASE("a circuit runs, and its files are where and what the configuration says") {
  scene s;
  auto const r = s.run("--threads 1");
  INFO(r.text);
  REQUIRE(r.code == 0);
  CHECK_THAT(r.text, ContainsSubstring("7 cells, 5 of them simulated"));
  std::istringstream rows(s.file("results/spikes.csv"));
  std::string line;
  std::getline(rows, line);
  CHECK(line == "timestamps population node_ids");
  std::array<int, 5> fired{};
  double last = 0;
  bool off_grid = false;
  while (std::getline(rows, line)) {
    double t = 0;
    std::uint64_t node = 9;
    std::string population;
    std::istringstream(line) >> t >> population >> node;
    CHECK(population == "bio");
    REQUIRE(node < 5);
    CHECK(t >= last);
    last = t;
    ++fired[node];
    if (node == 2 && std::abs(t / 0.1 - std::round(t / 0.1)) > 1e-3) off_grid = true;
  }
  CHECK(fired[0] > 0);  // the clamp
  CHECK(fired[1] > 0);  // synapses drawn
  CHECK(fired[2] > 0);  // weight 0.3 * 2
  CHECK(off_grid);
  pallium::io::sonata::h5_group const v = pallium::io::sonata::h5_group(s.folder.path() / "results/v.h5").group("report").group("bio");
  CHECK(v.dataset("data").rows() == 600);
  CHECK(v.dataset("data").columns() > 4 * 5);
  CHECK(v.group("mapping").dataset("node_ids").counts() == u64{0, 1, 3, 4});
  auto const cai = pallium::io::sonata::h5_group(s.folder.path() / "results/cai.h5").group("report").group("bio");
  CHECK(cai.dataset("data").rows() == 40);
  CHECK(cai.group("mapping").dataset("time").numbers() == f64{10, 30, 0.5});
  auto const values = cai.dataset("data").numbers();
  CHECK(*std::max_element(values.begin(), values.end()) > 1.5e-4);  // spikes let calcium in
  CHECK_THAT(s.file("results/log.txt"), ContainsSubstring("5 of them simulated"));

  SECTION("results that are there are left alone") {
    std::string const before = s.file("results/spikes.h5");
    s.replace("\"tstop\": 60", "\"tstop\": 30");
    auto const again = s.run("");
    CHECK(again.code == 2);
    CHECK_THAT(again.text, ContainsSubstring("of an earlier run"));
    CHECK(s.file("results/spikes.h5") == before);
    auto const over = s.run("--overwrite");
    INFO(over.text);
    CHECK(over.code == 0);
    CHECK(s.file("results/spikes.h5") != before);
  }
  SECTION("threads change no byte") {
    REQUIRE(s.run("--threads 3 " + s.out("three")).code == 0);
    for (char const* f : files) CHECK(s.file(std::string("three/") + f) == s.file(std::string("results/") + f));
  }
  SECTION("ranks change no byte") {
    if (std::string(PALLIUM_MPIRUN).empty()) SKIP("no Boost.MPI, or no mpirun");
    for (char const* n : {"2", "3"}) {
      std::string const launcher = std::string("OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none "
                                               "OMPI_MCA_btl_vader_single_copy_mechanism=none OMP_WAIT_POLICY=passive '") + PALLIUM_MPIRUN "' -n " + n + " ";
      auto const ranks = s.run("--threads 1 " + s.out(std::string("ranks") + n), launcher);
      INFO(ranks.text);
      REQUIRE(ranks.code == 0);
      for (char const* f : files) CHECK(s.file("ranks" + std::string(n) + "/" + f) == s.file(std::string("results/") + f));
    }
  }
  SECTION("single precision runs too") {
    auto const f = s.run("--real float --threads 2 " + s.out("float"));
    INFO(f.text);
    CHECK(f.code == 0);
  }
}

TEST_CASE("a sweep of an NWB file is the current that it holds, in single precision") {
  scene s;
  h5_made nwb;
  std::vector<float> amps(600, 0.0f);  // [A], a sample every 0.1 ms
  for (std::size_t k = 50; k < 250; ++k) amps[k] = 0.3e-9f;
  nwb.numbers("/stimulus/presentation/Sweep_35/data", amps).numbers("/stimulus/presentation/Sweep_35/starting_time", f64{0});
  nwb.with("/stimulus/presentation/Sweep_35/starting_time", [](auto const& o) {
    double const rate = 10000;
    o.createAttribute("rate", H5::PredType::NATIVE_DOUBLE, H5::DataSpace(H5S_SCALAR)).write(H5::PredType::NATIVE_DOUBLE, &rate);
  });
  std::string const clamp = R"({"input_type": "current_clamp", "module": "IClamp", "node_set": "driven", "amp": [0.3, 0.1], "delay": [5, 40], "duration": [20, 10]})";
  s.replace(clamp, R"({"input_type": "nwb", "module": "IClamp", "node_set": "driven", "sweep_id": 35, "file": ")" + nwb.path().string() + "\"}");
  auto const sweep = s.run("--threads 1 " + s.out("sweep"));
  INFO(sweep.text);
  REQUIRE(sweep.code == 0);
  scene t;
  char amp[64];
  std::snprintf(amp, sizeof amp, "%.17g", double(0.3e-9f * 1e9f));
  t.replace("[0.3, 0.1]", amp), t.replace("[5, 40]", "5"), t.replace("[20, 10]", "20");
  REQUIRE(t.run("--threads 1 " + t.out("step")).code == 0);
  for (char const* f : files) CHECK(s.file(std::string("sweep/") + f) == t.file(std::string("step/") + f));
}

TEST_CASE("synapses are drawn on where an earlier population gave only some of its places") {
  // vir_to_bio draws for cell 1 after bio_to_bio, which has places for all edges, or draws four; until 7 ms only vir_to_bio is heard
  scene given, mixed(true);
  REQUIRE(given.run("--threads 1 --tstop 12 " + given.out("a")).code == 0);
  REQUIRE(mixed.run("--threads 1 --tstop 12 " + mixed.out("a")).code == 0);
  using pallium::io::sonata::h5_group;
  auto const v = [](scene const& s) {
    f64 all;
    h5_group(s.folder.path() / "a/v.h5").group("report").group("bio").dataset("data").read(0, 70, all);
    return all;
  };
  CHECK(v(given) != v(mixed));
}

TEST_CASE("what cannot be run is said in one line, and nothing is written") {
  scene s;
  auto const refused = [&](std::string const& words, std::string const& arguments = "") {
    auto const r = s.run(arguments);
    INFO(r.text);
    CHECK(r.code == 2);
    CHECK(std::count(r.text.begin(), r.text.end(), '\n') == 1);
    CHECK_THAT(r.text, ContainsSubstring("run_sonata: ") && ContainsSubstring(words));
    CHECK(!fs::exists(s.folder.path() / "results"));
  };
  SECTION("an option") { refused("--dt", "--dt -1"); }
  SECTION("a module") { s.replace("\"IClamp\"", "\"Unheard\""), refused("inputs.step.module: found"); }
  SECTION("a set") { s.replace("\"driven\",", "\"nobody\","), refused("inputs.step.node_set: found"); }
  SECTION("a file") { s.replace("\"in.csv\"", "\"gone.csv\""), refused("gone.csv"); }
  SECTION("a variable") { s.replace("\"variable_name\": \"v\"", "\"variable_name\": \"w\""), refused("variable w"); }
  SECTION("sections") { s.replace("\"all\"", "\"tail\""), refused("tail"); }
  SECTION("a morphology") { s.folder.write("cell.swc", "1 1 0 0 0 8 -1\n2 3 9 0 x 1 1\n"), refused("cell.swc:2"); }
  SECTION("a mechanism") {
    std::string fit = s.file("fit.json");
    fit.replace(fit.rfind("Kv3_1"), 5, "Kv9_9");
    s.folder.write("fit.json", fit), refused("fit.json: genome[1].mechanism");
  }
}
