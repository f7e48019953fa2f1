/**
 * @file pdf.h
 * @brief A PDF of A4 pages that is written page by page: text, lines, boxes and tables.
 *
 * Lengths are points (1/72 inch), from the upper left corner; LT_MM() makes them of millimetres.
 * Texts of the data are texts: nothing in them is markup, and what would turn the direction of
 * writing shows as its code. The same calls make the same bytes with the same fonts and libraries.
 * One thread at a time.
 */
#ifndef LT_REPORT_PDF_H
#define LT_REPORT_PDF_H

#include "base/text.h"

#include <cairo.h>
#include <stddef.h>

#define LT_MM(mm) ((mm) * (72.0 / 25.4))
#define LT_A4_WIDTH LT_MM(210)
#define LT_A4_HEIGHT LT_MM(297)

typedef struct LtPdf LtPdf;

typedef struct {
  const char *title; /**< in the metadata; any text */
  const char *date;  /**< YYYY-MM-DD; stands as the date of creation */
} LtPdfInfo;

/**
 * Begin a PDF at @p path, which is replaced: hand in a temporary name (io/output.h).
 *
 * @return  free with lt_pdf_free(); NULL with LT_ERROR_WRITE, or LT_ERROR_USAGE where no font has
 *          Chinese characters: the message names the package to install
 */
LtPdf *lt_pdf_new(const char *path, const LtPdfInfo *info, GError **error);

/** Free; what was not finished is not whole. */
void lt_pdf_free(LtPdf *pdf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtPdf, lt_pdf_free)

/** Write the rest. LT_ERROR_WRITE, LT_ERROR_MEMORY. */
bool lt_pdf_finish(LtPdf *pdf, GError **error);

/** End a page; @p bookmark (NULL: none) points at it. False with the errors of lt_pdf_finish(). */
bool lt_pdf_page_end(LtPdf *pdf, const char *bookmark, GError **error);

/** To draw with; borrowed. Each page begins with the state of a new context. */
cairo_t *lt_pdf_cairo(LtPdf *pdf);

/** Draw nothing until it is set back: heights are measured, pages do not end. */
void lt_pdf_set_dry(LtPdf *pdf, bool is_dry);
bool lt_pdf_is_dry(const LtPdf *pdf);

/** Characters for which no font has a glyph so far; they show as boxes with their code. */
size_t lt_pdf_missing_count(const LtPdf *pdf);

typedef enum { LT_ALIGN_LEFT, LT_ALIGN_CENTRE, LT_ALIGN_RIGHT } LtAlign;

typedef struct {
  double x, y;    /**< upper left corner */
  double width;   /**< lines break there; 0: one line as long as it is */
  double size;    /**< of the font */
  LtAlign align;  /**< with a width of 0 about x */
  unsigned lines; /**< at most, then it ends in "…"; 0: 1 */
  double grey;    /**< 0 black .. 1 white */
  double middle;  /**< height in which it stands in the middle; 0: from y downwards */
} LtPdfText;

/** Draw a text. Returns its height. */
double lt_pdf_text(LtPdf *pdf, const LtPdfText *place, const char *text);

/** Width and height of a text, without drawing it. */
void lt_pdf_text_size(LtPdf *pdf, const LtPdfText *place, const char *text, double *width,
                      double *height);

/** A line, a box: @p width of the pen; black where @p grey is 0. */
void lt_pdf_line(LtPdf *pdf, double x1, double y1, double x2, double y2, double width);
void lt_pdf_box(LtPdf *pdf, double x, double y, double width, double height, double pen);
/** A box without border, filled with a grey. */
void lt_pdf_fill(LtPdf *pdf, double x, double y, double width, double height, double grey);

/** A cell of a table: a box with a text in its middle. A number, which stands on the right, becomes
 * smaller where it has no room, as a title of one line does: no digit is lost. */
typedef struct {
  double width;
  const char *text;
  LtAlign align;
  bool is_title; /**< on grey */
} LtPdfCell;

/**
 * Draw a row of cells.
 *
 * @param lines   lines a cell may have; the row becomes as high as its highest cell
 * @param height  at least
 * @return        the height
 */
double lt_pdf_row(LtPdf *pdf, double x, double y, double height, double size, unsigned lines,
                  const LtPdfCell *cells, size_t n_cells);

#endif
