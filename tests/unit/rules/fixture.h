/* A folder of its own to stand in, and a check from project text to results. */
#ifndef LT_TEST_RULES_FIXTURE_H
#define LT_TEST_RULES_FIXTURE_H

#include "rules/results.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\"}\n"
#define XY "x: e, y: n, crs: \"EPSG:4526\", key: key"

typedef struct {
  LtProject *project;
  LtResults *results;
} Checked;

static inline void checked_clear(Checked *checked)
{
  lt_results_free(checked->results);
  lt_project_free(checked->project);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Checked, checked_clear)

static inline void write_file(const char *name, const char *text)
{
  assert_true(g_file_set_contents(name, text, -1, NULL));
}

static inline LtProject *load(const char *text)
{
  write_file("p.yaml", text);
  g_autoptr(GError) error = NULL;
  LtProject *project = lt_project_load("p.yaml", &error);
  if (project == NULL)
    fail_msg("%s", error->message);
  return project;
}

static inline Checked check(const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  Checked checked = {.project = load(text)};
  if (lt_project_read(checked.project, run, &error))
    checked.results = lt_check_run(checked.project, run, &error);
  if (checked.results == NULL)
    fail_msg("%s", error->message);
  return checked;
}

static inline const LtRule *rule_of(const LtProject *project, const char *id)
{
  for (size_t i = 0; i < project->n_rules; i++)
    if (strcmp(project->rules[i].id, id) == 0)
      return &project->rules[i];
  fail_msg("no rule %s", id);
  return NULL;
}

static inline const LtOutcome *outcome_of(const LtResults *results, const char *id)
{
  for (size_t i = 0; i < results->n_outcomes; i++)
    if (strcmp(results->outcomes[i].rule->id, id) == 0)
      return &results->outcomes[i];
  fail_msg("no outcome of %s", id);
  return NULL;
}

static inline int set_up(void **state)
{
  g_setenv("LANTU_DATA", LT_TEST_DIR "/../src/share", TRUE);
  *state = g_dir_make_tmp("lantu_rules_XXXXXX", NULL);
  return *state == NULL || g_chdir(*state) != 0;
}

/* The files that the tests wrote go with their folder. */
static inline int tear_down(void **state)
{
  g_autoptr(GDir) dir = g_dir_open(".", 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    g_unlink(name);
  bool is_ok = g_chdir("/") == 0 && g_rmdir(*state) == 0;
  g_free(*state);
  return !is_ok;
}

#endif
