// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/spiking/concept.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace pallium {

/// A description of a neuron without compartments: `point_cell<spiking::int_fire1> c({.tau = 20, .refrac = 3});`, a cell type of a
/// network beside `cell<...>`.
///
/// It has one receptor with one site, `input()`; weights are in the unit the neuron states. It takes no electrode: its state between
/// events must stay a closed form. Its numbers are doubles, weights too, whatever the network's.
template <point_neuron M> class point_cell {
 public:
  using neuron = M;
  using params_type = typename M::template params<double>;

  /// Errors: input_error for a param that is not a finite number or means nothing.
  explicit point_cell(params_type const& p = {}) : params_(p) {
    auto const values = to_array<M::template params>(p);
    for (std::size_t k = 0; k < values.size(); ++k)
      if (!std::isfinite(values[k]))
        throw input_error(std::string(M::name) + ", param " + std::to_string(k), std::to_string(values[k]), "a finite number");
    (void)M::prepare(p, 1.0);
    receptors_.emplace_back(0, 0, 0, std::vector<std::int32_t>{0}).chance({4294967295u});
  }
  params_type const& params() const noexcept { return params_; }
  static constexpr receptor input() noexcept { return {0}; }

  // What the engine asks.
  static constexpr std::size_t size() noexcept { return 0; }
  std::vector<receptor_sites> const& receptors() const noexcept { return receptors_; }

 private:
  params_type params_;
  std::vector<receptor_sites> receptors_;
};

}  // namespace pallium
