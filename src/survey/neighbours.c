#include "survey/neighbours.h"

#include "geom/boxtree.h"

#include <math.h>
#include <stdlib.h>

#define TOUCH_UNITS (LT_SURVEY_TOUCH_M * LT_UNITS_PER_M)

/* The parcels of a system. */
typedef struct {
  LtSurveyNeighbour *parcels;
  LtBox *boxes;
  size_t n, cap_parcels, cap_boxes;
  LtBoxTree *tree;
} Group;

struct LtSurveyNeighbours {
  GHashTable *groups; /* of Group, by the id of their system */
};

static void group_free(void *data)
{
  Group *group = data;
  g_free(group->parcels);
  g_free(group->boxes);
  lt_boxtree_free(group->tree);
  g_free(group);
}

static Group *group_of(LtSurveyNeighbours *neighbours, const char *crs_id)
{
  Group *group = g_hash_table_lookup(neighbours->groups, crs_id);
  if (group != NULL)
    return group;
  group = g_new0(Group, 1);
  g_hash_table_insert(neighbours->groups, g_strdup(crs_id), group);
  return group;
}

void lt_survey_neighbours_free(LtSurveyNeighbours *neighbours)
{
  if (neighbours == NULL)
    return;
  g_hash_table_unref(neighbours->groups);
  g_free(neighbours);
}

static bool parcel_add(LtSurveyNeighbours *neighbours, const LtSurveyFile *file, size_t parcel,
                       GError **error)
{
  Group *group = group_of(neighbours, file->crs_id);
  if (!lt_grow(&group->parcels, &group->cap_parcels, group->n + 1, sizeof *group->parcels,
               "parcels", error) ||
      !lt_grow(&group->boxes, &group->cap_boxes, group->n + 1, sizeof *group->boxes, "parcels",
               error))
    return false;
  group->parcels[group->n] = (LtSurveyNeighbour){file, parcel};
  group->boxes[group->n++] = lt_shapes_box(file->shapes, parcel);
  return true;
}

static bool has_place(const LtSurveyFile *file, size_t parcel)
{
  return file->unread == NULL && file->crs_id != NULL && file->shapes != NULL &&
         file->shapes->types[parcel] == LT_GEOM_POLYGON;
}

LtSurveyNeighbours *lt_survey_neighbours_new(const LtSurveyResults *results, GError **error)
{
  g_return_val_if_fail(results != NULL && results->keeps_texts, NULL);
  g_autoptr(LtSurveyNeighbours) neighbours = g_new0(LtSurveyNeighbours, 1);
  neighbours->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, group_free);
  for (size_t i = 0; i < results->n_files; i++)
    for (size_t parcel = 0; parcel < results->files[i].n_parcels; parcel++)
      if (has_place(&results->files[i], parcel) &&
          !parcel_add(neighbours, &results->files[i], parcel, error))
        return NULL;
  GHashTableIter iter;
  gpointer group_at;
  g_hash_table_iter_init(&iter, neighbours->groups);
  while (g_hash_table_iter_next(&iter, NULL, &group_at)) {
    Group *group = group_at;
    group->tree = lt_boxtree_new(group->boxes, group->n, error);
    if (group->tree == NULL)
      return NULL;
  }
  return g_steal_pointer(&neighbours);
}

static bool item_take(size_t item, void *data)
{
  g_array_append_val((GArray *)data, item);
  return true;
}

static int item_compare(const void *a, const void *b)
{
  size_t x = *(const size_t *)a, y = *(const size_t *)b;
  return (x > y) - (x < y);
}

GArray *lt_survey_neighbours_find(const LtSurveyNeighbours *neighbours, const LtSurveyFile *file,
                                  size_t parcel, const LtBox *box)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(LtSurveyNeighbour));
  const Group *group =
      file->crs_id == NULL ? NULL : g_hash_table_lookup(neighbours->groups, file->crs_id);
  if (group == NULL)
    return found;
  g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(size_t));
  lt_boxtree_visit(group->tree, box, item_take, items);
  g_array_sort(items, item_compare);
  for (guint i = 0; i < items->len; i++) {
    LtSurveyNeighbour other = group->parcels[g_array_index(items, size_t, i)];
    if (other.file != file || other.parcel != parcel)
      g_array_append_val(found, other);
  }
  return found;
}

/* ---- the border that two have in common ---- */

typedef struct {
  double x1, y1, x2, y2; /* lattice units */
} Side;

static LtBox side_box(const Side *side, double room)
{
  return (LtBox){{(int64_t)floor(fmin(side->x1, side->x2) - room),
                  (int64_t)floor(fmin(side->y1, side->y2) - room)},
                 {(int64_t)ceil(fmax(side->x1, side->x2) + room),
                  (int64_t)ceil(fmax(side->y1, side->y2) + room)}};
}

typedef struct {
  Side *items;
  size_t n, capacity;
} Sides;

static void sides_clear(Sides *sides)
{
  g_free(sides->items);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sides, sides_clear)

/* Sides of a parcel that come near a box. */
static bool sides_near(Sides *sides, const LtSurveyNeighbour *of, const LtBox *box, GError **error)
{
  const LtShapes *shapes = of->file->shapes;
  for (size_t ring = lt_shapes_first_ring(shapes, of->parcel);
       ring < shapes->feature_ends[of->parcel]; ring++)
    for (size_t i = lt_shapes_first_point(shapes, ring); i + 1 < shapes->ring_ends[ring]; i++) {
      const LtPoint *p = &shapes->points[i];
      Side side = {(double)p[0].x, (double)p[0].y, (double)p[1].x, (double)p[1].y};
      LtBox around = side_box(&side, TOUCH_UNITS);
      if (!lt_box_overlaps(&around, box))
        continue;
      if (!lt_grow(&sides->items, &sides->capacity, sides->n + 1, sizeof side, "sides", error))
        return false;
      sides->items[sides->n++] = side;
    }
  return true;
}

static double point_distance(double x, double y, const Side *side)
{
  double dx = side->x2 - side->x1, dy = side->y2 - side->y1, length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((x - side->x1) * dx + (y - side->y1) * dy) / length2 : 0;
  t = fmin(1, fmax(0, t));
  return hypot(x - side->x1 - t * dx, y - side->y1 - t * dy);
}

static bool sides_cross(const Side *a, const Side *b)
{
  LtPoint p[] = {{(int64_t)a->x1, (int64_t)a->y1},
                 {(int64_t)a->x2, (int64_t)a->y2},
                 {(int64_t)b->x1, (int64_t)b->y1},
                 {(int64_t)b->x2, (int64_t)b->y2}};
  return lt_turn(p[0], p[1], p[2]) * lt_turn(p[0], p[1], p[3]) < 0 &&
         lt_turn(p[2], p[3], p[0]) * lt_turn(p[2], p[3], p[1]) < 0;
}

static bool sides_touch(const Side *a, const Side *b)
{
  return sides_cross(a, b) || point_distance(a->x1, a->y1, b) <= TOUCH_UNITS ||
         point_distance(a->x2, a->y2, b) <= TOUCH_UNITS ||
         point_distance(b->x1, b->y1, a) <= TOUCH_UNITS ||
         point_distance(b->x2, b->y2, a) <= TOUCH_UNITS;
}

typedef struct {
  double begin, end;
} Span;

typedef struct {
  const Side *side;
  const Sides *others;
  Span *spans; /* what of the side runs along the others, lattice units from its begin */
  size_t n_spans, capacity;
  bool touches;
  GError *error;
} Along;

static void along_clear(Along *along)
{
  g_free(along->spans);
  g_clear_error(&along->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Along, along_clear)

static bool span_add(Along *along, Span span)
{
  if (!lt_grow(&along->spans, &along->capacity, along->n_spans + 1, sizeof span, "sides",
               &along->error))
    return false;
  along->spans[along->n_spans++] = span;
  return true;
}

/* Where the other one runs along the side, all of it within the limit. */
static bool other_add(Along *along, const Side *other)
{
  const Side *side = along->side;
  double dx = side->x2 - side->x1, dy = side->y2 - side->y1, length = hypot(dx, dy);
  if (length == 0)
    return true;
  dx /= length;
  dy /= length;
  double t1 = (other->x1 - side->x1) * dx + (other->y1 - side->y1) * dy;
  double t2 = (other->x2 - side->x1) * dx + (other->y2 - side->y1) * dy;
  double off1 = (other->y1 - side->y1) * dx - (other->x1 - side->x1) * dy;
  double off2 = (other->y2 - side->y1) * dx - (other->x2 - side->x1) * dy;
  Span span = {fmax(0, fmin(t1, t2)), fmin(length, fmax(t1, t2))};
  if (span.begin >= span.end)
    return true;
  double slope = (off2 - off1) / (t2 - t1);
  bool is_along = fabs(off1 + (span.begin - t1) * slope) <= TOUCH_UNITS &&
                  fabs(off1 + (span.end - t1) * slope) <= TOUCH_UNITS;
  return !is_along || span_add(along, span);
}

static bool side_compare(size_t item, void *data)
{
  Along *along = data;
  const Side *other = &along->others->items[item];
  along->touches = along->touches || sides_touch(along->side, other);
  return other_add(along, other);
}

static int span_compare(const void *a, const void *b)
{
  const Span *x = a, *y = b;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Length of the union. */
static double spans_sum(Along *along)
{
  double sum = 0, end = 0;
  if (along->n_spans > 1)
    qsort(along->spans, along->n_spans, sizeof *along->spans, span_compare);
  for (size_t i = 0; i < along->n_spans; i++) {
    const Span *span = &along->spans[i];
    sum += fmax(0, span->end - fmax(end, span->begin));
    end = fmax(end, span->end);
  }
  along->n_spans = 0;
  return sum;
}

static LtBoxTree *sides_tree(const Sides *sides, GError **error)
{
  g_autofree LtBox *boxes = lt_alloc(MAX(sides->n, 1), sizeof *boxes, "sides", error);
  for (size_t i = 0; boxes != NULL && i < sides->n; i++)
    boxes[i] = side_box(&sides->items[i], 0);
  return boxes == NULL ? NULL : lt_boxtree_new(boxes, sides->n, error);
}

bool lt_survey_border_shared(const LtSurveyNeighbour *one, const LtSurveyNeighbour *other,
                             bool *touches, double *shared_m, GError **error)
{
  LtBox here = lt_shapes_box(one->file->shapes, one->parcel);
  LtBox there = lt_shapes_box(other->file->shapes, other->parcel);
  g_auto(Sides) sides = {0}, others = {0};
  if (!sides_near(&sides, one, &there, error) || !sides_near(&others, other, &here, error))
    return false;
  g_autoptr(LtBoxTree) tree = sides_tree(&others, error);
  if (tree == NULL)
    return false;
  g_auto(Along) along = {.others = &others};
  double units = 0;
  for (size_t i = 0; along.error == NULL && i < sides.n; i++) {
    along.side = &sides.items[i];
    LtBox box = side_box(along.side, TOUCH_UNITS);
    lt_boxtree_visit(tree, &box, side_compare, &along);
    units += spans_sum(&along);
  }
  *touches = along.touches;
  *shared_m = units * LT_UNIT_M;
  if (along.error == NULL)
    return true;
  g_propagate_error(error, g_steal_pointer(&along.error));
  return false;
}
