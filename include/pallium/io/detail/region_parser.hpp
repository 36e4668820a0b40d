// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/region.hpp>
#include <pallium/core/units.hpp>
#include <pallium/io/detail/text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace pallium::io::detail {

/// A region expression in postfix order, so that neither its evaluation nor its destruction recurses.
struct postfix {
  enum class sign : char { unite = '|', intersect = '&', subtract = '-', invert = '!' };
  using step = std::variant<kinds, section_ref, subtree, within, beyond, sign>;
  static constexpr int deepest = 16;  ///< brackets in brackets: each holds up to three operands open, 64 bits suffice
  std::vector<step> steps;

  bool contains(compartment_info const& c) const noexcept {
    std::uint64_t stack = 0;  // bit 0 is the top
    for (step const& s : steps) {
      if (auto const* op = std::get_if<sign>(&s)) {
        if (*op == sign::invert) {
          stack ^= 1;
          continue;
        }
        bool const b = stack & 1, a = (stack >> 1) & 1;
        bool const y = *op == sign::unite ? a || b : *op == sign::intersect ? a && b : a && !b;
        stack = ((stack >> 2) << 1) | std::uint64_t(y);
      } else {
        bool const in = std::visit([&](auto const& r) {
          if constexpr (region_expression<std::remove_cvref_t<decltype(r)>>) return r.contains(c);
          else return false;
        }, s);
        stack = (stack << 1) | std::uint64_t(in);
      }
    }
    return stack & 1;
  }
};

/// Reads one expression; every complaint names the column, counted from 1.
class region_parser {
 public:
  region_parser(std::string_view text, std::string_view where) : text_(text), where_(where) {}

  postfix region() {
    unite();
    return std::move(out_);
  }
  /// `name`, `name[9]`: a section. No index: the first.
  section_ref section() {
    auto const before = *this;
    kinds const k = kind();
    if (k == everywhere) before.refuse("one kind: soma, axon, dend or apic");
    auto const s = index(k);
    return s ? *s : k[0];
  }
  double number(std::string_view expected) {
    skip();
    double x = 0;
    auto const r = std::from_chars(text_.data() + at_, text_.data() + text_.size(), x);
    if (r.ec != std::errc{} || !std::isfinite(x)) refuse(expected);
    at_ = std::size_t(r.ptr - text_.data());
    return x;
  }
  std::uint64_t count(std::string_view expected) {
    skip();
    std::uint64_t n = 0;
    auto const r = std::from_chars(text_.data() + at_, text_.data() + text_.size(), n);
    if (r.ec != std::errc{}) refuse(expected);
    at_ = std::size_t(r.ptr - text_.data());
    return n;
  }
  bool take(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c) return false;
    return ++at_, true;
  }
  void need(char c) {
    if (!take(c)) refuse(std::string("'") + c + "'");
  }
  bool take(std::string_view word) {
    skip();
    if (next_word() != word) return false;
    return at_ += word.size(), true;
  }
  void finish(std::string_view expected) {
    skip();
    if (at_ != text_.size()) refuse(expected);
  }
  [[noreturn]] void refuse(std::string_view expected) const {
    std::size_t const end = next_word().empty() ? at_ + 1 : at_ + next_word().size();
    throw input_error(std::string(where_) + ", column " + std::to_string(at_ + 1),
                      at_ == text_.size() ? "the end" : excerpt(text_.substr(at_, end - at_)), expected);
  }

 private:
  static constexpr std::string_view names = "soma, axon, dend, apic, somatic, axonal, basal, dendrite, apical or all";
  static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
  static bool is_word(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || is_digit(c); }
  void skip() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  std::string_view next_word() const noexcept {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  kinds kind() {
    static constexpr std::array<std::pair<std::string_view, kinds>, 11> known{{
        {"soma", soma}, {"somatic", soma}, {"axon", axon}, {"axonal", axon}, {"dend", dendrite}, {"dendrite", dendrite},
        {"basal", dendrite}, {"apic", apical}, {"apical", apical}, {"all", everywhere}, {"everywhere", everywhere}}};
    for (auto const& [name, k] : known)
      if (take(name)) return k;
    refuse(names);
  }
  std::optional<section_ref> index(kinds k) {
    if (!take('[')) return std::nullopt;
    if (k == everywhere) refuse("no index: a section is of one kind");
    auto const i = count("the number of a section, from 0");
    if (i > std::uint64_t(std::numeric_limits<std::int32_t>::max())) refuse("a smaller number of a section");
    need(']');
    return k[static_cast<std::int32_t>(i)];
  }
  length distance() {
    need('(');
    double const x = number("a length in um");
    bool const mm = take("mm") || take("_mm");
    if (!mm && !take("um")) take("_um");
    need(')');
    return {mm ? 1000 * x : x};
  }

  void atom() {
    bool invert = false;
    while (take('~') || take('!')) invert = !invert;
    skip();
    if (take('(')) {
      if (++depth_ > postfix::deepest) refuse("at most " + std::to_string(postfix::deepest) + " brackets in brackets");
      unite();
      need(')');
      --depth_;
    } else if (take("within")) {
      out_.steps.push_back(within(distance()));
    } else if (take("beyond")) {
      out_.steps.push_back(beyond(distance()));
    } else if (take("subtree")) {
      need('(');
      kinds const k = kind();
      auto const s = index(k);
      if (!s) refuse("'[' and the number of a section");
      need(')');
      out_.steps.push_back(subtree(*s));
    } else {
      if (next_word().empty()) refuse("a region: a name such as dend, apic[9], within(), beyond(), subtree(), '~' or '('");
      kinds const k = kind();
      if (auto const s = index(k)) out_.steps.push_back(*s);
      else out_.steps.push_back(k);
    }
    if (invert) out_.steps.push_back(postfix::sign::invert);
  }
  void subtract() {
    atom();
    while (take('-')) atom(), out_.steps.push_back(postfix::sign::subtract);
  }
  void intersect() {
    subtract();
    while (take('&')) subtract(), out_.steps.push_back(postfix::sign::intersect);
  }
  void unite() {
    intersect();
    while (take('|')) intersect(), out_.steps.push_back(postfix::sign::unite);
  }

  std::string_view text_, where_;
  std::size_t at_ = 0;
  int depth_ = 0;
  postfix out_;
};

}  // namespace pallium::io::detail
