// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The least a lane type may offer. Kernels are checked against it, so a kernel that compiles
/// here compiles on every instruction set: it cannot branch on a lane (`mask` is not `bool`),
/// index a lane, or call a function some architecture lacks. Nothing here is ever executed.
namespace pallium::archetype {

struct mask {};
struct batch {
  using value_type = double;
  batch() = default;
  batch(double) noexcept;
};

batch operator+(batch, batch) noexcept;
batch operator-(batch, batch) noexcept;
batch operator*(batch, batch) noexcept;
batch operator/(batch, batch) noexcept;
batch operator-(batch) noexcept;
batch& operator+=(batch&, batch) noexcept;
batch& operator-=(batch&, batch) noexcept;
batch& operator*=(batch&, batch) noexcept;
mask operator<(batch, batch) noexcept;
mask operator>(batch, batch) noexcept;
mask operator>=(batch, batch) noexcept;
batch select(mask, batch, batch) noexcept;
batch keep(mask, batch) noexcept;
batch exp(batch) noexcept;
batch expm1(batch) noexcept;
batch expm1_down(batch) noexcept;
struct exponential {
  batch e, less_one;
};
exponential exp_both(batch) noexcept;
batch log(batch) noexcept;
batch pow(batch, batch) noexcept;
batch sqrt(batch) noexcept;
batch abs(batch) noexcept;
batch octave(batch) noexcept;
batch min(batch, batch) noexcept;
batch max(batch, batch) noexcept;
batch fma(batch, batch, batch) noexcept;

}  // namespace pallium::archetype
