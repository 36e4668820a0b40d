// SPDX-License-Identifier: BSD-3-Clause
// Edges files: with every form of index and without, of several groups, by both names of a column; and what is refused.
#include <cmath>
#include <limits>
#include <pallium/io/sonata/edges.hpp>

#include "files.hpp"

namespace {

using namespace pallium::io::sonata;
using u64 = std::vector<std::uint64_t>;
using i64 = std::vector<std::int64_t>;
using f64 = std::vector<double>;

edge_population read(h5_made& file, std::string const& name = "A_to_B") { return {h5_group(file.path()).group("edges"), name, std::make_shared<types_table>()}; }
/// Edges 0 to 5 of targets 1 2 1 1 0 2.
h5_made& six(h5_made& f) {
  f.numbers("/edges/A_to_B/source_node_id", u64{1, 1, 2, 2, 3, 3}).numbers("/edges/A_to_B/target_node_id", u64{1, 2, 1, 1, 0, 2});
  return f.numbers("/edges/A_to_B/edge_type_id", u64{10, 11, 12, 13, 14, 15});
}
std::vector<edge_record> of(edge_population const& p, std::uint64_t target) {
  edge_population::reader reader(p, true);
  std::vector<edge_record> all;
  reader.edges_of(target, [&](edge_record const& e) { all.push_back(e); });
  return all;
}
u64 numbers(edge_population const& p, std::uint64_t target) {
  u64 all;
  for (auto const& e : of(p, target)) all.push_back(e.number);
  return all;
}

TEST_CASE("without an index edges are found by their target, in the order of the file") {
  h5_made f;
  auto const p = read(six(f));
  CHECK(p.size() == 6);
  CHECK(p.source() == "A");
  CHECK(p.target() == "B");
  CHECK(p.targets() == 3);
  CHECK(numbers(p, 0) == u64{4});
  CHECK(numbers(p, 1) == u64{0, 2, 3});
  CHECK(numbers(p, 2) == u64{1, 5});
  CHECK(numbers(p, 3).empty());
  CHECK(p.degree(1) == 3);
  CHECK(p.degree(9) == 0);
  CHECK(of(p, 2)[1].source == 3);
  CHECK(of(p, 2)[1].type == 15);
}

TEST_CASE("an index says the order; every spelling of it is read") {
  for (char const* indices : {"indices", "indicies"})
    for (char const* nodes : {"node_id_to_range", "node_id_to_ranges"}) {
      h5_made f;
      std::string const at = std::string("/edges/A_to_B/") + indices + "/target_to_source/";
      six(f).numbers(at + nodes, i64{0, 1, 1, 3, 3, 5, 0, 0, -1, -1, 5, 5}, {.shape = {6, 2}});
      f.numbers(at + "range_to_edge_id", u64{4, 5, 2, 4, 0, 1, 5, 6, 1, 2}, {.shape = {5, 2}, .chunk = 2, .deflate = 5});
      auto const p = read(f);
      CHECK(p.targets() == 3);
      CHECK(numbers(p, 1) == u64{2, 3, 0});
      CHECK(numbers(p, 2) == u64{5, 1});
    }
}

TEST_CASE("a population's names come from attributes, with a path or not, else from its own") {
  h5_made f;
  f.numbers("/edges/x/source_node_id", u64{0}).numbers("/edges/x/target_node_id", u64{0});
  f.attribute("/edges/x/source_node_id", "node_population", "/nodes/lgn").attribute("/edges/x/target_node_id", "node_population", "v1");
  auto const p = read(f, "x");
  CHECK(p.source() == "lgn");
  CHECK(p.target() == "v1");
  h5_made fixed, number, null, none;
  for (h5_made* g : {&fixed, &number, &null, &none}) g->numbers("/edges/a_to_b/source_node_id", u64{0}).numbers("/edges/a_to_b/target_node_id", u64{0});
  fixed.with("/edges/a_to_b/source_node_id", [](auto const& o) {
    H5::StrType const type(H5::PredType::C_S1, 5);
    o.createAttribute("node_population", type, H5::DataSpace(H5S_SCALAR)).write(type, std::string("other"));
  });
  CHECK(read(fixed, "a_to_b").source() == "other");
  number.with("/edges/a_to_b/source_node_id", [](auto const& o) { o.createAttribute("node_population", H5::PredType::NATIVE_INT, H5::DataSpace(H5S_SCALAR)); });
  CHECK(read(number, "a_to_b").source() == "a");  // an attribute that is no name is none
  null.with("/edges/a_to_b/source_node_id", [](auto const& o) { o.createAttribute("node_population", H5::StrType(H5::PredType::C_S1, 5), H5::DataSpace(H5S_NULL)); });
  CHECK(read(null, "a_to_b").source() == "a");
  h5_made unwritten;
  unwritten.numbers("/edges/a_to_b/source_node_id", u64{0}).numbers("/edges/a_to_b/target_node_id", u64{0});
  unwritten.with("/edges/a_to_b/source_node_id", [](auto const& o) {  // of variable length: a null pointer
    o.createAttribute("node_population", H5::StrType(H5::PredType::C_S1, H5T_VARIABLE), H5::DataSpace(H5S_SCALAR));
  });
  CHECK(read(unwritten, "a_to_b").source() == "a");
  CHECK(read(none, "a_to_b").target() == "b");
}

TEST_CASE("groups have their own columns, rows and names of columns; what a group has not is NaN") {
  h5_made f;
  six(f).numbers("/edges/A_to_B/edge_group_id", f64{0, 1, 0, 1, 2, 1}).numbers("/edges/A_to_B/edge_group_index", u64{1, 0, 0, 1, 7, 2});  // ids as float64: edge_index_example.h5
  f.numbers("/edges/A_to_B/0/nsyns", i64{3, 4}, {.type = H5::PredType::STD_U8LE}).numbers("/edges/A_to_B/0/syn_weight", f64{0.5, 0.25});
  f.numbers("/edges/A_to_B/1/sec_id", i64{5, 6, 7}, {.type = H5::PredType::STD_U16LE}).numbers("/edges/A_to_B/1/sec_x", f64{0.1, 0.2, 0.3}).numbers("/edges/A_to_B/1/delay", f64{1, 2, 3});
  f.numbers("/edges/A_to_B/1/efferent_section_id", u64{1, 1, 2});
  auto const p = read(f);
  auto const first = of(p, 1);
  REQUIRE(first.size() == 3);
  CHECK(first[0].nsyns == 4);
  CHECK(first[0].weight == 0.25);
  CHECK(std::isnan(first[0].section));
  CHECK(first[1].nsyns == 3);
  CHECK(first[2].section == 6);
  CHECK(first[2].position == 0.2);
  CHECK(first[2].delay == 2);
  CHECK(first[2].from_section == 1);
  CHECK(std::isnan(first[2].weight));
  CHECK(std::isnan(of(p, 0)[0].nsyns));  // group 2 is not there
  CHECK(!p.places_given());  // group 0 has nsyns
}

TEST_CASE("the names of the specification are read as the older ones") {
  h5_made f;
  six(f).numbers("/edges/A_to_B/0/afferent_section_id", i64{0, 1, 2, 3, 4, 5}).numbers("/edges/A_to_B/0/afferent_section_pos", f64{0, .1, .2, .3, .4, .5});
  auto const p = read(f);
  CHECK(of(p, 0)[0].section == 4);  // without edge_group_id: group 0, in order
  CHECK(of(p, 0)[0].position == 0.4);
}

TEST_CASE("large populations are read in pieces, in any order of targets") {
  h5_made f;
  std::size_t const n = 200000;
  u64 source(n), target(n);
  f64 weight(n);
  for (std::size_t e = 0; e < n; ++e) source[e] = e % 1000, target[e] = (e * 7919) % 1013, weight[e] = double(e);
  f.numbers("/edges/A_to_B/source_node_id", source).numbers("/edges/A_to_B/target_node_id", target).numbers("/edges/A_to_B/0/syn_weight", weight, {.chunk = 1000, .deflate = 1});
  auto const p = read(f);
  edge_population::reader reader(p);
  std::uint64_t seen = 0;
  bool good = true;
  for (std::uint64_t t : {1012u, 0u, 500u, 500u, 3u})
    reader.edges_of(t, [&](edge_record const& e) { ++seen, good = good && e.weight == double(e.number) && target[e.number] == t && e.source == source[e.number]; });
  CHECK(good);
  CHECK(seen == p.degree(1012) + p.degree(0) + 2 * p.degree(500) + p.degree(3));
  CHECK(seen > 900);
}

TEST_CASE("an index that does not fit is refused") {
  auto const with = [](i64 const& nodes, i64 const& ranges) {
    h5_made f;
    six(f).numbers("/edges/A_to_B/indices/target_to_source/node_id_to_range", nodes, {.shape = {nodes.size() / 2, 2}});
    f.numbers("/edges/A_to_B/indices/target_to_source/range_to_edge_id", ranges, {.shape = {ranges.size() / 2, 2}});
    auto const p = read(f);
    for (std::uint64_t t = 0; t < p.targets(); ++t) (void)of(p, t);
    return p.size();
  };
  i64 const good{4, 5, 0, 1, 2, 4, 1, 2, 5, 6};
  CHECK(with({0, 1, 1, 3, 3, 5}, good) == 6);
  REFUSED(with({0, 1, 1, 3, 3, 6}, good), "node_id_to_range: found \\[3, 6\\) in row 2, expected rows of range_to_edge_id, which has 5");
  REFUSED(with({0, 1, 1, 3, 3, std::numeric_limits<std::int64_t>::max()}, good), "expected rows of range_to_edge_id");
  REFUSED(with({0, 1, 1, 3, 4, 5}, good), "range_to_edge_id: found 5 edges, expected all 6 of the population");
  REFUSED(with({0, 1, 1, 3, 3, 5}, {4, 5, 0, 1, 4, 2, 1, 2, 5, 6}), "found a range that ends before it begins in row 2");
  REFUSED(with({0, 1, 1, 3, 3, 5}, {4, 5, 0, 1, 2, 4, 1, 2, 5, 7}), "range_to_edge_id: found 7 in row 4, expected at most 6");
  REFUSED(with({0, 1, 1, 3, 3, 5}, {4, 5, 0, 1, 2, -4, 1, 2, 5, 6}), "range_to_edge_id: found -4 in row 2");
  REFUSED(with({0, 1, 1, 3, 3, 5}, {4, 5, 1, 2, 2, 4, 1, 2, 5, 6}), "found edge 1 in two ranges, expected each edge once");
  REFUSED(with({0, 1, 0, 1, 3, 5}, {0, 6, 0, 6, 0, 6, 0, 6, 0, 6}), "found more edges than the 6 of the population");
  REFUSED(with({0, 1, 3, 5, 1, 3}, good), "found edge 1 of target 2 among those of 1, expected an index that fits");
}

TEST_CASE("empty ranges that all nodes share are not counted without end") {
  std::uint64_t const n = 100000;  // n nodes of n ranges each would be 10^10
  i64 nodes, ranges(2 * n, 0);
  for (std::uint64_t k = 0; k < n; ++k) nodes.push_back(0), nodes.push_back(std::int64_t(n));
  h5_made f;
  six(f).numbers("/edges/A_to_B/indices/target_to_source/node_id_to_range", nodes, {.shape = {n, 2}});
  f.numbers("/edges/A_to_B/indices/target_to_source/range_to_edge_id", ranges, {.shape = {n, 2}});
  REFUSED(read(f), "node_id_to_range: found rows of range_to_edge_id given to several nodes, expected each range once");
}

TEST_CASE("edges that are none are refused with file and path") {
  auto const made = [](auto&& fill) {
    h5_made f;
    fill(six(f));
    auto const p = read(f);
    return of(p, 1).size() + of(p, 2).size();
  };
  REFUSED(made([](h5_made& f) { f.numbers("/edges/A_to_B/edge_group_id", u64{0, 0}); }), "edge_group_id: found shape \\(2\\), expected \\(6\\)");
  REFUSED(made([](h5_made& f) { f.numbers("/edges/A_to_B/edge_group_id", u64{0, 0, 300, 0, 0, 0}); }), "/edges/A_to_B: found edge_group_id 300 of edge 2, expected a group below 256");
  REFUSED(made([](h5_made& f) { f.numbers("/edges/A_to_B/0/nsyns", u64{1, 2}); }), "0/nsyns: found 2 rows, expected more than 2");
  REFUSED(made([](h5_made& f) { f.numbers("/edges/A_to_B/edge_group_index", u64{0, 1, 99, 3, 4, 5}).numbers("/edges/A_to_B/0/delay", f64{1, 2, 3, 4, 5, 6}); }),
          "0/delay: found 6 rows, expected more than 99");
  REFUSED(made([](h5_made& f) { f.texts("/edges/A_to_B/0/syn_weight", {"a", "b", "c", "d", "e", "f"}); }), "0/syn_weight: found values of another type, expected numbers");
  REFUSED(made([](h5_made& f) { f.numbers("/edges/A_to_B/0/delay", f64(12, 1.0), {.shape = {6, 2}}); }), "0/delay: found shape \\(6, 2\\), expected one dimension");
  h5_made lengths, nameless, far;
  lengths.numbers("/edges/A_to_B/source_node_id", u64{1, 2}).numbers("/edges/A_to_B/target_node_id", u64{1});
  REFUSED(read(lengths), "target_node_id: found shape \\(1\\), expected \\(2\\)");
  nameless.numbers("/edges/x/source_node_id", u64{1}).numbers("/edges/x/target_node_id", u64{1});
  REFUSED(read(nameless, "x"), "/edges/x: found no node_population of source and target");
  far.numbers("/edges/A_to_B/source_node_id", u64{1}).numbers("/edges/A_to_B/target_node_id", u64{std::uint64_t{1} << 31});
  REFUSED(read(far), "target_node_id: found target 2147483648, expected a node of a population");
  h5_made farther;
  farther.numbers("/edges/A_to_B/source_node_id", u64{1}).numbers("/edges/A_to_B/target_node_id", u64{std::numeric_limits<std::uint64_t>::max()});
  REFUSED(read(farther), "target_node_id: found 18446744073709551615 in row 0, expected at most 4294967296");
}

}  // namespace
