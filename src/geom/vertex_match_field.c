/* Places and pieces, found by point and by what is near. */
#include "geom/vertex_match_parts.h"

#include "geom/edge.h"

#include <string.h>

#define WHAT "unmatched vertices"

void lt_match_field_clear(LtMatchField *field)
{
  g_free(field->places);
  g_free(field->members);
  g_free(field->rays);
  g_free(field->pieces);
  g_free(field->slots);
  lt_match_tree_clear(&field->place_tree);
  lt_match_tree_clear(&field->piece_tree);
}

void lt_match_field_reset(LtMatchField *field)
{
  field->n_places = field->n_members = field->n_rays = field->n_pieces = 0;
}

bool lt_match_field_add_place(LtMatchField *field, const LtMatchField *from,
                              const LtMatchPlace *place, GError **error)
{
  if (field->n_places >= UINT32_MAX / 2)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, field->n_places);
  if (!lt_grow(&field->places, &field->cap_places, field->n_places + 1, sizeof *field->places, WHAT,
               error) ||
      !lt_grow(&field->members, &field->cap_members, field->n_members + place->n_members,
               sizeof *field->members, WHAT, error) ||
      !lt_grow(&field->rays, &field->cap_rays, field->n_rays + place->n_rays, sizeof *field->rays,
               WHAT, error))
    return false;
  LtMatchPlace *copy = &field->places[field->n_places++];
  *copy = *place;
  copy->first_member = field->n_members;
  copy->first_ray = field->n_rays;
  memcpy(field->members + field->n_members, from->members + place->first_member,
         place->n_members * sizeof *field->members);
  memcpy(field->rays + field->n_rays, from->rays + place->first_ray,
         place->n_rays * sizeof *field->rays);
  field->n_members += place->n_members;
  field->n_rays += place->n_rays;
  return true;
}

bool lt_match_field_add_piece(LtMatchField *field, const LtMatchPiece *piece, GError **error)
{
  if (field->n_pieces >= UINT32_MAX / 2)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, field->n_pieces);
  if (!lt_grow(&field->pieces, &field->cap_pieces, field->n_pieces + 1, sizeof *field->pieces, WHAT,
               error))
    return false;
  field->pieces[field->n_pieces++] = *piece;
  return true;
}

/* ---- by point ---- */

static size_t hash_of(LtPoint at)
{
  uint64_t hash = ((uint64_t)at.x * 0x9e3779b97f4a7c15U) ^ ((uint64_t)at.y * 0xc2b2ae3d27d4eb4fU);
  hash ^= hash >> 29;
  return (size_t)(hash * 0xbf58476d1ce4e5b9U >> 20);
}

static bool slots_fill(LtMatchField *field, GError **error)
{
  field->n_slots = 64;
  while (field->n_slots < 2 * field->n_places)
    field->n_slots *= 2;
  if (!lt_grow(&field->slots, &field->cap_slots, field->n_slots, sizeof *field->slots, WHAT, error))
    return false;
  memset(field->slots, 0, field->n_slots * sizeof *field->slots);
  for (size_t p = 0; p < field->n_places; p++) {
    size_t slot = hash_of(field->places[p].at) & (field->n_slots - 1);
    while (field->slots[slot] != 0)
      slot = (slot + 1) & (field->n_slots - 1);
    field->slots[slot] = (uint32_t)p + 1;
  }
  return true;
}

const LtMatchPlace *lt_match_place_find(const LtMatchField *field, LtPoint at)
{
  size_t slot = hash_of(at) & (field->n_slots - 1);
  for (; field->slots[slot] != 0; slot = (slot + 1) & (field->n_slots - 1))
    if (lt_point_equal(field->places[field->slots[slot] - 1].at, at))
      return &field->places[field->slots[slot] - 1];
  return NULL;
}

uint32_t lt_match_flags(const LtMatchField *field, const LtMatchPlace *place, uint32_t member)
{
  const LtMatchMember *members = field->members + place->first_member;
  size_t low = 0, high = place->n_members;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (members[middle].member < member)
      low = middle + 1;
    else
      high = middle;
  }
  return low < place->n_members && members[low].member == member ? members[low].flags : 0;
}

/* ---- by what is near ---- */

/* The one member that could be named for a vertex at a place. */
static uint32_t place_tag(const LtMatchField *field, const LtMatchPlace *place)
{
  uint32_t tag = LT_MATCH_MIXED;
  for (size_t i = 0; i < place->n_members; i++) {
    const LtMatchMember *member = &field->members[place->first_member + i];
    if (member->flags != LT_MATCH_VALID)
      continue;
    if (tag != LT_MATCH_MIXED)
      return LT_MATCH_MIXED;
    tag = member->member;
  }
  return tag;
}

bool lt_match_field_index(LtMatchField *field, const LtMatchLimit *limit, GError **error)
{
  field->place_tree.n_leaves = field->piece_tree.n_leaves = 0;
  for (size_t p = 0; p < field->n_places; p++) {
    const LtMatchPlace *place = &field->places[p];
    if (!lt_match_tree_add(&field->place_tree, &(LtBox){place->at, place->at},
                           place_tag(field, place), limit->units, error))
      return false;
  }
  for (size_t p = 0; p < field->n_pieces; p++) {
    const LtMatchPiece *piece = &field->pieces[p];
    LtBox box = lt_edge_box(piece->a, piece->b);
    if (!lt_match_tree_add(&field->piece_tree, &box, piece->member, limit->units, error))
      return false;
  }
  return slots_fill(field, error) && lt_match_tree_build(&field->place_tree, error) &&
         lt_match_tree_build(&field->piece_tree, error);
}
