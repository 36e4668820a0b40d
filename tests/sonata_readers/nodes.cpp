// SPDX-License-Identifier: BSD-3-Clause
// Nodes files: every form that is met, and what is refused.
#include <limits>
#include <pallium/io/sonata/nodes.hpp>

#include "files.hpp"

namespace {

using namespace pallium::io::sonata;
using u64 = std::vector<std::uint64_t>;
using i64 = std::vector<std::int64_t>;

node_population read(h5_made& file, std::string const& csv = "node_type_id model_type ei\n1 virtual e\n2 biophysical NULL\n") {
  temp_file const types(csv, ".csv");
  return {h5_group(file.path()).group("nodes"), "A", std::make_shared<types_table>(types.path(), "node_type_id")};
}

TEST_CASE("nodes are numbered by their ids, whatever their order in the file") {
  h5_made f;
  f.numbers("/nodes/A/node_type_id", u64{1, 2, 1}).numbers("/nodes/A/node_id", u64{2, 0, 1});
  f.numbers("/nodes/A/node_group_id", u64{0, 0, 0}).numbers("/nodes/A/node_group_index", u64{0, 1, 2});
  f.numbers("/nodes/A/0/x", std::vector<double>{12, 10, 11});
  auto const p = read(f);
  CHECK(p.size() == 3);
  for (std::uint64_t k = 0; k < 3; ++k) {
    CHECK(p.id(k) == k);
    CHECK(p.number(k, "x") == 10.0 + double(k));
  }
  CHECK(p.type(0) == 2);
  CHECK(p.text(0, "model_type") == "biophysical");
  CHECK(!p.text(0, "ei"));
  CHECK(p.find(2) == 2);
  CHECK(!p.find(3));
}

TEST_CASE("ids need not be without gaps, and need not be there") {
  h5_made gaps, none;
  gaps.numbers("/nodes/A/node_type_id", u64{1, 2, 1}).numbers("/nodes/A/node_id", u64{700, 5, 80});
  auto const p = read(gaps);
  CHECK(p.id(0) == 5);
  CHECK(p.id(2) == 700);
  CHECK(p.find(80) == 1);
  CHECK(!p.find(6));
  CHECK(p.type(0) == 2);
  none.numbers("/nodes/A/node_type_id", i64{1, -1});  // no node_id, no groups: 0 to n - 1, of group 0; -1: no type
  auto const q = read(none);
  CHECK(q.id(1) == 1);
  CHECK(q.type(1) == -1);
  CHECK(!q.text(1, "model_type"));
  CHECK(q.text(1, "node_type_id") == "-1");
}

TEST_CASE("a property of the file comes before that of the type, group by group") {
  h5_made f;
  f.numbers("/nodes/A/node_type_id", u64{1, 1, 1, 1});
  f.numbers("/nodes/A/node_group_id", u64{0, 1, 0, 1}).numbers("/nodes/A/node_group_index", u64{0, 0, 1, 1});
  f.texts("/nodes/A/0/ei", {"p", "q"}).numbers("/nodes/A/1/y", std::vector<double>{5, 6.5});
  auto const p = read(f);
  CHECK(p.text(0, "ei") == "p");
  CHECK(p.text(1, "ei") == "e");
  CHECK(p.text(2, "ei") == "q");
  CHECK(!p.number(0, "y"));
  CHECK(p.number(3, "y") == 6.5);
  CHECK(p.text(1, "y") == "5");
  CHECK(p.own(0, "ei"));
  CHECK(!p.own(1, "ei"));
  CHECK(p.known("y"));
  CHECK(!p.known("z"));
}

TEST_CASE("texts are of fixed or variable length, or numbers of a @library") {
  h5_made f;
  f.numbers("/nodes/A/node_type_id", u64{1, 1, 1});
  f.texts("/nodes/A/0/fixed", {"one", "", "three"}, 8).texts("/nodes/A/0/variable", {"one", "NULL", "tres"});
  f.texts("/nodes/A/0/@library/kind", {"exc", "inh"}).numbers("/nodes/A/0/kind", u64{1, 0, 1});
  auto const p = read(f);
  CHECK(p.text(0, "fixed") == "one");
  CHECK(!p.text(1, "fixed"));
  CHECK(p.text(2, "fixed") == "three");
  CHECK(!p.text(1, "variable"));
  CHECK(p.text(2, "variable") == "tres");
  CHECK(p.text(0, "kind") == "inh");
  CHECK(p.text(1, "kind") == "exc");
}

TEST_CASE("columns are of any integer or real type, compressed, in chunks") {
  h5_made f;
  using H5::PredType;
  for (auto const& [name, type] : {std::pair<char const*, H5::DataType>{"i8", PredType::STD_I8LE}, {"u8", PredType::STD_U8LE}, {"i16", PredType::STD_I16BE},
                                   {"u32", PredType::STD_U32LE}, {"i64", PredType::STD_I64LE}, {"u64", PredType::STD_U64BE}, {"f32", PredType::IEEE_F32LE}, {"f64", PredType::IEEE_F64BE}})
    f.numbers(std::string("/nodes/A/0/") + name, std::vector<double>{3, 7, 100}, {.type = type, .chunk = 2, .deflate = 9});
  f.numbers("/nodes/A/node_type_id", i64{1, 2, 1}, {.type = PredType::STD_I32LE, .chunk = 1, .deflate = 1}).numbers("/nodes/A/node_group_id", std::vector<double>{0, 0, 0});
  auto const p = read(f);
  for (char const* name : {"i8", "u8", "i16", "u32", "i64", "u64", "f32", "f64"}) {
    CHECK(p.number(2, name) == 100);
    CHECK(p.text(1, name) == "7");
  }
}

TEST_CASE("what is beside the columns does not disturb") {  // as in libsonata's and snap's files
  h5_made f;
  f.numbers("/nodes/A/node_type_id", u64{1}).nothing("/nodes/A/0/null", H5::PredType::NATIVE_INT, H5S_NULL).nothing("/nodes/A/0/scalar", H5::PredType::NATIVE_DOUBLE, H5S_SCALAR);
  f.numbers("/nodes/A/0/positions", std::vector<double>{1, 2, 3}, {.shape = {1, 3}}).numbers("/nodes/A/0/dynamics_params/tau", std::vector<double>{2});
  auto const p = read(f);
  for (char const* name : {"null", "scalar", "positions", "dynamics_params", "dynamics_params/tau"}) CHECK(!p.number(0, name));
}

TEST_CASE("nodes that are none are refused with file and path") {
  auto const made = [](auto&& fill) {
    h5_made f;
    f.numbers("/nodes/A/node_type_id", u64{1, 1});
    fill(f);
    return read(f);
  };
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", u64{0}); }), "/nodes/A/node_id: found shape \\(1\\), expected \\(2\\)");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", u64{4, 4}); }), "/nodes/A: found node_id 4 twice");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", i64{0, -3}); }), "node_id: found -3 in row 1, expected numbers >= 0");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", std::vector<double>{0, 0.5}); }), "node_id: found 0.5.* in row 1, expected whole numbers");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", std::vector<double>{0, std::numeric_limits<double>::quiet_NaN()}); }), "expected whole numbers");
  REFUSED(made([](h5_made& f) { f.texts("/nodes/A/node_id", {"0", "1"}); }), "node_id: found values of another type, expected whole numbers");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_id", u64{0, 1}, {.shape = {2, 1}}); }), "node_id: found shape \\(2, 1\\)");
  REFUSED(made([](h5_made& f) { f.nothing("/nodes/A/node_id", H5::PredType::NATIVE_INT, H5S_NULL); }), "node_id: found shape \\(\\), expected \\(2\\)");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_group_id", u64{0, 70000}); }), "node_group_id: found 70000 in row 1, expected at most 65535");
  REFUSED(made([](h5_made& f) { f.numbers("/nodes/A/node_group_index", u64{0, 5}).numbers("/nodes/A/0/x", std::vector<double>{1, 2}); }).number(1, "x"),
          "/nodes/A: found node_group_index 5 of node 1, expected a row of 0/x, which has 2");
  REFUSED(made([](h5_made& f) { f.texts("/nodes/A/0/@library/k", {"a"}).numbers("/nodes/A/0/k", u64{0, 1}); }).text(0, "k"), "0/k: found 1, expected a number of @library/k, which has 1");
  REFUSED(made([](h5_made& f) { f.texts("/nodes/A/0/@library/k", {"a"}).numbers("/nodes/A/0/k", i64{0, -1}); }).text(0, "k"), "0/k: found -1 in row 1");
  REFUSED(made([](h5_made& f) { f.texts("/nodes/A/0/x", {"1", "wide"}); }).number(1, "x"), "/nodes/A: found x 'wide', expected a number");
  h5_made none;
  none.group("/nodes/A");
  REFUSED(read(none), "/nodes/A: found no dataset node_type_id");
  h5_made other;
  other.group("/nodes/B");
  REFUSED(read(other), "/nodes: found no group A");
  h5_made empty;
  REFUSED(read(empty), "found no group nodes");
  temp_file const text("node_id\n", ".h5");
  REFUSED(h5_group(text.path()), "found what HDF5 cannot read .*, expected an HDF5 file");
  REFUSED(h5_group("no/such.h5"), "no such file");
  REFUSED(h5_group("/dev/zero"), "a pipe or device, expected an HDF5 file");
}

TEST_CASE("a claim of more than the file holds takes no memory") {
  h5_made chunked, contiguous, narrow;
  chunked.claim("/nodes/A/node_type_id", H5::PredType::NATIVE_UINT64, {hsize_t{1} << 50}, 4096);
  REFUSED(read(chunked), "node_type_id: found \\(1125899906842624\\) values in 0 bytes, expected a dataset that is all there");
  contiguous.claim("/nodes/A/node_type_id", H5::PredType::NATIVE_UINT64, {hsize_t{1} << 40});
  REFUSED(read(contiguous), "values in 0 bytes");
  narrow.claim("/nodes/A/node_type_id", H5::PredType::NATIVE_INT8, {hsize_t{1} << 25}, 4096);  // 32 MiB there, 8 times as much here
  REFUSED(read(narrow), "values in 0 bytes");
}

TEST_CASE("links in circles and links that lead nowhere are as if they were not there") {
  h5_made f;
  f.numbers("/nodes/A/node_type_id", u64{1, 1});
  H5Lcreate_soft("/nodes/A/node_id", f.file().getId(), "/nodes/A/node_id", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_soft("/nowhere", f.file().getId(), "/nodes/A/node_group_id", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_external("no_such.h5", "/", f.file().getId(), "/nodes/A/1", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_hard(f.file().getId(), "/nodes", f.file().getId(), "/nodes/A/0", H5P_DEFAULT, H5P_DEFAULT);  // the groups are a circle
  auto const p = read(f);
  CHECK(p.id(1) == 1);
  CHECK(!p.number(1, "A"));
  CHECK(!p.known("x"));
}

TEST_CASE("a name with a line end in it leaves the message one line") {
  h5_made f;
  f.numbers("/nodes/a\nb/node_type_id", u64{1}).numbers("/nodes/a\nb/node_id", i64{-1});
  REFUSED(node_population(h5_group(f.path()).group("nodes"), "a\nb", std::make_shared<types_table>()), "/nodes/a\\?b/node_id: found -1 in row 0");
}

}  // namespace
