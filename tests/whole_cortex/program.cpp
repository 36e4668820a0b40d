// SPDX-License-Identifier: BSD-3-Clause
// The program whole_cortex as a user runs it, small.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <pallium/exec/variants.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

namespace {

test::outcome cortex(test::folder const& where, std::vector<std::string> arguments, std::string const& out = "out") {
  arguments.insert(arguments.end(), {"--out", where / out});
  return test::run_program(where, PALLIUM_WHOLE_CORTEX, arguments);
}
std::vector<std::string> const small{"--neurons", "860", "--duration", "120", "--threads", "1"};
std::vector<std::string> with(std::vector<std::string> a, std::vector<std::string> const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
nlohmann::json summary(test::folder const& where, std::string const& out = "out") {
  return nlohmann::json::parse(test::slurp(where / (out + "/summary.json")));
}

/// The file with the spikes, byte for byte.
std::string spikes(test::folder const& where, std::string const& out = "out") {
  auto const bytes = test::slurp(where / (out + "/spikes.h5"));
  REQUIRE(bytes.size() > 1000);
  return bytes;
}

}  // namespace

TEST_CASE("a run writes its spikes, its neurons, its summary and its report") {
  test::folder const f;
  auto const r = cortex(f, small);
  INFO(r.err);
  REQUIRE(r.code == 0);
  auto const j = summary(f);
  for (char const* key : {"neurons", "compartments", "synapses", "spikes", "events", "biological_ms", "wall_s", "setup_s", "real_time_factor",
                          "ns_per_compartment_step", "bytes_per_neuron", "bytes_per_synapse", "core_seconds_per_neuron_and_second", "rates_hz", "seed",
                          "ranks", "threads", "neurons_per_rank", "real", "arch", "version", "compiler", "flags", "verdicts", "by_area"})
    CHECK(j.contains(key));
  for (char const* key : {"E", "PV", "SST", "VIP"}) CHECK(j["rates_hz"].contains(key));
  CHECK(j["neurons"] == 860);
  CHECK(j["biological_ms"] == 120);
  CHECK(j["scenario"] == "resting");
  CHECK(j["synapses"].get<double>() / 860 > 2500);
  CHECK(j["compartments"].get<double>() / 860 > 100);
  CHECK(j["neurons_per_rank"] == nlohmann::json::array({860}));
  CHECK(j["spikes"] > 200);
  CHECK(j["by_area"].size() == 86);
  CHECK(j["by_class"].size() >= 10);
  CHECK(r.out.find("What to look at: ") != std::string::npos);
  CHECK(test::slurp(f / "out/report.html").find("VISp") != std::string::npos);
  for (char const* name : {"spikes.h5", "nodes.h5", "node_types.csv", "circuit_config.json", "simulation_config.json"})
    CHECK(std::filesystem::file_size(f / (std::string("out/") + name)) > 100);
  CHECK(f.count("out") == 1);
}

TEST_CASE("spikes do not depend on the number of threads, and do on the seed") {
  test::folder const f;
  REQUIRE(cortex(f, small, "one").code == 0);
  REQUIRE(cortex(f, {"--neurons", "860", "--duration", "120", "--threads", "2"}, "two").code == 0);
  REQUIRE(cortex(f, with(small, {"--seed", "2"}), "other").code == 0);
  CHECK(summary(f, "two")["threads"] == 2);
  CHECK(spikes(f, "one") == spikes(f, "two"));
  CHECK(spikes(f, "one") != spikes(f, "other"));
}

TEST_CASE("scenarios do what they say") {
  test::folder const f;
  std::string const quiet = f.write("quiet.json", R"({"name": "quiet", "look_at": "Nothing fires in the visual areas.", "silence": [{"areas": ["visual"], "current_nA": -0.4}]})");
  REQUIRE(cortex(f, small).code == 0);
  auto const r = cortex(f, with(small, {"--scenario", quiet}), "quiet");
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.out.find("Nothing fires in the visual areas.") != std::string::npos);
  auto const rested = summary(f), quieted = summary(f, "quiet");
  CHECK(rested["by_module"]["visual"]["spikes"] > 0);
  CHECK(quieted["by_module"]["visual"]["spikes"] == 0);
  CHECK(quieted["by_module"]["somatomotor"]["spikes"] > 0);

  std::string const flash = f.write("flash.json", R"({"name": "flash", "input": [{"areas": ["AUDp_R"], "classes": ["E"], "from_ms": 60, "weight_mV": 60}]})");
  REQUIRE(cortex(f, with(small, {"--scenario", flash}), "flash").code == 0);
  CHECK(summary(f, "flash")["by_area"]["AUDp_R"]["spikes"] > rested["by_area"]["AUDp_R"]["spikes"]);

  REQUIRE(cortex(f, with(small, {"--scenario", "lesion"}), "lesion").code == 0);
  CHECK(summary(f, "lesion")["neurons"] < 860);
  CHECK_FALSE(summary(f, "lesion")["by_area"].contains("AUDp_L"));
}

TEST_CASE("a cortex begins in the states of another one") {
  test::folder const f;
  REQUIRE(cortex(f, {"--neurons", "9000", "--duration", "330", "--threads", "2", "--checkpoint-every", "320"}, "bank").code == 0);
  std::vector<std::string> const large{"--neurons", "4000", "--duration", "40", "--threads", "2"};
  REQUIRE(cortex(f, large, "cold").code == 0);
  auto const r = cortex(f, with(large, {"--start-from", f / "bank"}), "warm");
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.err.find("every cell begins in the state of one of its class") != std::string::npos);
  // cells that all begin at rest hardly fire so soon; in the resting state a neuron does some two times a second
  double const warm = summary(f, "warm")["spikes"].get<double>() / 4000 / 0.04, cold = summary(f, "cold")["spikes"].get<double>() / 4000 / 0.04;
  INFO("warm " << warm << " Hz, cold " << cold << " Hz");
  CHECK(warm > 0.5);
  CHECK(warm < 8);
  CHECK(cold < 0.5 * warm);
  // spikes from before the beginning are under way
  CHECK(summary(f, "warm")["events"].get<double>() > 4000 * 0.04 * 1000);
  auto const foreign = cortex(f, with(large, {"--start-from", f / "bank", "--real", "double"}), "no");
  CHECK(foreign.code == 2);
  CHECK(foreign.err.find("float") != std::string::npos);
  CHECK(foreign.err.find("no checkpoint that can be used") != std::string::npos);
  // a run that was cut off is not overwritten by a command that was merely given again
  for (char const* name : {"spikes.h5", "nodes.h5", "node_types.csv", "circuit_config.json", "simulation_config.json", "summary.json", "report.html"})
    std::filesystem::remove(f / (std::string("bank/") + name));
  auto const again = cortex(f, large, "bank");
  CHECK(again.code == 2);
  CHECK(again.err.find("checkpoint_") != std::string::npos);
  CHECK(again.err.find("--restore to go on from it") != std::string::npos);
}

TEST_CASE("an instruction set can be forced by --arch, and the summary says which one ran") {
  test::folder const f;
  auto const variants = test::run_program(f, PALLIUM_WHOLE_CORTEX, {"--help"}).out;
  if (variants.find("avx512, avx2, sse4_2") == std::string::npos) {  // a build for one instruction set
    REQUIRE(cortex(f, with(small, {"--arch", "native"})).code == 0);
    return;
  }
  REQUIRE(cortex(f, small).code == 0);
  double const usual = summary(f)["spikes"];
  std::string best;
  for (std::string name : {"avx512", "avx2", "sse4_2"}) {
    INFO(name);
    auto const r = cortex(f, with(small, {"--arch", name}), name);
    if (!pallium::exec::machine_has(name)) {
      CHECK(r.code == 2);
      CHECK(r.err.find("which this machine cannot run") != std::string::npos);
      continue;
    }
    REQUIRE(r.code == 0);
    if (best.empty()) best = name;
    CHECK(summary(f, name)["arch"] == name);
    CHECK(summary(f, name)["flags"].get<std::string>().find("-march=x86-64-v") != std::string::npos);
    CHECK(r.out.find(" threads, " + name + ", float)") != std::string::npos);
    if (name != "sse4_2") CHECK(spikes(f, name) == spikes(f));
    else CHECK(std::abs(summary(f, name)["spikes"].get<double>() - usual) < 0.2 * usual);  // it rounds otherwise
  }
  CHECK(summary(f)["arch"] == best);
}

TEST_CASE("real Allen cells serve the classes that cells.csv names") {
  std::string const cells = std::string(PALLIUM_SHARED_DIR) + "/data/cells";
  if (!std::filesystem::exists(cells + "/cells.csv")) SKIP("shared data absent: data/cells/cells.csv");
  test::folder const f;
  // a calibration by hand: making one takes minutes
  nlohmann::json c{{"cells", "cells of cells, nseg, sites 48 4 24"}, {"dt_ms", 0.1}, {"excitation", {{"of_excitatory", 0.3}, {"of_inhibitory", 0.3}}}, {"how", "by hand"}};
  char const* const classes[]{"l1_inh", "l23_e", "l23_pv", "l23_sst", "l23_vip", "l4_e", "l4_pv", "l4_sst", "l4_vip", "l5_et",
                              "l5_it", "l5_np", "l5_pv", "l5_sst", "l5_vip", "l6_e", "l6_pv", "l6_sst", "l6_vip"};
  for (char const* k : classes) c["mV_per_nS"].push_back({{"class", k}, {"excitatory", 2}, {"perisomatic", 1.5}, {"dendritic", 1.3}});
  std::istringstream rows(test::slurp(cells + "/cells.csv"));
  for (std::string line; std::getline(rows, line);)
    if (!line.starts_with("name,") && line.find(',') != std::string::npos && line[0] != '#')
      for (char const* k : classes) c["background"].push_back({{"model", line.substr(0, line.find(','))}, {"class", k}, {"neurons", 9000}, {"rate_hz", 120}, {"weight_nS", 1.5}});
  f.write("c.json", c.dump());
  auto const r = cortex(f, {"--neurons", "860", "--duration", "200", "--cells", cells, "--calibration", f / "c.json"});
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.out.find("rbp4_491766131: 491766131.swc, 286 compartments, serves L5E") != std::string::npos);  // all-active
  CHECK(r.out.find("pvalb_318331342: Pvalb_469628681_m.swc, 91 compartments, serves PV") != std::string::npos);
  CHECK(r.out.find("scnn1a_472363762: Scnn1a_473845048_m.swc, 264 compartments, serves E") != std::string::npos);
  auto const j = summary(f);
  CHECK(j["spikes"] > 0);
  CHECK(j["rates_hz"]["E"] < 80);
}

TEST_CASE("what cannot be used is refused in one line, code 2, and nothing is lost") {
  test::folder const f;
  auto const refused = [&](std::vector<std::string> const& arguments, std::string const& words) {
    auto const r = cortex(f, arguments, "refused");
    INFO(words << "\n" << r.err);
    CHECK(r.code == 2);
    CHECK(r.lines() == 1);
    CHECK(r.err.find(words) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(f / "refused/spikes.h5"));
  };
  refused({"--neurons", "10"}, "--neurons");
  refused({"--dt", "0"}, "--dt");
  refused({"--dt", "nan"}, "--dt");
  refused({"--duration", "-1"}, "--duration");
  refused({"--real", "half"}, "--real");
  refused({"--scale", "2"}, "--scale");
  refused({"--scale", "0"}, "--scale");
  refused({"--scale", "1e-6"}, "--scale");
  refused({"--arch", "avx1024"}, "--arch: found \"avx1024\", expected one that this program has: ");
  refused({"--threads", "0"}, "--threads");
  refused({"--cells", f / "nowhere"}, "cells.csv");
  refused({"--bogus"}, "--bogus");
  refused({"--scenario", "party"}, "--scenario: found \"party\", neither a name nor a file");
  refused({"--scenario", f.write("bad.json", "{\"name\": 3}")}, "bad.json: name: found '3'");
  refused({"--calibration", f / "none.json"}, "none.json");
  refused({"--calibration", f.write("c.json", "{\"cells\": \"others\"}")}, "c.json: cells: found '\"others\"'");
  refused({"--start-from", f / "nowhere"}, "--start-from");
  refused({"--model", "toy"}, "--model");
  f.write("cells.csv", "name,swc,fit,model,classes\na,b.swc,c.json,perisomatic,X\n");
  refused({"--cells", f / "."}, "cells.csv:2");
  f.write("cells.csv", "name,swc,fit,model,classes\na,b.swc,c.json\n");
  refused({"--cells", f / "."}, "cells.csv:2: found 3 fields");
  f.write("cells.csv", "name,swc,fit,model,classes\n");
  refused({"--cells", f / "."}, "no cell for");

  std::filesystem::create_directories(f / "out");
  f.write("out/spikes.h5", "precious");
  auto const r = cortex(f, small);
  CHECK(r.code == 2);
  CHECK(r.err.find("--overwrite") != std::string::npos);
  CHECK(test::slurp(f / "out/spikes.h5") == "precious");
}

TEST_CASE("a dry run says what a run would need, and leaves nothing behind") {
  test::folder const f;
  REQUIRE(cortex(f, {"--neurons", "860", "--duration", "10", "--threads", "1"}, "run").code == 0);
  auto const run = summary(f, "run");
  for (std::string const storage : {"materialised", "procedural"}) {
    auto const r = cortex(f, {"--neurons", "860", "--threads", "1", "--dry-run", "--json", "--storage", storage}, "none");
    INFO(r.err);
    REQUIRE(r.code == 0);
    CHECK_FALSE(std::filesystem::exists(f / "none"));
    auto const j = nlohmann::json::parse(r.out);  // one object, nothing else
    CHECK(j["neurons"] == run["neurons"]);
    CHECK(j["compartments"] == run["compartments"]);
    CHECK(std::abs(j["synapses"].get<double>() / run["synapses"].get<double>() - 1) < 0.02);
    CHECK((j["stored_synapses"] == 0) == (storage == "procedural"));
    CHECK(j["ranks"] == 1);
    CHECK(j["threads"] == 1);
    double const states = j["bytes_by_part"]["voltages"].get<double>() + j["bytes_by_part"]["channels"].get<double>() +
                          j["bytes_by_part"]["pools"].get<double>() + j["bytes_by_part"]["synapses"].get<double>();
    CHECK(states / 860 > 1000);
    CHECK(std::abs((states + j["bytes_by_part"]["models"].get<double>()) / 860 / run["bytes_per_neuron"].get<double>() - 1) < 0.1);
    for (char const* key : {"bytes_per_rank", "wall_s_per_biological_s", "setup_s", "spikes_per_s"}) CHECK(j[key] > 0);
  }
  auto const many = nlohmann::json::parse(cortex(f, {"--neurons", "860", "--threads", "1", "--dry-run", "--json", "--ranks", "4"}, "none").out);
  CHECK(many["ranks"] == 4);
  CHECK(many["bytes_sent_per_rank_and_s"] > 0);
  CHECK(many["exchange_s"] > 0);
  auto const text = cortex(f, {"--neurons", "860", "--threads", "1", "--dry-run"}, "none");
  CHECK(text.out.find("860 neurons") != std::string::npos);
  CHECK(cortex(f, {"--json"}, "none").code == 2);
  CHECK(cortex(f, {"--dry-run", "--ranks", "0"}, "none").code == 2);
}

TEST_CASE("ranks, threads, schedules and drawn synapses write the same spikes") {
#ifndef PALLIUM_MPIEXEC
  SKIP("no Boost.MPI, or no mpirun");
#else
  test::folder const f;
  std::vector<std::string> const many{"--neurons", "1500", "--duration", "130"};
  REQUIRE(cortex(f, with(many, {"--threads", "1"}), "one").code == 0);
  std::string const expected = spikes(f, "one");
  REQUIRE(summary(f, "one")["spikes"] > 300);
  struct way {
    int ranks, threads;
    std::string schedule, storage;
  };
  for (way const& w : {way{2, 1, "lockstep", "materialised"}, {3, 2, "overlap", "procedural"}, {1, 2, "overlap", "procedural"}}) {
    INFO(w.ranks << " ranks x " << w.threads << " threads, " << w.schedule << ", " << w.storage);
    std::vector<std::string> run{"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", "OMPI_MCA_rmaps_base_oversubscribe=1",
                                 "OMPI_MCA_hwloc_base_binding_policy=none", "OMPI_MCA_btl_vader_single_copy_mechanism=none",
                                 "OMP_WAIT_POLICY=passive", PALLIUM_MPIEXEC, "-n", std::to_string(w.ranks), PALLIUM_WHOLE_CORTEX};
    run = with(with(run, many), {"--threads", std::to_string(w.threads), "--schedule", w.schedule, "--storage", w.storage, "--out", f / "many",
                                 "--overwrite"});
    auto const r = test::run_program(f, "/usr/bin/env", run);
    INFO(r.err);
    REQUIRE(r.code == 0);
    auto const j = summary(f, "many");
    CHECK(j["ranks"] == w.ranks);
    CHECK((j["stored_synapses"] == 0) == (w.storage == "procedural"));
    CHECK(std::abs(j["synapses"].get<double>() / summary(f, "one")["synapses"].get<double>() - 1) < 0.02);
    CHECK(j["threads"] == w.threads);
    CHECK(j["neurons_per_rank"].size() == std::size_t(w.ranks));
    for (auto const& n : j["neurons_per_rank"]) CHECK(n > 0);
    CHECK((j["spikes_sent"] > 0) == (w.ranks > 1));
    if (j["spikes_sent"] > 0) CHECK(j["bytes_sent"].get<double>() <= 5.0 * j["spikes_sent"].get<double>());
    CHECK(spikes(f, "many") == expected);
  }
  // a rank that cannot go on ends all, in one line, with its status
  auto const r = test::run_program(f, "/usr/bin/env",
                                   {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", "OMPI_MCA_rmaps_base_oversubscribe=1", PALLIUM_MPIEXEC,
                                    "-n", "2", PALLIUM_WHOLE_CORTEX, "--neurons", "300", "--out", f / "many"});
  CHECK(r.code == 2);
  std::string const said = "an earlier run";
  auto const at = r.err.find(said);
  REQUIRE(at != std::string::npos);
  CHECK(r.err.find(said, at + 1) == std::string::npos);
#endif
}
