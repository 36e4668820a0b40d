// SPDX-License-Identifier: BSD-3-Clause
// Results appear complete or not at all; nothing earlier is lost to a run that fails.
#include "read_back.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/io/sonata/output_folder.hpp>
#include <pallium/io/sonata/report_writer.hpp>
#include <pallium/io/sonata/spike_writer.hpp>

#include <fstream>
#include <sys/mount.h>

using namespace pallium;
using io::sonata::output_folder;
using Catch::Matchers::ContainsSubstring;

namespace {

void put(std::string const& path, std::string const& text) { std::ofstream(path) << text; }
std::size_t entries(std::string const& folder) {
  return std::size_t(std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

/// A run with some MB of spikes and of a report; `half` is called in the middle of it.
void run(std::string const& folder, bool overwrite, std::function<void()> const& half = [] {}) {
  output_folder out(folder, overwrite);
  io::sonata::node_map const nodes{{"v1", {0, 10}}};
  io::sonata::spike_writer spikes(out.file("spikes.h5"), out.file("spikes.csv"), nodes);
  std::vector<io::sonata::report_cell> cells;
  for (gid g = 0; g < 10; ++g) cells.push_back({g, "v1", g, {{0, 0}}});
  io::sonata::report_writer v(out.file("v.h5"), cells, {.when = {.dt = {0.1}, .every = {0.1}, .stop = {3000}}, .buffer = 1 << 18});
  std::vector<double> row(10);
  for (step n = 0; n <= 30000; ++n) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = -70 + 1e-3 * double(n) + double(k);
    v.sample({0.1 * double(n)}, row);
    std::vector<spike> const some{{gid(n % 10), n}, {10, n}};
    spikes.spikes(some, {0.1});
    if (n == 15000) half();
  }
  spikes.finish();
  v.finish();
  out.finish();
}

}  // namespace

TEST_CASE("output folder: files appear with finish, under the names asked for") {
  test::folder const here;
  std::string const folder = here / "a/b";
  {
    output_folder out(folder);
    std::string const one = out.file("one.h5"), two = out.file("sub/two.csv");
    put(one, "1");
    put(two, "2");
    CHECK(!std::filesystem::exists(folder + "/one.h5"));
    out.finish();
  }
  CHECK(test::slurp(folder + "/one.h5") == "1");
  CHECK(test::slurp(folder + "/sub/two.csv") == "2");
  CHECK(entries(folder) == 2);
  CHECK(entries(folder + "/sub") == 1);
}

TEST_CASE("output folder: without finish nothing is left, not even the folders") {
  test::folder const here;
  {
    output_folder out(here / "a/b");
    put(out.file("one.h5"), "1");
    (void)out.file("never/written.h5");
  }
  CHECK(!std::filesystem::exists(here / "a"));
}

TEST_CASE("output folder: earlier results are not written over without leave, and last until finish") {
  test::folder const here;
  std::string const folder = here / "out";
  std::filesystem::create_directory(folder);
  put(folder + "/log.txt", "a log is no result");
  { output_folder out(folder); }
  put(folder + "/spikes.h5", "earlier");
  CHECK_THROWS_AS(output_folder(folder), input_error);
  CHECK_THROWS_WITH(output_folder(folder), ContainsSubstring("spikes.h5 of an earlier run"));
  {
    output_folder out(folder, true);
    put(out.file("spikes.h5"), "new");
    CHECK(test::slurp(folder + "/spikes.h5") == "earlier");
  }
  CHECK(test::slurp(folder + "/spikes.h5") == "earlier");
  {
    output_folder out(folder, true);
    put(out.file("spikes.h5"), "new");
    out.finish();
  }
  CHECK(test::slurp(folder + "/spikes.h5") == "new");
  CHECK(entries(folder) == 2);
}

TEST_CASE("output folder: names that cannot be given") {
  test::folder const here;
  std::filesystem::create_directories(here / "out/v.h5.d");
  std::filesystem::create_directories(here / "out/folder");
  put(here / "file", "");
  put(here / "out/other.txt", "earlier");
  output_folder out(here / "out");
  CHECK_THROWS_WITH(out.file("folder"), ContainsSubstring("a folder of this name"));
  CHECK_THROWS_WITH(out.file(""), ContainsSubstring("the name of a file"));
  CHECK_THROWS_WITH(out.file("other.txt"), ContainsSubstring("a file of an earlier run"));
  (void)out.file("v.h5");
  CHECK_THROWS_WITH(out.file("./v.h5"), ContainsSubstring("two results of this name"));
  CHECK_THROWS_WITH(out.finish(), ContainsSubstring("no such file"));
  CHECK_THROWS_WITH(output_folder(here / "file"), ContainsSubstring("a folder"));
  CHECK_THROWS_AS(output_folder(here / "file/sub"), input_error);
  CHECK_THROWS_AS(output_folder("/proc/no"), input_error);
}

TEST_CASE("output folder: one that cannot be written is one line") {
  test::folder const here;
  std::filesystem::create_directory(here / "out");
  std::filesystem::permissions(here / "out", std::filesystem::perms(0555));
  std::filesystem::permissions(here / ".", std::filesystem::perms(0755));
  test::ending const e = test::apart([&] { test::be_nobody(), run(here / "out", false); });
  CHECK(e.status == 2);
  CHECK_THAT(e.message, ContainsSubstring("out: found a folder that cannot be written"));
  CHECK(e.message.find('\n') == std::string::npos);
  CHECK(e.err.empty());
  std::filesystem::permissions(here / "out", std::filesystem::perms(0755));
  CHECK(entries(here / "out") == 0);
}

TEST_CASE("output folder: a full disk is one line, and earlier results stay") {
  test::folder const here;
  std::string const folder = here / "out";
  run(folder, false);
  std::string const spikes = test::slurp(folder + "/spikes.h5"), v = test::slurp(folder + "/v.h5"), csv = test::slurp(folder + "/spikes.csv");
  REQUIRE(v.size() > 2400000);
  // In the middle of the report, at its end, and among the spikes.
  for (std::size_t const most : {std::size_t(0), std::size_t(3000), std::size_t(500000), v.size() / 2, v.size() - 100}) {
    INFO("files of at most " << most << " bytes");
    test::ending const e = test::apart([&] { test::limit_files(most), run(folder, true); });
    CHECK(e.signal == 0);
    CHECK(e.status == 2);
    CHECK_THAT(e.message, ContainsSubstring(".part") && ContainsSubstring("File too large") && ContainsSubstring("room for the results"));
    CHECK(e.message.find('\n') == std::string::npos);
    CHECK(e.err.empty());
    CHECK(entries(folder) == 3);
    CHECK((test::slurp(folder + "/spikes.h5") == spikes && test::slurp(folder + "/v.h5") == v && test::slurp(folder + "/spikes.csv") == csv));
  }
  CHECK(test::apart([&] { test::limit_files(v.size() + 1000), run(folder, true); }).status == 0);
}

TEST_CASE("output folder: a file system that is full") {
  test::folder const here;
  std::string const disk = here / "disk";
  std::filesystem::create_directory(disk);
  if (::mount("none", disk.c_str(), "tmpfs", 0, "size=3m") != 0) SKIP("no right to mount a small file system");
  put(disk + "/spikes.h5", "earlier");
  test::ending const e = test::apart([&] { run(disk, true); });
  std::size_t const left = entries(disk);
  std::string const kept = test::slurp(disk + "/spikes.h5");
  ::umount2(disk.c_str(), MNT_DETACH);
  CHECK(e.signal == 0);
  CHECK(e.status == 2);
  CHECK_THAT(e.message, ContainsSubstring(".part") && ContainsSubstring("No space left on device"));
  CHECK(e.err.empty());
  CHECK(left == 1);
  CHECK(kept == "earlier");
}

TEST_CASE("output folder: a run that is killed leaves no result that looks complete") {
  test::folder const here;
  std::string const folder = here / "out";
  test::ending const e = test::apart([&] { run(folder, false, [] { std::raise(SIGKILL); }); });
  CHECK(e.signal == SIGKILL);
  for (auto const& f : std::filesystem::directory_iterator(folder)) CHECK(f.path().string().find(".part") != std::string::npos);
  run(folder, false);
  CHECK(std::filesystem::exists(folder + "/spikes.h5"));
  CHECK(entries(folder) == 3);
}

TEST_CASE("output folder: what a killed run of many ranks has left goes, and nothing else") {
  test::folder const here;
  for (char const* name : {"v.h5.part", "v.h5.part.0", "v.h5.part.7", "v.h5.part.spikes.12", "w.h5.part.0", "v.h5.parts", "log.txt"}) put(here / name, "");
  output_folder out(here / ".");
  std::string const staged = out.file("v.h5");
  CHECK(here.count("v.h5.part") == 1);
  CHECK(std::filesystem::exists(here / "v.h5.parts"));
  CHECK(here.count("") == 3);
}

TEST_CASE("output folder: several ranks; the first does it") {
  test::folder const here;
  std::string const folder = here / "out";
  output_folder first(folder, false, test::played(0, 2));
  {
    output_folder second(folder, false, test::played(1, 2));
    put(first.file("a.h5"), "a");
    CHECK(second.file("a.h5") == folder + "/a.h5.part");
  }
  CHECK(std::filesystem::exists(folder + "/a.h5.part"));
  first.finish();
  CHECK(test::slurp(folder + "/a.h5") == "a");
}

TEST_CASE("output folder: the current one, and a path from it") {
  test::folder const here;
  test::ending const e = test::apart([&] {
    std::filesystem::current_path(here / ".");
    put("a.h5.part.3", "left");
    for (char const* name : {".", "", "sub", "./sub/../other/"}) {
      output_folder out(name, true);
      put(out.file("a.h5"), name);
      out.finish();
    }
  });
  CHECK(e.message.empty());
  CHECK(e.status == 0);
  CHECK(test::slurp(here / "a.h5").empty());
  CHECK(test::slurp(here / "sub/a.h5") == "sub");
  CHECK(test::slurp(here / "other/a.h5") == "./sub/../other/");
  CHECK(here.count("") == 3);
}
