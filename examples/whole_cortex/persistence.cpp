// SPDX-License-Identifier: BSD-3-Clause
#include "persistence.hpp"

#include <pallium/core/error.hpp>
#ifdef WHOLE_CORTEX_SONATA
#include <pallium/io/checkpoint/folder.hpp>
#endif

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <utility>
#include <unistd.h>

namespace whole_cortex {
namespace {

using pallium::input_error;
using pallium::step;

std::atomic<int> asked{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int number) {
  if (asked.exchange(1) != 0 && number != SIGUSR1) _exit(130);
}

/// While it lives, a signal asks for an end.
class listener {
 public:
  listener() {
    asked = 0;
    struct sigaction how {};
    how.sa_handler = on_signal;
    how.sa_flags = SA_RESTART;
    for (std::size_t k = 0; k < std::size(numbers); ++k) sigaction(numbers[k], &how, &before_[k]);
  }
  listener(listener const&) = delete;
  listener& operator=(listener const&) = delete;
  ~listener() {
    for (std::size_t k = 0; k < std::size(numbers); ++k) sigaction(numbers[k], &before_[k], nullptr);
  }

 private:
  static constexpr int numbers[]{SIGINT, SIGTERM, SIGUSR1};
  struct sigaction before_[3];
};

/// As a shell reads it.
std::string quoted(std::string const& word) {
  constexpr char const* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

struct persistence::state {
  options o;
  std::vector<std::string> command;
  rank_team team;
  std::unique_ptr<listener> ears;
  step last = 0;  ///< when it was last asked
  bool stopped = false;
  std::string resumable;  ///< where there is a checkpoint to go on from
#ifdef WHOLE_CORTEX_SONATA
  pallium::io::checkpoint::ranks ranks() const {
    return {team.rank, team.size, [agree = team.agree](std::string const& failure, bool input) { return agree({failure, input}); }};
  }
  std::unique_ptr<pallium::io::checkpoint::folder> keep;
#else
  std::vector<pallium::spike> all;
#endif
};

persistence::persistence(options const& o, std::vector<std::string> command, rank_team team) : it_(std::make_unique<state>()) {
  it_->o = o;
  it_->command = std::move(command);
  it_->team = std::move(team);
#ifdef WHOLE_CORTEX_SONATA
  namespace ck = pallium::io::checkpoint;
  it_->keep = std::make_unique<ck::folder>(o.out, it_->ranks(), ck::folder::options{2, "whole_cortex"});
  it_->ranks().together([&] {
    for (auto const& [option, where] : {std::pair{"--restore", o.restore}, {"--start-from", o.start_from}})
      if (!where.empty() && ck::candidates(where).empty()) throw input_error(option, "no checkpoint in " + where, "a folder with checkpoint_*");
  });
#else
  if (!o.restore.empty() || !o.start_from.empty() || o.checkpoint_every > 0) throw input_error("--restore, --start-from, --checkpoint-every", "a program built without HDF5", "one with it");
#endif
}
persistence::~persistence() = default;

#ifdef WHOLE_CORTEX_SONATA

void persistence::spikes(std::span<pallium::spike const> some, pallium::duration dt) { it_->keep->spikes(some, dt); }
std::vector<pallium::spike> const& persistence::spikes() const { return it_->keep->spikes(); }

void persistence::warm(load const& bank) {
  namespace ck = pallium::io::checkpoint;
  state& s = *it_;
  if (s.o.start_from.empty() || !s.o.restore.empty()) return;
  auto const path = ck::restore(s.o.start_from, s.ranks(), [&](ck::reader& in) { bank(in); }, [](std::string const& why) { fmt::print(stderr, "whole_cortex: {}\n", why); });
  if (s.team.rank == 0) fmt::print(stderr, "every cell begins in the state of one of its class in {}\n", path.string());
}

double persistence::begin(load const& from) {
  namespace ck = pallium::io::checkpoint;
  state& s = *it_;
  if (!s.o.restore.empty()) {
    step const end = pallium::to_steps({s.o.duration}, {s.o.dt});
    auto const path = ck::restore(s.o.restore, s.ranks(), [&](ck::reader& in) {
      s.ranks().together([&] {
        if (in.header().now > end && in.header().dt == s.o.dt)
          throw input_error(in.path().string(), fmt::format("a checkpoint at {:g} ms", double(in.header().now) * s.o.dt), fmt::format("one before the end at {:g} ms", s.o.duration));
      });
      from(in);
      s.keep->goes_on(in);
      s.last = in.header().now;
    }, [](std::string const& why) { fmt::print(stderr, "whole_cortex: {}\n", why); });
    s.resumable = s.o.restore;
    if (s.team.rank == 0) fmt::print(stderr, "going on from {} at {:g} ms\n", path.string(), double(s.last) * s.o.dt);
  }
  s.ears = std::make_unique<listener>();
  return double(s.last) * s.o.dt;
}

bool persistence::after(step now, bool whole_epoch, save const& to) {
  state& s = *it_;
  double go_on = asked.load() == 0;
  if (s.team.size > 1) go_on = s.team.min(go_on);
  step const every = s.o.checkpoint_every > 0 ? std::max<step>(1, pallium::to_steps({s.o.checkpoint_every}, {s.o.dt})) : 0;
  bool const due = every > 0 && now / every > s.last / every;
  if (whole_epoch && (due || go_on == 0)) {
    try {
      s.keep->write(now, to);
      s.resumable = s.o.out;
    } catch (input_error const& e) {
      fmt::print(stderr, "whole_cortex: no checkpoint at {:g} ms: {}; the run {}\n", double(now) * s.o.dt, e.what(), go_on == 0 ? "ends" : "goes on");
    } catch (pallium::rank_error const& e) {
      if (!e.input) throw;
    }
    s.last = now;
  }
  s.stopped = go_on == 0;
  return s.stopped;
}

#else

void persistence::spikes(std::span<pallium::spike const> some, pallium::duration) { it_->all.insert(it_->all.end(), some.begin(), some.end()); }
std::vector<pallium::spike> const& persistence::spikes() const { return it_->all; }
void persistence::warm(load const&) {}
double persistence::begin(load const&) {
  it_->ears = std::make_unique<listener>();
  return 0;
}
bool persistence::after(step, bool, save const&) {
  double go_on = asked.load() == 0;
  if (it_->team.size > 1) go_on = it_->team.min(go_on);
  return it_->stopped = go_on == 0;
}

#endif

bool persistence::interrupted() const { return it_->stopped; }

std::string persistence::command_to_go_on() const {
  state const& s = *it_;
  if (s.resumable.empty()) return {};
  std::string text = s.team.size > 1 ? fmt::format("mpirun -n {} ", s.team.size) : "";
  for (std::size_t k = 0; k < s.command.size(); ++k) {
    std::string const& word = s.command[k];
    if (word == "--overwrite" || word.starts_with("--restore=")) continue;
    if (word == "--restore") {
      ++k;
      continue;
    }
    text += quoted(word) + " ";
  }
  return text + fmt::format("--restore {} --overwrite", quoted(s.resumable));
}

}  // namespace whole_cortex
