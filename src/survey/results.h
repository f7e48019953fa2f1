/**
 * @file results.h
 * @brief What lantu survey found, for the writers.
 */
#ifndef LT_SURVEY_RESULTS_H
#define LT_SURVEY_RESULTS_H

#include "crs/crs.h"
#include "geom/overlay.h"
#include "io/survey_text.h"
#include "survey/sides.h"

#include <lantu/survey.h>

typedef enum { LT_SURVEY_NO_UNIT, LT_SURVEY_HA, LT_SURVEY_M2, LT_SURVEY_MU } LtSurveyUnit;

/** An area as the file states it. */
typedef struct {
  bool is_stated;
  double number;     /**< in its unit */
  unsigned decimals; /**< as written */
  LtSurveyUnit unit; /**< as written; LT_SURVEY_NO_UNIT: hectares, until the numbers say else */
  double m2;
} LtSurveyStated;

/** Ways to compute the area. */
typedef enum {
  LT_SURVEY_PLANAR,
  LT_SURVEY_ELLIPSOID, /**< exact */
  LT_SURVEY_SERIES,    /**< official, 70 m pieces and rounding */
  LT_SURVEY_GEODESIC,  /**< geodesics between the points */
  LT_SURVEY_N_METHODS
} LtSurveyMethod;

/** The certificate of areas. */
typedef struct {
  bool is_measured; /**< all of the parcel was read */
  LtSurveyStated stated;
  double m2[LT_SURVEY_N_METHODS];  /**< NAN: not known */
  int digits[LT_SURVEY_N_METHODS]; /**< decimals of the stated number that the method reproduces;
                                        -1: not even its whole units, off by more than
                                        SV-AREA allows, or nothing to compare */
} LtSurveyCertificate;

typedef struct {
  char *number, *name; /**< 地块编号, 地块名称 */
  size_t line, n_rings, n_corners, n_holes;
  LtSurveyCertificate certificate;
  double edge_deg; /**< from its point farthest out to the edge of the band, below 0: beyond; NAN:
                        not known */
  LtSurveyCounts counts; /**< of its notes */
} LtSurveyParcel;

/** A zone whose 四至 sentence was compared: a parcel, or all parcels of the file. */
typedef struct {
  size_t parcel; /**< LT_SURVEY_NO_PARCEL: all */
  LtSidesResult *sides;
} LtSurveyZone;

typedef struct {
  char *path;              /**< with the sheet or layer behind a colon, where one was named */
  LtSurveyKind kind;       /**< what line numbers are */
  char *unread;            /**< why it cannot be read; NULL: it was */
  char *sha256;            /**< of its bytes; NULL: not asked for, or not one file */
  const char *encoding;    /**< static */
  char *crs_id, *crs_name; /**< NULL: not known */
  LtSurveyParcel *parcels;
  size_t n_parcels;
  LtSurveyNotes notes;
  GArray *zones;         /**< of LtSurveyZone; NULL: none */
  size_t n_undetermined; /**< sides, blocks and sentences that cannot be decided on */
  LtShapes *shapes;   /**< of the parcels, in their order; none for one that is not whole;
                           kept with the text */
  LtSurveyText *text; /**< where it is kept, as read */
  LtShapes *common;   /**< the shapes in the CRS of all; the same pointer where the file is in it;
                         NULL:   no way leads there, or nobody asked */
  double *common_xy;  /**< points of the text there, 2·n doubles; NULL where the file is in it */
  char *total;        /**< area of the whole zone that the head states; NULL: none */
} LtSurveyFile;

/** A parcel among those of all files. */
typedef struct {
  size_t file, parcel;
} LtSurveyMember;

/** A layer that parcels must lie in, or must not lie on. */
typedef struct {
  const char *source; /**< as the caller named it, passwords and all; borrowed */
  char *named;        /**< as it may be shown */
  bool is_inside;     /**< they must lie in it */
  char *crs_name;
  size_t n_objects, n_repaired, n_lost; /**< lost: polygons without usable shape */
  double accuracy_m;                    /**< of the way to the CRS of all; < 0: unknown */
  int64_t *fids;
  char **names;       /**< of the objects, NULL: none */
  size_t n_near;      /**< objects near the parcels: those of fids and names */
  LtOverlay *overlay; /**< a: members; b: objects, or none where the parcel must lie inside */
  size_t n_kept, n_tolerated;
  LtAreas kept, tolerated;
  double tolerated_width_m;
} LtSurveyReference;

/** All parcels as the parts of one zone. */
typedef struct {
  const char *name; /**< borrowed; NULL: none was given */
  size_t n_parts, n_unmeasured;
  double m2[LT_SURVEY_N_METHODS]; /**< sums of the parts, each in its own band */
  double stated_m2;               /**< NAN: some state none */
  double repeated_m2;             /**< ground that several parts cover counts once too often; planar
                                       in the CRS of all */
  LtSurveyStated approved;
} LtSurveySet;

/** Ground of a class of land use. */
typedef struct {
  char *class_name; /**< NULL: none */
  LtAreas added, removed, kept;
} LtSurveyChangeRow;

/** The new boundary against the old one, in the CRS of all. */
typedef struct {
  LtSurveyResults *old;
  const char *land_use; /**< borrowed; NULL: none is given */
  LtAreas added, removed, kept;
  LtOverlay *added_ground;   /**< a: members */
  LtOverlay *removed_ground; /**< a: members of old */
  LtSurveyChangeRow *rows;   /**< by class; none without land use */
  size_t n_rows;
} LtSurveyChange;

struct LtSurveyResults {
  LtSurveyFile *files; /**< in the order of the paths, those of a folder by name */
  size_t n_files;
  bool keeps_texts;    /**< and shapes */
  LtSurveyNotes notes; /**< findings of no file */
  LtCrs *crs;          /**< of all, where several systems or layers are compared; or NULL */
  size_t n_systems;
  GArray *members; /**< of LtSurveyMember: parcels that have a shape in it */
  LtSurveyReference *references;
  size_t n_references;
  double tolerance_m;           /**< of references */
  LtSurveySet *set;             /**< NULL: not asked */
  const char *const *old_paths; /**< borrowed */
  size_t n_old_paths;
  LtSurveyChange *change; /**< NULL: not asked, or not possible */
  double sides_within_m;  /**< of the zones' sides; 0: no sentences were given */
};

/** The worst of a parcel and of its file; -1: nothing was found. */
int lt_survey_verdict(const LtSurveyFile *file, const LtSurveyParcel *parcel);

#endif
