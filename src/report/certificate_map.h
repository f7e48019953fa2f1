/**
 * @file certificate_map.h
 * @brief The map of a certificate while it is drawn. Internal to certificate_map.c and
 *        certificate_labels.c.
 */
#ifndef LT_REPORT_CERTIFICATE_MAP_H
#define LT_REPORT_CERTIFICATE_MAP_H

#include "report/certificate.h"
#include "report/map_labels.h"
#include "report/map_rings.h"

/** Radius of the circle of a corner. */
#define LT_CERT_DOT LT_MM(0.55)

/** A parcel beside the one that is certified. */
typedef struct {
  LtSurveyNeighbour parcel;
  bool touches;
  LtMapRings rings;
} LtCertificateOther;

typedef struct {
  LtCertificate *certificate;
  cairo_t *cairo;
  LtMapFrame frame;
  LtMapLabels *labels;
  LtMapRings rings; /**< of the parcel */
  GArray *others;   /**< of LtCertificateOther */
  size_t every;     /**< one number for so many corners */
  size_t step;      /**< one point is drawn for so many */
  size_t n_hidden_numbers, n_hidden_sides, n_others_cut;
  bool has_faults;
} LtCertificateMap;

/** A point of the text on paper. */
static inline void lt_certificate_map_corner(const LtCertificateMap *map, size_t point,
                                             double at[2])
{
  lt_map_frame_place(&map->frame, map->certificate->file->text->xy + 2 * point, at);
}

/** Draw all labels where they have room; what has none is counted. */
void lt_certificate_map_label(LtCertificateMap *map);

#endif
