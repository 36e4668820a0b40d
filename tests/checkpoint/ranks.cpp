// SPDX-License-Identifier: BSD-3-Clause
// Under mpirun: all ranks save, one goes on, and the other way round, against a run that was not cut. Status 1 at a difference.
#include "halves.hpp"

#include <pallium/io/checkpoint/files.hpp>

#include <boost/mpi/environment.hpp>

#include <cstdio>

using namespace test;
using travel = exchange::boost_mpi::way;
namespace ck = pallium::io::checkpoint;

namespace {

/// Lets play save through a file: the run ends with `save`, which is what gives the rows.
struct file_sink final : state_sink {
  ck::writer out;
  file_sink(std::string const& path, ck::ranks all) : out(path, std::move(all)) {}
  void begin(state_header const& h) override { head = h; }
  void put(state_table const& t, std::uint64_t first, std::span<std::byte const> rows) override {
    kept.push_back({t, first, {rows.begin(), rows.end()}});
  }
  void finish() {
    out.write([&](state_sink& to) {
      to.begin(head);
      for (auto const& k : kept) to.put(k.table, k.first, k.rows);
    });
    out.finish();
  }
  struct piece {
    state_table table;
    std::uint64_t first;
    std::vector<std::byte> rows;
  };
  state_header head;
  std::vector<piece> kept;
};

}  // namespace

int main(int argc, char** argv) {
  boost::mpi::environment env(argc, argv, boost::mpi::threading::funneled);
  boost::mpi::communicator const world;
  exchange::boost_mpi const comm;
  bool const first = world.rank() == 0;
  std::string const folder = argv[1];
  ck::ranks const all = ck::ranks::of(comm), alone;
  int runs = 0, wrong = 0;
  outcome const reference = first ? wide({.runs = {24}}) : outcome{};
  auto const tell = [&](std::string const& what, outcome const& r) {
    std::string told = compare(r, reference);
    if (r.events != reference.events) told = std::to_string(r.events) + " events, expected " + std::to_string(reference.events);
    ++runs;
    wrong += told != "the same";
    std::printf("%d ranks, %s: %s\n", world.size(), what.c_str(), told.c_str());
  };
  for (bool overlap : {false, true})
    for (travel how : {travel::gather, travel::targeted}) {
      double const cut = overlap ? 7.5 : 7.2;
      std::string const name = std::string(overlap ? "overlap" : "lockstep") + (how == travel::gather ? ", gather" : ", targeted");
      std::string const many = folder + "/many", one = folder + "/one";
      {  // all save; one goes on, and all in another manner
        file_sink to(many, all);
        outcome const begun = wide_mpi({.overlap = overlap, .runs = {cut}, .to = &to}, how);
        to.finish();
        if (first) {
          ck::reader from(many);
          from.verify();
          tell(name + ", then one", joined(begun, narrow({.threads = 2, .overlap = !overlap, .runs = {24 - cut}, .from = &from})));
        }
        ck::reader from(many);
        from.verify(all);
        outcome const rest = narrow_mpi({.overlap = !overlap, .procedural = true, .runs = {24 - cut}, .from = &from},
                                        how == travel::gather ? travel::targeted : travel::gather);
        if (first) tell(name + ", then all", joined(begun, rest));
      }
      {  // one saves; all go on
        outcome begun;
        if (first) {
          file_sink to(one, alone);
          begun = scalar({.overlap = overlap, .runs = {cut}, .to = &to});
          to.finish();
        }
        comm.each(0);
        ck::reader from(one);
        outcome const rest = wide_mpi({.threads = 2, .overlap = overlap, .runs = {24 - cut}, .from = &from}, how);
        if (first) tell("one, then " + name, joined(begun, rest));
      }
    }
  if (first) std::printf("%d runs, %d differ\n", runs, wrong);
  return wrong > 0;
}
