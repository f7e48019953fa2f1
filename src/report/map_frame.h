/**
 * @file map_frame.h
 * @brief The frame of a map on paper: scale, grid, scale bar, north arrow.
 *
 * Ground is (easting, northing) metres of a plane; north is up.
 */
#ifndef LT_REPORT_MAP_FRAME_H
#define LT_REPORT_MAP_FRAME_H

#include "report/pdf.h"

typedef struct {
  double x, y, width, height; /**< the frame on paper, points */
  double centre[2];           /**< ground in its middle */
  unsigned scale;             /**< 500 of 1:500 */
  double points_per_m;
} LtMapFrame;

/**
 * The largest scale at which ground fits into a frame: 1:100 or the next smaller of 1, 1.5, 2, 2.5,
 * 3, 4, 5, 6, 8 times a power of ten.
 *
 * @param box     min easting, min northing, max easting, max northing
 * @param margin  points on each side that stay free
 */
LtMapFrame lt_map_frame_fit(double x, double y, double width, double height, const double box[4],
                            double margin);

/** A place on paper. */
static inline void lt_map_frame_place(const LtMapFrame *frame, const double ground[2],
                                      double place[2])
{
  place[0] = frame->x + frame->width / 2 + (ground[0] - frame->centre[0]) * frame->points_per_m;
  place[1] = frame->y + frame->height / 2 - (ground[1] - frame->centre[1]) * frame->points_per_m;
}

/** Distance of the grid in metres: 1, 2 or 5 times a power of ten, at least 1 m and 22 mm on paper.
 */
double lt_map_frame_grid_m(const LtMapFrame *frame);

/** Draw the crosses of the grid. */
void lt_map_frame_grid(LtPdf *pdf, const LtMapFrame *frame);

/** Draw the frame, its ticks and their coordinates: northings left, eastings below. */
void lt_map_frame_border(LtPdf *pdf, const LtMapFrame *frame);

/** Draw a bar of round metres, @p width points at most, with numbers above. Returns its length. */
double lt_map_scale_bar(LtPdf *pdf, const LtMapFrame *frame, double x, double y, double width);

/** Draw an arrow to the north of the grid; (x, y) is the upper left corner of its box. */
#define LT_NORTH_WIDTH LT_MM(7)
#define LT_NORTH_HEIGHT LT_MM(15)
void lt_map_north(LtPdf *pdf, double x, double y, const char *letter);

#endif
