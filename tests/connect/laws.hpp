// SPDX-License-Identifier: BSD-3-Clause
// What every connectivity source must keep.
#pragma once
#include <catch2/catch_test_macros.hpp>

#include <pallium/connect/concept.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <thread>
#include <vector>

namespace laws {

using namespace pallium;

inline constexpr duration dt{0.1};
inline constexpr receptor somewhere{3};

/// An edge with its source.
struct joined {
  gid source = 0;
  edge e;
  friend bool operator==(joined const&, joined const&) = default;
};

template <class C> std::vector<edge> of(C const& c, gid source, block_range blocks) {
  bulk<edge> out;
  c.from(source, blocks, dt, out);
  return {out.begin(), out.end()};
}
template <class C> std::vector<edge> of(C const& c, gid source) { return of(c, source, {0, c.blocks()}); }
template <class C> std::vector<joined> all(C const& c) {
  std::vector<joined> found;
  for (gid s = c.sources().first; s < c.sources().last; ++s)
    for (edge const& e : of(c, s)) found.push_back({s, e});
  return found;
}
template <converging_source C> std::vector<joined> all_into(C const& c) {
  std::vector<joined> found;
  bulk<incoming_edge> in;
  for (gid t = c.targets().first; t < c.targets().last; ++t) {
    in.clear();
    c.into(t, dt, in);
    for (incoming_edge const& i : in) found.push_back({i.source, {t, i.site, i.delay, i.weight}});
  }
  return found;
}

/// A digest of edges, for bits that must be the same on every machine (FNV-1a).
struct digest {
  std::uint64_t h = 0xcbf29ce484222325u;
  void add(std::uint64_t x) noexcept {
    for (int k = 0; k < 8; ++k, x >>= 8) h = (h ^ (x & 0xff)) * 0x100000001b3u;
  }
};
inline std::uint64_t digest_of(std::vector<joined> const& edges) {
  digest d;
  for (joined const& j : edges) {
    for (std::uint64_t x : {j.source, j.e.target, std::uint64_t{j.e.site}, std::uint64_t{j.e.delay}, std::bit_cast<std::uint64_t>(j.e.weight)}) d.add(x);
  }
  return d.h;
}

/// The laws of concept.hpp, for some of the sources.
template <connectivity_source C> void check(C const& c, std::size_t most_sources = 40) {
  gid at = c.blocks() ? c.block(0).first : 0;
  std::size_t wrong = 0;
  for (std::uint32_t b = 0; b < c.blocks(); ++b) {  // ascending, disjoint, without gaps
    wrong += c.block(b).first != at || c.block(b).size() == 0;
    at = c.block(b).last;
  }
  CHECK(wrong == 0);
  if (c.sources().size() == 0) return;
  std::mt19937 random(7);
  gid const stride = std::max<gid>(1, c.sources().size() / most_sources);
  std::vector<gid> sources;
  for (gid s = c.sources().first; s < c.sources().last; s += stride) sources.push_back(s);
  std::vector<std::vector<edge>> once;
  for (gid s : sources) once.push_back(of(c, s));

  std::size_t outside = 0, split = 0, unreached = 0, late = 0, kept = 0, repeated = 0;
  double meetings = 0;  // of 32-bit numbers by chance
  for (std::size_t k = 0; k < sources.size(); ++k) {
    gid const s = sources[k];
    // all blocks = the blocks one by one, each within itself, appended to what is there
    bulk<edge> pieces;
    pieces.push_back({9, 9, 9, 9});
    std::vector<std::size_t> begin;
    for (std::uint32_t b = 0; b < c.blocks(); ++b) {
      begin.push_back(pieces.size());
      c.from(s, {b, b + 1}, dt, pieces);
      for (std::size_t i = begin.back(); i < pieces.size(); ++i) outside += !c.block(b).contains(pieces[i].target);
    }
    begin.push_back(pieces.size());
    kept += !(pieces[0] == edge{9, 9, 9, 9});
    std::span<edge const> const list(pieces.begin() + 1, pieces.end());
    split += !std::equal(list.begin(), list.end(), once[k].begin(), once[k].end());
    for (int i = 0; i < 3 && c.blocks() > 0; ++i) {  // any range
      std::uint32_t b = std::uint32_t(random() % (c.blocks() + 1)), e = std::uint32_t(random() % (c.blocks() + 1));
      if (b > e) std::swap(b, e);
      auto const some = of(c, s, {b, e});
      split += !std::equal(some.begin(), some.end(), pieces.begin() + begin[b], pieces.begin() + begin[e]);
    }
    if (c.via()) {  // every edge has draws of its own: hardly any two are equal
      std::vector<std::uint32_t> sites;
      for (edge const& e : once[k]) sites.push_back(e.site);
      std::sort(sites.begin(), sites.end());
      meetings += double(sites.size()) * double(sites.size()) * 0x1p-33;
      repeated += std::size_t(sites.end() - std::unique(sites.begin(), sites.end()));
    }
    for (edge const& e : once[k]) late += e.delay < c.min_delay(dt) || e.delay > c.max_delay(dt);
    if constexpr (requires(std::vector<block_range>& r) { c.reach(s, r); }) {
      std::vector<block_range> reach;
      c.reach(s, reach);
      for (std::size_t i = 0; i < reach.size(); ++i)
        unreached += reach[i].first >= reach[i].last || reach[i].last > c.blocks() || (i > 0 && reach[i].first < reach[i - 1].last);
      std::vector<edge> there;
      for (block_range r : reach)
        for (edge const& e : of(c, s, r)) there.push_back(e);
      unreached += there != once[k];
    }
  }
  CHECK(outside == 0);
  CHECK(split == 0);
  CHECK(kept == 0);
  CHECK(late == 0);
  CHECK(unreached == 0);
  CHECK(double(repeated) < 3 + meetings + 5 * std::sqrt(meetings));

  // two threads that ask at the same time, one of them backwards
  std::size_t differ[2] = {0, 0};
  auto const ask = [&](std::size_t who) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      std::size_t const k = who ? sources.size() - 1 - i : i;
      differ[who] += of(c, sources[k]) != once[k];
    }
  };
  std::thread other(ask, std::size_t{1});
  ask(0);
  other.join();
  CHECK(differ[0] + differ[1] == 0);
}

/// Whether counts over cells of equal chance are as spread as chance has it: within 5 sigma.
inline bool even(std::vector<double> const& bins) {
  double total = 0, chi = 0;
  for (double k : bins) total += k;
  double const mean = total / double(bins.size()), free = double(bins.size()) - 1;
  for (double k : bins) chi += (k - mean) * (k - mean) / mean;
  return std::abs(chi - free) < 5 * std::sqrt(2 * free) + 5;
}
inline bool sites_even(std::vector<joined> const& edges) {
  std::vector<double> bins(16, 0.0), low(16, 0.0);
  for (joined const& j : edges) ++bins[j.e.site >> 28], ++low[(j.e.site >> 12) & 15];
  return even(bins) && even(low);
}

}  // namespace laws
