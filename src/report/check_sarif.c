/* The results of a check as SARIF: docs/formats/machine.md. */
#include "report/machine.h"
#include "report/sarif.h"

#include <string.h>

/* What the rule is for, and how a finding is mended. */
static void rules_put(LtSarif *sarif, const LtResults *results, LtLang lang)
{
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtRule *rule = results->outcomes[i].rule;
    const char *title = rule->title.in[lang], *fix = rule->fix.in[lang];
    lt_sarif_rule(sarif, rule->id, title == NULL ? rule->id : title,
                  fix != NULL     ? fix
                  : title == NULL ? rule->id
                                  : title);
  }
}

static size_t rule_number(const LtResults *results, const LtRule *rule)
{
  size_t i = 0;
  while (i + 1 < results->n_outcomes && results->outcomes[i].rule != rule)
    i++;
  return i;
}

static void finding_put(LtSarif *sarif, const LtResults *results, const LtFinding *finding,
                        LtLang lang)
{
  const LtObject *a = &finding->a;
  bool has_source = a->layer != NULL && a->layer->source_names != NULL;
  g_autofree char *object =
      a->layer == NULL ? NULL : g_strconcat(a->layer->id, "/", lt_object_identity(a), NULL);
  const char *message = finding->message.in[lang];
  lt_sarif_result(sarif, &(LtSarifResult){
                             .rule = rule_number(results, finding->rule),
                             .severity = finding->severity,
                             .message = message == NULL ? finding->id : message,
                             .id = finding->id,
                             .path = has_source ? a->layer->source_names[0] : NULL,
                             .object = object,
                         });
}

/* Layers that could not be read, rules that were not carried out, what they could not decide on. */
static void doubts_put(LtSarif *sarif, const LtResults *results, LtLang lang)
{
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *outcome = &results->outcomes[i];
    bool is_error = outcome->state == LT_STATE_ERROR;
    const char *reason = outcome->reason.in[lang];
    if (reason != NULL) {
      g_autofree char *text = lt_text_format(lang, LT_T_MACHINE_REASON, outcome->rule->id, reason);
      lt_sarif_notify(sarif, is_error ? LT_SEVERITY_ERROR : LT_SEVERITY_WARNING, NULL, text);
    }
    if (outcome->n_undetermined > 0) {
      g_autofree char *text = lt_text_format(lang, LT_T_MACHINE_UNDETERMINED, outcome->rule->id,
                                             outcome->n_undetermined);
      lt_sarif_notify(sarif, LT_SEVERITY_WARNING, NULL, text);
    }
  }
}

char *lt_results_sarif(const LtResults *results, LtLang lang)
{
  g_autoptr(LtSarif) sarif = lt_sarif_new(lang);
  rules_put(sarif, results, lang);
  for (guint i = 0; i < results->findings->len; i++)
    finding_put(sarif, results, results->findings->pdata[i], lang);
  doubts_put(sarif, results, lang);
  return lt_sarif_dump(sarif);
}
