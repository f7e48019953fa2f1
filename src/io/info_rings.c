/* The rings of an outline, as they stand in its file. */
#include "io/info_parts.h"

static void rings_take(const LtPart *part, OGRGeometryH geom, GArray *xy, GArray *ends, int depth)
{
  bool is_ring = OGR_G_GetPointCount(geom) > 0 && OGR_G_GetDimension(geom) == 1;
  for (int i = 0; is_ring && i < OGR_G_GetPointCount(geom); i++) {
    const double at[2] = {OGR_G_GetX(geom, i), OGR_G_GetY(geom, i)};
    const double turned[2] = {at[1], at[0]};
    g_array_append_vals(xy, part->is_swapped ? turned : at, 2);
  }
  if (is_ring) {
    size_t end = xy->len / 2;
    g_array_append_val(ends, end);
  }
  for (int i = 0; depth < 32 && i < OGR_G_GetGeometryCount(geom); i++)
    rings_take(part, OGR_G_GetGeometryRef(geom, i), xy, ends, depth + 1);
}

static void features_rings(const LtPart *part, GArray *xy, GArray *ends)
{
  OGRFeatureH feature;
  OGR_L_ResetReading(part->layer);
  while ((feature = OGR_L_GetNextFeature(part->layer)) != NULL) {
    OGRGeometryH geom = OGR_F_GetGeometryRef(feature);
    if (geom != NULL && OGR_G_GetDimension(geom) == 2) {
      OGRGeometryH linear = OGR_G_GetLinearGeometry(geom, 0, NULL);
      rings_take(part, linear, xy, ends, 0);
      OGR_G_DestroyGeometry(linear);
    }
    OGR_F_Destroy(feature);
  }
}

bool lt_info_rings(const LtSourceSpec *spec, GArray **xy, GArray **ends, LtCrs **crs,
                   GError **error)
{
  LtSource *source = lt_info_source_open(spec, error);
  if (source == NULL)
    return false;
  const LtPart *part = &source->parts[0];
  bool ok = lt_source_check_crs(source, error);
  *xy = g_array_new(FALSE, FALSE, sizeof(double));
  *ends = g_array_new(FALSE, FALSE, sizeof(size_t));
  if (ok && part->text != NULL) {
    g_array_append_vals(*xy, part->text->xy, (guint)(2 * part->text->n_points));
    for (size_t ring = 0; ring < part->text->n_rings; ring++)
      g_array_append_val(*ends, part->text->rings[ring].end);
  } else if (ok) {
    features_rings(part, *xy, *ends);
  }
  if (ok) {
    *crs = lt_crs_copy(lt_source_crs(source), error);
    ok = *crs != NULL &&
         ((*ends)->len > 0 || lt_fail(error, LT_ERROR_READ, LT_T_INFO_NO_RINGS, part->where));
  }
  lt_info_source_close(source);
  return ok;
}
