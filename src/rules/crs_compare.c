#include "rules/crs_compare.h"

#include "crs/band.h"
#include "crs/offset.h"
#include "crs/web_map.h"

#include <math.h>
#include <string.h>

/* Two offsets are one when they differ by less. */
#define SAME_OFFSET_M 6.0
/* Points that are enough to tell a web map: in their own polygons, in any. */
#define LEAST_OWN 5
#define LEAST_ANY 20
/* So many must lie inside by the better reading, and so many more than as they are. */
#define LEAST_INSIDE 0.6
#define LEAST_GAIN 0.3
#define SHARED_KEY GSIZE_TO_POINTER(SIZE_MAX)

/* ---- constant offsets ---- */

typedef struct {
  size_t a, b;
  LtOffset offset; /* to be added to a */
  bool is_told;
} Pair;

static bool is_layer_of(const LtLayer *layer, bool wants_points)
{
  if (layer->state != LT_LAYER_READ)
    return false;
  const LtShapes *shapes = layer->data->shapes;
  for (size_t i = 0; i < shapes->n_features; i++)
    if (shapes->types[i] != LT_GEOM_NONE && (shapes->types[i] == LT_GEOM_POINT) == wants_points)
      return true;
  return false;
}

/* Vertices of the smaller layer are looked for in the larger one. */
static bool pair_find(const LtProject *project, const LtOffsetLook *looks, Pair *pair,
                      bool *is_found, GError **error)
{
  const LtShapes *a = project->layers[pair->a].data->shapes;
  const LtShapes *b = project->layers[pair->b].data->shapes;
  bool is_turned = b->n_points < a->n_points;
  if (!lt_offset_find(&looks[is_turned ? pair->b : pair->a], is_turned ? a : b, is_found,
                      &pair->offset, error))
    return false;
  if (is_turned) {
    pair->offset.east_m = -pair->offset.east_m;
    pair->offset.north_m = -pair->offset.north_m;
  }
  return true;
}

static bool pairs_find(const LtTask *task, const LtOffsetLook *looks, GArray *pairs,
                       GError **error)
{
  const LtProject *project = task->project;
  for (size_t a = 0; a < project->n_layers; a++)
    for (size_t b = a + 1; b < project->n_layers; b++) {
      Pair pair = {.a = a, .b = b};
      bool is_found = false;
      if (looks[a].n_features == 0 || looks[b].n_features == 0)
        continue;
      if (!lt_run_check(task->run, error) || !pair_find(project, looks, &pair, &is_found, error))
        return false;
      if (is_found)
        g_array_append_val(pairs, pair);
    }
  return true;
}

/* The offset to be added to a layer of a pair. */
static LtOffset offset_of(const Pair *pair, size_t layer)
{
  LtOffset offset = pair->offset;
  if (layer == pair->b) {
    offset.east_m = -offset.east_m;
    offset.north_m = -offset.north_m;
  }
  return offset;
}

/* The layer that is off most others. */
static size_t layer_most(const LtProject *project, const GArray *pairs)
{
  size_t best = SIZE_MAX, most = 0;
  for (size_t layer = 0; layer < project->n_layers; layer++) {
    size_t n = 0;
    for (guint i = 0; i < pairs->len; i++) {
      const Pair *pair = &g_array_index(pairs, Pair, i);
      n += !pair->is_told && (pair->a == layer || pair->b == layer);
    }
    if (n > most) {
      most = n;
      best = layer;
    }
  }
  return best;
}

/* The band of a layer's CRS by its name, as Xian 1980 has it; 0: it has none. */
static int xian80_of(const LtLayer *layer)
{
  const char *text = layer->data->n_raw > 0 ? layer->data->raw[0].crs : NULL;
  guint64 code;
  if (text == NULL || !g_str_has_prefix(text, "EPSG:") ||
      !g_ascii_string_to_unsigned(text + 5, 10, 1, 99999, &code, NULL))
    return 0;
  for (int band = 13; band <= 45; band++)
    for (int has_prefix = 0; has_prefix < 2 && lt_band_width_deg(band) != 0; has_prefix++)
      if (lt_band_epsg(LT_BAND_CGCS2000, band, has_prefix) == (int)code)
        return lt_band_epsg(LT_BAND_XIAN80, band, has_prefix);
  return 0;
}

static char *offset_text(const LtLayer *layer, GPtrArray *others, const LtOffset *offset,
                         LtLang lang)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < others->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? lt_text(lang, LT_T_CRS_RULE_COMMA) : "",
                           lt_layer_text(g_ptr_array_index(others, i), lang));
  g_autofree char *text =
      lt_text_format(lang, LT_T_CRS_RULE_OFFSET, lt_layer_text(layer, lang), names->str,
                     offset->east_m, offset->north_m, offset->n_looked, offset->n_agree);
  int xian80 = xian80_of(layer);
  g_autofree char *line =
      xian80 == 0 ? g_strdup("") : lt_text_format(lang, LT_T_CRS_RULE_XIAN80, xian80);
  return g_strconcat(text, line, NULL);
}

/* All that are off by the same as the first are told together. */
static void offset_tell(const LtTask *task, GArray *pairs, size_t number)
{
  const LtProject *project = task->project;
  const LtLayer *layer = &project->layers[number];
  g_autoptr(GPtrArray) others = g_ptr_array_new();
  LtOffset first = {0};
  for (guint i = 0; i < pairs->len; i++) {
    Pair *pair = &g_array_index(pairs, Pair, i);
    if (pair->is_told || (pair->a != number && pair->b != number))
      continue;
    LtOffset offset = offset_of(pair, number);
    if (others->len > 0 && hypot(offset.east_m - first.east_m, offset.north_m - first.north_m) >
                               SAME_OFFSET_M)
      continue;
    first = others->len == 0 ? offset : first;
    pair->is_told = true;
    g_ptr_array_add(others, &project->layers[pair->a == number ? pair->b : pair->a]);
  }
  LtFinding finding = lt_finding_new(task->rule, (LtObject){layer, LT_WHOLE_LAYER}, "m");
  finding.fault = "offset";
  finding.severity = MIN(finding.severity, LT_SEVERITY_WARNING);
  finding.b = (LtObject){g_ptr_array_index(others, 0), LT_WHOLE_LAYER};
  finding.value = lt_round(hypot(first.east_m, first.north_m), 0);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = offset_text(layer, others, &first, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
}

bool lt_crs_compare_offsets(const LtTask *task, GError **error)
{
  const LtProject *project = task->project;
  g_autofree LtOffsetLook *looks = g_new0(LtOffsetLook, project->n_layers + 1);
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  for (size_t i = 0; i < project->n_layers; i++)
    if (is_layer_of(&project->layers[i], false))
      looks[i] = lt_offset_look_make(project->layers[i].data->shapes);
  bool ok = pairs_find(task, looks, pairs, error);
  for (size_t layer; ok && (layer = layer_most(project, pairs)) != SIZE_MAX;)
    offset_tell(task, pairs, layer);
  for (size_t i = 0; i < project->n_layers; i++)
    lt_offset_look_clear(&looks[i]);
  return ok;
}

/* ---- points of web maps ---- */

/* How many points of a layer lie in polygons of another. */
typedef struct {
  const LtLayer *polygons;
  bool are_own; /* each in the one of its key */
  size_t n, n_inside[LT_N_WEBS];
  LtWeb web; /* the best; LT_WEB_NONE: no web map */
} Hits;

static double gain_of(const Hits *hits)
{
  return ((double)hits->n_inside[hits->web] - (double)hits->n_inside[LT_WEB_NONE]) /
         (double)MAX(hits->n, 1);
}

static void hits_judge(Hits *hits)
{
  hits->web = hits->n_inside[LT_WEB_BD09] > hits->n_inside[LT_WEB_GCJ02] ? LT_WEB_BD09
                                                                         : LT_WEB_GCJ02;
  bool is_web = hits->n >= (hits->are_own ? LEAST_OWN : LEAST_ANY) &&
                (double)hits->n_inside[hits->web] >= LEAST_INSIDE * (double)hits->n &&
                gain_of(hits) >= LEAST_GAIN;
  if (!is_web)
    hits->web = LT_WEB_NONE;
}

/* The polygon with the key of each point; NULL where few have one. Of a key that several polygons
 * have none is the point's own. */
static size_t *own_find(const LtLayer *layer, const LtWebPoints *points, const LtLayer *polygons,
                        size_t *n_own)
{
  *n_own = 0;
  if (layer->keys == NULL || polygons->keys == NULL)
    return NULL;
  g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < points->n; i++)
    if (layer->keys[points->features[i]] != NULL)
      g_hash_table_insert(wanted, layer->keys[points->features[i]], NULL);
  const LtShapes *shapes = polygons->data->shapes;
  for (size_t i = 0; i < shapes->n_features; i++) {
    gpointer known;
    if (polygons->keys[i] != NULL && shapes->types[i] == LT_GEOM_POLYGON &&
        g_hash_table_lookup_extended(wanted, polygons->keys[i], NULL, &known))
      g_hash_table_insert(wanted, polygons->keys[i],
                          known == NULL ? GSIZE_TO_POINTER(i + 1) : SHARED_KEY);
  }
  size_t *own = g_new(size_t, points->n);
  for (size_t i = 0; i < points->n; i++) {
    const char *key = layer->keys[points->features[i]];
    gpointer found = key == NULL ? NULL : g_hash_table_lookup(wanted, key);
    size_t feature = found == SHARED_KEY ? 0 : GPOINTER_TO_SIZE(found);
    own[i] = feature == 0 ? SIZE_MAX : feature - 1;
    *n_own += feature != 0;
  }
  if (*n_own < LEAST_OWN || 2 * *n_own < points->n)
    g_clear_pointer(&own, g_free);
  return own;
}

static Hits hits_count(const LtLayer *layer, const LtWebPoints *points, const LtLayer *polygons)
{
  size_t n_own;
  g_autofree size_t *own = own_find(layer, points, polygons, &n_own);
  Hits hits = {.polygons = polygons, .are_own = own != NULL, .n = own != NULL ? n_own : points->n};
  lt_web_points_count(points, polygons->data->shapes, own, hits.n_inside);
  hits_judge(&hits);
  return hits;
}

static void map_tell(const LtTask *task, const LtLayer *layer, const Hits *hits)
{
  static const char *const names[] = {[LT_WEB_GCJ02] = "GCJ-02", [LT_WEB_BD09] = "BD-09"};
  LtFinding finding = lt_finding_new(task->rule, (LtObject){layer, LT_WHOLE_LAYER}, NULL);
  finding.fault = "web-map";
  finding.severity = MIN(finding.severity, LT_SEVERITY_WARNING);
  finding.b = (LtObject){hits->polygons, LT_WHOLE_LAYER};
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = lt_text_format(
        (LtLang)lang, hits->are_own ? LT_T_CRS_RULE_MAP_OWN : LT_T_CRS_RULE_MAP,
        lt_layer_text(layer, (LtLang)lang), lt_layer_text(hits->polygons, (LtLang)lang), hits->n,
        hits->n_inside[LT_WEB_NONE], names[hits->web], hits->n_inside[hits->web],
        names[hits->web]);
  lt_results_add_finding(task->results, finding);
}

/* The layer that speaks most for it: with keys in common before all others. */
static bool is_better(const Hits *hits, const Hits *best)
{
  if (hits->web == LT_WEB_NONE || best->polygons == NULL)
    return hits->web != LT_WEB_NONE;
  if (hits->are_own != best->are_own)
    return hits->are_own;
  return gain_of(hits) > gain_of(best);
}

/* As points of a web map, and undone as such. */
static bool is_declared(const LtLayer *layer)
{
  g_autoptr(LtCrs) crs = layer->crs == NULL ? NULL : lt_crs_parse(layer->crs, NULL);
  return crs != NULL && lt_crs_map_grid(crs) != LT_MAP_NONE;
}

bool lt_crs_compare_maps(const LtTask *task, GError **error)
{
  const LtProject *project = task->project;
  for (size_t i = 0; i < project->n_layers; i++) {
    const LtLayer *layer = &project->layers[i];
    if (is_declared(layer) || !is_layer_of(layer, true))
      continue;
    g_auto(LtWebPoints) points = lt_web_points_make(layer->data->shapes, project->crs);
    Hits best = {0};
    for (size_t j = 0; points.n > 0 && j < project->n_layers; j++) {
      if (j == i || !is_layer_of(&project->layers[j], false))
        continue;
      if (!lt_run_check(task->run, error))
        return false;
      Hits hits = hits_count(layer, &points, &project->layers[j]);
      if (is_better(&hits, &best))
        best = hits;
    }
    if (best.polygons != NULL)
      map_tell(task, layer, &best);
  }
  return true;
}
