/**
 * @file info_words.h
 * @brief What is told of readings, doubts and faults of files, for both reports. Internal to
 *        report/.
 */
#ifndef LT_REPORT_INFO_WORDS_H
#define LT_REPORT_INFO_WORDS_H

#include "base/text.h"
#include "project/info.h"

/** The reading in words. Free with g_free(). */
char *lt_info_reading_text(const LtCrsReading *reading, LtLang lang);

/** "prefix", "plain", …: for programs; static. */
const char *lt_info_reading_code(const LtCrsReading *reading);

/** The line for the project file: crs: "EPSG:4526"; NULL: the coordinates are to be converted
 * first. Free with g_free(). */
char *lt_info_reading_line(const LtLayerInfo *info, const LtCrsReading *reading);

/** The text of a doubt, a single bit. */
const char *lt_info_doubt_text(unsigned doubt, LtLang lang);
/** For programs; static. */
const char *lt_info_doubt_code(unsigned doubt);

/** A fault in words; what GEOS calls it where there is no word. */
const char *lt_info_fault_text(const LtInfoFault *fault, LtLang lang);

#endif
