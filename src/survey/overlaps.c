/* Parcels that share ground, have narrow ground between them, or whose common points differ, in one
 * file or several: those of the same system are looked at together, as they stand in their files;
 * then those of different systems in the CRS of all. */
#include "geom/overlay.h"
#include "survey/checks.h"
#include "survey/together.h"

#include <lantu/mu.h>
#include <math.h>
#include <string.h>

/* Narrower ground is told as a doubt: the accuracy of a corner (domain §6). */
#define SLIVER_M 0.05
/* Points that are meant to be one are no farther apart: the limit of a side check (domain §6). */
#define NEAR_M 0.1
/* Smaller ground between parcels is a sliver (domain §6). */
#define SLIVER_M2 10.0

typedef struct {
  LtSurveyFile *file;
  size_t parcel;
} Owner;

/* All parcels of a system; or of all systems, of which only those of different ones are compared.
 */
typedef struct {
  LtShapes *shapes;
  GArray *owners;  /* of Owner, for each feature */
  GArray *systems; /* of uint32_t, of each: its system; all 0 where they are of one */
  size_t n_systems;
  double least_m;      /* what is thinner is nothing */
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
  g_array_unref(group->systems);
  g_hash_table_unref(group->overlap);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Group, group_clear)

static const Owner *owner_of(const Group *group, size_t feature)
{
  return &g_array_index(group->owners, Owner, feature);
}

static uint32_t system_of(const Group *group, size_t feature)
{
  return g_array_index(group->systems, uint32_t, feature);
}

/* Those of one system are compared in it. */
static bool is_asked(const Group *group, size_t a, size_t b)
{
  return group->n_systems == 1 || system_of(group, a) != system_of(group, b);
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

/* ---- gaps ---- */

/* The other feature that has most of the gap's border; LT_NO_FEATURE: nothing is asked of it. */
static size_t neighbour_of(const Group *group, const LtOverlayPair *gap, size_t feature)
{
  const LtOverlayPart *best = NULL;
  for (size_t i = 0; i < gap->n_parts; i++) {
    const LtOverlayPart *part = &gap->parts[i];
    if (part->a != feature && is_asked(group, part->a, feature) &&
        (best == NULL || part->length_m > best->length_m))
      best = part;
  }
  return best == NULL ? LT_NO_FEATURE : best->a;
}

/* Ground all around which are parcels, so narrow or small that nobody can have meant it. The
 * overlay has told what is thinner than NEAR_M by tolerating it. */
static void gap_tell(const Group *group, const LtOverlayPair *gap)
{
  bool is_thin = gap->shape == NULL;
  double m2 = is_thin ? gap->tolerated.planar_m2 : gap->areas.planar_m2;
  double width_m = is_thin ? gap->tolerated_width_m : gap->width_m;
  if (is_thin ? gap->tolerated_width_upper_m <= group->least_m : m2 >= SLIVER_M2)
    return;
  for (size_t i = 0; i < gap->n_parts; i++) {
    size_t feature = gap->parts[i].a, other = neighbour_of(group, gap, feature);
    if (other == LT_NO_FEATURE)
      continue;
    const Owner *one = owner_of(group, feature), *there = owner_of(group, other);
    LtSurveyPlace place = place_of(one, LT_SEVERITY_WARNING);
    place.rule = LT_SV_GAP;
    lt_survey_note(&one->file->notes, place, LT_T_SVC_GAP, there->file->path,
                   there->file->parcels[there->parcel].line,
                   there->file->parcels[there->parcel].number, m2, m2 / LT_MU_M2, width_m,
                   (double)gap->inside.y / LT_UNITS_PER_M, (double)gap->inside.x / LT_UNITS_PER_M);
  }
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
static bool parcel_add(Group *group, GHashTable *known, LtSurveyFile *file, const Shape *shape,
                       uint32_t system, GError **error)
{
  Owner owner = {file, shape->feature};
  gpointer first = NULL;
  if (shape->shapes->types[shape->feature] != LT_GEOM_POLYGON)
    return true;
  if (g_hash_table_lookup_extended(known, shape, NULL, &first)) {
    size_t other = GPOINTER_TO_SIZE(first);
    if (group->n_systems > 1 && system_of(group, other) == system)
      return true; /* told in its own system */
    same_tell(&owner, owner_of(group, other));
    same_tell(owner_of(group, other), &owner);
    return true;
  }
  g_hash_table_insert(known, g_memdup2(shape, sizeof *shape), GSIZE_TO_POINTER(group->owners->len));
  g_array_append_val(group->owners, owner);
  g_array_append_val(group->systems, system);
  return lt_shapes_add_copy(group->shapes, shape->shapes, shape->feature, error);
}

/* ---- a system ---- */

static void pairs_tell(const Group *group, const LtOverlay *overlay)
{
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (pair->shape == NULL)
      continue; /* thinner than the lattice, or than what systems differ by */
    gint64 key = pair_key(group, pair->a, pair->b);
    if (severity_of(pair) == LT_SEVERITY_ERROR)
      g_hash_table_add(group->overlap, g_memdup2(&key, sizeof key));
    pair_tell(owner_of(group, pair->a), owner_of(group, pair->b), pair);
    pair_tell(owner_of(group, pair->b), owner_of(group, pair->a), pair);
  }
}

/* 1 for every two different systems. */
static uint8_t *wanted_make(size_t n_systems, GError **error)
{
  uint8_t *wanted = lt_alloc(n_systems * n_systems, 1, "systems", error);
  for (size_t i = 0; wanted != NULL && i < n_systems * n_systems; i++)
    wanted[i] = i / n_systems != i % n_systems;
  return wanted;
}

static bool group_overlay(const Group *group, const LtCrs *crs, LtRun *run, GError **error)
{
  LtPlane plane;
  g_autofree uint8_t *wanted = group->n_systems == 1 ? NULL : wanted_make(group->n_systems, error);
  if (!lt_crs_plane(crs, &plane, error) || (group->n_systems > 1 && wanted == NULL))
    return false;
  const uint32_t *systems = (const uint32_t *)(const void *)group->systems->data;
  LtOverlayInput inputs[] = {{.question = LT_OVERLAY_SHARED,
                              .classes_a = systems,
                              .classes_b = systems,
                              .n_classes_a = group->n_systems,
                              .n_classes_b = group->n_systems,
                              .wanted = wanted},
                             {.question = LT_OVERLAY_GAPS}};
  LtOverlay *overlays[G_N_ELEMENTS(inputs)];
  for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
    inputs[i].a = inputs[i].b = group->shapes;
    inputs[i].plane = &plane;
    inputs[i].pairs_only = true;
  }
  inputs[0].min_width_m = group->least_m;
  inputs[1].min_width_m = NEAR_M;
  if (!lt_overlay_run_all(inputs, G_N_ELEMENTS(inputs), NULL, NULL, overlays, run, error))
    return false;
  pairs_tell(group, overlays[0]);
  for (size_t i = 0; i < overlays[1]->n_pairs; i++)
    gap_tell(group, &overlays[1]->pairs[i]);
  lt_overlay_free(overlays[0]);
  lt_overlay_free(overlays[1]);
  return true;
}

/* Points that two systems state are never quite the same. */
static bool row_counts(const Group *group, const LtVertexMatchRow *row)
{
  gint64 key = pair_key(group, row->feature, row->other);
  return is_asked(group, row->feature, row->other) &&
         (group->n_systems == 1 || row->distance_m > group->least_m) &&
         !g_hash_table_contains(group->overlap, &key);
}

static bool group_match(const Group *group, LtRun *run, GError **error)
{
  LtVertexMatchInput input = {.shapes = group->shapes, .near_m = NEAR_M};
  g_autoptr(LtVertexMatch) match = lt_vertex_match_run(&input, run, error);
  for (size_t i = 0; match != NULL && i < match->n_rows; i++)
    if (row_counts(group, &match->rows[i]))
      vertex_tell(group, &match->rows[i]);
  return match != NULL;
}

static Group group_new(size_t n_systems)
{
  return (Group){lt_shapes_new(),
                 g_array_new(FALSE, FALSE, sizeof(Owner)),
                 g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                 n_systems,
                 n_systems == 1 ? 0 : LT_SURVEY_SYSTEMS_M,
                 g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
}

static bool group_check(const Group *group, const LtCrs *crs, LtRun *run, GError **error)
{
  return group->owners->len < 2 ||
         (group_overlay(group, crs, run, error) && group_match(group, run, error));
}

static bool system_check(LtSurveyResults *results, const char *crs_id, LtRun *run, GError **error)
{
  g_auto(Group) group = group_new(1);
  g_autoptr(LtCrs) crs = lt_crs_parse(crs_id, error);
  g_autoptr(GHashTable) known = g_hash_table_new_full(shape_hash, shape_equal, g_free, NULL);
  for (size_t i = 0; crs != NULL && i < results->n_files; i++) {
    LtSurveyFile *file = &results->files[i];
    if (file->unread != NULL || g_strcmp0(file->crs_id, crs_id) != 0)
      continue;
    for (size_t parcel = 0; parcel < file->n_parcels; parcel++)
      if (!parcel_add(&group, known, file, &(Shape){file->shapes, parcel}, 0, error))
        return false;
  }
  return crs != NULL && group_check(&group, crs, run, error);
}

/* All systems that can be brought to the CRS of all. */
static bool systems_check(LtSurveyResults *results, LtRun *run, GError **error)
{
  g_auto(Group) group = group_new(results->n_systems);
  g_auto(LtSurveyWhole) whole = {0};
  g_autoptr(GHashTable) known = g_hash_table_new_full(shape_hash, shape_equal, g_free, NULL);
  if (!lt_survey_whole_make(results, &whole, error))
    return false;
  for (guint i = 0; i < results->members->len; i++) {
    const LtSurveyMember *member = &g_array_index(results->members, LtSurveyMember, i);
    LtSurveyFile *file = &results->files[member->file];
    Shape shape = {file->common, member->parcel};
    if (!parcel_add(&group, known, file, &shape, whole.systems[i], error))
      return false;
  }
  return group_check(&group, results->crs, run, error);
}

bool lt_survey_check_overlaps(LtSurveyResults *results, LtRun *run, GError **error)
{
  g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < results->n_files; i++) {
    const char *crs_id = results->files[i].crs_id;
    if (crs_id != NULL && g_hash_table_add(done, (gpointer)crs_id) &&
        !system_check(results, crs_id, run, error))
      return false;
  }
  return results->n_systems < 2 || systems_check(results, run, error);
}
