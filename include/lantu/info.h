/**
 * @file lantu/info.h
 * @brief What files are: layers, fields, CRS and encoding with the doubts about them, faults.
 *
 * lt_info_files() reads, lt_report_info_…() write. Nothing is checked against rules, nothing is
 * changed or applied.
 */
#ifndef LANTU_INFO_H
#define LANTU_INFO_H

#include <lantu/language.h>
#include <lantu/run.h>
#include <stdbool.h>
#include <stddef.h>

/** Texts are borrowed and may be NULL but for the files. */
typedef struct {
  const char *const *files; /**< FILE or FILE:LAYER; a file of the whole name goes first */
  size_t n_files;
  const char *encoding;     /**< of the texts of all files; NULL: as the files say, or found */
  const char *crs;          /**< of all files; NULL: as the files say */
  const char *outline;      /**< FILE or FILE:LAYER of polygons where all files should lie */
} LtInfoFiles;

typedef struct LtInfo LtInfo;

/**
 * Read all files. What cannot be read is told in the results, beside the others.
 *
 * @return  free with lt_info_free(); NULL with LT_ERROR_USAGE or LT_ERROR_READ or LT_ERROR_CRS (of
 *          the outline), LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LT_PUBLIC LtInfo *lt_info_files(const LtInfoFiles *files, LtRun *run, GError **error);
LT_PUBLIC void lt_info_free(LtInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtInfo, lt_info_free)

/** Files and layers that could not be read, or not to their end. */
LT_PUBLIC size_t lt_info_count_failed(const LtInfo *info);

/** For people. Free with g_free(). */
LT_PUBLIC char *lt_report_info_text(const LtInfo *info, LtLang lang);

/** For programs (docs/commands/info.md); NULL when memory is short. Free with g_free(). */
LT_PUBLIC char *lt_report_info_json(const LtInfo *info, LtLang lang);

#endif
