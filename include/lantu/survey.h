/**
 * @file lantu/survey.h
 * @brief Validate boundary surveys (四至勘界): coordinate texts, each parcel with its certificate
 * of areas, without a project.
 *
 * lt_survey_files() reads and checks, lt_report_survey_…() say what it found. The form of the texts
 * is docs/formats/survey-text.md, the rules are docs/rules/SV-….md.
 */
#ifndef LANTU_SURVEY_H
#define LANTU_SURVEY_H

#include <lantu/check.h>
#include <lantu/language.h>

typedef struct {
  const char *const *paths; /**< survey texts, tables of corners, drawings, layers (FILE:LAYER);
                                 folders and ZIP archives stand for the texts in them
                                 (docs/commands/survey.md) */
  size_t n_paths;           /**< 1 or more */
  const char *encoding;     /**< of all files; NULL: found out */
  const char *crs;          /**< of files that state no system; NULL: none */
  bool keeps_texts;         /**< a writer of texts, tables, shapes or certificates will be called */
  bool hashes_files;        /**< SHA-256 of each, for certificates */

  /** Layers, each FILE or FILE:LAYER: parcels must lie in those of inside, and must not lie on
   * those of outside. They stay borrowed as long as the results live, as all texts below. */
  const char *const *inside, *const *outside;
  size_t n_inside, n_outside;
  double tolerance_m; /**< ground of them that is thinner than this is tolerated, and summed up */

  bool is_set; /**< all parcels are the parts of one zone; so it is with those that follow */
  const char *set_name; /**< of the zone; NULL: none */
  const char *approved; /**< its approved area as written, hectares or with a unit; NULL: as the
                             heads of the files state it, if they do */
  const char *const *old_paths; /**< the boundary as it was, as paths */
  size_t n_old_paths;
  const char *land_use;    /**< layer that tells the classes of the land that came or went; with
                                old_paths only. NULL: none */
  const char *class_field; /**< of land_use; NULL: DLBM */
  const char *sides;        /**< 四至 sentence of the only file; NULL: none */
  const char *sides_file;   /**< CSV table of sentences, instead of it; NULL: none */
  const char *const *named; /**< FILE[:LAYER[:FIELD]] of the features that they name,
                                 NULL-terminated; NULL where there is no sentence */
  double sides_within_m;    /**< how near a boundary must be to what is named; 0: 50 m */
} LtSurveyFiles;

/** Of LtSurveyFiles.tolerance_m: the accuracy of a corner against the control. */
#define LT_SURVEY_TOLERANCE_M 0.05

typedef struct LtSurveyResults LtSurveyResults;

/**
 * Check, before the work, that a GeoPackage may be written at @p path. Leaves nothing behind.
 *
 * @return  false with LT_ERROR_USAGE: it is one of the inputs, exists and @p overwrite is false, or
 * its folder cannot be made or written; LT_ERROR_WRITE: the disk fails
 */
LT_PUBLIC bool lt_survey_check_output(const LtSurveyFiles *files, const char *path, bool overwrite,
                                      GError **error);

/**
 * Read and check survey texts. A file that cannot be read is counted and told, the others are
 * checked. Results are the same for any number of jobs.
 *
 * @return  free with lt_survey_results_free(); NULL with LT_ERROR_READ (a path that is not there, a
 *          folder without texts, a layer that cannot be read, an old boundary that is not whole,
 *          a table of sentences),
 *          LT_ERROR_USAGE (a layer or field that is not there, an approved area that is none, a
 *          sentence for several files),
 *          LT_ERROR_CRS (a layer without CRS, or no way leads from it), LT_ERROR_MEMORY or
 *          LT_ERROR_CANCELLED
 */
LT_PUBLIC LtSurveyResults *lt_survey_files(const LtSurveyFiles *files, LtRun *run, GError **error);
LT_PUBLIC void lt_survey_results_free(LtSurveyResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyResults, lt_survey_results_free)

/** Number of findings of at least @p severity. */
LT_PUBLIC size_t lt_survey_finding_count(const LtSurveyResults *results, LtSeverity severity);

/** Number of sides, of zones with a sentence, that cannot be decided on, and of files and parcels
 * that have none where there is a table of sentences. */
LT_PUBLIC size_t lt_survey_undetermined_count(const LtSurveyResults *results);

/** Number of warnings SV-SKIP: what could not be compared with other parcels, layers or totals. */
LT_PUBLIC size_t lt_survey_skipped_count(const LtSurveyResults *results);

/** Number of files that could not be read. */
LT_PUBLIC size_t lt_survey_unread_count(const LtSurveyResults *results);

/**
 * Write a text of the standard form for each file that was read whole, of the same name, into a
 * folder: UTF-8, rings closed, points numbered through, the same coordinates. The others are told in
 * the log of @p run.
 *
 * @return  false with LT_ERROR_USAGE (a file is there and @p overwrite is false, or would be an
 *          input; two files of one name), LT_ERROR_WRITE or LT_ERROR_CANCELLED
 */
LT_PUBLIC bool lt_survey_write_texts(const LtSurveyResults *results, const char *folder,
                                     bool overwrite, LtRun *run, GError **error);

/**
 * Write a table of corners (界址点成果表) of each parcel into a sheet of a workbook
 * (docs/commands/survey.md). Same results, same bytes.
 *
 * @return  false with LT_ERROR_USAGE (it exists and @p overwrite is false, is an input, or has more
 *          rows than a sheet) or LT_ERROR_WRITE
 */
LT_PUBLIC bool lt_report_survey_xlsx(const LtSurveyResults *results, const char *path,
                                     bool overwrite, GError **error);

/**
 * Write parcels and numbered corners as GeoJSON (RFC 7946), in degrees of WGS 84. Same results, same
 * bytes.
 *
 * @return  false with LT_ERROR_USAGE, LT_ERROR_WRITE, LT_ERROR_MEMORY as lt_report_survey_gpkg(), or
 *          LT_ERROR_CRS: no way leads from the system of the files to WGS 84
 */
LT_PUBLIC bool lt_report_survey_geojson(const LtSurveyResults *results, const char *path,
                                        bool overwrite, GError **error);

/** Write parcels and numbered corners as two Shapefiles, @p path (NAME.shp) and NAME_jzd.shp, with
 * UTF-8 texts. Errors as lt_report_survey_gpkg(). */
LT_PUBLIC bool lt_report_survey_shapefile(const LtSurveyResults *results, const char *path,
                                          bool overwrite, GError **error);

/** Write findings with their lines as SARIF 2.1.0, texts in one language. Same errors, and
 * LT_ERROR_MEMORY. */
LT_PUBLIC bool lt_report_survey_sarif(const LtSurveyResults *results, const char *path, LtLang lang,
                                      bool overwrite, GError **error);

/** For people: a line for each parcel, the areas of few parcels, the findings. Free with g_free(). */
LT_PUBLIC char *lt_report_survey_text(const LtSurveyResults *results, LtLang lang);

/** For programs (docs/commands/survey.md); NULL when memory is short. Free with g_free(). */
LT_PUBLIC char *lt_report_survey_json(const LtSurveyResults *results);

/**
 * Write parcels, corners and findings as a GeoPackage (docs/commands/survey.md). Same results, same
 * bytes.
 *
 * @return  false with LT_ERROR_USAGE (it exists and @p overwrite is false; files are in several
 *          systems, or none is in a known one), LT_ERROR_WRITE or LT_ERROR_MEMORY
 */
LT_PUBLIC bool lt_report_survey_gpkg(const LtSurveyResults *results, const char *path,
                                     bool overwrite, GError **error);

typedef struct {
  const char *path; /**< a name that ends in ".pdf": one file with all parcels; else a folder for a
                         file of each parcel (docs/commands/survey.md says their names) */
  const char *date; /**< of the judgement, YYYY-MM-DD; nothing else in the files tells the time */
  LtLang lang;
  bool overwrite;
} LtSurveyCertificates;

/**
 * Write a certificate for each parcel that was read, as PDF: one page with map, areas, corners,
 * findings and place for signatures, further pages where they are many. All files or none. Same
 * results, fonts and date: same bytes.
 *
 * @param run  told of progress, asked whether to stop, given the log
 * @return     false with LT_ERROR_USAGE (files exist and overwrite is false; a date that is none;
 *             no font with Chinese characters), LT_ERROR_WRITE, LT_ERROR_MEMORY or
 *             LT_ERROR_CANCELLED. Without a parcel nothing is written, which the log tells
 */
LT_PUBLIC bool lt_report_survey_certificates(const LtSurveyResults *results,
                                             const LtSurveyCertificates *certificates, LtRun *run,
                                             GError **error);

#endif
