/**
 * @file survey_dxf_names.h
 * @brief Names of parcels from the texts that stand in them in a drawing. Internal to io/.
 */
#ifndef LT_IO_SURVEY_DXF_NAMES_H
#define LT_IO_SURVEY_DXF_NAMES_H

#include "io/survey_parser.h"

typedef struct {
  double x, y;
  char *text;
  size_t parcel;  /* the smallest it stands in; SIZE_MAX: none */
  double size_m2; /* of that one */
} LtDxfName;

/** Texts of a drawing; zeroed there are none. */
typedef struct {
  LtDxfName *names;
  size_t n, cap;
} LtDxfNames;

/** Add a text; numbers of corners and mere numbers are let go. */
bool lt_dxf_names_add(LtDxfNames *names, double x, double y, const char *text, GError **error);

/** Add the texts to the names of the parcels they stand in, each to the smallest. Cost: bounded;
 * the texts of drawings with too many are left out, which is told. */
void lt_dxf_names_give(LtDxfNames *names, LtSurveyParser *parser);
void lt_dxf_names_clear(LtDxfNames *names);

#endif
