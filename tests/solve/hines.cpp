// SPDX-License-Identifier: BSD-3-Clause
// The tree solver against Eigen's sparse LU, and against itself for every lane type.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/sim/memory.hpp>
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

/// A diagonally dominant system on a tree. Lanes differ in the right side, and in the diagonals of nodes that change.
struct problem {
  parents parent;
  std::vector<char> changing, points;
  solve::tree shape;
  std::vector<double> a;                  // [node]
  std::vector<std::vector<double>> d, b;  // [node][lane]
  problem(parents const& p, std::size_t lanes, unsigned seed, int fixed = 0) : parent(p) {
    std::mt19937 random(seed);
    auto const draw = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    std::size_t const n = p.size();
    std::vector<int> children(n, 0);
    for (std::size_t i = 1; i < n; ++i) ++children[std::size_t(p[i])];
    for (std::size_t i = 0; i < n; ++i) {
      points.push_back(children[i] > 1 && draw(0, 1) < 0.5);
      changing.push_back(fixed == 0 || (fixed == 1 && !points[i] && draw(0, 1) < 0.1));
    }
    shape = solve::tree(p, changing, points);
    a.assign(n, 0.0);
    for (std::size_t i = 1; i < n; ++i) a[i] = double(float(std::exp(draw(-4, 4))));
    d.assign(n, std::vector<double>(lanes, 0.0));
    b = d;
    for (std::size_t i = 0; i < n; ++i) {
      double const common = draw(0.001, 1);
      for (std::size_t l = 0; l < lanes; ++l) {
        d[i][l] += (points[i] ? 1e-3 : common + (changing[i] ? draw(0, 1) : 0.0)) + a[i];
        if (i > 0) d[std::size_t(p[i])][l] += a[i];
        b[i][l] = points[i] ? 0.0 : draw(-100, 100);
      }
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

/// What a step would add to the diagonals of the nodes that change, and where it finds x.
template <class B, std::size_t K> struct equations {
  using T = typename B::value_type;
  static constexpr std::size_t L = K * B::size;
  problem const* p;
  T const* extra;  // [position][lane]
  T* x;            // [row][lane]
  T const* v;
  std::vector<int>* asked;
  bool apart;
  void change(std::size_t n, T const* row, std::array<B, K>& d, std::array<B, K>&) const {
    ++(*asked)[n];
    CHECK(row == v + std::size_t(p->shape.place[n]) * L);
    for (std::size_t k = 0; k < K; ++k) d[k] += B::load(extra + n * L + k * B::size);
  }
  void found(std::size_t k, B const& value, T* row, T* solution, bool) const {
    value.store(solution + k * B::size);
    if (apart) B(0.0).store(row + k * B::size);  // v is not wanted any more
    value.store(x + (row - v) + std::ptrdiff_t(k * B::size));
  }
};

/// Solves lanes `first`, `first + 1`, ... of a problem: [node][lane], points left out. `apart`: x does not lie in the rows of v.
template <class Lane> std::vector<std::vector<double>> solved(problem const& p, std::size_t first = 0, bool apart = false) {
  using T = typename Lane::value_type;
  constexpr std::size_t K = Lane::registers, L = Lane::size;
  using B = simd::lane<typename Lane::arch, T, 1>;
  auto const& t = p.shape;
  std::size_t const n = t.size(), rows = std::size_t(t.rows), points = std::size_t(t.points);
  sim::aligned_vector<T> v(rows * L), other(rows * L), at_points(points * L + L, T(7)), factor(n * L), extra(n * L), x(rows * L);
  std::vector<T> a(p.a.begin(), p.a.end()), d(n), capacity(n), source(n, T(0));
  for (std::size_t i = 0; i < n; ++i) {
    d[i] = T(p.d[i][0]);
    capacity[i] = p.points[i] ? T(0) : T(1);
  }
  for (std::size_t at = 0; at < n; ++at) {
    auto const i = std::size_t(t.node[at]);
    for (std::size_t l = 0; l < L; ++l) {
      std::size_t const from = (first + l) % p.b[i].size();
      if (t.place[at] >= 0) v[std::size_t(t.place[at]) * L + l] = T(p.b[i][from]);
      extra[at * L + l] = T(p.d[i][from] - double(d[i]));
    }
  }
  std::vector<int> asked(n, 0), expected(n, 0);
  for (std::size_t k = t.fixed; k < t.pieces.size(); ++k)
    for (auto at = t.pieces[k].first; at < t.pieces[k].last; ++at) expected[std::size_t(at)] = t.place[std::size_t(at)] >= 0;
  solve::coefficients<T> const c(t, a, d, capacity, source);
  solve::hines<B, K>(t, c, {v.data(), apart ? other.data() : v.data(), at_points.data(), factor.data()},
                     equations<B, K>{&p, extra.data(), x.data(), v.data(), &asked, apart});
  CHECK(asked == expected);
  std::vector<std::vector<double>> result(n);
  for (std::size_t at = 0; at < n; ++at)
    if (t.place[at] >= 0)
      for (std::size_t l = 0; l < L; ++l) result[std::size_t(t.node[at])].push_back(double(x[std::size_t(t.place[at]) * L + l]));
  return result;
}

/// max |x - exact| / max |exact|
template <class B> double worst(problem const& p) {
  auto const x = solved<B>(p);
  double error = 0, scale = 0;
  for (std::size_t l = 0; l < B::size; ++l) {
    auto const e = p.exact(l);
    for (std::size_t i = 0; i < e.size(); ++i) {
      scale = std::max(scale, std::abs(e[i]));
      if (!p.points[i]) error = std::max(error, std::abs(x[i][l] - e[i]));
    }
  }
  return error / scale;
}

/// The same arithmetic written as one recursion for one lane, every factor of a fixed node computed on the spot.
template <class T> std::vector<double> on_the_spot(problem const& p) {
  using B = simd::lane<simd::scalar, T, 1>;
  std::size_t const n = p.a.size();
  std::vector<std::vector<std::size_t>> children(n);
  for (std::size_t i = n; i-- > 1;) children[std::size_t(p.parent[i])].push_back(i);
  std::vector<char> changes = p.changing;
  for (std::size_t i = n; i-- > 1;) changes[std::size_t(p.parent[i])] = char(changes[std::size_t(p.parent[i])] | changes[i]);
  std::vector<B> d(n), x(n), f(n);
  auto const a = [&](std::size_t i) { return B::value_of(T(p.a[i])); };
  for (std::size_t i = n; i-- > 0;) {
    auto mine = children[i];  // in the order in which the sweep meets them, fixed ones first
    std::sort(mine.begin(), mine.end(), [&](auto u, auto w) { return p.shape.position[u] < p.shape.position[w]; });
    d[i] = B(p.d[i][0]);
    B const b = p.points[i] ? B(0.0) : B(p.b[i][0]);
    for (auto c : mine) d[i] = fma(f[c], -a(c), d[i]);
    B const inverse = 1.0 / d[i];
    f[i] = inverse * a(i);
    if (changes[i]) {
      B sum = b;
      for (auto c : mine) sum = fma(a(c), x[c], sum);
      x[i] = sum * inverse;
    } else {
      x[i] = p.points[i] ? B(0.0) : inverse * b;  // inverse * 1 is the factor of v
      for (auto c : mine) x[i] = fma(inverse * a(c), x[c], x[i]);
    }
  }
  std::vector<double> result(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) x[i] = fma(f[i], x[std::size_t(p.parent[i])], x[i]);
    result[i] = double(x[i].r[0]);
  }
  return result;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the sweep solves what a sparse LU solves", "", test::lane_types) {
  bool const small = sizeof(typename TestType::value_type) == 4;
  unsigned seed = 1;
  for (auto const& p : shapes()) {
    for (int fixed : {0, 1, 2}) {  // none, most, all
      INFO(p.size() << " nodes, seed " << seed << ", fixed " << fixed);
      CHECK(worst<TestType>(problem(p, TestType::size, seed++, fixed)) < (small ? 2e-4 : 1e-12));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("no lane's bits depend on the lane type, nor on where the solution lies", "", test::lane_types) {
  using one = simd::lane<test::same_bits_as<typename TestType::arch>, typename TestType::value_type, 1>;
  unsigned seed = 100;
  for (auto const& shape : shapes()) {
    ++seed;
    problem const p(shape, TestType::size, seed, int(seed % 3));
    auto const wide = solved<TestType>(p), apart = solved<TestType>(p, 0, true);
    CHECK(wide == apart);
    for (std::size_t l = 0; l < TestType::size; ++l) {
      auto const alone = solved<one>(p, l);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < shape.size(); ++i) wrong += !p.points[i] && !test::same_bits(alone[i][0], wide[i][l]);
      INFO(shape.size() << " nodes, lane " << l);
      CHECK(wrong == 0);
    }
  }
}

TEMPLATE_TEST_CASE("factors computed once give the bits of factors computed in every solve", "", double, float) {
  unsigned seed = 500;
  std::size_t fixed_nodes = 0;
  for (auto const& shape : shapes())
    for (int fixed : {0, 1, 2}) {
      problem p(shape, 1, seed++, fixed);
      for (auto* all : {&p.d, &p.b})
        for (auto& row : *all) row[0] = double(TestType(row[0]));
      for (auto& a : p.a) a = double(TestType(a));
      auto const once = solved<test::scalar<TestType>>(p);
      auto const each = on_the_spot<TestType>(p);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < shape.size(); ++i) wrong += !p.points[i] && !test::same_bits(once[i][0], each[i]);
      INFO(shape.size() << " nodes, fixed " << fixed << ", seed " << seed - 1);
      CHECK(wrong == 0);
      for (std::size_t k = 0; k < p.shape.fixed; ++k) fixed_nodes += std::size_t(p.shape.pieces[k].last - p.shape.pieces[k].first);
    }
  CHECK(fixed_nodes > 1000);
}

TEST_CASE("pieces cover the tree, what they stand on comes before them") {
  unsigned seed = 900;
  for (auto const& p : shapes())
    for (int fixed : {0, 1, 2}) {
      problem const q(p, 1, seed++, fixed);
      auto const& t = q.shape;
      CHECK(t.size() == p.size());
      std::vector<char> changes = q.changing;
      for (std::size_t i = p.size(); i-- > 1;) changes[std::size_t(p[i])] = char(changes[std::size_t(p[i])] | changes[i]);
      std::size_t wrong = 0, at = 0;
      std::int32_t row = 0;
      for (std::size_t k = 0; k < t.pieces.size(); ++k) {
        auto const& piece = t.pieces[k];
        wrong += piece.first != std::int32_t(at) || piece.last <= piece.first || piece.first_row != row;
        for (auto n = piece.first; n < piece.last; ++n, ++at) {
          auto const i = std::size_t(t.node[at]);
          wrong += t.position[i] != n || (changes[i] != 0) != (k >= t.fixed);
          if (n > piece.first) wrong += p[std::size_t(t.node[at - 1])] != std::int32_t(i) || q.points[i];
          if (i > 0) wrong += t.parent[at] <= n || t.node[std::size_t(t.parent[at])] != p[i];
          if (q.points[i]) wrong += t.place[at] >= 0;
          else wrong += t.place[at] != row++;
        }
        auto const top = t.parent[at - 1];
        if (top >= 0) wrong += piece.above != t.place[std::size_t(top)];
        for (auto j = piece.child; j < piece.child + piece.children; ++j) {
          auto const& child = t.tops[std::size_t(j)];
          wrong += t.parent[std::size_t(child.position)] != piece.first || child.place != t.place[std::size_t(child.position)];
        }
      }
      CHECK(at == p.size());
      CHECK(row == t.rows);
      CHECK(wrong == 0);
    }
}

TEST_CASE("numberings that the sweep cannot walk are refused") {
  for (parents const& p : {parents{0}, {-1, -1}, {-1, 1}, {-1, 2, 0}, {-1, 0, -1}, {-1, 0, 5}}) {  // no tree, or a child before its parent
    std::string told;
    for (auto i : p) told += std::to_string(i) + " ";
    INFO(told);
    CHECK_THROWS_AS(solve::tree(p), input_error);
  }
  for (parents const& p : {parents{-1}, {-1, 0, 0, 1}, {-1, 0, 1, 1, 0, 4}, {}}) CHECK_NOTHROW(solve::tree(p));
  CHECK_THROWS_AS(solve::tree(parents{-1, 0, 1}, {}, {0, 1, 0}), input_error);  // a point that joins two nodes only
}
