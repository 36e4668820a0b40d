// SPDX-License-Identifier: BSD-3-Clause
// Edges are the same bits on every instruction set: digests, recorded once. One that changes is a change of every network.
#include "laws.hpp"

#include <pallium/connect/all_to_all.hpp>
#include <pallium/connect/distance.hpp>
#include <pallium/connect/fixed_in_and_outdegree.hpp>
#include <pallium/connect/fixed_indegree.hpp>
#include <pallium/connect/fixed_outdegree.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/one_to_one.hpp>
#include <pallium/connect/ring.hpp>

namespace {

using namespace pallium;
using namespace pallium::units;
using laws::somewhere;

connect::link const drawn{connect::lognormal(2_nS, 0.6), connect::gaussian(2_ms, 0.5_ms).clipped(1_ms, 3.1_ms)};
connect::link const placed{connect::by_distance(2_nS, 100_um), connect::by_distance(0.5_ms, 0.2)};

template <class C> std::uint64_t digest(C const& c) {
  if constexpr (converging_source<C>) return laws::digest_of(laws::all_into(c));
  else return laws::digest_of(laws::all(c));
}

}  // namespace

TEST_CASE("edges have the bits they were recorded with") {
  gid_range const a{10, 210}, b{100, 5100};
  CHECK(digest(connect::ring(b, somewhere, drawn, {.seed = 1, .stream = 2})) == 0xe852d972f4d6cb86u);
  CHECK(digest(connect::one_to_one(b, b, somewhere, drawn, {.seed = 1, .stream = 2})) == 0xe49054eb655b96d5u);
  CHECK(digest(connect::all_to_all(a, b, somewhere, drawn, {.seed = 1, .stream = 2})) == 0x7e753b960826b801u);
  CHECK(digest(connect::fixed_probability(a, b, 0.03, somewhere, drawn, {.seed = 1, .stream = 2})) == 0x40db4347f9d877b6u);
  CHECK(digest(connect::fixed_probability(a, b, 1.6, somewhere, {{0.1}, 1_ms}, {.seed = 1, .stream = 2})) == 0x8970972399e6a811u);
  CHECK(digest(connect::fixed_outdegree(a, b, 500, somewhere, drawn, {.seed = 1, .stream = 2})) == 0xbd4a1b99ffeb90c9u);
  CHECK(digest(connect::fixed_outdegree(a, b, 500, somewhere, drawn, {.seed = 1, .stream = 2, .multapses = false})) == 0xb61368902aeadbe2u);
  CHECK(digest(connect::fixed_indegree(a, b, 100, somewhere, drawn, {.seed = 1, .stream = 2})) == 0x573c3dda40fbb8u);
  CHECK(digest(connect::fixed_indegree(a, b, 100, somewhere, drawn, {.seed = 1, .stream = 2, .multapses = false})) == 0xc18fed0d8c6d8d85u);
  CHECK(digest(connect::fixed_in_and_outdegree(a, b, 100, somewhere, drawn, {.seed = 1, .stream = 2})) == 0x1f13127e467e6dc7u);
  connect::sheet const s({10, 2010}, {.width = 400_um, .height = 300_um, .columns = 8, .rows = 7, .bottom = 200_um, .seed = 3});
  for (auto const& [k, torus, recorded] : {std::tuple{connect::gaussian(0.3, 50_um), false, 0xee83b374958b60e8u}, {connect::exponential(1, 30_um), true, 0xb4f2a1ab6f8811ccu}})
    CHECK(digest(connect::distance(s, s, k, somewhere, placed, {.seed = 1, .stream = 2, .torus = torus})) == recorded);
}
