/* Any bytes as polygons of one to three layers on a lattice of 16 x 16: the area of each cover must
 * be what a count by slabs gives, however the ground is cut into tiles, and the pairs of an overlay,
 * differences, gaps and patches what their covers sum up to, their shapes valid.
 *
 * First byte: how the lattice lies (places[]; low five bits), points of a tile (high three). Then
 * rings: a byte with the number of points (low four bits), whether a feature begins (16), whether a
 * layer does (32); a byte for each point, x in the high four bits. Rings are closed here. */
#include "../unit/geom/arrange_oracle.h"
#include "geom/overlay.h"
#include "geom/validity.h"

#include <stdio.h>

#define SIDE 16
#define NEW_FEATURE 16
#define NEW_LAYER 32

/* Where the lattice lies: units of one step, and of its corner. The last is far from the ellipsoid,
 * where areas cost much: few edges. */
static const struct {
  int64_t step;
  LtPoint corner;
  double false_easting_m;
  size_t most_edges;
} places[] = {
    {1, {0, 0}, 0, 120},
    {1, {384000000000, 39300000000}, 38500000, 120},
    {1009, {-8073, -8072}, 0, 120},
    {10007, {384000000000, 39300000000}, 38500000, 120},
    {500000000, {384000000000, 39300000000}, 38500000, 120},
    {1333333333333, {-LT_UNITS_MAX, -LT_UNITS_MAX}, 0, 12},
};

typedef struct {
  LtShapes *shapes[2][3]; /* steps; lattice units */
  size_t n_layers, n_features, n_edges;
  double length; /* of all edges, steps */
  size_t place;
} Input;

static void input_clear(Input *input)
{
  for (size_t l = 0; l < input->n_layers; l++) {
    lt_shapes_free(input->shapes[0][l]);
    lt_shapes_free(input->shapes[1][l]);
  }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Input, input_clear)

static void ring_add(Input *input, const uint8_t *bytes, size_t n)
{
  LtPoint steps[17], units[17];
  for (size_t i = 0; i <= n; i++) {
    steps[i] = (LtPoint){bytes[i % n] >> 4, bytes[i % n] & 15};
    units[i] = (LtPoint){places[input->place].corner.x + steps[i].x * places[input->place].step,
                         places[input->place].corner.y + steps[i].y * places[input->place].step};
    if (i > 0)
      input->length +=
          hypot((double)(steps[i].x - steps[i - 1].x), (double)(steps[i].y - steps[i - 1].y));
  }
  size_t layer = input->n_layers - 1;
  lt_shapes_add_ring(input->shapes[0][layer], steps, n + 1, false, NULL);
  lt_shapes_add_ring(input->shapes[1][layer], units, n + 1, false, NULL);
  input->n_edges += n;
}

static void input_read(Input *input, const uint8_t *bytes, size_t n_bytes)
{
  *input = (Input){.place = n_bytes == 0 ? 0 : (bytes[0] & 31U) % G_N_ELEMENTS(places)};
  for (size_t i = 1; i < n_bytes;) {
    uint8_t head = bytes[i++];
    size_t n = MIN(head & 15U, n_bytes - i);
    if (n == 0)
      continue;
    if (input->n_edges + n > places[input->place].most_edges || input->n_features >= ORACLE_MEMBERS)
      return;
    if (input->n_layers == 0 || ((head & NEW_LAYER) != 0 && input->n_layers < 3)) {
      input->shapes[0][input->n_layers] = lt_shapes_new();
      input->shapes[1][input->n_layers++] = lt_shapes_new();
      head |= NEW_FEATURE;
    }
    if ((head & NEW_FEATURE) != 0) {
      lt_shapes_add_feature(input->shapes[0][input->n_layers - 1], LT_GEOM_POLYGON, NULL);
      lt_shapes_add_feature(input->shapes[1][input->n_layers - 1], LT_GEOM_POLYGON, NULL);
      input->n_features++;
    }
    ring_add(input, bytes + i, n);
    i += n;
  }
}

static void stop(const char *why, double number, const GError *error)
{
  fprintf(stderr, "fuzz_arrangement: %s (%g) %s\n", why, number,
          error == NULL ? "" : error->message);
  abort();
}

/* What rounding crossings to 2^-18 units makes of an area, square steps. */
static double tolerance_of(const Input *input)
{
  return 1e-9 + 4 * input->length / ((double)LT_FIXED_ONE * (double)places[input->place].step);
}

static void arrangement_check(const Input *input, const LtPlane *plane, const Oracle *oracle,
                              size_t points_of_tile, LtRun *run)
{
  LtArrangeLayer layers[3] = {0};
  for (size_t l = 0; l < input->n_layers; l++)
    layers[l].shapes = input->shapes[1][l];
  LtArrangeInput arrange = {.layers = layers,
                            .n_layers = input->n_layers,
                            .plane = plane,
                            .points_of_tile = points_of_tile};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&arrange, run, &error);
  if (arrangement == NULL)
    stop("no arrangement, tiles of points", (double)points_of_tile, error);
  double off = oracle_difference(oracle, arrangement, (double)places[input->place].step);
  if (!(off <= tolerance_of(input)))
    stop("areas differ", off, NULL);
}

static double pair_area(const Oracle *oracle, size_t a, size_t b)
{
  double sum = 0;
  for (size_t i = 0; i < oracle->n; i++)
    if ((oracle->faces[i].cover >> a & 1) != 0 && (oracle->faces[i].cover >> b & 1) != 0)
      sum += oracle->faces[i].area;
  return sum;
}

static void shape_check(const LtShapes *shape)
{
  LtGeos *geos = lt_geos_new();
  LtValidity validity = LT_VALID;
  LtPoint place;
  if (!lt_validity_check(geos, shape, 0, &validity, &place, NULL) || validity != LT_VALID)
    stop("a shape is not valid", (double)validity, NULL);
  lt_geos_free(geos);
}

/* The pairs of the first two layers, or of one with itself. */
static void overlay_check(const Input *input, const LtPlane *plane, const Oracle *oracle,
                          LtRun *run)
{
  bool is_self = input->n_layers == 1;
  LtOverlayInput overlay_input = {.a = input->shapes[1][0],
                                  .b = input->shapes[1][!is_self],
                                  .plane = plane,
                                  .bounds_widths = input->n_edges % 2 == 0};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&overlay_input, run, &error);
  if (overlay == NULL)
    stop("no overlay", 0, error);
  size_t n_a = input->shapes[0][0]->n_features, n_b = input->shapes[0][!is_self]->n_features;
  double step_m = (double)places[input->place].step / LT_UNITS_PER_M;
  for (size_t a = 0; a < n_a; a++)
    for (size_t b = is_self ? a + 1 : 0; b < n_b; b++) {
      double area = 0, wanted = pair_area(oracle, a, is_self ? b : n_a + b);
      for (size_t i = 0; i < overlay->n_pairs; i++) {
        const LtOverlayPair *pair = &overlay->pairs[i];
        if ((pair->a == a && pair->b == b) || (is_self && pair->a == b && pair->b == a))
          area = (pair->areas.planar_m2 + pair->tolerated.planar_m2) / (step_m * step_m);
      }
      if (!(fabs(area - wanted) <= tolerance_of(input)))
        stop("the area of a pair differs", area - wanted, NULL);
    }
  for (size_t i = 0; i < overlay->n_pairs; i++)
    if (overlay->pairs[i].shape != NULL)
      shape_check(overlay->pairs[i].shape);
}

/* ---- other questions ---- */

/* Two layers, or one and itself; features of odd and even numbers are two classes. */
typedef struct {
  const Input *input;
  const Oracle *oracle;
  bool is_self;
  size_t n_a, n_b, first_b; /* members of b begin there */
  double step2_m2;
} Questions;

static uint64_t members_mask(size_t first, size_t n, size_t step)
{
  uint64_t mask = 0;
  for (size_t i = 0; i < n; i += step)
    mask |= (uint64_t)1 << (first + i);
  return mask;
}

/* Ground with one of some members and none of others, square steps. */
static double ground_area(const Oracle *oracle, uint64_t some, uint64_t none)
{
  double sum = 0;
  for (size_t i = 0; i < oracle->n; i++)
    if ((oracle->faces[i].cover & some) != 0 && (oracle->faces[i].cover & none) == 0)
      sum += oracle->faces[i].area;
  return sum;
}

/* Ground of two classes, square steps: of two features there. */
static double patches_area(const Questions *with, size_t class_a, size_t class_b)
{
  uint64_t of_a = members_mask(class_a, with->n_a > class_a ? with->n_a - class_a : 0, 2);
  uint64_t of_b =
      members_mask(with->first_b + class_b, with->n_b > class_b ? with->n_b - class_b : 0, 2);
  double sum = 0;
  for (size_t i = 0; i < with->oracle->n; i++) {
    uint64_t a = with->oracle->faces[i].cover & of_a, b = with->oracle->faces[i].cover & of_b;
    bool is_one = a == b && (a & (a - 1)) == 0; /* the same feature */
    if (a != 0 && b != 0 && !is_one)
      sum += with->oracle->faces[i].area;
  }
  return sum;
}

static double answer_area(const Questions *with, const LtOverlayPair *pair)
{
  return (pair->areas.planar_m2 + pair->tolerated.planar_m2) / with->step2_m2;
}

static void expect_area(const Questions *with, const char *why, double got, double wanted)
{
  if (!(fabs(got - wanted) <= 2 * tolerance_of(with->input)))
    stop(why, got - wanted, NULL);
}

static void differences_check(const Questions *with, const LtOverlay *overlay)
{
  for (size_t a = 0, i = 0; a < with->n_a; a++) {
    double got = 0;
    uint64_t own = (uint64_t)1 << a;
    uint64_t others = members_mask(with->first_b, with->n_b, 1) & ~(with->is_self ? own : 0);
    if (i < overlay->n_pairs && overlay->pairs[i].a == a)
      got = answer_area(with, &overlay->pairs[i++]);
    expect_area(with, "a difference", got, ground_area(with->oracle, own, others));
  }
}

static void gaps_check(const Questions *with, const LtOverlay *overlay)
{
  double sum = 0;
  for (size_t i = 0; i < overlay->n_pairs; i++)
    sum += answer_area(with, &overlay->pairs[i]);
  if (!with->is_self)
    expect_area(with, "gaps", sum,
                ground_area(with->oracle, members_mask(with->first_b, with->n_b, 1),
                            members_mask(0, with->n_a, 1)));
}

static void patches_check(const Questions *with, const LtOverlay *overlay)
{
  double wanted_parts = 0, got_parts = 0;
  for (size_t class_a = 0; class_a < 2; class_a++)
    for (size_t class_b = with->is_self ? class_a : 0; class_b < 2; class_b++) {
      double got = 0;
      for (size_t i = 0; i < overlay->n_pairs; i++)
        if (overlay->pairs[i].a == class_a && overlay->pairs[i].b == class_b)
          got += answer_area(with, &overlay->pairs[i]);
      expect_area(with, "patches", got, patches_area(with, class_a, class_b));
    }
  for (size_t a = 0; a < with->n_a; a++)
    for (size_t b = with->is_self ? a + 1 : 0; b < with->n_b; b++)
      wanted_parts += pair_area(with->oracle, a, with->first_b + b);
  for (size_t i = 0; i < overlay->n_pairs; i++)
    for (size_t k = 0; k < overlay->pairs[i].n_parts; k++)
      got_parts += overlay->pairs[i].parts[k].areas.planar_m2 / with->step2_m2;
  if (!(fabs(got_parts - wanted_parts) <= (double)(1 + with->n_a * with->n_b) *
                                              tolerance_of(with->input)))
    stop("parts of patches", got_parts - wanted_parts, NULL);
}

static void borders_check(const Questions *with, const LtOverlay *overlay)
{
  double sum_m = 0, all_m = with->input->length * sqrt(with->step2_m2);
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    sum_m += overlay->pairs[i].length_m;
    if (!(overlay->pairs[i].length_m > 0) || overlay->pairs[i].shape == NULL)
      stop("a border without length", overlay->pairs[i].length_m, NULL);
  }
  if (!(sum_m <= all_m * (1 + 1e-9)))
    stop("more border than edges", sum_m - all_m, NULL);
}

static void questions_check(const Input *input, const LtPlane *plane, const Oracle *oracle,
                            size_t points_of_tile, LtRun *run)
{
  static void (*const checks[])(const Questions *, const LtOverlay *) = {
      differences_check, gaps_check, patches_check, borders_check};
  uint32_t classes[ORACLE_MEMBERS];
  for (size_t f = 0; f < ORACLE_MEMBERS; f++)
    classes[f] = (uint32_t)(f % 2);
  bool is_self = input->n_layers == 1;
  LtShapes *a = input->shapes[1][0], *b = input->shapes[1][!is_self];
  double step_m = (double)places[input->place].step / LT_UNITS_PER_M;
  Questions with = {input, oracle, is_self, a->n_features, b->n_features,
                    is_self ? 0 : a->n_features, step_m * step_m};
  LtOverlayInput inputs[G_N_ELEMENTS(checks)];
  LtOverlay *overlays[G_N_ELEMENTS(checks)];
  for (size_t i = 0; i < G_N_ELEMENTS(checks); i++)
    inputs[i] = (LtOverlayInput){.question = (LtOverlayQuestion)(LT_OVERLAY_DIFFERENCE + i),
                                 .a = a, .b = b, .plane = plane, .bounds_widths = true,
                                 .classes_a = classes, .classes_b = classes, .n_classes_a = 2,
                                 .n_classes_b = 2};
  LtArrangeLayer layers[] = {{a, NULL}, {b, NULL}};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtTiles) tiles = lt_tiles_of_layers(layers, is_self ? 1 : 2, points_of_tile, &error);
  if (tiles == NULL ||
      !lt_overlay_run_all(inputs, G_N_ELEMENTS(checks), tiles, NULL, overlays, run, &error))
    stop("no answers", 0, error);
  for (size_t i = 0; i < G_N_ELEMENTS(checks); i++) {
    checks[i](&with, overlays[i]);
    for (size_t k = 0; k < overlays[i]->n_pairs; k++)
      if (overlays[i]->pairs[k].shape != NULL && inputs[i].question != LT_OVERLAY_BORDERS)
        shape_check(overlays[i]->pairs[k].shape);
    lt_overlay_free(overlays[i]);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
  g_auto(Input) input;
  input_read(&input, bytes, n_bytes);
  if (input.n_layers == 0)
    return 0;
  LtPlane plane = {.a_m = 6378137,
                   .f = 1 / 298.257222101,
                   .is_tm = true,
                   .k0 = 1,
                   .false_easting_m = places[input.place].false_easting_m};
  lt_plane_prepare(&plane);
  LtArrangeLayer layers[3] = {0};
  for (size_t l = 0; l < input.n_layers; l++)
    layers[l].shapes = input.shapes[0][l];
  Oracle oracle = oracle_by_slabs(layers, input.n_layers);
  LtRun *run = lt_run_new();
  lt_run_set_jobs(run, 1);
  static const size_t points_of_tile[] = {1, 2, 3, 5, 8, 13, 21, 34};
  arrangement_check(&input, &plane, &oracle, 0, run);
  arrangement_check(&input, &plane, &oracle, points_of_tile[bytes[0] >> 5], run);
  overlay_check(&input, &plane, &oracle, run);
  questions_check(&input, &plane, &oracle, points_of_tile[bytes[0] >> 5], run);
  lt_run_free(run);
  free(oracle.faces);
  return 0;
}
