#include "crs/transform.h"

#include "crs/gcj.h"
#include "crs/transform_parts.h"

#include <math.h>
#include <string.h>

typedef enum { DATUM_OTHER, DATUM_WGS84, DATUM_CGCS2000 } DatumKind;

static DatumKind datum_kind(const char *name)
{
  if (g_str_has_prefix(name, "World Geodetic System 1984") || strcmp(name, "WGS 84") == 0)
    return DATUM_WGS84;
  return strcmp(name, "China 2000") == 0 ? DATUM_CGCS2000 : DATUM_OTHER;
}

static DatumKind crs_datum_kind(PJ_CONTEXT *context, const PJ *crs)
{
  g_autoptr(PJ) base = crs != NULL ? lt_pj_unbound(context, crs) : NULL;
  g_autoptr(PJ) datum = base != NULL ? proj_crs_get_datum_forced(context, base) : NULL;
  return datum != NULL ? datum_kind(proj_get_name(datum)) : DATUM_OTHER;
}

/* EPSG has no operation between these two; they agree within a metre. */
static bool step_is_china_wgs84(PJ_CONTEXT *context, const PJ *step)
{
  g_autoptr(PJ) from = proj_get_source_crs(context, step);
  g_autoptr(PJ) to = proj_get_target_crs(context, step);
  DatumKind a = crs_datum_kind(context, from), b = crs_datum_kind(context, to);
  return (a == DATUM_WGS84 && b == DATUM_CGCS2000) || (a == DATUM_CGCS2000 && b == DATUM_WGS84);
}

/* Look at each step: a ballpark one is let through for WGS 84 ↔ CGCS2000 only. */
static bool steps_ok(PJ_CONTEXT *context, const PJ *operation, bool *is_china_wgs84)
{
  if (proj_get_type(operation) != PJ_TYPE_CONCATENATED_OPERATION) {
    if (!proj_coordoperation_has_ballpark_transformation(context, operation))
      return true;
    *is_china_wgs84 = true;
    return step_is_china_wgs84(context, operation);
  }
  int n = proj_concatoperation_get_step_count(context, operation);
  for (int i = 0; i < n; i++) {
    g_autoptr(PJ) step = proj_concatoperation_get_step(context, operation, i);
    if (step == NULL)
      return false;
    if (!proj_coordoperation_has_ballpark_transformation(context, step))
      continue;
    *is_china_wgs84 = true;
    if (!step_is_china_wgs84(context, step))
      return false;
  }
  return true;
}

/* Does any step do more than project? A datum change that does not is none. */
static bool moves(PJ_CONTEXT *context, const PJ *operation)
{
  static const char *const steps[] = {
      "=helmert",    "=molodensky", "=molobadekas", "=hgridshift",  "=gridshift", "=xyzgridshift",
      "=geogoffset", "=affine",     "=horner",      "=deformation", "=defmodel",  "=tinshift",
  };
  const char *text = proj_as_proj_string(context, operation, PJ_PROJ_5, NULL);
  for (size_t i = 0; text != NULL && i < G_N_ELEMENTS(steps); i++)
    if (strstr(text, steps[i]) != NULL)
      return true;
  return false;
}

typedef struct {
  const LtCrs *from, *to;
  PJ *from_pj, *to_pj;
  bool same_datum, is_bound;
} Pair;

static bool way_take(LtTransform *transform, const Pair *pair, const PJ *operation,
                     LtTransformWay *way)
{
  PJ_CONTEXT *context = transform->context;
  bool is_china_wgs84 = false;
  if (!steps_ok(context, operation, &is_china_wgs84))
    return false;
  /* Parameters that the user bound to a CRS are his own, zeros included. */
  if (!pair->same_datum && !is_china_wgs84 && !pair->is_bound && !moves(context, operation))
    return false;
  way->operation = proj_normalize_for_visualization(context, operation);
  if (way->operation == NULL)
    return false;
  /* Projections hold wherever they can be computed. */
  way->has_area = !pair->same_datum && !is_china_wgs84 && !pair->is_bound &&
                  proj_get_area_of_use(context, operation, &way->west, &way->south, &way->east,
                                       &way->north, NULL) &&
                  way->west >= -180;
  double accuracy_m = proj_coordoperation_get_accuracy(context, operation);
  if (pair->same_datum && !moves(context, operation))
    accuracy_m = 0;
  else if (is_china_wgs84)
    accuracy_m = 1;
  bool is_unknown = accuracy_m < 0 || (transform->n_ways > 0 && transform->accuracy_m < 0);
  transform->accuracy_m = is_unknown ? -1 : fmax(transform->accuracy_m, accuracy_m);
  transform->is_china_wgs84 = transform->is_china_wgs84 || is_china_wgs84;
  if (transform->name == NULL)
    transform->name = g_strdup(proj_get_name(operation));
  return true;
}

static PJ_OBJ_LIST *operations_find(PJ_CONTEXT *context, const Pair *pair)
{
  PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(context, NULL);
  if (factory == NULL)
    return NULL;
  proj_operation_factory_context_set_spatial_criterion(context, factory,
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  proj_operation_factory_context_set_grid_availability_use(
      context, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
  PJ_OBJ_LIST *found = proj_create_operations(context, pair->from_pj, pair->to_pj, factory);
  proj_operation_factory_context_destroy(factory);
  return found;
}

static PJ *to_place_new(PJ_CONTEXT *context, const PJ *from)
{
  g_autoptr(PJ) base = lt_pj_unbound(context, from);
  g_autoptr(PJ) geographic = base != NULL ? proj_crs_get_geodetic_crs(context, base) : NULL;
  g_autoptr(PJ) way = geographic != NULL
                          ? proj_create_crs_to_crs_from_pj(context, base, geographic, NULL, NULL)
                          : NULL;
  return way != NULL ? proj_normalize_for_visualization(context, way) : NULL;
}

static bool ways_find(LtTransform *transform, const Pair *pair, GError **error)
{
  PJ_CONTEXT *context = transform->context;
  g_autoptr(PJ_OBJ_LIST) found = operations_find(context, pair);
  int n = found != NULL ? proj_list_get_count(found) : 0;
  transform->ways = g_new0(LtTransformWay, (size_t)MAX(n, 1));
  for (int i = 0; i < n; i++) {
    g_autoptr(PJ) operation = proj_list_get(context, found, i);
    LtTransformWay *way = &transform->ways[transform->n_ways];
    if (operation == NULL || !way_take(transform, pair, operation, way))
      continue;
    transform->n_ways++;
    if (!way->has_area)
      break; /* it holds everywhere: the others are never asked */
    if (transform->to_place == NULL)
      transform->to_place = to_place_new(context, pair->from_pj);
  }
  if (transform->n_ways > 0)
    return true;
  return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NO_WAY, lt_crs_name(pair->from),
                 lt_crs_datum(pair->from), lt_crs_name(pair->to), lt_crs_datum(pair->to));
}

/* PROJ drops TOWGS84 in silence on the way to CGCS2000, which it does not know to be near WGS 84,
 * so this way is made of two. */
static bool needs_hub(const Pair *pair)
{
  bool from_bound = proj_get_type(pair->from_pj) == PJ_TYPE_BOUND_CRS;
  bool to_bound = proj_get_type(pair->to_pj) == PJ_TYPE_BOUND_CRS;
  return (from_bound && !to_bound && datum_kind(lt_crs_datum(pair->to)) == DATUM_CGCS2000) ||
         (to_bound && !from_bound && datum_kind(lt_crs_datum(pair->from)) == DATUM_CGCS2000);
}

void lt_transform_chain(LtTransform *first, LtTransform *take_next)
{
  LtTransform *last = first;
  while (last->next != NULL)
    last = last->next;
  last->next = take_next;
  bool is_known = first->accuracy_m >= 0 && take_next->accuracy_m >= 0;
  first->accuracy_m = is_known ? first->accuracy_m + take_next->accuracy_m : -1;
  first->is_to_degrees = take_next->is_to_degrees;
}

static LtTransform *transform_over_hub(const LtCrs *from, const LtCrs *to, GError **error)
{
  g_autoptr(LtCrs) hub = lt_crs_parse("EPSG:4326", error);
  g_autoptr(LtTransform) first = hub != NULL ? lt_transform_new(from, hub, error) : NULL;
  LtTransform *next = first != NULL ? lt_transform_new(hub, to, error) : NULL;
  if (next == NULL)
    return NULL;
  lt_transform_chain(first, next);
  return g_steal_pointer(&first);
}

/* No official figures exist. The common formula has no room for the small random part that is said
 * to be in the official one; BD-09 adds another step to it. */
#define GCJ_ACCURACY_M 5.0
#define BD09_ACCURACY_M 10.0

/* From a map grid to WGS 84, and on. */
static LtTransform *transform_from_map_grid(const LtCrs *from, const LtCrs *to, GError **error)
{
  bool is_gcj = lt_crs_map_grid(from) == LT_MAP_GCJ02;
  g_autoptr(LtCrs) wgs84 = lt_crs_parse("EPSG:4326", error);
  LtTransform *next = wgs84 != NULL ? lt_transform_new(wgs84, to, error) : NULL;
  if (next == NULL)
    return NULL;
  g_autoptr(LtTransform) first = g_new0(LtTransform, 1);
  first->undo = is_gcj ? lt_gcj_to_wgs84 : lt_bd09_to_wgs84;
  first->accuracy_m = is_gcj ? GCJ_ACCURACY_M : BD09_ACCURACY_M;
  for (size_t lang = 0; lang < LT_N_LANGS; lang++)
    first->note.in[lang] =
        lt_text_format((LtLang)lang, LT_T_MAP_GRID_NOTE, lt_crs_name(from), first->accuracy_m);
  lt_transform_chain(first, next);
  return g_steal_pointer(&first);
}

LtTransform *lt_transform_new(const LtCrs *from, const LtCrs *to, GError **error)
{
  g_return_val_if_fail(from != NULL && to != NULL, NULL);

  if (lt_crs_map_grid(to) != LT_MAP_NONE) {
    lt_fail(error, LT_ERROR_CRS, LT_T_MAP_GRID_TARGET, lt_crs_name(to));
    return NULL;
  }
  if (lt_crs_map_grid(from) != LT_MAP_NONE)
    return transform_from_map_grid(from, to, error);
  g_autoptr(LtTransform) transform = g_new0(LtTransform, 1);
  transform->is_to_degrees = lt_crs_is_geographic(to);
  transform->from_name = g_strdup(lt_crs_datum(from));
  transform->to_name = g_strdup(lt_crs_datum(to));
  transform->is_identity = lt_crs_equal(from, to);
  if (transform->is_identity)
    return g_steal_pointer(&transform);

  LtPlane plane;
  transform->is_from_plane = lt_crs_plane(from, &plane, NULL);
  transform->context = lt_pj_context_new();
  g_autoptr(PJ) from_pj = lt_crs_pj_new(from, transform->context);
  g_autoptr(PJ) to_pj = lt_crs_pj_new(to, transform->context);
  if (from_pj == NULL || to_pj == NULL) {
    lt_fail(error, LT_ERROR_CRS, LT_T_CRS_UNKNOWN, lt_crs_name(from_pj == NULL ? from : to),
            lt_pj_message(transform->context));
    return NULL;
  }
  DatumKind a = datum_kind(lt_crs_datum(from)), b = datum_kind(lt_crs_datum(to));
  Pair pair = {.from = from,
               .to = to,
               .from_pj = from_pj,
               .to_pj = to_pj,
               .same_datum = strcmp(lt_crs_datum(from), lt_crs_datum(to)) == 0 ||
                             (a == b && a != DATUM_OTHER),
               .is_bound = proj_get_type(from_pj) == PJ_TYPE_BOUND_CRS ||
                           proj_get_type(to_pj) == PJ_TYPE_BOUND_CRS};
  if (needs_hub(&pair))
    return transform_over_hub(from, to, error);
  return ways_find(transform, &pair, error) ? g_steal_pointer(&transform) : NULL;
}

void lt_transform_free(LtTransform *transform)
{
  if (transform == NULL)
    return;
  for (size_t i = 0; i < transform->n_ways; i++)
    proj_destroy(transform->ways[i].operation);
  lt_transform_free(transform->next);
  lt_bilingual_clear(&transform->note);
  g_free(transform->seen);
  proj_destroy(transform->to_place);
  if (transform->context != NULL)
    proj_context_destroy(transform->context);
  g_free(transform->ways);
  g_free(transform->name);
  g_free(transform->from_name);
  g_free(transform->to_name);
  g_free(transform);
}

bool lt_transform_is_identity(const LtTransform *transform)
{
  return transform->is_identity && transform->next == NULL;
}

bool lt_transform_is_to_degrees(const LtTransform *transform)
{
  return transform->is_to_degrees;
}

bool lt_transform_is_from_plane(const LtTransform *transform)
{
  return transform->is_from_plane;
}

bool lt_transform_is_for_points(const LtTransform *transform)
{
  return transform->undo != NULL;
}

const LtChangeSeen *lt_transform_change_seen(const LtTransform *transform)
{
  while (transform != NULL && transform->seen == NULL)
    transform = transform->next;
  return transform == NULL ? NULL : transform->seen;
}

double lt_transform_accuracy_m(const LtTransform *transform)
{
  return transform->accuracy_m;
}

static char *step_note(const LtTransform *step, LtLang lang)
{
  if (step->note.in[lang] != NULL)
    return g_strdup(step->note.in[lang]);
  if (step->is_identity)
    return g_strdup("");
  if (!step->is_china_wgs84)
    return g_strdup(step->name != NULL ? step->name : "");
  bool from_wgs84 = datum_kind(step->from_name) != DATUM_CGCS2000;
  return lt_text_format(lang, LT_T_CRS_TAKEN_AS, from_wgs84 ? "WGS 84" : "CGCS2000",
                        from_wgs84 ? "CGCS2000" : "WGS 84");
}

char *lt_transform_note(const LtTransform *transform, LtLang lang)
{
  GString *notes = g_string_new(NULL);
  for (const LtTransform *step = transform; step != NULL; step = step->next) {
    g_autofree char *note = step_note(step, lang);
    if (notes->len > 0 && note[0] != '\0')
      g_string_append(notes, "; ");
    g_string_append(notes, note);
  }
  return g_string_free(notes, FALSE);
}

bool lt_transform_count_added(LtTransform *transform, size_t n_added, GError **error)
{
  if (n_added <= LT_PATHS_ADDED_MAX - transform->n_added) {
    transform->n_added += n_added;
    return true;
  }
  return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_TOO_MANY_ADDED, (size_t)LT_PATHS_ADDED_MAX);
}
