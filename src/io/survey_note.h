/**
 * @file survey_note.h
 * @brief What is said of a survey text: notes with line, rule and severity. The reader makes the
 *        first of them, src/survey/ the others.
 *
 * Of each rule no more than LT_SURVEY_NOTES_MAX are kept for a file, the others are counted.
 */
#ifndef LT_IO_SURVEY_NOTE_H
#define LT_IO_SURVEY_NOTE_H

#include "base/text.h"

#include <lantu/check.h>
#include <stdarg.h>
#include <stdint.h>

/** Rules of a survey; their pages are docs/rules/SV-….md. */
typedef enum {
  LT_SV_READ,  /**< a line, ring or parcel that cannot be read */
  LT_SV_FORM,  /**< read, but not the standard form */
  LT_SV_KIND,  /**< a parcel that is no polygon */
  LT_SV_HEAD,  /**< keys of the head */
  LT_SV_CRS,   /**< system, width and number of the band against the coordinates */
  LT_SV_SWAP,  /**< X and Y swapped */
  LT_SV_BAND,  /**< beyond the edge of the band */
  LT_SV_COUNT, /**< stated number of points */
  LT_SV_UNIT,  /**< unit of the stated area */
  LT_SV_AREA,  /**< stated area against the computed one */
  LT_SV_CLOSE, /**< closing of rings */
  LT_SV_DUP,   /**< points that come twice or stand too close */
  LT_SV_NUM,   /**< numbers of points */
  LT_SV_START, /**< first point not in the north-west */
  LT_SV_TURN,  /**< direction of rings */
  LT_SV_NEST,  /**< rings against their numbers */
  LT_SV_CROSS, /**< invalid shape */
  LT_SV_SPIKE, /**< sharp corners */
  LT_SV_LINE,  /**< points on straight edges */
  LT_SV_PREC,  /**< decimals of coordinates */
  LT_SV_NEAR,  /**< neighbours whose common points differ */
  LT_SV_OVER,  /**< parcels that share ground */
  LT_SV_SIDE,  /**< lengths of sides */
  LT_SV_GAP,   /**< narrow ground between parcels */
  LT_SV_IN,    /**< ground outside of a layer that parcels must lie in */
  LT_SV_OUT,   /**< ground on a layer that parcels must not lie on */
  LT_SV_TOTAL, /**< parts against the approved total */
  LT_SV_SKIP,  /**< what could not be compared */
  LT_SV_BOUND, /**< a side that does not run along what the 四至 sentence names */
  LT_SV_NAME,  /**< of the sentence, what cannot be decided on */
  LT_SV_EDGE,  /**< a boundary on both sides of the line that is named */
  LT_N_SV
} LtSurveyRule;

/** "SV-READ"; static. */
const char *lt_survey_rule_id(LtSurveyRule rule);
/** Row of its title. */
LtTextId lt_survey_rule_title(LtSurveyRule rule);

#define LT_SURVEY_NO_PARCEL SIZE_MAX
#define LT_SURVEY_NOTES_MAX 100

typedef struct {
  LtSurveyRule rule;
  LtSeverity severity;
  size_t parcel;    /**< LT_SURVEY_NO_PARCEL: of the file */
  size_t line;      /**< from 1; 0: none */
  LtBilingual text; /**< without file and line */
} LtSurveyNote;

typedef struct {
  size_t n[LT_SEVERITY_ERROR + 1]; /**< by severity */
} LtSurveyCounts;

typedef struct {
  GArray *notes;             /**< of LtSurveyNote */
  size_t n_of_rule[LT_N_SV]; /**< all, also those left out */
  size_t n_of_severity[LT_SEVERITY_ERROR + 1];
  size_t n_skipped;       /**< warnings SV-SKIP */
  LtSurveyCounts of_file; /**< those of no parcel */
  GArray *of_parcels;     /**< of LtSurveyCounts; parcels behind its end have no notes */
} LtSurveyNotes;

void lt_survey_notes_init(LtSurveyNotes *notes);
void lt_survey_notes_clear(LtSurveyNotes *notes);

/** Where and how bad. */
typedef struct {
  LtSurveyRule rule;
  LtSeverity severity;
  size_t parcel, line;
} LtSurveyPlace;

/** Add a note whose text is a row of the catalogue. */
void lt_survey_note(LtSurveyNotes *notes, LtSurveyPlace place, LtTextId id, ...);

/** Add a note whose text is there already; it is taken over. */
void lt_survey_note_take(LtSurveyNotes *notes, LtSurveyPlace place, LtBilingual take_text);

/** How many notes a parcel has. */
LtSurveyCounts lt_survey_notes_of(const LtSurveyNotes *notes, size_t parcel);

/** Put in order: by line, then rule, as they came. */
void lt_survey_notes_sort(LtSurveyNotes *notes);

/** The first error; NULL when there is none. Borrowed. */
const LtSurveyNote *lt_survey_notes_first_error(const LtSurveyNotes *notes);

#endif
