/**
 * @file certificate.h
 * @brief The certificate of a parcel: what stands on its pages, between the files of it. Internal
 *        to report/.
 */
#ifndef LT_REPORT_CERTIFICATE_H
#define LT_REPORT_CERTIFICATE_H

#include "report/pdf.h"
#include "survey/neighbours.h"

/** Content of a page: left, width, top, bottom. */
#define LT_CERT_LEFT LT_MM(20)
#define LT_CERT_WIDTH LT_MM(175)
#define LT_CERT_TOP LT_MM(13)
#define LT_CERT_BOTTOM LT_MM(284)

/** Rows of corners that a certificate lists, with headings of rings. */
#define LT_CERT_CORNERS_MAX 10000
/** Other parcels that are compared, and drawn. */
#define LT_CERT_AROUND_MAX 200

/** A row of the corners: a corner, or the heading of a ring. */
typedef struct {
  size_t ring;  /**< of the text */
  size_t point; /**< of the text; SIZE_MAX: a heading */
} LtCertCorner;

typedef struct {
  LtSurveyNeighbour parcel;
  double shared_m;
} LtCertNeighbour;

typedef struct {
  LtPdf *pdf;
  const LtSurveyNeighbours *neighbours;
  const LtSurveyNotes *together; /**< findings of all files: total, layers, old boundary */
  const LtSurveyFile *file;
  size_t number;      /**< of the parcel in its file */
  const char *system; /**< of lt_certificate_system() */
  const char *date;
  LtLang lang;
  GArray *corners; /**< of LtCertCorner, the first LT_CERT_CORNERS_MAX rows */
  size_t n_corners_cut;
  GArray *findings; /**< of const LtSurveyNote *, worst first; those of all files behind the others */
  size_t n_findings_cut;
  GArray *touching; /**< of LtCertNeighbour */
  size_t n_touching_cut;
  unsigned page, n_pages;
} LtCertificate;

/** The coordinate system of a file in words. Free with g_free(). Costs milliseconds. */
char *lt_certificate_system(const LtSurveyFile *file, LtLang lang);

/** Gather what is listed. False with LT_ERROR_MEMORY. Clear with lt_certificate_clear(). */
bool lt_certificate_gather(LtCertificate *certificate, GError **error);
void lt_certificate_clear(LtCertificate *certificate);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtCertificate, lt_certificate_clear)

/** Draw all pages. The errors of lt_pdf_page_end(). */
bool lt_certificate_draw(LtCertificate *certificate, GError **error);

/* ---- parts of a page: each draws from y downwards and returns its height ---- */

double lt_certificate_facts(LtCertificate *certificate, double y);
double lt_certificate_areas(LtCertificate *certificate, double x, double y, double width);
double lt_certificate_signatures(LtCertificate *certificate, double y);
double lt_certificate_heading(LtCertificate *certificate, double x, double y, LtTextId title);

/** Lists: rows from @p first on as far as there is room for them; @p first receives the next one.
 * They end in a line that says how many are left when @p tells_rest. */
double lt_certificate_neighbours(LtCertificate *certificate, size_t *first, double x, double y,
                                 double width, double room, bool tells_rest);
double lt_certificate_findings(LtCertificate *certificate, size_t *first, double y, double room,
                               bool tells_rest);

/** Corners in @p n_blocks columns side by side, each of LT_CERT_BLOCK_WIDTH. */
#define LT_CERT_BLOCK_WIDTH LT_MM(57)
#define LT_CERT_BLOCK_GAP LT_MM(2)
#define LT_CERT_CORNER_HEIGHT LT_MM(3.9)
#define LT_CERT_CORNERS_NOTE LT_MM(5.2)
void lt_certificate_corners(LtCertificate *certificate, size_t *first, double x, double y,
                            double room, size_t n_blocks);

/** The map with its legend in a box. */
void lt_certificate_map(LtCertificate *certificate, double x, double y, double width,
                        double height);
/** Min easting, min northing, max easting, max northing of a parcel with points. */
void lt_certificate_box(const LtCertificate *certificate, double box[4]);

/* ---- small helpers ---- */

static inline const LtSurveyParcel *lt_certificate_parcel(const LtCertificate *certificate)
{
  return &certificate->file->parcels[certificate->number];
}
static inline const LtParcel *lt_certificate_text(const LtCertificate *certificate)
{
  return &certificate->file->text->parcels[certificate->number];
}
/** True where the points are metres of a plane. */
bool lt_certificate_is_flat(const LtCertificate *certificate);
/** Name of a corner as the file has it, "J12"; its place in the ring where it has none. */
char *lt_certificate_corner_name(const LtCertificate *certificate, size_t ring, size_t point);
/** Decimals of coordinates: as the file has them, from 2 to 4; 3 where it does not write them in
 * decimals; 8 of degrees. */
int lt_certificate_decimals(const LtCertificate *certificate);

#endif
