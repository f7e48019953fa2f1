#include "report/sarif.h"

#include "report/json_whole.h"

#include <lantu/version.h>
#include <string.h>

struct LtSarif {
  LtLang lang;
  json_t *rules, *results, *artifacts, *notifications;
  GPtrArray *rule_ids;
  GHashTable *paths;  /* path -> its number + 1 among the artifacts */
  GHashTable *counts; /* what a fingerprint is made of -> how many have it */
  bool has_failed;
};

LtSarif *lt_sarif_new(LtLang lang)
{
  LtSarif *sarif = g_new0(LtSarif, 1);
  sarif->lang = lang;
  sarif->rules = json_array();
  sarif->results = json_array();
  sarif->artifacts = json_array();
  sarif->notifications = json_array();
  sarif->rule_ids = g_ptr_array_new_with_free_func(g_free);
  sarif->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  sarif->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return sarif;
}

void lt_sarif_free(LtSarif *sarif)
{
  if (sarif == NULL)
    return;
  json_decref(sarif->rules);
  json_decref(sarif->results);
  json_decref(sarif->artifacts);
  json_decref(sarif->notifications);
  g_ptr_array_unref(sarif->rule_ids);
  g_hash_table_unref(sarif->paths);
  g_hash_table_unref(sarif->counts);
  g_free(sarif);
}

static json_t *string(const char *value)
{
  g_autofree char *valid = g_utf8_make_valid(value, -1);
  return json_string(valid);
}

static json_t *number(size_t value)
{
  return json_integer((json_int_t)value);
}

static json_t *message(const char *value)
{
  return lt_json_set(json_object(), "text", string(value));
}

static const char *level(LtSeverity severity)
{
  return severity == LT_SEVERITY_ERROR     ? "error"
         : severity == LT_SEVERITY_WARNING ? "warning"
                                           : "note";
}

void lt_sarif_rule(LtSarif *sarif, const char *id, const char *title, const char *help)
{
  g_return_if_fail(sarif != NULL && id != NULL && title != NULL && help != NULL);
  json_t *rule = lt_json_set(json_object(), "id", string(id));
  rule = lt_json_set(rule, "shortDescription", message(title));
  rule = lt_json_set(rule, "help", message(help));
  sarif->rules = lt_json_append(sarif->rules, rule);
  g_ptr_array_add(sarif->rule_ids, g_strdup(id));
}

/* A reference that is relative stays so: its colons are not those of a scheme. */
static char *uri_of(const char *path)
{
  char *uri = g_path_is_absolute(path) ? g_filename_to_uri(path, NULL, NULL) : NULL;
  return uri != NULL ? uri : g_uri_escape_string(path, "/", FALSE);
}

static json_t *artifact_location(LtSarif *sarif, const char *path)
{
  g_autofree char *uri = uri_of(path);
  size_t at = GPOINTER_TO_SIZE(g_hash_table_lookup(sarif->paths, path));
  if (at == 0) {
    json_t *location = lt_json_set(json_object(), "uri", string(uri));
    sarif->artifacts =
        lt_json_append(sarif->artifacts, lt_json_set(json_object(), "location", location));
    at = g_hash_table_size(sarif->paths) + 1;
    g_hash_table_insert(sarif->paths, g_strdup(path), GSIZE_TO_POINTER(at));
  }
  json_t *location = lt_json_set(json_object(), "uri", string(uri));
  return lt_json_set(location, "index", number(at - 1));
}

static json_t *physical_location(LtSarif *sarif, const char *path, size_t line)
{
  json_t *physical = lt_json_set(json_object(), "artifactLocation", artifact_location(sarif, path));
  if (line > 0)
    physical =
        lt_json_set(physical, "region", lt_json_set(json_object(), "startLine", number(line)));
  return physical;
}

static json_t *locations(LtSarif *sarif, const LtSarifResult *result)
{
  json_t *location = json_object();
  if (result->path != NULL)
    location = lt_json_set(location, "physicalLocation",
                           physical_location(sarif, result->path, result->line));
  if (result->object != NULL || result->address != NULL) {
    json_t *logical = json_object();
    if (result->object != NULL)
      logical = lt_json_set(logical, "name", string(result->object));
    if (result->address != NULL)
      logical = lt_json_set(logical, "fullyQualifiedName", string(result->address));
    logical = lt_json_set(logical, "kind", json_string("element"));
    location = lt_json_set(location, "logicalLocations", lt_json_append(json_array(), logical));
  }
  return lt_json_append(json_array(), location);
}

static char *fingerprint(LtSarif *sarif, const LtSarifResult *result)
{
  const char *rule = g_ptr_array_index(sarif->rule_ids, result->rule);
  g_autofree char *what =
      result->id != NULL ? g_strdup(result->id)
                         : g_strdup_printf("%s\n%s\n%s", rule,
                                           result->path == NULL ? "" : result->path,
                                           result->object == NULL ? "" : result->object);
  size_t n = GPOINTER_TO_SIZE(g_hash_table_lookup(sarif->counts, what)) + 1;
  g_autofree char *all = g_strdup_printf("%s\n%zu", what, n);
  g_hash_table_insert(sarif->counts, g_steal_pointer(&what), GSIZE_TO_POINTER(n));
  return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}

void lt_sarif_result(LtSarif *sarif, const LtSarifResult *result)
{
  g_return_if_fail(sarif != NULL && result != NULL && result->message != NULL);
  g_return_if_fail(result->rule < sarif->rule_ids->len);
  g_autofree char *print = fingerprint(sarif, result);
  json_t *json = lt_json_set(json_object(), "ruleId",
                             string(g_ptr_array_index(sarif->rule_ids, result->rule)));
  json = lt_json_set(json, "ruleIndex", number(result->rule));
  json = lt_json_set(json, "level", json_string(level(result->severity)));
  json = lt_json_set(json, "message", message(result->message));
  if (result->path != NULL || result->object != NULL || result->address != NULL)
    json = lt_json_set(json, "locations", locations(sarif, result));
  json = lt_json_set(json, "partialFingerprints",
                     lt_json_set(json_object(), "lantuFinding/v1", string(print)));
  sarif->results = lt_json_append(sarif->results, json);
}

void lt_sarif_notify(LtSarif *sarif, LtSeverity severity, const char *path, const char *text)
{
  g_return_if_fail(sarif != NULL && text != NULL);
  json_t *json = lt_json_set(json_object(), "level", json_string(level(severity)));
  json = lt_json_set(json, "message", message(text));
  if (path != NULL) {
    json_t *location =
        lt_json_set(json_object(), "physicalLocation", physical_location(sarif, path, 0));
    json = lt_json_set(json, "locations", lt_json_append(json_array(), location));
  }
  sarif->notifications = lt_json_append(sarif->notifications, json);
  sarif->has_failed |= severity == LT_SEVERITY_ERROR;
}

char *lt_sarif_dump(LtSarif *sarif)
{
  g_return_val_if_fail(sarif != NULL, NULL);
  json_t *driver = lt_json_set(json_object(), "name", json_string("lantu"));
  driver = lt_json_set(driver, "version", string(lt_version()));
  driver = lt_json_set(driver, "language", json_string(sarif->lang == LT_LANG_ZH ? "zh-CN" : "en"));
  driver = lt_json_set(driver, "rules", json_incref(sarif->rules));
  json_t *invocation =
      lt_json_set(json_object(), "executionSuccessful", json_boolean(!sarif->has_failed));
  invocation =
      lt_json_set(invocation, "toolExecutionNotifications", json_incref(sarif->notifications));
  json_t *run = lt_json_set(json_object(), "tool", lt_json_set(json_object(), "driver", driver));
  run = lt_json_set(run, "language", json_string(sarif->lang == LT_LANG_ZH ? "zh-CN" : "en"));
  run = lt_json_set(run, "columnKind", json_string("unicodeCodePoints"));
  run = lt_json_set(run, "invocations", lt_json_append(json_array(), invocation));
  run = lt_json_set(run, "artifacts", json_incref(sarif->artifacts));
  run = lt_json_set(run, "results", json_incref(sarif->results));
  json_t *log = lt_json_set(json_object(), "$schema",
                            json_string("https://json.schemastore.org/sarif-2.1.0.json"));
  log = lt_json_set(log, "version", json_string("2.1.0"));
  return lt_json_dump(lt_json_set(log, "runs", lt_json_append(json_array(), run)));
}
