/**
 * @file sarif.h
 * @brief A SARIF 2.1.0 log of one run: rules, results with their places, what could not be done.
 *
 * Knows no rules and no findings: who has some hands them in. Texts are in one language; texts that
 * are no UTF-8 are made so.
 */
#ifndef LT_REPORT_SARIF_H
#define LT_REPORT_SARIF_H

#include <lantu/check.h>
#include <lantu/language.h>

typedef struct LtSarif LtSarif;

/** A log without results. Free with lt_sarif_free(). */
LtSarif *lt_sarif_new(LtLang lang);
void lt_sarif_free(LtSarif *sarif);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSarif, lt_sarif_free)

/** Add a rule, whose number is that of the calls before. */
void lt_sarif_rule(LtSarif *sarif, const char *id, const char *title, const char *help);

/** A result; texts are borrowed. */
typedef struct {
  size_t rule; /**< its number */
  LtSeverity severity;
  const char *message;
  const char *id;      /**< that stays from run to run; NULL: made of rule, path and object */
  const char *path;    /**< of the file; NULL: of none */
  size_t line;         /**< in the file, from 1; 0: none, as files have that are no texts */
  const char *object;  /**< name of what it is said of, a logical location; NULL: none */
  const char *address; /**< full name of that: "book.xlsx:Sheet1, row 12"; NULL: none */
} LtSarifResult;

/** Add a result. Its fingerprint is made of its id, else of rule, path and object, and counts those
 * that have all of these in common: it does not change where lines move or numbers of the message
 * do. */
void lt_sarif_result(LtSarif *sarif, const LtSarifResult *result);

/** Add what is to be said of the run, not of its subject: an error makes it unsuccessful.
 *
 * @param path  of the file; NULL: of none */
void lt_sarif_notify(LtSarif *sarif, LtSeverity severity, const char *path, const char *message);

/** As JSON; NULL when memory was short. Free with g_free(). */
char *lt_sarif_dump(LtSarif *sarif);

#endif
