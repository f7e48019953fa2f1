#include "io/gpkg_blob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Heads of blobs, little-endian, without envelope, SRS 4526. */
#define HEADER                                                                                     \
  "4750"                                                                                           \
  "00"                                                                                             \
  "01"                                                                                             \
  "AE110000"
#define D0 "0000000000000000"
#define D1 "000000000000F03F"
#define D2 "0000000000000040"
#define RING "04000000" D0 D0 D1 D0 D1 D1 D0 D0
#define POLYGON                                                                                    \
  "01"                                                                                             \
  "03000000"                                                                                       \
  "01000000" RING

static const struct {
  const char *why, *hex;
  LtGeomType type;
  size_t n_rings, n_points;
} plain[] = {
    {"point", HEADER "0101000000" D1 D2, LT_GEOM_POINT, 1, 1},
    {"path",
     HEADER "0102000000"
            "02000000" D0 D0 D1 D1,
     LT_GEOM_LINE, 1, 2},
    {"polygon", HEADER POLYGON, LT_GEOM_POLYGON, 1, 4},
    {"polygon with a hole",
     HEADER "0103000000"
            "02000000" RING RING,
     LT_GEOM_POLYGON, 2, 8},
    {"points",
     HEADER "0104000000"
            "02000000"
            "0101000000" D1 D2 "0101000000" D2 D2,
     LT_GEOM_POINT, 2, 2},
    {"paths",
     HEADER "0105000000"
            "01000000"
            "0102000000"
            "01000000" D0 D0,
     LT_GEOM_LINE, 1, 1},
    {"polygons",
     HEADER "0106000000"
            "02000000" POLYGON POLYGON,
     LT_GEOM_POLYGON, 2, 8},
    {"envelope of 4", "47500003AE110000" D0 D1 D0 D1 POLYGON, LT_GEOM_POLYGON, 1, 4},
    {"envelope of 6", "47500005AE110000" D0 D1 D0 D1 D0 D0 POLYGON, LT_GEOM_POLYGON, 1, 4},
    {"other envelope of 6", "47500007AE110000" D0 D1 D0 D1 D0 D0 POLYGON, LT_GEOM_POLYGON, 1, 4},
    {"envelope of 8", "47500009AE110000" D0 D1 D0 D1 D0 D0 D0 D0 POLYGON, LT_GEOM_POLYGON, 1, 4},
};

static const struct {
  const char *why, *hex;
} refused[] = {
    {"nothing", ""},
    {"half a header", "475000"},
    {"header alone", HEADER},
    {"other magic", "475100"
                    "01"
                    "AE110000" POLYGON},
    {"other version", "475001"
                      "01"
                      "AE110000" POLYGON},
    {"big-endian header", "475000"
                          "00"
                          "000011AE" POLYGON},
    {"empty flag", "475000"
                   "11"
                   "AE110000" POLYGON},
    {"extended type", "475000"
                      "21"
                      "AE110000" POLYGON},
    {"reserved flag", "475000"
                      "41"
                      "AE110000" POLYGON},
    {"envelope code 5", "475000"
                        "0B"
                        "AE110000" POLYGON},
    {"envelope code 7", "475000"
                        "0F"
                        "AE110000" POLYGON},
    {"envelope cut short", "475000"
                           "03"
                           "AE110000" D0 D0 D0},
    {"big-endian geometry", HEADER "00"
                                   "00000003"
                                   "00000001"
                                   "00000004" D0 D0 D1 D0 D1 D1 D0 D0},
    {"big-endian member", HEADER "0106000000"
                                 "01000000"
                                 "00"
                                 "00000003"
                                 "01000000" RING},
    {"type 0", HEADER "0100000000"
                      "01000000" RING},
    {"collection", HEADER "0107000000"
                          "01000000" POLYGON},
    {"collection in polygons", HEADER "0106000000"
                                      "01000000"
                                      "0107000000"
                                      "01000000" POLYGON},
    {"polygons in polygons", HEADER "0106000000"
                                    "01000000"
                                    "0106000000"
                                    "01000000" POLYGON},
    {"path in polygons", HEADER "0106000000"
                                "01000000"
                                "0102000000"
                                "01000000" D0 D0},
    {"circular string", HEADER "0108000000"
                               "01000000" D0 D0},
    {"Z", HEADER "01EB030000"
                 "01000000"
                 "01000000" D0 D0 D0},
    {"EWKB Z", HEADER "0103000080"
                      "01000000" RING},
    {"EWKB with SRID", HEADER "0103000020"
                              "AE110000"
                              "01000000" RING},
    {"no ring", HEADER "0103000000"
                       "00000000"},
    {"no point", HEADER "0103000000"
                        "01000000"
                        "00000000"},
    {"no member", HEADER "0106000000"
                         "00000000"},
    {"member without ring", HEADER "0106000000"
                                   "01000000"
                                   "0103000000"
                                   "00000000"},
    {"most rings", HEADER "0103000000"
                          "FFFFFFFF" RING},
    {"most points", HEADER "0103000000"
                           "01000000"
                           "FFFFFFFF" D0 D0},
    {"points whose bytes pass 32 bits", HEADER "0103000000"
                                               "01000000"
                                               "01000010" D0 D0},
    {"most members", HEADER "0106000000"
                            "FFFFFFFF" POLYGON},
    {"one ring too few", HEADER "0103000000"
                                "01000000" RING RING},
    {"one point too many", HEADER "0103000000"
                                  "01000000"
                                  "05000000" D0 D0 D1 D0 D1 D1 D0 D0},
    {"a byte behind", HEADER POLYGON "00"},
};

/* Bytes of just their size: a read past them is seen by ASan. */
static uint8_t *bytes_of(const char *hex, size_t *n)
{
  *n = strlen(hex) / 2;
  uint8_t *bytes = malloc(*n);
  for (size_t i = 0; i < *n; i++)
    bytes[i] =
        (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) * 16 + g_ascii_xdigit_value(hex[2 * i + 1]));
  return bytes;
}

static void plain_read(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
    size_t n, n_rings = 0, n_points = 0, n_holes = 0;
    uint8_t *bytes = bytes_of(plain[i].hex, &n);
    LtGpkgBlob blob;
    LtGpkgRing ring;
    if (!lt_gpkg_blob_open(&blob, bytes, n) || blob.type != plain[i].type || blob.srs_id != 4526)
      fail_msg("%s: refused", plain[i].why);
    while (lt_gpkg_blob_next(&blob, &ring)) {
      g_autofree double *xy = g_new(double, 2 * (size_t)ring.n_points);
      lt_gpkg_ring_copy(&ring, xy);
      n_rings++;
      n_points += ring.n_points;
      n_holes += ring.is_hole;
      assert_true(xy[0] == 0 || plain[i].type == LT_GEOM_POINT);
    }
    assert_int_equal(n_rings, plain[i].n_rings);
    assert_int_equal(n_points, plain[i].n_points);
    assert_int_equal(n_holes, strstr(plain[i].why, "hole") != NULL);
    free(bytes);
  }
}

static void refused_all(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    size_t n;
    uint8_t *bytes = bytes_of(refused[i].hex, &n);
    LtGpkgBlob blob;
    if (lt_gpkg_blob_open(&blob, bytes, n))
      fail_msg("%s: taken", refused[i].why);
    free(bytes);
  }
}

/* No part of a blob from its beginning on is a blob. */
static void cut_short(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
    size_t n;
    uint8_t *bytes = bytes_of(plain[i].hex, &n);
    for (size_t n_cut = 0; n_cut < n; n_cut++) {
      uint8_t *cut = malloc(n_cut);
      LtGpkgBlob blob;
      memcpy(cut, bytes, n_cut);
      if (lt_gpkg_blob_open(&blob, cut, n_cut))
        fail_msg("%s: taken when cut to %zu bytes", plain[i].why, n_cut);
      free(cut);
    }
    free(bytes);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_read),
      cmocka_unit_test(refused_all),
      cmocka_unit_test(cut_short),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
