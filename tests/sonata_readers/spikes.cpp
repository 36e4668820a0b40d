// SPDX-License-Identifier: BSD-3-Clause
// Spikes files: HDF5 of both layouts and CSV, told apart by what is in them.
#include <limits>
#include <pallium/io/sonata/spikes.hpp>

#include "files.hpp"

namespace {

using namespace pallium::io::sonata;
using u64 = std::vector<std::uint64_t>;
using f64 = std::vector<double>;
using trains = std::vector<f64>;

/// Of population v1, which has nodes 0, 1 and 2.
trains read(std::filesystem::path const& path) {
  static h5_made file;
  static node_population const population = [] {
    file.numbers("/nodes/v1/node_type_id", u64{1, 1, 1});
    return node_population(h5_group(file.path()).group("nodes"), "v1", std::make_shared<types_table>());
  }();
  trains out;
  for (auto const& train : read_spikes(path, population)) {
    out.emplace_back();
    for (auto t : train) out.back().push_back(t.value);
  }
  return out;
}
trains const expected{{0.5, 3}, {}, {2}};

TEST_CASE("spikes of a population, sorted within a train; nodes that it has not are left out") {
  h5_made f;
  f.numbers("/spikes/v1/timestamps", f64{3, 2, 0.5, 1}).numbers("/spikes/v1/node_ids", u64{0, 2, 0, 77});
  f.numbers("/spikes/other/timestamps", f64{1}).numbers("/spikes/other/node_ids", u64{0});
  f.attribute("/spikes/v1/timestamps", "units", "ms").attribute("/spikes/v1", "sorting", "by_time");
  CHECK(read(f.path()) == expected);
}

TEST_CASE("the only population is read whatever its name; the older layout has none") {
  h5_made named, old;
  named.numbers("/spikes/cortex/timestamps", f64{3, 2, 0.5}).numbers("/spikes/cortex/node_ids", std::vector<std::int64_t>{0, 2, 0});
  CHECK(read(named.path()) == expected);
  old.numbers("/spikes/timestamps", f64{3, 2, 0.5}, {.chunk = 2, .deflate = 3}).numbers("/spikes/gids", u64{0, 2, 0});
  CHECK(read(old.path()) == expected);
}

TEST_CASE("sorting may be an enumerated value, an attribute without a value, or of any type") {
  for (int kind : {0, 1, 2}) {
    h5_made f;
    f.numbers("/spikes/v1/timestamps", f64{3, 2, 0.5}).numbers("/spikes/v1/node_ids", u64{0, 2, 0});
    f.with("/spikes/v1", [&](auto const& g) {
      H5::EnumType type(H5::PredType::NATIVE_UINT8);
      unsigned char value = 0;
      for (char const* name : {"none", "by_id", "by_time"}) type.insert(name, &value), ++value;
      value = 1;
      if (kind == 0) g.createAttribute("sorting", type, H5::DataSpace(H5S_SCALAR)).write(type, &value);
      if (kind == 1) g.createAttribute("sorting", type, H5::DataSpace(H5S_NULL));
      if (kind == 2) g.createAttribute("sorting", H5::PredType::NATIVE_DOUBLE, H5::DataSpace(H5S_SCALAR));
    });
    CHECK(read(f.path()) == expected);
    if (kind == 0) CHECK(h5_group(f.path()).group("spikes").group("v1").attribute("sorting") == "by_id");
    else CHECK(!h5_group(f.path()).group("spikes").group("v1").attribute("sorting"));
  }
}

TEST_CASE("CSV is told from HDF5 by its bytes") {
  temp_file const csv("timestamps population node_ids\n3 v1 0\n2 v1 2\n0.5 v1 0\n9 lgn 0\n", ".h5");
  CHECK(read(csv.path()) == expected);
  temp_file const empty("", ".csv");
  CHECK(read(empty.path()) == trains(3));
}

TEST_CASE("no spike is a valid file") {
  h5_made f;
  f.numbers("/spikes/v1/timestamps", f64{}).numbers("/spikes/v1/node_ids", u64{});
  CHECK(read(f.path()) == trains(3));
}

TEST_CASE("spikes that are none are refused with file and path") {
  auto const made = [](f64 const& t, u64 const& id, std::string const& at = "/spikes/v1/") {
    h5_made f;
    f.numbers(at + "timestamps", t).numbers(at + "node_ids", id);
    return read(f.path());
  };
  REFUSED(made({1, -2}, {0, 0}), "/spikes/v1/timestamps: found -2.* in row 1, expected times >= 0 in ms");
  REFUSED(made({1, std::numeric_limits<double>::quiet_NaN()}, {0, 0}), "found -?nan in row 1");
  REFUSED(made({std::numeric_limits<double>::infinity()}, {0}), "found inf in row 0");
  REFUSED(made({1, 2}, {0}), "node_ids: found shape \\(1\\), expected \\(2\\)");
  h5_made two, none, text, claim;
  two.numbers("/spikes/a/timestamps", f64{1}).numbers("/spikes/a/node_ids", u64{0}).numbers("/spikes/b/timestamps", f64{1}).numbers("/spikes/b/node_ids", u64{0});
  REFUSED(read(two.path()), "/spikes: found 2 populations, expected one of them to be v1");
  none.group("/spikes/v1");
  REFUSED(read(none.path()), "/spikes: found no spikes");
  text.texts("/spikes/v1/timestamps", {"1"}).numbers("/spikes/v1/node_ids", u64{0});
  REFUSED(read(text.path()), "timestamps: found values of another type, expected numbers");
  claim.claim("/spikes/v1/timestamps", H5::PredType::NATIVE_DOUBLE, {hsize_t{1} << 45}, 1024).claim("/spikes/v1/node_ids", H5::PredType::NATIVE_UINT64, {hsize_t{1} << 45}, 1024);
  REFUSED(read(claim.path()), "values in 0 bytes, expected a dataset that is all there");
  REFUSED(read("no/such.h5"), "no such file");
  REFUSED(read("/dev/zero"), "found a device, expected a file");
  temp_folder const folder;
  REFUSED(read(folder.path()), "found a directory");
}

}  // namespace
