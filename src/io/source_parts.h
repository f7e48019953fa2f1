/**
 * @file source_parts.h
 * @brief What source.c and the readers of the formats share. Internal to io/.
 */
#ifndef LT_IO_SOURCE_PARTS_H
#define LT_IO_SOURCE_PARTS_H

#include "io/data_files.h"
#include "io/formats.h"
#include "io/gdal_log.h"
#include "io/shape_build.h"
#include "io/survey_text.h"
#include "io/table_rows.h"

#include <gdal.h>
#include <ogr_api.h>
#include <pthread.h>
#include <stdatomic.h>

/** Who says which encoding texts are in. */
typedef enum { LT_STATED_NOT, LT_STATED_USER, LT_STATED_CPG, LT_STATED_LDID } LtStatedBy;

/** One file of a source: a dataset of GDAL, or a survey text. */
typedef struct {
  const char *path;      /**< for messages; borrowed */
  const char *opened;    /**< for GDAL; path itself where it is a plain file; borrowed */
  const char *table;     /**< that the path of a database names; NULL; borrowed */
  bool is_named;         /**< the layer that is wanted has named the file */
  const LtFormat *format; /**< NULL: a survey text */
  char *where;           /**< for messages: "county.gpkg: layer 'DLTB'" */
  GDALDatasetH dataset;  /**< NULL: a survey text */
  OGRLayerH layer;
  LtSurveyText *text;
  const char *encoding;  /**< of its texts, static; NULL: neither stated nor to be told */
  const char *encoding_stated; /**< static; NULL: by nobody */
  LtStatedBy stated_by;
  const char *encoding_found;  /**< by the bytes, static; NULL: undecidable */
  bool has_encoded_texts;      /**< some are not ASCII */
  bool encoding_differs;       /**< what is stated is not what was found */
  bool encoding_is_refuted;    /**< most texts are not valid in what is stated */
  char *encoding_readings;     /**< some texts in all readings, where there is a doubt; else NULL */
  const char *encoding_file;   /**< UTF-16LE or UTF-16BE, of a file of which decoded is the text */
  char *decoded;               /**< file in memory that is opened; NULL: none */
  bool has_fids;         /**< else features are counted from 1 */
  bool is_shapefile;
  bool is_gpkg;          /**< a plain file, not a member of an archive */
  bool has_no_shapes;    /**< a table of attributes */
  size_t n_head_rows;    /**< of a sheet: rows before its data */
  bool is_swapped;       /**< northing or latitude comes first */
  char **columns;
  LtCrs *crs;            /**< its own; NULL: none */
  GError *crs_error;     /**< why its own cannot be used */
} LtPart;

struct LtSource {
  LtSourceSpec spec;
  GPtrArray *files; /**< of LtDataFile: those of the parts */
  LtPart *parts;
  size_t n_parts;
  size_t n_columns;
  size_t x_column, y_column; /**< SIZE_MAX: none */
  LtCrs *stated_crs;
  LtGdalLog log;
};

/** How a part comes to the project CRS. */
typedef struct {
  LtTransform *transform;
  const LtDatumChange *change; /**< of the user's own; NULL: none; borrowed */
  double m_per_unit; /**< of its own CRS */
} LtPartWay;

/** How far all are that read at once. */
typedef struct {
  atomic_size_t n_read;
  double n_all; /**< 0: not known */
} LtReadProgress;

/** State of a reading. */
typedef struct {
  LtSource *source;
  LtTable *table;
  LtRun *run;
  LtRows *rows; /**< receive the rows; NULL: the table */
  LtShapeBuilder builder;
  const LtTakerFuncs *funcs; /**< NULL: all shapes are kept */
  void *taker;
  LtReadProgress *progress;       /**< shared with others; NULL: it reads alone */
  bool tells_progress;            /**< it reads on the thread of the run */
  const atomic_bool *is_given_up; /**< true: nobody wants the rest; NULL: somebody does */
  LtReadStats stats;
  int64_t *fids;
  size_t n_fids, cap_fids;
  bool takes_bad_texts;           /**< as faults; else they are errors */
  size_t n_touched; /**< points whose memory is there */
  LtValue *values; /**< one for each column */
  bool *wanted;
  GPtrArray *texts; /**< decoded texts of the row */
  LtPartWay *ways;    /**< one for each part */
  LtSample *samples;  /**< one for each part; NULL: nobody asks */
  bool takes_drawn;   /**< closed lines of the part at hand stand for polygons */
  double chord_error; /**< allowed, in units of the part at hand */
  double m_per_unit;  /**< of the part at hand */
  double chord_found_m;
} LtReading;

/** Open a file. The log of @p source is pushed. */
bool lt_part_open_ogr(LtPart *part, LtSource *source, GError **error);
bool lt_part_open_survey(LtPart *part, LtSource *source, GError **error);
bool lt_part_extent_ogr(const LtPart *part, const LtSource *source, double extent[4]);
bool lt_part_extent_survey(const LtPart *part, double extent[4]);

/** Open a CSV file in UTF-16 from memory, in UTF-8; other files stay as they are. False with
 * LT_ERROR_READ (more than 64 MB, or broken) or LT_ERROR_MEMORY. */
bool lt_part_decode_utf16(LtPart *part, GError **error);

/** Find the encoding of a file that GDAL has opened: what is stated of it, else what its bytes
 * say. Cost: reads the texts of a table of up to 64 MB. */
void lt_part_find_encoding(LtPart *part, const LtSource *source);

/** Warn when the user states something else than was found. */
void lt_part_tell_encoding(const LtPart *part, LtRun *run);

/** A text of the file, free with g_free(); NULL with LT_ERROR_READ. All readings are shown where the
 * encoding cannot be told, or the file itself states another than was found. */
char *lt_part_decode(const LtPart *part, const char *bytes, const char *what, GError **error);

/** True when there is nothing to bring to another CRS. */
bool lt_source_lacks_shapes(const LtSource *source, size_t part);
/** CRS of a part, as stated or its own; NULL: none; borrowed. */
const LtCrs *lt_source_part_crs(const LtSource *source, size_t part);
/** No CRS: say what the numbers suggest. Always false, with LT_ERROR_CRS. */
bool lt_source_fail_no_crs(LtSource *source, const LtPart *part, GError **error);

/** Find the ways of all parts to the project CRS, and what is stated of them. */
bool lt_reading_transform(LtReading *reading, const LtCrs *project_crs, GError **error);

/** Note what the user's own changes of datum have moved, and warn of what looks wrong. */
void lt_reading_tell_changes(LtReading *reading);

/** Take the way of a part, before it is read. */
void lt_reading_begin_part(LtReading *reading, size_t part);

/** Keep coordinates of all parts as they stand there. */
void lt_reading_sample(LtReading *reading);

/** Make room for a row and a shape. LT_ERROR_MEMORY. */
bool lt_reading_prepare(LtReading *reading, GError **error);

/** Read all files of the source. */
bool lt_reading_parts(LtReading *reading, GError **error);

/** Hand on what was read since the last time. */
bool lt_reading_hand_on(LtReading *reading, GError **error);

/** Take what was read; faults are sorted. */
LtLayerData *lt_reading_take(LtReading *reading);
void lt_reading_clear(LtReading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtReading, lt_reading_clear)

/** Read all features of a file. */
bool lt_part_read_ogr(const LtPart *part, LtReading *reading, GError **error);
bool lt_part_read_survey(const LtPart *part, LtReading *reading, GError **error);

/** Rows of a table by their numbers, read in this order by one thread; another one may take the end
 * of them over. */
typedef struct {
  pthread_mutex_t *lock; /**< guards what follows, not step; borrowed */
  int64_t next, end;     /**< rows that nobody has begun with */
  int64_t step;          /**< so many are begun at once */
} LtRowRange;

/** Begin with a row: rows below *@p end may be read then. False: it is not in the range, or no
 * more. */
bool lt_row_range_begin(LtRowRange *range, int64_t row, int64_t *end);

/** All rows of a table, by their numbers. */
typedef struct {
  int64_t first, end;
  int64_t n_stated; /**< as many as the file states; -1: it does not */
} LtRowsOfTable;

/** True when lt_part_read_gpkg() can read ranges of rows. GDAL, which complains of damage only
 * once, is not asked. */
bool lt_part_gpkg_rows(const LtPart *part, const LtReading *reading, LtRowsOfTable *rows);

/**
 * Read features of a GeoPackage without GDAL, as many as are beyond doubt; shapes, values and
 * faults are those of lt_part_read_ogr().
 *
 * @param range     rows to read, or NULL: all. With a range GDAL is not asked for features either:
 *                  it is one thread's
 * @param n_read    receives how many, from the first on
 * @param is_whole  receives true when these are all; else GDAL is to go on behind them
 */
bool lt_part_read_gpkg(const LtPart *part, LtReading *reading, LtRowRange *range, size_t *n_read,
                       bool *is_whole, GError **error);

/** True when GDAL could make no geometry of what a feature holds, which is no fault of the features
 * behind it; that failure is taken from the log. */
bool lt_part_take_damage(const LtPart *part, LtGdalLog *log, OGRFeatureH feature);

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
