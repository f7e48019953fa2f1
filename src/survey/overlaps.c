/* Parcels that share ground, or whose common points differ, in one file or several: those of the
 * same system are looked at together. */
#include "geom/overlay.h"
#include "survey/checks.h"

#include <lantu/mu.h>
#include <string.h>

/* Narrower ground is told as a doubt: the accuracy of a corner (domain §6). */
#define SLIVER_M 0.05
/* Points that are meant to be one are no farther apart: the limit of a side check (domain §6). */
#define NEAR_M 0.1

/* All parcels of a system. */
typedef struct {
  LtSurveyFile *file;
  size_t parcel;
} Owner;

typedef struct {
  LtShapes *shapes;
  GArray *owners;      /* of Owner, for each feature */
  GHashTable *overlap; /* pairs told as errors; what their points do says nothing more */
} Group;

static gint64 pair_key(const Group *group, size_t a, size_t b)
{
  return (gint64)(MIN(a, b) * group->owners->len + MAX(a, b));
}

static void group_clear(Group *group)
{
  lt_shapes_free(group->shapes);
  g_array_unref(group->owners);
  g_hash_table_unref(group->overlap);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Group, group_clear)

static const Owner *owner_of(const Group *group, size_t feature)
{
  return &g_array_index(group->owners, Owner, feature);
}

static LtSurveyPlace place_of(const Owner *owner, LtSeverity severity)
{
  return (LtSurveyPlace){LT_SV_OVER, severity, owner->parcel,
                         owner->file->parcels[owner->parcel].line};
}

static void same_tell(const Owner *one, const Owner *other)
{
  const LtSurveyParcel *parcel = &other->file->parcels[other->parcel];
  lt_survey_note(&one->file->notes, place_of(one, LT_SEVERITY_ERROR), LT_T_SVC_OVER_SAME,
                 other->file->path, parcel->line, parcel->number);
}

static LtSeverity severity_of(const LtOverlayPair *pair)
{
  return pair->width_upper_m < SLIVER_M ? LT_SEVERITY_WARNING : LT_SEVERITY_ERROR;
}

static void pair_tell(const Owner *one, const Owner *other, const LtOverlayPair *pair)
{
  const LtSurveyParcel *parcel = &other->file->parcels[other->parcel];
  double m2 = pair->areas.planar_m2;
  lt_survey_note(&one->file->notes, place_of(one, severity_of(pair)), LT_T_SVC_OVER,
                 other->file->path, parcel->line, parcel->number, m2, m2 / LT_MU_M2, pair->width_m);
}

static void vertex_tell(const Group *group, const LtVertexMatchRow *row)
{
  const Owner *one = owner_of(group, row->feature), *other = owner_of(group, row->other);
  const LtSurveyParcel *here = &one->file->parcels[one->parcel];
  const LtSurveyParcel *there = &other->file->parcels[other->parcel];
  double x_m = (double)row->vertex.y / LT_UNITS_PER_M, y_m = (double)row->vertex.x / LT_UNITS_PER_M;
  LtSurveyPlace place = place_of(row->distance_m == 0 ? other : one, LT_SEVERITY_WARNING);
  place.rule = LT_SV_NEAR;
  if (row->distance_m == 0)
    lt_survey_note(&other->file->notes, place, LT_T_SVC_NEAR_LACKS, one->file->path, here->line,
                   here->number, x_m, y_m);
  else
    lt_survey_note(&one->file->notes, place, LT_T_SVC_NEAR, x_m, y_m, other->file->path,
                   there->line, there->number, row->distance_m);
}

/* ---- the same shape ---- */

typedef struct {
  const LtShapes *shapes;
  size_t feature;
} Shape;

static guint shape_hash(gconstpointer data)
{
  const Shape *shape = data;
  uint64_t hash = lt_shapes_hash(shape->shapes, shape->feature);
  return (guint)(hash ^ (hash >> 32));
}

static gboolean shape_equal(gconstpointer a, gconstpointer b)
{
  const Shape *x = a, *y = b;
  return lt_shapes_compare(x->shapes, x->feature, y->shapes, y->feature) == 0;
}

/* Add a parcel, unless one of its shape is there: copies of a file would make pairs by the square
 * of their number. */
static bool parcel_add(Group *group, GHashTable *known, LtSurveyFile *file, size_t parcel,
                       GError **error)
{
  Owner owner = {file, parcel};
  Shape shape = {file->shapes, parcel};
  gpointer first = NULL;
  if (file->shapes->types[parcel] != LT_GEOM_POLYGON)
    return true;
  if (g_hash_table_lookup_extended(known, &shape, NULL, &first)) {
    const Owner *other = owner_of(group, GPOINTER_TO_SIZE(first));
    same_tell(&owner, other);
    same_tell(other, &owner);
    return true;
  }
  g_hash_table_insert(known, g_memdup2(&shape, sizeof shape), GSIZE_TO_POINTER(group->owners->len));
  g_array_append_val(group->owners, owner);
  return lt_shapes_add_copy(group->shapes, file->shapes, parcel, error);
}

/* ---- a system ---- */

static bool group_overlay(const Group *group, const char *crs_id, LtRun *run, GError **error)
{
  LtPlane plane;
  g_autoptr(LtCrs) crs = lt_crs_parse(crs_id, error);
  if (crs == NULL || !lt_crs_plane(crs, &plane, error))
    return false;
  LtOverlayInput input = {
      .a = group->shapes, .b = group->shapes, .plane = &plane, .pairs_only = true};
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, error);
  if (overlay == NULL)
    return false;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (pair->shape == NULL)
      continue; /* thinner than the lattice */
    gint64 key = pair_key(group, pair->a, pair->b);
    if (severity_of(pair) == LT_SEVERITY_ERROR)
      g_hash_table_add(group->overlap, g_memdup2(&key, sizeof key));
    pair_tell(owner_of(group, pair->a), owner_of(group, pair->b), pair);
    pair_tell(owner_of(group, pair->b), owner_of(group, pair->a), pair);
  }
  return true;
}

static bool group_match(const Group *group, LtRun *run, GError **error)
{
  LtVertexMatchInput input = {.shapes = group->shapes, .near_m = NEAR_M};
  g_autoptr(LtVertexMatch) match = lt_vertex_match_run(&input, run, error);
  for (size_t i = 0; match != NULL && i < match->n_rows; i++) {
    gint64 key = pair_key(group, match->rows[i].feature, match->rows[i].other);
    if (!g_hash_table_contains(group->overlap, &key))
      vertex_tell(group, &match->rows[i]);
  }
  return match != NULL;
}

static bool group_check(LtSurveyResults *results, const char *crs_id, LtRun *run, GError **error)
{
  g_auto(Group) group = {lt_shapes_new(), g_array_new(FALSE, FALSE, sizeof(Owner)),
                         g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
  g_autoptr(GHashTable) known = g_hash_table_new_full(shape_hash, shape_equal, g_free, NULL);
  for (size_t i = 0; i < results->n_files; i++) {
    LtSurveyFile *file = &results->files[i];
    if (file->unread != NULL || g_strcmp0(file->crs_id, crs_id) != 0)
      continue;
    for (size_t parcel = 0; parcel < file->n_parcels; parcel++)
      if (!parcel_add(&group, known, file, parcel, error))
        return false;
  }
  return group.owners->len < 2 ||
         (group_overlay(&group, crs_id, run, error) && group_match(&group, run, error));
}

bool lt_survey_check_overlaps(LtSurveyResults *results, LtRun *run, GError **error)
{
  g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < results->n_files; i++) {
    const char *crs_id = results->files[i].crs_id;
    if (crs_id != NULL && g_hash_table_add(done, (gpointer)crs_id) &&
        !group_check(results, crs_id, run, error))
      return false;
  }
  for (size_t i = 0; !results->keeps_texts && i < results->n_files; i++)
    g_clear_pointer(&results->files[i].shapes, lt_shapes_free);
  return true;
}
