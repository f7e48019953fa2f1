/**
 * @file lantu/report.h
 * @brief Writers of results. A report measures nothing.
 */
#ifndef LANTU_REPORT_H
#define LANTU_REPORT_H

#include <lantu/check.h>
#include <lantu/language.h>

/**
 * Write findings.gpkg, the master of all results (docs/formats/findings.md), under a temporary
 * name beside @p path and rename it when it is whole. Same results, same bytes.
 *
 * @param overwrite  replace a file that stands at @p path
 * @return           false with LT_ERROR_USAGE (it exists and @p overwrite is false),
 *                   LT_ERROR_WRITE, LT_ERROR_MEMORY or LT_ERROR_CANCELLED; then nothing is left
 */
LT_PUBLIC bool lt_report_write_gpkg(const LtResults *results, const char *path, bool overwrite,
                                    LtRun *run, GError **error);

/**
 * Check, before the work, that lt_report_write_gpkg() may write at @p path. Leaves nothing behind.
 *
 * @return  false with LT_ERROR_USAGE: it exists and @p overwrite is false, or the folder cannot be
 *          made or written
 */
LT_PUBLIC bool lt_report_check_gpkg(const char *path, bool overwrite, GError **error);

/** What else a check writes beside findings.gpkg (docs/formats/machine.md). */
typedef struct {
  const char *const *formats; /**< "sarif", "junit", "jsonl", and "gpkg", which is always there;
                                   NULL-terminated; NULL: none */
  const char *folder;
  LtLang lang;
  bool overwrite;
  bool never_fails;     /**< no finding is a failure of JUnit */
  LtSeverity fails_from; /**< else those of this severity and above are */
} LtReportFiles;

/**
 * Check, before the work, that lt_report_write_files() may write. Leaves nothing behind.
 *
 * @return  false with LT_ERROR_USAGE, as lt_report_check_gpkg()
 */
LT_PUBLIC bool lt_report_check_files(const LtReportFiles *files, GError **error);

/** Write findings.sarif, junit.xml, findings.jsonl, those asked for; each whole or not at all.
 * LT_ERROR_USAGE, LT_ERROR_WRITE or LT_ERROR_MEMORY. Same results, same bytes. */
LT_PUBLIC bool lt_report_write_files(const LtResults *results, const LtReportFiles *files,
                                     GError **error);

/** Summary for people: rule × state × count × mu × worst case. Free with g_free(). */
LT_PUBLIC char *lt_report_text(const LtResults *results, LtLang lang);

/** Summary for programs (docs/formats/summary-json.md); NULL when memory is short. Free with
 * g_free(). */
LT_PUBLIC char *lt_report_json(const LtResults *results, LtLang lang);

#endif
