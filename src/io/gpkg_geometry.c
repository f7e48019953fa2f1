#include "io/gpkg_geometry.h"

#include <string.h>

#define HEADER_BYTES 8
#define ENVELOPE_BYTES 32
#define FLAG_LITTLE_ENDIAN 0x01
#define FLAG_ENVELOPE_XY 0x02
#define FLAG_EMPTY 0x10
/* Byte order, type and count, at the head of each geometry. */
#define HEAD_BYTES 9
#define RING_BYTES 4
#define POINT_BYTES 16

/* ISO WKB codes: of one geometry and of many. */
static const struct {
  uint32_t one, many;
  const char *name;
} codes[] = {
    [LT_GEOM_NONE] = {0, 0, NULL},
    [LT_GEOM_POINT] = {1, 4, "MULTIPOINT"},
    [LT_GEOM_LINE] = {2, 5, "MULTILINESTRING"},
    [LT_GEOM_POLYGON] = {3, 6, "MULTIPOLYGON"},
};

const char *lt_gpkg_geometry_name(LtGeomType type)
{
  return codes[type].name;
}

typedef struct {
  const LtShapes *shapes;
  size_t first_ring, end_ring, n_points;
  uint8_t *at;
} Writer;

static void put_byte(Writer *writer, uint8_t byte)
{
  *writer->at++ = byte;
}

static void put_u32(Writer *writer, uint32_t number)
{
  uint32_t bytes = GUINT32_TO_LE(number);
  memcpy(writer->at, &bytes, sizeof bytes);
  writer->at += sizeof bytes;
}

static void put_double(Writer *writer, double number)
{
  uint64_t bytes;
  memcpy(&bytes, &number, sizeof bytes);
  bytes = GUINT64_TO_LE(bytes);
  memcpy(writer->at, &bytes, sizeof bytes);
  writer->at += sizeof bytes;
}

static void put_head(Writer *writer, uint32_t code)
{
  put_byte(writer, 1); /* little-endian */
  put_u32(writer, code);
}

static void put_point(Writer *writer, LtPoint point)
{
  put_double(writer, lt_gpkg_metres(point.x));
  put_double(writer, lt_gpkg_metres(point.y));
}

/* All coordinates in one loop without calls, which compilers make vectors of. */
static void put_ring(Writer *writer, size_t ring)
{
  size_t first = lt_shapes_first_point(writer->shapes, ring);
  size_t n = writer->shapes->ring_ends[ring] - first;
  const LtPoint *points = writer->shapes->points + first;
  put_u32(writer, (uint32_t)n);
  for (size_t i = 0; G_BYTE_ORDER == G_LITTLE_ENDIAN && i < n; i++) {
    double metres[2] = {lt_gpkg_metres(points[i].x), lt_gpkg_metres(points[i].y)};
    memcpy(writer->at + i * sizeof metres, metres, sizeof metres);
  }
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    writer->at += n * POINT_BYTES;
  for (size_t i = 0; G_BYTE_ORDER != G_LITTLE_ENDIAN && i < n; i++)
    put_point(writer, points[i]);
}

static void put_points(Writer *writer)
{
  size_t first = lt_shapes_first_point(writer->shapes, writer->first_ring);
  put_u32(writer, (uint32_t)writer->n_points);
  for (size_t point = first; point < first + writer->n_points; point++) {
    put_head(writer, codes[LT_GEOM_POINT].one);
    put_point(writer, writer->shapes->points[point]);
  }
}

static void put_lines(Writer *writer)
{
  put_u32(writer, (uint32_t)(writer->end_ring - writer->first_ring));
  for (size_t ring = writer->first_ring; ring < writer->end_ring; ring++) {
    put_head(writer, codes[LT_GEOM_LINE].one);
    put_ring(writer, ring);
  }
}

/* One past the last hole of the shell @p ring. */
static size_t shell_end(const Writer *writer, size_t ring)
{
  size_t end = ring + 1;
  while (end < writer->end_ring && writer->shapes->ring_holes[end])
    end++;
  return end;
}

static void put_polygons(Writer *writer)
{
  uint32_t n_shells = 0;
  for (size_t ring = writer->first_ring; ring < writer->end_ring; ring = shell_end(writer, ring))
    n_shells++;
  put_u32(writer, n_shells);
  for (size_t ring = writer->first_ring; ring < writer->end_ring;) {
    size_t end = shell_end(writer, ring);
    put_head(writer, codes[LT_GEOM_POLYGON].one);
    put_u32(writer, (uint32_t)(end - ring));
    while (ring < end)
      put_ring(writer, ring++);
  }
}

static void put_header(Writer *writer, int32_t srs_id, const LtBox *box)
{
  bool is_empty = writer->n_points == 0;
  put_byte(writer, 'G');
  put_byte(writer, 'P');
  put_byte(writer, 0); /* version 1 */
  put_byte(writer, FLAG_LITTLE_ENDIAN | (is_empty ? FLAG_EMPTY : FLAG_ENVELOPE_XY));
  put_u32(writer, (uint32_t)srs_id);
  if (is_empty)
    return;
  put_double(writer, lt_gpkg_metres(box->min.x));
  put_double(writer, lt_gpkg_metres(box->max.x));
  put_double(writer, lt_gpkg_metres(box->min.y));
  put_double(writer, lt_gpkg_metres(box->max.y));
}

/* The largest a geometry with these rings and points can be; all counts fit in memory already. */
static size_t blob_bound(const Writer *writer)
{
  size_t n_rings = writer->end_ring - writer->first_ring;
  return HEADER_BYTES + ENVELOPE_BYTES + HEAD_BYTES + n_rings * (HEAD_BYTES + RING_BYTES) +
         writer->n_points * (HEAD_BYTES + POINT_BYTES);
}

bool lt_gpkg_geometry(const LtShapes *shapes, size_t feature, LtGeomType type, int32_t srs_id,
                      LtBox *box, LtGpkgBytes *out, GError **error)
{
  Writer writer = {.shapes = shapes,
                   .first_ring = lt_shapes_first_ring(shapes, feature),
                   .end_ring = shapes->feature_ends[feature]};
  if (writer.end_ring > writer.first_ring)
    writer.n_points = shapes->ring_ends[writer.end_ring - 1] -
                      lt_shapes_first_point(shapes, writer.first_ring);
  g_return_val_if_fail(writer.n_points == 0 || shapes->types[feature] == type, false);

  if (!lt_grow(&out->bytes, &out->capacity, out->n + blob_bound(&writer), 1, "GeoPackage geometry",
               error))
    return false;
  *box = lt_shapes_box(shapes, feature);
  writer.at = out->bytes + out->n;
  put_header(&writer, srs_id, box);
  put_head(&writer, codes[type].many);
  if (writer.n_points == 0)
    put_u32(&writer, 0);
  else if (type == LT_GEOM_POINT)
    put_points(&writer);
  else if (type == LT_GEOM_LINE)
    put_lines(&writer);
  else
    put_polygons(&writer);
  out->n = (size_t)(writer.at - out->bytes);
  return true;
}
