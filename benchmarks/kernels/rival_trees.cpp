// SPDX-License-Identifier: BSD-3-Clause
// The same trees one cell at a time, as textbooks have it, and by Eigen's sparse solvers.
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include "job.hpp"
#include "subject.hpp"

namespace {

using namespace pallium::bench;

/// Parents, coefficients and state of `count` cells, an array for each cell and quantity.
template <class T> struct cells {
  static constexpr std::size_t count = 16;
  subject const& of = the_subject();
  std::size_t n = of.parent.size();
  std::vector<std::int32_t> parent = of.parent;
  std::vector<T> axial, capacity, diagonal, source, d, b, v, synapses, factor, inverse;
  cells() {
    axial.assign(of.axial.begin(), of.axial.end());
    capacity.assign(of.capacity.begin(), of.capacity.end());
    diagonal.resize(n);
    source.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      diagonal[i] += static_cast<T>(of.capacity[i] + of.leak[i] + of.axial[i]);
      source[i] = static_cast<T>(leak_reversal * of.leak[i]);
      if (i > 0) diagonal[std::size_t(parent[i])] += axial[i];
    }
    d.resize(n);
    b.resize(n);
    v.assign(n * count, T(rest));
    for (std::size_t i = 0; i < n * count * 4; ++i) synapses.push_back(T(opening[i % 2]));
    d = diagonal;
    factor.resize(n);
    inverse.resize(n);
    for (std::size_t i = n - 1; i < n; --i) {
      inverse[i] = 1 / d[i];
      factor[i] = axial[i] * inverse[i];
      if (i > 0) d[std::size_t(parent[i])] -= factor[i] * axial[i];
    }
  }
  void assemble(T const* x) {
    for (std::size_t i = 0; i < n; ++i) {
      d[i] = diagonal[i];
      b[i] = capacity[i] * x[i] + source[i];
    }
  }
  void add_synapses(T* s, T reversal, T rise, T decay) {
    for (std::size_t i = 0; i < n; ++i) {
      if (!of.compartment[i]) continue;
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
  void solve_fixed(T* x) {
    for (std::size_t i = 0; i < n; ++i) b[i] = capacity[i] * x[i] + source[i];
    for (std::size_t i = n - 1; i > 0; --i) b[std::size_t(parent[i])] += factor[i] * b[i];
    x[0] = b[0] * inverse[0];
    for (std::size_t i = 1; i < n; ++i) x[i] = b[i] * inverse[i] + factor[i] * x[std::size_t(parent[i])];
  }
};

template <class T> struct tree_rival : job {
  cells<T> all;
  explicit tree_rival(std::size_t cells_done = cells<T>::count) { lanes = double(all.of.compartments * cells_done); }
  double result() const override { return double(all.v[all.of.soma]); }
};
template <class T> struct fixed final : tree_rival<T> {
  void run() override {
    for (std::size_t c = 0; c < cells<T>::count; ++c) this->all.solve_fixed(this->all.v.data() + c * this->all.n);
  }
};
template <class T, int Classes> struct one_step final : tree_rival<T> {
  void run() override {
    auto& a = this->all;
    for (std::size_t c = 0; c < cells<T>::count; ++c) {
      T* const x = a.v.data() + c * a.n;
      a.assemble(x);
      for (std::size_t k = 0; k < std::size_t(Classes); ++k)
        a.add_synapses(a.synapses.data() + (2 * c + k) * 2 * a.n, T(synapse_reversal[k]), T(a.of.rise[k]), T(a.of.decay[k]));
      a.solve(x);
    }
  }
};

/// Factorises, if the matrix changes, and solves that of one cell; the pattern is analysed before.
template <class T, class Solver, bool Changes> struct eigen_job final : tree_rival<T> {
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
      if (i == 0) continue;
      elements.emplace_back(index(i), a.parent[i], -a.axial[i]);
      elements.emplace_back(a.parent[i], index(i), -a.axial[i]);
    }
    matrix.setFromTriplets(elements.begin(), elements.end());
    solver.analyzePattern(matrix);
    solver.factorize(matrix);
  }
  void run() override {
    auto& a = this->all;
    for (std::size_t i = 0; i < a.n; ++i) right[static_cast<int>(i)] = a.source[i] + a.capacity[i] * a.v[i];
    if constexpr (Changes) solver.factorize(matrix);
    x = solver.solve(right);
    std::copy_n(x.data(), a.n, a.v.data());
  }
};

template <class Job> void add(std::string const& name) {
  entries().push_back({name, []() -> std::unique_ptr<job> { return std::make_unique<Job>(); }});
}
template <class T> bool add_rivals() {
  using lu = Eigen::SparseLU<Eigen::SparseMatrix<T>>;
  using ldlt = Eigen::SimplicialLDLT<Eigen::SparseMatrix<T>>;
  std::string const real = "/" + type_name<T>();
  add<fixed<T>>("hines_fixed" + real + "/one cell/1");
  add<one_step<T, 0>>("hines_changing" + real + "/one cell/1");
  add<one_step<T, 2>>("hines_synapses" + real + "/one cell/1");
  add<eigen_job<T, lu, false>>("hines_fixed" + real + "/Eigen SparseLU/1");
  add<eigen_job<T, ldlt, false>>("hines_fixed" + real + "/Eigen LDLT/1");
  add<eigen_job<T, lu, true>>("hines_changing" + real + "/Eigen SparseLU/1");
  add<eigen_job<T, ldlt, true>>("hines_changing" + real + "/Eigen LDLT/1");
  return true;
}
[[maybe_unused]] bool const listed = add_rivals<double>() && add_rivals<float>();

}  // namespace
