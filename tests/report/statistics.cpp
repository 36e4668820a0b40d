// SPDX-License-Identifier: BSD-3-Clause
// Statistics of trains whose statistics are known.
#include "../../examples/whole_cortex/statistics.hpp"

#include "../../examples/whole_cortex/results_write.hpp"
#include "made_results.hpp"

#include <catch2/catch_test_macros.hpp>
#include <pallium/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

using namespace whole_cortex;

namespace {

/// Two areas of excitatory and PV neurons.
struct run {
  results r;
  std::vector<pallium::spike> spikes;

  explicit run(double duration, pallium::gid each = 100) {
    r.dt = 0.1, r.duration_ms = duration;
    pallium::gid next = 0;
    for (char const* area : {"VISp_L", "VISp_R"})
      for (bool const e : {true, false}) {
        r.groups.push_back({area, "visual", "4", e ? "E" : "PV", e, {next, next + each}, ""});
        next += each;
      }
  }
  void fire(pallium::gid g, double t) { spikes.push_back({g, pallium::step(t / r.dt + 0.5), 0}); }
  statistics count() {
    std::ranges::sort(spikes, {}, [](pallium::spike const& s) { return std::pair(s.at, s.source); });
    r.spikes = spikes;
    return statistics_of(r);
  }
};
double train(std::mt19937_64& g, double hz) { return -std::log(test::uniform(g)) / hz * 1e3; }
verdict const& of(statistics const& s, std::string const& what) {
  auto const it = std::ranges::find(s.verdicts, what, &verdict::what);
  REQUIRE(it != s.verdicts.end());
  return *it;
}

}  // namespace

TEST_CASE("statistics: of Poisson trains CV and Fano factor are 1, nothing is correlated, the spectrum is flat") {
  run x(20'000);
  std::mt19937_64 g(1);
  for (pallium::gid c = 0; c < 400; ++c)
    for (double const hz = c % 200 < 100 ? 2 : 10; double const first : {train(g, hz)})
      for (double t = first; t < 20'000; t += train(g, hz)) x.fire(c, t);
  auto const s = x.count();
  CHECK(std::abs(s.kinds[0].hz - 2) < 4 * std::sqrt(2 / 4000.0));  // four standard errors
  CHECK(std::abs(s.kinds[1].hz - 10) < 4 * std::sqrt(10 / 4000.0));
  CHECK(std::abs(s.kinds[1].cv - 1) < 0.03);
  CHECK(std::abs(s.all.cv - 1) < 0.05);
  for (auto const& a : s.areas) CHECK(std::abs(a.fano - 1) < 0.13);  // 2000 bins: sd 0.03
  CHECK(std::abs(s.correlation[0][1]) < 0.1);
  CHECK(s.correlation[0][0] == 1.0f);
  // A Poisson process has a one-sided spectrum of twice its rate; of n neurons' mean, a share of n.
  double mean = 0;
  for (std::size_t k = 5; k < 505; ++k) mean += s.power.psd[0][k] / 500;
  CHECK(std::abs(mean / (2 * 6 / 400.0) - 1) < 0.08);
  CHECK(of(s, "rate of excitatory neurons").is == judgement::passed);
  CHECK(of(s, "rate of PV").is == judgement::passed);
  CHECK(of(s, "irregularity").is == judgement::passed);
  CHECK(of(s, "silent areas").is == judgement::passed);
  CHECK(of(s, "epileptic areas").is == judgement::passed);
}

TEST_CASE("statistics: of regular trains the CV is 0, and that is said") {
  run x(2000);
  for (pallium::gid c = 0; c < 400; ++c)
    for (double t = double(c % 50); t < 2000; t += 50) x.fire(c, t);
  auto const s = x.count();
  CHECK(s.all.hz == 20);
  CHECK(s.all.cv < 1e-6);
  CHECK(s.all.cv_neurons == 400);
  CHECK(s.areas[0].fano < 0.01);  // as many in every bin
  CHECK(s.fastest_hz == 20);
  CHECK(of(s, "irregularity").is == judgement::failed);
  CHECK(of(s, "rate of excitatory neurons").is == judgement::failed);
  CHECK(of(s, "rate of PV").is == judgement::passed);
  CHECK(of(s, "rate of every class").found == "L4 E 20.00 Hz");
}

TEST_CASE("statistics: trains that are one train: areas correlate fully, the Fano factor is that of one times their number") {
  run x(10'000);
  std::mt19937_64 g(3);
  for (double t = train(g, 3); t < 10'000; t += train(g, 3))
    for (pallium::gid c = 0; c < 400; ++c) x.fire(c, t);
  auto const s = x.count();
  CHECK(std::abs(s.correlation[0][1] - 1) < 1e-5);
  CHECK(std::abs(s.mean_correlation - 1) < 1e-5);
  CHECK(std::abs(s.areas[0].fano / 200 - 1) < 0.2);
}

TEST_CASE("statistics: a burst is epileptic, a long silence silent, each where it is") {
  run x(2000);
  std::mt19937_64 g(4);
  for (pallium::gid c = 0; c < 200; ++c)
    for (double t = 1000; t < 1050; t += 10) x.fire(c, t);  // 100 Hz
  auto const s = x.count();
  CHECK(s.areas[0].peak_hz == 100);
  CHECK(of(s, "epileptic areas").found == "VISp_L");
  CHECK(of(s, "silent areas").found == "VISp_R");
  CHECK(s.areas[1].silent == 1);
  CHECK(s.all.silent == 0.5);
  CHECK(std::isnan(s.areas[1].cv));
  CHECK(std::isnan(s.correlation[0][1]));
}

TEST_CASE("statistics: the start that is skipped counts in courses alone") {
  run x(1000);
  for (pallium::gid c = 0; c < 400; ++c)
    for (double t = 5; t < 1000; t += t < 500 ? 10 : 100) x.fire(c, t);
  x.r.skip_ms = 500;
  auto const s = x.count();
  CHECK(s.spikes == 400 * 55);
  CHECK(s.all.hz == 10);
  CHECK(s.begin_ms == 500);
  CHECK(s.areas[0].peak_hz == 20);
  auto const& course = s.area_courses[0].hz;
  double early = 0, late = 0;
  for (std::size_t k = 0; k < course.size(); ++k) (double(k) * s.bin_ms < 500 ? early : late) += course[k] * s.bin_ms * 1e-3;
  CHECK(std::abs(early - 50) < 1e-3);
  CHECK(std::abs(late - 5) < 1e-3);
  x.r.skip_ms = 5000;
  auto const none = statistics_of(x.r);
  CHECK(std::isnan(none.all.hz));
  for (auto const& v : none.verdicts) CHECK(v.is == judgement::open);
}

TEST_CASE("statistics: of what is too short or too small nothing is claimed") {
  run x(50, 10);
  x.fire(0, 10);
  auto const s = x.count();
  CHECK(s.all.spikes == 1);
  CHECK(s.power.psd.empty());
  CHECK(std::isnan(s.mean_correlation));
  for (char const* what : {"rate of excitatory neurons", "rate of every class", "irregularity", "silent areas"}) CHECK(of(s, what).is == judgement::open);
}

TEST_CASE("statistics: the irregularity of less than a second is not judged") {
  for (double const ms : {990.0, 1000.0}) {
    run x(ms);
    std::mt19937_64 g(2);
    for (pallium::gid c = 0; c < 400; ++c)
      for (double t = train(g, 20); t < ms; t += train(g, 20)) x.fire(c, t);
    auto const s = x.count();
    CHECK(s.all.cv_neurons > 300);
    CHECK((of(s, "irregularity").is == judgement::open) == (ms < 1000));
  }
}

TEST_CASE("statistics: more neurons than are looked at in one pass") {
  run x(1000, statistics::block / 2 + 7);
  pallium::gid const last = x.r.groups.back().ids.last;
  REQUIRE(last > 2 * statistics::block);
  for (pallium::gid const c : {pallium::gid{0}, statistics::block - 1, statistics::block, statistics::block + 1, last - 1})
    for (double t = 100; t < 900; t += 100) x.fire(c, t);
  x.fire(last + 5, 500);  // of nobody
  auto const s = x.count();
  CHECK(s.spikes == 40);
  CHECK(s.all.cv_neurons == 5);
  CHECK(s.all.cv < 1e-6);
  CHECK(std::abs(s.all.silent - (1 - 5 / double(last))) < 1e-12);
}

TEST_CASE("statistics: groups that overlap are refused, cells without a group are nobody's") {
  run x(100);
  x.r.groups[1].ids.first = 50;
  CHECK_THROWS_AS(x.count(), pallium::input_error);
  run y(100);
  y.r.groups.erase(y.r.groups.begin() + 1);
  y.fire(120, 50);
  CHECK(y.count().spikes == 0);
}

TEST_CASE("statistics: power of a sine is half its amplitude squared, at its frequency") {
  std::vector<double> x(8192);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = 7 + 3 * std::sin(2 * std::numbers::pi * 125 * double(k) * 1e-3);
  double df = 0;
  std::size_t segments = 0;
  auto const psd = power_spectrum(x, 1, 1024, df, segments);
  CHECK(segments == 15);
  CHECK(std::abs(df - 1000.0 / 1024) < 1e-12);
  double power = 0;
  for (float const p : psd) power += p * df;
  CHECK(std::abs(power - 4.5) < 1e-3);
  CHECK(std::ranges::max_element(psd) - psd.begin() == 128);
  CHECK(power_spectrum(std::vector<double>(63), 1, 1024, df, segments).empty());
  CHECK(power_spectrum(std::vector<double>(100), 1, 1024, df, segments).size() == 33);
}

TEST_CASE("summary of a run: every class and verdict, in lines that a terminal holds") {
  auto const m = test::made_results(20'000, 600, true);
  auto const s = statistics_of(m.r);
  std::istringstream text(summary_of_run(m.r, s));
  std::string all;
  for (std::string line; std::getline(text, line); all += line + "\n")
    if (!line.starts_with("What to look at") && !line.starts_with("  note:")) CHECK(line.size() <= 100);
  for (auto const& c : s.classes) CHECK(all.find("  " + c.name + " ") != all.npos);
  for (auto const& v : s.verdicts) CHECK(all.find(v.what) != all.npos);
  CHECK(all.find("pulse to VISp_L") != all.npos);
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(999) == "999");
}
