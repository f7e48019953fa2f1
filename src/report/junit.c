/* The results of a check as JUnit XML, which CI servers show: docs/formats/machine.md. */
#include "report/machine.h"
#include "report/names.h"

/* So many messages of a rule stand in the file; all are in findings.gpkg. */
#define MESSAGES_MAX 100

/* What one rule has: findings that fail the check, and others. */
typedef struct {
  size_t n_failing, n_told;
  GString *failing, *told; /* messages, a line each */
} RuleLines;

/* XML 1.0 has no way to write most control characters. */
static void escaped_append(GString *out, const char *text)
{
  g_autofree char *visible = lt_line_visible(text);
  g_autofree char *escaped = g_markup_escape_text(visible, -1);
  g_string_append(out, escaped);
}

static bool is_failing(const LtReportFiles *files, const LtFinding *finding)
{
  return !files->never_fails && finding->severity >= files->fails_from;
}

static void line_add(RuleLines *lines, const LtFinding *finding, bool fails, LtLang lang)
{
  GString *out = fails ? lines->failing : lines->told;
  size_t n = fails ? lines->n_failing++ : lines->n_told++;
  if (n >= MESSAGES_MAX)
    return;
  const char *message = finding->message.in[lang];
  g_string_append_printf(out, "[%s] ", lt_severity_text(finding->severity, lang));
  escaped_append(out, message == NULL ? finding->id : message);
  g_string_append_c(out, '\n');
}

static void rest_append(GString *out, size_t n, LtLang lang)
{
  if (n <= MESSAGES_MAX)
    return;
  g_autofree char *text = lt_text_format(lang, LT_T_MACHINE_MORE, n - MESSAGES_MAX);
  g_string_append_printf(out, "%s\n", text);
}

static void element_append(GString *out, const char *element, const char *message)
{
  g_string_append_printf(out, "    <%s message=\"", element);
  escaped_append(out, message);
  g_string_append(out, "\"/>\n");
}

/* Not passed: not carried out, or nothing found as far as it could be decided. */
static void state_append(GString *out, const LtOutcome *outcome, LtLang lang)
{
  const char *reason = outcome->reason.in[lang];
  const char *state = lt_state_text(outcome->state, lang);
  g_autofree char *told = reason != NULL ? g_strdup_printf("%s: %s", state, reason)
                                         : lt_text_format(lang, LT_T_MACHINE_UNDETERMINED, state,
                                                          outcome->n_undetermined);
  if (outcome->state == LT_STATE_ERROR)
    element_append(out, "error", told);
  else if (outcome->state == LT_STATE_SKIPPED || outcome->state == LT_STATE_UNDETERMINED)
    element_append(out, "skipped", told);
}

static void case_append(GString *out, const LtOutcome *outcome, RuleLines *lines, LtLang lang)
{
  const LtRule *rule = outcome->rule;
  const char *title = rule->title.in[lang];
  g_string_append(out, "  <testcase classname=\"");
  escaped_append(out, rule->kind);
  g_string_append(out, "\" name=\"");
  escaped_append(out, rule->id);
  if (title != NULL) {
    g_string_append_c(out, ' ');
    escaped_append(out, title);
  }
  g_string_append(out, "\">\n");
  if (outcome->state == LT_STATE_ERROR || lines->n_failing == 0)
    state_append(out, outcome, lang);
  if (outcome->state != LT_STATE_ERROR && lines->n_failing > 0) {
    rest_append(lines->failing, lines->n_failing, lang);
    g_autofree char *counted = lt_text_format(lang, LT_T_MACHINE_COUNT, lines->n_failing);
    g_string_append(out, "    <failure message=\"");
    escaped_append(out, counted);
    g_string_append_printf(out, "\">%s</failure>\n", lines->failing->str);
  }
  rest_append(lines->told, lines->n_told, lang);
  if (outcome->n_undetermined > 0) {
    g_autofree char *text =
        lt_text_format(lang, LT_T_MACHINE_UNDETERMINED, rule->id, outcome->n_undetermined);
    escaped_append(lines->told, text);
    g_string_append_c(lines->told, '\n');
  }
  if (lines->told->len > 0) {
    g_string_append_printf(out, "    <system-out>%s</system-out>\n", lines->told->str);
  }
  g_string_append(out, "  </testcase>\n");
}

static void lines_collect(const LtResults *results, const LtReportFiles *files, RuleLines *lines)
{
  g_autoptr(GHashTable) by_rule = g_hash_table_new(NULL, NULL);
  for (size_t i = 0; i < results->n_outcomes; i++) {
    lines[i] = (RuleLines){.failing = g_string_new(NULL), .told = g_string_new(NULL)};
    g_hash_table_insert(by_rule, (void *)results->outcomes[i].rule, &lines[i]);
  }
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    RuleLines *own = g_hash_table_lookup(by_rule, finding->rule);
    if (own != NULL)
      line_add(own, finding, is_failing(files, finding), files->lang);
  }
}

static void head_append(GString *out, const LtResults *results, const RuleLines *lines)
{
  size_t n_failures = 0, n_errors = 0, n_skipped = 0;
  for (size_t i = 0; i < results->n_outcomes; i++) {
    LtState state = results->outcomes[i].state;
    bool is_error = state == LT_STATE_ERROR, fails = !is_error && lines[i].n_failing > 0;
    n_errors += is_error;
    n_failures += fails;
    n_skipped += !fails && (state == LT_STATE_SKIPPED || state == LT_STATE_UNDETERMINED);
  }
  g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  for (int element = 0; element < 2; element++) {
    g_string_append(out, element == 0 ? "<testsuites name=\"" : "<testsuite name=\"");
    escaped_append(out, results->project->name == NULL ? "lantu" : results->project->name);
    g_string_append_printf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"",
                           results->n_outcomes, n_failures, n_errors);
    if (element == 1)
      g_string_append_printf(out, " skipped=\"%zu\"", n_skipped);
    g_string_append(out, ">\n");
  }
}

char *lt_results_junit(const LtResults *results, const LtReportFiles *files)
{
  g_autofree RuleLines *lines = g_new0(RuleLines, results->n_outcomes + 1);
  lines_collect(results, files, lines);
  GString *out = g_string_new(NULL);
  head_append(out, results, lines);
  for (size_t i = 0; i < results->n_outcomes; i++)
    case_append(out, &results->outcomes[i], &lines[i], files->lang);
  g_string_append(out, "</testsuite>\n</testsuites>\n");
  for (size_t i = 0; i < results->n_outcomes; i++) {
    g_string_free(lines[i].failing, TRUE);
    g_string_free(lines[i].told, TRUE);
  }
  return g_string_free(out, FALSE);
}
