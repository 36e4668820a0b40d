// SPDX-License-Identifier: BSD-3-Clause
// Layers in which projections end, and places of neurons: what their rules promise.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <numeric>
#include <pallium/atlas/mouse_cortex.hpp>
#include <string>

namespace {

using namespace pallium::atlas;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

constexpr double pi = 3.14159265358979323846;

double length(ccf_vector const& v) { return std::sqrt(detail::dot(v, v)); }
ccf_vector mirrored(ccf_vector v) { return {v.ap, v.dv, -v.ml}; }
ccf_vector between(ccf_vector const& a, ccf_vector const& b) { return detail::plus(b, -1.0, a); }

template <class F> void for_each_sided_area(F&& use) {
  for (std::size_t i = 0; i < sided_area_count; ++i) {
    INFO(area_name(nth_sided_area(i)));
    use(nth_sided_area(i));
  }
}

}  // namespace

TEST_CASE("layers of a target share out a projection", "[atlas]") {
  for (std::size_t c = 0; c < projection_class_count; ++c)
    for (std::size_t i = 0; i < area_count; ++i)
      for (std::size_t j = 0; j < area_count; ++j) {
        auto const which = static_cast<projection_class>(c);
        auto const w = profile_weights(which, nth_area(i), nth_area(j));
        auto const s = target_layer_profile(which, nth_area(i), nth_area(j));
        bool fine = std::abs(std::accumulate(w.begin(), w.end(), -1.0)) < 1e-12 &&
                    std::abs(std::accumulate(s.begin(), s.end(), -1.0)) < 1e-12;
        for (std::size_t l = 0; l < layer_count; ++l)
          fine = fine && (l == index(layer::l4) && is_agranular(nth_area(j)) ? s[l] == 0 : s[l] > 0 && s[l] < 0.8);
        if (!fine) FAIL(projection_class_names[c] << ": " << acronym(nth_area(i)) << " to " << acronym(nth_area(j)));
      }
}

TEST_CASE("the layers of a projection worked by hand", "[atlas]") {
  // L5 PT from V1 to the lateral visual area: within the module.
  auto const w = profile_weights(projection_class::l5_pt, area::visp, area::visl);
  double const all = 0.25665693 * 0.63493889 + 2.86033328 * 1.86254493 + 0.0061845 * 1.71071172 +
                     2.50575502 * 0.57109993 + 0.37107026 * 0.91013659;
  CHECK_THAT(w[1], WithinRel(2.86033328 * 1.86254493 / all, 1e-12));
  CHECK(w[4] == 0);  // layers 2/3 and 6: never seen of PT
  auto const s = target_layer_profile(projection_class::l5_pt, area::visp, area::visl);
  auto const v = volumes_of_layers(area::visl);
  double const d1 = w[0] * 2.63901951 + w[1] * 2.79537253 + w[2] * 0.3657142 + w[3] * 1.89198394 + w[5] * 0.18222437;
  double const d6 = w[0] * 0.35151307 + w[1] * 0.44093799 + w[2] * 0.41000484 + w[3] * 2.79537253 + w[5] * 4.1838843;
  CHECK_THAT(s[0] / s[4], WithinRel(d1 * v.l1 / (d6 * v.l6), 1e-12));
  // The module is the source's, and leaving it makes a difference.
  CHECK(profile_weights(projection_class::l5_pt, area::visl, area::visp) == w);
  CHECK_FALSE(profile_weights(projection_class::l5_pt, area::visp, area::acad) == w);
  CHECK_FALSE(profile_weights(projection_class::l5_pt, area::acad, area::visp) ==
              profile_weights(projection_class::l5_pt, area::visp, area::acad));
  // Class by class: layer 2/3 feeds layers 2/3 to 5, PT layer 1, CT layer 6.
  auto const l23 = target_layer_profile(projection_class::l23_it, area::visp, area::visl);
  auto const l6 = target_layer_profile(projection_class::l6_ct, area::visp, area::visl);
  CHECK(l23[1] + l23[2] + l23[3] > 0.6);
  CHECK(s[0] > 2 * l23[0]);
  CHECK(l6[4] > 2 * l23[4]);
}

TEST_CASE("areas face outwards, with right-handed axes, mirrored", "[atlas]") {
  for_each_sided_area([](sided_area s) {
    auto const f = frame_of(s);
    for (auto const& v : {f.x, f.y, f.out}) CHECK_THAT(length(v), WithinAbs(1.0, 1e-14));
    CHECK_THAT(detail::dot(f.x, f.y), WithinAbs(0.0, 1e-14));
    CHECK_THAT(detail::dot(f.x, f.out), WithinAbs(0.0, 1e-14));
    CHECK_THAT(length(between(detail::cross(f.x, f.y), f.out)), WithinAbs(0.0, 1e-14));
    CHECK(f.x.ap > 0.3);  // backwards
    auto const other = frame_of({s.where, opposite(s.side)});
    CHECK(other.out == mirrored(f.out));
    CHECK(other.x == mirrored(f.x));
    CHECK(other.y == detail::plus({}, -1.0, mirrored(f.y)));
    // Out of the brain: away from its middle, which is 6.5 mm from the front, 3.3 mm from the top.
    auto const c = position(s);
    double const aside = s.side == hemisphere::right ? 1.9 : -1.9;
    CHECK(detail::dot(f.out, between({6.5, 3.3, aside}, {c.ap, c.dv, c.ml})) > 0);
  });
  auto const out = [](area a) { return frame_of({a, hemisphere::right}).out; };
  CHECK(out(area::ssp_tr).dv < -0.95);  // up
  CHECK(out(area::audp).ml > 0.95);     // aside
  CHECK(out(area::frp).ap < -0.85);     // to the front
  CHECK(out(area::pl).ml < -0.8);       // to the midline
  CHECK(out(area::vispl).ap > 0.5);     // to the back
}

TEST_CASE("surface times thickness is the volume", "[atlas]") {
  CHECK(assumed_thickness_um == 779);
  double all = 0;
  for_each_sided_area([&](sided_area s) {
    all += surface_mm2(s);
    CHECK_THAT(surface_mm2(s) * 0.779, WithinRel(volume(s), 1e-12));
    auto const o = outline_of(s);
    CHECK_THAT(pi * o.a * o.b, WithinRel(1e6 * surface_mm2(s), 1e-12));
    CHECK(o.a >= o.b * (1 - 1e-15));
    CHECK(o.a <= o.b * 4.001);
    CHECK(o.contains(0, 0));
    CHECK(o.contains(0.999 * o.a, 0));
    CHECK(o.contains(0, -0.999 * o.b));
    CHECK_FALSE(o.contains(0.8 * o.a, 0.8 * o.b));
    auto const mirror = outline_of({s.where, opposite(s.side)});
    CHECK((mirror.a == o.a && mirror.b == o.b));
    // All of it is on its side, or within a quarter of a mm.
    double const side = s.side == hemisphere::right ? 1 : -1;
    for (double depth : {0.0, assumed_thickness_um})
      for (double y : {-o.b, o.b}) CHECK(side * place(s, 0, y, depth).ml > -0.25);
  });
  CHECK_THAT(all, WithinRel(158, 0.005));
}

TEST_CASE("layers lie under each other", "[atlas]") {
  for (std::size_t i = 0; i < area_count; ++i) {
    area const a = nth_area(i);
    CAPTURE(acronym(a));
    double above = 0;
    auto const v = volumes_of_layers(a);
    std::array<double, layer_count> const part{v.l1, v.l23, v.l4, v.l5, v.l6};
    for (std::size_t l = 0; l < layer_count; ++l) {
      auto const d = depths_of(a, static_cast<layer>(l));
      CHECK(d.top == above);
      CHECK_THAT(d.bottom - d.top, WithinAbs(779 * part[l] / v.sum(), 1e-9));
      above = d.bottom;
    }
    CHECK(above == 779);
    CHECK((depths_of(a, layer::l4).top == depths_of(a, layer::l4).bottom) == is_agranular(a));
  }
}

TEST_CASE("places keep distances, and mirror", "[atlas]") {
  for_each_sided_area([](sided_area s) {
    auto const c = position(s);
    auto const middle = place(s, 0, 0, 0.5 * assumed_thickness_um);
    CHECK((middle.ap == c.ap && middle.dv == c.dv && middle.ml == c.ml));
    auto const p = place(s, 300, -400, 100), q = place(s, 0, 0, 100), r = place(s, 0, 0, 600);
    CHECK_THAT(length(between(p, q)), WithinAbs(0.5, 1e-12));
    CHECK_THAT(length(between(q, r)), WithinAbs(0.5, 1e-12));
    CHECK_THAT(detail::dot(between(r, q), frame_of(s).out), WithinAbs(0.5, 1e-12));  // less deep is farther out
    CHECK(place({s.where, opposite(s.side)}, 300, 400, 100) == mirrored(p));
  });
}
