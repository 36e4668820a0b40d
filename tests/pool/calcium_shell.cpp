// SPDX-License-Identifier: BSD-3-Clause
// The calcium shell against its equation, with the Faraday constants of both NEURONs.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/core/environment.hpp>
#include <pallium/pool/calcium_shell.hpp>

#include "../support/lanes.hpp"
#include "../support/table.hpp"

namespace {

using namespace test;
using L = long double;
using shell = pool::calcium_shell;
using B = scalar<double>;

struct in {
  double gamma, decay, depth, min_ca, cai, ica, faraday, dt;
};

/// The cnexp step as published: a = -1 / decay, b = ..., cai_inf = -b / a.
L exact(in const& x) {
  L const a = -1 / L{x.decay}, b = -10000 * L{x.ica} * x.gamma / (2 * L{x.faraday} * x.depth) + L{x.min_ca} / x.decay;
  return x.cai + (1 - std::exp(a * x.dt)) * (-b / a - x.cai);
}

template <class W> W step(W cai, W ica, double faraday, double dt, shell::params<W> const& p = {}) {
  shell::state<W> s{cai};
  shell::advance(s, p, ica, W(faraday), W(dt));
  return shell::inside(s);
}

}  // namespace

TEST_CASE("the calcium shell equals its equation") {
  largest error;
  for (double faraday : {modern_constants.faraday_pool, legacy_constants.faraday_pool})
    for (double ica : {0.0, -1e-6, -3e-4, -0.02, 1e-7})
      for (double cai : {5e-5, 1e-4, 4e-3})
        for (double gamma : {0.05, 0.0005, 0.02})
          for (double decay : {80.0, 997.0, 20.0})
            for (double dt : {0.025, 0.1}) {
              in const x{gamma, decay, 0.1, 1e-4, cai, ica, faraday, dt};
              auto const got = step<B>(cai, ica, faraday, dt, {gamma, decay, 0.1, 1e-4}).r[0];
              error(relative(got, exact(x)));
            }
  prove("CaDynamics", "published equations", "one step, relative", error.value, 5e-16);
  CHECK(to_array<shell::params>(shell::params<double>{}) == std::array{0.05, 80.0, 0.1, 1e-4});
}

TEST_CASE("the calcium shell: rest, inflow, the constants") {
  shell::params<B> const p;
  CHECK(shell::inside(shell::rest(p)).r[0] == 1e-4);
  double const f = modern_constants.faraday_pool;
  CHECK(step<B>(1e-4, 0.0, f, 0.025).r[0] == 1e-4);     // without current rest is rest
  CHECK(step<B>(1e-4, -1e-3, f, 0.025).r[0] > 1e-4);    // an inward current fills it
  CHECK(step<B>(3e-3, -1e-3, f, 0.0).r[0] == 3e-3);     // dt = 0
  CHECK(step<B>(1e-4, -1e-3, f, 0.025).r[0] != step<B>(1e-4, -1e-3, legacy_constants.faraday_pool, 0.025).r[0]);
  B twice = step<B>(2e-3, -1e-4, f, 1.0);
  twice = step<B>(twice, -1e-4, f, 1.0);
  CHECK(relative(twice.r[0], step<B>(2e-3, -1e-4, f, 2.0).r[0]) < 5e-16);
}

TEMPLATE_LIST_TEST_CASE("the calcium shell gives the same bits on every lane type", "", test::lane_types) {
  using W = TestType;
  using T = typename W::value_type;
  std::mt19937_64 draw(5);
  std::uniform_real_distribution<double> current(-1e-2, 1e-5);
  std::vector<T> ica(333);
  for (T& i : ica) i = static_cast<T>(current(draw));
  auto const f = [](auto i) { return step<decltype(i)>(2e-4, i, modern_constants.faraday_pool, 0.025); };
  CHECK(agree<W>(map<W>(f, ica), map<scalar<T>>(f, ica)));
  if constexpr (sizeof(T) == 4)
    for (T i : ica) {
      in const x{0.05, 80, 0.1, 1e-4, 2e-4, i, modern_constants.faraday_pool, 0.025};
      CHECK(relative(map<W>(f, {i})[0], exact(x)) < 5e-7);
    }
}
