/* What a noded tile has: T-junctions, unshared pieces and the places where they end. */
#include "geom/vertex_match_parts.h"

#include "geom/edge.h"
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

/* Why a vertex is looked at. */
#define MARK_TOUCHED 1 /* it lies on an edge */
#define MARK_END 2     /* an unshared piece ends there */

/* A member of an edge at one of its ends. */
typedef struct LtMatchMention {
  uint32_t vertex, member, flags;
  uint32_t edge; /* where that is an unshared piece */
} LtMatchMention;

typedef struct {
  const LtTile *tile;
  const LtMatchLayer *layer;
  LtMatchScratch *scratch;
  LtMatchField *field;
  LtMatchRows *rows;
} Collect;

void lt_match_scratch_clear(LtMatchScratch *scratch)
{
  g_free(scratch->mentions);
  g_free(scratch->marks);
  g_free(scratch->owners);
}

/* ---- features of the layer ---- */

/* Number of a member in the layer; LT_MATCH_MIXED: it is not asked about. */
static uint32_t feature_of(const LtMatchLayer *layer, uint32_t member)
{
  uint32_t feature = member - layer->first_member;
  bool is_own = member >= layer->first_member && feature < layer->shapes->n_features &&
                (layer->use == NULL || layer->use[feature]);
  return is_own ? feature : LT_MATCH_MIXED;
}

/* Find the covers with one feature of the layer. */
static bool owners_find(const Collect *collect, GError **error)
{
  LtMatchScratch *scratch = collect->scratch;
  const LtCovers *covers = &collect->tile->covers;
  if (!lt_grow(&scratch->owners, &scratch->cap_owners, covers->n_covers, sizeof *scratch->owners,
               "a tile", error))
    return false;
  for (uint32_t cover = 0; cover < covers->n_covers; cover++) {
    size_t n, n_own = 0;
    const uint32_t *members = lt_cover_members(covers, cover, &n);
    uint32_t owner = LT_MATCH_MIXED;
    for (size_t i = 0; i < n && n_own < 2; i++) {
      uint32_t feature = feature_of(collect->layer, members[i]);
      if (feature != LT_MATCH_MIXED)
        owner = n_own++ == 0 ? feature : LT_MATCH_MIXED;
    }
    scratch->owners[cover] = owner;
  }
  return true;
}

static inline bool is_unshared(const Collect *collect, const LtTileEdge *edge)
{
  return collect->scratch->owners[edge->toggles] != LT_MATCH_MIXED;
}

/* ---- marks ---- */

static bool mark(const Collect *collect, uint32_t vertex, uint8_t why)
{
  if (!lt_tile_has(collect->tile, collect->tile->vertices[vertex]))
    return false;
  collect->scratch->marks[vertex] |= why;
  return true;
}

static bool piece_add(const Collect *collect, const LtTileEdge *edge, GError **error)
{
  const LtTile *tile = collect->tile;
  LtMatchPiece piece = {.a = tile->vertices[edge->a],
                        .b = tile->vertices[edge->b],
                        .member = collect->scratch->owners[edge->toggles],
                        .tile = (uint32_t)tile->number};
  return lt_match_field_add_piece(collect->field, &piece, error);
}

/* Mark the vertices that are looked at, and take the pieces. */
static bool vertices_mark(const Collect *collect, bool *is_any, GError **error)
{
  const LtTile *tile = collect->tile;
  LtMatchScratch *scratch = collect->scratch;
  *is_any = false;
  if (!lt_grow(&scratch->marks, &scratch->cap_marks, tile->n_vertices, 1, "a tile", error))
    return false;
  memset(scratch->marks, 0, tile->n_vertices);
  for (size_t i = 0; i < tile->noding.n_touched; i++)
    *is_any |= mark(collect, tile->noding.touched[i], MARK_TOUCHED);
  for (size_t e = 0; collect->layer->limit.parts > 0 && e < tile->n_edges; e++) {
    const LtTileEdge *edge = &tile->edges[e];
    if (!is_unshared(collect, edge))
      continue;
    if (!piece_add(collect, edge, error))
      return false;
    bool is_a = mark(collect, edge->a, MARK_END), is_b = mark(collect, edge->b, MARK_END);
    *is_any |= is_a || is_b;
  }
  return true;
}

/* ---- mentions ---- */

static bool members_mention(const Collect *collect, uint32_t vertex, uint32_t edge,
                            uint32_t toggles, uint32_t flags, GError **error)
{
  LtMatchScratch *scratch = collect->scratch;
  if (collect->scratch->marks[vertex] == 0)
    return true;
  size_t n;
  const uint32_t *members = lt_cover_members(&collect->tile->covers, toggles, &n);
  if (!lt_grow(&scratch->mentions, &scratch->cap_mentions, scratch->n_mentions + n,
               sizeof *scratch->mentions, "a tile", error))
    return false;
  for (size_t i = 0; i < n; i++) {
    uint32_t feature = feature_of(collect->layer, members[i]);
    if (feature != LT_MATCH_MIXED)
      scratch->mentions[scratch->n_mentions++] = (LtMatchMention){vertex, feature, flags, edge};
  }
  return true;
}

/* Mention the members of edges at their marked ends. */
static bool edges_mention(const Collect *collect, const LtTileEdge *edges, size_t n_edges,
                          uint32_t flags, GError **error)
{
  for (size_t e = 0; e < n_edges; e++) {
    uint32_t own = flags;
    if ((flags & LT_MATCH_BORDER) != 0 && is_unshared(collect, &edges[e]))
      own |= LT_MATCH_UNSHARED;
    if (!members_mention(collect, edges[e].a, (uint32_t)e, edges[e].toggles, own, error) ||
        !members_mention(collect, edges[e].b, (uint32_t)e, edges[e].toggles, own, error))
      return false;
  }
  return true;
}

static int mention_compare(const void *a, const void *b)
{
  const LtMatchMention *x = a, *y = b;
  if (x->vertex != y->vertex)
    return x->vertex < y->vertex ? -1 : 1;
  if (x->member != y->member)
    return x->member < y->member ? -1 : 1;
  return (x->edge > y->edge) - (x->edge < y->edge);
}

static bool mentions_make(const Collect *collect, GError **error)
{
  const LtTile *tile = collect->tile;
  const LtTileNoding *noding = &tile->noding;
  LtMatchScratch *scratch = collect->scratch;
  bool is_cut = noding->n_uncut > 0;
  scratch->n_mentions = 0;
  if (!edges_mention(collect, tile->edges, tile->n_edges,
                     is_cut ? LT_MATCH_BORDER : LT_MATCH_BORDER | LT_MATCH_VERTEX, error) ||
      (is_cut && !edges_mention(collect, noding->uncut, noding->n_uncut, LT_MATCH_VERTEX, error)))
    return false;
  if (scratch->n_mentions > 0)
    qsort(scratch->mentions, scratch->n_mentions, sizeof *scratch->mentions, mention_compare);
  return true;
}

/* ---- vertices ---- */

static bool member_add(LtMatchField *field, uint32_t member, uint32_t flags, GError **error)
{
  if (!lt_grow(&field->members, &field->cap_members, field->n_members + 1, sizeof *field->members,
               "a tile", error))
    return false;
  field->members[field->n_members++] = (LtMatchMember){member, flags};
  return true;
}

static bool ray_add(const Collect *collect, const LtMatchMention *mention, GError **error)
{
  LtMatchField *field = collect->field;
  const LtTile *tile = collect->tile;
  if (!lt_grow(&field->rays, &field->cap_rays, field->n_rays + 1, sizeof *field->rays, "a tile",
               error))
    return false;
  uint32_t to = lt_tile_other_end(&tile->edges[mention->edge], mention->vertex);
  field->rays[field->n_rays++] = (LtMatchRay){tile->vertices[to], mention->member};
  return true;
}

/* Gather the mentions of one vertex into members and rays after those in the field. */
static bool place_gather(const Collect *collect, const LtMatchMention *mentions, size_t n,
                         LtMatchPlace *place, GError **error)
{
  LtMatchField *field = collect->field;
  *place = (LtMatchPlace){.at = collect->tile->vertices[mentions[0].vertex],
                          .first_member = field->n_members,
                          .first_ray = field->n_rays,
                          .is_asked = true};
  for (size_t i = 0, end; i < n; i = end) {
    uint32_t flags = 0;
    for (end = i; end < n && mentions[end].member == mentions[i].member; end++) {
      flags |= mentions[end].flags;
      if ((mentions[end].flags & LT_MATCH_UNSHARED) != 0 &&
          !ray_add(collect, &mentions[end], error))
        return false;
    }
    place->is_own |= (flags & LT_MATCH_VERTEX) != 0;
    /* else all that it has there cancels */
    if ((flags & LT_MATCH_BORDER) != 0 && !member_add(field, mentions[i].member, flags, error))
      return false;
  }
  place->n_members = (uint32_t)(field->n_members - place->first_member);
  place->n_rays = (uint32_t)(field->n_rays - place->first_ray);
  return true;
}

/* A row for each member whose border a vertex of others lies on. */
static bool junctions_add(const Collect *collect, const LtMatchPlace *place, GError **error)
{
  const LtMatchMember *members = collect->field->members + place->first_member;
  size_t feature = SIZE_MAX;
  for (size_t i = 0; i < place->n_members; i++)
    if ((members[i].flags & LT_MATCH_VERTEX) != 0 &&
        (feature == SIZE_MAX || lt_shapes_compare(collect->layer->shapes, members[i].member,
                                                  collect->layer->shapes, feature) < 0))
      feature = members[i].member;
  if (feature == SIZE_MAX)
    return true;
  for (size_t i = 0; i < place->n_members; i++) {
    if ((members[i].flags & LT_MATCH_VERTEX) != 0)
      continue;
    LtVertexMatchRow row = {feature, members[i].member, place->at, place->at, 0, false};
    if (!lt_match_rows_add(collect->rows, &row, error))
      return false;
  }
  return true;
}

static bool vertex_take(const Collect *collect, const LtMatchMention *mentions, size_t n,
                        GError **error)
{
  LtMatchField *field = collect->field;
  LtMatchPlace place;
  uint8_t why = collect->scratch->marks[mentions[0].vertex];
  if (!place_gather(collect, mentions, n, &place, error) ||
      ((why & MARK_TOUCHED) != 0 && !junctions_add(collect, &place, error)))
    return false;
  if ((why & MARK_END) == 0) {
    field->n_members = place.first_member;
    field->n_rays = place.first_ray;
    return true;
  }
  if (!lt_grow(&field->places, &field->cap_places, field->n_places + 1, sizeof *field->places,
               "a tile", error))
    return false;
  field->places[field->n_places++] = place;
  return true;
}

bool lt_match_tile_collect(const LtTile *tile, const LtMatchLayer *layer, LtMatchScratch *scratch,
                           LtMatchField *field, LtMatchRows *rows, GError **error)
{
  Collect collect = {tile, layer, scratch, field, rows};
  bool is_any;
  if (!owners_find(&collect, error) || !vertices_mark(&collect, &is_any, error))
    return false;
  if (!is_any)
    return true;
  if (!mentions_make(&collect, error))
    return false;
  const LtMatchMention *mentions = scratch->mentions;
  for (size_t i = 0, end; i < scratch->n_mentions; i = end) {
    for (end = i; end < scratch->n_mentions && mentions[end].vertex == mentions[i].vertex;)
      end++;
    if (!vertex_take(&collect, mentions + i, end - i, error))
      return false;
  }
  return true;
}
