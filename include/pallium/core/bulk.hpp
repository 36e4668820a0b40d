// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace pallium {

/// A list that a generator fills in bulk: `room(n)` is space for n more, of which `took(k)` keeps the first k. Nothing is
/// constructed, memory is kept by `clear`.
template <class T> class bulk {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  T* room(std::size_t n) {
    if (capacity_ - size_ < n) grow(n);
    return data_.get() + size_;
  }
  void took(std::size_t n) noexcept { size_ += n; }
  void push_back(T const& x) {
    T const copy = x;
    *room(1) = copy;
    took(1);
  }
  void clear() noexcept { size_ = 0; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T* begin() noexcept { return data_.get(); }
  T* end() noexcept { return data_.get() + size_; }
  T const* begin() const noexcept { return data_.get(); }
  T const* end() const noexcept { return data_.get() + size_; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  T const& operator[](std::size_t i) const noexcept { return data_[i]; }
  operator std::span<T const>() const noexcept { return {begin(), size_}; }
  std::size_t bytes() const noexcept { return capacity_ * sizeof(T); }

 private:
  void grow(std::size_t n) {
    std::size_t const wanted = size_ + n + capacity_ / 2 + 64;
    std::unique_ptr<T[]> more(new T[wanted]);  // without (): not set to zero
    std::copy_n(data_.get(), size_, more.get());
    data_ = std::move(more);
    capacity_ = wanted;
  }
  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace pallium
