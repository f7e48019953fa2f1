/**
 * @file covers.h
 * @brief Interned sets of features: what covers a place.
 *
 * A member is the number of a feature among all features of all layers. A cover is a sorted set of
 * members, named by a small number. Equal sets have equal numbers. One thread's.
 */
#ifndef LT_GEOM_COVERS_H
#define LT_GEOM_COVERS_H

#include "base/bytes.h"

#include <stdint.h>

/** The cover without members. */
#define LT_COVER_EMPTY 0U
/** No cover: not known yet. All bits are set, as memset() with 0xff does. */
#define LT_COVER_UNKNOWN UINT32_MAX

/** Start as {0}, then lt_covers_reset(). */
typedef struct {
  uint32_t *members; /**< of all covers, one after the other */
  size_t *ends;      /**< end of each cover in members */
  size_t n_covers, n_members;
  uint32_t *slots; /**< hash table: number of a cover, or 0 */
  size_t n_slots;  /**< a power of two */
  uint32_t *scratch;
  struct LtCoverMemo *memo; /**< differences found lately */
  size_t cap_members, cap_ends, cap_scratch;
} LtCovers;

/** Leave the empty set only. LT_ERROR_MEMORY. */
bool lt_covers_reset(LtCovers *covers, GError **error);
void lt_covers_clear(LtCovers *covers);

/** The members of a cover, ascending. Valid until the next cover is made. */
static inline const uint32_t *lt_cover_members(const LtCovers *covers, uint32_t cover, size_t *n)
{
  size_t begin = cover == 0 ? 0 : covers->ends[cover - 1];
  *n = covers->ends[cover] - begin;
  return covers->members + begin;
}

/** Number of the set of @p n ascending members, which must not be those of a cover of @p covers:
 * they move. LT_ERROR_MEMORY. O(n). */
bool lt_covers_intern(LtCovers *covers, const uint32_t *members, size_t n, uint32_t *cover,
                      GError **error);

/** Tell the processor that a set will be interned soon: a large table is not in its caches. */
void lt_covers_prefetch(const LtCovers *covers, const uint32_t *members, size_t n);

/** Symmetric difference: *@p cover becomes what is in it or in @p toggles, but not in both.
 * LT_ERROR_MEMORY. O(members of both), mostly O(1): the difference is remembered. */
bool lt_covers_toggle(LtCovers *covers, uint32_t *cover, uint32_t toggles, GError **error);

#endif
