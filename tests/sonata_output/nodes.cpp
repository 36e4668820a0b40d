// SPDX-License-Identifier: BSD-3-Clause
// Files of nodes and of their types.
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <pallium/io/sonata/node_writer.hpp>
#include <pallium/io/sonata/nodes.hpp>

#include <array>
#include <memory>

using namespace pallium;
using namespace pallium::io;

namespace {

float coordinate(std::uint64_t node, int axis) { return static_cast<float>(node) * 0.25f - 100.0f * static_cast<float>(axis); }

void write(std::string const& path, std::uint64_t count) {
  sonata::node_writer nodes(path, "cortex", {"x", "y", "z"});
  for (std::uint64_t k = 0; k < count; ++k) nodes.add(100 + k % 3, std::array{coordinate(k, 0), coordinate(k, 1), coordinate(k, 2)});
  CHECK(nodes.size() == count);
  nodes.finish();
}

}  // namespace

TEST_CASE("nodes: what is written is read, in files of one piece and of many") {
  test::folder const f;
  sonata::write_types(f / "types.csv", {"node_type_id", "area", "layer", "note"},
                      {{"100", "VISp_L", "2/3", "of \"our\" kind"}, {"101", "VISp_R", "4", ""}, {"102", "a b", "5", "'"}});
  auto const types = std::make_shared<sonata::types_table const>(f / "types.csv", "node_type_id");
  for (std::uint64_t const count : {0u, 1u, 8192u, 20'001u}) {
    INFO(count);
    write(f / "nodes.h5", count);
    sonata::node_population const nodes(sonata::h5_group(f / "nodes.h5").group("nodes"), "cortex", types);
    REQUIRE(nodes.size() == count);
    bool same = true;
    for (std::uint64_t k = 0; k < count; ++k) {
      same = same && nodes.id(k) == k && nodes.type(k) == static_cast<std::int64_t>(100 + k % 3);
      for (int axis = 0; axis < 3; ++axis) same = same && nodes.number(k, std::string(1, char('x' + axis))) == double(coordinate(k, axis));
    }
    CHECK(same);
    if (count < 3) continue;
    CHECK(nodes.text(0, "area") == "VISp_L");
    CHECK(nodes.text(0, "note") == "of \"our\" kind");
    CHECK_FALSE(nodes.text(1, "note").has_value());
    CHECK(nodes.text(2, "area") == "a b");
    CHECK(nodes.text(2, "note") == "'");
  }
  CHECK(test::members(f / "nodes.h5", "/nodes/cortex") == std::vector<std::string>{"0", "node_group_id", "node_group_index", "node_id", "node_type_id"});
  CHECK(test::read<std::uint64_t>(f / "nodes.h5", "/nodes/cortex/node_group_index").back() == 20'000);
}

TEST_CASE("nodes: the same nodes are the same bytes") {
  test::folder const f;
  write(f / "a.h5", 9000);
  write(f / "b.h5", 9000);
  CHECK(test::slurp(f / "a.h5") == test::slurp(f / "b.h5"));
  CHECK(std::filesystem::file_size(f / "a.h5") < 9000 * (21 + 12) * 2 + 60'000);  // chunks may be half empty
}

TEST_CASE("nodes: what cannot be written is said") {
  test::folder const f;
  for (char const* name : {"", "a/b"}) CHECK_THROWS_AS(sonata::node_writer(f / "n.h5", name, {}), input_error);
  CHECK_THROWS_AS(sonata::node_writer(f / "n.h5", "cortex", {"x", "x"}), input_error);
  CHECK_THROWS_AS(sonata::node_writer(f / "n.h5", "cortex", {"a/b"}), input_error);
  CHECK_THROWS_AS(sonata::node_writer(f / "none/n.h5", "cortex", {}), input_error);
  sonata::node_writer nodes(f / "n.h5", "cortex", {"x"});
  CHECK_THROWS_AS(nodes.add(1, std::array{1.0f, 2.0f}), error);
  CHECK_THROWS_AS(sonata::write_types(f / "t.csv", {"a", "b"}, {{"1"}}), input_error);
  CHECK_THROWS_AS(sonata::write_types(f / "t.csv", {"a"}, {{"two\nlines"}}), input_error);
  CHECK_THROWS_AS(sonata::write_types(f / "none/t.csv", {"a"}, {}), input_error);
  auto const full = test::apart([&] {
    test::limit_files(100'000);
    write(f / "full.h5", 50'000);
  });
  CHECK(full.status == 2);
  CHECK(full.message.find("full.h5: found a write that failed") != full.message.npos);
}
