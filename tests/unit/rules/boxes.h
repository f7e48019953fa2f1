/* Layers of upright rectangles for tests of rules, and what is expected of a rule as text. */
#ifndef LT_TEST_RULES_BOXES_H
#define LT_TEST_RULES_BOXES_H

#include "unit/rules/fixture.h"

#include <math.h>
#include <stdio.h>

/* Planar figures are those of the drawing. */
#define BOXES_HEAD                                                                                 \
  "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nlayers:\n"                      \
  "  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key}\n"                                 \
  "  - {id: b, source: b.geojson, crs: \"EPSG:4526\", key: key}\n"                                 \
  "  - {id: b2, source: b2.geojson, crs: \"EPSG:4526\", key: key, optional: true}\nrules:\n"

/* One part of a multipolygon, a hole in it where there is a second rectangle. */
static inline void boxes_part(GString *out, const double (*box)[4], size_t n)
{
  static const int turns[2][5][2] = {{{0, 1}, {2, 1}, {2, 3}, {0, 3}, {0, 1}},
                                     {{0, 1}, {0, 3}, {2, 3}, {2, 1}, {0, 1}}};
  g_string_append_c(out, '[');
  for (size_t i = 0; i < n; i++) {
    g_string_append(out, i == 0 ? "[" : ",[");
    for (size_t k = 0; k < 5; k++)
      g_string_append_printf(out, "%s[%.4f,%.4f]", k == 0 ? "" : ",",
                             38500000 + box[i][turns[i > 0][k][0]],
                             3400000 + box[i][turns[i > 0][k][1]]);
    g_string_append_c(out, ']');
  }
  g_string_append_c(out, ']');
}

/* Features "KEY x0 y0 x1 y1", parted by ";"; further rectangles of one are parts after "+", holes in
 * the part before them after "-". A key in brackets: column `ok` of the feature is null, else 1. */
static inline void boxes_write(const char *name, const char *text)
{
  GString *out = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
  g_auto(GStrv) features = g_strsplit(text, ";", -1);
  for (size_t f = 0; features[f] != NULL && features[f][0] != '\0'; f++) {
    char key[32];
    int at;
    assert_int_equal(sscanf(features[f], " %31s%n", key, &at), 1);
    bool is_unknown = key[0] == '(';
    if (is_unknown)
      key[strlen(key) - 1] = '\0';
    g_string_append_printf(out, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%s\",\"ok\":%s},"
                                "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[",
                           f == 0 ? "" : ",", key + is_unknown, is_unknown ? "null" : "1");
    double boxes[8][4];
    size_t n = 0, n_parts = 0;
    const char *rest = features[f] + at;
    for (char sign = '\0'; sscanf(rest, "%lf %lf %lf %lf%n", &boxes[n][0], &boxes[n][1],
                                  &boxes[n][2], &boxes[n][3], &at) == 4;) {
      n++;
      rest += at;
      rest += strspn(rest, " ");
      sign = rest[0];
      rest += sign != '\0';
      if (sign == '-')
        continue;
      g_string_append(out, n_parts++ == 0 ? "" : ",");
      boxes_part(out, boxes, n);
      n = 0;
    }
    g_string_append(out, "]}}");
  }
  g_string_append(out, "]}");
  write_file(name, out->str);
  g_string_free(out, TRUE);
}

static inline int boxes_compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "ID=VALUE" of each finding, "?ID" of each undetermined object, "~PIECES" of the ledger, sorted,
 * parted by blanks. Ids without the rule's. Free with g_free(). */
static inline char *boxes_found(const LtResults *results, const char *rule)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    if (strcmp(finding->rule->id, rule) == 0)
      g_ptr_array_add(words, g_strdup_printf("%s=%g", finding->id + strlen(rule) + 1,
                                             finding->value));
  }
  for (guint i = 0; i < results->undetermined->len; i++) {
    const LtUndetermined *entry = results->undetermined->pdata[i];
    if (strcmp(entry->rule->id, rule) == 0)
      g_ptr_array_add(words, g_strdup_printf("?%s%s%s", lt_object_key(&entry->a),
                                             entry->b.layer == NULL ? "" : "/",
                                             lt_object_key(&entry->b)));
  }
  for (guint i = 0; i < results->tolerated->len; i++) {
    const LtTolerated *tolerated = results->tolerated->pdata[i];
    if (strcmp(tolerated->rule->id, rule) == 0)
      g_ptr_array_add(words, g_strdup_printf("~%zu", tolerated->n_pieces));
  }
  if (words->len > 0)
    qsort(words->pdata, words->len, sizeof *words->pdata, boxes_compare);
  g_ptr_array_add(words, NULL);
  return g_strjoinv(" ", (char **)words->pdata);
}

/* One row of a table: layers, the rest of the rule after its kind, and what is found. */
typedef struct {
  const char *why, *a, *b, *limits, *found;
} BoxesRow;

static inline void boxes_check_row(const char *kind, const char *layers, const BoxesRow *row)
{
  boxes_write("a.geojson", row->a);
  boxes_write("b.geojson", row->b == NULL ? "Z 900 900 901 901" : row->b);
  g_autofree char *text = g_strdup_printf(
      BOXES_HEAD "  - {id: X, kind: %s, severity: error, title: {zh: 一, en: a}, layers: {%s}, "
                 "limits: {%s}}\n", kind, layers, row->limits);
  g_auto(Checked) checked = check(text);
  g_autofree char *found = boxes_found(checked.results, "X");
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  bool has_findings = outcome->n_findings > 0, has_open = outcome->n_undetermined > 0;
  LtState wanted = has_findings ? LT_STATE_FAIL
                   : has_open   ? LT_STATE_UNDETERMINED
                                : LT_STATE_PASS;
  if (strcmp(found, row->found) != 0 || outcome->state != wanted)
    fail_msg("%s: state %d, found '%s', wanted '%s'", row->why, outcome->state, found, row->found);
}

#endif
