// SPDX-License-Identifier: BSD-3-Clause
// SONATA configurations: variables, parts, merging. Bytes after a NUL are the file `part.json` beside the first, after the next
// NUL `other.json`.
#include <pallium/io/sonata/config.hpp>

#include <array>

#include "fuzz.hpp"

namespace {
/// Asks for everything as a reader of circuits would.
void look(pallium::io::detail::json_value const& v) {
  fuzz::fine([&] { v.text(); });
  fuzz::fine([&] { v.number(); });
  fuzz::fine([&] { v.boolean(); });
  if (v.is_list())
    for (std::size_t i = 0; i < v.size(); ++i) look(v[i]);
  if (v.is_object())
    for (auto const& key : v.keys()) look(v[key]);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace pallium;
  std::string_view rest = fuzz::text(data, size);
  std::filesystem::path first;
  for (char const* name : {"config.json", "part.json", "other.json"}) {
    auto const end = std::min(rest.find('\0'), rest.size());
    auto const path = fuzz::file(name, rest.substr(0, end));
    if (first.empty()) first = path;
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  fuzz::fine([&] {
    io::sonata::config const config(first);
    look(config.root());
    for (auto const& name : config.inputs()) fuzz::fine([&, name] { (void)config.root()["inputs"][name]; });
    if (auto const c = config.root().find("components"))
      for (auto const& key : c->keys()) fuzz::fine([&] { config.find((*c)[key]); });
  });
  return 0;
}
