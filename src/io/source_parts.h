/**
 * @file source_parts.h
 * @brief What source.c and the readers of the formats share. Internal to io/.
 */
#ifndef LT_IO_SOURCE_PARTS_H
#define LT_IO_SOURCE_PARTS_H

#include "io/gdal_log.h"
#include "io/shape_build.h"
#include "io/survey_text.h"

#include <gdal.h>
#include <ogr_api.h>

/** One file of a source: a dataset of GDAL, or a survey text. */
typedef struct {
  const char *path;      /**< borrowed */
  char *where;           /**< for messages: "county.gpkg: layer 'DLTB'" */
  GDALDatasetH dataset;  /**< NULL: a survey text */
  OGRLayerH layer;
  LtSurveyText *text;
  const char *encoding;  /**< of its texts, static; NULL: not stated */
  bool is_shapefile;
  bool is_gpkg;
  bool has_fids;         /**< false: counted from 1 */
  bool counts_are_true;  /**< the number of features is stated by the file */
  bool is_swapped;       /**< northing or latitude comes first */
  char **columns;
  LtCrs *crs;            /**< its own; NULL: none */
  GError *crs_error;     /**< why its own cannot be used */
} LtPart;

struct LtSource {
  LtSourceSpec spec;
  LtPart *parts;
  size_t n_parts;
  size_t n_columns;
  size_t x_column, y_column; /**< SIZE_MAX: none */
  LtCrs *stated_crs;
  LtGdalLog log;
};

/** State of a reading. */
typedef struct {
  LtSource *source;
  LtTable *table;
  LtRun *run;
  LtShapeBuilder builder;
  LtShapesTaker taker; /**< NULL: all shapes are kept */
  void *taker_data;
  LtReadStats stats;
  int64_t *fids;
  size_t n_fids, cap_fids;
  LtValue *values; /**< one for each column */
  bool *wanted;
  GPtrArray *texts; /**< decoded texts of the row */
  double chord_error; /**< allowed, in units of the source */
  double chord_found, m_per_unit;
} LtReading;

/** Open a file. The log of @p source is pushed. */
bool lt_part_open_ogr(LtPart *part, LtSource *source, GError **error);
bool lt_part_open_survey(LtPart *part, LtSource *source, GError **error);
bool lt_part_extent_ogr(const LtPart *part, const LtSource *source, double extent[4]);
bool lt_part_extent_survey(const LtPart *part, double extent[4]);

/** Read all features of a file. */
bool lt_part_read_ogr(const LtPart *part, LtReading *reading, GError **error);
bool lt_part_read_survey(const LtPart *part, LtReading *reading, GError **error);

/**
 * Read features of a GeoPackage without GDAL, as many as are beyond doubt; shapes, values and faults
 * are those of lt_part_read_ogr().
 *
 * @param n_read    receives how many, from the first on
 * @param is_whole  receives true when these are all; else GDAL is to go on behind them
 */
bool lt_part_read_gpkg(const LtPart *part, LtReading *reading, size_t *n_read, bool *is_whole,
                       GError **error);

/** Take a feature that GDAL has read, after @p n_read others. */
bool lt_part_take_feature(const LtPart *part, LtReading *reading, OGRFeatureH feature,
                          size_t n_read, GError **error);

/** Make a text of the file the value of a column, decoded; borrowed where it is UTF-8. */
bool lt_reading_text(LtReading *reading, const LtPart *part, const char *bytes, size_t column,
                     GError **error);

/** Tell the run how far it is, now and then, and ask whether to go on. */
bool lt_reading_progress(LtReading *reading, size_t n_read, GIntBig n_all, GError **error);

/** Wrap an error in the names of the layer and the feature. Always false. */
bool lt_part_fail_feature(const LtPart *part, int64_t fid, GError *take_inner, GError **error);

/** Note the fid of a row and put its values into the table. */
bool lt_reading_insert(LtReading *reading, int64_t fid, GError **error);

/** Append the shape of a feature; NULL: none. Curves are stroked; unlike parts are faults. */
bool lt_ogr_shape_add(LtReading *reading, OGRGeometryH geom, bool is_swapped, GError **error);

/** Widen an extent that begins as +inf, +inf, -inf, -inf; numbers that are none are left out. */
void lt_extent_add(double extent[4], double x, double y);

#endif
