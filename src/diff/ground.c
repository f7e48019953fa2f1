#include "diff/ground.h"

#include "geom/area.h"
#include "geom/boxtree.h"
#include "geom/overlay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two findings with something in common; more is better. */
typedef struct {
  size_t before, after;
  double share;
} Match;

typedef struct {
  const LtFindingsFile *before, *after;
  size_t *partners;
  bool *is_taken;
  uint32_t *groups_before, *groups_after; /* rule, fault and layers */
  Match *matches;
  size_t n_matches, cap_matches;
} Pairing;

static void pairing_clear(Pairing *pairing)
{
  g_free(pairing->groups_before);
  g_free(pairing->groups_after);
  g_free(pairing->matches);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pairing, pairing_clear)

static const LtFindingRow *finding_at(const LtFindingsFile *file, size_t i)
{
  return file->findings->pdata[i];
}

static bool match_add(Pairing *pairing, size_t before, size_t after, double share, GError **error)
{
  if (!lt_grow(&pairing->matches, &pairing->cap_matches, pairing->n_matches + 1,
               sizeof *pairing->matches, "findings", error))
    return false;
  pairing->matches[pairing->n_matches++] = (Match){before, after, share};
  return true;
}

/* ---- groups ---- */

static uint32_t *groups_make(const LtFindingsFile *file, GHashTable *names, GError **error)
{
  size_t n = file->findings->len;
  uint32_t *groups = lt_alloc(n, sizeof *groups, "findings", error);
  for (size_t i = 0; groups != NULL && i < n; i++) {
    const LtFindingRow *row = finding_at(file, i);
    char *name = lt_findings_pair(row->rule, row->fault, row->a_layer, row->b_layer, NULL);
    void *number;
    if (g_hash_table_lookup_extended(names, name, NULL, &number)) {
      groups[i] = GPOINTER_TO_UINT(number);
      g_free(name);
    } else {
      groups[i] = g_hash_table_size(names);
      g_hash_table_insert(names, name, GUINT_TO_POINTER(groups[i]));
    }
  }
  return groups;
}

/* ---- polygons ---- */

/* 1 for each polygon that has no partner yet; false when there is none. */
static bool use_find(const LtFindingsFile *file, const bool *is_left, uint8_t *use)
{
  bool is_any = false;
  for (size_t f = 0; f < file->findings->len; f++) {
    use[f] = is_left[f] && file->shapes->types[f] == LT_GEOM_POLYGON;
    is_any |= use[f];
  }
  return is_any;
}

/* What two polygons share is held against the larger of them. */
static bool polygons_match(Pairing *pairing, const LtPlane *plane, const LtOverlay *overlay,
                           GError **error)
{
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (pairing->groups_before[pair->a] != pairing->groups_after[pair->b])
      continue;
    double before_m2 = lt_shape_areas(plane, pairing->before->shapes, pair->a).planar_m2;
    double after_m2 = lt_shape_areas(plane, pairing->after->shapes, pair->b).planar_m2;
    double share = (pair->areas.planar_m2 + pair->tolerated.planar_m2) / fmax(before_m2, after_m2);
    if (share >= LT_SAME_SHARE && !match_add(pairing, pair->a, pair->b, share, error))
      return false;
  }
  return true;
}

static bool polygons_pair(Pairing *pairing, const bool *is_left_before, const bool *is_left_after,
                          LtRun *run, GError **error)
{
  const LtFindingsFile *before = pairing->before, *after = pairing->after;
  g_autofree uint8_t *use_a = lt_alloc(before->findings->len, 1, "findings", error);
  g_autofree uint8_t *use_b =
      use_a == NULL ? NULL : lt_alloc(after->findings->len, 1, "findings", error);
  LtPlane plane;
  if (use_b == NULL || !lt_crs_plane(before->crs, &plane, error))
    return false;
  if (!use_find(before, is_left_before, use_a) || !use_find(after, is_left_after, use_b))
    return true;
  const LtOverlayInput input = {.question = LT_OVERLAY_SHARED,
                                .a = before->shapes,
                                .b = after->shapes,
                                .use_a = use_a,
                                .use_b = use_b,
                                .plane = &plane,
                                .pairs_only = true,
                                .bounds_widths = true};
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, error);
  return overlay != NULL && polygons_match(pairing, &plane, overlay, error);
}

/* ---- lines and points ---- */

typedef struct {
  Pairing *pairing;
  const bool *is_left_after;
  size_t before;
  LtBox box;
  GError **error;
  bool is_done;
} Search;

static LtBox box_grown(LtBox box, int64_t by)
{
  return (LtBox){{box.min.x - by, box.min.y - by}, {box.max.x + by, box.max.y + by}};
}

static bool box_holds(const LtBox *box, const LtBox *other)
{
  return box->min.x <= other->min.x && box->min.y <= other->min.y && box->max.x >= other->max.x &&
         box->max.y >= other->max.y;
}

static bool search_take(size_t item, void *data)
{
  Search *search = data;
  Pairing *pairing = search->pairing;
  const int64_t most = (int64_t)(LT_SAME_M * LT_UNITS_PER_M);
  LtBox box = lt_shapes_box(pairing->after->shapes, item);
  LtBox grown = box_grown(box, most), own = box_grown(search->box, most);
  if (!search->is_left_after[item] ||
      pairing->before->shapes->types[search->before] != pairing->after->shapes->types[item] ||
      pairing->groups_before[search->before] != pairing->groups_after[item] ||
      !box_holds(&grown, &search->box) || !box_holds(&own, &box))
    return true;
  double off = fabs((double)(box.min.x - search->box.min.x)) +
               fabs((double)(box.min.y - search->box.min.y)) +
               fabs((double)(box.max.x - search->box.max.x)) +
               fabs((double)(box.max.y - search->box.max.y));
  search->is_done =
      match_add(pairing, search->before, item, 1 - off / (8.0 * (double)most), search->error);
  return search->is_done;
}

static bool others_pair(Pairing *pairing, const bool *is_left_before, const bool *is_left_after,
                        GError **error)
{
  const LtFindingsFile *before = pairing->before, *after = pairing->after;
  size_t n = after->findings->len;
  g_autofree LtBox *boxes = lt_alloc(n, sizeof *boxes, "findings", error);
  if (boxes == NULL)
    return false;
  for (size_t f = 0; f < n; f++) /* an empty box is never found */
    boxes[f] = is_left_after[f] && after->shapes->types[f] != LT_GEOM_POLYGON
                   ? lt_shapes_box(after->shapes, f)
                   : (LtBox){{1, 1}, {0, 0}};
  g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, n, error);
  if (tree == NULL)
    return false;
  for (size_t f = 0; f < before->findings->len; f++) {
    uint8_t type = before->shapes->types[f];
    if (!is_left_before[f] || type == LT_GEOM_NONE || type == LT_GEOM_POLYGON)
      continue;
    Search search = {.pairing = pairing,
                     .is_left_after = is_left_after,
                     .before = f,
                     .box = lt_shapes_box(before->shapes, f),
                     .error = error,
                     .is_done = true};
    LtBox around = box_grown(search.box, (int64_t)(LT_SAME_M * LT_UNITS_PER_M));
    lt_boxtree_visit(tree, &around, search_take, &search);
    if (!search.is_done)
      return false;
  }
  return true;
}

/* ---- the best first ---- */

static int match_compare(const void *a, const void *b)
{
  const Match *x = a, *y = b;
  if (x->share != y->share)
    return x->share > y->share ? -1 : 1;
  if (x->before != y->before)
    return x->before < y->before ? -1 : 1;
  return (x->after > y->after) - (x->after < y->after);
}

static void matches_take(Pairing *pairing)
{
  if (pairing->n_matches > 0)
    qsort(pairing->matches, pairing->n_matches, sizeof *pairing->matches, match_compare);
  for (size_t i = 0; i < pairing->n_matches; i++) {
    const Match *match = &pairing->matches[i];
    if (pairing->partners[match->before] != SIZE_MAX || pairing->is_taken[match->after])
      continue;
    pairing->partners[match->before] = match->after;
    pairing->is_taken[match->after] = true;
  }
}

bool lt_ground_pair(const LtFindingsFile *before, const LtFindingsFile *after, size_t *partners,
                    bool *is_taken, LtRun *run, GError **error)
{
  g_auto(Pairing)
      pairing = {.before = before, .after = after, .partners = partners, .is_taken = is_taken};
  g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t n_before = before->findings->len, n_after = after->findings->len;
  g_autofree bool *left_before = lt_alloc(n_before, sizeof *left_before, "findings", error);
  g_autofree bool *left_after =
      left_before == NULL ? NULL : lt_alloc(n_after, sizeof *left_after, "findings", error);
  if (left_after == NULL)
    return false;
  pairing.groups_before = groups_make(before, names, error);
  pairing.groups_after = pairing.groups_before == NULL ? NULL : groups_make(after, names, error);
  if (pairing.groups_after == NULL)
    return false;
  for (size_t f = 0; f < n_before; f++)
    left_before[f] = partners[f] == SIZE_MAX;
  for (size_t f = 0; f < n_after; f++)
    left_after[f] = !is_taken[f];
  if (!polygons_pair(&pairing, left_before, left_after, run, error) ||
      !others_pair(&pairing, left_before, left_after, error))
    return false;
  matches_take(&pairing);
  return true;
}
