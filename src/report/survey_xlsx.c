/* Tables of corners (界址点成果表) as a workbook, in the layout that is usual:
 * docs/commands/survey.md. Labels stand in cells of their own, names are texts whatever they begin
 * with, so lantu survey reads the workbook again. */
#include "io/output.h"
#include "survey/results.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <xlsxwriter.h>

/* A sheet has no more rows; a name is cut. */
#define ROWS_MAX LXW_ROW_MAX
#define NAME_CHARS 1000
/* More breaks of pages no program takes. */
#define BREAKS_MAX 1000
/* The lattice: coordinates that were computed have no more. */
#define DECIMALS 4u
/* A date of its own: the same results, the same bytes. 2000-01-01. */
#define CREATED 946684800

typedef struct {
  lxw_worksheet *sheet;
  lxw_format *title, *head, *label, *text, *number, *side, *area;
  lxw_row_t row;
  lxw_row_t breaks[BREAKS_MAX + 1];
  size_t n_breaks;
} Sheet;

static lxw_format *format_new(lxw_workbook *book, uint8_t align, const char *number_format)
{
  lxw_format *format = workbook_add_format(book);
  format_set_align(format, align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (number_format != NULL)
    format_set_num_format(format, number_format);
  return format;
}

static void formats_make(Sheet *sheet, lxw_workbook *book, unsigned decimals)
{
  g_autofree char *coordinate = g_strdup_printf("0.%.*s", (int)MAX(decimals, 1), "000000000000");
  sheet->title = format_new(book, LXW_ALIGN_CENTER, NULL);
  format_set_bold(sheet->title);
  format_set_font_size(sheet->title, 16);
  sheet->label = format_new(book, LXW_ALIGN_RIGHT, NULL);
  sheet->area = format_new(book, LXW_ALIGN_LEFT, "0.0000");
  sheet->head = format_new(book, LXW_ALIGN_CENTER, NULL);
  format_set_bold(sheet->head);
  sheet->text = format_new(book, LXW_ALIGN_CENTER, NULL);
  sheet->number = format_new(book, LXW_ALIGN_RIGHT, coordinate);
  sheet->side = format_new(book, LXW_ALIGN_RIGHT, "0.00");
  lxw_format *framed[] = {sheet->head, sheet->text, sheet->number, sheet->side};
  for (size_t i = 0; i < G_N_ELEMENTS(framed); i++)
    format_set_border(framed[i], LXW_BORDER_THIN);
}

static void text_put(Sheet *sheet, lxw_col_t column, const char *text, lxw_format *format)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autofree char *cut = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), NAME_CHARS));
  worksheet_write_string(sheet->sheet, sheet->row, column, cut, format);
}

static void number_put(Sheet *sheet, lxw_col_t column, double value, unsigned decimals,
                       lxw_format *format)
{
  double scale = pow(10, decimals);
  worksheet_write_number(sheet->sheet, sheet->row, column, round(value * scale) / scale, format);
}

/* Decimals of the coordinates of a file as they are written here. */
static unsigned decimals_of(const LtSurveyText *text)
{
  unsigned decimals = 3;
  if (text->is_degrees || text->kind == LT_SURVEY_DRAWING || text->kind == LT_SURVEY_LAYER)
    return DECIMALS;
  for (size_t i = 0; i < text->n_parcels; i++)
    decimals = MAX(decimals, MIN(text->parcels[i].max_decimals, 9));
  return decimals;
}

static void labels_put(Sheet *sheet, const LtSurveyFile *file, const LtSurveyParcel *parcel)
{
  const LtSurveyCertificate *certificate = &parcel->certificate;
  g_autofree char *crs = file->crs_id == NULL
                             ? g_strdup("")
                             : g_strdup_printf("%s（%s）", file->crs_name, file->crs_id);
  worksheet_merge_range(sheet->sheet, sheet->row, 0, sheet->row, 3, "界址点成果表", sheet->title);
  worksheet_set_row(sheet->sheet, sheet->row, 28, NULL);
  sheet->row++;
  text_put(sheet, 0, "地块编号", sheet->label);
  text_put(sheet, 1, parcel->number, NULL);
  text_put(sheet, 2, "地块名称", sheet->label);
  text_put(sheet, 3, parcel->name, NULL);
  sheet->row++;
  text_put(sheet, 0, "地块面积(公顷)", sheet->label);
  if (certificate->is_measured)
    number_put(sheet, 1,
               (certificate->stated.is_stated ? certificate->stated.m2
                                              : certificate->m2[LT_SURVEY_PLANAR]) /
                   1e4,
               4, sheet->area);
  text_put(sheet, 2, "坐标系", sheet->label);
  text_put(sheet, 3, crs, NULL);
  sheet->row++;
}

static void head_put(Sheet *sheet, bool has_rings)
{
  static const char *const titles[] = {"点号", "X(m)", "Y(m)", "边长(m)", "圈号"};
  for (lxw_col_t i = 0; i < (has_rings ? 5 : 4); i++)
    text_put(sheet, i, titles[i], sheet->head);
  sheet->row++;
}

/* Each corner with the side to the next, the first again at the end. */
static void ring_put(Sheet *sheet, const LtSurveyText *text, size_t ring, size_t ring_number,
                     size_t *n_corners)
{
  size_t begin = lt_survey_ring_begin(text, ring), end = text->rings[ring].end;
  unsigned decimals = decimals_of(text);
  size_t first = *n_corners + 1;
  for (size_t i = begin; i < end; i++) {
    bool is_last = i + 1 == end;
    const double *xy = text->xy + 2 * i;
    size_t number = is_last ? first : ++*n_corners;
    if (text->point_numbers[is_last ? begin : i] != 0)
      number = text->point_numbers[is_last ? begin : i];
    g_autofree char *name = g_strdup_printf("J%zu", number);
    text_put(sheet, 0, name, sheet->text);
    number_put(sheet, 1, xy[1], decimals, sheet->number);
    number_put(sheet, 2, xy[0], decimals, sheet->number);
    if (is_last)
      worksheet_write_blank(sheet->sheet, sheet->row, 3, sheet->text);
    else
      number_put(sheet, 3, hypot(xy[2] - xy[0], xy[3] - xy[1]), 2, sheet->side);
    if (ring_number > 0)
      number_put(sheet, 4, (double)ring_number, 0, sheet->text);
    sheet->row++;
  }
}

static void parcel_put(Sheet *sheet, const LtSurveyFile *file, size_t number)
{
  const LtSurveyText *text = file->text;
  const LtParcel *parcel = &text->parcels[number];
  size_t n_rings = parcel->end_ring - parcel->first_ring, n_corners = 0;
  if (sheet->row > 0 && sheet->n_breaks < BREAKS_MAX)
    sheet->breaks[sheet->n_breaks++] = sheet->row;
  labels_put(sheet, file, &file->parcels[number]);
  if (!file->parcels[number].certificate.is_measured) {
    text_put(sheet, 0, "未列出：本地块有无法读取之处，或不是平面坐标", NULL);
    sheet->row += 2;
    return;
  }
  head_put(sheet, n_rings > 1);
  for (size_t i = 0; i < n_rings; i++)
    ring_put(sheet, text, parcel->first_ring + i, n_rings > 1 ? i + 1 : 0, &n_corners);
  sheet->row++;
}

/* Rows that a parcel takes, no fewer. */
static size_t rows_count(const LtSurveyResults *results, unsigned *decimals)
{
  size_t n = 0;
  *decimals = 0;
  for (size_t i = 0; i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    if (file->text == NULL)
      continue;
    n += file->text->n_points + 6 * file->n_parcels;
    *decimals = MAX(*decimals, decimals_of(file->text));
  }
  return n;
}

static bool book_write(const LtSurveyResults *results, const char *temporary, unsigned decimals,
                       lxw_error *failure)
{
  lxw_workbook *book = workbook_new(temporary);
  if (book == NULL) {
    *failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    return false;
  }
  lxw_doc_properties properties = {.title = "界址点成果表", .author = "lantu", .created = CREATED};
  workbook_set_properties(book, &properties);
  Sheet sheet = {.sheet = workbook_add_worksheet(book, "界址点成果表")};
  formats_make(&sheet, book, decimals);
  worksheet_set_column(sheet.sheet, 0, 0, 16, NULL);
  worksheet_set_column(sheet.sheet, 1, 3, 20, NULL);
  worksheet_set_paper(sheet.sheet, 9); /* A4 */
  for (size_t i = 0; i < results->n_files; i++)
    for (size_t j = 0; results->files[i].text != NULL && j < results->files[i].n_parcels; j++)
      parcel_put(&sheet, &results->files[i], j);
  if (sheet.n_breaks > 0)
    worksheet_set_h_pagebreaks(sheet.sheet, sheet.breaks); /* ends with 0 */
  *failure = workbook_close(book);
  return *failure == LXW_NO_ERROR;
}

bool lt_report_survey_xlsx(const LtSurveyResults *results, const char *path, bool overwrite,
                           GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && results->keeps_texts, false);
  unsigned decimals;
  size_t n_rows = rows_count(results, &decimals);
  if (n_rows > ROWS_MAX)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_SURVEY_MANY_ROWS, path, n_rows, (size_t)ROWS_MAX);
  g_autofree char *temporary = lt_output_begin(path, overwrite, error);
  if (temporary == NULL)
    return false;
  lxw_error failure;
  bool is_done = book_write(results, temporary, decimals, &failure) ||
                 lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, path, lxw_strerror(failure));
  is_done = is_done && lt_output_finish(temporary, path, overwrite, error);
  if (!is_done)
    g_unlink(temporary);
  return is_done;
}
