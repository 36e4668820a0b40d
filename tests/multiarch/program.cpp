// SPDX-License-Identifier: BSD-3-Clause
// One program, several instruction sets: what runs by default, what --arch forces, what is refused; exceptions cross.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <pallium/exec/variants.hpp>

#include <array>

namespace {

using pallium::exec::machine_has;
constexpr std::array<char const*, 3> variants{"avx512", "avx2", "sse4_2"};  // best first

test::outcome program(test::folder const& where, std::vector<std::string> const& arguments = {}) {
  return test::run_program(where, PALLIUM_MULTIARCH_PROGRAM, arguments);
}
std::vector<std::string> lines(std::string const& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

}  // namespace

TEST_CASE("each variant that this machine has runs, the best by default") {
  test::folder const f;
  auto const chosen = program(f);
  REQUIRE(chosen.code == 0);
  std::string best;
  std::vector<std::string> lawful;
  for (std::string name : variants) {
    INFO(name);
    auto const r = program(f, {name});
    if (!machine_has(name)) {
      CHECK(r.code == 2);
      CHECK(r.lines() == 1);
      CHECK(r.err.find("--arch: found \"" + name + "\", which this machine cannot run, expected ") != std::string::npos);
      continue;
    }
    REQUIRE(r.code == 0);
    if (best.empty()) best = name;
    auto const got = lines(r.out), reference = lines(chosen.out);
    REQUIRE(got.size() == 1003);
    CHECK(got[0] == name);
    for (std::size_t i = 1; i < got.size(); ++i) {
      double const a = std::stod(got[i]), b = std::stod(reference[i]);
      if (name != "sse4_2") CHECK(got[i] == reference[i]);
      else CHECK(std::abs(a - b) <= 1e-15 * b);
    }
  }
  CHECK(lines(chosen.out)[0] == best);
}

TEST_CASE("an instruction set that the program does not have is refused, code 2") {
  test::folder const f;
  for (char const* name : {"avx", "sve512", "AVX2", "native"}) {
    auto const r = program(f, {name});
    CHECK(r.code == 2);
    CHECK(r.err == "multiarch_program: --arch: found \"" + std::string(name) + "\", expected one that this program has: avx512, avx2, sse4_2\n");
  }
}

TEST_CASE("an exception of a variant is caught by its type") {
  test::folder const f;
  for (std::string name : variants) {
    if (!machine_has(name)) continue;
    auto const r = program(f, {name, "words"});
    CHECK(r.code == 2);
    CHECK(r.err == "multiarch_program: kernel: found words, expected something else\n");
  }
}

TEST_CASE("of a list without names, or with none that runs here, nothing is chosen") {
  using pallium::exec::variant;
  auto const entry = []() -> void const* { return nullptr; };
  std::array<variant, 2> const foreign{variant{"sve512x", entry}, {"other", entry}};
  CHECK_THROWS_AS(pallium::exec::choose(foreign, ""), pallium::input_error);
  CHECK_THROWS_AS(pallium::exec::choose(foreign, "other"), pallium::input_error);
  std::array<variant, 2> const mine{variant{"other", entry}, {"native", entry}};
  CHECK(pallium::exec::choose(mine, "").name == "native");
}
