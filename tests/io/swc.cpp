// SPDX-License-Identifier: BSD-3-Clause
// The SWC reader against NEURON's Import3d, rule by rule, and against files that are none.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <filesystem>
#include <pallium/io/swc.hpp>
#include <string>
#include <utility>

#include "../support/temp_file.hpp"

namespace {

using namespace pallium;
using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

morph::tree read(std::string const& text, io::coordinates how = io::coordinates::neuron,
                 io::order order = io::order::kind) {
  temp_file const file(text, ".swc");
  return io::swc(file.path(), how, order);
}

/// "kind parent@x:points" per section: the shape of a tree in one string.
std::string shape(morph::tree const& t) {
  std::string s;
  for (section const& x : t)
    s += std::string(section_name(x.kind)) + " " + std::to_string(x.parent) + "@" +
         (x.parent_x == 0.5 ? "0.5" : std::to_string(int(x.parent_x))) + ":" + std::to_string(x.points.size()) + "; ";
  return s;
}

std::string const plain =
    "# a comment\n"
    "1 1 0 0 0 5 -1\n"
    "2 3 6 0 0 1 1\n"
    "3 3 20 0 0 1 2\n"
    "4 3 30 0 0 1 3\n"
    "5 3 40 10 0 1 4\n"
    "6 3 50 20 0 1 5\n"
    "7 3 40 -10 0 1 4\n"
    "8 4 0 7 0 1 1\n"
    "9 4 0 20 0 0.5 8\n";

TEST_CASE("sections begin at branch points and hang as in NEURON") {
  auto const t = read(plain);
  CHECK(shape(t) == "soma -1@0:3; dend 0@0.5:3; dend 1@1:3; dend 1@1:2; apic 0@0.5:2; ");
  CHECK(t[0].points[0] == point{-5, 0, 0, 5});
  CHECK(t[0].points[2] == point{5, 0, 0, 5});
  CHECK(t[1].points[0] == point{6, 0, 0, 1});   // on the soma: its own first point
  CHECK(t[2].points[0] == point{30, 0, 0, 1});  // on a branch point: a copy of it
  CHECK(t[3].points[0] == point{30, 0, 0, 1});
  CHECK(t.count(branch::dendrite) == 3);
  CHECK(t.find(branch::apical, 0) == 4);
  CHECK(t[1].arc.back() == 24.0);
}

TEST_CASE("a change of type begins a section") {
  auto const t = read(
      "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 9 0 0 1 2\n4 2 20 0 0 0.5 3\n5 2 30 0 0 0.5 4\n");
  CHECK(shape(t) == "soma -1@0:3; axon 2@1:3; dend 0@0.5:2; ");  // numbered by kind: the axon before its parent
  CHECK(t[1].points[0] == point{9, 0, 0, 1});
}

TEST_CASE("order::file numbers sections as they come") {
  auto const t = read("1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 9 0 0 1 2\n4 2 20 0 0 0.5 3\n5 2 30 0 0 0.5 4\n",
                      io::coordinates::exact, io::order::file);
  CHECK(shape(t) == "soma -1@0:3; dend 0@0.5:2; axon 1@1:3; ");
}

TEST_CASE("a branch on the first point of a neurite hangs on its x = 0") {
  std::string const text =
      "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 4 0 7 0 1 1\n4 4 0 20 0 0.5 3\n5 2 0 20 10 0.4 3\n6 2 0 20 20 0.3 5\n"
      "7 4 9 20 0 0.3 3\n8 4 20 20 0 0.3 7\n";
  // What NEURON 8.2.2 makes of this file.
  auto const t = read(text);
  CHECK(shape(t) == "soma -1@0:3; axon 3@0:3; dend 0@0.5:2; apic 0@0.5:2; apic 3@0:3; ");
  CHECK(t[1].points[0] == point{0, 7, 0, 1});
  CHECK(t[2].points[0] == point{0, 0, 0, 1});  // a neurite of one point runs from the soma's centre
  CHECK_THAT(t[1].arc.back(), WithinRel(26.401219466856727, 1e-15));
  // BMTK's importer drops the neurite of one point.
  CHECK(shape(read(text, io::coordinates::bmtk)) == "soma -1@0:3; axon 2@0:3; apic 0@0.5:2; apic 2@0:3; ");
}

TEST_CASE("the second line of a file is NEURON's exception to that") {
  std::string const text =
      "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 20 0 0 0.9 2\n4 3 30 0 0 0.8 3\n5 3 6 20 0 0.7 2\n6 3 6 30 0 0.6 5\n";
  CHECK(shape(read(text)) == "soma -1@0:3; dend 0@0.5:2; dend 1@1:3; dend 1@1:3; ");
  auto const t = read(text, io::coordinates::bmtk);
  CHECK(shape(t) == "soma -1@0:3; dend 0@0.5:3; dend 0@0.5:3; ");
  CHECK(t[1].points[0] == point{6, 0, 0, 1});
}

TEST_CASE("extra roots hang on the soma") {
  auto const t = read(
      "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 20 0 0 1 2\n4 2 50 0 0 0.5 -1\n5 2 60 0 0 0.5 4\n6 2 70 0 0 0.5 5\n");
  CHECK(shape(t) == "soma -1@0:3; axon 0@0.5:3; dend 0@0.5:2; ");
  CHECK(t[1].points[0] == point{50, 0, 0, 0.5});
}

TEST_CASE("two identical points make no section") {
  auto const t = read(
      "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 20 0 0 1 2\n4 3 20 0 0 1 3\n5 3 30 0 0 1 4\n6 3 20 9 0 1 4\n"
      "7 3 20 0 0 1 3\n8 3 21 0 0 1 7\n9 3 20 0 8 1 7\n");
  // dend: 2-3 | 3-4 (no length) | 4-5 | 4-6 | 3-7 (no length) | 7-8 | 7-9
  CHECK(shape(t) == "soma -1@0:3; dend 0@0.5:2; dend 1@1:2; dend 1@1:2; dend 1@1:2; dend 1@1:2; ");
}

TEST_CASE("NeuroMorpho's soma of three points is the first of them") {
  std::string const rest = "4 3 6 0 0 1 1\n5 3 20 0 0 0.9 4\n";
  CHECK(shape(read("1 1 0 0 0 5 -1\n2 1 0 -5 0 5 1\n3 1 0 5 0 5 1\n" + rest)) == "soma -1@0:3; dend 0@0.5:2; ");
  auto const refused = [&](std::string const& soma, std::string const& more = "") {
    CHECK_THROWS_WITH(read(soma + rest + more), ContainsSubstring("a soma of 3 points"));
  };
  refused("1 1 0 0 0 5 -1\n2 1 0 -5 0 5 1\n3 1 0 5 0 5 2\n");                         // a chain
  refused("1 1 0 0 0 5 -1\n2 1 0 -5 0 5 1\n3 1 0 5 0 4 1\n");                         // unequal radii
  refused("1 1 0 0 0 5 -1\n2 1 0 -6 0 5 1\n3 1 0 6 0 5 1\n");                         // not at distance r
  refused("1 1 0 0 0 5 -1\n2 1 0 -5 0 5 1\n3 1 0 5 0 5 1\n", "6 3 0 9 0 1 3\n");      // one carries a dendrite
  CHECK_THROWS_WITH(read("1 1 0 0 0 5 -1\n2 1 5 0 0 5 1\n3 3 6 0 0 1 2\n4 3 20 0 0 1 3\n"),
                    ContainsSubstring(":2: found a soma of 2 points"));
}

TEST_CASE("coordinates are rounded as the named importer rounds them") {
  std::string const text =
      "1 1 303.16789 379.46481 28.56 5.44281234 -1\n2 3 302.66461234 375.232 23.2562 0.25241234 1\n"
      "3 3 302.469 374.23561234 21.9996 0.2615 2\n";
  auto const six = read(text, io::coordinates::bmtk), eight = read(text), exact = read(text, io::coordinates::exact);
  CHECK(six[1].points[0].x == double(302.665f));
  CHECK(six[1].points[0].radius == 0.5 * double(0.504825f));
  CHECK(eight[1].points[0].x == double(302.66461f));
  CHECK(exact[1].points[0].x == 302.66461234);
  CHECK(exact[1].points[0].radius == 0.25241234);
  CHECK(six[0].points[0].x == double(297.725f));  // 303.16789 - 5.44281 = 297.72508, six digits
  CHECK(exact[0].points[0].x == 303.16789 - 5.44281234);
  double const dx = double(302.469f - 302.665f), dy = double(374.236f - 375.232f), dz = double(21.9996f - 23.2562f);
  CHECK(six[1].arc.back() == std::sqrt(dx * dx + dy * dy + dz * dz));
  CHECK(exact[1].arc.empty());
}

TEST_CASE("line ends, tabs, blank lines, comments, any first id and a byte order mark are accepted") {
  std::string const expected = "soma -1@0:3; dend 0@0.5:2; ";
  CHECK(shape(read("1 1 0 0 0 5 -1\r\n2 3 6 0 0 1 1\r\n3 3 20 0 0 1 2\r\n")) == expected);
  CHECK(shape(read("1 1 0 0 0 5 -1\r2 3 6 0 0 1 1\r3 3 20 0 0 1 2")) == expected);
  CHECK(shape(read("\xEF\xBB\xBF# x\n\n  1\t1 0 0 0 5 -1 # soma\n \t\n2 3 6 0 0 1 1  \n3 3 2e1 -.0 +0. 1 2")) ==
        expected);
  CHECK(shape(read("0 1 0 0 0 5 -1\n1 3 6 0 0 1 0\n2 3 20 0 0 1 1\n")) == expected);
  CHECK(shape(read("10.0 1.0 0 0 0 5 -1\n20 3 6 0 0 1 10\n300 3 20 0 0 1 20.0\n")) == expected);
  CHECK(shape(read("1 1 0 0 0 5 -1\n3 3 20 0 0 1 2\n2 3 6 0 0 1 1\n")) == expected);  // sorted by id, as NEURON does
}

TEST_CASE("what is no SWC file is refused in one line that says where") {
  auto const soma = std::string("1 1 0 0 0 5 -1\n");
  struct bad {
    std::string text, message;
  };
  auto const [text, message] = GENERATE_COPY(
      bad{"", "found no point"},
      bad{"# only\n\n", "found no point"},
      bad{soma + "2 3 6 0 0 1\n", ":2: found 6 columns in '2 3 6 0 0 1', expected 7"},
      bad{soma + "2 3 6 0 0 1 1 9\n", ":2: found 8 columns"},
      bad{soma + "\n2 3 six 0 0 1 1\n", ":3: found x 'six'"},
      bad{soma + "2 3 6 nan 0 1 1\n", ":2: found y 'nan'"},
      bad{soma + "2 3 6 0 inf 1 1\n", ":2: found z 'inf'"},
      bad{soma + "2 3 6 0 1e400 1 1\n", ":2: found z '1e400'"},
      bad{soma + "2 3 6 0 1e39 1 1\n", "single precision"},
      bad{soma + "2 3 6,5 0 0 1 1\n", "found x '6,5'"},
      bad{soma + "2 3 6 0 0 -1 1\n", ":2: found radius '-1'"},
      bad{soma + "2 3 6 0 0 0 1\n", ":2: found radius '0'"},
      bad{soma + "2 3 6 0 0 1e-60 1\n", "found radius"},
      bad{soma + "2 3 6 0 0 1 3\n3 3 7 0 0 1 2\n", ":2: found parent 3 of point 2"},
      bad{soma + "2 3 6 0 0 1 2\n", ":2: found parent 2 of point 2"},
      bad{soma + "3 3 6 0 0 1 2\n", ":2: found parent 2, which no line defines"},
      bad{soma + "2 3 6 0 0 1 0\n", ":2: found parent 0, which no line defines"},
      bad{soma + "2 3 6 0 0 1 1\n2 3 7 0 0 1 1\n", ":3: found id 2 again (line 2 has it)"},
      bad{soma + "2 5 6 0 0 1 1\n", ":2: found type '5'"},
      bad{soma + "2 0 6 0 0 1 1\n", ":2: found type '0'"},
      bad{soma + "2.5 3 6 0 0 1 1\n", "found id '2.5'"},
      bad{soma + "-2 3 6 0 0 1 1\n", "found id '-2'"},
      bad{"1 3 0 0 0 1 -1\n2 3 6 0 0 1 1\n", "found no point of type 1"},
      bad{"1 3 0 0 0 1 -1\n2 1 6 0 0 1 1\n", ":1: found a first point of type 3"},
      bad{"\x00\x01\xff\xfe binary \x7f\n\x1b[2J"s, "column"});
  CAPTURE(text);
  temp_file const file(text, ".swc");
  try {
    (void)io::swc(file.path());
    FAIL("accepted");
  } catch (input_error const& e) {
    std::string const what = e.what();
    CHECK_THAT(what, ContainsSubstring(message) && ContainsSubstring(file.path().string()));
    CHECK(what.find('\n') == what.npos);
  }
}

TEST_CASE("a missing file and a directory are refused") {
  CHECK_THROWS_WITH(io::swc("/no/such/file.swc"), ContainsSubstring("/no/such/file.swc: found no such file"));
  CHECK_THROWS_AS(io::swc(std::filesystem::temp_directory_path()), input_error);
}

TEST_CASE("a chain of sections 100,000 deep does not overflow the stack") {
  std::string text = "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n";
  long id = 3;
  for (int i = 0; i < 100000; ++i) {  // every trunk point but the first carries a twig: one section per point
    std::string const trunk = std::to_string(i == 0 ? 2 : id - 2);
    text += std::to_string(id) + " 3 " + std::to_string(7 + i) + " 0 0 1 " + trunk + "\n";
    text += std::to_string(id + 1) + " 3 " + std::to_string(7 + i) + " 1 0 1 " + std::to_string(id) + "\n";
    id += 2;
  }
  CHECK(read(text).size() > 190000);
}

}  // namespace
