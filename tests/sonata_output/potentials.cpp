// SPDX-License-Identifier: BSD-3-Clause
// Extracellular potentials in files: layout, values against the recorder in memory and BMTK's formula, electrodes from a file.
#include "../support/temp_file.hpp"
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/io/sonata/ecp_writer.hpp>

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <random>

#ifndef PALLIUM_SHARED_DIR
#define PALLIUM_SHARED_DIR ""
#endif

using namespace pallium;
using io::sonata::ecp_writer;
using io::sonata::electrode;
using io::sonata::read_electrodes;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr duration dt{0.1};

struct line {
  std::array<double, 3> from, to;
  double radius;
};
/// A cell of six lines somewhere.
std::vector<line> lines_of(gid g) {
  std::mt19937 random(static_cast<unsigned>(g) + 1);
  std::uniform_real_distribution<double> um(-200, 200);
  std::vector<line> all;
  for (int k = 0; k < 6; ++k) all.push_back({{um(random), um(random), um(random)}, {um(random), um(random), um(random)}, 0.5});
  return all;
}
double drive(gid g, std::size_t segment, step n) { return std::sin(0.01 * double(n) + double(g)) * (double(segment) - 2.5); }

std::vector<electrode> const electrodes{{3, {10, 20, 30}}, {4, {-400, 0, 0}}, {9, {0, 500, 100}}};

template <class W> void play(W& w, step last, std::function<bool(gid)> const& here = {}) {
  std::vector<double> row;
  for (step n = 0; n <= last; ++n) {
    row.clear();
    for (probe const& p : w.probes()) row.push_back(here && !here(p.cell) ? std::numeric_limits<double>::quiet_NaN() : drive(p.cell, p.segment, n));
    w.sample(double(n) * dt, row);
  }
}

/// BMTK's words: r the electrode from the middle of the line, split along it and across.
double bmtk(std::array<double, 3> const& e, line const& l) {
  double dl[3], r[3], length2 = 0, r2 = 0, dot = 0;
  for (std::size_t k = 0; k < 3; ++k) dl[k] = l.to[k] - l.from[k], r[k] = e[k] - 0.5 * (l.to[k] + l.from[k]);
  for (std::size_t k = 0; k < 3; ++k) length2 += dl[k] * dl[k], r2 += r[k] * r[k], dot += r[k] * dl[k];
  double const length = std::sqrt(length2), along = std::abs(dot / length), across2 = r2 - along * along;
  double const up = along + length / 2, low = along - length / 2;
  return std::log((up + std::sqrt(up * up + across2)) / (low + std::sqrt(low * low + across2))) / length / (4 * std::numbers::pi * 0.3);
}

}  // namespace

TEST_CASE("potentials: layout; values are those of the recorder in memory and of BMTK's formula") {
  test::folder const here;
  std::string const file = here / "ecp.h5";
  ecp_writer w(file, electrodes, {.when = {.dt = dt, .every = {0.2}, .stop = {10}}});
  std::vector<Eigen::Vector3d> places;
  for (electrode const& e : electrodes) places.emplace_back(e.at[0], e.at[1], e.at[2]);
  record::extracellular memory(places, dt);
  for (gid g = 0; g < 20; ++g) w.add(g, lines_of(g)), memory.add(g, lines_of(g));
  CHECK(w.first() == dt);
  REQUIRE(w.probes().size() == 120);
  CHECK((w.probes()[8].cell == 1 && w.probes()[8].segment == 2 && w.probes()[8].variable == "i_membrane"));
  play(w, 100);
  play(memory, 100);
  w.finish();
  CHECK(test::shape(file, "/ecp/data") == std::vector<std::size_t>{50, 3});
  CHECK(test::read<std::int64_t>(file, "/ecp/channel_id") == std::vector<std::int64_t>{3, 4, 9});
  CHECK(test::read<double>(file, "/ecp/time") == std::vector<double>{0, 10, 0.2});
  CHECK((test::text(file, "/ecp/time", "units") == "ms" && test::text(file, "/ecp/data", "units") == "mV"));
  auto const data = test::read<double>(file, "/ecp/data");
  double off = 0, off_bmtk = 0, most = 0;
  for (std::size_t j = 0; j < 50; ++j)
    for (std::size_t e = 0; e < 3; ++e) {
      step const n = step(2 * j + 1);
      double sum = 0;
      for (gid g = 0; g < 20; ++g) {
        auto const lines = lines_of(g);
        for (std::size_t k = 0; k < lines.size(); ++k) sum += bmtk(electrodes[e].at, lines[k]) * drive(g, k, n);
      }
      off = std::max(off, std::abs(data[3 * j + e] - memory.value(std::size_t(n), e)));
      off_bmtk = std::max(off_bmtk, std::abs(data[3 * j + e] - sum));
      most = std::max(most, std::abs(sum));
    }
  INFO("largest " << most << " mV; off " << off << ", " << off_bmtk << " mV");
  CHECK(most > 1e-3);
  CHECK(off < 1e-13);
  CHECK(off_bmtk < 1e-12);
}

TEST_CASE("potentials: the same bytes from any number of ranks") {
  test::folder const here;
  for (std::size_t const buffer : {std::size_t(1), std::size_t(7000)}) {
    ecp_writer::options const o{.when = {.dt = dt, .every = dt, .stop = {100}}, .buffer = buffer};
    {
      ecp_writer w(here / "1.h5", electrodes, o);
      for (gid g = 0; g < 20; ++g) w.add(g, lines_of(g));
      play(w, 1000);
      w.finish();
    }
    for (int const size : {2, 5, 23})
      for (bool const all : {true, false}) {  // every rank is told all cells and shown NaN, or told its own
        INFO(size << " ranks");
        std::vector<std::unique_ptr<ecp_writer>> by;
        for (int r = 0; r < size; ++r) {
          by.push_back(std::make_unique<ecp_writer>(here / "n.h5", electrodes, o, test::played(r, size)));
          for (gid g = 0; g < 20; ++g)
            if (all || int(g) % size == r) by.back()->add(g, lines_of(g));
          play(*by.back(), 1000, [=](gid g) { return int(g) % size == r; });
        }
        for (int r = size - 1; r >= 0; --r) by[std::size_t(r)]->finish();
        CHECK(test::slurp(here / "n.h5") == test::slurp(here / "1.h5"));
      }
  }
  CHECK(here.count("") == 2);
}

TEST_CASE("potentials: what is refused") {
  test::folder const here;
  ecp_writer::options const good{.when = {.dt = dt, .every = dt, .stop = {1}}};
  CHECK_THROWS_AS(ecp_writer(here / "e.h5", {}, good), input_error);
  CHECK_THROWS_AS(ecp_writer(here / "no/e.h5", electrodes, good), input_error);
  CHECK_THROWS_AS(ecp_writer(here / "e.h5", electrodes, {.when = good.when, .sigma = 0}), input_error);
  ecp_writer w(here / "e.h5", electrodes, good);
  CHECK_THROWS_WITH(w.add(0, std::vector<line>{{{1, 2, 3}, {1, 2, 3}, 1}}), ContainsSubstring("no length"));
  ecp_writer hot(here / "f.h5", electrodes, good);
  hot.add(0, lines_of(0));
  CHECK_THROWS_AS(hot.sample(dt, std::vector<double>(6, 1e9)), numerical_error);
}

TEST_CASE("electrodes: columns by name; what is refused") {
  auto const read = [](std::string const& text) {
    temp_file const file(text, ".csv");
    return read_electrodes(file.path());
  };
  std::vector<electrode> const expected{{7, {10, 0, 5}}, {8, {10, -10, 5.5}}};
  CHECK(read("channel x_pos y_pos z_pos\n7 10.0 0 5.0\n8 10.0 -10 5.5\n") == expected);
  CHECK(read("\"x_pos\" depth z_pos y_pos channel\r\n10 a 5 0 7\r\n10 b 5.5 -10 8\r\n\r\n") == expected);
  CHECK(read("x_pos y_pos z_pos\n1 2 3\n4 5 6") == std::vector<electrode>{{0, {1, 2, 3}}, {1, {4, 5, 6}}});
  for (auto const& [text, words] : std::vector<std::pair<std::string, std::string>>{
           {"", "no electrode"}, {"channel x_pos y_pos z_pos\n", "no electrode"}, {"channel x_pos y_pos\n0 1 2\n", ":1: found no column z_pos"},
           {"x_pos y_pos z_pos\n1 2\n", ":2: found 2 columns"}, {"x_pos y_pos z_pos\n1 2 3\n1 two 3\n", ":3: found y_pos 'two'"},
           {"channel x_pos y_pos z_pos\nA 1 2 3\n", "channel 'A'"}, {"x_pos y_pos z_pos\n1 2 nan\n", "z_pos 'nan'"}}) {
    INFO(text);
    CHECK_THROWS_AS(read(text), input_error);
    CHECK_THROWS_WITH(read(text), ContainsSubstring(words));
  }
  CHECK_THROWS_AS(read_electrodes("/no/such.csv"), input_error);
}

TEST_CASE("electrodes: BMTK's") {
  std::filesystem::path const file = std::filesystem::path(PALLIUM_SHARED_DIR) / "data/circuits/bmtk/bio_components/recXelectrodes/linear_electrode.csv";
  if (!std::filesystem::exists(file)) SKIP("no circuits in ../shared");
  auto const all = read_electrodes(file);
  REQUIRE(all.size() > 3);
  for (std::size_t k = 0; k < all.size(); ++k) CHECK(all[k] == electrode{std::int64_t(k), {10, -10.0 * double(k), 5}});
}
