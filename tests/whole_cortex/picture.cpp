// SPDX-License-Identifier: BSD-3-Clause
// The picture of a run: a document that any reader of XML takes, with every text escaped, whatever the data.
#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <locale>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../examples/whole_cortex/picture.hpp"

namespace {

using namespace whole_cortex;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// What is wrong with the document as XML, from its <html> on; empty if nothing is.
std::string fault(std::string_view text) {
  std::vector<std::string> open;
  std::size_t i = text.find("<html");
  auto const rest = [&](std::size_t at) { return std::string(text.substr(at, 60)); };
  auto const is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == ':'; };
  auto const entity = [&](std::size_t at) {
    for (std::string_view const e : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
      if (text.substr(at).starts_with(e)) return true;
    return false;
  };
  if (i == std::string_view::npos) return "no html";
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n') return "control character: " + rest(i);
    if (text[i] == '&' && !entity(i)) return "bare &: " + rest(i);
    if (text[i] == '>') return "bare >: " + rest(i);
    if (text[i] != '<') {
      if (open.empty() && text[i] != '\n') return "text outside: " + rest(i);
      continue;
    }
    std::size_t const begin = i++;
    bool const closing = text[i] == '/';
    if (closing) ++i;
    std::string name;
    while (is_name(text[i])) name += text[i++];
    if (name.empty()) return "bare <: " + rest(begin);
    std::vector<std::string> attributes;
    while (text[i] == ' ' || text[i] == '\n') {
      while (text[i] == ' ' || text[i] == '\n') ++i;
      std::string attribute;
      while (is_name(text[i])) attribute += text[i++];
      if (attribute.empty()) break;
      for (std::string const& other : attributes)
        if (other == attribute) return "attribute twice: " + rest(begin);
      attributes.push_back(attribute);
      if (text.substr(i, 2) != "=\"") return "attribute without value: " + rest(begin);
      for (i += 2; text[i] != '"'; ++i)
        if (text[i] == '<' || (text[i] == '&' && !entity(i))) return "attribute: " + rest(begin);
      ++i;
    }
    if (closing) {
      if (open.empty() || open.back() != name) return "closes what is not open: " + rest(begin);
      open.pop_back();
    } else if (text[i] == '/') {
      ++i;
    } else {
      open.push_back(name);
    }
    if (text[i] != '>') return "tag without end: " + rest(begin);
  }
  return open.empty() ? "" : "left open: " + open.back();
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t i = text.find(what); i != std::string_view::npos; i = text.find(what, i + what.size())) ++n;
  return n;
}

bool has(std::string_view text, std::string_view what) { return count(text, what) > 0; }

/// Dots are the only strokes that go right by a fixed length after a move.
std::size_t dots(std::string const& html) {
  return count(html, "h1.2") + count(html, "h1.6") + count(html, "h2.2");
}

/// Two modules of two areas, both hemispheres; 3 classes; every neuron fires `each` times.
picture_data example(double duration = 1000, std::uint32_t neurons = 20, int each = 3) {
  picture_data d;
  d.title = "Cortex", d.subtitle = "a test", d.duration_ms = duration;
  d.classes = {{"L2/3 E", true}, {"L5 E", true}, {"PV", false}};
  for (std::string const side : {"_L", "_R"})
    for (std::string const name : {"VISp", "VISl", "MOp", "MOs"}) {
      double const ml = name == "VISp" ? 2.5 : 2.6;
      d.areas.push_back({name + side, name[0] == 'V' ? "visual" : "somatomotor", name[0] == 'V' ? 8.5 : 4.0,
                         side == "_L" ? -ml : ml, d.areas.size() * neurons, neurons});
    }
  double const hz = 1e3 * each / duration;
  d.rate_hz.assign(d.areas.size(), {hz, hz, hz});
  d.neurons_of_class.assign(3, 0);
  for (int k = 0; k < each; ++k)
    for (std::uint32_t a = 0; a < d.areas.size(); ++a)
      for (std::uint32_t row = 0; row < neurons; ++row) {
        if (k == 0) ++d.neurons_of_class[row % 3];
        auto const t = static_cast<float>((k + 0.5) / each * duration);
        d.spikes.push_back({t, a, static_cast<std::uint8_t>(row % 3), row});
      }
  d.facts = {{"neurons", "160"}};
  return d;
}

}  // namespace

TEST_CASE("the check of well-formedness finds what it is for") {
  CHECK(fault("<!DOCTYPE html>\n<html a=\"b\"><p/>x &amp; y</html>\n").empty());
  for (char const* bad : {"<p/>", "<html>", "<html><p></html>", "<html>a & b</html>", "<html>a < b</html>",
                          "<html>></html>", "<html><p a=b/></html>", "<html><p a=\"\" a=\"\"/></html>",
                          "<html></html>x", "<html>\x01</html>"})
    CHECK_FALSE(fault(bad).empty());
}

TEST_CASE("the picture is well-formed and needs nothing from outside") {
  std::string const html = render(example());
  CHECK(html.starts_with("<!DOCTYPE html>\n"));
  CHECK(fault(html) == "");
  CHECK(count(html, "<svg ") == 3);
  for (std::string_view const what : {"Cortex", "a test", "VISp", "visual", "L2/3 E (56)", "time [ms]", "[Hz]", "1 mm",
                                      "left hemisphere", "right hemisphere", "All 480 spikes are shown"})
    CHECK(has(html, what));
  CHECK(html == render(example()));
  CHECK(count(html, "http:") == count(html, "xmlns=\"http://www.w3.org/2000/svg\""));
  for (std::string_view const what : {"https:", "<script", "<link", "<img", "url(", "src=", "href=", "@import"})
    CHECK_FALSE(has(html, what));
}

TEST_CASE("every text is escaped") {
  picture_data d = example();
  std::string const evil = "<b a='1'>&\"\x02";
  d.title = d.subtitle = evil;
  for (auto& a : d.areas) a.module = evil;
  d.areas[0].name = evil + "_L", d.areas[4].name = evil + "_R";
  d.classes[0].name = d.classes[2].name = evil;
  d.facts = {{evil, evil}};
  std::string const html = render(d);
  CHECK(fault(html) == "");
  CHECK_FALSE(has(html, "<b a"));
  CHECK(has(html, "<h1>&lt;b a=&#39;1&#39;&gt;&amp;&quot; </h1>"));
}

TEST_CASE("the raster shows a bounded number of spikes and says so") {
  // Many neurons: whole trains of some. Few neurons that fire a lot: some spikes of all.
  for (auto const& [neurons, each] : {std::pair{4000u, 5}, std::pair{10u, 2000}}) {
    picture_data const d = example(1000, neurons, each);
    REQUIRE(d.spikes.size() == 160000);
    std::string const html = render(d);
    std::size_t const n = dots(html);
    CHECK(n <= picture_max_dots);
    CHECK(n > picture_max_dots * 9 / 10);
    CHECK(html.size() < 4'000'000);
    std::string const text = std::to_string(n);
    std::string const grouped = text.substr(0, text.size() - 3) + "," + text.substr(text.size() - 3);
    CHECK(has(html, grouped + " of 160,000 spikes are shown"));
    if (neurons == 4000) {
      CHECK(n % 5 == 0);
      CHECK(has(html, "every spike of a fixed random"));
    }
    CHECK(fault(html) == "");
  }
  CHECK(dots(render(example(1000, 100, 5))) == 4000);
}

TEST_CASE("spikes that do not belong to the run are left out") {
  picture_data d = example(1000, 20, 1);
  d.spikes.push_back({1, 99, 0, 0});
  d.spikes.push_back({1, 0, 99, 0});
  d.spikes.push_back({1000.5f, 0, 0, 0});
  d.spikes.push_back({-1, 0, 0, 0});
  d.spikes.push_back({std::numeric_limits<float>::quiet_NaN(), 0, 0, 0});
  std::string html = render(d);
  CHECK(has(html, "All 160 spikes are shown"));
  CHECK(dots(html) == 160);
  d.spikes.push_back({1000, 0, 0, 4000000000u});  // a row that the area does not have is drawn at its edge
  html = render(d);
  CHECK(dots(html) == 161);
  CHECK(fault(html) == "");
}

TEST_CASE("rates are those of the data") {
  picture_data d = example(2000, 21, 5);
  d.rate_hz[0] = {1, 4, no_number};
  std::string html = render(d);
  CHECK(count(html, "mean 2.50 Hz") == 2);  // E and PV, from the spikes
  CHECK(has(html, "VISp_L, L2/3 E: 1.00 Hz"));
  CHECK(has(html, "VISp_L, PV: no cell"));
  CHECK(has(html, "VISp_L: 2.50 Hz"));
  CHECK(has(html, "time [s]"));
  d.neurons_of_area_class.assign(8, {30, 10, 0});
  CHECK(has(render(d), "VISp_L: 1.75 Hz"));
}

TEST_CASE("circles of the map keep apart, on their side, and symmetric") {
  picture_data d = example();
  for (auto& a : d.areas) a.ap_mm = 4, a.ml_mm = a.ml_mm < 0 ? -1 : 1;  // four upon each other
  std::string const html = render(d);
  std::vector<std::array<double, 3>> all;
  for (std::size_t i = html.find("<circle "); i != std::string::npos; i = html.find("<circle ", i + 1)) {
    auto const number = [&](std::string const& name) {
      return std::stod(html.substr(html.find(" " + name + "=\"", i) + name.size() + 3, 20));
    };
    all.push_back({number("cx"), number("cy"), number("r")});
  }
  REQUIRE(all.size() == 8);
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = 0; k < i; ++k)
      CHECK(std::hypot(all[i][0] - all[k][0], all[i][1] - all[k][1]) > all[i][2] + all[k][2]);
  double const twice_midline = all[0][0] + all[4][0];
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(all[i][0] + all[i][2] < twice_midline / 2);
    CHECK(std::abs(all[i][0] + all[i + 4][0] - twice_midline) < 0.05);
    CHECK(std::abs(all[i][1] - all[i + 4][1]) < 0.05);
  }
}

TEST_CASE("whatever is missing, there is a picture") {
  auto const good = [](picture_data const& d) {
    std::string const html = render(d);
    CHECK(fault(html) == "");
    for (std::string_view const what : {"nan", "inf"}) CHECK_FALSE(has(html, what));
    return html;
  };
  good({});
  SECTION("no spikes") {
    picture_data d = example();
    d.spikes.clear();
    d.rate_hz.assign(8, {0, 0, 0});
    CHECK(has(good(d), "no spikes"));
  }
  SECTION("one area, one class") {
    for (bool const excitatory : {true, false}) {
      picture_data d = example();
      d.areas.resize(1);
      d.classes = {{"all", excitatory}};
      CHECK_FALSE(has(good(d), "hemisphere above"));
    }
  }
  SECTION("no classes, no facts") {
    picture_data d = example();
    d.classes.clear(), d.facts.clear();
    good(d);
  }
  SECTION("rates that are no numbers") {
    picture_data d = example();
    d.rate_hz.assign(8, {no_number, std::numeric_limits<double>::infinity(), no_number});
    good(d);
    d.rate_hz = {{1}};
    good(d);
  }
  SECTION("no neurons, no positions") {
    picture_data d = example();
    for (auto& a : d.areas) a.neurons = 0, a.ap_mm = no_number, a.ml_mm = no_number;
    d.neurons_of_class.clear();
    good(d);
  }
  SECTION("durations") {
    for (double const ms : {0.0, no_number, 0.025, 1.0, 7.3, 999.9, 100000.0, 1e9}) good(example(ms));
  }
}

TEST_CASE("numbers do not follow the locale") {
  struct comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '\''; }
    std::string do_grouping() const override { return "\3"; }
  };
  std::string const before = render(example());
  std::locale const old = std::locale::global(std::locale(std::locale::classic(), new comma));
  std::string const after = render(example());
  std::locale::global(old);
  CHECK(before == after);
}
