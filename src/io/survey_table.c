#include "io/survey_table.h"

#include "io/number.h"
#include "io/survey_angle.h"
#include "io/survey_columns.h"
#include "io/survey_packed.h"
#include "io/survey_table_system.h"

#include <string.h>

typedef struct {
  LtSurveyParser *parser;
  const LtSurveyRows *rows;
  LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX];
  size_t n_blocks;
  size_t title_line;   /* of the last row of titles; 0: none yet */
  LtSurveyLabels next; /* of the parcel to come */
  bool has_break;      /* titles or labels stand between this point and the last */
  LtSurveyPacked packed;
  GString *joined[2];  /* a northing, an easting that stand in several columns */
} Table;

static void table_clear(Table *table)
{
  for (size_t i = 0; i < table->n_blocks; i++)
    lt_survey_columns_clear(&table->blocks[i]);
  lt_survey_labels_clear(&table->next);
  table->n_blocks = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(table->joined); i++)
    g_string_free(table->joined[i], TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static const char *cell_of(const Table *table, const LtSurveyColumns *block, size_t row,
                           LtSurveyColumn column)
{
  size_t at = block->at[column];
  return at == LT_NO_COLUMN ? "" : lt_survey_cell(table->rows, row, at);
}

/* A northing or an easting; degrees, minutes and seconds of several columns are joined, until the next
 * one of that kind is asked for. With one of them blank it is no angle, which the '?' makes sure of. */
static const char *coordinate_of(const Table *table, const LtSurveyColumns *block, size_t row,
                                 LtSurveyColumn column)
{
  size_t which = column - LT_COL_NORTH, n_blank = 0;
  GString *joined = table->joined[which];
  if (block->n_parts[which] == 1)
    return cell_of(table, block, row, column);
  g_string_truncate(joined, 0);
  for (size_t part = 0; part < block->n_parts[which]; part++) {
    const char *cell = lt_survey_cell(table->rows, row, block->at[column] + part);
    n_blank += *cell == '\0';
    g_string_append_printf(joined, "%s%s", part == 0 ? "" : " ", *cell == '\0' ? "?" : cell);
  }
  return n_blank == block->n_parts[which] ? "" : joined->str;
}

/* ---- parcels ---- */

static LtParcel *parcel_last(const Table *table)
{
  LtSurveyText *text = table->parser->text;
  return text->n_parcels == 0 ? NULL : &text->parcels[text->n_parcels - 1];
}

/* The parcel that a row belongs to, of its columns or of what stands above. */
typedef struct {
  const char *values[LT_N_COLS]; /* "": not told */
  const char *name;              /* of the point */
} Row;

static Row row_of(const Table *table, const LtSurveyColumns *block, size_t row)
{
  static const LtSurveyColumn told[] = {LT_COL_PARCEL_NUMBER, LT_COL_PARCEL_NAME, LT_COL_AREA};
  Row found = {.name = cell_of(table, block, row, LT_COL_NAME)};
  if (block->at[LT_COL_NAME] == LT_NO_COLUMN)
    found.name = cell_of(table, block, row, LT_COL_SERIAL);
  for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
    const char *cell = cell_of(table, block, row, told[i]), *label = table->next.values[told[i]];
    found.values[told[i]] = *cell != '\0' ? cell : label != NULL ? label : "";
  }
  return found;
}

static bool is_other(const char *told, const char *known)
{
  return *told != '\0' && strcmp(told, known) != 0;
}

/* A parcel begins where another one is named, and behind titles where the ring before is closed or
 * its first name comes again elsewhere. */
static bool is_next_parcel(const Table *table, const Row *row, const double *xy)
{
  const LtParcel *last = parcel_last(table);
  if (last == NULL)
    return true;
  const char *number = row->values[LT_COL_PARCEL_NUMBER];
  if (*number != '\0' ? strcmp(number, last->fields[LT_PARCEL_DKBH]) != 0
                      : is_other(row->values[LT_COL_PARCEL_NAME], last->fields[LT_PARCEL_DKMC]))
    return true;
  if (!table->has_break)
    return false;
  if (lt_survey_ring_is_back(table->parser))
    return true;
  return xy != NULL && *row->name != '\0' &&
         strcmp(row->name, table->parser->first_name->str) == 0 &&
         !lt_survey_point_is_first(table->parser, xy[0], xy[1]);
}

static void field_set(LtParcel *parcel, LtParcelField field, char *take_value)
{
  g_free(parcel->fields[field]);
  parcel->fields[field] = take_value;
}

static char *area_of(const Table *table, const char *area)
{
  double number;
  const char *unit = table->blocks[0].area_unit;
  return unit != NULL && lt_number_parse(area, &number) ? g_strconcat(area, unit, NULL)
                                                        : g_strdup(area);
}

static bool parcel_find(Table *table, const Row *row, const double *xy, GError **error)
{
  if (is_next_parcel(table, row, xy)) {
    if (!lt_survey_parcel_begin(table->parser, error))
      return false;
    table->parser->section = LT_SECTION_PARCELS;
    LtParcel *parcel = parcel_last(table);
    field_set(parcel, LT_PARCEL_DKBH, g_strdup(row->values[LT_COL_PARCEL_NUMBER]));
    field_set(parcel, LT_PARCEL_DKMC, g_strdup(row->values[LT_COL_PARCEL_NAME]));
    field_set(parcel, LT_PARCEL_TXSX, g_strdup("面"));
  }
  LtParcel *parcel = parcel_last(table);
  if (*parcel->fields[LT_PARCEL_DKMJ] == '\0')
    field_set(parcel, LT_PARCEL_DKMJ, area_of(table, row->values[LT_COL_AREA]));
  lt_survey_labels_clear(&table->next);
  table->has_break = false;
  return true;
}

/* ---- rows of points ---- */

static bool coordinate_read(const LtSurveyColumns *block, const char *cell, LtSurveyAngle *angle)
{
  if (!lt_survey_angle_parse(cell, angle))
    return false;
  return !block->is_packed || angle->is_parted || lt_survey_angle_unpack(cell, angle);
}

static bool is_point(Table *table, const LtSurveyColumns *block, size_t row)
{
  LtSurveyAngle angle;
  return lt_survey_angle_parse(coordinate_of(table, block, row, LT_COL_NORTH), &angle) &&
         lt_survey_angle_parse(coordinate_of(table, block, row, LT_COL_EAST), &angle);
}

static bool has_digit(const char *text)
{
  return strpbrk(text, "0123456789") != NULL;
}

/* J12, or any few letters and digits: what the name of a point looks like. */
static bool is_point_name(const char *name)
{
  size_t n_letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  size_t n_digits = strspn(name + n_letters, "0123456789");
  return n_letters <= 4 && n_digits > 0 && name[n_letters + n_digits] == '\0';
}

/* Something stands in the columns of coordinates that cannot be read, or nothing beside a name. */
static bool is_broken_point(const char *name, const char *north, const char *east)
{
  bool is_named = has_digit(name);
  if (*north == '\0' && *east == '\0')
    return is_point_name(name);
  return (has_digit(north) && (is_named || has_digit(east) || *east == '\0')) ||
         (has_digit(east) && (is_named || *north == '\0'));
}

static void side_take(Table *table, const LtSurveyColumns *block, size_t row, LtSurveySideForm form)
{
  LtSurveyText *text = table->parser->text;
  const char *cell = cell_of(table, block, row, LT_COL_SIDE);
  size_t n = strspn(cell, "0123456789.");
  g_autofree char *digits = g_strndup(cell, n), *unit = g_strdup(cell + n);
  LtSurveySide side = {.line = table->rows->rows[row].line, .form = form};
  g_strstrip(unit);
  if (*cell == '\0')
    return;
  if (text->n_points == 0 || table->has_break) {
    lt_survey_form(table->parser, LT_FORM_OTHER_ROW);
    return;
  }
  if (!lt_number_parse(digits, &side.length_m) ||
      (*unit != '\0' && strcmp(unit, "m") != 0 && strcmp(unit, "米") != 0)) {
    if (strspn(cell, "-/") != strlen(cell) && strcmp(cell, "—") != 0)
      lt_survey_line_note(table->parser, LT_SV_SIDE, LT_T_SURVEY_SIDE_NOT, cell);
    return;
  }
  const char *dot = strchr(digits, '.');
  side.decimals = dot == NULL ? 0 : (unsigned)strlen(dot + 1);
  side.point = text->n_points - 1;
  if (text->sides == NULL)
    text->sides = g_array_new(FALSE, FALSE, sizeof(LtSurveySide));
  g_array_append_val(text->sides, side);
}

static uint32_t ring_of(const Table *table, const LtSurveyColumns *block, size_t row)
{
  double number;
  if (lt_number_parse(cell_of(table, block, row, LT_COL_RING), &number) && number >= 0 &&
      number <= UINT32_MAX)
    return (uint32_t)number;
  /* merged cells have their value in the first row only */
  return table->parser->ring_is_open ? table->parser->ring_id : 1;
}

static bool point_take(Table *table, const LtSurveyColumns *block, size_t row, GError **error)
{
  const char *north = coordinate_of(table, block, row, LT_COL_NORTH);
  const char *east = coordinate_of(table, block, row, LT_COL_EAST);
  LtSurveyAngle y, x;
  Row told = row_of(table, block, row);
  g_autofree char *quoted = g_strdup_printf("%s %s %s", told.name, north, east);
  bool is_read = coordinate_read(block, north, &y) && coordinate_read(block, east, &x);
  const double xy[2] = {is_read ? x.degrees : 0, is_read ? y.degrees : 0};
  if (!parcel_find(table, &told, is_read ? xy : NULL, error))
    return false;
  parcel_last(table)->n_rows++;
  if (!is_read) {
    lt_survey_line_fail(table->parser,
                        block->is_packed ? LT_T_SURVEY_PACKED_NOT : LT_T_SURVEY_NO_NUMBER, quoted);
    return true;
  }
  lt_survey_packed_look(&table->packed, block, &x, &y);
  LtSurveyCorner corner = {told.name, xy[0], xy[1], ring_of(table, block, row),
                           MAX(x.decimals, y.decimals)};
  size_t n_points = table->parser->text->n_points;
  if (!lt_survey_corner_take(table->parser, &corner, quoted, error))
    return false;
  if (table->parser->text->n_points != n_points)
    side_take(table, block, row, LT_SIDE_ON_ROW);
  return true;
}

/* A sum of all sides has a word in the place of the name. */
static bool is_side_row(const Table *table, const LtSurveyColumns *block, size_t row)
{
  double length;
  const char *name = cell_of(table, block, row, LT_COL_NAME);
  return (*name == '\0' || strpbrk(name, "-~") != NULL) &&
         lt_number_parse(cell_of(table, block, row, LT_COL_SIDE), &length);
}

static bool row_take(Table *table, size_t i_block, size_t row, GError **error)
{
  const LtSurveyColumns *block = &table->blocks[i_block];
  const char *north = coordinate_of(table, block, row, LT_COL_NORTH);
  const char *east = coordinate_of(table, block, row, LT_COL_EAST);
  table->parser->line_number = table->rows->rows[row].line;
  if (is_point(table, block, row) ||
      is_broken_point(cell_of(table, block, row, LT_COL_NAME), north, east))
    return point_take(table, block, row, error);
  if (*north == '\0' && *east == '\0' && is_side_row(table, block, row))
    side_take(table, block, row, LT_SIDE_BETWEEN);
  else if (table->n_blocks == 1)
    lt_survey_form(table->parser, LT_FORM_OTHER_ROW);
  return true;
}

/* ---- the order of rows ---- */

/* Titles replace those before. */
static bool titles_take(Table *table, size_t row)
{
  LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX];
  size_t n_unused, n = lt_survey_columns_find(table->rows, row, blocks, &n_unused);
  if (n == 0)
    return false;
  for (size_t i = 0; i < table->n_blocks; i++)
    lt_survey_columns_clear(&table->blocks[i]);
  memcpy(table->blocks, blocks, n * sizeof *blocks);
  table->n_blocks = n;
  table->title_line = table->parser->line_number = table->rows->rows[row].line;
  table->has_break = true;
  if (n_unused > 0)
    lt_survey_form(table->parser, LT_FORM_UNUSED_PAIR);
  return true;
}

/* Labels above a table are of the parcel to come; an area alone below points is theirs. */
static bool labels_take(Table *table, size_t row)
{
  g_auto(LtSurveyLabels) labels = {0};
  lt_survey_system_look(table->parser->text, table->rows, row);
  if (!lt_survey_labels_read(table->rows, row, &labels))
    return false;
  lt_survey_system_take(table->parser->text, &labels);
  LtParcel *last = parcel_last(table);
  bool names =
      labels.values[LT_COL_PARCEL_NUMBER] != NULL || labels.values[LT_COL_PARCEL_NAME] != NULL;
  if (last != NULL && !names && !table->has_break && *last->fields[LT_PARCEL_DKMJ] == '\0' &&
      labels.values[LT_COL_AREA] != NULL) {
    field_set(last, LT_PARCEL_DKMJ, g_steal_pointer(&labels.values[LT_COL_AREA]));
    return true;
  }
  for (size_t i = 0; i < LT_N_COLS; i++)
    if (labels.values[i] != NULL) {
      g_free(table->next.values[i]);
      table->next.values[i] = g_steal_pointer(&labels.values[i]);
    }
  table->has_break |= names;
  return true;
}

static bool is_any_point(Table *table, size_t row)
{
  for (size_t i = 0; i < table->n_blocks; i++)
    if (is_point(table, &table->blocks[i], row))
      return true;
  return false;
}

/* Tables beside each other are read one after the other, down to where their titles end. */
static bool blocks_take(Table *table, size_t begin, size_t end, GError **error)
{
  for (size_t block = 0; block < table->n_blocks; block++)
    for (size_t row = begin; row < end; row++)
      if (!row_take(table, block, row, error))
        return false;
  return true;
}

static bool rows_fill(LtSurveyParser *parser, void *data, GError **error)
{
  g_auto(Table) table = {
      .parser = parser, .rows = data, .joined = {g_string_new(NULL), g_string_new(NULL)}};
  size_t begin = 0, n_rows = table.rows->n_rows;
  for (size_t row = 0; row < n_rows; row++) {
    if (is_any_point(&table, row))
      continue;
    g_auto(LtSurveyLabels) labels = {0};
    LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX];
    size_t n_unused, n = lt_survey_columns_find(table.rows, row, blocks, &n_unused);
    for (size_t i = 0; i < n; i++)
      lt_survey_columns_clear(&blocks[i]);
    if (n == 0 && !lt_survey_labels_read(table.rows, row, &labels) && table.title_line > 0)
      continue;
    if (!blocks_take(&table, begin, row, error))
      return false;
    begin = row + 1;
    if (n == 0 || !titles_take(&table, row))
      labels_take(&table, row);
  }
  if (!blocks_take(&table, begin, n_rows, error))
    return false;
  if (table.title_line == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_TABLE, parser->name);
  if (parser->text->n_parcels == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_CORNERS, parser->name, table.title_line);
  if (table.rows->n_cut > 0)
    lt_survey_form(parser, LT_FORM_CUT_ROW);
  lt_survey_packed_decide(&table.packed, parser);
  return lt_survey_parcel_end(parser, error);
}

LtSurveyText *lt_survey_table_read(const LtSurveyRows *rows, const char *name, LtRun *run,
                                   GError **error)
{
  g_return_val_if_fail(rows != NULL && name != NULL, NULL);
  return lt_survey_text_make(LT_SURVEY_TABLE, name, rows_fill, (void *)rows, run, error);
}

bool lt_survey_table_is_one(const LtSurveyRows *rows)
{
  LtSurveyColumns blocks[LT_SURVEY_BLOCKS_MAX];
  for (size_t row = 0; row < rows->n_rows; row++) {
    size_t n_unused, n = lt_survey_columns_find(rows, row, blocks, &n_unused);
    for (size_t i = 0; i < n; i++)
      lt_survey_columns_clear(&blocks[i]);
    if (n > 0)
      return true;
  }
  return false;
}
