/**
 * @file info_words.h
 * @brief What is told of faults of files, for both reports. Internal to report/.
 */
#ifndef LT_REPORT_INFO_WORDS_H
#define LT_REPORT_INFO_WORDS_H

#include "base/text.h"
#include "project/info.h"

/** A fault in words; what GEOS calls it where there is no word. */
const char *lt_info_fault_text(const LtInfoFault *fault, LtLang lang);

#endif
