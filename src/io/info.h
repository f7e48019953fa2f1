/**
 * @file info.h
 * @brief What is in a file, without bringing it to any CRS: for `lantu info`.
 *
 * Coordinates are as they stand in the file, easting or longitude first where the format says which
 * is which. Validity is that of the coordinates as they stand, by GEOS: the check of a project asks
 * its own question on the lattice of the project's CRS.
 */
#ifndef LT_IO_INFO_H
#define LT_IO_INFO_H

#include "io/source.h"

#define LT_INFO_SAMPLES 3
/** Places kept of a kind of fault. */
#define LT_INFO_PLACES 3

typedef struct {
  char *name;
  const char *type; /**< static */
  int width;        /**< 0: not limited */
  size_t n_filled;
  char *samples[LT_INFO_SAMPLES]; /**< different values, the first there are; NULL behind them */
} LtInfoField;

/** A kind of fault: "null", "empty", "damaged", "not-finite", "duplicate", "text", or what GEOS calls it. */
typedef struct {
  char *kind;
  size_t n; /**< features */
  int64_t last_fid; /**< the last of them */
  int64_t fids[LT_INFO_PLACES];
  double places[LT_INFO_PLACES][2]; /**< NAN where none is known */
  char *message;                    /**< of the first; NULL: none */
} LtInfoFault;

typedef struct {
  char *name;
  size_t n;
} LtInfoType;

typedef struct {
  char *layer;        /**< its name in the file */
  const char *format; /**< static */
  size_t n_features, n_vertices, n_multi, n_curves, n_z, n_m, n_invalid;
  GArray *types;             /**< of LtInfoType: geometry types */
  GArray *fields;            /**< of LtInfoField */
  GArray *faults;            /**< of LtInfoFault, in the order of their first feature */
  double extent[4];          /**< min x, min y, max x, max y; min above max: none */
  char *x_column, *y_column; /**< columns with the coordinates of a table, guessed by name; NULL */
  LtCrs *crs;                /**< stated; NULL: none */
  char *crs_error;           /**< why that of the file cannot be used; NULL */
  const char *encoding_stated, *encoding_found; /**< static; NULL: not; undecidable */
  const char *stated_by;                        /**< "--encoding", ".cpg", "LDID"; NULL */
  bool has_encoded_texts;  /**< some are beyond ASCII, and not by format in UTF-8 */
  bool is_encoded;         /**< the format leaves the encoding open */
  char *encoding_readings; /**< texts in all readings where there is a doubt; NULL */
  GPtrArray *text_samples; /**< of char *: texts beyond ASCII, three at most */
  double *xy;              /**< points of the layer, spread over its features */
  size_t n_xy;
  char *failure; /**< why reading broke off; NULL: it did not */
} LtLayerInfo;

void lt_layer_info_free(void *info);

/** Names of the layers of a file, NULL-terminated, g_strfreev(); a survey text has one. NULL with
 * LT_ERROR_READ. A folder or an archive of one file is that file; of several it is an error that
 * lists them. */
char **lt_info_layers(const char *path, GError **error);

/**
 * Read a layer and tell what is in it.
 *
 * @param spec  as for lt_source_open()
 * @return      free with lt_layer_info_free(); NULL with the errors of lt_source_open(),
 *              LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LtLayerInfo *lt_info_read(const LtSourceSpec *spec, LtRun *run, GError **error);

/** All rings of the polygons of a source as they stand in the file, curves stroked. @p xy holds 2·n
 * doubles, @p ends the end of each ring in points; g_array_unref() both. */
bool lt_info_rings(const LtSourceSpec *spec, GArray **xy, GArray **ends, LtCrs **crs,
                   GError **error);

#endif
