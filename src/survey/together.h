/**
 * @file together.h
 * @brief Parcels of all files in one CRS, and what they are compared with there. Internal to
 * survey/.
 *
 * The order: lt_survey_common_make(), then any of the others.
 */
#ifndef LT_SURVEY_TOGETHER_H
#define LT_SURVEY_TOGETHER_H

#include "survey/results.h"

/** Planes that two files state differ by no more than the rounding of their millimetres, twice, and
 * of the lattice: what is thinner between parcels of different systems is none. */
#define LT_SURVEY_SYSTEMS_M 0.002

/** All features of some members in the CRS of all, in their order. */
typedef struct {
  LtShapes *shapes;
  GArray *members;   /**< of LtSurveyMember; borrowed */
  uint32_t *systems; /**< of each, number of its system below n_systems */
  LtBox box;
} LtSurveyWhole;
void lt_survey_whole_clear(LtSurveyWhole *whole);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSurveyWhole, lt_survey_whole_clear)

/**
 * Bring the shapes of all files to the system of the first file that has one, where they are not in
 * it, and list the parcels that have a shape there. A system from which no way leads is told
 * (SV-SKIP).
 *
 * @param crs  of all; NULL: that of the first file
 * @return     false with LT_ERROR_MEMORY, LT_ERROR_CANCELLED, or LT_ERROR_CRS (paths too long)
 */
bool lt_survey_common_make(LtSurveyResults *results, const LtCrs *crs, LtRun *run, GError **error);

/** Copy the shapes of all members. LT_ERROR_MEMORY. */
bool lt_survey_whole_make(const LtSurveyResults *results, LtSurveyWhole *whole, GError **error);

/** A member's file and parcel. */
static inline LtSurveyFile *lt_survey_member_file(const LtSurveyResults *results,
                                                  const GArray *members, size_t i)
{
  return &results->files[g_array_index(members, LtSurveyMember, i).file];
}
static inline LtSurveyParcel *lt_survey_member_parcel(const LtSurveyResults *results,
                                                      const GArray *members, size_t i)
{
  return &lt_survey_member_file(results, members, i)
              ->parcels[g_array_index(members, LtSurveyMember, i).parcel];
}

/** Tell, for each parcel that could not be compared, that it was not with @p what. */
void lt_survey_tell_left_out(LtSurveyResults *results, const char *what);

/** Parcels against reference layers (SV-IN, SV-OUT). Errors of reading the layers, of
 * lt_overlay_run_all(). */
bool lt_survey_check_references(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                                GError **error);

/** Parts against the approved total (SV-TOTAL). @p approved: as the caller wrote it, or NULL.
 * LT_ERROR_USAGE: it is no area. */
bool lt_survey_check_set(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                         GError **error);

/** The new boundary against an old one. */
bool lt_survey_check_change(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                            GError **error);

/** Read and check the files of some paths, each by itself. */
LtSurveyResults *lt_survey_read(const LtSurveyFiles *files, LtRun *run, GError **error);

#endif
