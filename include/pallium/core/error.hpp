// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace pallium {

/// Base of everything the library throws. The library never prints and never exits: programs do.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The caller's input cannot be used: a file, an option, a number. One line: where, what was found,
/// what was expected. Programs answer it with exit code 2.
struct input_error : error {
  using error::error;
  /// "FILE:LINE: found ..., expected ..." or "FILE: KEY: found ..., expected ...".
  /// Names in files may hold anything; what would break the line stands in it as '?'.
  input_error(std::string_view where, std::string_view found, std::string_view expected)
      : error(one_line(std::string(where) + ": found " + std::string(found) + ", expected " + std::string(expected))) {}

 private:
  static std::string one_line(std::string text) {
    for (char& c : text)
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    return text;
  }
};

/// The model left the range in which it means anything (NaN, a voltage beyond 300 mV).
struct numerical_error : error {
  using error::error;
};

/// Another rank could not go on; its message begins with "rank N: ". `input`: what it threw was an input_error.
struct rank_error : error {
  rank_error(int rank, std::string_view message, bool its_input) : error("rank " + std::to_string(rank) + ": " + std::string(message)), input(its_input) {}
  bool input;
};

}  // namespace pallium
