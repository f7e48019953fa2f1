#include "rules/approved.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many approvals are named in a message. */
#define NAMES_MAX 5

bool lt_approved_split(const LtTask *task, LtOverlayInput *asked, size_t n_asked, size_t *n_inputs,
                       GError **error)
{
  if (task->approved == NULL)
    return true;
  size_t n;
  uint8_t *use = lt_task_candidates(task->approved, task->approved->use, LT_GEOM_POLYGON, false, &n,
                                    error);
  if (use == NULL)
    return false;
  for (size_t i = 0; i < n_asked; i++) {
    asked[i].mask = task->approved->data->shapes;
    asked[i].use_mask = use;
  }
  LtOverlayInput *inside = &asked[n_asked];
  *inside = asked[0];
  inside->is_inside_mask = true;
  ++*n_inputs;
  return true;
}

void lt_approved_note(const LtTask *task, const LtOverlay *outside)
{
  bool has_found = false;
  for (size_t i = 0; i < outside->n_pairs; i++)
    has_found = has_found || outside->pairs[i].shape != NULL;
  if (!has_found)
    return;
  const LtLayer *layer = task->approved;
  lt_task_note_shapeless(task, layer, layer->use, LT_GEOM_POLYGON, false);
  for (size_t i = 0; i < layer->data->shapes->n_features; i++)
    if (layer->use[i] == LT_UNKNOWN && layer->data->shapes->types[i] == LT_GEOM_POLYGON)
      lt_task_note_attribute(task, (LtObject){layer, i}, (LtObject){0}, NAN);
}

/* ---- which approvals ---- */

static int masked_compare(const LtOverlayMasked *masked, const LtOverlayPair *pair)
{
  if (masked->a != pair->a)
    return masked->a < pair->a ? -1 : 1;
  return (masked->b > pair->b) - (masked->b < pair->b);
}

/* The approvals of an answer; there is at least one. */
static const LtOverlayMasked *masked_of(const LtOverlay *inside, const LtOverlayPair *pair,
                                        size_t *n)
{
  size_t low = 0, high = inside->n_masked;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (masked_compare(&inside->masked[middle], pair) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (*n = 0; low + *n < inside->n_masked; ++*n)
    if (masked_compare(&inside->masked[low + *n], pair) != 0)
      break;
  return inside->masked + low;
}

/* An approval, and how much of the ground it covers. */
typedef struct {
  LtObject object;
  double area_m2;
} Approval;

/* The largest first. */
static int approval_compare(const void *p1, const void *p2)
{
  const Approval *x = p1, *y = p2;
  if (x->area_m2 != y->area_m2)
    return x->area_m2 > y->area_m2 ? -1 : 1;
  return lt_object_compare(&x->object, &y->object);
}

/* Sort the approvals, and leave out those that cover less than what is tolerated where others cover
 * more: neighbours of survey precision. Returns how many are left. */
static size_t approvals_choose(Approval *approvals, size_t n, double min_area_m2)
{
  if (n > 1)
    qsort(approvals, n, sizeof *approvals, approval_compare);
  size_t n_left = n;
  while (n_left > 1 && approvals[n_left - 1].area_m2 < min_area_m2)
    n_left--;
  return n_left;
}

static const char *approval_number(const LtTask *task, const LtObject *object)
{
  const char *number =
      task->approval_numbers == NULL ? NULL : task->approval_numbers[object->feature];
  return number != NULL && number[0] != '\0' ? number : NULL;
}

/* Several polygons may have one approval: it is named once. */
static char *approvals_text(const LtTask *task, const Approval *approvals, size_t n, LtLang lang)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < n; i++) {
    const char *number = approval_number(task, &approvals[i].object);
    char *name = number != NULL ? g_strdup(number) : lt_object_text(&approvals[i].object, lang);
    size_t n_names = g_hash_table_size(seen);
    if (n_names < NAMES_MAX && !g_hash_table_contains(seen, name))
      g_string_append_printf(text, "%s%s", n_names == 0 ? "" : lt_text(lang, LT_T_NAMES_SEPARATOR),
                             name);
    g_hash_table_add(seen, name);
  }
  if (g_hash_table_size(seen) > NAMES_MAX) {
    g_autofree char *more = lt_text_format(lang, LT_T_APPROVED_MORE,
                                           (size_t)g_hash_table_size(seen));
    g_string_append(text, more);
  }
  return g_string_free(text, FALSE);
}

void lt_approved_mark(const LtTask *task, const LtOverlay *inside, const LtOverlayPair *pair,
                      LtFinding *finding)
{
  size_t n;
  const LtOverlayMasked *masked = masked_of(inside, pair, &n);
  g_autofree Approval *approvals = g_new(Approval, n + 1);
  for (size_t i = 0; i < n; i++)
    approvals[i] = (Approval){{task->approved, masked[i].mask}, masked[i].areas.planar_m2};
  n = approvals_choose(approvals, n, isnan(finding->limit) ? 0 : finding->limit);
  finding->severity = LT_SEVERITY_INFO;
  finding->is_approved = true;
  finding->fault = LT_FAULT_APPROVED;
  finding->involved = g_new(LtInvolved, n + 1);
  finding->n_involved = n;
  for (size_t i = 0; i < n; i++)
    finding->involved[i] = (LtInvolved){approvals[i].object, NAN};
  lt_involved_sort(finding->involved, n);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *message = finding->message.in[lang];
    g_autofree char *names = approvals_text(task, approvals, n, (LtLang)lang);
    finding->message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_APPROVED_MESSAGE, message, names);
  }
}
