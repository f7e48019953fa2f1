/**
 * @file names.h
 * @brief Words of states and severities: codes for programs, texts for people.
 */
#ifndef LT_REPORT_NAMES_H
#define LT_REPORT_NAMES_H

#include "rules/results.h"

/** "pass", "fail", "skipped", "undetermined", "error"; static. */
const char *lt_state_code(LtState state);
/** "info", "warning", "error"; static. */
const char *lt_severity_code(int severity);
const char *lt_state_text(LtState state, LtLang lang);
const char *lt_severity_text(int severity, LtLang lang);
/** "read", "missing", "failed", "unread"; static. */
const char *lt_layer_state_code(LtLayerState state);

#endif
