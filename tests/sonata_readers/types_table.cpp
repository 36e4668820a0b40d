// SPDX-License-Identifier: BSD-3-Clause
// node_types.csv and edge_types.csv: quotes, empty cells, what counts as missing, and what is refused.
#include <pallium/io/sonata/types_table.hpp>

#include "files.hpp"

namespace {

using pallium::io::sonata::types_table;
using namespace std::string_literals;

types_table read(std::string const& text, std::string const& key = "node_type_id") {
  temp_file const file(text, ".csv");
  return {file.path(), key};
}

TEST_CASE("cells are separated by one space, texts stand in quotes") {
  auto const t = read("node_type_id a b c\n7 \"x \"\"y\"\" z\" \"['somatic', 'basal']\" 2.5\n8  \"\" -1e-3\n");
  CHECK(t.size() == 2);
  CHECK(t.columns() == std::vector<std::string>{"node_type_id", "a", "b", "c"});
  CHECK(t.get(7, "a") == "x \"y\" z");
  CHECK(t.get(7, "b") == "['somatic', 'basal']");
  CHECK(t.number(7, "c") == 2.5);
  CHECK(!t.get(8, "a"));  // two spaces: an empty cell
  CHECK(!t.get(8, "b"));
  CHECK(t.number(8, "c") == -1e-3);
}

TEST_CASE("a row whose columns do not come out is read with runs of spaces as one") {
  auto const t = read("node_type_id   a  b\n 1   2 3  \n\n4 5 6\n");
  CHECK(t.get(1, "a") == "2");
  CHECK(t.get(4, "b") == "6");
}

TEST_CASE("NULL, NONE, NaN and nothing are missing") {
  auto const t = read("edge_type_id a b c d e f\r\n1 NULL NONE NaN None nan x\r\n", "edge_type_id");
  for (char const* c : {"a", "b", "c", "d", "e", "no_such_column"}) CHECK(!t.get(1, c));
  CHECK(!t.number(1, "a"));
  CHECK(t.get(1, "f") == "x");
  CHECK(!t.get(2, "f"));
  CHECK(t.has(1));
  CHECK(!t.has(2));
}

TEST_CASE("a byte order mark, CR LF and a last line without an end are accepted; an id may be written 3.0") {
  auto const t = read("\xEF\xBB\xBFnode_type_id a\r\n3.0 x");
  CHECK(t.get(3, "a") == "x");
}

TEST_CASE("a types file that is none is refused with its line") {
  REFUSED(read(""), "an empty file, expected a line of column names, with node_type_id");
  REFUSED(read("a b\n1 2\n"), ":1: found no column node_type_id");
  REFUSED(read("node_type_id a a\n"), ":1: found two columns 'a'");
  REFUSED(read("node_type_id a\n1 2 3\n"), ":2: found 3 columns, expected 2");
  REFUSED(read("node_type_id a\n1 2\n1 3\n"), ":3: found node_type_id 1 for the second time");
  REFUSED(read("node_type_id a\n-1 2\n"), ":2: found node_type_id '-1', expected a whole number >= 0");
  REFUSED(read("node_type_id a\nx 2\n"), ":2: found node_type_id 'x'");
  REFUSED(read("node_type_id a\n1 \"2\n"), ":2: found a quote that does not end");
  REFUSED(read("node_type_id a\n1 \"2\"3\n"), ":2: found text right behind a quote");
  REFUSED(read("node_type_id a\n1 x\n").number(1, "a"), ":2: a: found 'x', expected a number");
  REFUSED(read("node_type_id a\n1 inf\n").number(1, "a"), ":2: a: found 'inf', expected a number");
  REFUSED(types_table("no/such/file.csv", "node_type_id"), "no/such/file.csv: found no such file");
}

}  // namespace
