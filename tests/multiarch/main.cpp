// SPDX-License-Identifier: BSD-3-Clause
// multiarch_program [arch [words to fail with]]: a small program of several variants. Prints its arch and numbers.
#include "kernel.hpp"
#include "multiarch_kernel_variants.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) try {
  auto const& v = pallium::exec::choose(multiarch_kernel_variants(), argc > 1 ? argv[1] : "");
  auto const& k = *static_cast<multiarch::kernel const*>(v.entry());
  if (argc > 2) k.fail(argv[2]);
  std::vector<double> x;
  for (int i = 0; i < 1000; ++i) x.push_back(0.01 * i - 5);
  auto const y = k.exponentials(x);
  std::printf("%s\n%.17g\n", k.arch().c_str(), multiarch::sum(y));
  for (double e : y) std::printf("%.17g\n", e);
} catch (pallium::input_error const& e) {
  std::fprintf(stderr, "multiarch_program: %s\n", e.what());
  return 2;
} catch (...) {
  std::fprintf(stderr, "multiarch_program: an exception of unknown type\n");
  return 3;
}
