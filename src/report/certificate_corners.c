/* The table of corners (界址点成果表) of a certificate: some on its page, the rest on the annex. */
#include "report/certificate.h"

#include <math.h>

#define SIZE 6.3
#define NAME LT_MM(9.5)
#define NORTH LT_MM(17)
#define EAST LT_MM(19)
#define SIDE (LT_CERT_BLOCK_WIDTH - NAME - NORTH - EAST)
/* Rows become lower where that brings all corners onto the page. */
#define ROW_MIN LT_MM(3.2)

#define W(id) lt_text(certificate->lang, LT_T_##id)

static void titles_draw(LtCertificate *certificate, double x, double y, double height)
{
  bool is_flat = lt_certificate_is_flat(certificate);
  const LtPdfCell cells[] = {{NAME, W(CERT_CORNER), LT_ALIGN_CENTRE, true},
                             {NORTH, is_flat ? W(CERT_X) : W(CERT_LATITUDE), LT_ALIGN_CENTRE, true},
                             {EAST, is_flat ? W(CERT_Y) : W(CERT_LONGITUDE), LT_ALIGN_CENTRE, true},
                             {SIDE, W(CERT_SIDE), LT_ALIGN_CENTRE, true}};
  lt_pdf_row(certificate->pdf, x, y, height, SIZE, 1, cells, G_N_ELEMENTS(cells));
}

static void ring_draw(LtCertificate *certificate, double x, double y, double height, size_t ring)
{
  const LtSurveyRing *of = &certificate->file->text->rings[ring];
  size_t number = ring - lt_certificate_text(certificate)->first_ring + 1;
  g_autofree char *text =
      lt_text_format(certificate->lang, of->is_hole ? LT_T_CERT_HOLE : LT_T_CERT_SHELL, number);
  const LtPdfCell cell = {LT_CERT_BLOCK_WIDTH, text, LT_ALIGN_CENTRE, true};
  lt_pdf_row(certificate->pdf, x, y, height, SIZE, 1, &cell, 1);
}

static void corner_draw(LtCertificate *certificate, double x, double y, double height,
                        const LtCertCorner *row)
{
  const double *xy = certificate->file->text->xy + 2 * row->point; /* the ring is closed: a next */
  int decimals = lt_certificate_decimals(certificate);
  g_autofree char *name = lt_certificate_corner_name(certificate, row->ring, row->point);
  g_autofree char *north = g_strdup_printf("%.*f", decimals, xy[1]);
  g_autofree char *east = g_strdup_printf("%.*f", decimals, xy[0]);
  g_autofree char *side = lt_certificate_is_flat(certificate)
                              ? g_strdup_printf("%.2f", hypot(xy[2] - xy[0], xy[3] - xy[1]))
                              : g_strdup("-");
  const LtPdfCell cells[] = {{NAME, name, LT_ALIGN_CENTRE, false},
                             {NORTH, north, LT_ALIGN_RIGHT, false},
                             {EAST, east, LT_ALIGN_RIGHT, false},
                             {SIDE, side, LT_ALIGN_RIGHT, false}};
  lt_pdf_row(certificate->pdf, x, y, height, SIZE, 1, cells, G_N_ELEMENTS(cells));
}

typedef struct {
  double x, y, row; /* left upper corner, height of a row */
  size_t n_rows;    /* below the titles */
} Block;

static size_t block_draw(LtCertificate *certificate, size_t first, const Block *block)
{
  double y = block->y;
  titles_draw(certificate, block->x, y, block->row);
  for (size_t i = 0; i < block->n_rows && first < certificate->corners->len; i++, first++) {
    const LtCertCorner *row = &g_array_index(certificate->corners, LtCertCorner, first);
    y += block->row;
    if (row->point == SIZE_MAX)
      ring_draw(certificate, block->x, y, block->row, row->ring);
    else
      corner_draw(certificate, block->x, y, block->row, row);
  }
  return first;
}

/* Where the list goes on, or that it does not. */
static void note_draw(LtCertificate *certificate, size_t next, double x, double y, double width)
{
  size_t n = lt_certificate_parcel(certificate)->n_corners, cut = certificate->n_corners_cut;
  g_autofree char *text = NULL;
  if (next < certificate->corners->len)
    text = lt_text_format(certificate->lang, LT_T_CERT_CORNERS_MORE, n);
  else if (cut > 0)
    text = lt_text_format(certificate->lang, LT_T_CERT_CORNERS_CUT, n - cut, cut);
  LtPdfText place = {.x = x, .y = y + 1, .width = width, .size = 5.8, .lines = 2, .grey = 0.2};
  lt_pdf_text(certificate->pdf, &place, text == NULL ? W(CERT_SIDE_NOTE) : text);
}

void lt_certificate_corners(LtCertificate *certificate, size_t *first, double x, double y,
                            double room, size_t n_blocks)
{
  double rows_room = room - LT_CERT_CORNERS_NOTE, step = LT_CERT_BLOCK_WIDTH + LT_CERT_BLOCK_GAP;
  size_t n_left = certificate->corners->len - *first, n_used = 0;
  /* blocks of equal length where not all of the room is needed */
  size_t n_wanted = (n_left + n_blocks - 1) / n_blocks;
  Block block = {.x = x, .y = y, .row = LT_CERT_CORNER_HEIGHT};
  double all_row = rows_room / (double)(n_wanted + 1);
  if (all_row < block.row && all_row >= ROW_MIN)
    block.row = all_row;
  block.n_rows = (size_t)(rows_room / block.row + 1e-6) - 1;
  block.n_rows = MIN(block.n_rows, n_wanted);
  for (size_t i = 0; i < n_blocks && *first < certificate->corners->len; i++, block.x += step) {
    size_t begin = *first;
    *first = lt_pdf_is_dry(certificate->pdf) ? MIN(begin + block.n_rows, certificate->corners->len)
                                             : block_draw(certificate, begin, &block);
    n_used = MAX(n_used, *first - begin);
  }
  double below = y + (double)(n_used + 1) * block.row;
  if (certificate->corners->len > 0)
    note_draw(certificate, *first, x, below, (double)n_blocks * step - LT_CERT_BLOCK_GAP);
}
