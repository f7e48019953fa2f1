/**
 * @file machine.h
 * @brief The results of a check for other programs: one function for each format.
 */
#ifndef LT_REPORT_MACHINE_H
#define LT_REPORT_MACHINE_H

#include "rules/results.h"

#include <lantu/report.h>

/** SARIF 2.1.0: a result for each finding, what was not checked as notifications. NULL when memory
 * is short; so all of them. Free with g_free(). */
char *lt_results_sarif(const LtResults *results, LtLang lang);

/** JUnit XML: a test case for each rule. */
char *lt_results_junit(const LtResults *results, const LtReportFiles *files);

/** A JSON object for each finding, as in docs/formats/summary-json.md, one in a line. */
char *lt_results_json_lines(const LtResults *results, LtLang lang);

#endif
