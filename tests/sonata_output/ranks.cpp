// SPDX-License-Identifier: BSD-3-Clause
// The network of play.hpp on the ranks that mpirun starts, and alone: `ranks_sonata_output FOLDER`. The files must have the same bytes. Then a
// rank whose disk is full, which all must learn of.
#include "play.hpp"
#include "read_back.hpp"

#include <pallium/exchange/boost_mpi.hpp>

#include <boost/mpi/environment.hpp>

#include <cstdio>
#include <filesystem>

using namespace pallium;
using how = exec::policy<simd::widest, double, exchange::boost_mpi, schedule::lockstep, threads::serial>;

int main(int argc, char** argv) {
  boost::mpi::environment mpi(argc, argv, boost::mpi::threading::funneled);
  how const exec{exchange::boost_mpi(), {}};
  auto const comm = exec.comm;
  std::string const folder = argc > 1 ? argv[1] : "ranks_sonata_output";
  if (comm.rank() == 0) std::filesystem::remove_all(folder);
  comm.each(0);
  test::play(exec, folder + "/ranks", false);
  int wrong = 0, files = 0;
  if (comm.rank() == 0) {
    test::play(exec::few<double>{}, folder + "/alone", false);
    for (auto const& f : std::filesystem::directory_iterator(folder + "/alone")) {
      ++files;
      if (test::slurp(f.path()) != test::slurp(folder + "/ranks/" + f.path().filename().string())) ++wrong, std::printf("%s differs\n", f.path().c_str());
    }
    for (auto const& f : std::filesystem::directory_iterator(folder + "/ranks")) --files, void(f);
    wrong += files != 0;
  }
  comm.each(0);
  // The last rank cannot write more than 4 kB.
  int told = 0;
  try {
    if (comm.rank() == comm.size() - 1) test::limit_files(4096);
    test::play(exec, folder + "/ranks", true);
  } catch (input_error const& e) {
    told = comm.rank() == comm.size() - 1;
  } catch (rank_error const& e) {
    told = e.input && std::string(e.what()).find("File too large") != std::string::npos;
  }
  auto const all = comm.each(std::uint64_t(told));
  if (comm.rank() != 0) return 0;
  int sum = 0;
  for (auto const t : all) sum += int(t);
  std::size_t left = 0;
  for (auto const& f : std::filesystem::directory_iterator(folder + "/ranks")) ++left, void(f);
  std::printf("%d ranks: %d files wrong, %d of %d told, %zu files left\n", comm.size(), wrong, sum, comm.size(), left);
  return wrong != 0 || sum != comm.size() || left != 5;
}
