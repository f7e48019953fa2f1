/* Layers for the questions of overlays, GEOS's answers on the same lattice points, and all that an
 * overlay says as text. */
#ifndef LT_TESTS_GEOM_QUESTION_CASE_H
#define LT_TESTS_GEOM_QUESTION_CASE_H

#include "arrange_case.h"
#include "geom/geos.h"
#include "geom/overlay_plan.h"

#define QUESTION_SIDE 7

/* ---- layers ---- */

/* Crooked quads that share their corners; every so many-th is left out, or has one corner of its own,
 * which makes a gap or an overlap. Two that are left out may touch at a corner. */
static inline LtShapes *question_coverage(GRand *random, int left_out, int shifted)
{
  LtPoint grid[QUESTION_SIDE + 1][QUESTION_SIDE + 1];
  LtShapes *shapes = lt_shapes_new();
  for (int i = 0; i <= QUESTION_SIDE; i++)
    for (int j = 0; j <= QUESTION_SIDE; j++)
      grid[i][j] = overlay_case_at(40 * i + g_rand_double_range(random, -14, 14),
                                   40 * j + g_rand_double_range(random, -14, 14));
  for (int i = 0; i < QUESTION_SIDE; i++)
    for (int j = 0; j < QUESTION_SIDE; j++) {
      LtPoint ring[] = {grid[i][j], grid[i + 1][j], grid[i + 1][j + 1], grid[i][j + 1], grid[i][j]};
      if (left_out > 0 && g_rand_int_range(random, 0, left_out) == 0)
        continue;
      if (shifted > 0 && g_rand_int_range(random, 0, shifted) == 0)
        ring[2].x += g_rand_int_range(random, -90000, 90000);
      g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
      g_assert_true(lt_shapes_add_ring(shapes, ring, 5, false, NULL));
    }
  return shapes;
}

/* Classes by what a feature looks like, so that its number says nothing. */
static inline uint32_t *question_classes(const LtShapes *shapes, uint32_t n_classes)
{
  uint32_t *classes = g_new(uint32_t, shapes->n_features);
  for (size_t f = 0; f < shapes->n_features; f++)
    classes[f] = (uint32_t)(lt_shapes_hash(shapes, f) % n_classes);
  return classes;
}

static inline uint8_t *question_use(const LtShapes *shapes)
{
  uint8_t *use = g_new(uint8_t, shapes->n_features);
  for (size_t f = 0; f < shapes->n_features; f++)
    use[f] = lt_shapes_hash(shapes, f) / 7 % 5 > 0;
  return use;
}

/* ---- GEOS: lattice units relative to a corner of the case ---- */

#define QUESTION_UNITS2_PER_M2 (LT_UNITS_PER_M * LT_UNITS_PER_M)

static inline GEOSGeometry *question_geos(LtGeos *geos, const LtShapes *shapes, size_t feature)
{
  GEOSGeometry *geom = lt_geos_geom_new(geos, shapes, feature, overlay_case_at(0, 0), NULL);
  g_assert_nonnull(geom);
  return geom;
}

static inline double question_area_m2(LtGeos *geos, const GEOSGeometry *geom)
{
  double area;
  g_assert_true(GEOSArea_r(geos->handle, geom, &area));
  return area / QUESTION_UNITS2_PER_M2;
}

static inline double question_length_m(LtGeos *geos, const GEOSGeometry *geom)
{
  double length;
  g_assert_true(GEOSLength_r(geos->handle, geom, &length));
  return length / LT_UNITS_PER_M;
}

/* The union of the features that count, without one of them (SIZE_MAX: with all). */
static inline GEOSGeometry *question_union(LtGeos *geos, const LtShapes *shapes, const uint8_t *use,
                                           size_t without)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (size_t f = 0; f < shapes->n_features; f++)
    if (f != without && (use == NULL || use[f]))
      g_ptr_array_add(parts, question_geos(geos, shapes, f));
  GEOSGeometry *all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION,
                                                  (GEOSGeometry **)parts->pdata, parts->len);
  GEOSGeometry *one = GEOSUnaryUnion_r(geos->handle, all);
  GEOSGeom_destroy_r(geos->handle, all);
  g_assert_nonnull(one);
  return one;
}

/* An operation of GEOS that takes over what it is done to. */
typedef GEOSGeometry *(*QuestionFunc)(GEOSContextHandle_t, const GEOSGeometry *,
                                      const GEOSGeometry *);

static inline GEOSGeometry *question_do(LtGeos *geos, QuestionFunc func, GEOSGeometry *x,
                                        GEOSGeometry *y)
{
  GEOSGeometry *result = func(geos->handle, x, y);
  g_assert_nonnull(result);
  GEOSGeom_destroy_r(geos->handle, x);
  GEOSGeom_destroy_r(geos->handle, y);
  return result;
}

/* The shape of an answer is what GEOS says it is, as well as the lattice has it. */
static inline void question_check_shape(const char *why, LtGeos *geos, const LtOverlayPair *pair,
                                        const GEOSGeometry *ground)
{
  if (pair->shape == NULL)
    return;
  GEOSGeometry *shape = question_geos(geos, pair->shape, 0);
  if (GEOSisValid_r(geos->handle, shape) != 1)
    fail_msg("%s: the shape of %zu %zu is not valid", why, pair->a, pair->b);
  GEOSGeometry *off = GEOSSymDifference_r(geos->handle, shape, ground);
  double off_m2 = question_area_m2(geos, off), length_m = question_length_m(geos, shape);
  if (!(off_m2 <= LT_UNIT_M * length_m + pair->tolerated.planar_m2 + 1e-6))
    fail_msg("%s: the shape of %zu %zu is off by %g m2", why, pair->a, pair->b, off_m2);
  GEOSGeom_destroy_r(geos->handle, off);
  GEOSGeom_destroy_r(geos->handle, shape);
}

/* ---- connected pieces ---- */

/* Smaller ones are made by rounding, there and here. */
#define QUESTION_SPECK_M2 1e-6

/* The answer that is a piece of GEOS's: the same area, one that lies in the other. */
static inline const LtOverlayPair *question_find(LtGeos *geos, const LtOverlay *overlay,
                                                 const GEOSGeometry *piece, uint8_t *is_found)
{
  double area_m2 = question_area_m2(geos, piece);
  LtPoint origin = overlay_case_at(0, 0);
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    double got_m2 = pair->areas.planar_m2 + pair->tolerated.planar_m2;
    if (is_found[i] || fabs(got_m2 - area_m2) > 1e-6)
      continue;
    GEOSGeometry *inside = GEOSGeom_createPointFromXY_r(
        geos->handle, (double)(pair->inside.x - origin.x), (double)(pair->inside.y - origin.y));
    double off;
    g_assert_true(GEOSDistance_r(geos->handle, piece, inside, &off));
    GEOSGeom_destroy_r(geos->handle, inside);
    if (off > (pair->shape == NULL ? 1 : 0))
      continue;
    is_found[i] = 1;
    return pair;
  }
  return NULL;
}

/* Told of each piece, the answer that it is, and what else the caller knows. */
typedef void (*QuestionPieceFunc)(const char *why, LtGeos *geos, const LtOverlayInput *input,
                                  const GEOSGeometry *piece, const LtOverlayPair *pair);

/* All answers (is_found: 1 for those that are not asked for, or known) are the pieces of some ground.
 * Returns how many there are. */
static inline size_t question_check_pieces(const char *why, LtGeos *geos,
                                           const LtOverlayInput *input, const LtOverlay *overlay,
                                           const GEOSGeometry *ground, uint8_t *is_found,
                                           QuestionPieceFunc func)
{
  size_t n_pieces = 0;
  for (int g = 0; g < GEOSGetNumGeometries_r(geos->handle, ground); g++) {
    const GEOSGeometry *piece = GEOSGetGeometryN_r(geos->handle, ground, g);
    double area_m2 = question_area_m2(geos, piece);
    if (area_m2 < QUESTION_SPECK_M2)
      continue;
    const LtOverlayPair *pair = question_find(geos, overlay, piece, is_found);
    if (pair == NULL)
      fail_msg("%s: a piece of %.9f m2 was not found", why, area_m2);
    bool is_kept = pair->shape != NULL;
    assert_int_equal(pair->n_tolerated, !is_kept);
    assert_true((is_kept ? pair->tolerated : pair->areas).planar_m2 == 0);
    if (is_kept && pair->areas.planar_m2 < input->min_area_m2)
      fail_msg("%s: a piece of %g m2 is kept", why, pair->areas.planar_m2);
    question_check_shape(why, geos, pair, piece);
    func(why, geos, input, piece, pair);
    n_pieces++;
  }
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (!is_found[i] && pair->areas.planar_m2 + pair->tolerated.planar_m2 > QUESTION_SPECK_M2)
      fail_msg("%s: a piece of %.9f m2 is none by GEOS", why,
               pair->areas.planar_m2 + pair->tolerated.planar_m2);
  }
  return n_pieces;
}

/* ---- answers as text ---- */

static inline size_t question_name(const size_t *names, size_t feature)
{
  return names == NULL || feature == LT_NO_FEATURE ? feature : names[feature];
}

static inline int question_text_compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every bit of an answer, its features and parts by other names (NULL: as they are). Parts are a set:
 * names change their order. */
static inline char *question_dump_pair(const LtOverlayPair *pair, bool of_classes,
                                       const size_t *names_a, const size_t *names_b)
{
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%zu %zu %a ", of_classes ? pair->a : question_name(names_a, pair->a),
                         of_classes ? pair->b : question_name(names_b, pair->b), pair->length_m);
  overlay_case_dump(out, pair);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  for (size_t k = 0; k < pair->n_parts; k++) {
    const LtOverlayPart *part = &pair->parts[k];
    g_ptr_array_add(parts, g_strdup_printf(" part %05zu %05zu %a %a %a\n",
                                           question_name(names_a, part->a),
                                           question_name(names_b, part->b), part->areas.planar_m2,
                                           part->areas.ellipsoid_m2, part->length_m));
  }
  g_ptr_array_sort(parts, question_text_compare);
  for (size_t k = 0; k < parts->len; k++)
    g_string_append(out, parts->pdata[k]);
  return g_string_free(out, FALSE);
}

/* All answers; those named by features in the order of their names. */
static inline char *question_dump(const LtOverlay *overlay, LtOverlayQuestion question,
                                  const size_t *names_a, const size_t *names_b)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  for (size_t i = 0; i < overlay->n_pairs; i++)
    g_ptr_array_add(texts, question_dump_pair(&overlay->pairs[i], question == LT_OVERLAY_PATCHES,
                                              names_a, names_b));
  if (question != LT_OVERLAY_GAPS && question != LT_OVERLAY_PATCHES)
    g_ptr_array_sort(texts, question_text_compare);
  g_ptr_array_add(texts, NULL);
  return g_strjoinv("", (char **)texts->pdata);
}

/* Run an overlay with tiles of so many points (0: as they are). */
static inline LtOverlay *question_run(const LtOverlayInput *input, size_t points_of_tile,
                                      unsigned jobs, LtTiles **tiles)
{
  LtArrangeLayer layers[] = {{input->a, NULL}, {input->b, NULL}};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, jobs);
  g_autoptr(GError) error = NULL;
  LtOverlay *overlay = NULL;
  *tiles = points_of_tile == 0
               ? NULL
               : lt_tiles_of_layers(layers, input->a == input->b ? 1 : 2, points_of_tile, &error);
  if (!lt_overlay_run_all(input, 1, *tiles, NULL, &overlay, run, &error))
    fail_msg("question %d: %s", (int)input->question, error->message);
  return overlay;
}

/* The same bytes for other tiles, other numbers of workers and other orders of the features. */
static inline void question_check_orders(const char *why, const LtOverlayInput *input)
{
  g_autoptr(LtTiles) none = NULL, tiles = NULL;
  g_autoptr(LtOverlay) first = question_run(input, 0, 1, &none);
  g_autofree char *wanted = question_dump(first, input->question, NULL, NULL);
  for (size_t points = 0; points < 50; points += 7) {
    g_autoptr(LtTiles) own = NULL;
    g_autoptr(LtOverlay) other = question_run(input, points, 1 + (unsigned)points % 3, &own);
    g_autofree char *got = question_dump(other, input->question, NULL, NULL);
    if (strcmp(wanted, got) != 0)
      fail_msg("%s: question %d, tiles of %zu points:\n%s\n%s", why, (int)input->question, points,
               wanted, got);
  }
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  size_t n_a = input->a->n_features, n_b = input->b->n_features;
  g_autofree size_t *names_a = g_new(size_t, n_a), *names_b = g_new(size_t, n_b);
  g_autoptr(LtShapes) a = overlay_case_shuffle(input->a, random, names_a);
  g_autoptr(LtShapes) b = input->a == input->b ? NULL : overlay_case_shuffle(input->b, random, names_b);
  uint32_t n_classes = (uint32_t)MAX(input->n_classes_a, 1);
  g_autofree uint32_t *classes_a = question_classes(a, n_classes);
  g_autofree uint32_t *classes_b = question_classes(b == NULL ? a : b, n_classes);
  g_autofree uint8_t *use_a = question_use(a), *use_b = question_use(b == NULL ? a : b);
  LtOverlayInput shuffled = *input;
  shuffled.a = a;
  shuffled.b = b == NULL ? a : b;
  shuffled.use_a = input->use_a == NULL ? NULL : use_a;
  shuffled.use_b = input->use_b == NULL              ? NULL
                   : input->use_b == input->use_a ? use_a
                                                     : use_b;
  shuffled.classes_a = input->classes_a == NULL ? NULL : classes_a;
  shuffled.classes_b = input->classes_b == NULL ? NULL : b == NULL ? classes_a : classes_b;
  g_autoptr(LtOverlay) other = question_run(&shuffled, 0, 2, &tiles);
  g_autofree char *got =
      question_dump(other, input->question, names_a, b == NULL ? names_a : names_b);
  if (strcmp(wanted, got) != 0)
    fail_msg("%s: question %d, other order of features:\n%s\n%s", why, (int)input->question, wanted,
             got);
}

#endif
