/**
 * @file survey_angle.h
 * @brief Longitudes and latitudes as tables of corners write them.
 *
 * Degrees, minutes and seconds with any of the signs that are in use (112°30′15.25″,
 * 112度30分15.25秒, 112:30:15.25, 112-30-15.25, 112 30 15.25), with N, E, 北纬, 东经 before or
 * behind; decimal degrees; and packed ones, ddd.mmssss, which only a column's title tells from
 * decimal degrees.
 */
#ifndef LT_IO_SURVEY_ANGLE_H
#define LT_IO_SURVEY_ANGLE_H

#include <stdbool.h>

typedef struct {
  double degrees;
  unsigned decimals; /**< of degrees, that are as fine as what is written */
  bool is_parted;    /**< it was in minutes and seconds */
  int side;          /**< 1: N or E is written, -1: S or W, 0: neither */
} LtSurveyAngle;

/**
 * Read an angle. Minutes and seconds are below 60; only the last part may have decimals.
 *
 * @param text  UTF-8
 * @return      false when it is none; @p angle is untouched then. A number without any sign of
 *              degrees is decimal, and is one whatever its size: metres are read so, too
 */
bool lt_survey_angle_parse(const char *text, LtSurveyAngle *angle);

/**
 * Take a decimal number for a packed one: 112.301525 is 112°30′15.25″.
 *
 * @return  false when its minutes or seconds would not be below 60
 */
bool lt_survey_angle_unpack(const char *text, LtSurveyAngle *angle);

#endif
