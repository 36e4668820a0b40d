// SPDX-License-Identifier: BSD-3-Clause
// Random numbers in bulk are those one by one, and both are Philox4x32-10 as published.
#include <catch2/catch_test_macros.hpp>

#include <pallium/core/rng.hpp>
#include <pallium/simd/philox.hpp>

#include <array>

namespace {

using namespace pallium;

struct known {
  std::array<std::uint32_t, 4> counter;
  std::array<std::uint32_t, 2> key;
  std::array<std::uint32_t, 4> answer;
};
// "philox4x32 10" of Random123's kat_vectors.
constexpr std::array<known, 3> answers{{
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
}};

template <class P> std::array<std::vector<std::uint64_t>, 4> words(P const& p) {
  std::array<std::vector<std::uint64_t>, 4> w;
  for (std::size_t j = 0; j < 4; ++j) {
    w[j].resize(P::size);
    p.store(j, w[j].data());
    for (auto& x : w[j]) x &= 0xffffffff;
  }
  return w;
}

template <class A, std::size_t K> void check() {
  using P = simd::philox<A, K>;
  using reg = typename P::reg;
  for (known const& k : answers) {
    P p;
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t i = 0; i < K; ++i) p.w[j][i] = reg(k.counter[j] | 0xabcdef0000000000u);  // what is above does not count
    p.rounds(k.key[0], k.key[1]);
    auto const w = words(p);
    for (std::size_t j = 0; j < 4; ++j) CHECK(w[j] == std::vector<std::uint64_t>(P::size, k.answer[j]));
  }
  std::size_t wrong = 0;
  for (std::uint64_t number : {std::uint64_t{0}, std::uint64_t{0xfffffffd}, std::uint64_t{0x1234fffffffe}})  // across 2^32
    for (std::uint64_t owner : {std::uint64_t{0}, std::uint64_t{0xfedcba987654}}) {
      auto const p = P::draw(0xfeedfacecafebeef, 0xdeadbeef, owner, number);
      auto const w = words(p);
      alignas(64) double u[P::size], v[P::size];
      p.uniform(0, 1).store(u);
      p.uniform(3, 2).store(v);
      for (std::size_t i = 0; i < P::size; ++i) {
        auto const one = rng::draw(0xfeedfacecafebeef, 0xdeadbeef, owner, number + i);
        for (std::size_t j = 0; j < 4; ++j) wrong += w[j][i] != one[j];
        wrong += u[i] != rng::uniform(one[0], one[1]) || v[i] != rng::uniform(one[3], one[2]);
      }
    }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("draws are Philox4x32-10 as published") {
  for (known const& k : answers) {  // a counter and a key as `draw` lays them out
    auto const& c = k.counter;
    auto const w = rng::draw(k.key[0] | (std::uint64_t{k.key[1]} << 32), c[3], (c[1] >> 16) | (std::uint64_t{c[2]} << 16),
                             c[0] | (std::uint64_t{c[1] & 0xffff} << 32));
    CHECK(w == k.answer);
  }
}

TEST_CASE("draws in bulk are the draws one by one, for every width") {
  check<simd::widest, 1>();
  check<simd::widest, 2>();
  check<simd::widest, 3>();
  check<simd::scalar, 1>();
  check<simd::scalar, 4>();
#if XSIMD_WITH_SSE4_2
  check<xsimd::sse4_2, 2>();
#endif
}

TEST_CASE("a uniform number is never 0 or 1") {
  CHECK(rng::uniform(0, 0) == 0x1p-53);
  CHECK(rng::uniform(0xffffffff, 0xffffffff) == 1 - 0x1p-53);
}
