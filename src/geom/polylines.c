#include "geom/polylines.h"

#include <string.h>

/* A record: member; number of points and bits of an offset; the first point (64 bits each); the
 * offsets. Widths that are not packed: points of 64 bits follow instead. */
#define HEADER_WORDS 2
#define POINT_WORDS 4
#define WIDTH_BITS 6
/* x and y of an offset, and up to 7 bits before them, are read as one number of 64 bits. */
#define WIDEST 28
#define NOT_PACKED 0
/* That number may reach so far beyond the last record. */
#define SPARE_WORDS 2
G_STATIC_ASSERT(sizeof(LtPoint) == 2 * sizeof(int64_t));

/* The offsets between points, x and y in turn; returns the bits that the longest asks for, its sign
 * included. */
static unsigned offsets_find(const LtPoint *points, size_t n, int64_t *offsets)
{
  const int64_t *xy = &points->x;
  uint64_t bits = 0;
  for (size_t i = 0; i < 2 * (n - 1); i++) {
    offsets[i] = xy[i + 2] - xy[i];
    bits |= (uint64_t)(offsets[i] ^ (offsets[i] >> 63));
  }
  unsigned width = 1;
  while (width < 64 && bits >> (width - 1) != 0)
    width++;
  return width;
}

static size_t offsets_words(unsigned width, size_t n)
{
  return width == NOT_PACKED ? (n - 1) * POINT_WORDS : ((n - 1) * 2 * width + 31) / 32;
}

static void offsets_pack(uint32_t *words, const int64_t *offsets, size_t n, unsigned width)
{
  uint8_t *bytes = (uint8_t *)words;
  uint64_t waiting = 0, bias = UINT64_C(1) << (width - 1);
  bias |= bias << width;
  unsigned n_waiting = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t x = (uint64_t)offsets[2 * i], y = (uint64_t)offsets[2 * i + 1];
    waiting |= (x + (y << width) + bias) << n_waiting;
    n_waiting += 2 * width;
    uint64_t little = GUINT64_TO_LE(waiting);
    memcpy(bytes, &little, sizeof little);
    bytes += n_waiting / 8;
    waiting >>= n_waiting / 8 * 8;
    n_waiting %= 8;
  }
}

static void offsets_unpack(const uint32_t *words, LtPoint *points, size_t n, unsigned width)
{
  const uint8_t *bytes = (const uint8_t *)words;
  uint64_t mask = (UINT64_C(1) << width) - 1;
  int64_t bias = INT64_C(1) << (width - 1);
  LtPoint point = points[0];
  size_t at = 0;
  for (size_t i = 1; i < n; i++, at += 2 * width) {
    uint64_t offset;
    memcpy(&offset, bytes + at / 8, sizeof offset);
    offset = GUINT64_FROM_LE(offset) >> at % 8;
    point.x += (int64_t)(offset & mask) - bias;
    point.y += (int64_t)(offset >> width & mask) - bias;
    points[i] = point;
  }
}

static bool polyline_add(LtPolylines *lines, LtChunkPool *pool, uint32_t member,
                         const LtPoint *points, size_t n, GError **error)
{
  int64_t offsets[2 * (LT_POLYLINE_POINTS - 1)];
  unsigned width = offsets_find(points, n, offsets);
  if (width > WIDEST)
    width = NOT_PACKED;
  size_t n_words = HEADER_WORDS + POINT_WORDS + offsets_words(width, n);
  LtChunk *chunk = lines->chunks.last;
  if (chunk == NULL || chunk->n_words + n_words + SPARE_WORDS > LT_CHUNK_WORDS) {
    if (!lt_chunks_append(&lines->chunks, pool, error))
      return false;
    chunk = lines->chunks.last;
  }
  uint32_t *words = chunk->words + chunk->n_words;
  words[0] = member;
  words[1] = (uint32_t)n << WIDTH_BITS | width;
  size_t n_raw = width == NOT_PACKED ? n : 1;
  memcpy(words + HEADER_WORDS, points, n_raw * sizeof *points);
  if (width != NOT_PACKED)
    offsets_pack(words + HEADER_WORDS + POINT_WORDS, offsets, n - 1, width);
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
  unsigned width = words[1] & ((1U << WIDTH_BITS) - 1);
  size_t n = words[1] >> WIDTH_BITS;
  line->member = words[0];
  line->n_points = (uint32_t)n;
  memcpy(line->points, words + HEADER_WORDS, (width == NOT_PACKED ? n : 1) * sizeof *line->points);
  if (width != NOT_PACKED)
    offsets_unpack(words + HEADER_WORDS + POINT_WORDS, line->points, n, width);
  walk->at += HEADER_WORDS + POINT_WORDS + offsets_words(width, n);
  return true;
}
