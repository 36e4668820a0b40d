// SPDX-License-Identifier: BSD-3-Clause
// The program whole_cortex as a user runs it, small.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <pallium/exec/variants.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

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

struct spike {
  double t;
  unsigned long gid;
  std::string area, population;
};
std::vector<spike> spikes(test::folder const& where, std::string const& out = "out") {
  std::istringstream in(test::slurp(where / (out + "/spikes.csv")));
  std::string line;
  std::getline(in, line);
  REQUIRE(line == "t_ms,gid,area,population");
  std::vector<spike> all;
  while (std::getline(in, line)) {
    std::istringstream row(line);
    spike s{};
    char comma = 0;
    row >> s.t >> comma >> s.gid >> comma;
    std::getline(row, s.area, ',');
    std::getline(row, s.population);
    all.push_back(s);
  }
  return all;
}

}  // namespace

TEST_CASE("a run writes its spikes in order, its summary and its picture") {
  test::folder const f;
  auto const r = cortex(f, small);
  INFO(r.err);
  REQUIRE(r.code == 0);
  auto const j = summary(f);
  for (char const* key : {"neurons", "compartments", "synapses", "spikes", "biological_ms", "wall_s", "setup_s", "real_time_factor",
                          "ns_per_compartment_step", "bytes_per_neuron", "bytes_per_synapse", "rates_hz", "seed", "ranks", "threads",
                          "neurons_per_rank", "real", "arch", "version", "compiler", "flags"})
    CHECK(j.contains(key));
  for (char const* key : {"E", "PV", "SST", "VIP"}) CHECK(j["rates_hz"].contains(key));
  CHECK(j["neurons"] == 860);
  CHECK(j["biological_ms"] == 120);
  CHECK(j["synapses"].get<double>() / 860 > 100);
  CHECK(j["compartments"].get<double>() / 860 > 100);
  CHECK(j["neurons_per_rank"] == nlohmann::json::array({860}));
  auto const all = spikes(f);
  CHECK(j["spikes"] == all.size());
  REQUIRE(all.size() > 50);
  std::set<std::string> areas, populations;
  for (std::size_t i = 0; i < all.size(); ++i) {
    areas.insert(all[i].area);
    populations.insert(all[i].population);
    CHECK(all[i].gid < 860);
    if (i > 0) CHECK((all[i - 1].t < all[i].t || (all[i - 1].t == all[i].t && all[i - 1].gid < all[i].gid)));
  }
  CHECK(areas.size() > 60);
  for (auto const& a : areas) CHECK((a.ends_with("_L") || a.ends_with("_R")));
  CHECK(populations.size() == 7);
  auto const html = test::slurp(f / "out/picture.html");
  CHECK(html.find("<svg") != std::string::npos);
  CHECK(html.find("VISp") != std::string::npos);
  CHECK(f.count("out") == 1);
}

TEST_CASE("spikes do not depend on the number of threads, and do on the seed") {
  test::folder const f;
  REQUIRE(cortex(f, small, "one").code == 0);
  REQUIRE(cortex(f, {"--neurons", "860", "--duration", "120", "--threads", "2"}, "two").code == 0);
  REQUIRE(cortex(f, with(small, {"--seed", "2"}), "other").code == 0);
  CHECK(summary(f, "two")["threads"] == 2);
  CHECK(test::slurp(f / "one/spikes.csv") == test::slurp(f / "two/spikes.csv"));
  CHECK(test::slurp(f / "one/spikes.csv") != test::slurp(f / "other/spikes.csv"));
}

TEST_CASE("an instruction set can be forced by --arch, and the summary says which one ran") {
  test::folder const f;
  auto const variants = test::run_program(f, PALLIUM_WHOLE_CORTEX, {"--help"}).out;
  if (variants.find("avx512, avx2, sse4_2") == std::string::npos) {  // a build for one instruction set
    REQUIRE(cortex(f, with(small, {"--arch", "native"})).code == 0);
    return;
  }
  REQUIRE(cortex(f, small).code == 0);
  std::size_t const usual = spikes(f).size();
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
    CHECK(r.out.find(", " + name + ", float)") != std::string::npos);
    if (name != "sse4_2") CHECK(test::slurp(f / (name + "/spikes.csv")) == test::slurp(f / "out/spikes.csv"));
    else CHECK(std::abs(double(spikes(f, name).size()) - double(usual)) < 0.2 * double(usual));  // it rounds otherwise
  }
  CHECK(summary(f)["arch"] == best);
}

TEST_CASE("the default is a living cortex: every area fires, none saturates, and its projections matter") {
  test::folder const f;
  auto const r = cortex(f, {});
  INFO(r.err);
  REQUIRE(r.code == 0);
  auto const j = summary(f);
  CHECK(j["neurons"] >= 2000);
  CHECK(j["biological_ms"] >= 500);
  CHECK(j["synapses"].get<double>() / j["neurons"].get<double>() >= 100);
  double const e = j["rates_hz"]["E"];
  CHECK(e >= 0.5);
  CHECK(e <= 20);
  for (char const* key : {"PV", "SST", "VIP"}) {
    CHECK(j["rates_hz"][key] > e);
    CHECK(j["rates_hz"][key] < 60);
  }
  CHECK(j["silent_areas"] == 0);
  std::map<std::string, unsigned> of_area;
  for (auto const& s : spikes(f)) ++of_area[s.area];
  CHECK(of_area.size() == 86);
  CHECK(j["fastest_neuron_hz"] < 150);

  REQUIRE(cortex(f, {"--recurrent", "0"}, "cut").code == 0);
  auto const cut = summary(f, "cut");
  CHECK(cut["synapses"] == 0);
  double const alone = cut["rates_hz"]["E"];
  INFO("E " << e << " Hz, with the recurrent projections cut " << alone << " Hz");
  CHECK((e < 0.8 * alone || e > 1.25 * alone));
}

TEST_CASE("real Allen cells serve the populations that cells.csv names") {
  std::string const cells = std::string(PALLIUM_SHARED_DIR) + "/data/cells";
  if (!std::filesystem::exists(cells + "/cells.csv")) SKIP("shared data absent: data/cells/cells.csv");
  test::folder const f;
  auto const r = cortex(f, {"--neurons", "860", "--duration", "200", "--cells", cells});
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.out.find("rbp4_491766131: 491766131.swc, 286 compartments, serves L5E") != std::string::npos);  // all-active
  CHECK(r.out.find("pvalb_318331342: Pvalb_469628681_m.swc, 91 compartments, serves PV\n") != std::string::npos);
  CHECK(r.out.find("scnn1a_472363762: Scnn1a_473845048_m.swc, 264 compartments, serves E") != std::string::npos);
  CHECK(r.out.find("serves PV;SST;VIP") != std::string::npos);
  auto const j = summary(f);
  CHECK(j["rates_hz"]["E"] > 0.5);
  CHECK(j["rates_hz"]["E"] < 20);
  CHECK(j["rates_hz"]["PV"] > j["rates_hz"]["E"]);
  CHECK(j["rates_hz_by_population"]["L5 E"] < 20);
}

TEST_CASE("what cannot be used is refused in one line, code 2, and nothing is lost") {
  test::folder const f;
  auto const refused = [&](std::vector<std::string> const& arguments, std::string const& words) {
    auto const r = cortex(f, arguments, "refused");
    INFO(words << "\n" << r.err);
    CHECK(r.code == 2);
    CHECK(r.lines() == 1);
    CHECK(r.err.find(words) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(f / "refused/spikes.csv"));
  };
  refused({"--neurons", "10"}, "--neurons");
  refused({"--dt", "0"}, "--dt");
  refused({"--dt", "nan"}, "--dt");
  refused({"--duration", "-1"}, "--duration");
  refused({"--real", "half"}, "--real");
  refused({"--scale", "2"}, "--scale");
  refused({"--arch", "avx1024"}, "--arch: found \"avx1024\", expected one that this program has: ");
  refused({"--threads", "0"}, "--threads");
  refused({"--cells", f / "nowhere"}, "cells.csv");
  refused({"--bogus"}, "--bogus");
  f.write("cells.csv", "name,swc,fit,model,classes\na,b.swc,c.json,perisomatic,X\n");
  refused({"--cells", f / "."}, "cells.csv:2");
  f.write("cells.csv", "name,swc,fit,model,classes\na,b.swc,c.json\n");
  refused({"--cells", f / "."}, "cells.csv:2: found 3 fields");
  f.write("cells.csv", "name,swc,fit,model,classes\n");
  refused({"--cells", f / "."}, "no cell for");

  std::filesystem::create_directories(f / "out");
  f.write("out/spikes.csv", "precious");
  auto const r = cortex(f, small);
  CHECK(r.code == 2);
  CHECK(r.err.find("--overwrite") != std::string::npos);
  CHECK(test::slurp(f / "out/spikes.csv") == "precious");
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
  std::vector<std::string> const many{"--neurons", "1500", "--duration", "80"};
  REQUIRE(cortex(f, with(many, {"--threads", "1"}), "one").code == 0);
  std::string const expected = test::slurp(f / "one/spikes.csv");
  REQUIRE(std::count(expected.begin(), expected.end(), '\n') > 300);
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
    CHECK(test::slurp(f / "many/spikes.csv") == expected);
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
