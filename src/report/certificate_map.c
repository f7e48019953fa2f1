/* The map of a certificate: the parcel with its corners and sides, others around, grid, legend. */
#include "report/certificate_map.h"

#include <math.h>
#include <stdlib.h>

/* Numbers of corners: at most so many, else every 2nd, 5th, 10th … */
#define NUMBERS_MAX 60
/* Of longer borders every so many-th point is drawn. */
#define POINTS_MAX 100000
#define DOTS_MAX 5000
/* Of all other parcels together. */
#define OTHERS_POINTS_MAX ((size_t)400000)

#define LEGEND LT_MM(13)
#define NARROW LT_MM(1.2)

static void other_clear(void *data)
{
  lt_map_rings_clear(&((LtCertificateOther *)data)->rings);
}

static void map_clear(LtCertificateMap *map)
{
  lt_map_labels_free(map->labels);
  lt_map_rings_clear(&map->rings);
  g_clear_pointer(&map->others, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtCertificateMap, map_clear)

/* ---- what there is ---- */

void lt_certificate_box(const LtCertificate *certificate, double box[4])
{
  const LtSurveyText *text = certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(certificate);
  box[0] = box[1] = INFINITY;
  box[2] = box[3] = -INFINITY;
  for (size_t i = lt_survey_ring_begin(text, parcel->first_ring);
       i < text->rings[parcel->end_ring - 1].end; i++)
    for (size_t axis = 0; axis < 2; axis++) {
      box[axis] = fmin(box[axis], text->xy[2 * i + axis]);
      box[axis + 2] = fmax(box[axis + 2], text->xy[2 * i + axis]);
    }
}

static void rings_load(LtCertificateMap *map)
{
  const LtSurveyText *text = map->certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(map->certificate);
  size_t n = text->rings[parcel->end_ring - 1].end - lt_survey_ring_begin(text, parcel->first_ring);
  map->step = 1 + n / POINTS_MAX;
  map->rings = lt_map_rings_new();
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    if (lt_map_rings_count(&map->rings) > 2 * POINTS_MAX) {
      map->n_rings_cut = parcel->end_ring - ring;
      break;
    }
    for (size_t i = lt_survey_ring_begin(text, ring); i < text->rings[ring].end; i += map->step)
      lt_map_rings_add(&map->rings, &map->frame, text->xy + 2 * i);
    lt_map_rings_end(&map->rings);
  }
}

/* The sides of a narrow strip must be told from each other: thin lines, small circles. */
static void pens_choose(LtCertificateMap *map)
{
  const LtMapRings *rings = &map->rings;
  double area2 = 0, length = 0;
  for (size_t ring = 0, i = 0; ring < rings->ends->len; ring++, i++)
    for (size_t end = g_array_index(rings->ends, size_t, ring); i + 1 < end; i++) {
      const double *a = lt_map_rings_at(rings, i), *b = lt_map_rings_at(rings, i + 1);
      area2 += (a[0] - map->frame.x) * (b[1] - map->frame.y) -
               (b[0] - map->frame.x) * (a[1] - map->frame.y);
      length += hypot(b[0] - a[0], b[1] - a[1]);
    }
  bool is_narrow = fabs(area2) < length * NARROW; /* a strip is as wide as twice area by length */
  map->pen = LT_MM(is_narrow ? 0.13 : 0.3);
  map->dot = LT_MM(is_narrow ? 0.3 : 0.55);
}

static bool is_touching(const LtCertificate *certificate, const LtSurveyNeighbour *parcel)
{
  for (guint i = 0; i < certificate->touching->len; i++) {
    const LtSurveyNeighbour *one = &g_array_index(certificate->touching, LtCertNeighbour, i).parcel;
    if (one->file == parcel->file && one->parcel == parcel->parcel)
      return true;
  }
  return false;
}

static void other_load(LtCertificateMap *map, const LtSurveyNeighbour *parcel, size_t n_others)
{
  const LtShapes *shapes = parcel->file->shapes;
  LtCertificateOther other = {*parcel, is_touching(map->certificate, parcel), lt_map_rings_new()};
  size_t first = lt_shapes_first_ring(shapes, parcel->parcel);
  size_t end = shapes->feature_ends[parcel->parcel];
  size_t n = shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
  size_t most = OTHERS_POINTS_MAX / n_others, step = 1 + n / most;
  map->others_step = MAX(map->others_step, step);
  for (size_t ring = first; ring < end && lt_map_rings_count(&other.rings) <= 2 * most; ring++) {
    for (size_t i = lt_shapes_first_point(shapes, ring); i < shapes->ring_ends[ring]; i += step) {
      double ground[2] = {(double)shapes->points[i].x * LT_UNIT_M,
                          (double)shapes->points[i].y * LT_UNIT_M};
      lt_map_rings_add(&other.rings, &map->frame, ground);
    }
    lt_map_rings_end(&other.rings);
  }
  g_array_append_val(map->others, other);
}

static void others_load(LtCertificateMap *map)
{
  const LtMapFrame *frame = &map->frame;
  const LtCertificate *certificate = map->certificate;
  double half[2] = {frame->width / 2 / frame->points_per_m,
                    frame->height / 2 / frame->points_per_m};
  map->others = g_array_new(FALSE, FALSE, sizeof(LtCertificateOther));
  g_array_set_clear_func(map->others, other_clear);
  if (certificate->file->crs_id == NULL)
    return;
  LtBox box = {{(int64_t)((frame->centre[0] - half[0]) * LT_UNITS_PER_M),
                (int64_t)((frame->centre[1] - half[1]) * LT_UNITS_PER_M)},
               {(int64_t)((frame->centre[0] + half[0]) * LT_UNITS_PER_M),
                (int64_t)((frame->centre[1] + half[1]) * LT_UNITS_PER_M)}};
  g_autoptr(GArray) found = lt_survey_neighbours_find(certificate->neighbours, certificate->file,
                                                      certificate->number, &box);
  guint n = MIN(found->len, LT_CERT_AROUND_MAX);
  for (guint i = 0; i < n; i++)
    other_load(map, &g_array_index(found, LtSurveyNeighbour, i), n);
  map->n_others_cut = found->len - n;
}

/* ---- lines ---- */

static void others_draw(LtCertificateMap *map)
{
  const double dashes[] = {LT_MM(1.6), LT_MM(0.8)};
  for (guint i = 0; i < map->others->len; i++)
    lt_map_rings_path(&g_array_index(map->others, LtCertificateOther, i).rings, map->cairo);
  cairo_set_dash(map->cairo, dashes, 2, 0);
  cairo_set_line_width(map->cairo, 0.6);
  cairo_set_source_rgb(map->cairo, 0.3, 0.3, 0.3);
  cairo_stroke(map->cairo);
  cairo_set_dash(map->cairo, NULL, 0, 0);
}

void lt_certificate_map_pen(const LtCertificateMap *map)
{
  cairo_set_source_rgb(map->cairo, 0.78, 0.05, 0.05);
  cairo_set_line_width(map->cairo, map->pen);
  cairo_set_line_join(map->cairo, CAIRO_LINE_JOIN_ROUND);
}

static void parcel_draw(LtCertificateMap *map)
{
  lt_map_rings_path(&map->rings, map->cairo);
  cairo_set_fill_rule(map->cairo, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_source_rgb(map->cairo, 1, 0.965, 0.9);
  cairo_fill(map->cairo);
}

static void border_draw(LtCertificateMap *map)
{
  lt_map_rings_path(&map->rings, map->cairo);
  lt_certificate_map_pen(map);
  cairo_stroke(map->cairo);
}

void lt_certificate_map_dot(const LtCertificateMap *map, double x, double y)
{
  cairo_t *cairo = map->cairo;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x, y, map->dot, 0, 2 * G_PI);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_fill_preserve(cairo);
  lt_certificate_map_pen(map);
  cairo_set_line_width(cairo, map->pen * 0.6);
  cairo_stroke(cairo);
}

/* All that stand apart; those with a number in any case. */
static void dots_draw(LtCertificateMap *map)
{
  const LtSurveyText *text = map->certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(map->certificate);
  double last[2] = {-INFINITY, -INFINITY}, at[2];
  size_t n_drawn = 0;
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = lt_survey_ring_begin(text, ring), n = text->rings[ring].end - 1 - begin;
    for (size_t i = 0; i < n && n_drawn < DOTS_MAX; i++) {
      lt_certificate_map_corner(map, begin + i, at);
      if (i % map->every != 0 && hypot(at[0] - last[0], at[1] - last[1]) < 2.5 * map->dot)
        continue;
      n_drawn++;
      lt_certificate_map_dot(map, at[0], at[1]);
      last[0] = at[0];
      last[1] = at[1];
    }
  }
}

void lt_certificate_map_fault(cairo_t *cairo, double x, double y)
{
  cairo_set_source_rgb(cairo, 0, 0, 0);
  cairo_set_line_width(cairo, LT_MM(0.25));
  cairo_rectangle(cairo, x - LT_MM(1.2), y - LT_MM(1.2), LT_MM(2.4), LT_MM(2.4));
  cairo_stroke(cairo);
}

static void lines_take(LtCertificateMap *map)
{
  const LtMapRings *rings = &map->rings;
  for (size_t ring = 0, i = 0; ring < rings->ends->len; ring++, i++)
    for (size_t end = g_array_index(rings->ends, size_t, ring); i + 1 < end; i++)
      lt_map_labels_take_line(map->labels, lt_map_rings_at(rings, i), lt_map_rings_at(rings, i + 1),
                              0.3);
}

/* ---- points with findings ---- */

static int line_compare(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void faults_draw(LtCertificateMap *map)
{
  const LtCertificate *certificate = map->certificate;
  const LtSurveyText *text = certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(certificate);
  size_t begin = lt_survey_ring_begin(text, parcel->first_ring);
  size_t n = text->rings[parcel->end_ring - 1].end - begin;
  if (certificate->file->kind == LT_SURVEY_LAYER)
    return; /* its lines are features */
  for (guint i = 0; i < certificate->findings->len; i++) {
    const LtSurveyNote *note = g_array_index(certificate->findings, const LtSurveyNote *, i);
    uint32_t line = (uint32_t)note->line;
    bool is_of_point = note->line != 0 && note->line != parcel->line && note->line <= UINT32_MAX;
    if (note->severity == LT_SEVERITY_INFO || !is_of_point)
      continue;
    const uint32_t *found = bsearch(&line, text->point_lines + begin, n, sizeof line, line_compare);
    if (found == NULL)
      continue;
    double at[2];
    lt_certificate_map_corner(map, (size_t)(found - text->point_lines), at);
    lt_certificate_map_fault(map->cairo, at[0], at[1]);
    lt_map_labels_take(map->labels, &(LtLabelBox){at[0], at[1], LT_MM(1.2), LT_MM(1.2), 1, 0});
    map->has_faults = true;
  }
}

static size_t every_of(size_t n)
{
  static const size_t steps[] = {1, 2, 5};
  for (size_t power = 1;; power *= 10)
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
      if (n / (steps[i] * power) <= NUMBERS_MAX)
        return steps[i] * power;
}

/* ---- the whole ---- */

/* The arrow stands in the first corner of the frame that is free. */
static void north_draw(LtCertificateMap *map)
{
  const LtMapFrame *frame = &map->frame;
  double room = LT_MM(2), half[2] = {LT_NORTH_WIDTH / 2, LT_NORTH_HEIGHT / 2};
  double x[] = {frame->x + frame->width - half[0] - room, frame->x + half[0] + room};
  double y[] = {frame->y + half[1] + room, frame->y + frame->height - half[1] - room};
  LtLabelBox box = {.half_width = half[0], .half_height = half[1], .cos = 1};
  for (int i = 0; i < 4; i++) {
    box.x = x[i % 2];
    box.y = y[i / 2];
    if (lt_map_labels_is_free(map->labels, &box))
      break;
    if (i == 3) { /* above on the right all the same */
      box.x = x[0];
      box.y = y[0];
    }
  }
  lt_map_labels_take(map->labels, &box);
  cairo_rectangle(map->cairo, box.x - half[0], box.y - half[1], LT_NORTH_WIDTH, LT_NORTH_HEIGHT);
  cairo_set_source_rgba(map->cairo, 1, 1, 1, 0.8);
  cairo_fill(map->cairo);
  lt_map_north(map->certificate->pdf, box.x - half[0], box.y - half[1],
               lt_text(map->certificate->lang, LT_T_CERT_NORTH));
}

static void map_draw(LtCertificateMap *map)
{
  const LtMapFrame *frame = &map->frame;
  const LtPdf *pdf = map->certificate->pdf;
  cairo_save(map->cairo);
  cairo_rectangle(map->cairo, frame->x, frame->y, frame->width, frame->height);
  cairo_clip(map->cairo);
  parcel_draw(map);
  lt_map_frame_grid((LtPdf *)pdf, frame);
  others_draw(map);
  border_draw(map);
  dots_draw(map);
  lines_take(map);
  north_draw(map);
  faults_draw(map);
  lt_certificate_map_label(map);
  cairo_restore(map->cairo);
  lt_map_frame_border((LtPdf *)pdf, frame);
}

static void empty_draw(LtCertificate *certificate, double x, double y, double width, double height)
{
  lt_pdf_box(certificate->pdf, x, y, width, height, 0.9);
  LtPdfText place = {
      .x = x + width / 2, .y = y, .size = 9, .align = LT_ALIGN_CENTRE, .middle = height};
  lt_pdf_text(certificate->pdf, &place, lt_text(certificate->lang, LT_T_CERT_NO_MAP));
}

void lt_certificate_map(LtCertificate *certificate, double x, double y, double width, double height)
{
  if (lt_pdf_is_dry(certificate->pdf))
    return;
  if (!lt_certificate_is_flat(certificate)) {
    empty_draw(certificate, x, y, width, height);
    return;
  }
  double box[4], numbers = LT_MM(3.2);
  lt_certificate_box(certificate, box);
  g_auto(LtCertificateMap)
      map = {.certificate = certificate, .cairo = lt_pdf_cairo(certificate->pdf)};
  map.frame =
      lt_map_frame_fit(x + numbers, y, width - numbers, height - numbers - LEGEND, box, LT_MM(9));
  map.labels = lt_map_labels_new(map.frame.x, map.frame.y, map.frame.width, map.frame.height);
  map.every = every_of(lt_certificate_parcel(certificate)->n_corners);
  rings_load(&map);
  pens_choose(&map);
  others_load(&map);
  map_draw(&map);
  lt_certificate_map_legend(&map, x, y + height - LEGEND, width);
}
