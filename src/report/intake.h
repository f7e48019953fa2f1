/**
 * @file intake.h
 * @brief What reading did to a layer, for people.
 */
#ifndef LT_REPORT_INTAKE_H
#define LT_REPORT_INTAKE_H

#include "project/project.h"

/** Features, vertices, and what happened to them: one line without its end. */
void lt_layer_print(GString *out, const LtLayer *layer, LtLang lang);

/** Append a text with a count; nothing where it is 0. */
void lt_count_print(GString *out, LtLang lang, LtTextId id, size_t count);

#endif
