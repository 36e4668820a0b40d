// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace pallium::io::sonata {

/// The ranks that write one result together, on a file system that all of them see: `ranks::of(comm)` of an exchange, or this
/// process alone.
struct ranks {
  int rank = 0, size = 1;
  /// Called by all ranks at once with what this one has failed with ("": nothing), and whether that was an input_error. False if none
  /// has failed, true if this one is the first that has; throws rank_error if another is.
  std::function<bool(std::string const& failure, bool input)> agree{};

  template <class Exchange> static ranks of(Exchange const& comm) {
    return {comm.rank(), comm.size(), [comm](std::string const& failure, bool input) { return comm.agree({failure, input}, 0); }};
  }

  bool first() const noexcept { return rank == 0; }

  /// Does something on all ranks, and waits for all; if it throws on one, it throws on all.
  template <class F> void together(F&& f) const {
    if (size == 1) return f();
    std::string failure;
    bool input = false;
    std::exception_ptr mine;
    try {
      f();
    } catch (std::exception const& e) {
      mine = std::current_exception();
      failure = *e.what() != '\0' ? e.what() : "an error";
      input = dynamic_cast<input_error const*>(&e) != nullptr;
    }
    if (agree(failure, input)) std::rethrow_exception(mine);
  }

  /// The name of what this rank alone writes beside a file.
  std::string part(std::string const& path, int of_rank) const { return path + "." + std::to_string(of_rank); }
  std::string part(std::string const& path) const { return part(path, rank); }
};

}  // namespace pallium::io::sonata
