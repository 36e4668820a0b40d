// SPDX-License-Identifier: BSD-3-Clause
#include "play.hpp"

#include <pallium/core/error.hpp>

#ifdef PALLIUM_PEER_OPENMP
#include <pallium/exec/openmp.hpp>
#endif

namespace peers {

std::unique_ptr<player> make_threaded_player(scene const& s) {
#ifdef PALLIUM_PEER_OPENMP
  auto const make = [&]<class Real>(Real) -> std::unique_ptr<player> {
    using how = pallium::exec::native<Real, pallium::threads::openmp>;
    return std::make_unique<player_of<how>>(s, how{.team = pallium::threads::openmp{s.o.threads}});
  };
  return s.o.real == "float" ? make(0.0f) : make(0.0);
#else
  throw pallium::input_error("--threads", std::to_string(s.o.threads), "1: OpenMP was not found when this was built");
#endif
}

}  // namespace peers
