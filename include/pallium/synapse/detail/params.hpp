// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>

/// What `prepare` asks of params. Errors: input_error with the mechanism, the param and its value.
namespace pallium::synapse::detail {

struct named {
  char const* name;
  double value;
};

template <class F>
void require(std::string_view mechanism, std::initializer_list<named> params, char const* expected, F&& sound) {
  for (named const p : params)
    if (!std::isfinite(p.value) || !sound(p.value))
      throw input_error(mechanism, std::string(p.name) + " = " + std::to_string(p.value), expected);
}
inline void positive(std::string_view mechanism, std::initializer_list<named> params) {
  require(mechanism, params, "a positive number", [](double x) { return x > 0; });
}
inline void not_negative(std::string_view mechanism, std::initializer_list<named> params) {
  require(mechanism, params, "a number >= 0", [](double x) { return x >= 0; });
}
inline void fraction(std::string_view mechanism, std::initializer_list<named> params) {
  require(mechanism, params, "a number in 0..1", [](double x) { return x >= 0 && x <= 1; });
}

}  // namespace pallium::synapse::detail
