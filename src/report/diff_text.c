/* lantu diff for people: a line for each rule, then what is new, changed, moved, fixed. */
#include "diff/results.h"
#include "report/names.h"
#include "report/text_table.h"

#include <math.h>
#include <string.h>

/* Of more findings of a kind only so many are shown; all are in the JSON. */
#define LINES_MAX 20

static const LtTextId changes[LT_N_CHANGES] = {[LT_CHANGE_NEW] = LT_T_DIFF_NEW,
                                               [LT_CHANGE_CHANGED] = LT_T_DIFF_CHANGED,
                                               [LT_CHANGE_MOVED] = LT_T_DIFF_MOVED,
                                               [LT_CHANGE_FIXED] = LT_T_DIFF_FIXED,
                                               [LT_CHANGE_UNCHECKED] = LT_T_DIFF_UNCHECKED,
                                               [LT_CHANGE_KNOWN] = LT_T_DIFF_KNOWN};

/* ---- what is compared ---- */

static void file_print(GString *out, LtTextId id, const LtFindingsFile *file, LtLang lang)
{
  g_autofree char *as_of = file->as_of == NULL || file->as_of[0] == '\0'
                               ? g_strdup("")
                               : lt_text_format(lang, LT_T_DIFF_AS_OF, file->as_of);
  lt_text_append(
      out, lt_text_format(lang, id, file->path, file->project == NULL ? "" : file->project, as_of));
  g_string_append_c(out, '\n');
}

static void head_print(GString *out, const LtDiff *diff, LtLang lang)
{
  const LtFindingsFile *before = diff->before, *after = diff->after;
  file_print(out, LT_T_DIFF_BEFORE, before, lang);
  file_print(out, LT_T_DIFF_AFTER, after, lang);
  if (!diff->same_crs)
    g_string_append_printf(out, "%s\n", lt_text(lang, LT_T_DIFF_OTHER_CRS));
  if (g_strcmp0(before->area, after->area) != 0) {
    lt_text_append(out, lt_text_format(lang, LT_T_DIFF_OTHER_AREA,
                                       before->area == NULL ? "" : before->area,
                                       after->area == NULL ? "" : after->area));
    g_string_append_c(out, '\n');
  }
}

/* ---- a line for each rule ---- */

typedef struct {
  size_t n[LT_N_CHANGES];
  bool has_mu, was_unchecked;
  double mu_before, mu_after; /* of what counts: not of conflicts on approved land */
} Sums;

static double mu_of(const LtFindingRow *row)
{
  return row == NULL || g_strcmp0(row->fault, "approved") == 0 ? NAN : row->mu;
}

static void sums_add(Sums *sums, const LtDiff *diff, const LtDiffRow *row)
{
  const LtFindingRow *before = lt_diff_before(diff, row), *after = lt_diff_after(diff, row);
  sums->n[row->change]++;
  sums->was_unchecked |= row->was_unchecked;
  double mu_before = mu_of(before), mu_after = mu_of(after);
  sums->has_mu |= !isnan(mu_before) || !isnan(mu_after);
  sums->mu_before += isnan(mu_before) ? 0 : mu_before;
  sums->mu_after += isnan(mu_after) ? 0 : mu_after;
}

/* What nobody looked at has no sum. */
static void sums_print(LtTextTable *grid, const char *name, const Sums *sums)
{
  bool has_before = sums->has_mu && !sums->was_unchecked;
  bool has_after = sums->has_mu && sums->n[LT_CHANGE_UNCHECKED] == 0;
  lt_text_table_add(grid, g_strdup(name));
  for (int change = 0; change < LT_N_CHANGES; change++)
    lt_text_table_add(grid, g_strdup_printf("%zu", sums->n[change]));
  lt_text_table_add(grid, lt_number_text(has_before ? sums->mu_before : NAN, 2));
  lt_text_table_add(grid, lt_number_text(has_after ? sums->mu_after : NAN, 2));
}

static void rules_print(GString *out, const LtDiff *diff, LtLang lang)
{
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free),
                      .n_columns = LT_N_CHANGES + 3};
  for (size_t i = 1; i < grid.n_columns; i++)
    grid.is_number[i] = true;
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_DIFF_RULE)));
  for (int change = 0; change < LT_N_CHANGES; change++)
    lt_text_table_add(&grid, g_strdup(lt_text(lang, changes[change])));
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_DIFF_MU_BEFORE)));
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_DIFF_MU_AFTER)));
  Sums all = {0}, sums = {0};
  for (size_t i = 0; i < diff->n_rows; i++) {
    const char *rule = lt_diff_finding(diff, &diff->rows[i])->rule;
    bool is_last =
        i + 1 == diff->n_rows || strcmp(rule, lt_diff_finding(diff, &diff->rows[i + 1])->rule) != 0;
    sums_add(&all, diff, &diff->rows[i]);
    sums_add(&sums, diff, &diff->rows[i]);
    if (!is_last)
      continue;
    sums_print(&grid, rule, &sums);
    sums = (Sums){0};
  }
  sums_print(&grid, lt_text(lang, LT_T_DIFF_ALL), &all);
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
}

/* ---- findings ---- */

static char *value_text(const LtFindingRow *row, LtLang lang)
{
  if (!isnan(row->mu))
    return lt_text_format(lang, LT_T_DIFF_VALUE_MU, row->mu);
  if (isnan(row->value))
    return g_strdup(lt_text(lang, LT_T_DIFF_VALUE_NONE));
  return lt_text_format(lang, LT_T_DIFF_VALUE, row->value, row->unit == NULL ? "" : row->unit);
}

/* How it was, where it was another. */
static void history_append(GString *line, const LtFindingRow *before, const LtFindingRow *after,
                           LtLang lang)
{
  g_autofree char *was = value_text(before, lang), *is = value_text(after, lang);
  if (strcmp(was, is) != 0) {
    g_autofree char *values = lt_text_format(lang, LT_T_DIFF_LINE_VALUE, was, is);
    g_string_append(line, values);
  }
  if (before->severity != after->severity) {
    g_autofree char *severities =
        lt_text_format(lang, LT_T_DIFF_LINE_SEVERITY, lt_severity_text(before->severity, lang),
                       lt_severity_text(after->severity, lang));
    g_string_append(line, severities);
  }
  if (strcmp(before->id, after->id) != 0) {
    g_autofree char *id = lt_text_format(lang, LT_T_DIFF_LINE_ID, before->id);
    g_string_append(line, id);
  }
}

static void finding_print(GString *out, const LtDiff *diff, const LtDiffRow *row, LtLang lang)
{
  const LtFindingRow *finding = lt_diff_finding(diff, row);
  const LtFindingRow *before = lt_diff_before(diff, row), *after = lt_diff_after(diff, row);
  const char *message = finding->message.in[lang];
  GString *line = g_string_new(NULL);
  g_autofree char *head =
      lt_text_format(lang, LT_T_DIFF_LINE, lt_severity_text(finding->severity, lang), finding->rule,
                     message == NULL ? finding->id : message);
  g_string_append(line, head);
  if (before != NULL && after != NULL)
    history_append(line, before, after, lang);
  if (row->was_unchecked)
    g_string_append(line, lt_text(lang, LT_T_DIFF_LINE_UNCHECKED_BEFORE));
  lt_text_append(out, g_string_free(line, FALSE));
  g_string_append_c(out, '\n');
}

static void section_print(GString *out, const LtDiff *diff, LtChange change, LtLang lang)
{
  size_t n = lt_diff_count(diff, change), n_shown = 0;
  if (n == 0)
    return;
  g_autofree char *head =
      lt_text_format(lang, LT_T_DIFF_SECTION, lt_text(lang, changes[change]), n);
  g_string_append_printf(out, "\n%s\n", head);
  for (int severity = LT_SEVERITY_ERROR; severity >= LT_SEVERITY_INFO; severity--)
    for (size_t i = 0; i < diff->n_rows && n_shown < LINES_MAX; i++)
      if (diff->rows[i].change == change &&
          (int)lt_diff_finding(diff, &diff->rows[i])->severity == severity) {
        finding_print(out, diff, &diff->rows[i], lang);
        n_shown++;
      }
  if (n > n_shown) {
    g_autofree char *more = lt_text_format(lang, LT_T_DIFF_MORE, n - n_shown);
    g_string_append_printf(out, "%s\n", more);
  }
}

char *lt_report_diff_text(const LtDiff *diff, LtLang lang)
{
  g_return_val_if_fail(diff != NULL, NULL);

  GString *out = g_string_new(NULL);
  head_print(out, diff, lang);
  g_string_append_c(out, '\n');
  rules_print(out, diff, lang);
  for (int change = 0; change < LT_CHANGE_KNOWN; change++)
    section_print(out, diff, (LtChange)change, lang);
  if (lt_diff_count(diff, LT_CHANGE_KNOWN) == diff->n_rows)
    g_string_append_printf(out, "\n%s\n", lt_text(lang, LT_T_DIFF_NONE));
  return g_string_free(out, FALSE);
}
