/* Values at fault, told object by object, or once where all are. */
#include "rules/schema_hits.h"

#include <math.h>
#include <stdlib.h>

/* A fault that so many objects have, and none of those asked is without, is the column's: it is
 * told once. Fewer are told one by one. */
#define WHOLE_LEAST 20

static void hit_clear(LtSchemaHit *hit)
{
  g_free(hit->stated);
  g_free(hit->expected);
}

void lt_schema_search_leave(LtSchemaSearch *search)
{
  lt_table_texts_free(g_steal_pointer(&search->texts), search->n);
  for (size_t i = 0; i < G_N_ELEMENTS(search->others); i++)
    lt_table_texts_free(g_steal_pointer(&search->others[i]), search->n);
  g_clear_pointer(&search->holds, g_free);
}

void lt_schema_search_clear(LtSchemaSearch *search)
{
  lt_schema_search_leave(search);
  for (size_t i = 0; i < search->n_hits; i++)
    hit_clear(&search->hits[i]);
  g_free(search->hits);
}

static bool hit_add(LtSchemaSearch *search, LtSchemaHit hit, GError **error)
{
  if (!lt_grow(&search->hits, &search->cap_hits, search->n_hits + 1, sizeof *search->hits,
               "values at fault", error)) {
    hit_clear(&hit);
    return false;
  }
  search->hits[search->n_hits++] = hit;
  return true;
}

LtSchemaHit lt_schema_hit(const LtSchemaSearch *search, size_t feature, LtSchemaFault fault)
{
  return (LtSchemaHit){
      .feature = feature, .field = search->number, .fault = fault, .value = NAN, .limit = NAN};
}

static const LtSchemaHit *hit_smallest(const LtSchemaSearch *search, size_t begin)
{
  const LtSchemaHit *smallest = &search->hits[begin];
  for (size_t i = begin + 1; i < search->n_hits; i++) {
    LtObject object = {search->work->layer, search->hits[i].feature};
    LtObject least = {search->work->layer, smallest->feature};
    if (lt_object_compare(&object, &least) < 0)
      smallest = &search->hits[i];
  }
  return smallest;
}

/* All that were asked have it: one finding instead of the hits from @p begin on. */
static void hits_join(LtSchemaSearch *search, size_t begin)
{
  const LtSchemaWork *work = search->work;
  const LtSchemaHit *example = hit_smallest(search, begin);
  size_t n = search->n_hits - begin;
  LtBilingual message = {{NULL}};
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *label = lt_schema_label(search->field, (LtLang)lang);
    g_autofree char *text = lt_schema_hit_text(work->schema, example, (LtLang)lang);
    message.in[lang] = lt_text_format((LtLang)lang, LT_T_SCHEMA_WHOLE,
                                      lt_layer_text(work->layer, (LtLang)lang), label, n, text);
  }
  lt_schema_add_whole(work, search->field, example->fault, "count", (double)n, 0, message);
  while (search->n_hits > begin)
    hit_clear(&search->hits[--search->n_hits]);
}

bool lt_schema_answer(LtSchemaSearch *search, LtSchemaHit take_hit, LtSchemaAnswer answer,
                      size_t *n_asked, GError **error)
{
  uint8_t use = search->work->use[take_hit.feature];
  *n_asked += answer != LT_SCHEMA_NOT_ASKED && use == LT_TRUE;
  if (answer == LT_SCHEMA_BAD && use == LT_TRUE)
    return hit_add(search, take_hit, error);
  if (answer == LT_SCHEMA_BAD)
    lt_task_note_attribute(search->work->task, (LtObject){search->work->layer, take_hit.feature},
                           (LtObject){0}, NAN);
  hit_clear(&take_hit);
  return true;
}

void lt_schema_check_end(LtSchemaSearch *search, size_t begin, size_t n_asked)
{
  if (n_asked >= WHOLE_LEAST && n_asked == search->n_hits - begin)
    hits_join(search, begin);
}

static int compare_hits(const void *p1, const void *p2)
{
  const LtSchemaHit *a = p1, *b = p2;
  if (a->feature != b->feature)
    return a->feature < b->feature ? -1 : 1;
  if (a->fault != b->fault)
    return a->fault < b->fault ? -1 : 1;
  if (a->field != b->field)
    return a->field < b->field ? -1 : 1;
  return (int)a->is_check - (int)b->is_check;
}

/* All fields of an object that have a fault: one finding. Of figures the largest speaks. */
static bool add_finding(const LtSchemaSearch *search, const LtSchemaHit *hits, size_t n,
                        GError **error)
{
  const LtSchemaWork *work = search->work;
  LtFinding finding =
      lt_finding_new(work->task->rule, (LtObject){work->layer, hits->feature}, NULL);
  finding.fault = lt_schema_faults[hits->fault];
  g_autoptr(GString) names = g_string_new(NULL);
  for (size_t i = 0; i < n; i++) {
    if (i == 0 || hits[i].field != hits[i - 1].field)
      g_string_append_printf(names, "%s%s", i == 0 ? "" : ",",
                             work->schema->fields[hits[i].field].field);
    if (hits[i].unit == NULL ||
        !(isnan(finding.value) || fabs(hits[i].value) > fabs(finding.value)))
      continue;
    finding.value = lt_round(hits[i].value, 4);
    finding.limit = hits[i].limit;
    finding.unit = hits[i].unit;
  }
  finding.field = g_strdup(names->str);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&finding.a, (LtLang)lang);
    g_autoptr(GString) what = g_string_new(NULL);
    for (size_t i = 0; i < n; i++) {
      g_autofree char *text = lt_schema_hit_text(work->schema, &hits[i], (LtLang)lang);
      g_string_append_printf(what, "%s%s", i == 0 ? "" : lt_text((LtLang)lang, LT_T_SCHEMA_AND),
                             text);
    }
    finding.message.in[lang] = lt_text_format((LtLang)lang, LT_T_SCHEMA_OBJECT, who, what->str);
  }
  bool is_shown = lt_finding_show_object(&finding, error);
  lt_results_add_finding(work->task->results, finding);
  return is_shown;
}

bool lt_schema_add_findings(LtSchemaSearch *search, GError **error)
{
  const LtSchemaHit *hits = search->hits;
  if (search->n_hits > 0)
    qsort(search->hits, search->n_hits, sizeof *search->hits, compare_hits);
  for (size_t begin = 0, end; begin < search->n_hits; begin = end) {
    for (end = begin + 1; end < search->n_hits && hits[begin].feature == hits[end].feature &&
                          hits[begin].fault == hits[end].fault;)
      end++;
    if (!add_finding(search, hits + begin, end - begin, error))
      return false;
  }
  return true;
}
