#include "crs/crs_pj.h"

#include <proj_experimental.h> /* proj_crs_demote_to_2D() */
#include <string.h>

/* No CRS of the world needs more; what PROJ's parsers do with more is not our wish to learn. */
#define TEXT_BYTES_MAX 65536

struct LtCrs {
  char *definition; /* what lt_crs_pj_new() gives to PROJ */
  char *name, *id, *wkt, *datum;
  bool is_projected;
  LtMapGrid map_grid;
  LtCrsProjection *inverse;
};

/* A context may log on another thread than made it, so the message is kept by thread. */
static _Thread_local char last_message[256];

static void message_keep(void *data, int level, const char *message)
{
  (void)data;
  (void)level;
  g_strlcpy(last_message, message, sizeof last_message);
}

PJ_CONTEXT *lt_pj_context_new(void)
{
  PJ_CONTEXT *context = proj_context_create();
  proj_log_func(context, NULL, message_keep);
  proj_context_set_enable_network(context, 0);
  last_message[0] = 0;
  return context;
}

const char *lt_pj_message(PJ_CONTEXT *context)
{
  if (last_message[0] != 0)
    return last_message;
  int code = proj_context_errno(context);
  return code == 0 ? "-" : proj_context_errno_string(context, code);
}

static bool is_code(const char *text)
{
  const char *colon = strchr(text, ':');
  if (colon == NULL || colon == text || colon[1] == 0 || strlen(text) > 80)
    return false;
  return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-") ==
         strlen(text);
}

static bool is_wkt(const char *text)
{
  size_t word = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
  const char *rest = text + word;
  rest += strspn(rest, " \t\r\n");
  return word > 0 && (*rest == '[' || *rest == '(');
}

/* What PROJ shall read. Names ("China") are not let through, since PROJ takes the first that looks
 * like it; nor is +init=, which opens files. NULL with an error. */
static char *definition_from_text(const char *text, GError **error)
{
  size_t n_bytes = strnlen(text, TEXT_BYTES_MAX + 1);
  if (n_bytes > TEXT_BYTES_MAX) {
    lt_fail(error, LT_ERROR_CRS, LT_T_CRS_TOO_LONG, (size_t)TEXT_BYTES_MAX);
    return NULL;
  }
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  if (g_utf8_validate(trimmed, -1, NULL)) {
    if (is_code(trimmed) || is_wkt(trimmed))
      return g_steal_pointer(&trimmed);
    if (trimmed[0] == '+' && strstr(trimmed, "init=") == NULL)
      return strstr(trimmed, "type=crs") != NULL ? g_steal_pointer(&trimmed)
                                                 : g_strconcat(trimmed, " +type=crs", NULL);
  }
  g_autofree char *shown = g_utf8_make_valid(trimmed, (gssize)MIN(strlen(trimmed), 60));
  lt_fail(error, LT_ERROR_CRS, LT_T_CRS_FORM, shown);
  return NULL;
}

/* The horizontal, two-dimensional part of whatever CRS. Takes over @p take. */
static PJ *horizontal(PJ_CONTEXT *context, PJ *take)
{
  g_autoptr(PJ) crs = take;
  if (crs != NULL && proj_get_type(crs) == PJ_TYPE_COMPOUND_CRS) {
    PJ *part = proj_crs_get_sub_crs(context, crs, 0);
    proj_destroy(crs);
    crs = part;
  }
  if (crs != NULL && proj_get_type(crs) == PJ_TYPE_GEOGRAPHIC_3D_CRS)
    return proj_crs_demote_to_2D(context, NULL, crs);
  return g_steal_pointer(&crs);
}

PJ *lt_crs_pj_new(const LtCrs *crs, PJ_CONTEXT *context)
{
  return horizontal(context, proj_create(context, crs->definition));
}

PJ *lt_pj_unbound(PJ_CONTEXT *context, const PJ *crs)
{
  return proj_get_type(crs) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context, crs)
                                                 : proj_clone(context, crs);
}

/* Same numbers for the same place, after both are turned to (easting, northing). */
static bool same_system(PJ_CONTEXT *context, const PJ *a, const PJ *b)
{
  g_autoptr(PJ) a_turned = proj_normalize_for_visualization(context, a);
  g_autoptr(PJ) b_turned = proj_normalize_for_visualization(context, b);
  return proj_is_equivalent_to_with_ctx(context, a_turned != NULL ? a_turned : a,
                                        b_turned != NULL ? b_turned : b, PJ_COMP_EQUIVALENT);
}

static char *id_of(const PJ *crs)
{
  const char *authority = proj_get_id_auth_name(crs, 0), *code = proj_get_id_code(crs, 0);
  return authority != NULL && code != NULL ? g_strconcat(authority, ":", code, NULL) : NULL;
}

/* The id a text states is believed only when the authority means the same. */
static char *id_stated(PJ_CONTEXT *context, const PJ *crs)
{
  g_autofree char *id = id_of(crs);
  if (id == NULL)
    return NULL;
  g_autoptr(PJ) of_authority = horizontal(context, proj_create(context, id));
  return of_authority != NULL && same_system(context, crs, of_authority) ? g_steal_pointer(&id)
                                                                         : NULL;
}

static char *id_identified(PJ_CONTEXT *context, const PJ *crs)
{
  int *confidence = NULL;
  g_autoptr(PJ_OBJ_LIST) found = proj_identify(context, crs, "EPSG", NULL, &confidence);
  g_autofree char *id = NULL;
  if (found != NULL && proj_list_get_count(found) > 0 && confidence != NULL &&
      confidence[0] == 100) {
    g_autoptr(PJ) first = proj_list_get(context, found, 0);
    id = first != NULL ? id_of(first) : NULL;
  }
  proj_int_list_destroy(confidence);
  return g_steal_pointer(&id);
}

static char *wkt_of(PJ_CONTEXT *context, const PJ *crs)
{
  const char *options[] = {"MULTILINE=NO", NULL};
  const char *wkt = proj_as_wkt(context, crs, PJ_WKT1_GDAL, options);
  if (wkt == NULL)
    wkt = proj_as_wkt(context, crs, PJ_WKT2_2019, options);
  return g_strdup(wkt != NULL ? wkt : "");
}

static bool facts_read(LtCrs *crs, PJ_CONTEXT *context, PJ *pj, GError **error)
{
  g_autoptr(PJ) base = lt_pj_unbound(context, pj);
  PJ_TYPE type = base != NULL ? proj_get_type(base) : PJ_TYPE_UNKNOWN;
  g_autoptr(PJ) datum = base != NULL ? proj_crs_get_datum_forced(context, base) : NULL;
  crs->is_projected = type == PJ_TYPE_PROJECTED_CRS;
  if ((!crs->is_projected && type != PJ_TYPE_GEOGRAPHIC_2D_CRS) || datum == NULL)
    return lt_fail(error, LT_ERROR_CRS, LT_T_CRS_KIND, proj_get_name(pj));

  crs->datum = g_strdup(proj_get_name(datum));
  /* Parameters that a text binds to its CRS are no part of the authority's. */
  if (proj_get_type(pj) != PJ_TYPE_BOUND_CRS) {
    crs->id = id_stated(context, pj);
    if (crs->id == NULL)
      crs->id = id_identified(context, pj);
  }
  g_autoptr(PJ) known = crs->id != NULL ? horizontal(context, proj_create(context, crs->id)) : NULL;
  if (known != NULL) {
    g_free(crs->definition);
    crs->definition = g_strdup(crs->id);
  } else {
    g_clear_pointer(&crs->id, g_free);
  }
  crs->name = g_strdup(proj_get_name(known != NULL ? known : base));
  crs->wkt = wkt_of(context, known != NULL ? known : pj);
  if (crs->id == NULL)
    crs->id = g_strdup("");
  return true;
}

static const struct {
  const char *text, *name;
  LtMapGrid grid;
} map_grids[] = {{"GCJ-02", "GCJ-02", LT_MAP_GCJ02},
                 {"GCJ02", "GCJ-02", LT_MAP_GCJ02},
                 {"BD-09", "BD-09", LT_MAP_BD09},
                 {"BD09", "BD-09", LT_MAP_BD09}};

/* A grid of web maps; NULL: the text names none. */
static LtCrs *map_grid_new(const char *text)
{
  for (size_t i = 0; i < G_N_ELEMENTS(map_grids); i++) {
    const char *name = map_grids[i].name;
    if (g_ascii_strcasecmp(text, map_grids[i].text) != 0)
      continue;
    LtCrs *crs = g_new0(LtCrs, 1);
    *crs = (LtCrs){.definition = g_strdup("EPSG:4326"), .name = g_strdup(name),
                   .id = g_strdup(name), .wkt = g_strdup(""), .datum = g_strdup(name),
                   .map_grid = map_grids[i].grid};
    return crs;
  }
  return NULL;
}

LtCrs *lt_crs_parse(const char *text, GError **error)
{
  g_return_val_if_fail(text != NULL, NULL);

  LtCrs *map_grid = map_grid_new(text);
  if (map_grid != NULL)
    return map_grid;
  g_autoptr(LtCrs) crs = g_new0(LtCrs, 1);
  crs->definition = definition_from_text(text, error);
  if (crs->definition == NULL)
    return NULL;
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  if (pj == NULL) {
    g_autofree char *shown =
        g_utf8_substring(crs->definition, 0, MIN(g_utf8_strlen(crs->definition, -1), 60));
    lt_fail(error, LT_ERROR_CRS, LT_T_CRS_UNKNOWN, shown, lt_pj_message(context));
    return NULL;
  }
  return facts_read(crs, context, pj, error) ? g_steal_pointer(&crs) : NULL;
}

LtCrs *lt_crs_copy(const LtCrs *crs, GError **error)
{
  return lt_crs_parse(crs->map_grid == LT_MAP_NONE ? crs->definition : crs->id, error);
}

static void inverse_free(LtCrsProjection *inverse)
{
  if (inverse == NULL)
    return;
  proj_destroy(inverse->forward);
  proj_context_destroy(inverse->context);
  g_mutex_clear(&inverse->mutex);
  g_free(inverse);
}

void lt_crs_free(LtCrs *crs)
{
  if (crs == NULL)
    return;
  inverse_free(crs->inverse);
  g_free(crs->definition);
  g_free(crs->name);
  g_free(crs->id);
  g_free(crs->wkt);
  g_free(crs->datum);
  g_free(crs);
}

const char *lt_crs_name(const LtCrs *crs)
{
  return crs->name;
}

const char *lt_crs_id(const LtCrs *crs)
{
  return crs->id;
}

const char *lt_crs_wkt(const LtCrs *crs)
{
  return crs->wkt;
}

const char *lt_crs_datum(const LtCrs *crs)
{
  return crs->datum;
}

LtMapGrid lt_crs_map_grid(const LtCrs *crs)
{
  return crs->map_grid;
}

bool lt_crs_is_projected(const LtCrs *crs)
{
  return crs->is_projected;
}

bool lt_crs_is_geographic(const LtCrs *crs)
{
  return !crs->is_projected;
}

bool lt_crs_equal(const LtCrs *a, const LtCrs *b)
{
  if (a->map_grid != b->map_grid)
    return false;
  if (a == b || strcmp(a->definition, b->definition) == 0)
    return true;
  g_autoptr(PJ_CONTEXT) context = lt_pj_context_new();
  g_autoptr(PJ) a_pj = lt_crs_pj_new(a, context);
  g_autoptr(PJ) b_pj = lt_crs_pj_new(b, context);
  return a_pj != NULL && b_pj != NULL && same_system(context, a_pj, b_pj);
}

/* Where the units of a geographic CRS and its prime meridian stand. */
static bool inverse_read(LtCrsProjection *inverse, const LtCrs *crs)
{
  PJ_CONTEXT *context = inverse->context;
  g_autoptr(PJ) pj = lt_crs_pj_new(crs, context);
  g_autoptr(PJ) base = pj != NULL ? lt_pj_unbound(context, pj) : NULL;
  g_autoptr(PJ) geographic = base != NULL ? proj_crs_get_geodetic_crs(context, base) : NULL;
  if (geographic == NULL)
    return false;
  g_autoptr(PJ) axes = proj_crs_get_coordinate_system(context, geographic);
  g_autoptr(PJ) meridian = proj_get_prime_meridian(context, geographic);
  g_autoptr(PJ) ellipsoid = proj_get_ellipsoid(context, geographic);
  double longitude = 0, unit_rad = G_PI / 180, rf = 0;
  if (axes == NULL || ellipsoid == NULL ||
      !proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &inverse->unit_rad, NULL, NULL,
                             NULL) ||
      !proj_ellipsoid_get_parameters(context, ellipsoid, &inverse->a_m, NULL, NULL, &rf))
    return false;
  if (meridian != NULL)
    proj_prime_meridian_get_parameters(context, meridian, &longitude, &unit_rad, NULL);
  inverse->meridian_rad = longitude * unit_rad;
  inverse->f = rf == 0 ? 0 : 1 / rf;
  g_autoptr(PJ) forward = proj_create_crs_to_crs_from_pj(context, geographic, base, NULL, NULL);
  inverse->forward = forward != NULL ? proj_normalize_for_visualization(context, forward) : NULL;
  return inverse->forward != NULL;
}

LtCrsProjection *lt_crs_inverse(const LtCrs *crs, GError **error)
{
  /* The one lazy member of a read-only LtCrs; whoever comes second drops his. */
  LtCrsProjection **place = &((LtCrs *)crs)->inverse, *made = g_atomic_pointer_get(place);
  if (made != NULL)
    return made;
  made = g_new0(LtCrsProjection, 1);
  g_mutex_init(&made->mutex);
  made->context = lt_pj_context_new();
  if (!inverse_read(made, crs)) {
    lt_fail(error, LT_ERROR_CRS, LT_T_CRS_NO_INVERSE, crs->name, lt_pj_message(made->context));
    inverse_free(made);
    return NULL;
  }
  if (!g_atomic_pointer_compare_and_exchange(place, NULL, made)) {
    inverse_free(made);
    made = g_atomic_pointer_get(place);
  }
  return made;
}
