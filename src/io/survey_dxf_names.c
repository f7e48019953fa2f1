#include "io/survey_dxf_names.h"

#include "base/bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More edges are not looked at, texts of one parcel are no longer (bytes). */
#define EDGES_MAX ((size_t)1 << 29)
#define NAME_BYTES 120

/* J12, 12, 3.5: of corners, lengths and heights. */
static bool is_number(const char *text)
{
  const char *at = text + (*text == 'J' || *text == 'j');
  return strspn(at, "0123456789.-+") == strlen(at);
}

bool lt_dxf_names_add(LtDxfNames *names, double x, double y, const char *text, GError **error)
{
  if (is_number(text))
    return true;
  if (!lt_grow(&names->names, &names->cap, names->n + 1, sizeof *names->names, "texts", error))
    return false;
  names->names[names->n++] = (LtDxfName){x, y, g_strdup(text), SIZE_MAX, INFINITY};
  return true;
}

void lt_dxf_names_clear(LtDxfNames *names)
{
  for (size_t i = 0; i < names->n; i++)
    g_free(names->names[i].text);
  g_free(names->names);
  *names = (LtDxfNames){0};
}

static int compare_x(const void *a, const void *b)
{
  const LtDxfName *p = a, *q = b;
  if (p->x != q->x)
    return p->x < q->x ? -1 : 1;
  return p->y != q->y ? (p->y < q->y ? -1 : 1) : strcmp(p->text, q->text);
}

/* Points of a closed ring: the last is the first. */
static bool is_inside(const double *xy, size_t n, double x, double y)
{
  bool is_in = false;
  for (size_t i = 0; i + 1 < n; i++) {
    const double *p = xy + 2 * i, *q = p + 2;
    if ((p[1] > y) != (q[1] > y) && x < p[0] + (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]))
      is_in = !is_in;
  }
  return is_in;
}

static double size_of(const double *xy, size_t n, double box[4])
{
  double sum = 0;
  box[0] = box[1] = INFINITY;
  box[2] = box[3] = -INFINITY;
  for (size_t i = 0; i + 1 < n; i++) {
    const double *p = xy + 2 * i;
    sum += (p[0] - xy[0]) * (p[3] - xy[1]) - (p[2] - xy[0]) * (p[1] - xy[1]);
    box[0] = fmin(box[0], p[0]);
    box[1] = fmin(box[1], p[1]);
    box[2] = fmax(box[2], p[0]);
    box[3] = fmax(box[3], p[1]);
  }
  return fabs(sum) / 2;
}

static size_t first_behind(const LtDxfNames *names, double x)
{
  size_t low = 0, high = names->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (names->names[middle].x < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* False when too many edges were looked at. */
static bool parcel_look(LtDxfNames *names, const LtSurveyText *text, size_t parcel, size_t *n_edges)
{
  size_t ring = text->parcels[parcel].first_ring;
  if (ring == text->parcels[parcel].end_ring)
    return true;
  size_t begin = lt_survey_ring_begin(text, ring), n = text->rings[ring].end - begin;
  const double *xy = text->xy + 2 * begin;
  double box[4], size_m2 = size_of(xy, n, box);
  for (size_t i = first_behind(names, box[0]); i < names->n && names->names[i].x <= box[2]; i++) {
    LtDxfName *name = &names->names[i];
    ++*n_edges;
    if (name->y < box[1] || name->y > box[3] || size_m2 >= name->size_m2)
      continue;
    *n_edges += n;
    if (*n_edges > EDGES_MAX)
      return false;
    if (is_inside(xy, n, name->x, name->y)) {
      name->parcel = parcel;
      name->size_m2 = size_m2;
    }
  }
  return *n_edges <= EDGES_MAX;
}

void lt_dxf_names_give(LtDxfNames *names, LtSurveyParser *parser)
{
  LtSurveyText *text = parser->text;
  size_t n_edges = 0;
  if (names->n > 1)
    qsort(names->names, names->n, sizeof *names->names, compare_x);
  for (size_t i = 0; i < text->n_parcels; i++)
    if (!parcel_look(names, text, i, &n_edges)) {
      lt_survey_form(parser, LT_FORM_MANY_TEXTS);
      return;
    }
  for (size_t i = 0; i < names->n; i++) {
    if (names->names[i].parcel == SIZE_MAX)
      continue;
    char **name = &text->parcels[names->names[i].parcel].fields[LT_PARCEL_DKMC];
    if (strlen(*name) + strlen(names->names[i].text) >= NAME_BYTES)
      continue;
    char *joined =
        g_strdup_printf("%s%s%s", *name, **name == '\0' ? "" : " ", names->names[i].text);
    g_free(*name);
    *name = joined;
  }
}
