#include "rules/matrix_table.h"

#include <string.h>

/* Every class with every other of the largest scheme, and some to spare. */
#define ENTRIES_MAX 100000
#define MATRICES "matrices"

static const char *const verdicts[] = {"允许", "提示", "需论证", "禁止"};

void lt_matrix_free(LtMatrix *matrix)
{
  if (matrix == NULL)
    return;
  lt_csv_free(matrix->csv);
  g_free(matrix->entries);
  g_free(matrix);
}

/* ---- reading ---- */

static bool verdict_read(const char *text, LtVerdict *verdict)
{
  for (size_t i = 0; i < G_N_ELEMENTS(verdicts); i++)
    if (strcmp(verdicts[i], text) == 0) {
      *verdict = (LtVerdict)i;
      return true;
    }
  return false;
}

static bool entries_read(LtMatrix *matrix, const char *name, LtNode node, GError **error)
{
  const LtCsv *csv = matrix->csv;
  size_t a = lt_csv_column(csv, "a"), b = lt_csv_column(csv, "b");
  size_t verdict = lt_csv_column(csv, "verdict"), note = lt_csv_column(csv, "note");
  size_t basis = lt_csv_column(csv, "basis"), n = lt_csv_count(csv);
  if (a == SIZE_MAX || b == SIZE_MAX || verdict == SIZE_MAX)
    return lt_node_fail(error, node, LT_T_MATRIX_COLUMNS, name);
  if (n > ENTRIES_MAX)
    return lt_node_fail(error, node, LT_T_MATRIX_MANY, name, n, (size_t)ENTRIES_MAX);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  matrix->entries = g_new0(LtMatrixEntry, n + 1);
  for (size_t i = 0; i < n; i++) {
    LtMatrixEntry *entry = &matrix->entries[matrix->n_entries++];
    *entry = (LtMatrixEntry){.a = lt_csv_cell(csv, i, a), .b = lt_csv_cell(csv, i, b),
                             .note = lt_csv_cell(csv, i, note),
                             .basis = lt_csv_cell(csv, i, basis)};
    size_t line = lt_csv_line(csv, i);
    if (entry->a[0] == '\0' || entry->b[0] == '\0')
      return lt_node_fail(error, node, LT_T_MATRIX_EMPTY, name, line);
    if (!verdict_read(lt_csv_cell(csv, i, verdict), &entry->verdict))
      return lt_node_fail(error, node, LT_T_MATRIX_VERDICT, name, line,
                          lt_csv_cell(csv, i, verdict));
    if (!g_hash_table_add(seen, g_strdup_printf("%s\n%s", entry->a, entry->b)))
      return lt_node_fail(error, node, LT_T_MATRIX_TWICE, name, line, entry->a, entry->b);
  }
  return true;
}

LtMatrix *lt_matrix_load(const LtProject *project, const char *name, LtNode node, GError **error)
{
  g_autoptr(LtMatrix) matrix = g_new0(LtMatrix, 1);
  matrix->csv = lt_csv_load_named(project, MATRICES, name, node, error);
  if (matrix->csv == NULL || !entries_read(matrix, name, node, error))
    return NULL;
  return g_steal_pointer(&matrix);
}

/* ---- finding ---- */

#define RANK_ANY 1
#define RANK_GROUP 2

size_t lt_matrix_rank(const char *text, LtMatrixClass class)
{
  size_t n = strlen(text);
  if (strcmp(text, class.code) == 0)
    return SIZE_MAX;
  if (text[n - 1] == '*')
    return strncmp(text, class.code, n - 1) != 0 ? 0 : n == 1 ? RANK_ANY : RANK_GROUP + n;
  return class.group != NULL && strcmp(text, class.group) == 0 ? RANK_GROUP : 0;
}

size_t lt_matrix_select(const LtMatrix *matrix, LtMatrixClass a, const LtMatrixEntry **selected)
{
  size_t n = 0;
  for (size_t i = 0; i < matrix->n_entries; i++)
    if (lt_matrix_rank(matrix->entries[i].a, a) > 0)
      selected[n++] = &matrix->entries[i];
  return n;
}

/* True when another entry is nearer on one side and no farther on the other. */
static bool is_surpassed(const LtMatrixEntry *const *selected, size_t n, const LtMatrixEntry *entry,
                         LtMatrixClass a, LtMatrixClass b)
{
  size_t rank_a = lt_matrix_rank(entry->a, a), rank_b = lt_matrix_rank(entry->b, b);
  for (size_t i = 0; i < n; i++) {
    size_t other_a = lt_matrix_rank(selected[i]->a, a);
    size_t other_b = other_a < rank_a ? 0 : lt_matrix_rank(selected[i]->b, b);
    if (other_a >= rank_a && other_b >= rank_b && (other_a > rank_a || other_b > rank_b))
      return true;
  }
  return false;
}

const LtMatrixEntry *lt_matrix_find(const LtMatrixEntry *const *selected, size_t n, LtMatrixClass a,
                                    LtMatrixClass b)
{
  const LtMatrixEntry *best = NULL;
  for (size_t i = 0; i < n; i++) {
    const LtMatrixEntry *entry = selected[i];
    if (lt_matrix_rank(entry->b, b) > 0 && (best == NULL || entry->verdict > best->verdict) &&
        !is_surpassed(selected, n, entry, a, b))
      best = entry;
  }
  return best;
}
