// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <new>
#include <vector>

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

}  // namespace pallium::sim
