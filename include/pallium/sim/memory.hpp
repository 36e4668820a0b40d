// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>
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
  template <class U> void construct(U* p) noexcept(noexcept(U())) { ::new (static_cast<void*>(p)) U; }  ///< plain values: not set, who fills them does
  template <class U, class... A> void construct(U* p, A&&... a) { ::new (static_cast<void*>(p)) U(std::forward<A>(a)...); }
  friend bool operator==(aligned, aligned) noexcept { return true; }
};
template <class T> using aligned_vector = std::vector<T, aligned<T>>;

/// An array of plain values that grows in place where the system can move pages: a table of gigabytes is never there twice.
template <class T> class expanse {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  expanse() = default;
  expanse(expanse&& o) noexcept : data_(std::exchange(o.data_, nullptr)), size_(std::exchange(o.size_, 0)), capacity_(std::exchange(o.capacity_, 0)) {}
  expanse& operator=(expanse&& o) noexcept {
    std::swap(data_, o.data_);
    std::swap(size_, o.size_);
    std::swap(capacity_, o.capacity_);
    return *this;
  }
  ~expanse() { std::free(data_); }

  /// Space for n more after the last, of which the caller says `took` how many it filled.
  T* room(std::size_t n) {
    if (capacity_ - size_ < n) resize(size_ + n + size_ / 4 + 64);
    return data_ + size_;
  }
  void took(std::size_t n) noexcept { size_ += n; }
  void push_back(T const& x) {
    T const copy = x;
    *room(1) = copy;
    ++size_;
  }
  /// Gives back what is not used.
  void trim() { resize(size_); }
  void clear() { *this = expanse(); }
  std::size_t size() const noexcept { return size_; }
  T* data() noexcept { return data_; }
  T const* data() const noexcept { return data_; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  T const& operator[](std::size_t i) const noexcept { return data_[i]; }
  std::size_t bytes() const noexcept { return capacity_ * sizeof(T); }

 private:
  void resize(std::size_t n) {
    if (n == 0) {
      std::free(std::exchange(data_, nullptr));
    } else {
      void* const more = std::realloc(data_, n * sizeof(T));
      if (more == nullptr) throw std::bad_alloc();
      data_ = static_cast<T*>(more);
    }
    capacity_ = n;
  }
  T* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

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
