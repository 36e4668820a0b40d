// SPDX-License-Identifier: BSD-3-Clause
// The tree solver against Eigen's sparse LU, and against itself for every lane type.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/solve/hines.hpp>

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "../support/lanes.hpp"

namespace {

using namespace pallium;
using parents = std::vector<std::int32_t>;

/// Depth first: a new node hangs on one of the last node's ancestors or on it, at most `reach` up.
parents random_tree(std::size_t n, std::size_t reach, std::mt19937& random) {
  parents p(n, -1);
  for (std::size_t i = 1; i < n; ++i) {
    auto up = std::uniform_int_distribution<std::size_t>(0, reach)(random);
    p[i] = std::int32_t(i) - 1;
    for (; up > 0 && p[i] > 0; --up) p[i] = p[std::size_t(p[i])];
  }
  return p;
}
parents chain(std::size_t n) {
  parents p(n);
  for (std::size_t i = 0; i < n; ++i) p[i] = std::int32_t(i) - 1;
  return p;
}
parents star(std::size_t n) {
  parents p(n, 0);
  p[0] = -1;
  return p;
}
/// Each node has two children.
parents binary(int depth) {
  parents p;
  std::function<void(std::int32_t, int)> const grow = [&](std::int32_t parent, int left) {
    auto const me = std::int32_t(p.size());
    p.push_back(parent);
    for (int k = 0; left > 0 && k < 2; ++k) grow(me, left - 1);
  };
  grow(-1, depth);
  return p;
}

std::vector<parents> shapes() {
  std::mt19937 random(7);
  std::vector<parents> all{chain(1), chain(2), chain(3), chain(400), star(2), star(3), star(400), binary(7)};
  for (std::size_t n : {2u, 3u, 4u, 5u, 7u, 12u, 30u, 77u, 150u, 264u, 400u})
    for (std::size_t reach : {0u, 1u, 2u, 5u, 50u, 400u}) all.push_back(random_tree(n, reach, random));
  for (int i = 0; i < 60; ++i)
    all.push_back(random_tree(std::uniform_int_distribution<std::size_t>(1, 60)(random),
                              std::uniform_int_distribution<std::size_t>(0, 8)(random), random));
  return all;
}

/// A diagonally dominant system on a tree, its diagonal and right side another one for each lane.
struct problem {
  solve::tree shape;
  parents parent;
  std::vector<double> a;               // [node]
  std::vector<std::vector<double>> d, b;  // [node][lane]
  problem(parents const& p, std::size_t lanes, unsigned seed, double leak = 1e-3) : shape(p), parent(p) {
    std::mt19937 random(seed);
    auto const draw = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    std::size_t const n = p.size();
    a.assign(n, 0.0);
    for (std::size_t i = 1; i < n; ++i) a[i] = std::exp(draw(-4, 4));
    d.assign(n, std::vector<double>(lanes, 0.0));
    b = d;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t l = 0; l < lanes; ++l) {
        d[i][l] += leak + draw(0, 1) + a[i];
        if (i > 0) d[std::size_t(p[i])][l] += a[i];
        b[i][l] = draw(-100, 100);
      }
  }
  std::vector<double> exact(std::size_t lane) const {
    auto const n = Eigen::Index(a.size());
    std::vector<Eigen::Triplet<double>> entries;
    Eigen::VectorXd right(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      auto const u = std::size_t(i);
      entries.emplace_back(int(i), int(i), d[u][lane]);
      if (i > 0) {
        entries.emplace_back(int(i), parent[u], -a[u]);
        entries.emplace_back(parent[u], int(i), -a[u]);
      }
      right[i] = b[u][lane];
    }
    Eigen::SparseMatrix<double> m(n, n);
    m.setFromTriplets(entries.begin(), entries.end());
    m.makeCompressed();
    Eigen::SparseLU<Eigen::SparseMatrix<double>> lu(m);
    Eigen::VectorXd const x = lu.solve(right);
    return {x.data(), x.data() + n};
  }
};

/// Solves lanes `first`, `first + 1`, ... of a problem: [node][lane]. Twice, for the scratch must be fit for the next solve.
template <class B> std::vector<std::vector<double>> solved(problem const& p, std::size_t first = 0) {
  using T = typename B::value_type;
  std::size_t const n = p.a.size(), hubs = std::size_t(p.shape.hubs), L = B::size;
  std::vector<T> memory((2 * n + 3 * hubs) * L + 64);
  void* at = memory.data();
  std::size_t space = memory.size() * sizeof(T);
  T* const start = static_cast<T*>(std::align(64, (2 * n + 3 * hubs) * L * sizeof(T), at, space));
  solve::workspace<T> const w{start, start + n * L, start + 2 * n * L, start + (2 * n + hubs) * L, start + (2 * n + 2 * hubs) * L};
  std::vector<T> const a(p.a.begin(), p.a.end());
  std::vector<std::vector<double>> x(n, std::vector<double>(L)), before;
  for (int again = 0; again < 2; ++again) {
    std::vector<int> assembled(n, 0), found(n, 0);
    std::size_t out_of_order = 0;
    solve::hines<B>(
        p.shape, a.data(), w,
        [&](std::size_t i, B& d, B& b) {
          ++assembled[i];
          d = test::lanes_from<B>([&](std::size_t l) { return p.d[i][(first + l) % p.d[i].size()]; });
          b = test::lanes_from<B>([&](std::size_t l) { return p.b[i][(first + l) % p.b[i].size()]; });
        },
        [&](std::size_t i, B const& v) {
          ++found[i];
          if (i > 0 && found[std::size_t(p.parent[i])] == 0) ++out_of_order;
          auto const values = test::values(v);
          for (std::size_t l = 0; l < L; ++l) x[i][l] = double(values[l]);
        });
    CHECK(assembled == std::vector<int>(n, 1));
    CHECK(found == std::vector<int>(n, 1));
    CHECK(out_of_order == 0);
    CHECK(std::all_of(w.hub_d, w.hub_d + hubs * L, [](T v) { return v == 0; }));
    CHECK(std::all_of(w.hub_b, w.hub_b + hubs * L, [](T v) { return v == 0; }));
    if (again) CHECK(x == before);
    before = x;
  }
  return x;
}

/// max |x - exact| / max |exact|
template <class B> double worst(problem const& p) {
  auto const x = solved<B>(p);
  double error = 0, scale = 0;
  for (std::size_t l = 0; l < B::size; ++l) {
    auto const e = p.exact(l);
    for (std::size_t i = 0; i < e.size(); ++i) {
      error = std::max(error, std::abs(x[i][l] - e[i]));
      scale = std::max(scale, std::abs(e[i]));
    }
  }
  return error / scale;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the sweep solves what a sparse LU solves", "", test::lane_types) {
  bool const small = sizeof(typename TestType::value_type) == 4;
  unsigned seed = 1;
  for (auto const& p : shapes()) {
    INFO(p.size() << " nodes, seed " << seed);
    CHECK(worst<TestType>(problem(p, TestType::size, seed++)) < (small ? 2e-4 : 1e-12));
  }
}

TEMPLATE_LIST_TEST_CASE("no lane's bits depend on the lane type", "", test::lane_types) {
  using one = test::scalar<typename TestType::value_type>;
  unsigned seed = 100;
  for (auto const& shape : shapes()) {
    problem const p(shape, TestType::size, seed++);
    auto const wide = solved<TestType>(p);
    for (std::size_t l = 0; l < TestType::size; ++l) {
      auto const alone = solved<one>(p, l);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < shape.size(); ++i) wrong += !test::same_bits(alone[i][0], wide[i][l]);
      INFO(shape.size() << " nodes, lane " << l);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("chains and hubs cover the tree") {
  for (auto const& p : shapes()) {
    solve::tree const t(p);
    CHECK(t.size() == p.size());
    std::vector<int> seen(p.size(), 0);
    std::size_t wrong = 0;
    for (auto const& c : t.chains) {
      for (auto i = c.head; i <= c.leaf; ++i) {
        ++seen[std::size_t(i)];
        if (i > c.head && p[std::size_t(i)] != i - 1) ++wrong;
      }
      if (c.head == 0 ? c.hub != -1 : c.hub != t.hub[std::size_t(p[std::size_t(c.head)])] || c.hub < 0) ++wrong;
    }
    CHECK(seen == std::vector<int>(p.size(), 1));
    CHECK(wrong == 0);
    CHECK(std::count_if(t.hub.begin(), t.hub.end(), [](auto h) { return h >= 0; }) == t.hubs);
  }
}

TEST_CASE("numberings that the sweep cannot walk are refused") {
  for (parents const& p : {parents{0}, {-1, -1}, {-1, 1}, {-1, 2, 0}, {-1, 0, -1}, {-1, 0, 5},  // no tree, or a child before its parent
                           {-1, 0, 0, 1}, {-1, 0, 1, 0, 2}, {-1, 0, 1, 1, 0, 3}}) {             // not depth first
    std::string told;
    for (auto i : p) told += std::to_string(i) + " ";
    INFO(told);
    CHECK_THROWS_AS(solve::tree(p), input_error);
  }
  for (parents const& p : {parents{-1}, {-1, 0, 0, 2}, {-1, 0, 1, 1, 0, 4}, {}}) CHECK_NOTHROW(solve::tree(p));
}
