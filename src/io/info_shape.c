/* Geometries as `lantu info` sees them. */
#include "base/bytes.h"
#include "io/info_parts.h"

#include <cpl_error.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_POINTS 20000
/* Of one feature. */
#define MAX_OF_FEATURE 32
#define MAX_DEPTH 32

void lt_info_point(LtInfoLook *look, double x, double y)
{
  const double at[2] = {x, y};
  if (look->n_seen++ % look->stride != 0)
    return;
  g_array_append_vals(look->xy, at, 2);
  if (look->xy->len < 2 * MAX_POINTS)
    return;
  /* every second one is left out, and so it goes on */
  double *xy = (double *)(void *)look->xy->data;
  for (size_t i = 0; i < MAX_POINTS / 2; i++)
    memmove(xy + 2 * i, xy + 4 * i, 2 * sizeof *xy);
  g_array_set_size(look->xy, MAX_POINTS);
  look->stride *= 2;
}

/* ---- points ---- */

static void type_count(LtInfoLook *look, OGRGeometryH geom)
{
  const char *name = OGRGeometryTypeToName(wkbFlatten(OGR_G_GetGeometryType(geom)));
  GArray *types = look->info->types;
  for (guint i = 0; i < types->len; i++)
    if (strcmp(g_array_index(types, LtInfoType, i).name, name) == 0) {
      g_array_index(types, LtInfoType, i).n++;
      return;
    }
  const LtInfoType type = {.name = g_strdup(name), .n = 1};
  g_array_append_val(types, type);
}

/* Compounds of curves tell the points of their members, too. */
static bool has_points(OGRGeometryH geom)
{
  OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geom));
  return type == wkbPoint || type == wkbLineString || type == wkbLinearRing ||
         type == wkbCircularString;
}

/* False where a coordinate is no number. */
static bool vertices_count(LtInfoLook *look, OGRGeometryH geom, size_t *n_points, int depth)
{
  bool are_finite = true, swap = look->part->is_swapped;
  int n = has_points(geom) ? OGR_G_GetPointCount(geom) : 0;
  for (int i = 0; i < n; i++) {
    double x = OGR_G_GetX(geom, i), y = OGR_G_GetY(geom, i);
    are_finite = are_finite && isfinite(x) && isfinite(y);
    lt_extent_add(look->info->extent, swap ? y : x, swap ? x : y);
    /* spread over the feature, its first point in any case */
    if (*n_points == 0 || (size_t)i % (size_t)MAX(n / MAX_OF_FEATURE, 1) == 0)
      lt_info_point(look, swap ? y : x, swap ? x : y);
    ++*n_points;
  }
  for (int i = 0; depth < MAX_DEPTH && i < OGR_G_GetGeometryCount(geom); i++)
    are_finite &= vertices_count(look, OGR_G_GetGeometryRef(geom, i), n_points, depth + 1);
  return are_finite;
}

/* ---- validity ---- */

typedef struct {
  char reason[128];
  double place[2];
} Validity;

static void CPL_STDCALL validity_message(CPLErr class, CPLErrorNum number, const char *text)
{
  static const char mark[] = " at or near point ";
  Validity *validity = CPLGetErrorHandlerUserData();
  (void)number;
  if (class == CE_Debug || validity->reason[0] != '\0')
    return;
  const char *at = strstr(text, mark);
  size_t n = at != NULL ? (size_t)(at - text) : strcspn(text, "\r\n");
  g_snprintf(validity->reason, sizeof validity->reason, "%.*s", (int)MIN(n, 120), text);
  if (at == NULL)
    return;
  char *end;
  validity->place[0] = g_ascii_strtod(at + strlen(mark), &end);
  validity->place[1] = g_ascii_strtod(end, NULL);
}

static bool is_spatial(OGRGeometryH geom, int depth)
{
  OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geom));
  bool is_one = OGR_GT_IsSubClassOf(type, wkbPolyhedralSurface) || type == wkbTriangle;
  for (int i = 0; !is_one && depth < MAX_DEPTH && i < OGR_G_GetGeometryCount(geom); i++)
    is_one = is_spatial(OGR_G_GetGeometryRef(geom, i), depth + 1);
  return is_one;
}

static void validity_look(LtInfoLook *look, OGRGeometryH geom, int64_t fid)
{
  Validity validity = {.place = {NAN, NAN}};
  if (OGR_G_GetDimension(geom) < 2)
    return;
  if (is_spatial(geom, 0)) { /* has no validity in the plane */
    look->info->n_invalid++;
    lt_info_fault(look, "surface", fid, NULL, NULL);
    return;
  }
  CPLPushErrorHandlerEx(validity_message, &validity);
  bool is_valid = OGR_G_IsValid(geom) != 0;
  CPLPopErrorHandler();
  if (is_valid)
    return;
  look->info->n_invalid++;
  bool swap = look->part->is_swapped;
  const double place[2] = {validity.place[swap], validity.place[!swap]};
  lt_info_fault(look, validity.reason[0] != '\0' ? validity.reason : "invalid", fid, place, NULL);
}

/* ---- the same shape again ---- */

static gint64 bytes_hash(const unsigned char *bytes, size_t n)
{
  guint64 hash = G_GUINT64_CONSTANT(14695981039346656037); /* FNV-1a */
  for (size_t i = 0; i < n; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT(1099511628211);
  return (gint64)hash;
}

static bool duplicate_look(LtInfoLook *look, OGRGeometryH geom, int64_t fid, GError **error)
{
  size_t n = (size_t)OGR_G_WkbSize(geom);
  g_autofree unsigned char *wkb = lt_alloc(n, 1, "shape", error);
  if (wkb == NULL)
    return false;
  if (OGR_G_ExportToWkb(geom, wkbNDR, wkb) != OGRERR_NONE) {
    lt_info_fault(look, "damaged", fid, NULL, NULL);
    return true;
  }
  gint64 hash = bytes_hash(wkb, n);
  if (g_hash_table_contains(look->shapes, &hash))
    lt_info_fault(look, "duplicate", fid, NULL, NULL);
  else
    g_hash_table_add(look->shapes, g_memdup2(&hash, sizeof hash));
  return true;
}

bool lt_info_look_shape(LtInfoLook *look, OGRGeometryH geom, int64_t fid, GError **error)
{
  LtLayerInfo *info = look->info;
  if (geom == NULL) {
    lt_info_fault(look, "null", fid, NULL, NULL);
    return true;
  }
  type_count(look, geom);
  if (OGR_G_IsEmpty(geom)) {
    lt_info_fault(look, "empty", fid, NULL, NULL);
    return true;
  }
  info->n_z += OGR_G_Is3D(geom) ? 1 : 0;
  info->n_m += OGR_G_IsMeasured(geom) ? 1 : 0;
  info->n_curves += OGR_G_HasCurveGeometry(geom, TRUE) ? 1 : 0;
  OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geom));
  bool is_multi = OGR_GT_IsSubClassOf(type, wkbGeometryCollection);
  info->n_multi += is_multi && OGR_G_GetGeometryCount(geom) > 1 ? 1 : 0;
  size_t n_points = 0;
  bool are_finite = vertices_count(look, geom, &n_points, 0);
  info->n_vertices += n_points;
  if (!are_finite) {
    lt_info_fault(look, "not-finite", fid, NULL, NULL);
    info->n_invalid += OGR_G_GetDimension(geom) == 2;
    return true;
  }
  validity_look(look, geom, fid);
  return duplicate_look(look, geom, fid, error);
}

/* ---- survey texts ---- */

/* A ring as a polygon of its own. How rings lie in each other is for the check to say. */
static OGRGeometryH ring_polygon(const LtSurveyText *text, size_t ring)
{
  OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
  OGRGeometryH line = OGR_G_CreateGeometry(wkbLinearRing);
  for (size_t i = ring == 0 ? 0 : text->rings[ring - 1].end; i < text->rings[ring].end; i++)
    OGR_G_AddPoint_2D(line, text->xy[2 * i], text->xy[2 * i + 1]);
  OGR_G_AddGeometryDirectly(polygon, line);
  return polygon;
}

bool lt_info_look_survey(LtInfoLook *look, GError **error)
{
  const LtSurveyText *text = look->part->text;
  LtLayerInfo *info = look->info;
  for (size_t i = 0; i < text->n_parcels; i++) {
    const LtParcel *parcel = &text->parcels[i];
    size_t n_invalid = info->n_invalid;
    bool is_done = true;
    for (size_t ring = parcel->first_ring; is_done && ring < parcel->end_ring; ring++) {
      OGRGeometryH polygon = ring_polygon(text, ring);
      if (ring == parcel->first_ring)
        type_count(look, polygon);
      size_t n_points = 0;
      vertices_count(look, polygon, &n_points, 0);
      info->n_vertices += n_points;
      if (info->n_invalid == n_invalid)
        validity_look(look, polygon, (int64_t)i + 1);
      is_done = duplicate_look(look, polygon, (int64_t)i + 1, error);
      OGR_G_DestroyGeometry(polygon);
    }
    if (!is_done)
      return false;
    info->n_features++;
  }
  return true;
}
