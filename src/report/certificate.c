/* The pages of a certificate: the page that is signed, and its annex. */
#include "report/certificate.h"

#include <math.h>

#define GAP LT_MM(2.5)
#define SIGNATURES LT_MM(19.5)
#define AREAS_WIDTH LT_MM(108)
/* Findings, and beside the areas neighbours, may take so much of the page; the map has the rest. */
#define FINDINGS_MAX LT_MM(46)
/* Wider shapes have the map over the whole width, corners beneath. */
#define WIDE 1.5
#define CORNERS_BENEATH_MAX LT_MM(46)
/* Height of a map but for the shape in it: margins, numbers, legend. */
#define MAP_REST LT_MM(36)

static double title_draw(LtCertificate *certificate)
{
  LtPdfText place = {.x = LT_CERT_LEFT,
                     .y = LT_CERT_TOP,
                     .width = LT_CERT_WIDTH,
                     .size = 17,
                     .align = LT_ALIGN_CENTRE};
  lt_pdf_text(certificate->pdf, &place, lt_text(certificate->lang, LT_T_CERT_TITLE));
  return LT_MM(9.5);
}

static void foot_draw(LtCertificate *certificate)
{
  const LtSurveyParcel *parcel = lt_certificate_parcel(certificate);
  g_autofree char *page =
      lt_text_format(certificate->lang, LT_T_CERT_PAGE, certificate->page, certificate->n_pages);
  LtPdfText place = {.x = LT_CERT_LEFT,
                     .y = LT_CERT_BOTTOM + LT_MM(1),
                     .width = LT_CERT_WIDTH / 2,
                     .size = 6.5,
                     .grey = 0.3};
  lt_pdf_text(certificate->pdf, &place, parcel->number);
  place.x += place.width;
  place.align = LT_ALIGN_RIGHT;
  lt_pdf_text(certificate->pdf, &place, page);
}

static bool page_end(LtCertificate *certificate, GError **error)
{
  const LtSurveyParcel *parcel = lt_certificate_parcel(certificate);
  g_autofree char *bookmark =
      certificate->page > 1 ? NULL : g_strdup_printf("%s %s", parcel->number, parcel->name);
  foot_draw(certificate);
  certificate->page++;
  return lt_pdf_page_end(certificate->pdf, bookmark, error);
}

/* ---- the page that is signed ---- */

typedef struct {
  size_t corner, finding, neighbour; /* the next of each list */
} Next;

/* Width of the parcel over its height; 1 where there is no map. */
static double aspect_of(const LtCertificate *certificate)
{
  double box[4];
  if (!lt_certificate_is_flat(certificate))
    return 1;
  lt_certificate_box(certificate, box);
  return (box[2] - box[0]) / fmax(box[3] - box[1], (box[2] - box[0]) * 1e-3 + 1e-3);
}

/* Height of three blocks of corners beneath a map: whole rows, as many as are there or the map does
 * not need. */
static double beneath_of(const LtCertificate *certificate, double height, double aspect)
{
  double row = LT_CERT_CORNER_HEIGHT, map = LT_CERT_WIDTH / aspect + MAP_REST;
  double room = fmax(CORNERS_BENEATH_MAX, height - map) - LT_CERT_CORNERS_NOTE;
  double n_rows = fmin(floor(room / row), (double)((certificate->corners->len + 2) / 3 + 1));
  return n_rows * row + LT_CERT_CORNERS_NOTE;
}

static void map_and_corners(LtCertificate *certificate, double y, double height, Next *next)
{
  double beside = LT_CERT_WIDTH - LT_CERT_BLOCK_WIDTH - LT_MM(3), aspect = aspect_of(certificate);
  if (aspect <= WIDE) {
    lt_certificate_map(certificate, LT_CERT_LEFT, y, beside, height);
    lt_certificate_corners(certificate, &next->corner, LT_CERT_LEFT + beside + LT_MM(3), y, height,
                           1);
    return;
  }
  double beneath = beneath_of(certificate, height, aspect);
  lt_certificate_map(certificate, LT_CERT_LEFT, y, LT_CERT_WIDTH, height - beneath);
  lt_certificate_corners(certificate, &next->corner, LT_CERT_LEFT, y + height - beneath, beneath,
                         3);
}

/* From below: signatures, findings, areas; the map has what is left. */
static bool first_page(LtCertificate *certificate, Next *next, GError **error)
{
  LtPdf *pdf = certificate->pdf;
  bool is_dry = lt_pdf_is_dry(pdf);
  double y = LT_CERT_TOP + title_draw(certificate), right = LT_CERT_LEFT + AREAS_WIDTH + LT_MM(3);
  y += lt_certificate_facts(certificate, y) + GAP;
  size_t measured = 0;
  lt_pdf_set_dry(pdf, true);
  double findings = lt_certificate_findings(certificate, &measured, 0, FINDINGS_MAX, true);
  double areas = lt_certificate_areas(certificate, LT_CERT_LEFT, 0, AREAS_WIDTH);
  lt_pdf_set_dry(pdf, is_dry);
  double signatures_y = LT_CERT_BOTTOM - SIGNATURES, findings_y = signatures_y - GAP - findings;
  double areas_y = findings_y - areas - LT_MM(1);
  map_and_corners(certificate, y, areas_y - GAP - y, next);
  lt_certificate_areas(certificate, LT_CERT_LEFT, areas_y, AREAS_WIDTH);
  lt_certificate_neighbours(certificate, &next->neighbour, right, areas_y,
                            LT_CERT_LEFT + LT_CERT_WIDTH - right, areas, true);
  lt_certificate_findings(certificate, &next->finding, findings_y, FINDINGS_MAX, true);
  lt_certificate_signatures(certificate, signatures_y);
  return page_end(certificate, error);
}

/* ---- the annex ---- */

static double annex_title(LtCertificate *certificate)
{
  const LtSurveyParcel *parcel = lt_certificate_parcel(certificate);
  g_autofree char *title =
      lt_text_format(certificate->lang, LT_T_CERT_ANNEX, parcel->number, parcel->name);
  LtPdfText place = {
      .x = LT_CERT_LEFT, .y = LT_CERT_TOP, .width = LT_CERT_WIDTH, .size = 10, .lines = 1};
  lt_pdf_text(certificate->pdf, &place, title);
  lt_pdf_line(certificate->pdf, LT_CERT_LEFT, LT_CERT_TOP + LT_MM(6.5),
              LT_CERT_LEFT + LT_CERT_WIDTH, LT_CERT_TOP + LT_MM(6.5), 0.6);
  return LT_MM(8.5);
}

static bool annex_page(LtCertificate *certificate, Next *next, GError **error)
{
  double y = LT_CERT_TOP + annex_title(certificate);
  if (next->finding < certificate->findings->len)
    y += GAP + lt_certificate_findings(certificate, &next->finding, y, LT_CERT_BOTTOM - y, false);
  bool has_room = next->finding == certificate->findings->len;
  if (has_room && next->neighbour < certificate->touching->len && LT_CERT_BOTTOM - y > LT_MM(25))
    y += GAP + lt_certificate_neighbours(certificate, &next->neighbour, LT_CERT_LEFT, y,
                                         LT_CERT_WIDTH, LT_CERT_BOTTOM - y, false);
  has_room = has_room && next->neighbour == certificate->touching->len;
  if (has_room && next->corner < certificate->corners->len && LT_CERT_BOTTOM - y > LT_MM(40)) {
    y += lt_certificate_heading(certificate, LT_CERT_LEFT, y, LT_T_CERT_TABLE_CORNERS);
    lt_certificate_corners(certificate, &next->corner, LT_CERT_LEFT, y, LT_CERT_BOTTOM - y, 3);
  }
  return page_end(certificate, error);
}

static bool pages_draw(LtCertificate *certificate, GError **error)
{
  Next next = {0};
  certificate->page = 1;
  if (!first_page(certificate, &next, error))
    return false;
  while (next.corner < certificate->corners->len || next.finding < certificate->findings->len ||
         next.neighbour < certificate->touching->len)
    if (!annex_page(certificate, &next, error))
      return false;
  return true;
}

bool lt_certificate_draw(LtCertificate *certificate, GError **error)
{
  /* once without ink: how many pages there are stands on the first one */
  lt_pdf_set_dry(certificate->pdf, true);
  bool is_done = pages_draw(certificate, error);
  lt_pdf_set_dry(certificate->pdf, false);
  certificate->n_pages = certificate->page - 1;
  return is_done && pages_draw(certificate, error);
}
