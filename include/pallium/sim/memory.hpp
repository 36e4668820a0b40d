// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <vector>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace pallium::sim {

/// Storage aligned for every lane type.
template <class T> struct aligned {
  using value_type = T;
  static constexpr std::align_val_t boundary{64};
  aligned() = default;
  template <class U> constexpr aligned(aligned<U> const&) noexcept {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), boundary)); }
  void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, boundary); }
  friend bool operator==(aligned, aligned) noexcept { return true; }
};
template <class T> using aligned_vector = std::vector<T, aligned<T>>;

/// Bytes a vector holds.
template <class T, class A> std::size_t bytes_of(std::vector<T, A> const& v) noexcept { return v.capacity() * sizeof(T); }

/// Memory of this machine [bytes]; where it cannot be asked, no limit.
inline std::uint64_t physical_memory() noexcept {
#if defined(_SC_PHYS_PAGES) && defined(_SC_PAGESIZE)
  long const pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  if (pages > 0 && size > 0) return std::uint64_t(pages) * std::uint64_t(size);
#endif
  return std::numeric_limits<std::uint64_t>::max();
}

}  // namespace pallium::sim
