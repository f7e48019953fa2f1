/**
 * @file detect_words.h
 * @brief What is told of readings of coordinates and of doubts about a CRS.
 */
#ifndef LT_CRS_DETECT_WORDS_H
#define LT_CRS_DETECT_WORDS_H

#include "base/text.h"
#include "crs/detect.h"

/** The reading in words. Free with g_free(). */
char *lt_crs_reading_text(const LtCrsReading *reading, LtLang lang);

/** "prefix", "plain", …: for programs; static. */
const char *lt_crs_reading_code(const LtCrsReading *reading);

/** The line for the project file: crs: "EPSG:4526"; of a table with its columns @p x and @p y, else
 * both NULL. NULL: the coordinates are to be converted first. Free with g_free(). */
char *lt_crs_reading_line(const LtCrsReading *reading, const char *x, const char *y);

/** The text of a doubt, a single bit. */
const char *lt_crs_doubt_text(unsigned doubt, LtLang lang);
/** For programs; static. */
const char *lt_crs_doubt_code(unsigned doubt);

#endif
