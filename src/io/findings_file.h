/**
 * @file findings_file.h
 * @brief findings.gpkg read back: the findings of a run, how its rules ended, what it was about.
 *
 * The file may come from anywhere: what does not look as docs/formats/findings.md says is an error.
 */
#ifndef LT_IO_FINDINGS_FILE_H
#define LT_IO_FINDINGS_FILE_H

#include "base/run.h"
#include "crs/crs.h"
#include "geom/shapes.h"

#include <lantu/check.h>

/** A row of the tables findings_…; texts other than id and rule may be NULL. */
typedef struct {
  char *id, *rule, *fault;
  LtSeverity severity;
  char *a_layer, *a_key, *b_layer, *b_key;
  double value, mu; /**< NAN: none */
  char *unit;
  LtBilingual message;
} LtFindingRow;

/** A row of the table rule. */
typedef struct {
  char *id, *kind, *state;
  LtBilingual title;
} LtRuleRow;

typedef struct {
  char *path;
  char *project, *as_of, *area; /**< facts of the run; NULL: not stated */
  LtCrs *crs;
  GPtrArray *findings; /**< of LtFindingRow; those of a table by id */
  LtShapes *shapes;    /**< of the findings, in their order; LT_GEOM_NONE without one */
  GHashTable *rules;   /**< id → LtRuleRow */
  GHashTable *undetermined; /**< lt_findings_pair() of its rows; an only object is the first */
  GHashTable *doubtful;     /**< of each object in these rows alone, and of its layer without key */
} LtFindingsFile;

/** One text for a rule and two objects, each NULL or "": none. Free with g_free(). */
char *lt_findings_pair(const char *rule, const char *a_layer, const char *a_key,
                       const char *b_layer, const char *b_key);

/**
 * Read a file whole.
 *
 * @return  free with lt_findings_file_free(); NULL with LT_ERROR_READ, LT_ERROR_CRS,
 *          LT_ERROR_MEMORY or LT_ERROR_CANCELLED. O(file)
 */
LtFindingsFile *lt_findings_file_read(const char *path, LtRun *run, GError **error);
void lt_findings_file_free(LtFindingsFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtFindingsFile, lt_findings_file_free)

#endif
