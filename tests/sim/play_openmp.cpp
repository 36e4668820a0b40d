// SPDX-License-Identifier: BSD-3-Clause
#include "scene.hpp"
#ifdef _OPENMP
#include <pallium/exec/openmp.hpp>
#endif

std::optional<test::result> test::play_openmp([[maybe_unused]] scene const& s, [[maybe_unused]] int threads) {
#ifdef _OPENMP
  return play_with<scheme::backward_euler>(s, exec::native<double, threads::openmp>{.comm = {}, .team = threads::openmp(threads)});
#else
  return std::nullopt;
#endif
}
