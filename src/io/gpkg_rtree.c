#include "io/gpkg_rtree.h"

#include "io/gpkg_geometry.h"
#include "io/sql.h"

#include <math.h>
#include <string.h>

/* What rtree.c makes of a tree of two dimensions in pages of 4096 bytes (and of 2048 and more). */
#define NODE_CELLS 51
#define CELL_BYTES 24
#define NODE_HEAD_BYTES 4
#define NODE_BYTES (NODE_HEAD_BYTES + NODE_CELLS * CELL_BYTES)
#define ROOT 1 /* number of its node */
/* So many marks go by one statement: one each takes SQLite four times as long. */
#define MARKS_OF_STATEMENT 64

#define DIGIT_BITS 11
#define N_DIGITS ((size_t)1 << DIGIT_BITS)

void lt_rtree_clear(LtRtree *rtree)
{
  g_free(rtree->cells);
  *rtree = (LtRtree){0};
}

static float float_down(double number)
{
  float rounded = (float)number;
  return (double)rounded > number ? nextafterf(rounded, -INFINITY) : rounded;
}

static float float_up(double number)
{
  float rounded = (float)number;
  return (double)rounded < number ? nextafterf(rounded, INFINITY) : rounded;
}

bool lt_rtree_add(LtRtree *rtree, int64_t id, const LtBox *box, GError **error)
{
  if (box->min.x > box->max.x)
    return true;
  if (!lt_grow(&rtree->cells, &rtree->capacity, rtree->n + 1, sizeof *rtree->cells, "R-tree",
               error))
    return false;
  rtree->cells[rtree->n++] = (LtRtreeCell){.id = id,
                                           .min_x = float_down(lt_gpkg_metres(box->min.x)),
                                           .max_x = float_up(lt_gpkg_metres(box->max.x)),
                                           .min_y = float_down(lt_gpkg_metres(box->min.y)),
                                           .max_y = float_up(lt_gpkg_metres(box->max.y))};
  return true;
}

/* Sorting: a key for each cell, and where the cell stands. */
typedef struct {
  uint32_t key, cell;
} Item;

/* Arrays for the sorting of the largest level, and the statements. */
typedef struct {
  sqlite3_stmt *node, *leaf, *leaves, *parent; /* leaves: many at once */
  Item *items, *spare;
  uint32_t *marks; /* of each cell: its slice, then its node */
  LtRtreeCell *sorted;
  uint32_t next_node;
} Writer;

static void writer_clear(Writer *writer)
{
  sqlite3_finalize(writer->node);
  sqlite3_finalize(writer->leaf);
  sqlite3_finalize(writer->leaves);
  sqlite3_finalize(writer->parent);
  g_free(writer->items);
  g_free(writer->spare);
  g_free(writer->marks);
  g_free(writer->sorted);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writer, writer_clear)

/* Stable, by 11 bits at a time. */
static void items_sort(Writer *writer, size_t n)
{
  for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
    size_t starts[N_DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
      starts[writer->items[i].key >> shift & (N_DIGITS - 1)]++;
    for (size_t digit = 0, start = 0; digit < N_DIGITS; digit++) {
      size_t count = starts[digit];
      starts[digit] = start;
      start += count;
    }
    for (size_t i = 0; i < n; i++)
      writer->spare[starts[writer->items[i].key >> shift & (N_DIGITS - 1)]++] = writer->items[i];
    Item *swapped = writer->items;
    writer->items = writer->spare;
    writer->spare = swapped;
  }
}

static double center(const LtRtreeCell *cell, bool is_y)
{
  return is_y ? ((double)cell->min_y + (double)cell->max_y) / 2
              : ((double)cell->min_x + (double)cell->max_x) / 2;
}

/* Sort items by the centre of their cells along an axis. */
static void items_sort_by(Writer *writer, const LtRtreeCell *cells, size_t n, bool is_y)
{
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    low = fmin(low, center(&cells[i], is_y));
    high = fmax(high, center(&cells[i], is_y));
  }
  double scale = high > low ? UINT32_MAX / (high - low) : 0;
  for (size_t i = 0; i < n; i++) {
    Item *item = &writer->items[i];
    item->key = (uint32_t)fmin((center(&cells[item->cell], is_y) - low) * scale, UINT32_MAX);
  }
  items_sort(writer, n);
}

/* Where the part @p i of @p n_parts begins when @p n things are dealt out evenly. */
static size_t part_begin(size_t n, size_t n_parts, size_t i)
{
  return n / n_parts * i + MIN(i, n % n_parts);
}

/* Put the cells of a level in an order in which those of one node stand together: upright slices of
 * about as many nodes as there are slices, each from south to north. */
static void cells_tile(Writer *writer, const LtRtreeCell *cells, size_t n, size_t n_nodes)
{
  size_t n_slices = (size_t)ceil(sqrt((double)n_nodes));
  for (size_t i = 0; i < n; i++)
    writer->items[i].cell = (uint32_t)i;
  items_sort_by(writer, cells, n, false);
  for (size_t slice = 0, i = 0; slice < n_slices; slice++) {
    size_t end_node = part_begin(n_nodes, n_slices, slice + 1);
    for (size_t end = part_begin(n, n_nodes, end_node); i < end; i++)
      writer->marks[writer->items[i].cell] = (uint32_t)slice;
  }
  items_sort_by(writer, cells, n, true);
  for (size_t i = 0; i < n; i++)
    writer->items[i].key = writer->marks[writer->items[i].cell];
  items_sort(writer, n);
  for (size_t i = 0; i < n; i++)
    writer->sorted[i] = cells[writer->items[i].cell];
}

static uint8_t *put_u32(uint8_t *at, uint32_t number)
{
  uint32_t bytes = GUINT32_TO_BE(number);
  memcpy(at, &bytes, sizeof bytes);
  return at + sizeof bytes;
}

static uint8_t *put_float(uint8_t *at, float number)
{
  uint32_t bits;
  memcpy(&bits, &number, sizeof bits);
  return put_u32(at, bits);
}

/* A node as rtree.c reads it; all of its numbers have the highest byte first. */
static void node_fill(uint8_t *node, unsigned depth, const LtRtreeCell *cells, size_t n)
{
  memset(node, 0, NODE_BYTES);
  uint8_t *at = put_u32(node, (uint32_t)depth << 16 | (uint32_t)n);
  for (size_t i = 0; i < n; i++) {
    at = put_u32(at, (uint32_t)((uint64_t)cells[i].id >> 32));
    at = put_u32(at, (uint32_t)((uint64_t)cells[i].id & UINT32_MAX));
    at = put_float(at, cells[i].min_x);
    at = put_float(at, cells[i].max_x);
    at = put_float(at, cells[i].min_y);
    at = put_float(at, cells[i].max_y);
  }
}

/* Only the root states a depth: how many levels are below it. */
static int node_write(const Writer *writer, uint32_t number, unsigned depth,
                      const LtRtreeCell *cells, size_t n)
{
  uint8_t node[NODE_BYTES];
  node_fill(node, number == ROOT ? depth : 0, cells, n);
  sqlite3_bind_int64(writer->node, 1, number);
  sqlite3_bind_blob(writer->node, 2, node, NODE_BYTES, SQLITE_STATIC);
  return lt_sql_step(writer->node);
}

/* Note the node of each cell, in the order of the cells' ids. */
static int marks_write(const Writer *writer, unsigned depth, const LtRtreeCell *cells, size_t n)
{
  int rc = SQLITE_DONE;
  for (size_t i = 0, end; i < n && rc == SQLITE_DONE; i = end) {
    bool is_many = depth == 0 && n - i >= MARKS_OF_STATEMENT;
    sqlite3_stmt *one = depth == 0 ? writer->leaf : writer->parent;
    sqlite3_stmt *statement = is_many ? writer->leaves : one;
    end = i + (is_many ? MARKS_OF_STATEMENT : 1);
    for (size_t k = i; k < end; k++) {
      int at = 2 * (int)(k - i);
      sqlite3_bind_int64(statement, at + 1, cells[k].id);
      sqlite3_bind_int64(statement, at + 2, writer->marks[k]);
    }
    rc = sqlite3_step(statement);
    sqlite3_reset(statement);
  }
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static LtRtreeCell cells_join(const LtRtreeCell *cells, size_t n, uint32_t id)
{
  LtRtreeCell all = cells[0];
  all.id = id;
  for (size_t i = 1; i < n; i++) {
    all.min_x = MIN(all.min_x, cells[i].min_x);
    all.max_x = MAX(all.max_x, cells[i].max_x);
    all.min_y = MIN(all.min_y, cells[i].min_y);
    all.max_y = MAX(all.max_y, cells[i].max_y);
  }
  return all;
}

/* Write the nodes of a level. The cells become those of the level above. */
static int level_write(Writer *writer, unsigned depth, LtRtreeCell *cells, size_t n, size_t n_nodes)
{
  uint32_t first = n_nodes == 1 ? ROOT : writer->next_node;
  cells_tile(writer, cells, n, n_nodes);
  for (size_t node = 0, i = 0; node < n_nodes; node++)
    for (size_t end = part_begin(n, n_nodes, node + 1); i < end; i++)
      writer->marks[writer->items[i].cell] = first + (uint32_t)node;
  int rc = marks_write(writer, depth, cells, n);
  for (size_t node = 0; node < n_nodes && rc == SQLITE_OK; node++) {
    size_t begin = part_begin(n, n_nodes, node), end = part_begin(n, n_nodes, node + 1);
    uint32_t number = first + (uint32_t)node;
    rc = node_write(writer, number, depth, writer->sorted + begin, end - begin);
    cells[node] = cells_join(writer->sorted + begin, end - begin, number);
  }
  writer->next_node += (uint32_t)n_nodes;
  return rc;
}

/* Prepare a statement for so many rows of a table behind the virtual one. */
static int shadow_prepare(sqlite3 *db, const char *name, const char *suffix, size_t n_rows,
                          sqlite3_stmt **statement)
{
  g_autofree char *table = g_strconcat(name, suffix, NULL);
  g_autoptr(GString) sql = g_string_new("INSERT OR REPLACE INTO ");
  lt_sql_quote(sql, table);
  g_string_append(sql, " VALUES (?, ?)");
  for (size_t i = 1; i < n_rows; i++)
    g_string_append(sql, ", (?, ?)");
  return sqlite3_prepare_v2(db, sql->str, -1, statement, NULL);
}

static int writer_prepare(Writer *writer, sqlite3 *db, const char *name, size_t n)
{
  writer->next_node = ROOT + 1;
  writer->items = g_try_new(Item, n);
  writer->spare = g_try_new(Item, n);
  writer->marks = g_try_new(uint32_t, n);
  writer->sorted = g_try_new(LtRtreeCell, n);
  if (writer->items == NULL || writer->spare == NULL || writer->marks == NULL ||
      writer->sorted == NULL)
    return SQLITE_NOMEM;
  int rc = shadow_prepare(db, name, "_node", 1, &writer->node);
  if (rc == SQLITE_OK)
    rc = shadow_prepare(db, name, "_rowid", 1, &writer->leaf);
  if (rc == SQLITE_OK)
    rc = shadow_prepare(db, name, "_rowid", MARKS_OF_STATEMENT, &writer->leaves);
  return rc == SQLITE_OK ? shadow_prepare(db, name, "_parent", 1, &writer->parent) : rc;
}

int lt_rtree_write(LtRtree *rtree, sqlite3 *db, const char *name)
{
  g_auto(Writer) writer = {0};
  size_t n = rtree->n;
  if (n == 0) /* SQLite has written the empty root */
    return SQLITE_OK;
  if (n > UINT32_MAX / 2)
    return SQLITE_TOOBIG;
  int rc = writer_prepare(&writer, db, name, n);
  for (unsigned depth = 0; rc == SQLITE_OK; depth++) {
    size_t n_nodes = (n + NODE_CELLS - 1) / NODE_CELLS;
    rc = level_write(&writer, depth, rtree->cells, n, n_nodes);
    if (n_nodes == 1)
      break;
    n = n_nodes;
  }
  rtree->n = 0;
  return rc;
}
