#include "survey/sides.h"

#include <math.h>

/* Below this share a feature is not at its side, if it is at another one with the next. */
#define STRAY_SHARE 0.2
#define HOME_SHARE 0.5
/* So much of what is near decides for one edge of a road. */
#define EDGE_SHARE 0.9
/* A feature that is near nowhere lies at another side when it is off by more than this. */
#define ASTRAY_DEG 60.0
/* Longer boundaries are measured more coarsely. */
#define FINE_M 100000.0

typedef struct {
  LtSideTarget **targets; /* of the bounds that were found */
  size_t n_targets;
} Targets;

typedef struct {
  const LtSidesInput *input;
  const LtRun *run;
  LtSidePieces *pieces;
  LtSideLimits limits;
  Targets of_side[LT_N_SIDES];
  LtSidesResult *result;
} Check;

static void bound_clear(void *data)
{
  LtSideBoundResult *bound = data;
  g_free(bound->text);
  g_free(bound->name);
  g_free(bound->hint);
}

void lt_sides_result_free(LtSidesResult *result)
{
  if (result == NULL)
    return;
  for (int side = 0; side < LT_N_SIDES; side++) {
    g_free(result->sides[side].text);
    g_array_unref(result->sides[side].bounds);
    lt_shapes_free(result->sides[side].line);
    lt_shapes_free(result->sides[side].common_line);
  }
  g_free(result->block);
  g_free(result);
}

static void check_clear(Check *check)
{
  for (int side = 0; side < LT_N_SIDES; side++) {
    for (size_t i = 0; i < check->of_side[side].n_targets; i++)
      lt_side_target_free(check->of_side[side].targets[i]);
    g_free(check->of_side[side].targets);
  }
  lt_side_pieces_free(check->pieces);
  lt_sides_result_free(check->result);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

/* ---- what is named ---- */

static LtSideBoundResult bound_new(const LtSideBound *bound, LtSideFound *found)
{
  LtSideBoundResult result = {.text = g_strdup(bound->text),
                              .match = found->match,
                              .name = g_strdup(found->name),
                              .hint = found->hint,
                              .beyond = LT_SIDE_NONE,
                              .beyond_m = NAN,
                              .lies = LT_SIDE_NONE,
                              .n_features = found->features == NULL ? 0 : found->features->len};
  for (int side = 0; side < LT_N_SIDES; side++)
    result.share[side] = NAN;
  return result;
}

static bool side_find(Check *check, LtSide side, GError **error)
{
  const LtSideText *text = &check->input->block->sides[side];
  LtSideResult *result = &check->result->sides[side];
  Targets *targets = &check->of_side[side];
  guint n = text->bounds == NULL ? 0 : text->bounds->len;
  result->text = g_strdup(text->text);
  targets->targets = g_new0(LtSideTarget *, n + 1);
  for (guint i = 0; i < n; i++) {
    const LtSideBound *bound = g_ptr_array_index(text->bounds, i);
    LtSideFound found = lt_side_names_find(check->input->names, bound);
    LtSideBoundResult one = bound_new(bound, &found);
    if (found.features != NULL) {
      LtSideTarget *target = lt_side_target_new(check->input->names, &found, error);
      if (target == NULL) {
        bound_clear(&one);
        return false;
      }
      one.beyond = target->reading.beyond;
      one.beyond_m = target->reading.beyond_m;
      targets->targets[targets->n_targets++] = target;
    }
    g_array_append_val(result->bounds, one);
  }
  return true;
}

/* ---- stretches between two sides ---- */

static double near_share(const Check *check, size_t first, size_t end, LtSide side)
{
  const Targets *targets = &check->of_side[side];
  LtSideMeasure measure;
  lt_side_measure_init(&measure);
  for (size_t i = first; i < end && targets->n_targets > 0; i++)
    if (check->pieces->pieces[i].side != LT_SIDE_NONE)
      lt_side_measure_piece(&measure, &check->pieces->pieces[i], targets->targets,
                            targets->n_targets, &check->limits);
  return measure.length_m > 0 ? measure.near_m / measure.length_m : 0;
}

/* Of the sides that a stretch may belong to, the one along whose names most of it runs; its own
 * where it runs along none. */
static LtSide home_find(const Check *check, size_t first, size_t end, LtSide own, uint8_t others)
{
  LtSide home = own;
  double most = near_share(check, first, end, own);
  for (int side = 0; side < LT_N_SIDES; side++) {
    double share = others >> side & 1 ? near_share(check, first, end, (LtSide)side) : 0;
    if (share > most && share >= HOME_SHARE) {
      most = share;
      home = (LtSide)side;
    }
  }
  return home;
}

static void stretches_settle(Check *check)
{
  LtSidePiece *pieces = check->pieces->pieces;
  size_t n = check->pieces->n_pieces;
  for (size_t first = 0, end; first < n; first = end) {
    LtSide own = LT_SIDE_NONE;
    uint8_t others = 0;
    for (end = first; end < n && pieces[end].stretch == pieces[first].stretch; end++)
      if (pieces[end].side != LT_SIDE_NONE) {
        own = pieces[end].side;
        others = pieces[end].others;
      }
    LtSide home = others == 0 ? own : home_find(check, first, end, own, others);
    for (size_t i = first; i < end && home != own; i++)
      if (pieces[i].side != LT_SIDE_NONE)
        pieces[i].side = home;
  }
}

/* ---- measures ---- */

static bool side_measure(const Check *check, LtSide side, LtSideTarget *const *targets,
                         size_t n_targets, LtSideMeasure *measure, GError **error)
{
  lt_side_measure_init(measure);
  for (size_t i = 0; i < check->pieces->n_pieces; i++) {
    const LtSidePiece *piece = &check->pieces->pieces[i];
    if (piece->side != side)
      continue;
    if (i % 256 == 0 && !lt_run_check(check->run, error))
      return false;
    lt_side_measure_piece(measure, piece, targets, n_targets, &check->limits);
  }
  return true;
}

static LtSideEdge edge_of(const LtSideMeasure *measure)
{
  double all = measure->inner_m + measure->outer_m + measure->centre_m;
  if (all <= 0)
    return LT_SIDE_EDGE_NONE;
  return measure->inner_m >= EDGE_SHARE * all    ? LT_SIDE_EDGE_INNER
         : measure->outer_m >= EDGE_SHARE * all  ? LT_SIDE_EDGE_OUTER
         : measure->centre_m >= EDGE_SHARE * all ? LT_SIDE_EDGE_CENTRE
                                                 : LT_SIDE_EDGE_MIXED;
}

/* Where a feature lies that is near nowhere: its bearing from the boundary at its nearest. */
static LtSide astray_find(LtSide side, const LtSideMeasure measures[LT_N_SIDES])
{
  const LtSideMeasure *nearest = &measures[0];
  for (int i = 1; i < LT_N_SIDES; i++)
    if (measures[i].least_m < nearest->least_m)
      nearest = &measures[i];
  double dx = (double)(nearest->least_to.x - nearest->least_at.x);
  double dy = (double)(nearest->least_to.y - nearest->least_at.y), x, y, most = 0;
  double len = hypot(dx, dy);
  LtSide lies = LT_SIDE_NONE;
  lt_side_vector(side, &x, &y);
  if (!(nearest->least_m < HUGE_VAL) || len <= 0 ||
      (x * dx + y * dy) / len >= cos(ASTRAY_DEG * G_PI / 180))
    return LT_SIDE_NONE;
  for (int i = 0; i < LT_N_SIDES; i++) {
    lt_side_vector((LtSide)i, &x, &y);
    if (x * dx + y * dy > most) {
      most = x * dx + y * dy;
      lies = (LtSide)i;
    }
  }
  return lies;
}

static LtSide lies_find(LtSide side, const LtSideBoundResult *bound,
                        const LtSideMeasure measures[LT_N_SIDES])
{
  LtSide most = side;
  bool is_near = false;
  for (int i = 0; i < LT_N_SIDES; i++) {
    is_near = is_near || bound->share[i] > 0;
    if (bound->share[i] > 0 && !(bound->share[i] <= bound->share[most]))
      most = (LtSide)i;
  }
  bool is_held = measures[side].is_held; /* it is all around */
  if (!is_near)
    return is_held ? LT_SIDE_NONE : astray_find(side, measures);
  bool is_stray = !(bound->share[side] >= STRAY_SHARE) && bound->share[most] >= HOME_SHARE;
  return is_stray ? most : LT_SIDE_NONE;
}

/* A bound against all four sides: it may lie at another one. */
static bool bound_measure(Check *check, LtSide side, LtSideTarget *target, LtSideBoundResult *bound,
                          GError **error)
{
  LtSideMeasure measures[LT_N_SIDES];
  for (int i = 0; i < LT_N_SIDES; i++) {
    if (!side_measure(check, (LtSide)i, &target, 1, &measures[i], error))
      return false;
    if (measures[i].length_m > 0)
      bound->share[i] = measures[i].near_m / measures[i].length_m;
  }
  bound->near_m = measures[side].near_m;
  bound->reverse_m = measures[side].reverse_m;
  bound->edge = edge_of(&measures[side]);
  bound->inner_m = measures[side].inner_m;
  bound->outer_m = measures[side].outer_m;
  bound->centre_m = measures[side].centre_m;
  bound->lies = lies_find(side, bound, measures);
  return true;
}

static LtSideState state_of(const LtSideResult *side, size_t n_found)
{
  bool is_reached = true;
  for (guint i = 0; i < side->bounds->len; i++) {
    const LtSideBoundResult *bound = &g_array_index(side->bounds, LtSideBoundResult, i);
    if (bound->lies != LT_SIDE_NONE)
      return LT_SIDE_FAIL;
    is_reached = is_reached && bound->near_m > 0;
  }
  if (n_found == 0 || n_found < side->bounds->len || !(side->length_m > 0))
    return LT_SIDE_UNDETERMINED;
  if (side->share <= 0)
    return LT_SIDE_FAIL;
  return is_reached && side->share >= LT_SIDES_SHARE ? LT_SIDE_PASS : LT_SIDE_PARTLY;
}

static bool side_check(Check *check, LtSide side, GError **error)
{
  LtSideResult *result = &check->result->sides[side];
  const Targets *targets = &check->of_side[side];
  LtSideMeasure all;
  for (guint i = 0, at = 0; i < result->bounds->len; i++) {
    LtSideBoundResult *bound = &g_array_index(result->bounds, LtSideBoundResult, i);
    if (bound->name != NULL && !bound_measure(check, side, targets->targets[at++], bound, error))
      return false;
  }
  if (targets->n_targets > 0 && result->length_m > 0) {
    if (!side_measure(check, side, targets->targets, targets->n_targets, &all, error))
      return false;
    result->share = all.near_m / all.length_m;
    result->mean_m = all.sum_m2 / all.length_m;
    result->largest_m = all.largest_m;
    result->largest_at = all.largest_at;
  }
  result->state = state_of(result, targets->n_targets);
  check->result->state = MAX(check->result->state, result->state);
  return true;
}

/* ---- the sides as lines ---- */

static bool piece_add(LtShapes *line, GArray *points, const LtSidePiece *piece, GError **error)
{
  if (points->len > 0) {
    LtPoint last = g_array_index(points, LtPoint, points->len - 1);
    bool goes_on = piece != NULL && last.x == piece->a.x && last.y == piece->a.y;
    if (!goes_on) {
      if (!lt_shapes_add_ring(line, (LtPoint *)(void *)points->data, points->len, false, error))
        return false;
      g_array_set_size(points, 0);
    }
  }
  if (piece != NULL && points->len == 0)
    g_array_append_val(points, piece->a);
  if (piece != NULL)
    g_array_append_val(points, piece->b);
  return true;
}

static bool line_make(const Check *check, LtSide side, GError **error)
{
  LtSideResult *result = &check->result->sides[side];
  g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(LtPoint));
  for (size_t i = 0; i < check->pieces->n_pieces; i++) {
    const LtSidePiece *piece = &check->pieces->pieces[i];
    if (piece->side != side)
      continue;
    result->length_m += lt_side_piece_m(piece);
    if (result->line->n_features == 0 && !lt_shapes_add_feature(result->line, LT_GEOM_LINE, error))
      return false;
    if (!piece_add(result->line, points, piece, error))
      return false;
  }
  return piece_add(result->line, points, NULL, error);
}

/* ---- the whole ---- */

static LtSidesResult *result_new(const LtSidesBlock *block)
{
  LtSidesResult *result = g_new0(LtSidesResult, 1);
  result->block = g_strdup(block->label);
  for (int side = 0; side < LT_N_SIDES; side++) {
    result->sides[side] = (LtSideResult){.share = NAN, .mean_m = NAN, .largest_m = NAN};
    result->sides[side].line = lt_shapes_new();
    result->sides[side].bounds = g_array_new(FALSE, FALSE, sizeof(LtSideBoundResult));
    g_array_set_clear_func(result->sides[side].bounds, bound_clear);
  }
  return result;
}

LtSidesResult *lt_sides_check(const LtSidesInput *input, const LtRun *run, GError **error)
{
  g_return_val_if_fail(input != NULL && input->tolerance_m > 0, NULL);
  g_auto(Check) check = {.input = input, .run = run, .result = result_new(input->block)};
  check.pieces = lt_side_pieces_new(input->shapes, input->use, error);
  if (check.pieces == NULL)
    return NULL;
  double outer_m = 0;
  for (size_t i = 0; i < check.pieces->n_pieces; i++) {
    const LtSidePiece *piece = &check.pieces->pieces[i];
    if (piece->side == LT_SIDE_NONE)
      check.result->hidden_m += lt_side_piece_m(piece);
    else
      outer_m += lt_side_piece_m(piece);
  }
  check.limits = (LtSideLimits){input->tolerance_m, fmax(1, outer_m / FINE_M)};
  for (int side = 0; side < LT_N_SIDES; side++)
    if (!side_find(&check, (LtSide)side, error))
      return NULL;
  stretches_settle(&check);
  for (int side = 0; side < LT_N_SIDES; side++)
    if (!line_make(&check, (LtSide)side, error))
      return NULL;
  for (int side = 0; side < LT_N_SIDES; side++)
    if (!side_check(&check, (LtSide)side, error))
      return NULL;
  return g_steal_pointer(&check.result);
}
