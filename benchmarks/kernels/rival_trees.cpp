// SPDX-License-Identifier: BSD-3-Clause
// The same trees one cell at a time, as textbooks have it, and by Eigen's sparse solvers.
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include "job.hpp"
#include "subject.hpp"

namespace {

using namespace pallium::bench;

/// Parents, coefficients and state of `cells` cells, an array for each cell and quantity.
template <class T> struct cells {
  static constexpr std::size_t count = 16;
  std::vector<std::int32_t> parent;
  std::vector<T> axial, capacity, diagonal, source, d, b, v, synapses;
  std::size_t n;
  cells() {
    subject const& s = the_subject();
    n = s.parent.size();
    parent = s.parent;
    axial.assign(s.axial.begin(), s.axial.end());
    capacity.assign(s.capacity.begin(), s.capacity.end());
    diagonal.resize(n);
    source.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      diagonal[i] += static_cast<T>(s.capacity[i] + s.leak[i] + s.axial[i]);
      source[i] = static_cast<T>(-85.0 * s.leak[i]);
      if (i > 0) diagonal[std::size_t(parent[i])] += axial[i];
    }
    d.resize(n);
    b.resize(n);
    v.assign(n * count, T(-65));
    synapses.assign(n * count * 4, T(1e-5));
  }
  void assemble(T const* x) {
    for (std::size_t i = 0; i < n; ++i) {
      d[i] = diagonal[i];
      b[i] = capacity[i] * x[i] + source[i];
    }
  }
  void add_synapses(T* s, T reversal, T rise, T decay) {
    for (std::size_t i = 0; i < n; ++i) {
      T const g = s[2 * i + 1] - s[2 * i];
      d[i] += g;
      b[i] += g * reversal;
      s[2 * i] = std::abs(s[2 * i]) < T(1e-18) ? T(0) : s[2 * i] * rise;
      s[2 * i + 1] = std::abs(s[2 * i + 1]) < T(1e-18) ? T(0) : s[2 * i + 1] * decay;
    }
  }
  void solve(T* x) {
    for (std::size_t i = n - 1; i > 0; --i) {
      auto const p = std::size_t(parent[i]);
      T const f = axial[i] / d[i];
      d[p] -= f * axial[i];
      b[p] += f * b[i];
    }
    x[0] = b[0] / d[0];
    for (std::size_t i = 1; i < n; ++i) x[i] = (b[i] + axial[i] * x[std::size_t(parent[i])]) / d[i];
  }
};

template <class T> struct tree_rival : job {
  cells<T> all;
  explicit tree_rival(std::size_t cells_done = cells<T>::count) { lanes = double(all.n * cells_done); }
};
template <class T> struct solve_only final : tree_rival<T> {
  void run() override {
    for (std::size_t c = 0; c < cells<T>::count; ++c) {
      this->all.d = this->all.diagonal;
      this->all.b = this->all.source;
      this->all.solve(this->all.v.data() + c * this->all.n);
    }
  }
};
template <class T, int Classes> struct one_step final : tree_rival<T> {
  void run() override {
    auto& a = this->all;
    for (std::size_t c = 0; c < cells<T>::count; ++c) {
      T* const x = a.v.data() + c * a.n;
      a.assemble(x);
      for (std::size_t k = 0; k < std::size_t(Classes); ++k)
        a.add_synapses(a.synapses.data() + (2 * c + k) * 2 * a.n, k == 0 ? T(0) : T(-70), T(0.4), T(0.95));
      a.solve(x);
    }
  }
};

/// Factorises and solves the matrix of one cell; the pattern is analysed before.
template <class T, class Solver> struct eigen_job final : tree_rival<T> {
  Eigen::SparseMatrix<T> matrix;
  Eigen::Matrix<T, Eigen::Dynamic, 1> right, x;
  Solver solver;
  eigen_job() : tree_rival<T>(1) {
    auto const& a = this->all;
    auto const index = [](std::size_t i) { return static_cast<int>(i); };
    matrix.resize(index(a.n), index(a.n));
    right.resize(index(a.n));
    std::vector<Eigen::Triplet<T>> elements;
    for (std::size_t i = 0; i < a.n; ++i) {
      elements.emplace_back(index(i), index(i), a.diagonal[i]);
      right[index(i)] = a.source[i] + a.capacity[i] * T(-65);
      if (i == 0) continue;
      elements.emplace_back(index(i), a.parent[i], -a.axial[i]);
      elements.emplace_back(a.parent[i], index(i), -a.axial[i]);
    }
    matrix.setFromTriplets(elements.begin(), elements.end());
    solver.analyzePattern(matrix);
  }
  void run() override {
    solver.factorize(matrix);
    x = solver.solve(right);
  }
};

template <class Job> void add(std::string const& name) {
  entries().push_back({name, []() -> std::unique_ptr<job> { return std::make_unique<Job>(); }});
}
template <class T> bool add_rivals() {
  std::string const real = "/" + type_name<T>();
  add<solve_only<T>>("hines" + real + "/one cell/1");
  add<one_step<T, 0>>("hines_step<>" + real + "/one cell/1");
  add<one_step<T, 2>>("hines_step<exp2,exp2>" + real + "/one cell/1");
  add<eigen_job<T, Eigen::SparseLU<Eigen::SparseMatrix<T>>>>("hines" + real + "/Eigen SparseLU/1");
  add<eigen_job<T, Eigen::SimplicialLDLT<Eigen::SparseMatrix<T>>>>("hines" + real + "/Eigen LDLT/1");
  return true;
}
[[maybe_unused]] bool const listed = add_rivals<double>() && add_rivals<float>();

}  // namespace
