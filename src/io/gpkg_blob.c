#include "io/gpkg_blob.h"

#include <string.h>

#define HEADER_BYTES 8
#define FLAG_LITTLE_ENDIAN 0x01
#define FLAGS_ENVELOPE 0x0e
#define FLAGS_REFUSED 0xf0 /* empty, extended type, reserved */
/* Byte order and type, at the head of each geometry. */
#define HEAD_BYTES 5
#define POINT_BYTES 16

/* Bytes of the envelope by its code; 5 to 7 are invalid. */
static const uint8_t envelope_bytes[] = {0, 32, 48, 48, 64};

static uint32_t u32_at(const uint8_t *bytes)
{
  uint32_t number;
  memcpy(&number, bytes, sizeof number);
  return GUINT32_FROM_LE(number);
}

static size_t bytes_left(const LtGpkgBlob *blob)
{
  return (size_t)(blob->end - blob->at);
}

static bool take_u32(LtGpkgBlob *blob, uint32_t *number)
{
  if (bytes_left(blob) < sizeof *number)
    return false;
  *number = u32_at(blob->at);
  blob->at += sizeof *number;
  return true;
}

/* ISO WKB: byte order, then the code of the type; those of Z, M and EWKB are large. */
static bool take_head(LtGpkgBlob *blob, uint32_t *code)
{
  if (bytes_left(blob) < HEAD_BYTES || blob->at[0] != 1)
    return false;
  blob->at++;
  return take_u32(blob, code);
}

static bool take_header(LtGpkgBlob *blob)
{
  const uint8_t *bytes = blob->at;
  if (bytes_left(blob) < HEADER_BYTES || bytes[0] != 'G' || bytes[1] != 'P' || bytes[2] != 0)
    return false;
  uint8_t flags = bytes[3];
  size_t envelope = (flags & FLAGS_ENVELOPE) >> 1;
  if ((flags & FLAGS_REFUSED) != 0 || (flags & FLAG_LITTLE_ENDIAN) == 0 ||
      envelope >= G_N_ELEMENTS(envelope_bytes) ||
      bytes_left(blob) < HEADER_BYTES + (size_t)envelope_bytes[envelope])
    return false;
  blob->srs_id = (int32_t)u32_at(bytes + 4);
  blob->at += HEADER_BYTES + envelope_bytes[envelope];
  return true;
}

/* Codes 1, 2, 3 are a point, a path, a polygon; 4, 5, 6 many of them. */
static bool take_type(LtGpkgBlob *blob)
{
  static const LtGeomType types[] = {LT_GEOM_POINT, LT_GEOM_LINE, LT_GEOM_POLYGON};
  uint32_t code;
  if (!take_head(blob, &code) || code < 1 || code > 6)
    return false;
  blob->type = types[(code - 1) % 3];
  blob->is_multi = code > 3;
  blob->n_members = 1;
  return !blob->is_multi || (take_u32(blob, &blob->n_members) && blob->n_members > 0);
}

/* Begin the next point, path or polygon. What cannot be taken stays counted as not taken. */
static bool take_member(LtGpkgBlob *blob)
{
  uint32_t code, n_rings = 1;
  if (blob->n_members == 0 ||
      (blob->is_multi && !(take_head(blob, &code) && code == (uint32_t)blob->type)) ||
      (blob->type == LT_GEOM_POLYGON && !(take_u32(blob, &n_rings) && n_rings > 0)))
    return false;
  blob->n_members--;
  blob->n_rings = n_rings;
  return true;
}

bool lt_gpkg_blob_next(LtGpkgBlob *blob, LtGpkgRing *ring)
{
  *ring = (LtGpkgRing){.n_points = 1, .is_hole = blob->n_rings > 0};
  if ((blob->n_rings == 0 && !take_member(blob)) ||
      (blob->type != LT_GEOM_POINT && !take_u32(blob, &ring->n_points)) || ring->n_points == 0 ||
      bytes_left(blob) / POINT_BYTES < ring->n_points)
    return false;
  ring->xy = blob->at;
  blob->at += (size_t)ring->n_points * POINT_BYTES;
  blob->n_rings--;
  return true;
}

/* Each ring takes bytes, so a blob of n bytes has fewer than n of them whatever it states. */
bool lt_gpkg_blob_open(LtGpkgBlob *blob, const uint8_t *bytes, size_t n_bytes)
{
  *blob = (LtGpkgBlob){.at = bytes, .end = bytes + n_bytes};
  if (!take_header(blob) || !take_type(blob))
    return false;
  LtGpkgBlob ahead = *blob;
  LtGpkgRing ring;
  while (lt_gpkg_blob_next(&ahead, &ring)) {
  }
  return ahead.n_members == 0 && ahead.n_rings == 0 && bytes_left(&ahead) == 0;
}

void lt_gpkg_ring_copy(const LtGpkgRing *ring, double *xy)
{
  size_t n = 2 * (size_t)ring->n_points;
  memcpy(xy, ring->xy, n * sizeof *xy);
  for (size_t i = 0; G_BYTE_ORDER != G_LITTLE_ENDIAN && i < n; i++) {
    uint64_t bits;
    memcpy(&bits, xy + i, sizeof bits);
    bits = GUINT64_FROM_LE(bits);
    memcpy(xy + i, &bits, sizeof bits);
  }
}
