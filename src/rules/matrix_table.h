/**
 * @file matrix_table.h
 * @brief Class × class tables: what is said of the ground that two classes share.
 *
 * A CSV (docs/formats/packs.md) with columns a, b, verdict, and note, basis where there are such. a
 * and b are a code, the beginning of codes with '*' behind it, the name of a group, or '*': any.
 */
#ifndef LT_RULES_MATRIX_TABLE_H
#define LT_RULES_MATRIX_TABLE_H

#include "project/csv.h"

/** From the mildest to the strictest. */
typedef enum {
  LT_VERDICT_ALLOWED, /**< 允许 */
  LT_VERDICT_NOTICE,  /**< 提示 */
  LT_VERDICT_JUSTIFY, /**< 需论证 */
  LT_VERDICT_FORBIDDEN /**< 禁止 */
} LtVerdict;

typedef struct {
  const char *a, *b; /**< as they stand */
  LtVerdict verdict;
  const char *note, *basis; /**< "" where there is none */
} LtMatrixEntry;

/** A class that is looked for. */
typedef struct {
  const char *code;
  const char *group; /**< in its scheme, or NULL */
} LtMatrixClass;

typedef struct {
  LtCsv *csv; /**< holds the texts */
  LtMatrixEntry *entries;
  size_t n_entries;
} LtMatrix;

/** Load the matrix of a rule: one that ships in matrices/, or a file of the project. Free with
 * lt_matrix_free(). NULL with LT_ERROR_USAGE at @p node: those of lt_csv_load_named(), a missing
 * column, an entry that is empty, comes twice or has no such verdict, too many entries. */
LtMatrix *lt_matrix_load(const LtProject *project, const char *name, LtNode node, GError **error);
void lt_matrix_free(LtMatrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtMatrix, lt_matrix_free)

/**
 * How near an entry's text is to a class: 0 it is not meant; any 1; its group 2; its beginning, the
 * longer the nearer; its code is the nearest.
 */
size_t lt_matrix_rank(const char *text, LtMatrixClass class);

/** The entries whose a means a class, in their order; @p selected has room for all. Returns how
 * many. Cost: O(entries). */
size_t lt_matrix_select(const LtMatrix *matrix, LtMatrixClass a, const LtMatrixEntry **selected);

/**
 * Of entries selected by a the one that is nearest to both classes: on one side at least, and on
 * none less than another; where several are, the strictest, of these the first. NULL: the pair is
 * not listed.
 *
 * Cost: O(n) as a rule, at most O(n²).
 */
const LtMatrixEntry *lt_matrix_find(const LtMatrixEntry *const *selected, size_t n, LtMatrixClass a,
                                    LtMatrixClass b);

#endif
