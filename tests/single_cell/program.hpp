// SPDX-License-Identifier: BSD-3-Clause
// Runs the program single_cell in a folder of its own and reads what it wrote.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

inline std::string slurp(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A folder that goes away with the object.
class folder {
 public:
  folder() {
    static std::atomic<unsigned> count{0};
    path_ = std::filesystem::temp_directory_path() /
            (std::string("pallium_single_cell_") + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  folder(folder const&) = delete;
  folder& operator=(folder const&) = delete;
  ~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(std::string const& name) const { return (path_ / name).string(); }
  std::string write(std::string const& name, std::string const& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this / name;
  }
  /// Files whose names begin so.
  std::size_t count(std::string const& prefix) const {
    std::size_t n = 0;
    for (auto const& entry : std::filesystem::directory_iterator(path_))
      n += entry.path().filename().string().starts_with(prefix);
    return n;
  }

 private:
  std::filesystem::path path_;
};

struct outcome {
  int code = -1;
  std::string out, err;
  std::size_t lines() const { return std::size_t(std::count(err.begin(), err.end(), '\n')); }
};

inline outcome run_program(folder const& where, std::vector<std::string> const& arguments) {
  auto const quoted = [](std::string const& s) {
    std::string q = "'";
    for (char c : s) q += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return q + "'";
  };
  std::string command = quoted(PALLIUM_SINGLE_CELL);
  for (auto const& a : arguments) (command += " ") += quoted(a);
  command += " > " + quoted(where / "stdout") + " 2> " + quoted(where / "stderr") + " < /dev/null";
  int const status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, slurp(where / "stdout"), slurp(where / "stderr")};
}

struct csv {
  std::string header;
  std::vector<std::vector<double>> rows;
  std::vector<double> column(std::size_t k) const {
    std::vector<double> c;
    for (auto const& r : rows) c.push_back(r.at(k));
    return c;
  }
};

inline csv read_csv(std::filesystem::path const& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("no file " + path.string());
  csv t;
  std::getline(in, t.header);
  for (std::string line; std::getline(in, line);) {
    auto& row = t.rows.emplace_back();
    for (char const *p = line.data(), *end = p + line.size(); p < end; ++p) {
      double x = 0;
      auto const r = std::from_chars(p, end, x);
      if (r.ec != std::errc{} || (r.ptr != end && *r.ptr != ',')) throw std::runtime_error(path.string() + ": " + line);
      row.push_back(x);
      p = r.ptr;
    }
  }
  return t;
}

}  // namespace test
