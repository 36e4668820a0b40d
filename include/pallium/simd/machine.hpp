// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/simd/arch.hpp>

#include <string>

#if XSIMD_WITH_SVE && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace pallium::simd {

/// The name of an instruction set, as programs take it on the command line: scalar, sse4_2, avx2, avx512, neon, sve512; for
/// others xsimd's own.
template <simd_arch A> std::string name() { return A::name(); }
template <> inline std::string name<xsimd::sse4_2>() { return "sse4_2"; }
template <> inline std::string name<xsimd::fma3<xsimd::avx2>>() { return "avx2"; }
template <> inline std::string name<xsimd::avx512bw>() { return "avx512"; }
template <> inline std::string name<xsimd::neon64>() { return "neon"; }
template <> inline std::string name<xsimd::detail::sve<128>>() { return "sve128"; }
template <> inline std::string name<xsimd::detail::sve<256>>() { return "sve256"; }
template <> inline std::string name<xsimd::detail::sve<512>>() { return "sve512"; }

namespace detail {

template <class A> inline constexpr unsigned sve_bits = 0;
template <std::size_t bits> inline constexpr unsigned sve_bits<xsimd::detail::sve<bits>> = unsigned(bits);

/// Bits of an SVE register on this machine, as this process has it; 0 without SVE. Not svcntb(): where the width was fixed at
/// compile time the compiler answers that itself.
inline unsigned sve_bits_here() noexcept {
#if XSIMD_WITH_SVE
#if defined(__linux__)
  if ((getauxval(AT_HWCAP) & (1ul << 22)) == 0) return 0;  // HWCAP_SVE
#endif
  unsigned long bytes;
  asm volatile("rdvl %0, #1" : "=r"(bytes));
  return unsigned(8 * bytes);
#else
  return 0;
#endif
}

}  // namespace detail

/// Whether this machine can execute what was compiled for A. xsimd says yes to every SVE: here its width counts too.
template <simd_arch A> bool machine_has() noexcept {
  if constexpr (detail::sve_bits<A> != 0) return detail::sve_bits_here() == detail::sve_bits<A>;
  else if constexpr (requires { xsimd::available_architectures().has(A{}); }) return xsimd::available_architectures().has(A{});
  else return A::available();
}

/// Does nothing on a machine that has A. Every simulation asks. A program asks first thing in main: code of another width
/// than the machine's SVE registers does not fail, it errs.
/// Errors: input_error that names A and what is here.
template <simd_arch A> void require_machine(char const* who) {
  if (machine_has<A>()) return;
  std::string here = "a machine without " + name<A>();
  if constexpr (detail::sve_bits<A> != 0)
    if (unsigned const bits = detail::sve_bits_here(); bits != 0)
      here = "SVE registers of " + std::to_string(bits) + " bits";
  std::string fix = detail::sve_bits<A> != 0 ? ", or a build with another -msve-vector-bits" : ", or a build for this machine";
  throw input_error(who, here, name<A>() + ", for which this program was compiled" + fix);
}

}  // namespace pallium::simd
