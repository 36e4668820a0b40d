// SPDX-License-Identifier: BSD-3-Clause
// The program whole_cortex is killed, interrupted, and goes on.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fcntl.h>
#include <signal.h>

#include <chrono>
#include <random>
#include <thread>

namespace {

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
using words = std::vector<std::string>;

words with(words a, words const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
/// A small cortex that is quickly built.
words of(test::folder const& f, std::string const& out, words const& more = {}, std::string const& ms = "100", std::string const& neurons = "860") {
  return with({PALLIUM_WHOLE_CORTEX, "--neurons", neurons, "--duration", ms, "--out", f / out}, more);
}
words over_ranks([[maybe_unused]] int n, words const& call) {
#ifdef PALLIUM_MPIEXEC
  return with({PALLIUM_MPIEXEC, "--allow-run-as-root", "--oversubscribe", "-n", std::to_string(n)}, call);
#else
  return call;
#endif
}

/// A program that runs beside this one.
class running {
 public:
  running(test::folder const& f, words const& call) : out_(f / "beside") {
    std::vector<char*> arguments;
    for (auto const& w : call) arguments.push_back(const_cast<char*>(w.c_str()));
    arguments.push_back(nullptr);
    child_ = fork();
    if (child_ != 0) return;
    int const file = open(out_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    dup2(file, 1);
    dup2(file, 2);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  running(running const&) = delete;
  running& operator=(running const&) = delete;
  ~running() {
    if (child_ > 0) send(SIGKILL), wait();
  }
  void send(int number) const { kill(child_, number); }
  /// Its status; that of a signal is negative.
  int wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  bool ended() {
    int status = 0;
    if (child_ > 0 && waitpid(child_, &status, WNOHANG) == child_) child_ = 0;
    return child_ == 0;
  }
  std::string said() const { return test::slurp(out_); }

 private:
  std::string out_;
  pid_t child_ = 0;
};

test::outcome run(test::folder const& f, words const& call) { return test::run_program(f, call[0], {call.begin() + 1, call.end()}); }
std::vector<fs::path> checkpoints(std::string const& out) {
  std::vector<fs::path> all;
  std::error_code e;
  for (auto const& x : fs::directory_iterator(out, e))
    if (auto const n = x.path().filename().string(); x.is_directory() && n.starts_with("checkpoint_") && !n.ends_with(".part")) all.push_back(x.path());
  std::sort(all.rbegin(), all.rend());
  return all;
}
/// Until there are that many checkpoints, or more.
void until(std::string const& out, std::size_t n, running& of) {
  while (checkpoints(out).size() < n && !of.ended()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

/// The same run, not cut, without checkpoints.
struct uncut {
  test::folder f;
  std::string spikes;
  double seconds = 0;
  uncut() {
    auto const begin = std::chrono::steady_clock::now();
    auto const r = run(f, of(f, "out", {"--threads", "1"}));
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    INFO(r.err);
    REQUIRE(r.code == 0);
    spikes = test::slurp(f / "out/spikes.h5");
    REQUIRE(spikes.size() > 2000);
  }
};
uncut const& reference() {
  static uncut const r;
  return r;
}

}  // namespace

TEST_CASE("killed at any time and restored on other threads, it writes the bytes of a run that was not cut") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int restored = 0;
  for (int round = 0; round < 4; ++round) {
    test::folder const f;
    std::string const out = f / "out";
    int code = -1;
    std::string told;
    for (int life = 0; code != 0 && life < 12; ++life) {
      bool const goes_on = !checkpoints(out).empty();
      words call = of(f, "out", {"--checkpoint-every", "8", "--overwrite", "--threads", std::to_string(1 + (round + life) % 3)});
      if (goes_on) call = with(call, {"--restore", out});
      restored += goes_on;
      running p(f, call);
      if (life < 2) {  // later it may end
        if (life == 0) until(out, 1 + std::size_t(round % 2), p);
        std::this_thread::sleep_for(std::chrono::duration<double>(reference().seconds * double(random() % 1000) / 2000));
        p.send(SIGKILL);
      }
      code = p.wait();
      told += p.said();
      if (code != 0 && code != -SIGKILL) break;
    }
    INFO(told);
    REQUIRE(code == 0);
    CHECK(test::slurp(out + "/spikes.h5") == reference().spikes);
    CHECK(checkpoints(out).size() <= 3);
  }
  CHECK(restored >= 3);
}

#ifdef PALLIUM_MPIEXEC
TEST_CASE("restored on other ranks, it writes the same bytes") {
  for (auto const& [first, then] : {std::pair{1, 2}, {2, 1}}) {
    test::folder const f;
    std::string const out = f / "out";
    words const often{"--checkpoint-every", "8", "--overwrite", "--threads", "1"};
    auto const begun = run(f, over_ranks(first, of(f, "out", often, "42")));
    INFO(begun.err);
    REQUIRE(begun.code == 0);
    auto const r = run(f, over_ranks(then, of(f, "out", with(often, {"--restore", out}))));
    INFO(r.err);
    REQUIRE(r.code == 0);
    CHECK_THAT(r.err, ContainsSubstring("going on from " + out + "/checkpoint_"));
    CHECK(test::slurp(out + "/spikes.h5") == reference().spikes);
  }
}
#endif

TEST_CASE("a corrupt checkpoint is refused by name and the older one is used; a foreign one ends with status 2") {
  test::folder const f;
  std::string const out = f / "out";
  words const often{"--checkpoint-every", "10", "--overwrite"}, call = of(f, "out", often);
  REQUIRE(run(f, of(f, "out", often, "42")).code == 0);
  auto const two = checkpoints(out);
  REQUIRE(two.size() == 2);
  auto const spoilt = two[0] / "rank_0.h5";
  auto text = test::slurp(spoilt);
  text[text.size() / 2] = char(text[text.size() / 2] ^ 1);
  std::ofstream(spoilt, std::ios::binary) << text;

  for (words const& other : std::vector<words>{{"--seed", "7"}, {"--dt", "0.05", "--calibration", PALLIUM_SOURCE_DIR "/examples/whole_cortex/calibrations/embedded_perisomatic.json"}, {"--real", "double"}, {}}) {
    auto const r = run(f, of(f, "out", with(often, with(other, {"--restore", two[1].string()})), "100", other.empty() ? "946" : "860"));
    INFO(r.err);
    CHECK(r.code == 2);
    CHECK_THAT(r.err, ContainsSubstring("found") && ContainsSubstring("no checkpoint that can be used"));
    CHECK(fs::exists(two[1] / "manifest.json"));
  }
  auto const r = run(f, with(call, {"--restore", out}));
  INFO(r.err);
  CHECK(r.code == 0);
  CHECK_THAT(r.err, ContainsSubstring(spoilt.string()) && ContainsSubstring("going on from " + two[1].string()));
  CHECK(test::slurp(out + "/spikes.h5") == reference().spikes);
  CHECK(fs::exists(two[1]));  // it was restored

  auto const none = run(f, with(call, {"--restore", f / "nothing"}));
  CHECK(none.code == 2);
  CHECK_THAT(none.err, ContainsSubstring("--restore: found no checkpoint in"));
  CHECK(run(f, of(f, "out", {"--overwrite", "--checkpoint-every", "0"})).code == 2);
  CHECK(run(f, of(f, "out", {"--restore", out})).code == 2);  // results are there, and may not be written over
}

TEST_CASE("an interrupt ends the epoch, writes checkpoint and results, and says how to go on") {
  for (int number : {SIGINT, SIGTERM}) {
    test::folder const f;
    std::string const out = f / "out it's";
    running p(f, of(f, "out it's", {"--checkpoint-every", "5"}, "4000"));
    until(out, 2, p);
    p.send(number);
    int const code = p.wait();
    std::string const said = p.said();
    INFO(said);
    REQUIRE(code == 130);
    CHECK(fs::exists(out + "/spikes.h5"));
    CHECK(fs::exists(out + "/summary.json"));
    auto const at = said.find("to go on:\n");
    REQUIRE(at != std::string::npos);
    std::string next = said.substr(at + 10);
    next = next.substr(0, next.find('\n'));
    auto const length = next.find("4000");
    REQUIRE(length != std::string::npos);
    next.replace(length, 4, "100");
    auto const r = run(f, {"/bin/sh", "-c", next});
    INFO(r.err);
    // it may have come further than 100 ms, and says so
    if (r.code == 2) {
      CHECK_THAT(r.err, ContainsSubstring("expected one before the end at 100 ms"));
    } else {
      CHECK(r.code == 0);
      CHECK(test::slurp(out + "/spikes.h5") == reference().spikes);
    }
  }
}

TEST_CASE("a second interrupt stops at once; the checkpoints stay") {
  test::folder const f;
  std::string const out = f / "out";
  running p(f, of(f, "out", {"--checkpoint-every", "5"}, "4000"));
  until(out, 2, p);
  p.send(SIGSTOP);  // so that it meets both before it can go on
  p.send(SIGINT);
  p.send(SIGTERM);
  p.send(SIGCONT);
  CHECK(p.wait() == 130);
  CHECK(p.said().find("to go on") == std::string::npos);
  CHECK_FALSE(fs::exists(out + "/summary.json"));
  auto const r = run(f, of(f, "out", {"--restore", out, "--overwrite"}, "100"));
  INFO(r.err);
  if (r.code == 2) CHECK_THAT(r.err, ContainsSubstring("expected one before the end at 100 ms"));  // it had come further
  else CHECK(test::slurp(out + "/spikes.h5") == reference().spikes);
}
