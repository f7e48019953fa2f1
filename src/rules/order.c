/* Ids of findings, and the order of everything in the results. */
#include "rules/results.h"

#include <stdlib.h>
#include <string.h>

int lt_object_compare(const LtObject *a, const LtObject *b)
{
  int order = strcmp(a->layer == NULL ? "" : a->layer->id, b->layer == NULL ? "" : b->layer->id);
  return order != 0 ? order : strcmp(lt_object_identity(a), lt_object_identity(b));
}

static int compare_involved(const void *p1, const void *p2)
{
  return lt_object_compare(&((const LtInvolved *)p1)->object, &((const LtInvolved *)p2)->object);
}

void lt_involved_sort(LtInvolved *involved, size_t n)
{
  if (n > 1)
    qsort(involved, n, sizeof *involved, compare_involved);
}

/* ---- ids ---- */

/* RULE/fault/layer:identity/layer:identity, or RULE/fault/mark; what would be ambiguous
 * percent-escaped. */
static char *finding_id(const LtFinding *finding)
{
  GString *id = g_string_new(finding->rule->id);
  if (finding->fault != NULL)
    g_string_append_printf(id, "/%s", finding->fault);
  if (finding->mark != NULL)
    g_string_append_printf(id, "/%s", finding->mark);
  const LtObject *objects[] = {&finding->a, &finding->b};
  for (size_t i = 0; finding->mark == NULL && i < G_N_ELEMENTS(objects); i++) {
    if (objects[i]->layer == NULL)
      continue;
    g_autofree char *identity = g_uri_escape_string(lt_object_identity(objects[i]), "@", TRUE);
    g_string_append_printf(id, "/%s:%s", objects[i]->layer->id, identity);
  }
  return g_string_free(id, FALSE);
}

static int compare_ids(const void *p1, const void *p2)
{
  const LtFinding *f1 = *(LtFinding *const *)p1, *f2 = *(LtFinding *const *)p2;
  int order = strcmp(f1->id, f2->id);
  if (order == 0)
    order = (f1->place.x > f2->place.x) - (f1->place.x < f2->place.x);
  return order != 0 ? order : (f1->place.y > f2->place.y) - (f1->place.y < f2->place.y);
}

/* Complete the ids of findings that share theirs by the place in metres: so the id of one does not
 * change when another goes. */
static void ids_complete(LtFinding **findings, size_t n)
{
  size_t same = 0;
  for (size_t i = 0; i < n; i++) {
    bool is_same = i > 0 && findings[i]->has_place && findings[i - 1]->has_place &&
                   findings[i]->place.x == findings[i - 1]->place.x &&
                   findings[i]->place.y == findings[i - 1]->place.y;
    same = is_same ? same + 1 : 0;
    GString *id = g_string_new(findings[i]->id);
    if (findings[i]->has_place)
      g_string_append_printf(id, "/%.4f,%.4f", (double)findings[i]->place.x / LT_UNITS_PER_M,
                             (double)findings[i]->place.y / LT_UNITS_PER_M);
    if (same > 0 || !findings[i]->has_place)
      g_string_append_printf(id, "-%zu", findings[i]->has_place ? same + 1 : i + 1);
    g_free(findings[i]->id);
    findings[i]->id = g_string_free(id, FALSE);
  }
}

static void ids_give(GPtrArray *findings)
{
  LtFinding **all = (LtFinding **)findings->pdata;
  for (guint i = 0; i < findings->len; i++)
    all[i]->id = finding_id(all[i]);
  g_ptr_array_sort(findings, compare_ids);
  for (guint begin = 0, end; begin < findings->len; begin = end) {
    for (end = begin + 1; end < findings->len && strcmp(all[begin]->id, all[end]->id) == 0;)
      end++;
    if (end - begin > 1)
      ids_complete(all + begin, end - begin);
  }
}

/* ---- order ---- */

/* By rule, then by both objects. The three kinds of entries are compared by the same function: it
 * gets their rule and objects. */
static int compare_entries(const LtRule *rule_1, const LtObject *a_1, const LtObject *b_1,
                           const LtRule *rule_2, const LtObject *a_2, const LtObject *b_2)
{
  int order = strcmp(rule_1->id, rule_2->id);
  if (order == 0)
    order = lt_object_compare(a_1, a_2);
  if (order == 0)
    order = lt_object_compare(b_1, b_2);
  return order;
}

#define COMPARE_OBJECTS(e1, e2)                                                                    \
  compare_entries(e1->rule, &e1->a, &e1->b, e2->rule, &e2->a, &e2->b)

static int compare_numbers(double a, double b)
{
  return (a > b) - (a < b);
}

static int compare_findings(const void *p1, const void *p2)
{
  const LtFinding *e1 = *(LtFinding *const *)p1, *e2 = *(LtFinding *const *)p2;
  int order = COMPARE_OBJECTS(e1, e2);
  return order != 0 ? order : strcmp(e1->id, e2->id);
}

static int compare_tolerated(const void *p1, const void *p2)
{
  const LtTolerated *e1 = *(LtTolerated *const *)p1, *e2 = *(LtTolerated *const *)p2;
  int order = COMPARE_OBJECTS(e1, e2);
  if (order == 0)
    order = g_strcmp0(e1->fault, e2->fault);
  if (order == 0)
    order = compare_numbers(e1->areas.planar_m2, e2->areas.planar_m2);
  return order != 0 ? order : compare_numbers(e1->width_m, e2->width_m);
}

static int compare_undetermined(const void *p1, const void *p2)
{
  const LtUndetermined *e1 = *(LtUndetermined *const *)p1, *e2 = *(LtUndetermined *const *)p2;
  int order = COMPARE_OBJECTS(e1, e2);
  if (order == 0)
    order = g_strcmp0(e1->reason.in[LT_LANG_EN], e2->reason.in[LT_LANG_EN]);
  return order != 0 ? order : compare_numbers(e1->value, e2->value);
}

void lt_results_order(LtResults *results)
{
  ids_give(results->findings);
  g_ptr_array_sort(results->findings, compare_findings);
  g_ptr_array_sort(results->tolerated, compare_tolerated);
  g_ptr_array_sort(results->undetermined, compare_undetermined);
}
