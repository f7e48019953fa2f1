/**
 * @file info_parts.h
 * @brief What the files of info share. Internal to io/.
 */
#ifndef LT_IO_INFO_PARTS_H
#define LT_IO_INFO_PARTS_H

#include "io/info.h"
#include "io/source_parts.h"

/** State of looking at a layer. */
typedef struct {
  LtLayerInfo *info;
  const LtPart *part;
  LtGdalLog *log;
  GHashTable *shapes; /* hashes of geometries seen */
  GArray *xy;         /* of double, pairs */
  size_t stride, n_seen;
  int x_field, y_field; /* of a table; -1 */
} LtInfoLook;

/** Open a source whose polygons come as their rings are turned, as other programs show them; its log
 * is pushed until it is closed. Errors as lt_source_open(). */
LtSource *lt_info_source_open(const LtSourceSpec *spec, GError **error);
void lt_info_source_close(LtSource *source);

/** Count a fault of a feature; @p place NULL: not known; @p message may be NULL. */
void lt_info_fault(LtInfoLook *look, const char *kind, int64_t fid, const double *place,
                   const char *message);

/** Take a place into the points that are kept. */
void lt_info_point(LtInfoLook *look, double x, double y);

/** Look at the geometry of a feature. False with LT_ERROR_MEMORY. */
bool lt_info_look_shape(LtInfoLook *look, OGRGeometryH geom, int64_t fid, GError **error);

/** Look at a survey text. False with LT_ERROR_MEMORY. */
bool lt_info_look_survey(LtInfoLook *look, GError **error);

#endif
