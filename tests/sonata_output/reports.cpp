// SPDX-License-Identifier: BSD-3-Clause
// Report files: layout, which rows, several populations, blocks, the same bytes from any number of ranks.
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/io/sonata/report_writer.hpp>

#include <cmath>
#include <limits>
#include <memory>

using namespace pallium;
using io::sonata::report_cell;
using io::sonata::report_writer;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr duration dt{0.1};

/// Cells of two populations in no order, of one to three compartments.
std::vector<report_cell> cells(std::size_t n) {
  std::vector<report_cell> all;
  for (std::size_t k = 0; k < n; ++k) {
    report_cell c{100 + k, k % 3 == 1 ? "lgn" : "v1", (7 * k) % n, {}};
    for (std::uint32_t s = 0; s < 1 + k % 3; ++s) c.elements.push_back({2 * s, s, (s + 0.5) / 3});
    all.push_back(c);
  }
  return all;
}
/// What a probe sees: a number that says who, where and when.
double seen(probe const& p, step n) { return double(p.cell) + 0.01 * p.segment - 1e-6 * double(n); }

template <class W> void play(W& w, step last, std::function<bool(gid)> const& here = {}) {
  std::vector<double> row;
  for (step n = 0; n <= last; ++n) {
    row.clear();
    for (probe const& p : w.probes()) row.push_back(here && !here(p.cell) ? std::numeric_limits<double>::quiet_NaN() : seen(p, n));
    w.sample(double(n) * dt, row);
  }
}
double at(std::string const& file, std::string const& population, std::size_t row, std::size_t column) {
  return test::read<double>(file, "/report/" + population + "/data")[row * test::shape(file, "/report/" + population + "/data")[1] + column];
}

}  // namespace

TEST_CASE("reports: layout, mapping, attributes") {
  test::folder const here;
  std::string const file = here / "v.h5";
  std::vector<report_cell> some{{5, "v1", 3, {{0, 0, 0.25}, {4, 1, 0.5}}}, {6, "lgn", 0, {{0, 0}}}, {2, "v1", 1, {{7, 2, 0.75}}}};
  {
    report_writer w(file, some, {.when = {.dt = dt, .every = dt, .stop = {5}}});
    CHECK(w.first() == dt);
    REQUIRE(w.probes().size() == 4);
    CHECK((w.probes()[0].cell == 2 && w.probes()[0].segment == 7 && w.probes()[0].variable == "v"));
    CHECK((w.probes()[2].cell == 5 && w.probes()[2].segment == 4));
    CHECK(w.probes()[3].cell == 6);
    play(w, 50);
    w.finish();
  }
  CHECK(test::members(file, "/report") == std::vector<std::string>{"lgn", "v1"});
  CHECK(test::shape(file, "/report/v1/data") == std::vector<std::size_t>{50, 3});
  CHECK(test::shape(file, "/report/lgn/data") == std::vector<std::size_t>{50, 1});
  CHECK(test::text(file, "/report/v1/data", "units") == "mV");
  CHECK(test::text(file, "/report/v1/data", "variable") == "v");
  std::string const map = "/report/v1/mapping/";
  CHECK(test::read<std::uint64_t>(file, map + "node_ids") == std::vector<std::uint64_t>{1, 3});
  CHECK(test::read<std::uint64_t>(file, map + "index_pointers") == std::vector<std::uint64_t>{0, 1, 3});
  CHECK(test::read<std::uint64_t>(file, map + "index_pointer") == std::vector<std::uint64_t>{0, 1, 3});
  CHECK(test::read<std::uint64_t>(file, map + "element_ids") == std::vector<std::uint64_t>{2, 0, 1});
  CHECK(test::read<double>(file, map + "element_pos") == std::vector<double>{0.75, 0.25, 0.5});
  CHECK(test::read<double>(file, map + "time") == std::vector<double>{0, 5, 0.1});
  CHECK(test::text(file, map + "time", "units") == "ms");
  CHECK(test::members(file, "/report/v1/mapping").size() == 6);
  // Row k is what is seen after k + 1 steps.
  CHECK(at(file, "v1", 0, 0) == seen({2, 7}, 1));
  CHECK(at(file, "v1", 49, 2) == seen({5, 4}, 50));
  CHECK(at(file, "lgn", 20, 0) == seen({6, 0}, 21));
}

TEST_CASE("reports: which rows there are, by dt, start_time and end_time") {
  test::folder const here;
  std::string const file = here / "v.h5";
  report_cell const one{5, "v1", 0, {{0, 0}}};
  struct wish {
    double every, start, stop;
    step run;          ///< steps of the simulation
    std::size_t rows;
    step first;
    double ends;       ///< what `time` says
  };
  for (wish const w : {wish{0.1, 0, 0.3, 3, 3, 1, 0.3}, {0.5, 0, 10, 100, 20, 1, 10}, {0.3, 0, 1, 10, 3, 1, 1}, {0.2, 2, 5, 50, 15, 21, 5}, {0.1, 1, 2, 100, 10, 11, 2},
                       {0.1, 0, 10, 40, 40, 1, 4.0}, {1, 0, 0, 10, 0, 1, 0}}) {
    INFO("every " << w.every << " from " << w.start << " to " << w.stop);
    report_writer r(file, {one}, {.when = {.dt = dt, .every = {w.every}, .start = {w.start}, .stop = {w.stop}}});
    CHECK(std::abs(r.first().value - dt.value * double(w.first)) < 1e-12);
    play(r, w.run);
    CHECK(r.rows() == w.rows);
    r.finish();
    auto const data = test::read<double>(file, "/report/v1/data");
    REQUIRE(data.size() == w.rows);
    bool right = true;
    for (std::size_t j = 0; j < data.size(); ++j) right = right && data[j] == seen({5, 0}, w.first + step(j) * std::lround(w.every / dt.value));
    CHECK(right);
    auto const time = test::read<double>(file, "/report/v1/mapping/time");
    CHECK((time[0] == w.start && std::abs(time[1] - w.ends) < 1e-12 && time[2] == w.every));
  }
}

TEST_CASE("reports: BMTK's columns about the SWC file") {
  test::folder const here;
  std::string const file = here / "v.h5";
  report_writer w(file, {{0, "v1", 0, {{0, 0, 0.5, {{1, 1, 1}}}, {1, 1, 0.5, {{4, 9, 3}}}}}}, {.when = {.dt = dt, .every = dt, .stop = {1}}, .variable = "cai"});
  play(w, 10);
  w.finish();
  CHECK(test::read<std::int64_t>(file, "/report/v1/mapping/swc_ids_beg") == std::vector<std::int64_t>{1, 4});
  CHECK(test::read<std::int64_t>(file, "/report/v1/mapping/swc_ids_end") == std::vector<std::int64_t>{1, 9});
  CHECK(test::read<std::int64_t>(file, "/report/v1/mapping/seg_types") == std::vector<std::int64_t>{1, 3});
  CHECK(test::text(file, "/report/v1/data", "units") == "mM");
}

TEST_CASE("reports: the same bytes from any number of ranks, however rows are buffered") {
  test::folder const here;
  auto const all = cells(30);
  for (std::size_t const buffer : {std::size_t(1), std::size_t(5000), std::size_t(1) << 22}) {  // a row, blocks that do not divide the rows, all
    report_writer::options const o{.when = {.dt = dt, .every = {0.2}, .stop = {120}}, .buffer = buffer};
    {
      report_writer w(here / "1.h5", all, o);
      play(w, 1200);
      w.finish();
    }
    CHECK(test::shape(here / "1.h5", "/report/lgn/data") == std::vector<std::size_t>{600, 20});
    CHECK(at(here / "1.h5", "lgn", 599, 0) == seen({113, 0}, 1199));  // node 1, the first of its population
    std::string const one = test::slurp(here / "1.h5");
    for (int const size : {2, 3, 35})
      for (bool const told : {true, false}) {
        INFO(size << " ranks, buffer " << buffer << (told ? ", told which cells are here" : ", shown NaN"));
        auto const here_on = [&](int r) { return [=](gid g) { return int(g) % size == r; }; };
        std::vector<std::unique_ptr<report_writer>> by;
        for (int r = 0; r < size; ++r)
          by.push_back(std::make_unique<report_writer>(here / "n.h5", all, o, test::played(r, size), told ? std::function<bool(gid)>(here_on(r)) : nullptr));
        for (int r = 0; r < size; ++r) play(*by[std::size_t(r)], 1200, told ? std::function<bool(gid)>() : here_on(r));
        for (int r = size - 1; r >= 0; --r) by[std::size_t(r)]->finish();
        CHECK(test::slurp(here / "n.h5") == one);
      }
  }
  CHECK(here.count("") == 2);
}

TEST_CASE("reports: memory is bounded by the buffer, not by the length of the run") {
  test::folder const here;
  std::vector<report_cell> const all = cells(100);
  auto const peak = [&](step steps) {
    test::ending const e = test::apart([&] {
      report_writer w(here / "v.h5", all, {.when = {.dt = dt, .every = dt, .stop = double(steps) * dt}, .buffer = 1 << 20});
      play(w, steps);
      w.finish();
      rusage u;
      ::getrusage(RUSAGE_SELF, &u);
      std::fprintf(stderr, "%ld", u.ru_maxrss);
    });
    REQUIRE(e.status == 0);
    return double(std::stol(e.err)) / 1024;
  };
  double const brief = peak(2000), lengthy = peak(40000);  // 3.2 MB and 64 MB of numbers
  INFO(brief << " MB, " << lengthy << " MB");
  CHECK(std::filesystem::file_size(here / "v.h5") > 60'000'000);
  CHECK(lengthy - brief < 8);
}

TEST_CASE("reports: what is refused") {
  test::folder const here;
  report_cell const one{5, "v1", 0, {{0, 0}}};
  report_writer::options const good{.when = {.dt = dt, .every = dt, .stop = {1}}};
  auto const with = [&](double every, double start, double stop) { return report_writer::options{.when = {.dt = dt, .every = {every}, .start = {start}, .stop = {stop}}}; };
  CHECK_THROWS_WITH(report_writer(here / "v.h5", {}, good), ContainsSubstring("a report of no cells"));
  CHECK_THROWS_WITH(report_writer(here / "v.h5", {one, one}, good), ContainsSubstring("node 0 of v1 twice"));
  CHECK_THROWS_WITH(report_writer(here / "v.h5", {one}, with(0.15, 0, 1)), ContainsSubstring("whole steps"));
  CHECK_THROWS_WITH(report_writer(here / "v.h5", {one}, with(0.01, 0, 1)), ContainsSubstring("whole steps"));
  CHECK_THROWS_WITH(report_writer(here / "v.h5", {one}, with(0.1, 2, 1)), ContainsSubstring("end_time after it"));
  CHECK_THROWS_AS(report_writer(here / "no/v.h5", {one}, good), input_error);
  // A cell that no rank had, and one that two had.
  for (bool const both : {false, true}) {
    report_writer a(here / "v.h5", {one}, good, test::played(0, 2), [=](gid) { return both; });
    report_writer b(here / "v.h5", {one}, good, test::played(1, 2), [=](gid) { return both; });
    play(a, 10);
    play(b, 10);
    b.finish();
    CHECK_THROWS_WITH(a.finish(), ContainsSubstring(both ? "by 2 ranks" : "by 0 ranks"));
  }
}
