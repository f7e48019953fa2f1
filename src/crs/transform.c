#include "crs/transform.h"

#include "crs/crs_pj.h"

#include <math.h>
#include <string.h>

/* One way PROJ offers, good inside its area. */
typedef struct {
  PJ *operation;
  bool has_area;
  double west, south, east, north; /* degrees; west > east across 180° */
} Way;

struct LtTransform {
  PJ_CONTEXT *context;
  Way *ways;
  size_t n_ways;
  PJ *to_place; /* to (longitude, latitude), which tells the area; NULL when none matters */
  bool is_identity, is_china_wgs84, is_to_degrees, is_from_plane;
  double accuracy_m;
  size_t n_added; /* by all paths */
  char *name;
  char *from_name, *to_name;
  LtTransform *next; /* from WGS 84 on; see lt_transform_new() */
};

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

static bool way_take(LtTransform *transform, const Pair *pair, const PJ *operation, Way *way)
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
  transform->ways = g_new0(Way, (size_t)MAX(n, 1));
  for (int i = 0; i < n; i++) {
    g_autoptr(PJ) operation = proj_list_get(context, found, i);
    Way *way = &transform->ways[transform->n_ways];
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

static LtTransform *transform_over_hub(const LtCrs *from, const LtCrs *to, GError **error)
{
  g_autoptr(LtCrs) hub = lt_crs_parse("EPSG:4326", error);
  g_autoptr(LtTransform) first = hub != NULL ? lt_transform_new(from, hub, error) : NULL;
  if (first == NULL)
    return NULL;
  first->next = lt_transform_new(hub, to, error);
  if (first->next == NULL)
    return NULL;
  first->is_to_degrees = first->next->is_to_degrees;
  bool is_known = first->accuracy_m >= 0 && first->next->accuracy_m >= 0;
  first->accuracy_m = is_known ? first->accuracy_m + first->next->accuracy_m : -1;
  return g_steal_pointer(&first);
}

LtTransform *lt_transform_new(const LtCrs *from, const LtCrs *to, GError **error)
{
  g_return_val_if_fail(from != NULL && to != NULL, NULL);

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
  return transform->is_identity;
}

bool lt_transform_is_to_degrees(const LtTransform *transform)
{
  return transform->is_to_degrees;
}

bool lt_transform_is_from_plane(const LtTransform *transform)
{
  return transform->is_from_plane;
}

double lt_transform_accuracy_m(const LtTransform *transform)
{
  return transform->accuracy_m;
}

char *lt_transform_note(const LtTransform *transform, LtLang lang)
{
  if (transform->is_identity)
    return g_strdup("");
  if (transform->next != NULL) {
    g_autofree char *first = g_strdup(transform->name);
    g_autofree char *second = lt_transform_note(transform->next, lang);
    return g_strconcat(first, "; ", second, NULL);
  }
  if (!transform->is_china_wgs84)
    return g_strdup(transform->name != NULL ? transform->name : "");
  bool from_wgs84 = datum_kind(transform->from_name) != DATUM_CGCS2000;
  return lt_text_format(lang, LT_T_CRS_TAKEN_AS, from_wgs84 ? "WGS 84" : "CGCS2000",
                        from_wgs84 ? "CGCS2000" : "WGS 84");
}

/* Transform in place, HUGE_VAL for what has no image; how many these are. NULL leaves the others as
 * they are. No time is given: parameters that change with it are taken at their own epoch. */
static size_t batch_transform(PJ *operation, double *xy, size_t n)
{
  size_t n_failed = 0, step = 2 * sizeof *xy;
  for (size_t i = 0; i < n; i++)
    if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1]))
      xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
  if (operation != NULL)
    proj_trans_generic(operation, PJ_FWD, xy, step, n, xy + 1, step, n, NULL, 0, 0, NULL, 0, 0);
  for (size_t i = 0; i < n; i++) {
    if (isfinite(xy[2 * i]) && isfinite(xy[2 * i + 1]))
      continue;
    xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
    n_failed++;
  }
  if (n_failed > 0 && operation != NULL)
    proj_errno_reset(operation);
  return n_failed;
}

static bool way_covers(const Way *way, double lon, double lat)
{
  if (!way->has_area)
    return true;
  bool in_lon = way->west <= way->east ? lon >= way->west && lon <= way->east
                                       : lon >= way->west || lon <= way->east;
  return in_lon && lat >= way->south && lat <= way->north;
}

/* The first way whose area holds the point. PROJ itself would take any of them outside all areas,
 * which is hundreds of metres wrong: such a point has no image here. */
static PJ *way_choose(const LtTransform *transform, const double xy[2])
{
  if (transform->to_place == NULL)
    return NULL;
  double place[2] = {xy[0], xy[1]};
  if (batch_transform(transform->to_place, place, 1) > 0)
    return NULL;
  for (size_t i = 0; i < transform->n_ways; i++)
    if (way_covers(&transform->ways[i], place[0], place[1]))
      return transform->ways[i].operation;
  return NULL;
}

size_t lt_transform_points(LtTransform *transform, double *xy, size_t n)
{
  if (transform->is_identity)
    return batch_transform(NULL, xy, n);
  size_t n_failed = 0;
  if (!transform->ways[0].has_area) {
    n_failed = batch_transform(transform->ways[0].operation, xy, n);
  } else {
    for (size_t i = 0; i < n; i++) {
      PJ *way = way_choose(transform, xy + 2 * i);
      if (way == NULL)
        xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
      n_failed += batch_transform(way, xy + 2 * i, 1);
    }
  }
  return transform->next != NULL ? lt_transform_points(transform->next, xy, n) : n_failed;
}

bool lt_transform_count_added(LtTransform *transform, size_t n_added, GError **error)
{
  if (n_added <= LT_PATHS_ADDED_MAX - transform->n_added) {
    transform->n_added += n_added;
    return true;
  }
  return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_TOO_MANY_ADDED, (size_t)LT_PATHS_ADDED_MAX);
}
