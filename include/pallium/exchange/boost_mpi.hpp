// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/exchange/detail/spike_code.hpp>

#include <boost/mpi/communicator.hpp>

#include <array>
#include <deque>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace pallium::exchange {

/// Spikes between processes over MPI, by Boost.MPI's communicator; opt-in header: link `pallium::mpi`. Only the thread that runs the
/// simulation calls MPI (MPI_THREAD_FUNNELED).
///
/// | `options::way` | how                                                                                                       |
/// |----------------|-----------------------------------------------------------------------------------------------------------|
/// | `gather`       | every rank gets all spikes, each epoch: for few ranks                                                     |
/// | `targeted`     | a rank gets the spikes of cells that have targets on it; if all delays between two ranks are long, it gets them in a larger message every so many epochs |
/// | `automatic`    | `gather` up to 8 ranks with schedule::lockstep, else `targeted`                                           |
///
/// Copies share one state, so that a program can ask for `facts()` later. A rank that throws in `simulation::run` tells all others,
/// which throw a rank_error at the end of the epoch that they are in.
class boost_mpi {
 public:
  enum class way { automatic, gather, targeted };
  struct options {
    way how = way::automatic;
  };

  boost_mpi() : boost_mpi(boost::mpi::communicator()) {}
  boost_mpi(boost::mpi::communicator const& world) : boost_mpi(world, options{}) {}
  boost_mpi(boost::mpi::communicator const& world, options o) : it_(std::make_shared<state>(world, o)) {}

  int rank() const { return it_->world.rank(); }
  int size() const { return it_->world.size(); }
  double min(double v) const {
    double least = v;
    MPI_Allreduce(&v, &least, 1, MPI_DOUBLE, MPI_MIN, it_->world);
    return least;
  }
  void share(std::vector<double>& numbers) const { MPI_Bcast(numbers.data(), int(numbers.size()), MPI_DOUBLE, 0, it_->world); }

  bool agree(rank_failure const& mine, std::uint64_t fingerprint) const {
    std::array<std::uint64_t, 2> const my{mine.text.empty() ? 0u : mine.input ? 2u : 1u, fingerprint};
    std::vector<std::uint64_t> all(2 * it_->ranks());
    MPI_Allgather(my.data(), 2, MPI_UINT64_T, all.data(), 2, MPI_UINT64_T, it_->world);
    for (int r = 0; r < size(); ++r) {
      if (all[2 * std::size_t(r)] == 0) continue;
      int length = checked(mine.text.size());
      MPI_Bcast(&length, 1, MPI_INT, r, it_->world);
      std::string text(std::size_t(length), ' ');
      if (r == rank()) text = mine.text;
      MPI_Bcast(text.data(), length, MPI_CHAR, r, it_->world);
      if (r == rank()) return true;
      throw rank_error(r, text, all[2 * std::size_t(r)] == 2);
    }
    for (int r = 1; r < size(); ++r)
      if (all[2 * std::size_t(r) + 1] != all[1]) {
        std::string const text = "found another network, seed or step than rank 0 has, expected one description on all ranks";
        if (r == rank()) throw input_error("rank " + std::to_string(r) + ": " + text);
        throw rank_error(r, text, true);
      }
    return false;
  }

  void begin(exchange_plan const& plan) { it_->begin(plan); }
  void post(step epoch, std::span<spike const> spikes) { it_->post(epoch, spikes); }
  std::span<spike const> collect(step epoch) { return it_->collect(epoch); }
  void fail(rank_failure const& why) noexcept { it_->fail(why); }
  exchange_facts facts() const noexcept { return it_->facts; }

  /// A number of each rank, on all. For the end of a run, as the next.
  std::vector<std::uint64_t> each(std::uint64_t mine) const {
    std::vector<std::uint64_t> all(it_->ranks());
    MPI_Allgather(&mine, 1, MPI_UINT64_T, all.data(), 1, MPI_UINT64_T, it_->world);
    return all;
  }
  /// The spikes of all ranks on rank 0, ordered by (at, source); nothing on the others.
  std::vector<spike> all_on_first(std::vector<spike> const& mine) const {
    int const bytes = checked(mine.size() * sizeof(spike));
    std::vector<int> sizes(it_->ranks()), offsets(it_->ranks());
    MPI_Gather(&bytes, 1, MPI_INT, sizes.data(), 1, MPI_INT, 0, it_->world);
    std::size_t sum = 0;
    for (std::size_t r = 0; r < sizes.size(); ++r) {
      offsets[r] = checked(sum);
      sum += rank() == 0 ? std::size_t(sizes[r]) : 0;
    }
    std::vector<spike> all(sum / sizeof(spike));
    MPI_Gatherv(mine.data(), bytes, MPI_BYTE, all.data(), sizes.data(), offsets.data(), MPI_BYTE, 0, it_->world);
    std::sort(all.begin(), all.end(), [](spike const& a, spike const& b) { return a.at != b.at ? a.at < b.at : a.source < b.source; });
    return all;
  }

 private:
  static int checked(std::size_t bytes) {
    if (bytes > std::size_t(std::numeric_limits<int>::max())) throw error("boost_mpi: a message of " + std::to_string(bytes) + " bytes");
    return static_cast<int>(bytes);
  }

  struct state {
    enum tag { spikes_tag = 1, failure_tag = 2 };
    struct outbox {
      int rank;
      step period;
      std::vector<spike> waiting;
    };
    struct inlet {
      int rank;
      step period, received = 0;  ///< messages so far
    };
    struct sent {
      std::vector<unsigned char> bytes;
      MPI_Request request = MPI_REQUEST_NULL;
    };

    state(boost::mpi::communicator const& w, options o) : world(w, boost::mpi::comm_duplicate), asked(o.how), how(o.how) {}
    state(state const&) = delete;
    state& operator=(state const&) = delete;
    ~state() {
      if (dead || std::uncaught_exceptions() > 0) {
        // Others may never answer, and MPI may still look at what it was given: all of it stays until the process ends.
        struct rest {
          boost::mpi::communicator world;
          std::deque<sent> under_way;
          std::vector<unsigned char> mine, buffer;
          std::vector<int> size, sizes, offsets;
        };
        new rest{world, std::move(under_way), std::move(mine), std::move(buffer), std::move(size), std::move(sizes), std::move(offsets)};
        return;
      }
      try {
        finish();
      } catch (...) {
      }
    }

    /// Takes in what was sent to this rank after its last epoch, and waits until what it sent has left.
    void finish() {
      if (plan.map == nullptr) return;
      receive(posted + 1 + plan.in_flight);
      for (sent& s : under_way) MPI_Wait(&s.request, MPI_STATUS_IGNORE);
      under_way.clear();
    }

    std::size_t ranks() const { return static_cast<std::size_t>(world.size()); }

    void begin(exchange_plan const& p) {
      finish();  // of an earlier simulation
      out.clear();
      in.clear();
      plan = p;
      map = *p.map;
      plan.map = &map;
      posted = p.first - 1;
      if (asked == way::automatic) how = world.size() <= 8 && p.in_flight == 0 ? way::gather : way::targeted;
      if (how == way::gather) return;
      std::vector<int> to(ranks(), 0), from(ranks(), 0);
      for (auto const& peer : p.to) {
        step const period = std::max<step>(1, peer.soonest - p.in_flight);
        out.push_back({peer.rank, period, {}});
        to[std::size_t(peer.rank)] = static_cast<int>(period);
      }
      MPI_Alltoall(to.data(), 1, MPI_INT, from.data(), 1, MPI_INT, world);
      for (int r = 0; r < world.size(); ++r)
        if (from[std::size_t(r)] > 0) in.push_back({r, from[std::size_t(r)]});
    }

    void post(step epoch, std::span<spike const> spikes) {
      posted = epoch;
      if (world.size() == 1) return;
      if (how == way::gather) {
        mine.clear();
        code.encode(map, world.rank(), epoch * plan.epoch + 1, spikes, mine);
        facts.messages += std::uint64_t(world.size()) - 1;
        facts.bytes += mine.size() * (std::uint64_t(world.size()) - 1);
        facts.spikes += spikes.size() * (std::uint64_t(world.size()) - 1);
        return;
      }
      for (spike const& s : spikes)
        for (std::uint32_t k : plan.targets(s.source)) out[k].waiting.push_back(s);
      while (!under_way.empty() && done(under_way.front().request)) under_way.pop_front();
      for (outbox& o : out) {
        if ((epoch - plan.first + 1) % o.period != 0) continue;
        sent& s = under_way.emplace_back();
        code.encode(map, world.rank(), (epoch - o.period + 1) * plan.epoch + 1, o.waiting, s.bytes);
        MPI_Isend(s.bytes.data(), checked(s.bytes.size()), MPI_BYTE, o.rank, spikes_tag, world, &s.request);
        ++facts.messages;
        facts.bytes += s.bytes.size();
        facts.spikes += o.waiting.size();
        o.waiting.clear();
      }
    }

    std::span<spike const> collect(step epoch) {
      arrived.clear();
      if (world.size() > 1 && epoch > plan.first) {
        if (how == way::gather) gather(epoch - 1);
        else receive(epoch);
      }
      return arrived;
    }

    /// The messages that hold what may arrive in an epoch.
    void receive(step epoch) {
      for (inlet& i : in)
        for (;; ++i.received) {
          step const first = plan.first + i.received * i.period;
          if (first + i.period - 1 > epoch - 1 - plan.in_flight) break;
          MPI_Message message = MPI_MESSAGE_NULL;
          MPI_Status status;
          wait([&] {
            int there = 0;
            MPI_Improbe(i.rank, spikes_tag, world, &there, &message, &status);
            return there != 0;
          });
          int bytes = 0;
          MPI_Get_count(&status, MPI_BYTE, &bytes);
          buffer.resize(std::size_t(bytes));
          MPI_Mrecv(buffer.data(), bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE);
          detail::spike_code::decode(map, i.rank, first * plan.epoch + 1, buffer, arrived);
        }
    }

    void gather(step epoch) {
      std::size_t const n = ranks();
      size.assign(1, checked(mine.size()));
      sizes.assign(n, 0);
      offsets.assign(n, 0);
      MPI_Request request;
      MPI_Iallgather(size.data(), 1, MPI_INT, sizes.data(), 1, MPI_INT, world, &request);
      wait([&] { return done(request); });
      std::size_t sum = 0;
      for (std::size_t r = 0; r < n; ++r) {
        offsets[r] = checked(sum);
        sum += std::size_t(sizes[r]);
      }
      if (sum == 0) return;
      buffer.resize(sum);
      MPI_Iallgatherv(mine.data(), size[0], MPI_BYTE, buffer.data(), sizes.data(), offsets.data(), MPI_BYTE, world, &request);
      wait([&] { return done(request); });
      for (std::size_t r = 0; r < n; ++r)
        if (int(r) != world.rank())
          detail::spike_code::decode(map, int(r), epoch * plan.epoch + 1, std::span(buffer).subspan(std::size_t(offsets[r]), std::size_t(sizes[r])), arrived);
    }

    static bool done(MPI_Request& request) {
      int is = 0;
      MPI_Test(&request, &is, MPI_STATUS_IGNORE);
      return is != 0;
    }
    /// Until something has come, or another rank has failed.
    template <class F> void wait(F const& come) {
      for (int turn = 0; !come(); ++turn) {
        int there = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, failure_tag, world, &there, &status);
        if (there != 0) {
          int bytes = 0;
          MPI_Get_count(&status, MPI_BYTE, &bytes);
          std::string text(std::size_t(bytes), ' ');
          MPI_Recv(text.data(), bytes, MPI_BYTE, status.MPI_SOURCE, failure_tag, world, MPI_STATUS_IGNORE);
          dead = true;
          throw rank_error(status.MPI_SOURCE, std::string_view(text).substr(1), text[0] == 'i');
        }
        if (turn > 64) std::this_thread::yield();  // more ranks than processors
      }
    }

    void fail(rank_failure const& why) noexcept {
      dead = true;
      try {
        for (int r = 0; r < world.size(); ++r) {
          if (r == world.rank()) continue;
          auto* const s = new sent;  // for good: nobody may be there to receive it
          s->bytes.assign(1, why.input ? 'i' : '-');
          s->bytes.insert(s->bytes.end(), why.text.begin(), why.text.end());
          MPI_Isend(s->bytes.data(), int(std::min<std::size_t>(s->bytes.size(), 2000)), MPI_BYTE, r, failure_tag, world, &s->request);
          done(s->request);
        }
      } catch (...) {
      }
    }

    boost::mpi::communicator world;
    way asked, how;
    rank_map map;
    exchange_plan plan;
    step posted = 0;
    bool dead = false;
    exchange_facts facts;
    detail::spike_code code;
    std::vector<outbox> out;
    std::vector<inlet> in;
    std::deque<sent> under_way;
    std::vector<unsigned char> mine, buffer;
    std::vector<int> size, sizes, offsets;
    std::vector<spike> arrived;
  };
  std::shared_ptr<state> it_;
};
static_assert(spike_exchange<boost_mpi>);

}  // namespace pallium::exchange
