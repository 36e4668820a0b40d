// SPDX-License-Identifier: BSD-3-Clause
// expect: current_source|timed_current
#include <pallium/stimulus/concept.hpp>

struct unitless {
  double amplitude(pallium::duration) const { return 0.1; }
};
static_assert(pallium::current_source<unitless>);
