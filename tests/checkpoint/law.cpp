// SPDX-License-Identifier: BSD-3-Clause
// run(a), save, load elsewhere, run(b) is run(a + b), bit for bit: on one rank, in memory.
#include "halves.hpp"

#include <pallium/record/state_image.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace test;

namespace {

constexpr double whole = 24;

struct manner {
  char const* name;
  outcome (*play)(way const&);
  way how;
};
/// One of each: lanes, threads, schedules, storage.
std::vector<manner> const manners{{"wide, lockstep", &wide, {}},
                                  {"wide, overlap, 2 threads", &wide, {.threads = 2, .overlap = true}},
                                  {"narrow, lockstep, procedural, 3 threads", &narrow, {.threads = 3, .procedural = true}},
                                  {"narrow, overlap", &narrow, {.overlap = true}},
                                  {"scalar, overlap, procedural", &scalar, {.overlap = true, .procedural = true}}};

outcome play(manner const& m, std::vector<double> runs, state_source* from, state_sink* to) {
  way how = m.how;
  how.runs = std::move(runs);
  how.from = from;
  how.to = to;
  return m.play(how);
}
outcome const& reference() {
  static outcome const r = play(manners[0], {whole}, nullptr, nullptr);
  return r;
}

}  // namespace

TEST_CASE("a run that is saved and goes on in any other manner has the bits of one that was not cut") {
  // 0.6 ms is an epoch of lockstep, 0.3 ms one of overlap: from 7.5 ms lockstep begins within an epoch
  for (double cut : {0.0, 0.6, 7.2, 7.5, 12.9})
    for (manner const& a : manners) {
      if (!a.how.overlap && cut != 0.0 && cut != 0.6 && cut != 7.2) continue;
      record::state_image then;
      outcome const first = play(a, {cut}, nullptr, &then);
      for (manner const& b : manners) {
        INFO(cut << " ms " << a.name << ", then " << b.name);
        CHECK(first.spikes.size() < reference().spikes.size());
        outcome const all = joined(first, play(b, {whole - cut}, &then, nullptr));
        CHECK(compare(all, reference()) == "the same");
        CHECK(all.events == reference().events);
      }
    }
}

TEST_CASE("a run is cut often") {
  outcome all;
  std::vector<record::state_image> then(1 + manners.size());
  double const piece = 4.8;
  for (std::size_t k = 0; k < manners.size(); ++k) {
    outcome const some = play(manners[k], {piece}, k == 0 ? nullptr : &then[k - 1], &then[k]);
    all = k == 0 ? some : joined(all, some);
  }
  CHECK(compare(all, reference()) == "the same");
}

TEST_CASE("what a state holds does not depend on who saves it") {
  record::state_image a, b;
  play(manners[0], {7.2}, nullptr, &a);
  play(manners[1], {7.2}, nullptr, &b);
  CHECK(a.header() == b.header());
  CHECK(a.bytes() == b.bytes());
}

TEST_CASE("a state is refused by a simulation that has begun, or of another dt") {
  record::state_image then;
  CHECK_THROWS_AS(play(manners[0], {0.05}, nullptr, &then), input_error);  // within an epoch
  CHECK_THROWS_AS(play(manners[0], {0.6}, &then, nullptr), input_error);   // nothing was saved
}
