/* Kind `land`: firms of the per-mu table whose declared land cannot be divided by. */
#include "rules/kind.h"

#include <math.h>
#include <string.h>

static void add_finding(const LtTask *task, const LtLayer *firms, size_t i, const char *text)
{
  LtFinding finding = lt_finding_new(task->rule, (LtObject){firms, i}, "mu");
  const LtShapes *shapes = firms->data->shapes;
  if (shapes->types[i] == LT_GEOM_POINT) {
    finding.has_place = true;
    finding.place = shapes->points[lt_shapes_first_point(shapes, lt_shapes_first_ring(shapes, i))];
  }
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&finding.a, (LtLang)lang);
    bool is_blank = text == NULL || text[0] == '\0';
    finding.message.in[lang] =
        is_blank ? lt_text_format((LtLang)lang, LT_T_LAND_MISSING, who)
                 : lt_text_format((LtLang)lang, LT_T_LAND_BAD, who, text);
  }
  lt_results_add_finding(task->results, finding);
}

/* The declared land as it stands in the table, or NULL with an error. */
static char **land_texts(const LtLayer *firms, GError **error)
{
  for (size_t i = 0; i < firms->n_roles; i++)
    if (strcmp(firms->roles[i].role, "land") == 0)
      return lt_table_texts(firms->table, firms->roles[i].column, error);
  return lt_table_texts(firms->table, "land", error);
}

static bool run(const LtTask *task, GError **error)
{
  const char *id = task->project->mu.firms;
  const LtLayer *firms = id == NULL ? NULL : lt_project_layer(task->project, id);
  if (firms == NULL || firms->state == LT_LAYER_MISSING) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_MU));
    return true;
  }
  if (firms->state != LT_LAYER_READ)
    return lt_fail(error, LT_ERROR_READ, LT_T_RULE_LAYER_FAILED, id,
                   firms->error == NULL ? "" : firms->error->message);
  if (!lt_table_has(firms->table, "land")) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_ROLE, id, "land"));
    return true;
  }
  size_t n = lt_table_count(firms->table);
  g_autofree double *land = lt_table_numbers(firms->table, "land", error);
  char **texts = land == NULL ? NULL : land_texts(firms, error);
  if (texts == NULL)
    return false;
  for (size_t i = 0; i < n; i++) {
    if (firms->use[i] == LT_FALSE)
      continue;
    task->outcome->n_checked++;
    if (firms->use[i] == LT_UNKNOWN)
      lt_task_note_attribute(task, (LtObject){firms, i}, (LtObject){0}, NAN);
    else if (!(land[i] > 0) || isinf(land[i]))
      add_finding(task, firms, i, texts[i]);
  }
  lt_table_texts_free(texts, n);
  return true;
}

const LtKind lt_kind_land = {.name = "land", .takes = LT_TAKES_NONE, .limits = NULL,
                             .n_limits = 0, .limits_size = 1, .defaults = "", .needs_mu = true,
                             .run = run};
