/* Kind `crs`: what speaks against the CRS of layers: their numbers, and where the others lie. What
 * is proposed is never applied. */
#include "rules/crs_compare.h"

#include "crs/detect_words.h"
#include "io/info.h"
#include "rules/crs_site.h"

#include <math.h>
#include <string.h>

/* A layer lies where the others do when so many of its places do. */
#define SHARE_AT_HOME 0.7
#define MAX_READINGS 3
/* Numbers that can be no others leave no doubt; where they lie may have its reasons. */
#define SURE_DOUBTS                                                                                \
  (LT_CRS_DOUBT_SWAPPED | LT_CRS_DOUBT_BAND | LT_CRS_DOUBT_PREFIX | LT_CRS_DOUBT_NO_PREFIX |       \
   LT_CRS_DOUBT_HALF | LT_CRS_DOUBT_DEGREES | LT_CRS_DOUBT_METRES | LT_CRS_DOUBT_PACKED)

/* ---- what is said of a layer ---- */

typedef struct {
  const LtLayer *layer;
  const char *stated;                /* NULL: none */
  const LtCrsDiagnosis *diagnosis;
  const char *x, *y; /* columns of a table; NULL */
} Doubtful;

static void clause_add(GString *text, LtLang lang, char *take_clause)
{
  if (text->len > 0)
    g_string_append(text, lt_text(lang, LT_T_VALID_AND));
  g_string_append(text, take_clause);
  g_free(take_clause);
}

/* Rounded down: 100 % are all. */
static char *reading_text(const LtCrsReading *reading, LtLang lang)
{
  g_autofree char *words = lt_crs_reading_text(reading, lang);
  bool has_inside = !isnan(reading->inside);
  double share = has_inside ? reading->inside : reading->fits;
  return lt_text_format(lang, has_inside ? LT_T_CRS_RULE_INSIDE : LT_T_CRS_RULE_FITS, words,
                        floor(share * 100 + 1e-9));
}

static void proposal_add(GString *text, const Doubtful *doubtful, LtLang lang)
{
  const LtCrsReading *reading = lt_crs_diagnosis_proposal(doubtful->diagnosis);
  g_autofree char *line =
      reading == NULL ? NULL : lt_crs_reading_line(reading, doubtful->x, doubtful->y);
  if (line == NULL)
    return;
  bool is_swap = reading->is_swapped && doubtful->x == NULL;
  clause_add(text, lang,
             lt_text_format(lang, is_swap ? LT_T_CRS_RULE_SWAP : LT_T_CRS_RULE_LINE, line));
}

static char *doubtful_text(const Doubtful *doubtful, LtLang lang)
{
  const LtCrsDiagnosis *diagnosis = doubtful->diagnosis;
  g_autoptr(GString) text = g_string_new(NULL);
  for (unsigned bit = 1; bit < 1U << LT_N_CRS_DOUBTS; bit <<= 1)
    if (diagnosis->doubts & bit)
      clause_add(text, lang, g_strdup(bit == LT_CRS_DOUBT_OUTLINE
                                          ? lt_text(lang, LT_T_CRS_RULE_ELSEWHERE)
                                          : lt_crs_doubt_text(bit, lang)));
  for (size_t i = 0, n = 0; i < diagnosis->n_readings; i++) {
    bool is_stated = diagnosis->readings[i].kind == LT_CRS_READING_STATED;
    if (is_stated || n < MAX_READINGS)
      clause_add(text, lang, reading_text(&diagnosis->readings[i], lang));
    n += !is_stated;
  }
  proposal_add(text, doubtful, lang);
  const char *who = lt_layer_text(doubtful->layer, lang);
  if (doubtful->stated == NULL)
    return lt_text_format(lang, LT_T_CRS_RULE_NONE, who, text->str);
  return lt_text_format(lang, LT_T_CRS_RULE_STATED, who, doubtful->stated, text->str);
}

static void add_finding(const LtTask *task, const Doubtful *doubtful)
{
  unsigned doubts = doubtful->diagnosis->doubts;
  LtFinding finding =
      lt_finding_new(task->rule, (LtObject){doubtful->layer, LT_WHOLE_LAYER}, NULL);
  bool is_sure = doubtful->stated == NULL || (doubts & SURE_DOUBTS) != 0;
  if (!is_sure)
    finding.severity = MIN(finding.severity, LT_SEVERITY_WARNING);
  /* what the numbers say themselves goes before where they lie */
  unsigned named = (doubts & ~(unsigned)LT_CRS_DOUBT_OUTLINE) != 0
                       ? doubts & ~(unsigned)LT_CRS_DOUBT_OUTLINE
                       : doubts;
  finding.fault = named == 0 ? "none" : lt_crs_doubt_code(1U << g_bit_nth_lsf(named, -1));
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = doubtful_text(doubtful, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
}

/* ---- layers ---- */

/* Each file of the layer by its own CRS. */
static bool check_layer(const LtTask *task, const LtLayer *layer, const LtOutline *outline,
                        GError **error)
{
  for (size_t i = 0; i < layer->data->n_raw; i++) {
    const LtRawPoints *raw = &layer->data->raw[i];
    if (raw->n == 0 || raw->crs == NULL)
      continue;
    g_autoptr(LtCrs) stated = lt_crs_parse(raw->crs, NULL);
    /* points of web maps have degrees of no system of PROJ, and are declared as such */
    if (stated == NULL || lt_crs_map_grid(stated) != LT_MAP_NONE)
      continue;
    const LtCrsEvidence evidence = {
        .xy = raw->xy, .n = raw->n, .stated = stated, .outline = outline};
    g_autoptr(LtCrsDiagnosis) diagnosis = lt_crs_diagnose(&evidence, error);
    if (diagnosis == NULL)
      return false;
    const char *id = lt_crs_id(stated);
    if (diagnosis->doubts != 0)
      add_finding(task, &(Doubtful){.layer = layer,
                                    .stated = *id != '\0' ? id : lt_crs_name(stated),
                                    .diagnosis = diagnosis,
                                    .x = layer->x,
                                    .y = layer->y});
  }
  return true;
}

/* A layer that was not read because nobody states its CRS: the others may tell. */
static bool check_unread(const LtTask *task, const LtLayer *layer, const LtOutline *outline,
                         GError **error)
{
  g_autoptr(GError) inner = NULL;
  const LtSourceSpec spec = {.id = layer->id, .paths = (const char *const *)layer->sources,
                             .n_paths = g_strv_length(layer->sources), .layer = layer->layer,
                             .encoding = layer->encoding};
  LtLayerInfo *info = lt_info_read(&spec, task->run, &inner);
  if (info == NULL) {
    bool is_end = g_error_matches(inner, LT_ERROR, LT_ERROR_CANCELLED) ||
                  g_error_matches(inner, LT_ERROR, LT_ERROR_MEMORY);
    if (is_end)
      g_propagate_error(error, g_steal_pointer(&inner));
    return !is_end; /* the layer's own error is told */
  }
  const LtCrsEvidence evidence = {.xy = info->xy, .n = info->n_xy, .outline = outline};
  bool is_asked = info->crs == NULL && info->n_xy > 0;
  g_autoptr(LtCrsDiagnosis) diagnosis = is_asked ? lt_crs_diagnose(&evidence, error) : NULL;
  if (diagnosis != NULL && diagnosis->n_readings > 0)
    add_finding(task, &(Doubtful){.layer = layer,
                                  .diagnosis = diagnosis,
                                  .x = info->x_column,
                                  .y = info->y_column});
  lt_layer_info_free(info);
  return !is_asked || diagnosis != NULL;
}

static bool check_one(const LtTask *task, const LtSite *sites, size_t number, GError **error)
{
  const LtProject *project = task->project;
  const LtLayer *layer = &project->layers[number];
  LtCommonSite common;
  bool has_others = lt_site_of_others(sites, project->n_layers, number, &common);
  const LtOutline *outline = has_others ? &common.outline : NULL;
  if (layer->state == LT_LAYER_FAILED) {
    lt_bilingual_clear(&task->outcome->reason);
    task->outcome->state = LT_STATE_ERROR;
    task->outcome->reason = lt_message(LT_T_RULE_LAYER_FAILED, layer->id, layer->error->message);
    return !g_error_matches(layer->error, LT_ERROR, LT_ERROR_CRS) || layer->crs != NULL ||
           check_unread(task, layer, outline, error);
  }
  if (layer->state != LT_LAYER_READ)
    return true;
  task->outcome->n_checked++;
  /* where it lies with the others no reading can be better by much */
  bool is_at_home = has_others && lt_site_share(&sites[number], outline) >= SHARE_AT_HOME;
  return check_layer(task, layer, is_at_home ? NULL : outline, error);
}

static bool run(const LtTask *task, GError **error)
{
  const LtProject *project = task->project;
  LtSite *sites = lt_sites_new(project);
  bool ok = true;
  for (size_t i = 0; ok && i < project->n_layers; i++)
    ok = lt_run_check(task->run, error) && check_one(task, sites, i, error);
  lt_sites_free(sites, project->n_layers);
  if (!ok || !lt_crs_compare_offsets(task, error) || !lt_crs_compare_maps(task, error))
    return false;
  if (task->outcome->n_checked == 0 && task->outcome->state == LT_STATE_PASS)
    lt_task_skip(task, lt_message(LT_T_SKIP_NOTHING_READ));
  return true;
}

const LtKind lt_kind_crs = {.name = "crs", .takes = LT_TAKES_NONE, .limits = NULL, .n_limits = 0,
                            .limits_size = 1, .defaults = "", .run = run};
