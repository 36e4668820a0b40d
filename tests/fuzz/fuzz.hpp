// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

/// What the targets share: files in memory, and what counts as fine.
namespace fuzz {

/// A folder of this process in memory (/dev/shm, else the temporary folder), which goes away with it.
inline std::filesystem::path const& folder() {
  static struct made {
    std::filesystem::path path;
    made() {
      std::error_code ec;
      auto const base = std::filesystem::is_directory("/dev/shm", ec) ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
      path = base / ("pallium_fuzz_" + std::to_string(getpid()));
      std::filesystem::create_directories(path);
      std::atexit([] {
        std::error_code ignored;
        std::filesystem::remove_all(folder(), ignored);
      });
    }
  } const one;
  return one.path;
}

/// Writes a file of that folder, anew.
inline std::filesystem::path file(std::string const& name, std::string_view bytes) {
  auto path = folder() / name;
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

/// Calls f. Fine is that it returns, or that it throws an input_error of one line; all else ends the process, so that libFuzzer
/// keeps the input.
template <class F> void fine(F&& f) {
  auto const find = [](char const* what, char const* message) {
    std::fprintf(stderr, "FIND: %s: %s\n", what, message);
    std::abort();
  };
  try {
    f();
  } catch (pallium::input_error const& e) {
    static bool const say = std::getenv("PALLIUM_FUZZ_SAY") != nullptr;  // what an input is answered with
    if (say) std::fprintf(stderr, "said: %s\n", e.what());
    if (std::string_view(e.what()).find_first_of("\n\r") != std::string_view::npos) find("a message of several lines", e.what());
    if (std::string_view(e.what()).find(": found ") == std::string_view::npos) find("a message that does not say what was found", e.what());
  } catch (std::exception const& e) {
    find("another exception than input_error", e.what());
  } catch (...) {
    find("another exception than input_error", "not derived from std::exception");
  }
}

inline std::string_view text(std::uint8_t const* data, std::size_t size) { return {reinterpret_cast<char const*>(data), size}; }

}  // namespace fuzz
