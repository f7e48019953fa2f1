/**
 * @file source.h
 * @brief Read a layer from a file: GDAL formats, CSV with coordinates, survey texts.
 *
 * Opening finds the columns, the CRS and the extent; reading brings shapes to the project CRS and
 * the lattice, and attributes into a table. Files are opened read-only and never changed.
 * Bad data becomes faults, which rules turn into findings; what cannot be read is an error.
 */
#ifndef LT_IO_SOURCE_H
#define LT_IO_SOURCE_H

#include "crs/transform.h"
#include "geom/area.h"
#include "geom/validity.h"
#include "io/table.h"

typedef struct LtSource LtSource;

/** What the project file says of a layer; texts may be NULL unless said otherwise. */
typedef struct {
  const char *id;              /**< of the layer; not NULL */
  const char *const *paths;    /**< at least one; several have the same columns */
  size_t n_paths;
  const char *layer;           /**< inside the file; NULL: its only layer */
  const char *encoding;
  const char *crs;             /**< stated by the project; goes before the file's own */
  const char *x, *y;           /**< columns with coordinates (easting or longitude; northing or
                                    latitude) */
  const LtDatumChange *const *changes; /**< the user's own changes of datum; that which is meant for
                                    a file's CRS is taken (lt_datum_change_find()) */
  size_t n_changes;
  bool must_change;            /**< a file for whose CRS there is none is refused; else it takes
                                    PROJ's way, as does one of the project's own datum */
  bool is_unchecked;           /**< polygons stay as they are, without LT_FAULT_INVALID: for who
                                    takes invalid ones too */
  bool *is_absent;             /**< set where a source is not opened because its server cannot be
                                    connected to, or has no such table; NULL: nobody asks */
  bool by_gdal;                /**< not by the quicker readers of our own: to compare both */
} LtSourceSpec;

/**
 * Open a layer.
 *
 * @param spec  borrowed for the life of the source
 * @return      free with lt_source_free(); NULL with LT_ERROR_READ (missing, a folder, no such
 *              layer: the message lists those there are, broken) or LT_ERROR_USAGE (several layers
 *              and none named; column of x or y missing)
 */
LtSource *lt_source_open(const LtSourceSpec *spec, GError **error);
void lt_source_free(LtSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSource, lt_source_free)

/** Names of the columns, UTF-8, NULL-terminated; borrowed. */
const char *const *lt_source_columns(const LtSource *source);
size_t lt_source_column_count(const LtSource *source);

/** What a file says a column holds. */
typedef enum {
  LT_COLUMN_UNTYPED, /**< its format has no types, or makes them up from what stands in the cells */
  LT_COLUMN_TEXT,
  LT_COLUMN_INTEGER,
  LT_COLUMN_REAL,
  LT_COLUMN_DATE,    /**< or a time */
  LT_COLUMN_OTHER,   /**< lists, binary data */
} LtColumnType;

/** A column as its file declares it. */
typedef struct {
  LtColumnType type;
  int width;    /**< characters, in a DBF bytes; 0: not stated */
  int decimals; /**< of those, where the width is stated */
} LtColumn;

/** Columns of all files, as each declares them: lt_source_column_count() of the first file, then
 * those of the next; *@p n in all. Free with g_free(). */
LtColumn *lt_source_columns_describe(const LtSource *source, size_t *n);

/** CRS as stated by the project or found; NULL when there is none; borrowed. */
const LtCrs *lt_source_crs(const LtSource *source);

/** False with LT_ERROR_CRS when there is none; the message says what the numbers suggest. */
bool lt_source_check_crs(LtSource *source, GError **error);

/** The 3-degree CGCS2000 band that fits coordinates in degrees, and the longitude of their middle.
 * NULL when they are none or lie outside the bands. Free with g_free(). */
char *lt_source_band(const LtSource *source, double *longitude_deg);

/** Extent of the coordinates as they stand in the file: min x, min y, max x, max y. False when
 * there is none. Cost: may read the whole file for CSV. */
bool lt_source_extent(const LtSource *source, double extent[4]);

/** Bytes of the files, to judge by how much there is to read: 0 where they do not tell; of tables a
 * guess by their rows. Cost: tables count their rows. */
size_t lt_source_bytes(const LtSource *source);

typedef enum {
  LT_FAULT_NULL,        /**< no geometry */
  LT_FAULT_EMPTY,       /**< a geometry without points */
  LT_FAULT_DAMAGED,     /**< a geometry of which nothing can be made */
  LT_FAULT_NO_NUMBER,   /**< a coordinate that is missing or no number */
  LT_FAULT_NO_IMAGE,    /**< has no place in the project CRS, or is beyond all limits */
  LT_FAULT_INVALID,     /**< invalid polygon, repaired in memory */
  LT_FAULT_DROPPED_PART,/**< a part of another dimension left out, or a ring without area */
  LT_FAULT_TEXT,        /**< a text that is not valid in the encoding of its file; its value is NULL */
} LtFaultKind;

typedef struct {
  LtFaultKind kind;
  size_t feature;
  LtValidity validity;   /**< for LT_FAULT_INVALID: one fault for each kind, the coarser first */
  size_t n_places;       /**< how many of it the feature has; the place is the first of them */
  bool is_cut;           /**< there may be more than that */
  bool has_place;
  LtPoint place;         /**< where, lattice units of the project CRS */
  double before_m2, after_m2; /**< planar area as read and as used; NAN where it has no meaning */
  LtShapes *original;    /**< for the first LT_FAULT_INVALID of a feature, as the areas: the shape
                              before repair, one feature; else NULL */
  size_t column;         /**< for LT_FAULT_TEXT: of the source */
  char *bytes;           /**< for LT_FAULT_TEXT: the text, what is not ASCII escaped; else NULL */
  const char *encoding;  /**< for LT_FAULT_TEXT: that of the file, static */
} LtFault;

/** Free what a fault holds. */
void lt_fault_clear(LtFault *fault);

/** What reading did to the data; nothing of it is silent. */
typedef struct {
  size_t n_vertices;     /**< as read */
  size_t n_added;        /**< put in where edges bend in the project CRS */
  size_t n_moved;        /**< vertices that did not stand on the lattice (> 0.1 µm off) */
  size_t n_z_dropped;    /**< features whose Z or M was dropped */
  size_t n_curves;       /**< features whose curves were stroked */
  size_t n_closed;       /**< rings that were not closed and now are */
  double chord_error_m;  /**< largest distance of a stroked curve from its arc, or a little more */
  double accuracy_m;     /**< of the transformation, 0 when none; < 0 unknown */
  double moved_least_m, moved_most_m; /**< by the user's own change of datum, on the ground; both 0
                              without one */
  char *note[LT_N_LANGS];/**< what the transformation did; "" for none */
  char *crs_name;        /**< of the source */
  const char *encoding;  /**< texts were read as, static */
} LtReadStats;

/** Coordinates of a file as they stand in it, easting or longitude first: of some features, the same
 * ones whatever their order. */
typedef struct {
  char *crs; /**< as stated, for lt_crs_parse(); NULL: none is needed */
  double *xy; /**< 2·n doubles; those that are not finite are none */
  size_t n;
} LtRawPoints;

/** A layer in memory. */
typedef struct {
  LtShapes *shapes;      /**< project CRS, lattice; polygons valid */
  int64_t *fids;         /**< as in the file; counted from 1 where the file has none */
  LtFault *faults;       /**< sorted by feature */
  size_t n_faults;
  double *source_m2;     /**< of the first features, planar in the plane of their own CRS, before
                              any repair; NAN: that plane is the project's, there is none in metres,
                              or the feature is no polygon. So is it for those behind */
  size_t n_source_m2;
  LtRawPoints *raw;      /**< of each file; NULL for who hands features on */
  size_t n_raw;
  LtReadStats stats;
} LtLayerData;

/**
 * Read all features.
 *
 * @param project_crs  projected, metres
 * @param table        of this source's columns; receives one row for each feature
 * @param plane        of @p project_crs
 * @return             free with lt_layer_data_free(); NULL with LT_ERROR_READ (the file breaks off:
 *                     feature named), LT_ERROR_CRS (no CRS: what the numbers suggest; no way to
 *                     the project CRS: what is missing), LT_ERROR_MEMORY, LT_ERROR_CANCELLED
 */
LtLayerData *lt_source_read(LtSource *source, const LtCrs *project_crs, const LtPlane *plane,
                            LtTable *table, LtRun *run, GError **error);

/** Who takes features as they are read: each taker some neighbours, on one thread. Several threads
 * may call at once. */
typedef struct {
  /** A new taker; NULL with an error ends the reading. */
  void *(*taker_new)(void *data, GError **error);
  /** Take the features behind those it took before; @p shapes is borrowed for this call only. False
   * with an error ends the reading. */
  bool (*take)(void *taker, const LtShapes *shapes, GError **error);
  void (*taker_free)(void *taker);
  void *data;
} LtTakerFuncs;

/** A source whose features are handed on. */
typedef struct {
  LtSource *source;
  LtTable *table;    /**< of its columns; receives one row for each feature. NULL: it is read again,
                          and nothing is wanted or told but shapes */
  LtLayerData *data; /**< receives what was read, with shapes NULL */
  GPtrArray *takers; /**< receives the takers in the order of their features, which it owns */
} LtSourceStream;

/**
 * Read all features of some sources as lt_source_read() does for unchecked ones, and hand their
 * shapes on instead of keeping them. Sources are read at once by as many threads as the run has
 * jobs, plain GeoPackages by several each: what comes out is the same, but for how the features are
 * shared out to takers.
 *
 * @return  as lt_source_read(), or the error of a taker, which must not be LT_ERROR_READ: that of
 *          the first source that has one. Those before it are read then. Free data and takers
 *          either way
 */
bool lt_sources_stream(LtSourceStream *streams, size_t n_streams, const LtCrs *project_crs,
                       const LtTakerFuncs *funcs, LtRun *run, GError **error);
void lt_layer_data_free(LtLayerData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtLayerData, lt_layer_data_free)

/** Count the invalid polygons of what was read unchecked; they stay as they are. LT_ERROR_MEMORY,
 * LT_ERROR_CANCELLED. Cost: less than that of reading the file. */
bool lt_layer_data_count_invalid(const LtLayerData *data, LtRun *run, size_t *n_invalid,
                                 GError **error);

/** Largest distance of a stroked curve from its arc. */
#define LT_CHORD_ERROR_M 0.001

/** Versions of GDAL, GEOS and PROJ for the run table; free with g_free(). */
char *lt_io_versions(void);

#endif
