// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/io/detail/text.hpp>

#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace pallium::io::detail {

/// The numbers that a C header defines: `#define NAME value`, the value a number or an expression of numbers, names defined above,
/// + - * / and parentheses. Comments of both kinds are left out. What has another value is kept as text, so that only who asks for it
/// is told.
class neulite_defines {
 public:
  explicit neulite_defines(std::filesystem::path const& path) : file_(path.string()) {
    std::string const text = without_comments(slurp(path));
    std::string_view rest = text;
    for (std::size_t line = 1; !rest.empty(); ++line) {
      std::size_t const end = std::min(rest.find('\n'), rest.size());
      std::string_view row = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      skip_blanks(row);
      if (!row.starts_with('#')) continue;
      row.remove_prefix(1);
      skip_blanks(row);
      if (!row.starts_with("define")) continue;
      row.remove_prefix(6);
      if (row.empty() || !is_blank(row[0])) continue;
      skip_blanks(row);
      std::size_t n = 0;
      while (n < row.size() && in_name(row[n])) ++n;
      if (n == 0 || (n < row.size() && row[n] == '(')) continue;  // a macro with arguments
      auto& mine = defined_[std::string(row.substr(0, n))];
      row.remove_prefix(n);
      skip_blanks(row);
      while (!row.empty() && is_blank(row.back())) row.remove_suffix(1);
      mine = {line, std::string(row), 0, false};
      expression e{row, *this};
      double x = 0;
      if (e.sum(x) && e.done()) mine.number = x, mine.known = true;
    }
  }

  bool has(std::string const& name) const { return defined_.contains(name); }
  std::string where(std::string const& name) const {
    auto const it = defined_.find(name);
    return file_ + (it == defined_.end() ? "" : ":" + std::to_string(it->second.line)) + ": " + name;
  }
  std::string text(std::string const& name) const { return excerpt(defined_.at(name).text); }
  /// Errors: input_error for a value that is no number.
  double number(std::string const& name) const {
    auto const& d = defined_.at(name);
    if (!d.known) throw input_error(where(name), excerpt(d.text), "a number");
    return d.number;
  }

 private:
  struct definition {
    std::size_t line = 0;
    std::string text{};
    double number = 0;
    bool known = false;
  };
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
  static bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
  static void skip_blanks(std::string_view& s) {
    while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  }
  static std::string without_comments(std::string const& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text.compare(i, 2, "//") == 0) {
        i = std::min(text.find('\n', i), text.size()) - 1;
      } else if (text.compare(i, 2, "/*") == 0) {
        std::size_t const end = std::min(text.find("*/", i + 2), text.size());
        for (; i < end; ++i)
          if (text[i] == '\n') out += '\n';
        ++i;
        out += ' ';
      } else {
        out += text[i];
      }
    }
    return out;
  }

  /// Recursive descent; nesting is bounded.
  struct expression {
    std::string_view rest;
    neulite_defines const& names;
    int depth = 0;

    bool done() { return skip_blanks(rest), rest.empty(); }
    bool take(char c) {
      skip_blanks(rest);
      if (!rest.starts_with(c)) return false;
      rest.remove_prefix(1);
      return true;
    }
    bool sum(double& x) {
      if (!product(x)) return false;
      for (double y = 0;;)
        if (take('+')) {
          if (!product(y)) return false;
          x += y;
        } else if (take('-')) {
          if (!product(y)) return false;
          x -= y;
        } else {
          return true;
        }
    }
    bool product(double& x) {
      if (!factor(x)) return false;
      for (double y = 0;;)
        if (take('*')) {
          if (!factor(y)) return false;
          x *= y;
        } else if (take('/')) {
          if (!factor(y)) return false;
          x /= y;
        } else {
          return true;
        }
    }
    bool factor(double& x) {
      if (depth > 50) return false;
      ++depth;
      bool const good = atom(x);
      --depth;
      return good;
    }
    bool atom(double& x) {
      if (take('-')) {
        if (!factor(x)) return false;
        x = -x;
        return true;
      }
      if (take('+')) return factor(x);
      if (take('(')) return sum(x) && take(')');
      skip_blanks(rest);
      std::size_t n = 0;
      while (n < rest.size() && (in_name(rest[n]) || rest[n] == '.' ||
                                 (n > 0 && (rest[n] == '+' || rest[n] == '-') && (rest[n - 1] == 'e' || rest[n - 1] == 'E') &&
                                  std::isalpha(static_cast<unsigned char>(rest[0])) == 0 && rest[0] != '_')))
        ++n;
      std::string_view word = rest.substr(0, n);
      rest.remove_prefix(n);
      if (auto const it = names.defined_.find(std::string(word)); it != names.defined_.end()) {
        x = it->second.number;
        return it->second.known;
      }
      while (word.size() > 1 && std::string_view("fFlLuU").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
      return parse_number(word, x);
    }
  };

  std::string file_;
  std::map<std::string, definition> defined_;
};

}  // namespace pallium::io::detail
