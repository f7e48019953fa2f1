/* Unmatched vertices of a small layer by the definition alone: all vertices against all edges, each
 * decision in 128 bits. Coordinates must be near 0 of a local origin: below 2^24 units from it. */
#ifndef LT_TESTS_VERTEX_MATCH_ORACLE_H
#define LT_TESTS_VERTEX_MATCH_ORACLE_H

#include "geom/vertex_match.h"

#include <math.h>

typedef __int128 Big;

/* A segment of one feature, from its smaller to its larger end. */
typedef struct {
  LtPoint a, b;
  size_t feature;
} OracleEdge;

typedef struct {
  const LtShapes *shapes;
  GArray *edges;  /* OracleEdge: those a feature has an odd number of times */
  GArray *pieces; /* OracleEdge: the same, cut at all ends of edges */
  GArray *points; /* LtPoint: all ends of edges, each once */
  Big parts;      /* limit in 1e-7 m */
} Oracle;

static inline int oracle_order(LtPoint a, LtPoint b)
{
  return a.x != b.x ? (a.x < b.x ? -1 : 1) : (a.y > b.y) - (a.y < b.y);
}

/* Add a segment, or take it away where the feature has it already. */
static inline void oracle_toggle(GArray *edges, LtPoint a, LtPoint b, size_t feature)
{
  if (oracle_order(a, b) == 0)
    return;
  OracleEdge edge = {oracle_order(a, b) < 0 ? a : b, oracle_order(a, b) < 0 ? b : a, feature};
  for (guint i = 0; i < edges->len; i++) {
    const OracleEdge *other = &g_array_index(edges, OracleEdge, i);
    if (other->feature == feature && oracle_order(other->a, edge.a) == 0 &&
        oracle_order(other->b, edge.b) == 0) {
      g_array_remove_index_fast(edges, i);
      return;
    }
  }
  g_array_append_val(edges, edge);
}

static inline void oracle_point(GArray *points, LtPoint point)
{
  for (guint i = 0; i < points->len; i++)
    if (oracle_order(g_array_index(points, LtPoint, i), point) == 0)
      return;
  g_array_append_val(points, point);
}

static inline Big oracle_dot(LtPoint o, LtPoint a, LtPoint b)
{
  return (Big)(a.x - o.x) * (b.x - o.x) + (Big)(a.y - o.y) * (b.y - o.y);
}

static inline Big oracle_cross(LtPoint o, LtPoint a, LtPoint b)
{
  return (Big)(a.x - o.x) * (b.y - o.y) - (Big)(a.y - o.y) * (b.x - o.x);
}

/* Inside of an edge, ends excluded. */
static inline bool oracle_lies_on(LtPoint p, const OracleEdge *e)
{
  return oracle_cross(e->a, e->b, p) == 0 && oracle_dot(p, e->a, e->b) < 0;
}

static inline int oracle_order_func(gconstpointer a, gconstpointer b)
{
  return oracle_order(*(const LtPoint *)a, *(const LtPoint *)b);
}

static inline void oracle_cut(Oracle *oracle, const OracleEdge *edge)
{
  g_autoptr(GArray) on = g_array_new(false, false, sizeof(LtPoint));
  g_array_append_val(on, edge->a);
  g_array_append_val(on, edge->b);
  for (guint i = 0; i < oracle->points->len; i++) {
    LtPoint p = g_array_index(oracle->points, LtPoint, i);
    if (oracle_lies_on(p, edge))
      g_array_append_val(on, p);
  }
  g_array_sort(on, oracle_order_func);
  for (guint i = 1; i < on->len; i++)
    oracle_toggle(oracle->pieces, g_array_index(on, LtPoint, i - 1), g_array_index(on, LtPoint, i),
                  edge->feature);
}

static inline Oracle *oracle_new(const LtShapes *shapes, const uint8_t *use, double near_m)
{
  Oracle *oracle = g_new0(Oracle, 1);
  *oracle = (Oracle){shapes, g_array_new(false, false, sizeof(OracleEdge)),
                     g_array_new(false, false, sizeof(OracleEdge)),
                     g_array_new(false, false, sizeof(LtPoint)), llround(near_m * 1e7)};
  for (size_t f = 0; f < shapes->n_features; f++)
    for (size_t r = lt_shapes_first_ring(shapes, f);
         (use == NULL || use[f]) && r < shapes->feature_ends[f]; r++)
      for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++)
        oracle_toggle(oracle->edges, shapes->points[i - 1], shapes->points[i], f);
  for (guint i = 0; i < oracle->edges->len; i++) {
    oracle_point(oracle->points, g_array_index(oracle->edges, OracleEdge, i).a);
    oracle_point(oracle->points, g_array_index(oracle->edges, OracleEdge, i).b);
  }
  for (guint i = 0; i < oracle->edges->len; i++)
    oracle_cut(oracle, &g_array_index(oracle->edges, OracleEdge, i));
  return oracle;
}

static inline void oracle_free(Oracle *oracle)
{
  g_array_unref(oracle->edges);
  g_array_unref(oracle->pieces);
  g_array_unref(oracle->points);
  g_free(oracle);
}

/* ---- what a feature has at a place ---- */

static inline bool oracle_ends(const OracleEdge *e, LtPoint p)
{
  return oracle_order(e->a, p) == 0 || oracle_order(e->b, p) == 0;
}

static inline bool oracle_has(const Oracle *oracle, GArray *edges, LtPoint p, size_t feature)
{
  (void)oracle;
  for (guint i = 0; i < edges->len; i++) {
    const OracleEdge *e = &g_array_index(edges, OracleEdge, i);
    if (e->feature == feature && oracle_ends(e, p))
      return true;
  }
  return false;
}

/* P is an end of a piece of the feature's border. */
static inline bool oracle_borders(const Oracle *oracle, LtPoint p, size_t feature)
{
  return oracle_has(oracle, oracle->pieces, p, feature);
}

static inline bool oracle_is_vertex(const Oracle *oracle, LtPoint p, size_t feature)
{
  return oracle_borders(oracle, p, feature) && oracle_has(oracle, oracle->edges, p, feature);
}

static inline bool oracle_is_unshared(const Oracle *oracle, const OracleEdge *piece)
{
  for (guint i = 0; i < oracle->pieces->len; i++) {
    const OracleEdge *e = &g_array_index(oracle->pieces, OracleEdge, i);
    if (e->feature != piece->feature && oracle_order(e->a, piece->a) == 0 &&
        oracle_order(e->b, piece->b) == 0)
      return false;
  }
  return true;
}

/* A vertex of the feature where an unshared piece of it ends. */
static inline bool oracle_is_open(const Oracle *oracle, LtPoint p, size_t feature)
{
  if (!oracle_is_vertex(oracle, p, feature))
    return false;
  for (guint i = 0; i < oracle->pieces->len; i++) {
    const OracleEdge *e = &g_array_index(oracle->pieces, OracleEdge, i);
    if (e->feature == feature && oracle_ends(e, p) && oracle_is_unshared(oracle, e))
      return true;
  }
  return false;
}

/* Places that unshared pieces join to a place without leaving the circle over p and q, nor going
 * through p. */
static inline void oracle_follow(const Oracle *oracle, LtPoint p, LtPoint q, LtPoint from,
                                 GArray *met)
{
  if (oracle_dot(from, p, q) > 0 || oracle_order(from, p) == 0)
    return;
  for (guint i = 0; i < met->len; i++)
    if (oracle_order(g_array_index(met, LtPoint, i), from) == 0)
      return;
  g_array_append_val(met, from);
  for (guint i = 0; i < oracle->pieces->len && oracle_order(from, q) != 0; i++) {
    const OracleEdge *e = &g_array_index(oracle->pieces, OracleEdge, i);
    if (oracle_ends(e, from) && oracle_is_unshared(oracle, e))
      oracle_follow(oracle, p, q, oracle_order(e->a, from) == 0 ? e->b : e->a, met);
  }
}

/* Does a piece at p join it to q (bit 0); does another one lead there (bit 1)? */
static inline unsigned oracle_rim(const Oracle *oracle, LtPoint p, LtPoint q)
{
  unsigned rim = 0;
  for (guint i = 0; i < oracle->pieces->len; i++) {
    const OracleEdge *e = &g_array_index(oracle->pieces, OracleEdge, i);
    if (!oracle_ends(e, p) || !oracle_is_unshared(oracle, e))
      continue;
    LtPoint to = oracle_order(e->a, p) == 0 ? e->b : e->a;
    g_autoptr(GArray) met = g_array_new(false, false, sizeof(LtPoint));
    oracle_follow(oracle, p, q, to, met);
    bool joins = false;
    for (guint k = 0; k < met->len; k++)
      joins |= oracle_order(g_array_index(met, LtPoint, k), q) == 0;
    if (joins)
      rim |= 1;
    else if (oracle_dot(p, to, q) >= 0 && !oracle_borders(oracle, q, e->feature))
      rim |= 2;
  }
  return rim;
}

static inline bool oracle_are_parted(const Oracle *oracle, LtPoint p, LtPoint q)
{
  return oracle_rim(oracle, p, q) == 1 && oracle_rim(oracle, q, p) == 1;
}

/* ---- what is near ---- */

/* A squared distance as a fraction, in units. */
typedef struct {
  Big n, m;
  bool is_at_vertex;
  LtPoint at;
  size_t feature, other;
} OracleNear;

/* The nearest integer to n / m; half of one goes up. */
static inline int64_t oracle_round(Big n, Big m)
{
  Big twice = 2 * n + m, quotient = twice / (2 * m);
  return (int64_t)(quotient - (twice % (2 * m) < 0));
}

static inline bool oracle_is_within(const Oracle *oracle, Big n, Big m)
{
  return n * 1000000 <= oracle->parts * oracle->parts * m;
}

/* The smallest feature that may be named for a vertex and is not at another place; SIZE_MAX: none.
 */
static inline size_t oracle_name(const Oracle *oracle, LtPoint p, const LtPoint *without)
{
  size_t best = SIZE_MAX;
  for (size_t f = 0; f < oracle->shapes->n_features; f++)
    if (oracle_is_open(oracle, p, f) && (without == NULL || !oracle_borders(oracle, *without, f)) &&
        (best == SIZE_MAX || lt_shapes_compare(oracle->shapes, f, oracle->shapes, best) < 0))
      best = f;
  return best;
}

static inline void oracle_better(const Oracle *oracle, OracleNear *best, OracleNear near)
{
  if (best->m != 0) {
    if (best->is_at_vertex && !near.is_at_vertex)
      return;
    Big left = near.n * best->m, right = best->n * near.m;
    int order = left != right ? (left > right) - (left < right) : oracle_order(near.at, best->at);
    if (order == 0)
      order = lt_shapes_compare(oracle->shapes, near.other, oracle->shapes, best->other);
    if (order > 0 || (order == 0 && near.other >= best->other))
      return;
  }
  *best = near;
}

/* What is near a vertex; m is 0 when nothing is. */
static inline OracleNear oracle_near(const Oracle *oracle, LtPoint v)
{
  OracleNear best = {0};
  for (guint i = 0; i < oracle->points->len; i++) {
    LtPoint w = g_array_index(oracle->points, LtPoint, i);
    Big d2 = oracle_dot(v, w, w);
    if (d2 == 0 || !oracle_is_within(oracle, d2, 1))
      continue;
    size_t feature = oracle_name(oracle, v, &w), other = oracle_name(oracle, w, &v);
    if (feature != SIZE_MAX && other != SIZE_MAX && !oracle_are_parted(oracle, v, w))
      oracle_better(oracle, &best, (OracleNear){d2, 1, true, w, feature, other});
  }
  for (guint i = 0; i < oracle->pieces->len && !best.is_at_vertex; i++) {
    const OracleEdge *e = &g_array_index(oracle->pieces, OracleEdge, i);
    Big m = oracle_dot(e->a, e->b, e->b), along = oracle_dot(e->a, e->b, v);
    Big cross = oracle_cross(e->a, e->b, v);
    bool is_inside = along > 0 && along < m;
    LtPoint u = along <= 0 ? e->a : e->b;
    if (!oracle_is_within(oracle, is_inside ? cross * cross : oracle_dot(v, u, u),
                          is_inside ? m : 1) ||
        oracle_borders(oracle, v, e->feature) || !oracle_is_unshared(oracle, e))
      continue;
    size_t feature = oracle_name(oracle, v, is_inside ? NULL : &u);
    LtPoint at = {e->a.x + oracle_round(along * (e->b.x - e->a.x), m),
                  e->a.y + oracle_round(along * (e->b.y - e->a.y), m)};
    if (feature != SIZE_MAX && is_inside)
      oracle_better(oracle, &best, (OracleNear){cross * cross, m, false, at, feature, e->feature});
    else if (feature != SIZE_MAX && !oracle_is_vertex(oracle, u, e->feature) &&
             !oracle_are_parted(oracle, v, u))
      oracle_better(oracle, &best,
                    (OracleNear){oracle_dot(v, u, u), 1, false, u, feature, e->feature});
  }
  return best;
}

/* ---- rows ---- */

static inline void oracle_junctions(const Oracle *oracle, LtPoint v, GArray *rows)
{
  size_t feature = SIZE_MAX;
  for (size_t f = 0; f < oracle->shapes->n_features; f++)
    if (oracle_is_vertex(oracle, v, f) &&
        (feature == SIZE_MAX || lt_shapes_compare(oracle->shapes, f, oracle->shapes, feature) < 0))
      feature = f;
  for (size_t f = 0; feature != SIZE_MAX && f < oracle->shapes->n_features; f++)
    if (oracle_borders(oracle, v, f) && !oracle_is_vertex(oracle, v, f)) {
      LtVertexMatchRow row = {feature, f, v, v, 0, false};
      g_array_append_val(rows, row);
    }
}

/* All rows (LtVertexMatchRow), in no certain order. */
static inline GArray *oracle_rows(const LtShapes *shapes, const uint8_t *use, double near_m)
{
  Oracle *oracle = oracle_new(shapes, use, near_m);
  GArray *rows = g_array_new(false, false, sizeof(LtVertexMatchRow));
  for (guint i = 0; i < oracle->points->len; i++) {
    LtPoint v = g_array_index(oracle->points, LtPoint, i);
    oracle_junctions(oracle, v, rows);
    OracleNear near = oracle->parts > 0 ? oracle_near(oracle, v) : (OracleNear){0};
    if (near.m == 0)
      continue;
    if (near.is_at_vertex && oracle_order(v, near.at) > 0) {
      OracleNear back = oracle_near(oracle, near.at);
      if (back.is_at_vertex && oracle_order(back.at, v) == 0)
        continue;
    }
    LtVertexMatchRow row = {
        near.feature,     near.other, v, near.at, sqrt((double)near.n / (double)near.m) * LT_UNIT_M,
        near.is_at_vertex};
    g_array_append_val(rows, row);
  }
  oracle_free(oracle);
  return rows;
}

#endif
