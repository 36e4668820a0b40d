// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/simd/machine.hpp>

#include <span>
#include <string>
#include <string_view>

namespace pallium::exec {

/// A program's kernels as compiled for one instruction set. `cmake/multiarch.cmake` makes the list of them.
struct variant {
  std::string_view name;   ///< as `--arch` takes it: sse4_2, avx2, avx512; native: what the whole program is compiled for
  void const* (*entry)();  ///< what the kernels' sources return from PALLIUM_ENTRY
};

/// Whether this machine can run a variant of that name.
inline bool machine_has(std::string_view name) {
  if (name == "native") return simd::machine_has<simd::widest>();
#if defined(__x86_64__)
  auto const cpu = xsimd::available_architectures();
  if (name == "scalar") return true;
  if (name == "sse4_2") return cpu.has(xsimd::sse4_2{}) && __builtin_cpu_supports("popcnt");
  // x86-64-v3 and v4 are more than the vectors that give them their names
  bool const v3 = cpu.has(xsimd::fma3<xsimd::avx2>{}) && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (name == "avx2") return v3;
  if (name == "avx512") return v3 && cpu.has(xsimd::avx512bw{}) && __builtin_cpu_supports("avx512vl");
#endif
  return false;
}

/// The variant that `wanted` names, or, if that is empty, the first of the list that this machine can run (the list has the
/// best first).
/// Errors: input_error for a name that is not in the list, or that this machine cannot run.
inline variant const& choose(std::span<variant const> variants, std::string_view wanted, std::string_view option = "--arch") {
  std::string there, here;
  for (variant const& v : variants) {
    bool const runs = machine_has(v.name);
    if (runs && (wanted.empty() || wanted == v.name)) return v;
    (there += there.empty() ? "" : ", ") += v.name;
    if (runs) (here += here.empty() ? "" : ", ") += v.name;
  }
  if (here.empty()) here = "none of " + there;
  bool known = false;
  for (variant const& v : variants) known = known || v.name == wanted;
  if (known) throw input_error(option, "\"" + std::string(wanted) + "\", which this machine cannot run", here);
  if (wanted.empty()) throw input_error(option, "a machine that can run " + here, "one that can, or another build");
  throw input_error(option, "\"" + std::string(wanted) + "\"", "one that this program has: " + there);
}

}  // namespace pallium::exec
