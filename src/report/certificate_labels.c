/* The labels of the map of a certificate: numbers of corners, lengths of sides, names of parcels.
 */
#include "report/certificate_map.h"
#include "report/text_table.h"

#include <math.h>

/* Corners, and sides, that a place is looked for: rings without number must not take hours. */
#define TRIED_MAX 400
/* Places across and down the frame where a name may stand. */
#define PLACES 24
#define NUMBER_SIZE 6.2
#define SIDE_SIZE 5.4
#define NAME_SIZE 6.2

static LtLabelBox box_of(LtCertificateMap *map, double size, const char *text)
{
  double width, height;
  lt_pdf_text_size(map->certificate->pdf, &(LtPdfText){.size = size}, text, &width, &height);
  /* lines of a font are higher than its digits */
  return (LtLabelBox){.half_width = width / 2 + 0.6, .half_height = height * 0.36, .cos = 1};
}

static void label_draw(LtCertificateMap *map, const LtLabelBox *box, double size, const char *text)
{
  double width, height;
  lt_pdf_text_size(map->certificate->pdf, &(LtPdfText){.size = size}, text, &width, &height);
  cairo_save(map->cairo);
  cairo_translate(map->cairo, box->x, box->y);
  cairo_rotate(map->cairo, atan2(box->sin, box->cos));
  cairo_set_source_rgba(map->cairo, 1, 1, 1, 0.75);
  cairo_rectangle(map->cairo, -width / 2, -box->half_height, width, 2 * box->half_height);
  cairo_fill(map->cairo);
  lt_pdf_text(map->certificate->pdf,
              &(LtPdfText){.size = size, .align = LT_ALIGN_CENTRE, .y = -height / 2}, text);
  cairo_restore(map->cairo);
}

static void unit_to(const double from[2], const double to[2], double unit[2])
{
  double dx = to[0] - from[0], dy = to[1] - from[1], length = hypot(dx, dy);
  unit[0] = length > 0 ? dx / length : 0;
  unit[1] = length > 0 ? dy / length : 0;
}

/* Away from the parcel, in the middle between the sides of a corner. */
static void outward_of(const LtCertificateMap *map, const double before[2], const double at[2],
                       const double after[2], double outward[2])
{
  double back[2], on[2];
  unit_to(at, before, back);
  unit_to(at, after, on);
  outward[0] = -(back[0] + on[0]);
  outward[1] = -(back[1] + on[1]);
  if (hypot(outward[0], outward[1]) < 0.1) { /* nearly straight */
    outward[0] = -on[1];
    outward[1] = on[0];
  }
  double length = hypot(outward[0], outward[1]), probe = LT_MM(0.3);
  if (length > 0 && lt_map_rings_contains(&map->rings, at[0] + outward[0] / length * probe,
                                          at[1] + outward[1] / length * probe)) {
    outward[0] = -outward[0];
    outward[1] = -outward[1];
  }
}

static void corner_label(LtCertificateMap *map, size_t ring, size_t begin, size_t n, size_t i)
{
  double before[2], at[2], after[2], outward[2];
  g_autofree char *name = lt_certificate_corner_name(map->certificate, ring, begin + i);
  LtLabelBox box = box_of(map, NUMBER_SIZE, name);
  lt_certificate_map_corner(map, begin + (i + n - 1) % n, before);
  lt_certificate_map_corner(map, begin + i, at);
  lt_certificate_map_corner(map, begin + (i + 1) % n, after);
  outward_of(map, before, at, after, outward);
  if (lt_map_labels_about(map->labels, at, outward, LT_MM(1), &box))
    label_draw(map, &box, NUMBER_SIZE, name);
  else
    map->n_hidden_numbers++;
}

static void numbers_draw(LtCertificateMap *map)
{
  size_t n_tried = 0;
  const LtSurveyText *text = map->certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(map->certificate);
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = lt_survey_ring_begin(text, ring), n = text->rings[ring].end - 1 - begin;
    for (size_t i = 0; i < n; i += map->every)
      if (n_tried++ < TRIED_MAX)
        corner_label(map, ring, begin, n, i);
      else
        map->n_hidden_numbers++;
  }
}

static void dots_take(LtCertificateMap *map)
{
  size_t n_taken = 0;
  const LtSurveyText *text = map->certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(map->certificate);
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = lt_survey_ring_begin(text, ring);
    for (size_t i = begin; i + 1 < text->rings[ring].end && n_taken++ < TRIED_MAX;
         i += map->every) {
      double at[2];
      lt_certificate_map_corner(map, i, at);
      lt_map_labels_take(map->labels, &(LtLabelBox){at[0], at[1], map->dot, map->dot, 1, 0});
    }
  }
}

static void side_label(LtCertificateMap *map, const double a[2], const double b[2], double length_m)
{
  double middle[2] = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}, outward[2];
  g_autofree char *length = g_strdup_printf("%.2f", length_m);
  LtLabelBox box = box_of(map, SIDE_SIZE, length);
  outward_of(map, a, middle, b, outward);
  if (lt_map_labels_along(map->labels, a, b, outward, LT_MM(0.4), &box))
    label_draw(map, &box, SIDE_SIZE, length);
  else
    map->n_hidden_sides++;
}

static void sides_draw(LtCertificateMap *map)
{
  const LtSurveyText *text = map->certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(map->certificate);
  size_t n_tried = 0;
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++)
    for (size_t i = lt_survey_ring_begin(text, ring); i + 1 < text->rings[ring].end; i++) {
      const double *xy = text->xy + 2 * i;
      double a[2], b[2];
      lt_certificate_map_corner(map, i, a);
      lt_certificate_map_corner(map, i + 1, b);
      if (hypot(b[0] - a[0], b[1] - a[1]) < LT_MM(4) || n_tried++ >= TRIED_MAX)
        map->n_hidden_sides++;
      else
        side_label(map, a, b, hypot(xy[2] - xy[0], xy[3] - xy[1]));
    }
}

/* One of the places that are looked at, row by row. */
static void place_of(const LtMapFrame *frame, int number, LtLabelBox *box)
{
  box->x = frame->x + (number % PLACES + 0.5) * frame->width / PLACES;
  box->y = frame->y + ((double)(number / PLACES) + 0.5) * frame->height / PLACES;
}

/* The free place inside of an area that lies nearest to the middle of what is seen of it. */
static bool inside_place(LtCertificateMap *map, const LtMapRings *rings, LtLabelBox *box)
{
  const LtMapFrame *frame = &map->frame;
  double best = INFINITY, sum[2] = {0, 0}, found[2] = {0, 0};
  bool is_inside[PLACES * PLACES];
  size_t n_inside = 0;
  for (int i = 0; i < PLACES * PLACES; i++) {
    place_of(frame, i, box);
    is_inside[i] = lt_map_rings_contains(rings, box->x, box->y);
    sum[0] += is_inside[i] ? box->x : 0;
    sum[1] += is_inside[i] ? box->y : 0;
    n_inside += is_inside[i];
  }
  for (int i = 0; i < PLACES * PLACES; i++) {
    if (!is_inside[i])
      continue;
    place_of(frame, i, box);
    double off = hypot(box->x - sum[0] / (double)n_inside, box->y - sum[1] / (double)n_inside);
    if (off < best && lt_map_labels_is_free(map->labels, box)) {
      best = off;
      found[0] = box->x;
      found[1] = box->y;
    }
  }
  box->x = found[0];
  box->y = found[1];
  if (isinf(best))
    return false;
  lt_map_labels_take(map->labels, box);
  return true;
}

static char *short_name(const char *number, const char *name)
{
  const char *one = number[0] != '\0' ? number : name;
  g_autofree char *shown = lt_line_visible(one);
  if (g_utf8_strlen(shown, -1) > 24)
    *g_utf8_offset_to_pointer(shown, 23) = '\0';
  else
    return g_steal_pointer(&shown);
  return g_strconcat(shown, "…", NULL);
}

/* Number over area, as on a cadastral map. */
static void parcel_name(LtCertificateMap *map)
{
  const LtSurveyParcel *parcel = lt_certificate_parcel(map->certificate);
  double m2 = parcel->certificate.m2[LT_SURVEY_PLANAR];
  g_autofree char *name = short_name(parcel->number, parcel->name);
  g_autofree char *number = lt_number_text(m2, 2);
  g_autofree char *area = isnan(m2) ? g_strdup("") : g_strdup_printf("%s m²", number);
  LtLabelBox above = box_of(map, NAME_SIZE + 1, name), below = box_of(map, NAME_SIZE, area);
  LtLabelBox box = above;
  box.half_width = fmax(above.half_width, below.half_width) + 2.5;
  box.half_height = above.half_height + below.half_height + 2;
  if (!inside_place(map, &map->rings, &box))
    return;
  above.x = below.x = box.x;
  above.y = box.y - below.half_height - 0.5;
  below.y = box.y + above.half_height + 0.5;
  label_draw(map, &above, NAME_SIZE + 1, name);
  label_draw(map, &below, NAME_SIZE, area);
}

static void other_names(LtCertificateMap *map)
{
  for (guint i = 0; i < map->others->len; i++) {
    const LtCertificateOther *other = &g_array_index(map->others, LtCertificateOther, i);
    const LtSurveyParcel *parcel = &other->parcel.file->parcels[other->parcel.parcel];
    g_autofree char *name = short_name(parcel->number, parcel->name);
    LtLabelBox box = box_of(map, NAME_SIZE, name);
    if (other->touches && inside_place(map, &other->rings, &box))
      label_draw(map, &box, NAME_SIZE, name);
  }
}

void lt_certificate_map_label(LtCertificateMap *map)
{
  dots_take(map);
  parcel_name(map);
  numbers_draw(map);
  other_names(map);
  sides_draw(map);
}
