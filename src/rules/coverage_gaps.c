/* Gaps of a coverage: what lies around them, and what they are called. */
#include "rules/coverage.h"

#include <string.h>

#define NAMED_OBJECTS 3 /* in a message; the table finding_object has all */
#define MARK_DIGITS 16

/* The objects around, sorted by identity; NULL where there are none. */
static LtInvolved *objects_around(const LtTask *task, const LtOverlayPair *gap)
{
  if (gap->n_parts == 0)
    return NULL;
  LtInvolved *around = g_new(LtInvolved, gap->n_parts);
  for (size_t i = 0; i < gap->n_parts; i++)
    around[i] = (LtInvolved){{task->a, gap->parts[i].a}, lt_round(gap->parts[i].length_m, 2)};
  lt_involved_sort(around, gap->n_parts);
  return around;
}

/* The k-th of the objects by the length of common border; of the same length the smaller
 * identity. */
static size_t longest(const LtInvolved *around, size_t n, size_t k, const size_t *before)
{
  size_t best = SIZE_MAX;
  for (size_t i = 0; i < n; i++) {
    bool is_taken = false;
    for (size_t j = 0; j < k; j++)
      is_taken |= before[j] == i;
    if (!is_taken && (best == SIZE_MAX || around[i].length_m > around[best].length_m))
      best = i;
  }
  return best;
}

/* Numbers of the few that are named, the longest common border first; returns how many. */
static size_t choose_named(const LtInvolved *around, size_t n, size_t *named)
{
  size_t n_named = MIN(n, NAMED_OBJECTS);
  for (size_t k = 0; k < n_named; k++)
    named[k] = longest(around, n, k, named);
  return n_named;
}

/* The gap has no key of its own: what lies around it names it, whatever its shape. */
static char *mark_of(const LtInvolved *around, size_t n)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (size_t i = 0; i < n; i++) {
    const char *identity = lt_object_identity(&around[i].object);
    g_checksum_update(sum, (const guchar *)identity, (gssize)strlen(identity) + 1);
  }
  return g_strndup(g_checksum_get_string(sum), MARK_DIGITS);
}

static char *names_of(const LtInvolved *around, size_t n, const size_t *named, size_t n_named,
                      LtLang lang)
{
  GString *names = g_string_new(NULL);
  for (size_t k = 0; k < n_named; k++) {
    g_autofree char *name = lt_object_text(&around[named[k]].object, lang);
    g_string_append_printf(names, "%s%s", k == 0 ? "" : lt_text(lang, LT_T_NAMES_SEPARATOR), name);
  }
  if (n > n_named) {
    g_autofree char *more = lt_text_format(lang, LT_T_NAMES_MORE, n);
    g_string_append(names, more);
  }
  return g_string_free(names, FALSE);
}

static char *message_in(const LtTask *task, const LtFinding *finding, const size_t *named,
                        size_t n_named, LtLang lang)
{
  g_autofree char *ground = lt_ground_text(task->project, &finding->areas, lang);
  g_autofree char *names =
      names_of(finding->involved, finding->n_involved, named, n_named, lang);
  if (n_named == 0)
    return lt_text_format(lang, LT_T_GAP_EMPTY, lt_layer_text(task->b, lang), ground,
                          lt_layer_text(task->a, lang), finding->width_m);
  return lt_text_format(lang, n_named == 1 ? LT_T_GAP_ALONE : LT_T_GAP_MESSAGE, names, ground,
                        finding->width_m);
}

/* Without a frame ground is a gap only while all that bounds it is there. */
static bool is_certain(const LtTask *task, const LtInvolved *around, size_t n)
{
  for (size_t i = 0; task->b == NULL && i < n; i++)
    if (task->use_a[around[i].object.feature] == LT_UNKNOWN)
      return false;
  return true;
}

void lt_coverage_add_gap(const LtTask *task, LtOverlayPair *gap)
{
  const LtCoverageLimits *limits = task->limits;
  size_t named[NAMED_OBJECTS];
  g_autofree LtInvolved *around = objects_around(task, gap);
  size_t n_named = choose_named(around, gap->n_parts, named);
  LtObject a = n_named > 0 ? around[named[0]].object : (LtObject){0};
  LtObject b = n_named > 1 ? around[named[1]].object : (LtObject){0};
  lt_ground_add_tolerated(task, "gap", a, b, gap);
  if (gap->shape == NULL || !is_certain(task, around, gap->n_parts))
    return; /* coverage.c notes the objects that may not be there */
  LtFinding finding = lt_ground_finding(task, a, b, gap);
  finding.fault = "gap";
  finding.mark = mark_of(around, gap->n_parts);
  finding.involved = g_steal_pointer(&around);
  finding.n_involved = gap->n_parts;
  finding.limit = limits->ground.min_area_m2;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = message_in(task, &finding, named, n_named, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
}
