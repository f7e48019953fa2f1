/**
 * @file certificate_map.h
 * @brief The map of a certificate while it is drawn. Internal to certificate_map.c,
 *        certificate_labels.c and certificate_legend.c.
 */
#ifndef LT_REPORT_CERTIFICATE_MAP_H
#define LT_REPORT_CERTIFICATE_MAP_H

#include "report/certificate.h"
#include "report/map_labels.h"
#include "report/map_rings.h"

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
  LtMapRings rings;   /**< of the parcel */
  GArray *others;     /**< of LtCertificateOther */
  double pen, dot;    /**< width of the border, radius of the circles of corners */
  size_t every;       /**< one number for so many corners */
  size_t step;        /**< one point is drawn for so many */
  size_t others_step; /**< the same of that parcel beside it of which most are left out */
  size_t n_hidden_numbers, n_hidden_sides, n_others_cut, n_rings_cut;
  bool has_faults;
} LtCertificateMap;

/** A point of the text on paper. */
static inline void lt_certificate_map_corner(const LtCertificateMap *map, size_t point,
                                             double at[2])
{
  lt_map_frame_place(&map->frame, map->certificate->file->text->xy + 2 * point, at);
}

/** Red, as wide as borders are drawn. */
void lt_certificate_map_pen(const LtCertificateMap *map);
/** The sign of a corner, and that of a point with a finding. */
void lt_certificate_map_dot(const LtCertificateMap *map, double x, double y);
void lt_certificate_map_fault(cairo_t *cairo, double x, double y);

/** Draw what stands below the map. */
void lt_certificate_map_legend(LtCertificateMap *map, double x, double y, double width);

/** Draw all labels where they have room; what has none is counted. */
void lt_certificate_map_label(LtCertificateMap *map);

#endif
