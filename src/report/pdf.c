#include "report/pdf.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <lantu/version.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

/* The first that is installed draws; what it lacks comes from any other font. */
#define FONTS "Noto Sans CJK SC, WenQuanYi Zen Hei, sans-serif"
/* The package that the error names. */
#define FONT_PACKAGE "fonts-wqy-zenhei"
/* Longer texts of the data end in "…": Pango takes time by their length. */
#define CHARS_MAX 600
#define CELL_PADDING LT_MM(1)

struct LtPdf {
  char *path;
  FILE *file;
  int write_errno;
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoFontMap *fonts;
  PangoContext *context;
  PangoLayout *layout;
  PangoFontDescription *font;
  bool is_dry;
  int n_pages;
  size_t n_missing;
};

static cairo_status_t bytes_write(void *data, const unsigned char *bytes, unsigned n)
{
  LtPdf *pdf = data;
  if (fwrite(bytes, 1, n, pdf->file) == n)
    return CAIRO_STATUS_SUCCESS;
  pdf->write_errno = errno;
  return CAIRO_STATUS_WRITE_ERROR;
}

void lt_pdf_free(LtPdf *pdf)
{
  if (pdf == NULL)
    return;
  g_clear_object(&pdf->layout);
  g_clear_object(&pdf->context);
  g_clear_object(&pdf->fonts);
  g_clear_pointer(&pdf->font, pango_font_description_free);
  g_clear_pointer(&pdf->cairo, cairo_destroy);
  g_clear_pointer(&pdf->surface, cairo_surface_destroy);
  if (pdf->file != NULL)
    fclose(pdf->file);
  g_free(pdf->path);
  g_free(pdf);
}

/* ---- fonts ---- */

static void context_make(LtPdf *pdf)
{
  pdf->fonts = pango_cairo_font_map_new();
  pdf->context = pango_font_map_create_context(pdf->fonts);
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pdf->context, options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(pdf->context, 72);
  pango_context_set_round_glyph_positions(pdf->context, FALSE);
  /* One for names in English pages, too: a name is Chinese, not Japanese. */
  pango_context_set_language(pdf->context, pango_language_from_string("zh-cn"));
  pango_context_set_base_dir(pdf->context, PANGO_DIRECTION_LTR);
  pdf->font = pango_font_description_from_string(FONTS);
  pdf->layout = pango_layout_new(pdf->context);
  pango_layout_set_auto_dir(pdf->layout, FALSE);
}

/* Without any Chinese font a certificate would be boxes. */
static bool fonts_check(LtPdf *pdf, GError **error)
{
  pango_font_description_set_absolute_size(pdf->font, 10.0 * PANGO_SCALE);
  pango_layout_set_font_description(pdf->layout, pdf->font);
  pango_layout_set_text(pdf->layout, "勘测定界宗地核验", -1);
  return pango_layout_get_unknown_glyphs_count(pdf->layout) == 0 ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_PDF_NO_FONT, pdf->path, FONT_PACKAGE);
}

/* ---- the file ---- */

/* What may be shown of a text, and not without end. */
static char *text_cut(const char *text)
{
  g_autofree char *shown = lt_line_visible(text);
  if (strlen(shown) <= CHARS_MAX || g_utf8_strlen(shown, -1) <= CHARS_MAX)
    return g_steal_pointer(&shown);
  *g_utf8_offset_to_pointer(shown, CHARS_MAX) = '\0';
  return g_strconcat(shown, "…", NULL);
}

static bool status_check(LtPdf *pdf, GError **error)
{
  cairo_status_t status = cairo_status(pdf->cairo);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status(pdf->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return true;
  if (status == CAIRO_STATUS_NO_MEMORY)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_PDF_WRITE, pdf->path, g_strerror(ENOMEM));
  return lt_fail(error, LT_ERROR_WRITE, LT_T_PDF_WRITE, pdf->path,
                 pdf->write_errno != 0 ? g_strerror(pdf->write_errno)
                                       : cairo_status_to_string(status));
}

static void metadata_set(LtPdf *pdf, const LtPdfInfo *info)
{
  g_autofree char *shown = text_cut(info->title);
  g_autofree char *created = g_strdup_printf("%sT00:00:00Z", info->date);
  g_autofree char *creator = g_strdup_printf("lantu %s", lt_version());
  cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, shown);
  cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, creator);
  cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
  cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_MOD_DATE, created);
}

LtPdf *lt_pdf_new(const char *path, const LtPdfInfo *info, GError **error)
{
  g_return_val_if_fail(path != NULL && info != NULL && info->date != NULL, NULL);
  g_autoptr(LtPdf) pdf = g_new0(LtPdf, 1);
  pdf->path = g_strdup(path);
  context_make(pdf);
  if (!fonts_check(pdf, error))
    return NULL;
  pdf->file = g_fopen(path, "wb");
  if (pdf->file == NULL) {
    lt_fail(error, LT_ERROR_WRITE, LT_T_PDF_WRITE, path, g_strerror(errno));
    return NULL;
  }
  pdf->surface = cairo_pdf_surface_create_for_stream(bytes_write, pdf, LT_A4_WIDTH, LT_A4_HEIGHT);
  cairo_pdf_surface_restrict_to_version(pdf->surface, CAIRO_PDF_VERSION_1_5);
  pdf->cairo = cairo_create(pdf->surface);
  metadata_set(pdf, info);
  return status_check(pdf, error) ? g_steal_pointer(&pdf) : NULL;
}

bool lt_pdf_finish(LtPdf *pdf, GError **error)
{
  cairo_surface_finish(pdf->surface);
  if (!status_check(pdf, error))
    return false;
  int rc = fclose(pdf->file);
  pdf->file = NULL;
  return rc == 0 || lt_fail(error, LT_ERROR_WRITE, LT_T_PDF_WRITE, pdf->path, g_strerror(errno));
}

bool lt_pdf_page_end(LtPdf *pdf, const char *bookmark, GError **error)
{
  if (pdf->is_dry)
    return true;
  pdf->n_pages++;
  if (bookmark != NULL) {
    g_autofree char *shown = text_cut(bookmark);
    g_autofree char *place = g_strdup_printf("page=%d pos=[0 0]", pdf->n_pages);
    cairo_pdf_surface_add_outline(pdf->surface, CAIRO_PDF_OUTLINE_ROOT, shown, place, 0);
  }
  cairo_show_page(pdf->cairo);
  cairo_destroy(pdf->cairo);
  pdf->cairo = cairo_create(pdf->surface);
  return status_check(pdf, error);
}

cairo_t *lt_pdf_cairo(LtPdf *pdf)
{
  return pdf->cairo;
}

void lt_pdf_set_dry(LtPdf *pdf, bool is_dry)
{
  pdf->is_dry = is_dry;
}

bool lt_pdf_is_dry(const LtPdf *pdf)
{
  return pdf->is_dry;
}

size_t lt_pdf_missing_count(const LtPdf *pdf)
{
  return pdf->n_missing;
}

/* ---- texts ---- */

/* The layout of a text; its size in points. */
static void layout_set(LtPdf *pdf, const LtPdfText *place, const char *text, double *width,
                       double *height)
{
  static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                              PANGO_ALIGN_RIGHT};
  g_autofree char *shown = text_cut(text);
  unsigned lines = MAX(place->lines, 1);
  bool is_bound = place->width > 0;
  pango_font_description_set_absolute_size(pdf->font, place->size * PANGO_SCALE);
  pango_layout_set_font_description(pdf->layout, pdf->font);
  pango_layout_set_width(pdf->layout, is_bound ? (int)(place->width * PANGO_SCALE) : -1);
  pango_layout_set_height(pdf->layout, is_bound ? -(int)lines : 0);
  pango_layout_set_wrap(pdf->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(pdf->layout, is_bound ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_alignment(pdf->layout, alignments[place->align]);
  pango_layout_set_text(pdf->layout, shown, -1);
  int w, h;
  pango_layout_get_size(pdf->layout, &w, &h);
  *width = (double)w / PANGO_SCALE;
  *height = (double)h / PANGO_SCALE;
}

void lt_pdf_text_size(LtPdf *pdf, const LtPdfText *place, const char *text, double *width,
                      double *height)
{
  layout_set(pdf, place, text, width, height);
}

double lt_pdf_text(LtPdf *pdf, const LtPdfText *place, const char *text)
{
  double width, height;
  layout_set(pdf, place, text, &width, &height);
  if (pdf->is_dry)
    return height;
  double x = place->x, y = place->y + (place->middle > 0 ? (place->middle - height) / 2 : 0);
  if (place->width <= 0 && place->align != LT_ALIGN_LEFT)
    x -= place->align == LT_ALIGN_CENTRE ? width / 2 : width;
  pdf->n_missing += (size_t)pango_layout_get_unknown_glyphs_count(pdf->layout);
  cairo_set_source_rgb(pdf->cairo, place->grey, place->grey, place->grey);
  cairo_move_to(pdf->cairo, x, y);
  pango_cairo_show_layout(pdf->cairo, pdf->layout);
  return height;
}

/* ---- lines, boxes, rows ---- */

void lt_pdf_line(LtPdf *pdf, double x1, double y1, double x2, double y2, double width)
{
  if (pdf->is_dry)
    return;
  cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
  cairo_set_line_width(pdf->cairo, width);
  cairo_move_to(pdf->cairo, x1, y1);
  cairo_line_to(pdf->cairo, x2, y2);
  cairo_stroke(pdf->cairo);
}

void lt_pdf_box(LtPdf *pdf, double x, double y, double width, double height, double pen)
{
  if (pdf->is_dry)
    return;
  cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
  cairo_set_line_width(pdf->cairo, pen);
  cairo_rectangle(pdf->cairo, x, y, width, height);
  cairo_stroke(pdf->cairo);
}

void lt_pdf_fill(LtPdf *pdf, double x, double y, double width, double height, double grey)
{
  if (pdf->is_dry)
    return;
  cairo_set_source_rgb(pdf->cairo, grey, grey, grey);
  cairo_rectangle(pdf->cairo, x, y, width, height);
  cairo_fill(pdf->cairo);
}

static LtPdfText cell_text(LtPdf *pdf, const LtPdfCell *cell, double x, double y, double size,
                           unsigned lines)
{
  double room = cell->width - 2 * CELL_PADDING, width, height;
  if (cell->align == LT_ALIGN_RIGHT || (cell->is_title && lines == 1)) {
    lt_pdf_text_size(pdf, &(LtPdfText){.size = size}, cell->text, &width, &height);
    size = width > room ? size * room / width * 0.995 : size;
  }
  return (LtPdfText){.x = x + CELL_PADDING,
                     .y = y,
                     .width = room,
                     .size = size,
                     .align = cell->align,
                     .lines = lines};
}

double lt_pdf_row(LtPdf *pdf, double x, double y, double height, double size, unsigned lines,
                  const LtPdfCell *cells, size_t n_cells)
{
  for (size_t i = 0; lines > 1 && i < n_cells; i++) {
    LtPdfText place = cell_text(pdf, &cells[i], 0, 0, size, lines);
    double cell_width, cell_height;
    lt_pdf_text_size(pdf, &place, cells[i].text, &cell_width, &cell_height);
    height = MAX(height, cell_height + CELL_PADDING);
  }
  for (size_t i = 0; !pdf->is_dry && i < n_cells; x += cells[i++].width) {
    LtPdfText place = cell_text(pdf, &cells[i], x, y, size, lines);
    place.middle = height;
    if (cells[i].is_title)
      lt_pdf_fill(pdf, x, y, cells[i].width, height, 0.93);
    lt_pdf_box(pdf, x, y, cells[i].width, height, 0.4);
    lt_pdf_text(pdf, &place, cells[i].text);
  }
  return height;
}
