// SPDX-License-Identifier: BSD-3-Clause
// SONATA files that are sound HDF5 and may be anything else: the input decides shapes, types, attributes, ids, ranges, links, storage
// and what is missing (hdf5_file.hpp; no input: a small circuit as it should be). They are read by every reader, and by the builder
// of circuits.
#include <pallium/io/sonata/edges.hpp>
#include <pallium/io/sonata/nodes.hpp>
#include <pallium/io/sonata/spikes.hpp>
#include <pallium/runtime/sonata_circuit.hpp>

#include <memory>

#include "fuzz.hpp"
#include "hdf5_file.hpp"

namespace {

using namespace pallium;

void write_rest() {
  fuzz::file("cell.swc", "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 60 0 0 1 2\n4 4 0 6 0 1 1\n5 4 0 200 0 .5 4\n");
  fuzz::file("fit.json", R"({"passive": [{"ra": 100, "cm": [{"section": "soma", "cm": 1}], "e_pas": -80}], "conditions": [{"celsius": 34, "v_init": -80,
    "erev": [{"section": "soma", "ena": 53, "ek": -107}]}], "genome": [{"section": "soma", "name": "gbar_NaV", "value": 0.05, "mechanism": "NaV"}]})");
  fuzz::file("nodes.csv",
             "node_type_id model_type model_template morphology dynamics_params model_processing ei tuning_angle\n"
             "0 biophysical ctdb:Biophys1.hoc cell.swc fit.json aibs_perisomatic e 30\n1 point_neuron nrn:IntFire1 NULL NULL NULL i NULL\n"
             "2 virtual NULL NULL NULL NULL v NULL\n3 biophysical ctdb:Biophys1.hoc cell fit.json NULL e NULL\n");
  fuzz::file("edges.csv",
             "edge_type_id model_template dynamics_params syn_weight delay target_sections distance_range nsyns weight_function weight_sigma is_gap_junction\n"
             "0 Exp2Syn syn.json 1e-4 2.0 \"['basal', 'apical']\" \"[0.0, 150.0]\" 3 NULL NULL NULL\n"
             "1 Exp2Syn syn.json NULL NULL NULL NULL NULL wmax NULL NULL\n"
             "2 stp1syn NULL 1e-4 1.0 \"['somatic']\" 1e20 1 NULL NULL NULL\n"
             "3 Exp2Syn syn.json 1e-4 1.0 NULL \"[5000, 6000]\" 2 gaussianLL 50 NULL\n"
             "4 NULL NULL 1e-4 1 NULL NULL NULL NULL NULL True\n");
  fuzz::file("syn.json", R"({"level_of_detail": "exp2syn", "tau1": 1, "tau2": 3, "erev": 0})");
  fuzz::file("config.json", R"({"run": {"tstop": 10, "dt": 0.1}, "components": {"morphologies_dir": "."},
    "networks": {"nodes": [{"nodes_file": "file.h5", "node_types_file": "nodes.csv"}], "edges": [{"edges_file": "file.h5", "edge_types_file": "edges.csv"}]},
    "inputs": {"in": {"input_type": "spikes", "module": "sonata", "input_file": "file.h5", "node_set": "vir"}},
    "node_sets": {"a": {"ei": "e", "x": {"$gt": 1}}, "b": {"node_id": [0, 1], "population": "bio"}, "c": {"morphology": "cell.swc"}, "d": ["a", "b"]}})");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static bool const ready = (write_rest(), true);
  if (!ready) return 0;
  auto const path = fuzz::folder() / "file.h5";
  fuzz::hdf5_file(path.string(), {data + (size > 0), size - (size > 0)});
  bool const readers = size == 0 || data[0] % 4 != 3, builder = size == 0 || data[0] % 4 == 0 || data[0] % 4 == 3;
  auto const types = std::make_shared<io::sonata::types_table>();
  if (readers) fuzz::fine([&] {
    auto const nodes = io::sonata::h5_group(path).group("nodes");
    for (auto const& name : nodes.names())
      fuzz::fine([&] {
        io::sonata::node_population const p(nodes, name, types);
        for (char const* property : {"x", "name", "ei", "morphology", "tuning_angle", "positions", "@library", "node_id"})
          for (std::uint64_t k = 0; k < std::min<std::uint64_t>(p.size(), 8); ++k) {
            fuzz::fine([&] { (void)p.text(k, property); });
            fuzz::fine([&] { (void)p.number(k, property); });
          }
        (void)p.known("x");
        fuzz::fine([&] { (void)io::sonata::read_spikes(path, p); });
      });
  });
  if (readers) fuzz::fine([&] {
    auto const edges = io::sonata::h5_group(path).group("edges");
    for (auto const& name : edges.names())
      fuzz::fine([&] {
        io::sonata::edge_population const p(edges, name, types);
        io::sonata::edge_population::reader reader(p, true);
        std::uint64_t n = 0, of_degree = 0;
        for (std::uint64_t t = 0; t < p.targets(); ++t) {
          of_degree += p.degree(t);
          reader.edges_of(t, [&](io::sonata::edge_record const&) { ++n; });
        }
        if (n != p.size() || of_degree != n) std::fprintf(stderr, "FIND: %llu of %llu edges\n", static_cast<unsigned long long>(n), static_cast<unsigned long long>(p.size())), std::abort();
      });
  });
  if (builder) fuzz::fine([&] {
    runtime::sonata_circuit const circuit{io::sonata::config(fuzz::folder() / "config.json")};
    auto const sets = circuit.config().root()["node_sets"];
    for (auto const& name : sets.keys()) fuzz::fine([&, name] { (void)circuit.select(sets[name]); });
  });
  return 0;
}
