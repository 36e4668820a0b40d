// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fuzz {

/// Decisions that the bytes of an input make, one after the other; when they are used up, all are 0, the usual.
class decisions {
 public:
  explicit decisions(std::span<std::uint8_t const> bytes) : bytes_(bytes) {}
  std::uint8_t byte() {
    if (at_ == bytes_.size()) return 0;
    return bytes_[at_++];
  }
  std::size_t below(std::size_t n) { return byte() % n; }
  /// Seldom: so that most of a file is sound and what is behind the first check is reached too.
  bool odd() { return byte() > 224; }

 private:
  std::span<std::uint8_t const> bytes_;
  std::size_t at_ = 0;
};

/// Writes a file with /nodes, /edges and /spikes of a small circuit, which decisions spoil.
class hdf5_file {
 public:
  hdf5_file(std::string const& path, std::span<std::uint8_t const> bytes) : d_(bytes) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    file_ = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (file_ < 0) return;
    name_ = path.substr(path.rfind('/') + 1);
    nodes();
    edges();
    spikes();
    H5Fclose(file_);
  }

 private:
  using values = std::vector<long double>;

  // --- the circuit ---------------------------------------------------------------------------------------------------
  void nodes() {
    hid_t const all = group(file_, "nodes");
    {
      hid_t const g = group(all, "bio");
      values ids{0, 1, 2, 3, 4};
      if (d_.odd()) ids = {3, 9, 1, 1000, 7};
      if (!d_.odd()) numbers(g, "node_id", ids);
      numbers(g, "node_type_id", {0, 0, 1, 3, 0});
      bool const two = d_.odd();
      numbers(g, "node_group_id", two ? values{0, 1, 0, 1, 0} : values(5, 0));
      numbers(g, "node_group_index", two ? values{0, 0, 1, 1, 2} : values{0, 1, 2, 3, 4});
      for (char const* name : {"0", "1"}) {
        if (name[0] == '1' && !two) break;
        hid_t const of = group(g, name);
        for (char const* column : {"x", "tuning_angle"})
          if (d_.byte() % 2 == 1) numbers(of, column, {1.5L, 2, -3e10L, 0, 7});
        if (d_.odd()) texts(of, "ei", {"e", "i", "", "NULL", "x\ny"});
        if (d_.odd()) texts(of, "morphology", {"cell.swc", "cell", "no\nsuch", "../cell.swc", ""});
        if (d_.odd()) numbers(of, "positions", {1, 2, 3, 4, 5, 6}, 3);
        if (d_.odd()) {
          hid_t const library = group(of, "@library");
          texts(library, "name", {"a", "b"});
          numbers(of, "name", {0, 1, 1, 0, static_cast<long double>(d_.below(4))});
          H5Gclose(library);
        }
        if (d_.odd()) {
          hid_t const own = group(of, "dynamics_params");
          numbers(own, "tau", {1, 2});
          H5Gclose(own);
        }
        H5Gclose(of);
      }
      H5Gclose(g);
    }
    hid_t const g = group(all, d_.odd() ? "with space" : "vir");
    numbers(g, "node_type_id", {2, 2, 2});
    if (d_.byte() % 2 == 1) numbers(g, "node_id", {0, 1, 2});
    H5Gclose(g);
    H5Gclose(all);
  }
  void edges() {
    hid_t const all = group(file_, "edges");
    for (bool recurrent : {false, true}) {
      hid_t const g = group(all, recurrent ? "bio_to_bio" : "vir_to_bio");
      std::size_t const n = 2 + d_.below(9);
      values source, target, type, of_group, in_group;
      for (std::size_t e = 0; e < n; ++e) {
        source.push_back(static_cast<long double>(d_.below(recurrent ? 5 : 3)));
        target.push_back(static_cast<long double>(std::min<std::size_t>(4, e / 2)));
        type.push_back(static_cast<long double>(d_.below(5)));
        of_group.push_back(static_cast<long double>(d_.odd()));
        in_group.push_back(static_cast<long double>(e));
      }
      if (d_.odd()) std::reverse(target.begin(), target.end());
      ends(numbers(g, "source_node_id", source, 1, true), recurrent ? "bio" : "vir");
      ends(numbers(g, "target_node_id", target, 1, true), "bio");
      numbers(g, "edge_type_id", type);
      if (d_.byte() % 2 == 0) {
        numbers(g, "edge_group_id", of_group);
        numbers(g, "edge_group_index", in_group);
      }
      for (char const* name : {"0", "1"}) {
        if (name[0] == '1' && !d_.odd()) break;
        hid_t const of = group(g, name);
        std::uint8_t const which = d_.byte();
        values some(n, 1);
        if (which & 1) numbers(of, "nsyns", some);
        if (which & 2) numbers(of, "syn_weight", values(n, 1e-4L));
        if (which & 4) numbers(of, "delay", values(n, 1.5L));
        if (which & 8) numbers(of, which & 16 ? "sec_id" : "afferent_section_id", some);
        if (which & 8) numbers(of, which & 16 ? "sec_x" : "afferent_section_pos", values(n, 0.5L));
        if (which & 32) numbers(of, "efferent_section_id", some);
        if (which & 32) numbers(of, "efferent_section_pos", values(n, 0.25L));
        H5Gclose(of);
      }
      if (d_.byte() % 2 == 1) index(g, target);
      H5Gclose(g);
    }
    H5Gclose(all);
  }
  /// A right index, which `spoil` then changes.
  void index(hid_t of, values const& target) {
    hid_t const i = group(of, d_.odd() ? "indicies" : "indices"), to = group(i, "target_to_source");
    values nodes, ranges;
    for (int t = 0; t < 5; ++t) {
      std::size_t const before = ranges.size() / 2;
      for (std::size_t e = 0; e < target.size(); ++e)
        if (target[e] == t) {
          if (ranges.size() / 2 > before && ranges.back() == static_cast<long double>(e)) ranges.back() += 1;
          else ranges.push_back(static_cast<long double>(e)), ranges.push_back(static_cast<long double>(e + 1));
        }
      nodes.push_back(static_cast<long double>(before)), nodes.push_back(static_cast<long double>(ranges.size() / 2));
    }
    numbers(to, d_.odd() ? "node_id_to_ranges" : "node_id_to_range", nodes, 2);
    numbers(to, "range_to_edge_id", ranges, 2);
    H5Gclose(to);
    H5Gclose(i);
  }
  void ends(hid_t set, char const* population) {
    if (set < 0) return;
    if (!d_.odd()) attribute(set, "node_population", population);
    H5Dclose(set);
  }
  void spikes() {
    hid_t const all = group(file_, "spikes");
    bool const legacy = d_.odd();
    hid_t const g = legacy ? all : group(all, "vir");
    numbers(g, "timestamps", {1.5L, 2.5L, 0.25L, 700, 3});
    numbers(g, legacy || d_.odd() ? "gids" : "node_ids", {0, 2, 1, 0, 9});
    if (d_.byte() % 2 == 1) attribute(g, "sorting", "by_time");
    if (d_.odd()) {
      hid_t const other = group(all, "other");
      numbers(other, "timestamps", {1});
      numbers(other, "node_ids", {0});
      H5Gclose(other);
    }
    if (!legacy) H5Gclose(g);
    H5Gclose(all);
  }

  // --- objects, spoilt -----------------------------------------------------------------------------------------------
  hid_t group(hid_t in, char const* name) {
    if (d_.odd()) {
      switch (d_.below(7)) {
        case 0: H5Lcreate_soft(name, in, name, H5P_DEFAULT, H5P_DEFAULT); break;          // leads to itself
        case 1: H5Lcreate_soft("/nowhere", in, name, H5P_DEFAULT, H5P_DEFAULT); break;
        case 2: H5Lcreate_hard(file_, "/", in, name, H5P_DEFAULT, H5P_DEFAULT); break;    // the root in itself
        case 3: H5Lcreate_external(name_.c_str(), "/", in, name, H5P_DEFAULT, H5P_DEFAULT); break;
        case 4: H5Dclose(numbers(in, name, {1, 2}, 1, true)); break;
        case 5: {
          hid_t const type = H5Tcopy(H5T_NATIVE_INT);
          H5Tcommit2(in, name, type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
          H5Tclose(type);
          break;
        }
        default: H5Lcreate_soft("/nodes", in, name, H5P_DEFAULT, H5P_DEFAULT);
      }
      return H5Gcreate_anon(in, H5P_DEFAULT, H5P_DEFAULT);  // what would be in it is nowhere
    }
    hid_t const g = H5Gcreate2(in, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    return g >= 0 ? g : H5Gcreate_anon(in, H5P_DEFAULT, H5P_DEFAULT);
  }

  long double strange() {
    static constexpr std::array<long double, 22> some{0, 1, -1, 2, 3, 4, 5, 255, 256, 65535, 65536, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L,
                                                      0x1p53L, 0x1p62L, 0x1p63L, 0x1p64L - 1, 0.5L, 1e300L, -1e300L};
    std::size_t const n = d_.below(some.size() + 3);
    if (n < some.size()) return some[n];
    return n == some.size() ? std::numeric_limits<long double>::quiet_NaN() : n == some.size() + 1 ? std::numeric_limits<long double>::infinity() : -std::numeric_limits<long double>::infinity();
  }
  static hid_t number_type(std::size_t which) {
    std::array<hid_t, 14> const known{H5T_NATIVE_DOUBLE, H5T_STD_I8LE, H5T_STD_U8LE, H5T_STD_I16BE, H5T_STD_U16LE, H5T_STD_I32LE, H5T_STD_U32BE,
                                      H5T_STD_I64LE, H5T_STD_U64LE, H5T_STD_U64BE, H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64BE, H5T_NATIVE_LDOUBLE};
    return H5Tcopy(known[which % known.size()]);
  }
  /// A type that is no plain number; nothing is written of it.
  hid_t other_type() {
    switch (d_.below(10)) {
      case 0: return sized(H5T_C_S1, 1 + d_.below(20));
      case 1: return sized(H5T_C_S1, H5T_VARIABLE);
      case 2: {
        hid_t const t = H5Tenum_create(H5T_NATIVE_INT);
        for (int k = 0; k < 3; ++k) H5Tenum_insert(t, std::array{"none", "by_id", "by_time"}[std::size_t(k)], &k);
        return t;
      }
      case 3: {
        hid_t const t = H5Tcreate(H5T_COMPOUND, 16);
        H5Tinsert(t, "a", 0, H5T_NATIVE_DOUBLE);
        H5Tinsert(t, "b", 8, H5T_NATIVE_INT);
        return t;
      }
      case 4: return H5Tvlen_create(H5T_NATIVE_INT);
      case 5: {
        hsize_t const n = 3;
        return H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &n);
      }
      case 6: return sized(H5T_NATIVE_OPAQUE, 5);
      case 7: return H5Tcopy(H5T_STD_REF_OBJ);
      case 8: return H5Tcopy(H5T_STD_B8LE);
      default: {
        hid_t const t = H5Tcopy(H5T_STD_I32LE);  // 13 bits of it
        H5Tset_precision(t, 13);
        H5Tset_offset(t, 7);
        return t;
      }
    }
  }
  static hid_t sized(hid_t of, std::size_t n) {
    hid_t const t = H5Tcopy(of);
    H5Tset_size(t, n);
    return t;
  }
  hid_t space(std::vector<hsize_t> shape, bool& claims) {
    if (!d_.odd()) return H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    switch (d_.below(9)) {
      case 0: return H5Screate(H5S_SCALAR);
      case 1: return H5Screate(H5S_NULL);
      case 2: ++shape[0]; break;
      case 3: if (shape[0] > 0) --shape[0]; break;
      case 4: shape[0] = 0; break;
      case 5: shape.push_back(1 + d_.below(3)); break;
      case 6: shape = {shape[0], 1, 1}; break;
      case 7: claims = true; shape[0] = std::array<hsize_t, 6>{1u << 12, 1u << 16, 1u << 20, 1u << 24, hsize_t{1} << 33, hsize_t{1} << 50}[d_.below(6)]; break;
      default: shape.push_back(0);
    }
    return H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  }
  /// A dataset, closed unless it is to be kept; what is there stays.
  hid_t numbers(hid_t in, char const* name, values v, hsize_t columns = 1, bool keep = false) {
    bool claims = false, plain = true;
    hid_t type = -1;
    if (d_.odd()) {
      switch (d_.below(8)) {
        case 0: return -1;  // missing
        case 1: H5Lcreate_soft(name, in, name, H5P_DEFAULT, H5P_DEFAULT); return -1;
        case 2: H5Lcreate_soft("/nodes/bio/node_type_id", in, name, H5P_DEFAULT, H5P_DEFAULT); return -1;
        case 3: H5Lcreate_soft("/nodes", in, name, H5P_DEFAULT, H5P_DEFAULT); return -1;
        case 4: plain = false; type = other_type(); break;
        default: type = number_type(d_.byte());
      }
    }
    if (type < 0) type = H5Tcopy(std::all_of(v.begin(), v.end(), [](long double x) { return x == std::floor(x); }) ? H5T_STD_U64LE : H5T_NATIVE_DOUBLE);
    while (d_.odd() && !v.empty()) v[d_.below(v.size())] = strange();
    std::vector<hsize_t> shape{v.size() / columns};
    if (columns > 1) shape.push_back(columns);
    hid_t const where = space(shape, claims), how = H5Pcreate(H5P_DATASET_CREATE);
    bool const simple = H5Sget_simple_extent_type(where) == H5S_SIMPLE;
    hsize_t dims[H5S_MAX_RANK] = {};
    int const rank = simple ? H5Sget_simple_extent_dims(where, dims, nullptr) : 0;
    if (simple && rank > 0 && (claims || d_.odd())) {
      std::vector<hsize_t> chunk(std::size_t(rank), 1);
      chunk[0] = claims ? 4096 : 3;
      H5Pset_chunk(how, rank, chunk.data());
      if (d_.byte() % 2 == 1) H5Pset_deflate(how, 6);
    }
    if (d_.odd()) {
      double const fill = static_cast<double>(strange());
      if (plain) H5Pset_fill_value(how, H5T_NATIVE_DOUBLE, &fill);
    }
    hid_t const set = H5Dcreate2(in, name, type, where, H5P_DEFAULT, how, H5P_DEFAULT);
    if (set >= 0 && !claims && simple && plain && !d_.odd()) {
      hssize_t const n = H5Sget_simple_extent_npoints(where);
      v.resize(static_cast<std::size_t>(std::max<hssize_t>(n, 0)), 1);
      if (!v.empty()) H5Dwrite(set, H5T_NATIVE_LDOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, v.data());
    }
    H5Pclose(how);
    H5Sclose(where);
    H5Tclose(type);
    if (keep || set < 0) return set;
    H5Dclose(set);
    return -1;
  }
  void texts(hid_t in, char const* name, std::vector<std::string> const& v) {
    if (d_.odd()) return (void)numbers(in, name, values(v.size(), 1));
    bool const variable = d_.byte() % 2 == 1, padded = d_.byte() % 2 == 1;
    hid_t const type = sized(H5T_C_S1, variable ? H5T_VARIABLE : 8);
    if (padded) H5Tset_strpad(type, H5T_STR_SPACEPAD);
    if (d_.odd()) H5Tset_cset(type, H5T_CSET_UTF8);
    hsize_t const n = v.size();
    hid_t const where = H5Screate_simple(1, &n, nullptr), set = H5Dcreate2(in, name, type, where, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (set >= 0 && !d_.odd()) {  // else variable ones are null
      if (variable) {
        std::vector<char const*> all;
        for (auto const& s : v) all.push_back(s.c_str());
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data());
      } else {
        std::vector<char> all(8 * v.size(), padded ? ' ' : '\0');
        for (std::size_t k = 0; k < v.size(); ++k) std::copy_n(v[k].begin(), std::min<std::size_t>(8, v[k].size()), all.begin() + std::ptrdiff_t(8 * k));
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data());
      }
    }
    if (set >= 0) H5Dclose(set);
    H5Sclose(where);
    H5Tclose(type);
  }
  void attribute(hid_t of, char const* name, std::string text) {
    hid_t type = -1, where = H5Screate(H5S_SCALAR);
    if (d_.odd()) text = std::array{"", "bio", "vir", "/nodes/bio", "no\nsuch", "NULL"}[d_.below(6)];
    bool variable = d_.byte() % 2 == 1, write = true;
    if (d_.odd()) {
      H5Sclose(where);
      hsize_t const n = d_.below(3);
      where = d_.odd() ? H5Screate(H5S_NULL) : H5Screate_simple(1, &n, nullptr);
      write = false;
    }
    if (d_.odd()) type = d_.byte() % 2 == 1 ? number_type(d_.byte()) : other_type(), write = false;
    if (type < 0) type = sized(H5T_C_S1, variable ? H5T_VARIABLE : std::max<std::size_t>(1, text.size()));
    hid_t const a = H5Acreate2(of, name, type, where, H5P_DEFAULT, H5P_DEFAULT);
    char const* const at = text.c_str();
    if (a >= 0 && write) H5Awrite(a, type, variable ? static_cast<void const*>(&at) : at);
    if (a >= 0) H5Aclose(a);
    H5Tclose(type);
    H5Sclose(where);
  }

  decisions d_;
  hid_t file_ = -1;
  std::string name_;
};

}  // namespace fuzz
