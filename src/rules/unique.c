/* Kind `unique`: a value, or several together, that only one object of a layer may have. */
#include "rules/kind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char **columns; /* NULL: the key of the layer */
} Limits;

static const LtField fields[] = {
    {"columns", LT_FIELD_TEXTS, offsetof(Limits, columns), false, NULL, 0, 0},
};
static const Limits defaults = {NULL};

/* Between the values of columns together. */
#define SEPARATOR "\x1f"

/* An object and its value; NULL: blank, or one of its columns is. */
typedef struct {
  LtObject object;
  char *value;
} Item;

/* A layer at work. */
typedef struct {
  const LtTask *task;
  const LtLayer *layer;
  const uint8_t *use;
  char *columns; /* comma-separated */
  Item *items;   /* that take part, or may */
  size_t n;
} Search;

static void search_clear(Search *search)
{
  for (size_t i = 0; search->items != NULL && i < search->n; i++)
    g_free(search->items[i].value);
  g_free(search->items);
  g_free(search->columns);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static int compare_items(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  int order = g_strcmp0(a->value, b->value);
  return order != 0 ? order : lt_object_compare(&a->object, &b->object);
}

static bool is_certain(const Search *search, const Item *item)
{
  return search->use[item->object.feature] == LT_TRUE;
}

static LtFinding finding_new(const Search *search, LtObject a, const char *fault)
{
  LtFinding finding = lt_finding_new(search->task->rule, a, "count");
  finding.fault = fault;
  finding.field = g_strdup(search->columns);
  finding.limit = 1;
  return finding;
}

/* All of them that take part share a value. */
static bool add_duplicates(const Search *search, const Item *items, size_t n, GError **error)
{
  g_autofree LtInvolved *involved = g_new(LtInvolved, n);
  size_t n_sure = 0;
  for (size_t i = 0; i < n; i++)
    if (is_certain(search, &items[i]))
      involved[n_sure++] = (LtInvolved){items[i].object, NAN};
  for (size_t i = 0; i < n; i++)
    if (!is_certain(search, &items[i]))
      lt_task_note_attribute(search->task, items[i].object, (LtObject){0}, NAN);
  if (n_sure < 2)
    return true;
  LtFinding finding = finding_new(search, involved[0].object, "duplicate");
  g_autofree char *value = g_uri_escape_string(items->value, NULL, TRUE);
  g_autofree char *shown = g_strdelimit(g_strdup(items->value), SEPARATOR, ',');
  finding.mark = g_strdup_printf("%s:%s", search->layer->id, value);
  finding.value = (double)n_sure;
  finding.n_involved = n_sure;
  finding.involved = g_steal_pointer(&involved);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_UNIQUE_MESSAGE,
                       lt_layer_text(search->layer, (LtLang)lang), search->columns, shown, n_sure);
  bool is_placed = lt_finding_show_object(&finding, error);
  lt_results_add_finding(search->task->results, finding);
  return is_placed;
}

static bool add_missing(const Search *search, LtObject object, size_t n_all, GError **error)
{
  bool is_whole = object.feature == LT_WHOLE_LAYER;
  LtFinding finding = finding_new(search, object, "missing");
  finding.unit = NULL;
  finding.limit = NAN;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&object, (LtLang)lang);
    finding.message.in[lang] =
        is_whole
            ? lt_text_format((LtLang)lang, LT_T_UNIQUE_ALL_MISSING, who, search->columns, n_all)
            : lt_text_format((LtLang)lang, LT_T_UNIQUE_MISSING, who, search->columns);
  }
  bool is_placed = is_whole || lt_finding_show_object(&finding, error);
  lt_results_add_finding(search->task->results, finding);
  return is_placed;
}

/* Objects without a value; where there are no others this is said once, of the layer. */
static bool add_all_missing(const Search *search, size_t n, GError **error)
{
  size_t n_sure = 0;
  for (size_t i = 0; i < search->n; i++)
    n_sure += is_certain(search, &search->items[i]);
  if (n == search->n && n > 1 && n_sure == n)
    return add_missing(search, (LtObject){search->layer, LT_WHOLE_LAYER}, n, error);
  for (size_t i = 0; i < n; i++) {
    if (!is_certain(search, &search->items[i]))
      lt_task_note_attribute(search->task, search->items[i].object, (LtObject){0}, NAN);
    else if (!add_missing(search, search->items[i].object, n, error))
      return false;
  }
  return true;
}

static bool search_run(Search *search, GError **error)
{
  Item *items = search->items;
  size_t begin = 0;
  qsort(items, search->n, sizeof *items, compare_items);
  while (begin < search->n && items[begin].value == NULL)
    begin++;
  if (begin > 0 && !add_all_missing(search, begin, error))
    return false;
  for (size_t end; begin < search->n; begin = end) {
    for (end = begin + 1; end < search->n && strcmp(items[begin].value, items[end].value) == 0;)
      end++;
    if (end - begin > 1 && !add_duplicates(search, items + begin, end - begin, error))
      return false;
  }
  return lt_run_check(search->task->run, error);
}

/* Put the text of a further column behind a value, which becomes NULL where it is blank. */
static void value_add(Item *item, const char *text, bool is_first)
{
  g_autofree char *before = g_steal_pointer(&item->value);
  g_autofree char *trimmed = text == NULL ? NULL : lt_text_trim(text);
  if (trimmed == NULL || (before == NULL && !is_first))
    return;
  item->value =
      is_first ? g_steal_pointer(&trimmed) : g_strconcat(before, SEPARATOR, trimmed, NULL);
}

static bool column_add(Search *search, const char *column, bool is_first, GError **error)
{
  char **texts = lt_table_texts(search->layer->table, column, error);
  if (texts == NULL)
    return false;
  for (size_t i = 0; i < search->n; i++)
    value_add(&search->items[i], texts[search->items[i].object.feature], is_first);
  lt_table_texts_free(texts, lt_table_count(search->layer->table));
  return true;
}

/* NULL: all columns are there. */
static const char *column_lacking(const LtLayer *layer, char *const *columns)
{
  for (size_t i = 0; columns != NULL && columns[i] != NULL; i++)
    if (!lt_table_has(layer->table, columns[i]))
      return columns[i];
  return NULL;
}

static bool each(const LtTask *task, const LtLayer *layer, const uint8_t *use, GError **error)
{
  const Limits *limits = task->limits;
  char *key[] = {layer->key, NULL};
  char **columns = limits->columns == NULL ? key : limits->columns;
  const char *lacking = column_lacking(layer, columns);
  if (columns[0] == NULL || lacking != NULL) {
    lt_task_skip(task, lacking == NULL ? lt_message(LT_T_SKIP_NO_KEY)
                                       : lt_message(LT_T_SKIP_NO_COLUMN, layer->id, lacking));
    return true;
  }
  size_t n_features = layer->data->shapes->n_features;
  g_auto(Search) search = {.task = task, .layer = layer, .use = use};
  search.columns = g_strjoinv(",", columns);
  search.items = lt_alloc(n_features, sizeof *search.items, "keys", error);
  if (search.items == NULL)
    return false;
  for (size_t i = 0; i < n_features; i++)
    if (use[i] != LT_FALSE)
      search.items[search.n++].object = (LtObject){layer, i};
  for (size_t i = 0; columns[i] != NULL; i++)
    if (!column_add(&search, columns[i], i == 0, error))
      return false;
  return search_run(&search, error);
}

static bool fits(const LtLayer *layer)
{
  return layer->key != NULL;
}

static bool run(const LtTask *task, GError **error)
{
  static const LtEachLayer ask = {fits, each, LT_T_SKIP_NO_KEY};
  return lt_task_each_layer(task, &ask, error);
}

/* Columns are those of a layer. */
static bool check(const LtProject *project, const LtRule *rule, const void *limits, GError **error)
{
  (void)project;
  bool is_fine = rule->a.layer != NULL || ((const Limits *)limits)->columns == NULL;
  return is_fine || lt_node_fail(error, rule->node, LT_T_RULE_LAYERS, rule->id, rule->kind);
}

const LtKind lt_kind_unique = {.name = "unique",
                               .takes = LT_TAKES_NONE_OR_ONE,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(Limits),
                               .defaults = &defaults,
                               .check = check,
                               .run = run};
