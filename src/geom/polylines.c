#include "geom/polylines.h"

#include <string.h>

/* A record: member; number of points and widths; the first point (64 bits each); the offsets, each
 * in so many bits that two take whole bytes. Offsets that are too wide to be packed: points of 64
 * bits follow instead. */
#define HEADER_WORDS 2
#define POINT_WORDS 4
#define WIDTH_BITS 6
/* An offset, and up to 4 bits before it, are read as one number of 64 bits. */
#define WIDEST 60
/* That number may reach so far beyond the last record. */
#define SPARE_WORDS 2
G_STATIC_ASSERT(sizeof(LtPoint) == 2 * sizeof(int64_t));

/* (x, y): compilers turn these into the vector instructions of the machine. */
typedef uint64_t Pair __attribute__((vector_size(16)));

/* Bits of an offset, signs included; both 0: not packed. */
typedef struct {
  unsigned x, y;
} Widths;

/* The offsets' bits, in whole halves of bytes. */
static unsigned widths_step(Widths widths)
{
  return (widths.x + widths.y + 3) / 4 * 4;
}

/* What the longest offsets ask for: the highest bit of n ^ 2n is where n has its sign. */
static Widths widths_find(const LtPoint *points, size_t n)
{
  Pair last, point, bits = {1, 1};
  memcpy(&last, points, sizeof last);
  for (size_t i = 1; i < n; i++) {
    memcpy(&point, points + i, sizeof point);
    Pair offset = point - last;
    bits |= offset ^ (offset + offset);
    last = point;
  }
  Widths widths = {64 - (unsigned)__builtin_clzll(bits[0]),
                   64 - (unsigned)__builtin_clzll(bits[1])};
  return widths_step(widths) > WIDEST ? (Widths){0, 0} : widths;
}

static size_t offsets_words(Widths widths, size_t n)
{
  return widths.x == 0 ? (n - 1) * POINT_WORDS : ((n - 1) * widths_step(widths) + 31) / 32;
}

static inline void bits_write(uint8_t *bytes, uint64_t bits)
{
  bits = GUINT64_TO_LE(bits);
  memcpy(bytes, &bits, sizeof bits);
}

static inline uint64_t bits_read(const uint8_t *bytes)
{
  uint64_t bits;
  memcpy(&bits, bytes, sizeof bits);
  return GUINT64_FROM_LE(bits);
}

/* Half of the range of both numbers of an offset, which makes them positive. */
static uint64_t widths_bias(Widths widths)
{
  return UINT64_C(1) << (widths.x - 1) | UINT64_C(1) << (widths.x + widths.y - 1);
}

/* The way to a point from the one before it. */
static inline uint64_t offset_pack(const LtPoint *point, unsigned x_bits, uint64_t bias)
{
  uint64_t x = (uint64_t)(point->x - point[-1].x), y = (uint64_t)(point->y - point[-1].y);
  return x + (y << x_bits) + bias;
}

static void offsets_pack(uint32_t *words, const LtPoint *points, size_t n, Widths widths)
{
  unsigned step = widths_step(widths), rest = step % 8; /* bits that share a byte with the next */
  uint64_t bias = widths_bias(widths);
  uint8_t *bytes = (uint8_t *)words;
  const LtPoint *end = points + n;
  for (points++; points + 1 < end; points += 2, bytes += step / 4) {
    uint64_t first = offset_pack(points, widths.x, bias);
    uint64_t second = offset_pack(points + 1, widths.x, bias);
    bits_write(bytes, first);
    bits_write(bytes + step / 8, first >> (step - rest) | second << rest);
  }
  if (points < end)
    bits_write(bytes, offset_pack(points, widths.x, bias));
}

static inline LtPoint offset_unpack(LtPoint last, uint64_t bits, Widths widths)
{
  int64_t x = (int64_t)(bits & ((UINT64_C(1) << widths.x) - 1));
  int64_t y = (int64_t)(bits >> widths.x & ((UINT64_C(1) << widths.y) - 1));
  return (LtPoint){last.x + x - (INT64_C(1) << (widths.x - 1)),
                   last.y + y - (INT64_C(1) << (widths.y - 1))};
}

static void offsets_unpack(const uint32_t *words, LtPoint *points, size_t n, Widths widths)
{
  unsigned step = widths_step(widths), rest = step % 8;
  const uint8_t *bytes = (const uint8_t *)words;
  LtPoint last = *points, *end = points + n;
  for (points++; points + 1 < end; points += 2, bytes += step / 4) {
    points[0] = offset_unpack(last, bits_read(bytes), widths);
    points[1] = last = offset_unpack(points[0], bits_read(bytes + step / 8) >> rest, widths);
  }
  if (points < end)
    *points = offset_unpack(last, bits_read(bytes), widths);
}

static bool polyline_add(LtPolylines *lines, LtChunkPool *pool, uint32_t member,
                         const LtPoint *points, size_t n, GError **error)
{
  Widths widths = widths_find(points, n);
  size_t n_words = HEADER_WORDS + POINT_WORDS + offsets_words(widths, n);
  LtChunk *chunk = lines->chunks.last;
  if (chunk == NULL || chunk->n_words + n_words + SPARE_WORDS > LT_CHUNK_WORDS) {
    if (!lt_chunks_append(&lines->chunks, pool, error))
      return false;
    chunk = lines->chunks.last;
  }
  uint32_t *words = chunk->words + chunk->n_words;
  words[0] = member;
  words[1] = ((uint32_t)n << WIDTH_BITS | widths.y) << WIDTH_BITS | widths.x;
  memcpy(words + HEADER_WORDS, points, (widths.x == 0 ? n : 1) * sizeof *points);
  if (widths.x != 0)
    offsets_pack(words + HEADER_WORDS + POINT_WORDS, points, n, widths);
  chunk->n_words += (uint32_t)n_words;
  lines->n_points += n;
  return true;
}

bool lt_polylines_add(LtPolylines *lines, LtChunkPool *pool, uint32_t member, const LtPoint *points,
                      size_t n, GError **error)
{
  while (n > 1) {
    size_t part = MIN(n, LT_POLYLINE_POINTS);
    if (!polyline_add(lines, pool, member, points, part, error))
      return false;
    points += part - 1;
    n -= part - 1;
  }
  return true;
}

bool lt_polyline_next(LtPolylineWalk *walk, LtPolyline *line)
{
  while (walk->chunk != NULL && walk->at == walk->chunk->n_words) {
    walk->chunk = walk->chunk->next;
    walk->at = 0;
  }
  if (walk->chunk == NULL)
    return false;
  const uint32_t *words = walk->chunk->words + walk->at;
  const uint32_t mask = (1U << WIDTH_BITS) - 1;
  Widths widths = {words[1] & mask, words[1] >> WIDTH_BITS & mask};
  size_t n = words[1] >> 2 * WIDTH_BITS;
  line->member = words[0];
  line->n_points = (uint32_t)n;
  memcpy(line->points, words + HEADER_WORDS, (widths.x == 0 ? n : 1) * sizeof *line->points);
  if (widths.x != 0)
    offsets_unpack(words + HEADER_WORDS + POINT_WORDS, line->points, n, widths);
  walk->at += HEADER_WORDS + POINT_WORDS + offsets_words(widths, n);
  return true;
}
