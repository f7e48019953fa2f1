/* lantu diff for programs: docs/commands/diff.md. */
#include "diff/results.h"
#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/names.h"

#include <lantu/version.h>

static json_t *file_json(const LtFindingsFile *file)
{
  json_t *json = lt_json_set(json_object(), "path", text(file->path));
  json = lt_json_set(json, "project", text(file->project));
  json = lt_json_set(json, "as_of", text(file->as_of));
  json = lt_json_set(json, "area", text(file->area));
  json = lt_json_set(json, "crs", text(lt_crs_name(file->crs)));
  return lt_json_set(json, "findings", count(file->findings->len));
}

static json_t *finding_json(const LtFindingRow *row)
{
  if (row == NULL)
    return json_null();
  json_t *json = lt_json_set(json_object(), "id", text(row->id));
  json = lt_json_set(json, "severity", text(lt_severity_code(row->severity)));
  json = lt_json_set(json, "fault", text(row->fault));
  json = lt_json_set(json, "value", real(row->value, 4));
  json = lt_json_set(json, "unit", text(row->unit));
  json = lt_json_set(json, "mu", real(row->mu, 4));
  json = lt_json_set(json, "message_zh", text(row->message.in[LT_LANG_ZH]));
  return lt_json_set(json, "message_en", text(row->message.in[LT_LANG_EN]));
}

static json_t *row_json(const LtDiff *diff, const LtDiffRow *row)
{
  const LtFindingRow *finding = lt_diff_finding(diff, row);
  json_t *json = lt_json_set(json_object(), "change", text(lt_change_code(row->change)));
  json = lt_json_set(json, "rule", text(finding->rule));
  json = lt_json_set(json, "a_layer", text(finding->a_layer));
  json = lt_json_set(json, "a_key", text(finding->a_key));
  json = lt_json_set(json, "b_layer", text(finding->b_layer));
  json = lt_json_set(json, "b_key", text(finding->b_key));
  json = lt_json_set(json, "was_unchecked", json_boolean(row->was_unchecked));
  json = lt_json_set(json, "before", finding_json(lt_diff_before(diff, row)));
  return lt_json_set(json, "after", finding_json(lt_diff_after(diff, row)));
}

char *lt_report_diff_json(const LtDiff *diff)
{
  g_return_val_if_fail(diff != NULL, NULL);

  json_t *json = lt_json_set(json_object(), "lantu", text(LT_VERSION));
  json = lt_json_set(json, "before", file_json(diff->before));
  json = lt_json_set(json, "after", file_json(diff->after));
  json = lt_json_set(json, "same_crs", json_boolean(diff->same_crs));
  json_t *counts = json_object();
  for (int change = 0; change < LT_N_CHANGES; change++)
    counts = lt_json_set(counts, lt_change_code((LtChange)change),
                         count(lt_diff_count(diff, (LtChange)change)));
  json = lt_json_set(json, "counts", counts);
  json_t *rows = json_array();
  for (size_t i = 0; i < diff->n_rows; i++)
    if (diff->rows[i].change != LT_CHANGE_KNOWN)
      rows = lt_json_append(rows, row_json(diff, &diff->rows[i]));
  return lt_json_dump(lt_json_set(json, "findings", rows));
}
