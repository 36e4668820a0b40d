// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/core/field_names.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// Names in files, and the types they mean.
namespace pallium::runtime {

/// Name that files give to param k of a mechanism, without the mechanism's own: "gbar". Its field's, unless it has `param_names`.
template <class M> constexpr std::string_view param_name(std::size_t k) noexcept {
  if constexpr (requires { M::param_names; }) return k < std::size(M::param_names) ? M::param_names[k] : std::string_view{};
  else return k < field_count<M::template params> ? field_names<M::template params>[k] : std::string_view{};
}

namespace detail {

template <class Cell> struct mechanisms_of;
template <class... Cs, class Synapses, class... Ps>
struct mechanisms_of<cell<channels<Cs...>, Synapses, pools<Ps...>>> {
  template <class F> static void for_each(F&& f) {
    (f(std::type_identity<Cs>{}), ...);
    (f(std::type_identity<Ps>{}), ...);
  }
};

}  // namespace detail

/// Names of the mechanisms of a cell type, separated by commas.
template <class Cell> std::string mechanism_names() {
  std::string all;
  detail::mechanisms_of<Cell>::for_each([&]<class M>(std::type_identity<M>) {
    if (!all.empty()) all += ", ";
    all += M::name;
  });
  return all;
}

/// Inserts a mechanism by name in a region and sets a param of it by name, as NEURON's `insert Kv3_1` and
/// `gbar_Kv3_1 = value` do. Returns what was wrong: "" for nothing, "mechanism", "param".
template <class Cell, region_expression R>
std::string_view set_by_name(Cell& c, R const& region, std::string_view mechanism, std::string_view param, double value) {
  std::string_view wrong = "mechanism";
  detail::mechanisms_of<Cell>::for_each([&]<class M>(std::type_identity<M>) {
    if (M::name != mechanism) return;
    wrong = "param";
    constexpr std::size_t n = field_count<M::template params>;
    for (std::size_t k = 0; k < n; ++k) {
      if (param_name<M>(k) != param || param.empty()) continue;
      wrong = "";
      c.template modify<M>(region, [&](auto& p) {
        auto a = to_array<M::template params>(p);
        a[k] = value;
        p = make_record<M::template params>([&](std::size_t f) { return a[f]; });
      });
    }
  });
  return wrong;
}

}  // namespace pallium::runtime
