// SPDX-License-Identifier: BSD-3-Clause
// expect: recorder|spike_sink|trace_sink
#include <pallium/record/concept.hpp>

#include <span>

struct misspelt {
  void spike(std::span<pallium::spike const>, pallium::duration) {}
};
static_assert(pallium::recorder<misspelt>);
