// SPDX-License-Identifier: BSD-3-Clause
// run_neulite as a user runs it: what it writes, what it refuses and leaves as it was.
#include "play.hpp"
#include "scene.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <sstream>

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct scene {
  folder here;
  explicit scene(bool single = false) {
    write_scene(here, 4, 3, single);
    here.write("config.h", "#define TSTOP 40\n#define DT (0.1)\n#define SPIKE_THRESHOLD (-15)\n#define I_AMP (0.25)\n#define I_DELAY 2\n#define I_DURATION (30)\n");
  }
  outcome run(std::vector<std::string> more) const {
    std::vector<std::string> all{here / "p.csv", here / "c.csv"};
    all.insert(all.end(), more.begin(), more.end());
    return run_program(here, PALLIUM_RUN_NEULITE, all);
  }
  std::string config() const { return here / "config.h"; }
  std::string read(std::string const& name) const { return slurp(here / name); }
  std::string refusal(std::vector<std::string> more) const {
    auto const r = run(std::move(more));
    INFO(r.out << r.err);
    CHECK(r.code == 2);
    CHECK(r.lines() == 1);
    CHECK(r.err.starts_with("run_neulite: "));
    return r.err;
  }
};

}  // namespace

TEST_CASE("s.dat, v.dat and spikes.csv are those of the library") {
  scene const s;
  auto const r = s.run({"--config", s.config(), "--out", s.here / "out"});
  INFO(r.err);
  REQUIRE(r.code == 0);
  CHECK(r.err.empty());
  CHECK_THAT(r.out, ContainsSubstring("ns per compartment and step, double, 1 thread)"));
  auto const c = pallium::io::neulite::read_circuit(s.here / "p.csv", s.here / "c.csv");
  auto const expected = play_double(c, {.how = pallium::io::neulite::read_config(s.config()), .traced = {0, 1, 2, 3, 4, 5, 6}});
  REQUIRE(expected.spikes.size() >= 5);
  std::string spikes, v, sonata = "timestamps population node_ids\n";
  for (auto const& x : expected.spikes) {
    spikes += fmt::format("{} {}\n", x.ms, x.neuron);
    sonata += fmt::format("{}.0 {} {}\n", x.ms, x.neuron < 4 ? "A" : "B", x.neuron < 4 ? x.neuron : x.neuron - 4);
  }
  for (std::size_t k = 0; k < 400; ++k) {
    v += fmt::format("{:.6f}", double(k) / 10);
    for (auto const& column : expected.v) v += fmt::format(" {:.6f}", column[k]);
    v += "\n";
  }
  CHECK(s.read("out/s.dat") == spikes);
  CHECK(s.read("out/v.dat") == v);
  CHECK(s.read("out/spikes.csv") == sonata);
  for (auto const& f : std::filesystem::directory_iterator(s.here / "out")) CHECK(f.path().extension() != ".part");

  SECTION("options override config.h; v of some neurons, or none; results are replaced only if that is asked for") {
    CHECK_THAT(s.refusal({"--config", s.config(), "--out", s.here / "out", "--tstop", "10"}), ContainsSubstring("s.dat, results that are there already"));
    CHECK(s.read("out/s.dat") == spikes);
    REQUIRE(s.run({"--config", s.config(), "--out", s.here / "out", "--overwrite", "--threads", "2", "--v", "6,0"}).code == 0);
    CHECK(s.read("out/s.dat") == spikes);
    CHECK(s.read("out/v.dat").starts_with(fmt::format("0.000000 {:.6f} {:.6f}\n", expected.v[6][0], expected.v[0][0])));
    REQUIRE(s.run({"--out", s.here / "out", "--overwrite", "--no-v", "--tstop", "40", "--dt", "0.1", "--i-amp", "0.25", "--i-delay", "2", "--i-duration", "30"}).code == 0);
    CHECK(s.read("out/s.dat") == spikes);
    CHECK(!std::filesystem::exists(s.here / "out/v.dat"));
    REQUIRE(s.run({"--config", s.config(), "--out", s.here / "quiet", "--i-amp", "0"}).code == 0);
    CHECK(s.read("quiet/s.dat").empty());
    REQUIRE(s.run({"--config", s.config(), "--out", s.here / "float", "--real", "float"}).code == 0);
    CHECK(!s.read("float/s.dat").empty());
  }
  SECTION("what is exported is the same network") {
    auto const e = s.run({"--config", s.config(), "--export-neulite", s.here / "exported"});
    REQUIRE(e.code == 0);
    auto const again = run_program(s.here, PALLIUM_RUN_NEULITE, {s.here / "exported/population.csv", s.here / "exported/connection.csv", "--config",
                                                                s.here / "exported/config.h", "--out", s.here / "again"});
    REQUIRE(again.code == 0);
    CHECK(s.read("again/s.dat") == spikes);
    CHECK(s.read("again/v.dat") == v);
    CHECK_THAT(s.refusal({"--config", s.config(), "--export-neulite", s.here / "exported"}), ContainsSubstring("there already"));
  }
}

TEST_CASE("what run_neulite refuses, in a line, with nothing written") {
  scene const s;
  for (auto const& [arguments, told] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--dt", "0.3"}, "DT: found 0.300000 ms"},
           {{"--tstop", "nan"}, "TSTOP: found nan"},
           {{"--config", s.here / "none.h"}, "none.h: found no such file"},
           {{"--v", "7"}, "--v: found 7, expected neurons below 7"},
           {{"--real", "half"}, "half"},
           {{"--threads", "0"}, "threads"},
           {{"--out", s.here / "a.swc"}, "which cannot be made"}}) {
    auto all = arguments;
    if (all[0] != "--out") all.insert(all.end(), {"--out", s.here / "out"});
    CHECK_THAT(s.refusal(all), ContainsSubstring(told));
    CHECK(!std::filesystem::exists(s.here / "out/s.dat"));
  }
  std::string const population = s.read("p.csv");
  s.here.write("p.csv", "3000000000" + population.substr(population.find(',', population.find('\n'))));
  s.here.write("c.csv", "");
  CHECK_THAT(s.refusal({"--out", s.here / "out"}), ContainsSubstring("expected at most what this machine holds"));
}

TEST_CASE("a voltage out of bounds ends the run: the neuron and the time, and no results") {
  scene const s;
  auto const r = s.run({"--out", s.here / "out", "--tstop", "20", "--i-amp", "1000", "--i-delay", "3", "--i-duration", "10"});
  CHECK(r.code == 1);
  CHECK(r.lines() == 1);
  CHECK_THAT(r.err, ContainsSubstring("run_neulite: neuron 0, compartment 0, t = 3."));
  CHECK(std::filesystem::is_empty(s.here / "out"));
}
