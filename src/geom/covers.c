#include "geom/covers.h"

#include <string.h>

#define FIRST_SLOTS 1024

/* A direct-mapped memory of symmetric differences. */
#define MEMO_BITS 12
#define MEMO_SIZE ((size_t)1 << MEMO_BITS)

struct LtCoverMemo {
  uint32_t a, b, difference;
};

static inline struct LtCoverMemo *memo_at(const LtCovers *covers, uint32_t a, uint32_t b)
{
  return &covers->memo[(a * 0x9e3779b1U ^ b * 0x85ebca6bU) >> (32 - MEMO_BITS)];
}

void lt_covers_clear(LtCovers *covers)
{
  g_free(covers->members);
  g_free(covers->ends);
  g_free(covers->slots);
  g_free(covers->scratch);
  g_free(covers->memo);
  *covers = (LtCovers){0};
}

bool lt_covers_reset(LtCovers *covers, GError **error)
{
  if (covers->slots == NULL) {
    covers->slots = lt_alloc(FIRST_SLOTS, sizeof *covers->slots, "covers", error);
    covers->memo = lt_alloc(MEMO_SIZE, sizeof *covers->memo, "covers", error);
    if (covers->slots == NULL || covers->memo == NULL ||
        !lt_grow(&covers->ends, &covers->cap_ends, FIRST_SLOTS, sizeof *covers->ends, "covers",
                 error))
      return false;
    covers->n_slots = FIRST_SLOTS;
  } else {
    memset(covers->slots, 0, covers->n_slots * sizeof *covers->slots);
    memset(covers->memo, 0, MEMO_SIZE * sizeof *covers->memo);
  }
  covers->n_members = 0;
  covers->n_covers = 1; /* the empty set */
  covers->ends[0] = 0;
  return true;
}

static uint64_t members_hash(const uint32_t *members, size_t n)
{
  uint64_t hash = 0x9e3779b97f4a7c15U;
  for (size_t i = 0; i < n; i++)
    hash = (hash ^ members[i]) * 0xff51afd7ed558ccdU, hash ^= hash >> 32;
  return hash;
}

static void slot_put(uint32_t *slots, size_t n_slots, uint64_t hash, uint32_t cover)
{
  size_t slot = hash & (n_slots - 1);
  while (slots[slot] != 0)
    slot = (slot + 1) & (n_slots - 1);
  slots[slot] = cover;
}

/* Keep the table at most half full. */
static bool slots_grow(LtCovers *covers, GError **error)
{
  if (2 * covers->n_covers < covers->n_slots)
    return true;
  size_t n_slots = 2 * covers->n_slots;
  uint32_t *slots = lt_alloc(n_slots, sizeof *slots, "covers", error);
  if (slots == NULL)
    return false;
  for (uint32_t cover = 1; cover < covers->n_covers; cover++) {
    size_t n;
    const uint32_t *members = lt_cover_members(covers, cover, &n);
    slot_put(slots, n_slots, members_hash(members, n), cover);
  }
  g_free(covers->slots);
  covers->slots = slots;
  covers->n_slots = n_slots;
  return true;
}

static bool cover_add(LtCovers *covers, const uint32_t *members, size_t n, uint64_t hash,
                      GError **error)
{
  if (covers->n_covers >= UINT32_MAX - 1)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_COVERS_MANY, covers->n_covers);
  if (!slots_grow(covers, error) ||
      !lt_grow(&covers->members, &covers->cap_members, covers->n_members + n,
               sizeof *covers->members, "covers", error) ||
      !lt_grow(&covers->ends, &covers->cap_ends, covers->n_covers + 1, sizeof *covers->ends,
               "covers", error))
    return false;
  memcpy(covers->members + covers->n_members, members, n * sizeof *members);
  covers->n_members += n;
  covers->ends[covers->n_covers] = covers->n_members;
  slot_put(covers->slots, covers->n_slots, hash, (uint32_t)covers->n_covers);
  covers->n_covers++;
  return true;
}

void lt_covers_prefetch(const LtCovers *covers, const uint32_t *members, size_t n)
{
  __builtin_prefetch(&covers->slots[members_hash(members, n) & (covers->n_slots - 1)]);
}

/* Sets are small: a loop is faster than memcmp(). */
static inline bool are_same(const uint32_t *a, const uint32_t *b, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (a[i] != b[i])
      return false;
  return true;
}

static inline bool cover_find(LtCovers *covers, const uint32_t *members, size_t n, uint32_t *cover,
                              GError **error)
{
  *cover = LT_COVER_EMPTY;
  if (n == 0)
    return true;
  uint64_t hash = members_hash(members, n);
  for (size_t slot = hash & (covers->n_slots - 1); covers->slots[slot] != 0;
       slot = (slot + 1) & (covers->n_slots - 1)) {
    size_t n_found;
    const uint32_t *found = lt_cover_members(covers, covers->slots[slot], &n_found);
    if (n_found == n && are_same(found, members, n)) {
      *cover = covers->slots[slot];
      return true;
    }
  }
  *cover = (uint32_t)covers->n_covers;
  return cover_add(covers, members, n, hash, error);
}

bool lt_covers_intern(LtCovers *covers, const uint32_t *members, size_t n, uint32_t *cover,
                      GError **error)
{
  return cover_find(covers, members, n, cover, error);
}

/* Members in one of two ascending sets; returns how many. */
static inline size_t members_difference(const uint32_t *a, size_t n_a, const uint32_t *b,
                                        size_t n_b, uint32_t *difference)
{
  size_t i = 0, j = 0, n = 0;
  while (i < n_a && j < n_b) {
    if (a[i] == b[j])
      i++, j++;
    else
      difference[n++] = a[i] < b[j] ? a[i++] : b[j++];
  }
  while (i < n_a)
    difference[n++] = a[i++];
  while (j < n_b)
    difference[n++] = b[j++];
  return n;
}

/* A difference that is not remembered. Apart, so that what is remembered saves no registers. */
G_GNUC_NO_INLINE static bool difference_make(LtCovers *covers, uint32_t low, uint32_t high,
                                             uint32_t *difference, GError **error)
{
  size_t n_low, n_high;
  const uint32_t *members_low = lt_cover_members(covers, low, &n_low);
  const uint32_t *members_high = lt_cover_members(covers, high, &n_high);
  if (!lt_grow(&covers->scratch, &covers->cap_scratch, n_low + n_high, sizeof *covers->scratch,
               "covers", error))
    return false;
  size_t n = members_difference(members_low, n_low, members_high, n_high, covers->scratch);
  if (!cover_find(covers, covers->scratch, n, difference, error))
    return false;
  *memo_at(covers, low, high) = (struct LtCoverMemo){low, high, *difference};
  return true;
}

bool lt_covers_toggle(LtCovers *covers, uint32_t *cover, uint32_t toggles, GError **error)
{
  uint32_t low = MIN(*cover, toggles), high = MAX(*cover, toggles);
  if (low == LT_COVER_EMPTY || low == high) {
    *cover = low == high ? LT_COVER_EMPTY : high;
    return true;
  }
  const struct LtCoverMemo *memo = memo_at(covers, low, high);
  if (memo->a != low || memo->b != high)
    return difference_make(covers, low, high, cover, error);
  *cover = memo->difference;
  return true;
}
