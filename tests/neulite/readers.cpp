// SPDX-License-Identifier: BSD-3-Clause
// Neulite's files: what is accepted, and what is refused with file, line and field.
#include "scene.hpp"

#include <pallium/io/neulite_write.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <functional>
#include <random>

using namespace pallium;
using namespace test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

constexpr char const* swc_text = "# a cell\n0 1 0 0 0 5 -1\n1 3 0 9 0 1 0\n\n2 3 0 29 0 1 1\n3 2 9 0 0 0.5 0\n";

struct files {
  folder here;
  std::string swc = swc_text, ion = "1,1,100,1e-4,-70\n2,1,100,1e-4,-70\n3,2,100,1e-4,-71\n", p = "2, 4, A, a.swc, a.csv\n",
              c = "0,1,2,1e-4,5,1,0,1,e\n";
  io::neulite::circuit read() {
    here.write("a.swc", swc);
    here.write("a.csv", ion);
    here.write("p.csv", p);
    here.write("c.csv", c);
    return io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  }
  /// What is said of them.
  std::string refusal() {
    try {
      (void)read();
    } catch (input_error const& e) {
      std::string const s = e.what();
      CHECK(s.find('\n') == s.npos);
      CHECK(s.find("found ") != s.npos);
      CHECK(s.find("expected ") != s.npos);
      return s;
    }
    return "nothing refused";
  }
};

}  // namespace

TEST_CASE("both flavours of connection.csv, comments, blanks, CR LF, no last line end") {
  files f;
  f.p = "\xEF\xBB\xBF# n_cell, n_comp\r\n\r\n 2 ,4,A , a.swc,a.csv # two\r\n1,4,,a.swc,a.csv";
  f.c = "#pre\n0,1,2,1e-4,5,1,0,1,e\n\n  2 , 0,0,0.001,10.5, 2,-70,30 , i # an inhibitory one\r\n1,2,3,2,5,1,0,7,e";
  auto const c = f.read();
  REQUIRE(c.populations.size() == 2);
  CHECK(c.types.size() == 1);
  CHECK(c.size() == 3);
  CHECK(c.populations[1].first == 2);
  CHECK(c.types[0].points.size() == 4);
  REQUIRE(c.connections.size() == 3);
  CHECK(c.kinds.size() == 2);
  CHECK(c.kinds[c.connections[1].kind] == io::neulite::kinetics{10.5, 2, -70});
  CHECK(c.connections[1].delay == 30);
  CHECK(!c.connections[1].excitatory);
  CHECK(c.connections[2].kind == c.connections[0].kind);
  CHECK(c.types[0].rows[2]->cm == 2);
  CHECK(!c.types[0].rows[0]->active);
  CHECK(!c.types[0].rows[3]);

  f.c = "0,1,2,1e-4,5,0,1,e\n";
  CHECK(f.read().kinds.front() == io::neulite::kinetics{5, 0, 0});
  f.c = "";
  CHECK(f.read().connections.empty());
  f.c = "0,1,2,1e-4,1,5,0,1,e\n";  // the peak is 1 whichever is named first
  CHECK(f.read().kinds.front() == io::neulite::kinetics{5, 1, 0});
}

TEST_CASE("what Neulite's files must not say") {
  struct wrong {
    std::function<void(files&)> change;
    char const* told;
  };
  auto const connection = [](char const* row) { return [row](files& f) { f.c = row; }; };
  auto const population = [](char const* row) { return [row](files& f) { f.p = row; }; };
  auto const swc = [](char const* text) { return [text](files& f) { f.swc = text, f.p = "1,3,A,a.swc,a.csv"; }; };
  auto const ion = [](char const* text) { return [text](files& f) { f.ion = text; }; };
  for (wrong const& w : std::vector<wrong>{
           {connection("0,1,2,1e-4,5,1,0,1\n1,0,2,1e-4,5,1,0,1,e"), "c.csv:1: delay: found '0'"},
           {connection("0,1,2,1e-4,5,1,0,1,e\n0,1,2,1e-4,5,0,1,e"), "c.csv:2: found 8 fields, expected 9"},
           {connection("\n\n0,1,2"), "c.csv:3: found 3 fields, expected 9, or 8"},
           {connection("0,2,0,1e-4,5,1,0,1,e"), "c.csv:1: post: found '2', expected a whole number from 0 to 1"},
           {connection("-1,1,0,1e-4,5,1,0,1,e"), "c.csv:1: pre: found '-1'"},
           {connection("0,1,4,1e-4,5,1,0,1,e"), "post_compartment: found '4', expected a whole number from 0 to 3"},
           {connection("0,1,1000000000000000000,1e-4,5,1,0,1,e"), "post_compartment: found '1000000000000000000'"},
           {connection("0,1,2,-1,5,1,0,1,e"), "weight: found '-1', expected a number >= 0"},
           {connection("0,1,2,nan,5,1,0,1,e"), "weight: found 'nan', expected a finite number"},
           {connection("0,1,2,1,0,1,0,1,e"), "tau_decay: found '0', expected a number > 0"},
           {connection("0,1,2,1,5,0,0,1,e"), "tau_rise: found '0'"},
           {connection("0,1,2,1,5,1,x,1,e"), "erev: found 'x'"},
           {connection("0,1,2,1,5,1,0,0,e"), "delay: found '0', expected a whole number from 1"},
           {connection("0,1,2,1,5,1,0,1.5,e"), "delay: found '1.5'"},
           {connection("0,1,2,1,5,1,0,99999999999,e"), "delay: found '99999999999'"},
           {connection("0,1,2,1,5,1,0,1,x"), "e|i: found 'x', expected e or i"},
           {connection("0,1,2,1,5,0,1,E"), "c.csv:1: e|i: found 'E'"},
           {population("1000000000000000000, 4, A, a.swc, a.csv"), "p.csv:1: n_cell: found '1000000000000000000'"},
           {population("4294967295,4,A,a.swc,a.csv\n1,4,A,a.swc,a.csv"), "p.csv:2: n_cell: found '1'"},
           {population("0, 4, A, a.swc, a.csv"), "n_cell: found '0'"},
           {population("2, 5, A, a.swc, a.csv"), "n_comp: found 5, expected 4, the points of"},
           {population("2, 4, A, a.swc"), "p.csv:1: found 4 fields, expected 5"},
           {population("2, 4, A, , a.csv"), "swc_file: found nothing"},
           {population("2, 4, A, none.swc, a.csv"), "none.swc: found no such file"},
           {population("2, 4, A, a.swc, none.csv"), "none.csv: found no such file"},
           {population("# nothing"), "p.csv: found no population"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 1 2\n2 3 0 19 0 1 1\n"), "a.swc:2: found parent 2 of point 1"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 1 1\n2 3 0 19 0 1 1\n"), "a.swc:2: found parent 1 of point 1"},
           {swc("1 1 0 0 0 5 -1\n2 3 0 9 0 1 1\n3 3 0 19 0 1 2\n"), "a.swc:1: found id 1, expected ids 0, 1, 2"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 1 0\n3 3 0 19 0 1 1\n"), "a.swc:3: found id 3"},
           {swc("0 3 0 0 0 5 -1\n1 3 0 9 0 1 0\n2 3 0 19 0 1 1\n"), "a.swc:1: found type 3"},
           {swc("0 1 0 0 0 5 -1\n1 1 0 9 0 1 0\n2 3 0 19 0 1 1\n"), "a.swc:2: found type 1"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 1 -1\n2 3 0 19 0 1 1\n"), "a.swc:2: found parent -1"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 1 0\n2 3 0 19 0 1 0\n3 3 0 29 0 1 1\n"), "a.swc:4: found parent 1, expected points depth first"},
           {swc("0 1 0 0 0 5 -1\n1 3 0 9 0 0 0\n2 3 0 19 0 1 1\n"), "a.swc:2: found radius '0'"},
           {ion("1,1,100,1e-4,-70\n2,1,100,1e-4,-70\n"), "a.csv: found no row of type 3"},
           {ion("1,1,100,1e-4,-70\n1,1,100,1e-4,-70\n"), "a.csv:2: type: found 1 again"},
           {ion("5,1,100,1e-4,-70\n"), "a.csv:1: type: found '5'"},
           {ion("1,0,100,1e-4,-70\n"), "a.csv:1: cm: found '0'"},
           {ion("1,1,100,1e-4,-700\n"), "a.csv:1: e_leak: found -700"},
           {ion("1,1,100,1e-4,-70,0.05\n"), "a.csv:1: found 6 fields, expected 5 (passive) or 22"},
           {ion("1,1,100,1e-4,-70,0.05,80,0,0,0,0,0,0,-1,0,0,0,0,0,0,0,0\n"), "a.csv:1: K_P: found '-1'"}}) {
    files f;
    w.change(f);
    CHECK_THAT(f.refusal(), ContainsSubstring(w.told));
  }
  files f;
  f.c = std::string(3000000, '1');
  CHECK_THAT(f.refusal(), ContainsSubstring("c.csv:1: found a line of more than a mebibyte"));
  f.c = std::string(100, ',');
  CHECK_THAT(f.refusal(), ContainsSubstring("c.csv:1: found more than 64 fields"));
  CHECK_THROWS_MATCHES(io::neulite::read_circuit(f.here / "absent.csv", f.here / "c.csv"), input_error, MessageMatches(ContainsSubstring("no such file")));
}

TEST_CASE("config.h: numbers, expressions, comments") {
  folder const here;
  auto const read = [&](std::string const& text) { return io::neulite::read_config(here.write("config.h", text)); };
  auto const c = read("#pragma once\n/* two\n lines: #define TSTOP 1 */\n#define MS 1.0f // unit\n#define TSTOP ( 2*(MS + 399) )\n"
                      "  #  define DT\t(1.0/INV)\n#define INV_DT 40\n#define SPIKE_THRESHOLD -20.5\n#define I_AMP (0.12) // [pA]\n"
                      "#define I_DELAY 1e+2\n#define MAX(a,b) a\n#define NAME \"x\"\n#define I_DURATION (TSTOP - 200)\n#undef DT\n#define DT (1.0/INV_DT)");
  CHECK(c.tstop == 800);
  CHECK(c.dt == 0.025);
  CHECK(c.steps_per_ms() == 40);
  CHECK(c.threshold == -20.5);
  CHECK(c.i_amp == 0.12);
  CHECK(c.i_delay == 100);
  CHECK(c.i_duration == 600);
  CHECK(read("").dt == 0.1);
  for (auto [text, told] : {std::pair{"\n#define TSTOP many\n", "config.h:2: TSTOP: found 'many', expected a number"},
                            {"#define DT 0", "DT: found 0.000000 ms"},
                            {"#define DT 0.3", "DT: found 0.300000 ms, expected a millisecond divided by"},
                            {"#define TSTOP 1/0", "TSTOP: found inf"},
                            {"#define TSTOP (1", "TSTOP: found '(1'"},
                            {"#define TSTOP -5", "TSTOP: found -5"},
                            {"#define TSTOP TSTOP", "TSTOP: found 'TSTOP'"},
                            {"#define I_DURATION 1e300", "I_DURATION: found"}})
    CHECK_THROWS_MATCHES(read(text), input_error, MessageMatches(ContainsSubstring(told)));
  CHECK_THROWS_AS(read("#define TSTOP " + std::string(100000, '(') + "1"), input_error);
  CHECK_THROWS_AS(read("#define TSTOP " + std::string(100000, '-') + "1"), input_error);
}

TEST_CASE("files with some bytes changed are read or refused, nothing else") {
  std::mt19937 source(1);
  auto const draw = [&] { return unsigned(source()); };
  std::size_t read = 0, refused = 0;
  files whole;
  for (int round = 0; round < 1500; ++round) {
    files f;
    std::string& victim = *std::array{&f.swc, &f.ion, &f.p, &f.c}[draw() % 4];
    for (unsigned k = 1 + draw() % 3; k > 0; --k) {
      std::size_t const at = draw() % victim.size();
      constexpr std::string_view bytes = "0123456789,,--..eE#\n\r\t \0\xff\"(nai";
      char const byte = bytes[draw() % bytes.size()];
      if (unsigned const how = draw() % 3; how == 0) victim[at] = byte;
      else if (how == 1) victim.insert(at, 1 + draw() % 20, byte);
      else victim.erase(at, 1 + draw() % 9);
      if (victim.empty()) victim = "\n";
    }
    try {
      auto const c = f.read();
      ++read;
      for (auto const& x : c.connections) REQUIRE((x.pre < c.size() && x.post < c.size() && x.compartment < 4096 && x.kind < c.kinds.size()));
    } catch (input_error const&) {
      ++refused;
    }
  }
  CHECK(read > 150);
  CHECK(refused > 150);
}

TEST_CASE("a circuit that is written reads back as the same") {
  folder const here;
  write_scene(here, 3, 2, false);
  auto const c = io::neulite::read_circuit(here / "p.csv", here / "c.csv");
  io::neulite::config const run{.tstop = 12.5, .dt = 0.025, .threshold = -17, .i_amp = 1.0 / 3, .i_delay = 1, .i_duration = 3};
  io::neulite::write_circuit(here / "out", c, run);
  auto const d = io::neulite::read_circuit(here / "out/population.csv", here / "out/connection.csv");
  auto const how = io::neulite::read_config(here / "out/config.h");
  CHECK(how.tstop == run.tstop);
  CHECK(how.dt == run.dt);
  CHECK(how.threshold == run.threshold);
  CHECK(how.i_amp == run.i_amp);
  CHECK(how.i_delay == run.i_delay);
  CHECK(how.i_duration == run.i_duration);
  REQUIRE(d.types.size() == 2);
  for (std::size_t t = 0; t < 2; ++t) {
    CHECK(d.types[t].points == c.types[t].points);
    for (std::size_t k = 0; k < 4; ++k) {
      REQUIRE(d.types[t].rows[k].has_value());
      CHECK(d.types[t].rows[k]->gbar == c.types[t].rows[k]->gbar);
      CHECK(d.types[t].rows[k]->e_leak == c.types[t].rows[k]->e_leak);
      CHECK(d.types[t].rows[k]->g_leak == c.types[t].rows[k]->g_leak);
    }
  }
  REQUIRE(d.connections.size() == c.connections.size());
  CHECK(std::ranges::is_sorted(d.connections, {}, &io::neulite::connection::pre));
  auto const rows = [](io::neulite::circuit const& x) {
    std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, double, io::neulite::kinetics, std::int32_t, bool>> all;
    for (auto const& r : x.connections) all.emplace_back(r.pre, r.post, r.compartment, r.weight, x.kinds[r.kind], r.delay, r.excitatory);
    std::ranges::sort(all);
    return all;
  };
  CHECK(rows(d) == rows(c));
  CHECK_THROWS_MATCHES(io::neulite::write_circuit(here / "out", c, run), input_error, MessageMatches(ContainsSubstring("there already")));
  auto far = c;
  far.connections[0].delay = 31;
  CHECK_THROWS_MATCHES(io::neulite::write_circuit(here / "far", far, run), input_error, MessageMatches(ContainsSubstring("at most 30 ms")));
}
