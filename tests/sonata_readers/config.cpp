// SPDX-License-Identifier: BSD-3-Clause
// Configurations: manifests, parts, merging, paths; variables that do not end.
#include <pallium/io/sonata/config.hpp>

#include "files.hpp"

namespace {

using pallium::io::sonata::config;

std::string text(config const& c, char const* group, char const* key) { return c.root()[group][key].text(); }

TEST_CASE("variables of the manifest are resolved, in each other too") {
  temp_folder const in;
  config const c(in.write("config.json", R"({"manifest": {"$BASE": "${configdir}", "$NET": "$BASE/net", "BARE": "x"},
    "components": {"a": "$NET/b.h5", "b": "${NET}c", "c": "$BARE-$BARE", "d": "a $configfname", "e": ["$BARE", {"f": "${BARE}y"}], "g": 5}})"));
  std::string const folder = in.path().string();
  CHECK(text(c, "components", "a") == folder + "/net/b.h5");
  CHECK(text(c, "components", "b") == folder + "/netc");
  CHECK(text(c, "components", "c") == "x-x");
  CHECK(text(c, "components", "d") == "a " + folder + "/config.json");
  CHECK(c.root()["components"]["e"][0].text() == "x");
  CHECK(c.root()["components"]["e"][1]["f"].text() == "xy");
  CHECK(c.root()["components"]["g"].number() == 5);
  CHECK(!c.root().find("manifest"));
}

TEST_CASE("the built-in variables are there") {
  temp_folder const in;
  config const c(in.write("c.json", R"({"x": {"w": "$workingdir", "d": "$date", "t": "${time}", "dt": "${datetime}"}})"));
  CHECK(text(c, "x", "w") == std::filesystem::current_path().string());
  CHECK_THAT(text(c, "x", "d"), Catch::Matchers::Matches("\\d{4}-\\d\\d-\\d\\d"));
  CHECK_THAT(text(c, "x", "t"), Catch::Matchers::Matches("\\d\\d-\\d\\d-\\d\\d"));
  CHECK_THAT(text(c, "x", "dt"), Catch::Matchers::Matches("\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d"));
}

TEST_CASE("parts are put together; what is written in the naming file has the last word") {
  temp_folder const in;
  in.write("net/circuit.json", R"({"manifest": {"$N": "${configdir}"}, "networks": {"nodes": [{"nodes_file": "$N/n.h5"}]}, "run": {"dt": 1, "dL": 2}, "who": "circuit"})");
  in.write("sim.json", R"({"run": {"dt": 3, "tstop": 4}, "who": "simulation", "inputs": {"z": {}, "a": {}}})");
  config const c(in.write("main.json", R"({"network": "net/circuit.json", "simulation": "sim.json", "run": {"tstop": 9}, "inputs": {"m": {}}})"));
  CHECK(c.root()["run"]["tstop"].number() == 9);  // main
  CHECK(c.root()["run"]["dL"].number() == 2);     // circuit
  CHECK(c.root()["networks"]["nodes"][0]["nodes_file"].text() == (in.path() / "net/n.h5").string());
  CHECK(c.inputs() == std::vector<std::string>{"m", "z", "a"});  // as written, not by letters
  CHECK(!c.root().find("network"));
}

TEST_CASE("a part takes the variables of the file that names it") {
  temp_folder const in;
  in.write("part.json", R"({"a": {"x": "$OUT"}})");
  config const c(in.write("main.json", R"({"manifest": {"OUT": "here"}, "network": "part.json"})"));
  CHECK(text(c, "a", "x") == "here");
}

TEST_CASE("paths are looked for beside the file and beside its parts") {
  temp_folder const in;
  in.write("net/part.json", "{}");
  in.write("net/n.h5", "x");
  in.write("m.h5", "x");
  config const c(in.write("main.json", R"({"network": "net/part.json", "a": "n.h5", "b": "./m.h5", "c": "gone.h5"})"));
  CHECK(c.find(c.root()["a"]) == in.path() / "net/n.h5");
  CHECK(c.find(c.root()["b"]) == in.path() / "m.h5");
  REFUSED(c.find(c.root()["c"]), "main.json: c: found 'gone.h5', expected a file or folder that is there");
  CHECK(c.place("out") == in.path() / "out");
  CHECK(c.place("/abs") == "/abs");
}

TEST_CASE("what cannot be resolved is refused with file and key") {
  temp_folder const in;
  auto const read = [&](std::string const& text) { return config(in.write("c.json", text)); };
  REFUSED(read(R"({"a": {"b": "$NOPE/x"}})"), "c.json: a.b: found variable '\\$NOPE', expected one that the manifest defines");
  REFUSED(read(R"({"a": "${NOPE}"})"), "variable '\\$\\{NOPE\\}'");
  REFUSED(read(R"({"a": "5 $"})"), "variable '\\$'");
  REFUSED(read(R"({"manifest": {"A": "$B", "B": "$A"}, "x": "$A"})"), "x: found variables that lead to each other");
  REFUSED(read(R"({"manifest": {"A": "$A"}, "x": "$A"})"), "x: found variables that lead to each other");
  REFUSED(read(R"({"manifest": {"A": 5}})"), "manifest.A: found '5', expected a string");
  REFUSED(read(R"({"manifest": ["A"]})"), "manifest: found a list, expected an object");
  REFUSED(read("[1, 2]"), "c.json: found no object");
  REFUSED(read("{\n\"a\": }"), "c.json:2: found a mistake .*expected JSON");
  REFUSED(read("{\"a\": 1e999}"), "a number out of range");
  REFUSED(read(R"({"network": "gone.json"})"), "network: found 'gone.json', expected a file or folder that is there");
}

TEST_CASE("files that name each other end") {
  temp_folder const in;
  in.write("b.json", R"({"network": "a.json"})");
  REFUSED(config(in.write("a.json", R"({"network": "b.json", "simulation": "b.json"})")), "files that name each other");
}

TEST_CASE("variables that grow without end take no memory") {
  temp_folder const in;
  std::string laughs = R"({"manifest": {"L0": "ha)";
  for (int i = 1; i < 40; ++i) laughs += "\", \"L" + std::to_string(i) + "\": \"$L" + std::to_string(i - 1) + "$L" + std::to_string(i - 1);
  REFUSED(config(in.write("c.json", laughs + "\"}, \"x\": \"$L39\"}")), "x: found (a text of more than 65536 characters|variables that lead)");
  // each text is allowed, all of them together are not
  std::string many = R"({"manifest": {"L": ")" + std::string(60000, 'x') + R"("}, "x": ["$L")";
  for (int i = 0; i < 2000; ++i) many += ", \"$L\"";
  REFUSED(config(in.write("c.json", many + "]}")), "more than 16777216 characters of variables");
}

TEST_CASE("nested lists end") {
  temp_folder const in;
  std::string const deep(100000, '[');
  REFUSED(config(in.write("c.json", "{\"a\": " + deep + std::string(deep.size(), ']') + "}")), "more than 64 levels");
}

}  // namespace
