// SPDX-License-Identifier: BSD-3-Clause
// Sets of nodes: every form, and sets that would not end.
#include <nlohmann/json.hpp>
#include <numeric>
#include <pallium/io/sonata/node_sets.hpp>

#include "files.hpp"

namespace {

using namespace pallium::io::sonata;
using pallium::gid;
using gids = std::vector<gid>;
using u64 = std::vector<std::uint64_t>;

/// v1: nodes 0 to 4, gids 0 to 4; lgn: nodes 10, 20, 30, gids 5 to 7.
struct scene {
  h5_made v1_file, lgn_file;
  temp_file csv{"node_type_id ei layer\n1 e 2\n2 i 3\n3 NULL 5\n", ".csv"};
  std::shared_ptr<types_table const> types = std::make_shared<types_table>(csv.path(), "node_type_id");
  std::unique_ptr<node_population> v1, lgn;
  std::vector<placed_population> placed;
  nlohmann::json document;
  std::unique_ptr<node_sets> sets;

  explicit scene(std::string const& text = "{}") : document(nlohmann::json::parse(text)) {
    v1_file.numbers("/nodes/v1/node_type_id", u64{1, 2, 1, 3, 2}).numbers("/nodes/v1/0/x", std::vector<double>{0, 1, 2, 3, 4.5}).texts("/nodes/v1/0/mark", {"a", "b", "a", "c", ""});
    lgn_file.numbers("/nodes/lgn/node_type_id", u64{3, 3, 3}).numbers("/nodes/lgn/node_id", u64{10, 20, 30});
    v1 = std::make_unique<node_population>(h5_group(v1_file.path()).group("nodes"), "v1", types);
    lgn = std::make_unique<node_population>(h5_group(lgn_file.path()).group("nodes"), "lgn", types);
    placed = {{v1.get(), 0}, {lgn.get(), 5}};
    sets = std::make_unique<node_sets>(placed);
    sets->add({document, "sets.json"});
  }
  gids operator()(std::string const& set) const {
    auto const value = nlohmann::json::parse(set);
    return sets->select({value, "here"});
  }
};

TEST_CASE("properties, of the file or the type, with one value or several") {
  scene const s;
  CHECK(s(R"({"ei": "e"})") == gids{0, 2});
  CHECK(s(R"({"ei": ["e", "i"]})") == gids{0, 1, 2, 4});
  CHECK(s(R"({"ei": "i", "layer": 3})") == gids{1, 4});
  CHECK(s(R"({"ei": "i", "layer": 2})").empty());
  CHECK(s(R"({"layer": [2, 5]})") == gids{0, 2, 3, 5, 6, 7});
  CHECK(s(R"({"layer": "5"})") == gids{3, 5, 6, 7});
  CHECK(s(R"({"mark": "a"})") == gids{0, 2});  // lgn has no such property
  CHECK(s(R"({"x": 4.5})") == gids{4});
  CHECK(s(R"({"ei": null})") == gids{3, 5, 6, 7});
  CHECK(s(R"({"nothing": "e"})").empty());
  CHECK(s("{}") == gids{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("population and node_id count as properties") {
  scene const s;
  CHECK(s(R"({"population": "lgn"})") == gids{5, 6, 7});
  CHECK(s(R"({"population": ["lgn", "v1"], "layer": 5})") == gids{3, 5, 6, 7});
  CHECK(s(R"({"population": "lgn", "node_id": [30, 10, 10]})") == gids{5, 7});
  CHECK(s(R"({"node_id": 20})") == gids{6});
  CHECK(s(R"({"node_id": []})").empty());
  CHECK(s(R"({"node_type_id": 3, "population": "v1"})") == gids{3});
}

TEST_CASE("bounds") {
  scene const s;
  CHECK(s(R"({"x": {"$gt": 1}})") == gids{2, 3, 4});
  CHECK(s(R"({"x": {"$gte": 1, "$lt": 3}})") == gids{1, 2});
  CHECK(s(R"({"node_id": {"$lte": 1}, "population": "v1"})") == gids{0, 1});
  CHECK(s(R"({"layer": {"$gt": 2}, "population": "v1"})") == gids{1, 3, 4});
}

TEST_CASE("lists of gids, of names, and names") {
  scene const s(R"({"E": {"ei": "e"}, "both": ["E", "lgn", 4], "again": ["both", "E", "E"], "alias": "again"})");
  CHECK(s("[7, 0, 0]") == gids{0, 7});
  CHECK(s(R"("E")") == gids{0, 2});
  CHECK(s(R"(["E", "lgn"])") == gids{0, 2, 5, 6, 7});
  CHECK(s(R"("alias")") == gids{0, 2, 4, 5, 6, 7});
  CHECK(s(R"("v1")") == gids{0, 1, 2, 3, 4});
  CHECK(s(R"("all")").size() == 8);
}

TEST_CASE("what is no set is refused with file and key") {
  scene const s(R"({"a": ["b"], "b": ["c", "a"], "c": {}, "self": "self"})");
  REFUSED(s(R"("a")"), "sets.json: b\\[1\\]: found '\"a\"', expected sets that do not name each other in a circle");
  REFUSED(s(R"("self")"), "sets.json: self: found '\"self\"', expected sets that do not name each other");
  REFUSED(s(R"("nobody")"), "here: found '\"nobody\"', expected a set of node_sets, a population, or all");
  REFUSED(s("[8]"), "here: \\[0\\]: found '8', expected a gid below 8");
  REFUSED(s("[-1]"), "found '-1', expected a gid");
  REFUSED(s("[0.5]"), "found '0.5', expected a gid");
  REFUSED(s("[1e300]"), "expected a gid");
  REFUSED(s("[[0]]"), "expected a number");
  REFUSED(s("5"), "here: found '5', expected a name, a list, or properties");
  REFUSED(s(R"({"x": {"$regex": "a.*"}})"), "x: found an object, expected .*regular expressions are not supported");
  REFUSED(s(R"({"x": {"$near": 2}})"), "x.\\$near: found '2', expected \\$gt, \\$gte, \\$lt or \\$lte");
  REFUSED(s(R"({"x": {"$gt": "much"}})"), "x.\\$gt: found '\"much\"', expected a number");
  REFUSED(s(R"({"ei": [["e"]]})"), "ei\\[0\\]: found a list, expected a value");
  REFUSED(s(R"({"population": 5})"), "population: found '5', expected a list");
}

TEST_CASE("sets that name the same sets again and again are taken once") {
  std::string text = R"({"s0": {"ei": "e"})";
  for (int i = 1; i < 60; ++i) {  // 2^59 times s0
    std::string const before = "\"s" + std::to_string(i - 1) + "\"";
    text += ", \"s" + std::to_string(i) + "\": [" + before + ", " + before + "]";
  }
  scene const s(text + "}");
  CHECK(s(R"("s59")") == gids{0, 2});
}

TEST_CASE("nested lists do not run out of stack; a long list of ids is not gone through for each node") {
  scene const s;
  std::string const deep(200000, '[');
  REFUSED(s("{\"ei\": " + deep + std::string(deep.size(), ']') + "}"), "ei\\[0\\]: found a list, expected a value");
  h5_made many;
  std::size_t const n = 100000;
  many.numbers("/nodes/many/node_type_id", u64(n, 1));
  node_population const p(h5_group(many.path()).group("nodes"), "many", s.types);
  std::vector<placed_population> const placed{{&p, 0}};
  node_sets const sets(placed);
  nlohmann::json ids = nlohmann::json::array();
  for (std::size_t i = 0; i < n; i += 2) ids.push_back(i);
  nlohmann::json const set{{"node_id", ids}};
  CHECK(sets.select({set, "here"}).size() == n / 2);
}

}  // namespace
