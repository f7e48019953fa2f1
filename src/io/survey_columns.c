#include "io/survey_columns.h"

#include "io/number.h"
#include "io/survey_titles.h"

#include <string.h>

/* A longer cell is no title. */
#define TITLE_CHARS 24
/* Rows above that may have titles which were merged over two rows. */
#define ROWS_ABOVE 2

static bool is_geographic(const char *text)
{
  static const char *const words[] = {"经", "纬", "lat", "lon", "lng"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (strstr(text, words[i]) != NULL)
      return true;
  return strcmp(text, "b") == 0 || strcmp(text, "l") == 0;
}

static bool has_names(size_t column)
{
  return column != LT_COL_NORTH && column != LT_COL_EAST;
}

/* ---- the row of titles ---- */

/* The column that a title names; LT_NO_COLUMN: none. */
static size_t cell_column(const char *cell, LtSurveyTitle *title)
{
  double number;
  if (*cell == '\0' || strlen(cell) > 4 * TITLE_CHARS || g_utf8_strlen(cell, -1) > TITLE_CHARS ||
      lt_number_parse(cell, &number))
    return LT_NO_COLUMN;
  *title = lt_survey_title_read(cell);
  size_t column = lt_survey_title_find(title);
  return column < LT_N_COLS ? column : lt_survey_title_coordinate(title);
}

typedef struct {
  size_t columns[LT_SURVEY_CELLS_MAX];
  bool is_packed[LT_SURVEY_CELLS_MAX], is_decimal[LT_SURVEY_CELLS_MAX];
  bool is_geographic[LT_SURVEY_CELLS_MAX];
  char *units[LT_SURVEY_CELLS_MAX];
  size_t n;
} Titles;

static void titles_clear(Titles *titles)
{
  for (size_t i = 0; i < LT_SURVEY_CELLS_MAX; i++)
    g_free(titles->units[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Titles, titles_clear)

static void title_take(Titles *titles, size_t i, const char *cell, bool is_above)
{
  g_auto(LtSurveyTitle) title = {0};
  size_t column = cell_column(cell, &title);
  if (column == LT_NO_COLUMN || (is_above && !has_names(column)))
    return;
  titles->columns[i] = column;
  titles->is_packed[i] = lt_survey_unit_is_packed(title.unit);
  titles->is_decimal[i] = lt_survey_unit_is_decimal(title.unit);
  titles->is_geographic[i] = !has_names(column) && is_geographic(title.text);
  titles->units[i] = g_steal_pointer(&title.unit);
}

/* A title begins with no digit, and there are two at least: most rows are done with here. */
static bool may_be_titles(const LtSurveyRows *rows, size_t row)
{
  size_t n = 0;
  for (size_t i = 0; i < lt_survey_cell_count(rows, row); i++) {
    const char *cell = lt_survey_cell(rows, row, i);
    n += *cell != '\0' && strchr("0123456789.-+", *cell) == NULL;
  }
  return n >= 2;
}

static bool titles_read(const LtSurveyRows *rows, size_t row, Titles *titles)
{
  bool has_north = false, has_east = false;
  if (!may_be_titles(rows, row))
    return false;
  titles->n = lt_survey_cell_count(rows, row);
  for (size_t i = 0; i < LT_SURVEY_CELLS_MAX; i++)
    titles->columns[i] = LT_NO_COLUMN;
  for (size_t i = 0; i < titles->n; i++) {
    title_take(titles, i, lt_survey_cell(rows, row, i), false);
    has_north |= titles->columns[i] == LT_COL_NORTH;
    has_east |= titles->columns[i] == LT_COL_EAST;
  }
  if (!has_north || !has_east)
    return false;
  for (size_t above = 1; above <= ROWS_ABOVE && above <= row; above++) {
    titles->n = MAX(titles->n, lt_survey_cell_count(rows, row - above));
    for (size_t i = 0; i < titles->n; i++)
      if (titles->columns[i] == LT_NO_COLUMN && *lt_survey_cell(rows, row, i) == '\0')
        title_take(titles, i, lt_survey_cell(rows, row - above, i), true);
  }
  return true;
}

/* 分 or 纬度(分), 秒 or 纬度(秒); @p part: 0 degrees, 1 minutes, 2 seconds. */
static bool is_part(const char *cell, const char *title, size_t part)
{
  static const char *const words[][6] = {
      {"度", "°", "deg", NULL}, {"分", "′", "'", "min", NULL}, {"秒", "″", "′′", "\"", "sec", NULL}};
  if (strlen(cell) > 4 * TITLE_CHARS)
    return false;
  g_autofree char *plain = lt_survey_title_plain(cell);
  g_autofree char *rest = g_strdup(g_str_has_prefix(plain, title) ? plain + strlen(title) : plain);
  g_strdelimit(rest, "()[]_", ' ');
  return g_strv_contains(words[part], g_strstrip(rest));
}

/* Columns of one coordinate: those behind its own may be of minutes and seconds, by this row of
 * titles or by a row below it. */
static uint8_t parts_count(const LtSurveyRows *rows, size_t row, size_t column)
{
  g_auto(LtSurveyTitle) title = lt_survey_title_read(lt_survey_cell(rows, row, column));
  for (size_t at = row; at <= row + 1 && at < rows->n_rows; at++)
    if ((at == row || is_part(lt_survey_cell(rows, at, column), title.text, 0)) &&
        is_part(lt_survey_cell(rows, at, column + 1), title.text, 1))
      return is_part(lt_survey_cell(rows, at, column + 2), title.text, 2) ? 3 : 2;
  return 1;
}

static LtSurveyColumns *block_begin(LtSurveyColumns *blocks, size_t *n)
{
  LtSurveyColumns *block = &blocks[(*n)++];
  *block = (LtSurveyColumns){.n_parts = {1, 1}};
  for (size_t i = 0; i < LT_N_COLS; i++)
    block->at[i] = LT_NO_COLUMN;
  return block;
}

static bool is_of_block(size_t column)
{
  return column <= LT_COL_SIDE;
}

static void block_put(LtSurveyColumns *block, const Titles *titles, size_t i)
{
  size_t column = titles->columns[i];
  block->at[column] = i;
  block->is_packed |= titles->is_packed[i];
  block->is_decimal |= titles->is_decimal[i];
  block->is_geographic |= titles->is_geographic[i];
  if (column == LT_COL_AREA && block->area_unit == NULL)
    block->area_unit = g_strdup(titles->units[i]);
}

static bool is_pair(const LtSurveyColumns *block)
{
  return block->at[LT_COL_NORTH] != LT_NO_COLUMN && block->at[LT_COL_EAST] != LT_NO_COLUMN;
}

static bool is_named(const LtSurveyColumns *block)
{
  return block->at[LT_COL_NAME] != LT_NO_COLUMN || block->at[LT_COL_SERIAL] != LT_NO_COLUMN;
}

/* A second pair without names of points is the same points in another system: metres are taken, the
 * other pair is left. A block without a pair is none. */
static size_t blocks_choose(LtSurveyColumns *blocks, size_t n, size_t *n_unused)
{
  size_t n_kept = 1;
  for (size_t i = 1; i < n; i++) {
    LtSurveyColumns *block = &blocks[i], *last = &blocks[n_kept - 1];
    if (is_pair(block) && is_named(block)) {
      blocks[n_kept++] = *block;
      continue;
    }
    *n_unused += is_pair(block);
    if (is_pair(block) && last->is_geographic && !block->is_geographic) {
      last->at[LT_COL_NORTH] = block->at[LT_COL_NORTH];
      last->at[LT_COL_EAST] = block->at[LT_COL_EAST];
      memcpy(last->n_parts, block->n_parts, sizeof last->n_parts);
      last->is_geographic = last->is_packed = false;
    }
    if (last->at[LT_COL_SIDE] == LT_NO_COLUMN)
      last->at[LT_COL_SIDE] = block->at[LT_COL_SIDE];
  }
  return n_kept;
}

static void blocks_share(LtSurveyColumns *blocks, size_t n)
{
  for (size_t i = 1; i < n; i++)
    for (size_t column = LT_COL_RING; column < LT_N_COLS; column++)
      blocks[i].at[column] = blocks[0].at[column];
}

void lt_survey_columns_clear(LtSurveyColumns *columns)
{
  g_clear_pointer(&columns->area_unit, g_free);
}

size_t lt_survey_columns_find(const LtSurveyRows *rows, size_t row,
                              LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX], size_t *n_unused)
{
  g_auto(Titles) titles = {0};
  size_t n = 0;
  *n_unused = 0;
  if (!titles_read(rows, row, &titles))
    return 0;
  LtSurveyColumns *block = block_begin(blocks, &n);
  for (size_t i = 0; i < titles.n; i++) {
    size_t column = titles.columns[i];
    if (column == LT_NO_COLUMN)
      continue;
    if (!is_of_block(column)) { /* what is told of the parcel holds for all blocks */
      if (blocks[0].at[column] == LT_NO_COLUMN)
        block_put(&blocks[0], &titles, i);
      continue;
    }
    if (block->at[column] != LT_NO_COLUMN) {
      if (n == LT_SURVEY_BLOCKS_MAX) {
        ++*n_unused;
        break;
      }
      block = block_begin(blocks, &n);
    }
    block_put(block, &titles, i);
    if (!has_names(column))
      block->n_parts[column - LT_COL_NORTH] = parts_count(rows, row, i);
  }
  if (!is_pair(&blocks[0])) {
    lt_survey_columns_clear(&blocks[0]);
    return 0;
  }
  n = blocks_choose(blocks, n, n_unused);
  blocks_share(blocks, n);
  return n;
}
