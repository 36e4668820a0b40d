// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <Random123/philox.h>

#include <array>
#include <cstdint>

/// Counter-based random numbers: a pure function of what they are for, so they do not depend on the order in which,
/// the epoch in which, or the rank and thread on which they are asked. Philox4x32-10 (Salmon et al. 2011,
/// doi:10.1145/2063384.2063405).
namespace pallium::rng {

using words = std::array<std::uint32_t, 4>;

/// 128 random bits for (seed, stream, owner, number). `stream` keeps uses apart (one per stimulus, projection);
/// `owner` (< 2^48) is mostly a gid; `number` (< 2^48) counts events, edges or steps.
inline words draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t owner, std::uint64_t number) noexcept {
  r123::Philox4x32 const generate;
  r123::Philox4x32::ctr_type const counter{
      {static_cast<std::uint32_t>(number),
       static_cast<std::uint32_t>((number >> 32) & 0xffff) | (static_cast<std::uint32_t>(owner & 0xffff) << 16),
       static_cast<std::uint32_t>(owner >> 16), stream}};
  r123::Philox4x32::key_type const key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  auto const r = generate(counter, key);
  return {r[0], r[1], r[2], r[3]};
}

/// A double in (0, 1) from 53 of 64 bits: never 0, never 1, equal on every machine.
inline double uniform(std::uint32_t high, std::uint32_t low) noexcept {
  std::uint64_t const k = ((std::uint64_t{high} << 32) | low) >> 12;
  return (static_cast<double>(k) + 0.5) * 0x1p-52;
}

/// A number in [0, n) from 32 random bits; its bias is below n / 2^32.
inline std::uint32_t below(std::uint32_t n, std::uint32_t bits) noexcept {
  return static_cast<std::uint32_t>((std::uint64_t{n} * bits) >> 32);
}

}  // namespace pallium::rng
