// SPDX-License-Identifier: BSD-3-Clause
// Checkpoints on disk: generations, spikes so far, and whatever may happen to the files.
#include "small.hpp"

#include <pallium/io/checkpoint/folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <iterator>
#include <random>
#include <set>

using namespace test;
using Catch::Matchers::ContainsSubstring;
namespace ck = pallium::io::checkpoint;

namespace {

using net_type = network<cells<stick, leaky>>;
constexpr duration dt{0.1};

void describe(net_type& net, std::uint64_t seed) {
  auto const c = net.add(30, squid()), p = net.add(5, leaky({.I_e = 400}));
  net.stimulate({0, p.last}, receptor{0}, {0.004}, stimulus::poisson{.rate = {0.25}, .seed = seed});
  net.connect(connect::fixed_indegree(c, {0, p.last}, 5, receptor{0}, {.weight = {0.002}, .delay = 2.3_ms}, {.seed = seed}));
}

template <class Real> struct run_of {
  net_type net;
  simulation<net_type, exec::few<Real>> sim;
  ck::folder keep;

  run_of(fs::path const& out, std::uint64_t seed, std::size_t generations = 2)
      : net(cold), sim((describe(net, seed), net), exec::few<Real>{}), keep(out, {}, {generations, "files"}) {
    sim.attach(keep);
  }
  /// To a time [ms], with a checkpoint every so many ms.
  void to(double end, double every) {
    step next = sim.now();
    sim.after_epoch([this, every, &next](auto const& s) {
      if (s.now() < next + to_steps({every}, dt)) return;
      next = s.now();
      keep.write(s.now(), [&](state_sink& to) { s.save(to); });
    });
    sim.run({end - double(sim.now()) * dt.value}, dt);
  }
};

std::vector<spike> uncut(double ms, std::uint64_t seed = 1) {
  net_type net(cold);
  describe(net, seed);
  simulation sim(net, exec::few<double>{});
  seen all;
  sim.attach(all);
  sim.run({ms}, dt);
  return all.all;
}

std::set<std::string> names(fs::path const& in) {
  std::set<std::string> all;
  for (auto const& f : fs::directory_iterator(in)) all.insert(f.path().filename().string());
  return all;
}
std::string bytes_of_file(fs::path const& p) {
  std::ifstream in(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put(fs::path const& p, std::string const& bytes) { std::ofstream(p, std::ios::binary) << bytes; }

/// Goes on in a folder; what was said of checkpoints that are no good.
struct resumed {
  std::vector<std::string> told;
  std::string error;
  fs::path from;
  std::vector<spike> spikes;
  step began = 0;

  explicit resumed(fs::path const& dir, fs::path const& out, double end, std::uint64_t seed = 1) {
    run_of<double> r(out, seed);
    try {
      from = ck::restore(dir, {}, [&](ck::reader& in) { r.sim.load(in, dt), r.keep.goes_on(in); }, [&](std::string const& why) { told.push_back(why); });
      began = r.sim.now();
      r.to(end, 5);
      spikes = r.keep.spikes();
    } catch (input_error const& e) {
      error = e.what();
    }
  }
};

}  // namespace

TEST_CASE("two generations are kept, and any goes on to the spikes of a run that was not cut") {
  temp_folder out("ck_generations");
  auto const expected = uncut(60);
  REQUIRE(expected.size() > 100);
  run_of<double>(out.path, 1).to(32, 5);
  CHECK(names(out.path) == std::set<std::string>{"checkpoint_000000000250", "checkpoint_000000000300", "checkpoint_spikes_0_50.0.h5",
                                                 "checkpoint_spikes_50_100.0.h5", "checkpoint_spikes_100_150.0.h5", "checkpoint_spikes_150_200.0.h5",
                                                 "checkpoint_spikes_200_250.0.h5", "checkpoint_spikes_250_300.0.h5"});
  // the newest, into the same folder; it stays
  resumed const again(out.path, out.path, 60);
  CHECK(again.error == "");
  CHECK(again.began == 300);
  CHECK(again.spikes == expected);
  auto const left = names(out.path);
  for (char const* n : {"checkpoint_000000000300", "checkpoint_000000000550", "checkpoint_000000000600"}) CHECK(left.contains(n));
  CHECK(!left.contains("checkpoint_000000000500"));
  CHECK(!left.contains("checkpoint_000000000250"));
  // an older one by its name, into another folder, which then stands by itself
  temp_folder other("ck_other");
  resumed const elsewhere(out.path / "checkpoint_000000000550" / "", other.path, 65);
  CHECK(elsewhere.error == "");
  CHECK(elsewhere.began == 550);
  CHECK(elsewhere.spikes == uncut(65));
  fs::remove_all(out.path);
  resumed const alone(other.path, other.path, 70);
  CHECK(alone.began == 650);
  CHECK(alone.spikes == uncut(70));
}

TEST_CASE("a corrupt checkpoint is refused by name, and the older one is used") {
  temp_folder out("ck_corrupt"), work("ck_corrupt_work");
  run_of<double>(out.path, 1).to(20, 5);
  auto const expected = uncut(24);
  std::string const newest = "checkpoint_000000000200";
  std::vector<fs::path> const files{fs::path(newest) / "rank_0.h5", fs::path(newest) / "manifest.json", "checkpoint_spikes_150_200.0.h5"};
  auto const tried = [&](fs::path const& file, std::string const& how, auto&& spoil) {
    fs::remove_all(work.path);
    fs::copy(out.path, work.path, fs::copy_options::recursive);
    spoil(work.path / file);
    resumed const r(work.path, work.path, 24);
    INFO(file << ": " << how);
    CHECK(r.error == "");
    CHECK(r.spikes == expected);
    if (r.told.empty()) CHECK(r.began == 200);
    else {
      CHECK(r.began == 150);
      CHECK_THAT(r.told[0], ContainsSubstring(how == "no folder" ? "" : file.parent_path().empty() ? "checkpoint_spikes" : newest));
    }
    return !r.told.empty();
  };
  std::mt19937 random(20261127);
  for (auto const& f : files) {
    auto const whole = bytes_of_file(out.path / f);
    for (std::size_t size : {std::size_t{0}, whole.size() / 2, whole.size() - 3})
      CHECK(tried(f, std::to_string(size) + " bytes", [&](fs::path const& p) { put(p, whole.substr(0, size)); }));
    CHECK(tried(f, "gone", [](fs::path const& p) { fs::remove(p); }));
    int noticed = 0;
    for (int k = 0; k < 12; ++k) {
      std::size_t const at = random() % whole.size();
      noticed += tried(f, "byte " + std::to_string(at), [&](fs::path const& p) {
        auto text = whole;
        text[at] = char(text[at] ^ (1 << (k % 8)));
        put(p, text);
      });
    }
    CHECK(noticed >= (f.extension() == ".json" ? 9 : 6));  // others are in room that is not used, or between words
  }
  // what a killed run leaves is no checkpoint
  fs::remove_all(work.path);
  fs::copy(out.path, work.path, fs::copy_options::recursive);
  fs::rename(work.path / newest, work.path / (newest + ".part"));
  resumed const r(work.path, work.path, 24);
  CHECK(r.began == 150);
  CHECK(r.told.empty());
  CHECK(r.spikes == expected);
  CHECK(!names(work.path).contains(newest + ".part"));
  // none is left
  fs::remove_all(work.path);
  fs::create_directories(work.path);
  CHECK_THAT(resumed(work.path, work.path, 24).error, ContainsSubstring("found no checkpoint, expected"));
  CHECK_THAT(resumed(work.path / "nothing", work.path, 24).error, ContainsSubstring("found no checkpoint, expected"));
}

TEST_CASE("a checkpoint of something else is foreign") {
  temp_folder out("ck_foreign");
  run_of<double>(out.path, 1).to(12, 5);
  auto const told = [&](auto&& load) {
    std::vector<std::string> all;
    try {
      ck::restore(out.path, {}, load, [&](std::string const& why) { all.push_back(why); });
      FAIL("it was taken");
    } catch (input_error const& e) {
      CHECK_THAT(e.what(), ContainsSubstring(out.path.string() + ": found no checkpoint that can be used"));
    }
    REQUIRE(all.size() == 2);
    return all[0];
  };
  temp_folder none("ck_foreign_none");
  CHECK_THAT(told([&](ck::reader& in) { run_of<double>(none.path, 2).sim.load(in, dt); }), ContainsSubstring("another seed, projection or stimulus"));
  CHECK_THAT(told([&](ck::reader& in) { run_of<double>(none.path, 1).sim.load(in, 0.05_ms); }), ContainsSubstring("found dt [ms] 0.1"));
  CHECK_THAT(told([&](ck::reader& in) { run_of<float>(none.path, 1).sim.load(in, dt); }), ContainsSubstring("found number type double, expected number type float"));
  CHECK_THAT(told([&](ck::reader& in) {
    net_type net(cold);
    net.add(3, squid());
    simulation sim(net, exec::few<double>{});
    sim.load(in, dt);
  }), ContainsSubstring("found 35 cells, expected 3"));
  CHECK_THAT(told([&](ck::reader& in) {
    net_type net(cold);
    net.add(30, squid(140));
    net.add(5, leaky());
    simulation sim(net, exec::few<double>{});
    sim.load(in, dt);
  }), ContainsSubstring("population 0 of other cells"));
}

TEST_CASE("a simulation to which a foreign state was shown takes another") {
  temp_folder out("ck_second"), other("ck_second_other");
  run_of<double>(out.path, 1).to(6, 5);
  run_of<double>(other.path, 2).to(6, 5);
  run_of<double> r(out.path, 1);
  ck::reader foreign(other.path / "checkpoint_000000000050"), mine(out.path / "checkpoint_000000000050");
  CHECK_THROWS_AS(r.sim.load(foreign, dt), input_error);
  r.sim.load(mine, dt);
  r.keep.goes_on(mine);
  r.to(20, 50);
  CHECK(r.keep.spikes() == uncut(20));
}

TEST_CASE("checkpoints of an earlier run do not push out those of this one") {
  temp_folder out("ck_earlier");
  run_of<double>(out.path, 2).to(40, 10);
  run_of<double>(out.path, 1).to(15, 5);
  auto const left = ck::folder::found(out.path);
  REQUIRE(left.size() == 2);
  CHECK(left[0].filename() == "checkpoint_000000000150");
  CHECK(left[1].filename() == "checkpoint_000000000100");
  CHECK(resumed(out.path, out.path, 20).spikes == uncut(20));
}

TEST_CASE("what cannot be written is said, and leaves what was there") {
  temp_folder out("ck_full");
  run_of<double>(out.path, 1).to(6, 5);
  auto const before = names(out.path);
  {
    run_of<double> r(out.path, 1);
    r.sim.run(8_ms, dt);
    CHECK_THROWS_AS(r.keep.write(r.sim.now(), [](state_sink&) { throw input_error("full"); }), input_error);
  }
  CHECK(names(out.path) == before);
  CHECK(ck::folder::step_of("checkpoint_000000000150") == 150);
  CHECK(!ck::folder::step_of("checkpoint_000000000150.part"));
  CHECK(!ck::folder::step_of("checkpoint_spikes_0_50.0.h5"));
  CHECK(ck::folder::name(1234567890123) == "checkpoint_1234567890123");
}

TEST_CASE("a digest does not depend on the pieces, and any bit changes it") {
  std::vector<std::byte> some(1000);
  std::mt19937 random(5);
  for (auto& b : some) b = std::byte(random() & 255u);
  auto const whole = digest().add(some).value();
  for (std::size_t piece : {1u, 7u, 32u, 33u, 500u}) {
    digest d;
    for (std::size_t at = 0; at < some.size(); at += piece) d.add(std::span(some).subspan(at, std::min(piece, some.size() - at)));
    CHECK(d.value() == whole);
  }
  std::set<std::uint64_t> all{whole};
  for (std::size_t at = 0; at < some.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      some[at] ^= std::byte(1 << bit);
      all.insert(digest().add(some).value());
      some[at] ^= std::byte(1 << bit);
    }
  for (std::size_t n = 0; n < some.size(); ++n) all.insert(digest().add(std::span(some).first(n)).value());
  CHECK(all.size() == 1 + 8000 + 1000);
}
