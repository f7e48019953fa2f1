/* Findings of two runs, matched and sorted. */
#include "diff/ground.h"
#include "diff/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void lt_diff_free(LtDiff *diff)
{
  if (diff == NULL)
    return;
  lt_findings_file_free(diff->before);
  lt_findings_file_free(diff->after);
  g_free(diff->rows);
  g_free(diff);
}

static const LtFindingRow *finding_at(const LtFindingsFile *file, size_t i)
{
  return i == LT_NO_FINDING ? NULL : file->findings->pdata[i];
}

const LtFindingRow *lt_diff_before(const LtDiff *diff, const LtDiffRow *row)
{
  return finding_at(diff->before, row->before);
}

const LtFindingRow *lt_diff_after(const LtDiff *diff, const LtDiffRow *row)
{
  return finding_at(diff->after, row->after);
}

const LtFindingRow *lt_diff_finding(const LtDiff *diff, const LtDiffRow *row)
{
  const LtFindingRow *after = lt_diff_after(diff, row);
  return after == NULL ? lt_diff_before(diff, row) : after;
}

const char *lt_change_code(LtChange change)
{
  static const char *const codes[] = {"new", "changed", "moved", "fixed", "unchecked", "known"};
  return codes[change];
}

/* ---- what became of one ---- */

static bool numbers_differ(double a, double b)
{
  return isnan(a) != isnan(b) || (!isnan(a) && a != b);
}

/* Measures are written rounded to their digit, so they are equal or not. */
static bool has_changed(const LtFindingRow *before, const LtFindingRow *after)
{
  return before->severity != after->severity || g_strcmp0(before->fault, after->fault) != 0 ||
         g_strcmp0(before->unit, after->unit) != 0 || numbers_differ(before->value, after->value) ||
         numbers_differ(before->mu, after->mu);
}

/* Not skipped, not in error, not left out. */
static bool is_carried_out(const LtFindingsFile *file, const char *rule)
{
  static const char *const states[] = {"pass", "fail", "undetermined", NULL};
  const LtRuleRow *row = g_hash_table_lookup(file->rules, rule);
  return row != NULL && row->state != NULL && g_strv_contains(states, row->state);
}

static bool is_in(GHashTable *pairs, const char *rule, const char *const sides[4])
{
  g_autofree char *pair = lt_findings_pair(rule, sides[0], sides[1], sides[2], sides[3]);
  return g_hash_table_contains(pairs, pair);
}

/* A layer as a whole, of which a row tells something: totals, a column that is missing. */
static bool is_layer(const char *layer, const char *key)
{
  return layer != NULL && (key == NULL || key[0] == '\0');
}

/* With whatever else: what is asked is not whether a and b stand in each other's way, but what a
 * has among all of b, or a whole layer. Of kind `inside` b is only that which has most of a. */
static bool is_doubtful(const LtFindingsFile *file, const LtFindingRow *row)
{
  const char *const a[4] = {row->a_layer, row->a_key}, *const b[4] = {row->b_layer, row->b_key};
  const LtRuleRow *rule = g_hash_table_lookup(file->rules, row->rule);
  bool is_of_all = row->b_layer == NULL || (rule != NULL && g_strcmp0(rule->kind, "inside") == 0);
  return ((is_of_all || is_layer(row->a_layer, row->a_key)) &&
          is_in(file->doubtful, row->rule, a)) ||
         (is_layer(row->b_layer, row->b_key) && is_in(file->doubtful, row->rule, b));
}

/* The rule as a whole, one of the objects, or both. */
static bool is_undetermined(const LtFindingsFile *file, const LtFindingRow *row)
{
  const char *const sides[][4] = {
      {NULL, NULL, NULL, NULL},
      {row->a_layer, row->a_key, NULL, NULL},
      {row->b_layer, row->b_key, NULL, NULL},
      {row->a_layer, row->a_key, row->b_layer, row->b_key},
      {row->b_layer, row->b_key, row->a_layer, row->a_key},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
    if (is_in(file->undetermined, row->rule, sides[i]))
      return true;
  return is_doubtful(file, row);
}

/* ---- all ---- */

static bool row_add(LtDiff *diff, LtDiffRow row, GError **error)
{
  if (!lt_grow(&diff->rows, &diff->cap_rows, diff->n_rows + 1, sizeof *diff->rows, "findings",
               error))
    return false;
  diff->rows[diff->n_rows++] = row;
  return true;
}

static bool pair_add(LtDiff *diff, size_t before, size_t after, bool is_moved, GError **error)
{
  bool is_changed = has_changed(finding_at(diff->before, before), finding_at(diff->after, after));
  LtChange change = is_moved ? LT_CHANGE_MOVED : is_changed ? LT_CHANGE_CHANGED : LT_CHANGE_KNOWN;
  return row_add(diff, (LtDiffRow){.change = change, .before = before, .after = after}, error);
}

static bool gone_add(LtDiff *diff, size_t before, GError **error)
{
  const LtFindingRow *row = finding_at(diff->before, before);
  bool is_fixed = is_carried_out(diff->after, row->rule) && !is_undetermined(diff->after, row);
  return row_add(diff,
                 (LtDiffRow){.change = is_fixed ? LT_CHANGE_FIXED : LT_CHANGE_UNCHECKED,
                             .before = before,
                             .after = LT_NO_FINDING},
                 error);
}

static bool new_add(LtDiff *diff, size_t after, GError **error)
{
  const LtFindingRow *row = finding_at(diff->after, after);
  bool was_unchecked =
      !is_carried_out(diff->before, row->rule) || is_undetermined(diff->before, row);
  return row_add(diff,
                 (LtDiffRow){.change = LT_CHANGE_NEW,
                             .before = LT_NO_FINDING,
                             .after = after,
                             .was_unchecked = was_unchecked},
                 error);
}

/* Findings with one id: should a file have an id twice, the first with the first and so on. */
static bool ids_pair(LtDiff *diff, size_t *partners, bool *is_taken, GError **error)
{
  const LtFindingsFile *before = diff->before, *after = diff->after;
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = after->findings->len; i-- > 0;)
    g_hash_table_insert(ids, finding_at(after, i)->id, GSIZE_TO_POINTER(i));
  for (size_t i = 0; i < before->findings->len; i++) {
    void *found;
    partners[i] = SIZE_MAX;
    if (!g_hash_table_lookup_extended(ids, finding_at(before, i)->id, NULL, &found) ||
        is_taken[GPOINTER_TO_SIZE(found)])
      continue;
    size_t next = 1 + (partners[i] = GPOINTER_TO_SIZE(found));
    is_taken[partners[i]] = true;
    if (next < after->findings->len &&
        strcmp(finding_at(after, next)->id, finding_at(before, i)->id) == 0)
      g_hash_table_insert(ids, finding_at(after, next)->id, GSIZE_TO_POINTER(next));
    if (!pair_add(diff, i, partners[i], false, error))
      return false;
  }
  return true;
}

static int row_compare(const void *a, const void *b, void *data)
{
  const LtDiff *diff = data;
  const LtDiffRow *x = a, *y = b;
  const LtFindingRow *of_x = lt_diff_finding(diff, x), *of_y = lt_diff_finding(diff, y);
  int order = strcmp(of_x->rule, of_y->rule);
  if (order == 0)
    order = (int)x->change - (int)y->change;
  if (order == 0)
    order = strcmp(of_x->id, of_y->id);
  if (order == 0)
    order = (x->after > y->after) - (x->after < y->after);
  return order != 0 ? order : (x->before > y->before) - (x->before < y->before);
}

static bool rows_make(LtDiff *diff, LtRun *run, GError **error)
{
  size_t n_before = diff->before->findings->len, n_after = diff->after->findings->len;
  g_autofree size_t *partners = lt_alloc(n_before, sizeof *partners, "findings", error);
  g_autofree bool *is_taken =
      partners == NULL ? NULL : lt_alloc(n_after, sizeof *is_taken, "findings", error);
  if (is_taken == NULL || !ids_pair(diff, partners, is_taken, error))
    return false;
  size_t n_paired = diff->n_rows;
  diff->same_crs = lt_crs_equal(diff->before->crs, diff->after->crs);
  if (diff->same_crs && n_paired < n_before && n_paired < n_after &&
      !lt_ground_pair(diff->before, diff->after, partners, is_taken, run, error))
    return false;
  g_autofree bool *has_id = lt_alloc(n_before, sizeof *has_id, "findings", error);
  if (has_id == NULL)
    return false;
  for (size_t i = 0; i < n_paired; i++)
    has_id[diff->rows[i].before] = true;
  for (size_t i = 0; i < n_before; i++)
    if (!has_id[i] && !(partners[i] == SIZE_MAX ? gone_add(diff, i, error)
                                                : pair_add(diff, i, partners[i], true, error)))
      return false;
  for (size_t i = 0; i < n_after; i++)
    if (!is_taken[i] && !new_add(diff, i, error))
      return false;
  return true;
}

LtDiff *lt_diff_files(const char *path_old, const char *path_new, LtRun *run, GError **error)
{
  g_return_val_if_fail(path_old != NULL && path_new != NULL && run != NULL, NULL);

  g_autoptr(LtDiff) diff = g_new0(LtDiff, 1);
  diff->before = lt_findings_file_read(path_old, run, error);
  if (diff->before == NULL)
    return NULL;
  diff->after = lt_findings_file_read(path_new, run, error);
  if (diff->after == NULL || !rows_make(diff, run, error))
    return NULL;
  if (diff->n_rows > 0)
    g_qsort_with_data(diff->rows, (gint)diff->n_rows, sizeof *diff->rows, row_compare, diff);
  return g_steal_pointer(&diff);
}

size_t lt_diff_count(const LtDiff *diff, LtChange change)
{
  size_t n = 0;
  for (size_t i = 0; i < diff->n_rows; i++)
    n += diff->rows[i].change == change;
  return n;
}

size_t lt_diff_worse_count(const LtDiff *diff, LtSeverity severity)
{
  size_t n = 0;
  for (size_t i = 0; i < diff->n_rows; i++) {
    const LtFindingRow *before = lt_diff_before(diff, &diff->rows[i]);
    const LtFindingRow *after = lt_diff_after(diff, &diff->rows[i]);
    n += after != NULL && after->severity >= severity &&
         (before == NULL || before->severity < severity);
  }
  return n;
}
