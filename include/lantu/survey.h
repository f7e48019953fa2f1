/**
 * @file lantu/survey.h
 * @brief Validate boundary surveys (四至勘界): coordinate texts, each parcel with its certificate of
 *        areas, without a project.
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
  bool keeps_texts;         /**< lt_survey_write_texts() or lt_report_survey_gpkg() will be called */
} LtSurveyFiles;

typedef struct LtSurveyResults LtSurveyResults;

/**
 * Read and check survey texts. A file that cannot be read is counted and told, the others are
 * checked. Results are the same for any number of jobs.
 *
 * @return  free with lt_survey_results_free(); NULL with LT_ERROR_READ (a path that is not there, a
 *          folder without texts), LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LT_PUBLIC LtSurveyResults *lt_survey_files(const LtSurveyFiles *files, LtRun *run, GError **error);
LT_PUBLIC void lt_survey_results_free(LtSurveyResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyResults, lt_survey_results_free)

/** Number of findings of at least @p severity. */
LT_PUBLIC size_t lt_survey_finding_count(const LtSurveyResults *results, LtSeverity severity);

/** Number of files that could not be read. */
LT_PUBLIC size_t lt_survey_unread_count(const LtSurveyResults *results);

/**
 * Write a text of the standard form for each file that was read whole, of the same name, into a
 * folder: UTF-8, rings closed, points numbered through, the same coordinates.
 *
 * @param n_written  receives how many
 * @return           false with LT_ERROR_USAGE (a file is there and @p overwrite is false, or would be
 *                   an input; two files of one name) or LT_ERROR_WRITE
 */
LT_PUBLIC bool lt_survey_write_texts(const LtSurveyResults *results, const char *folder,
                                     bool overwrite, size_t *n_written, GError **error);

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

#endif
