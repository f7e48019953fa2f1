/* The plane of a survey: X and Y swapped back, degrees brought to metres, band and datum. */
#include "crs/band.h"
#include "crs/transform.h"
#include "survey/checks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  LtCrs *crs; /* NULL: the head or the numbers say none */
  LtPlane plane;
  bool has_plane;
  bool is_wgs84;  /* taken as CGCS2000 */
  LtCrs *degrees; /* the same datum's; only for coordinates in degrees */
  LtBilingual fault; /* NULL: none */
} System;

static void system_free(void *data)
{
  System *system = data;
  lt_crs_free(system->crs);
  lt_crs_free(system->degrees);
  lt_bilingual_clear(&system->fault);
  g_free(system);
}

LtSurveyScratch *lt_survey_scratch_new(void)
{
  LtSurveyScratch *scratch = g_new0(LtSurveyScratch, 1);
  scratch->systems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, system_free);
  scratch->noding = lt_ring_noding_new();
  return scratch;
}

void lt_survey_scratch_free(LtSurveyScratch *scratch)
{
  g_hash_table_unref(scratch->systems);
  lt_ring_noding_free(scratch->noding);
  g_free(scratch);
}

/* ---- swapped ---- */

static void extent_of(const LtSurveyText *text, size_t begin, size_t end, double extent[4])
{
  extent[0] = extent[1] = INFINITY;
  extent[2] = extent[3] = -INFINITY;
  for (size_t i = begin; i < end; i++)
    for (size_t axis = 0; axis < 2; axis++) {
      extent[axis] = fmin(extent[axis], text->xy[2 * i + axis]);
      extent[axis + 2] = fmax(extent[axis + 2], text->xy[2 * i + axis]);
    }
}

/* An easting of 7 digits, and a northing that is none of China: 8 digits, or 6 of an easting. */
static bool is_swapped(const double extent[4])
{
  bool is_northing = extent[0] >= 1.8e6 && extent[2] <= 6e6;
  return is_northing && (extent[1] >= 1e7 || extent[3] < 1e6);
}

static void parcels_swap(LtSurveyCheck *check)
{
  LtSurveyText *text = check->text;
  for (size_t i = 0; i < text->n_parcels; i++) {
    const LtParcel *parcel = &text->parcels[i];
    if (parcel->first_ring == parcel->end_ring)
      continue;
    size_t begin = lt_survey_ring_begin(text, parcel->first_ring);
    size_t end = text->rings[parcel->end_ring - 1].end;
    double extent[4];
    extent_of(text, begin, end, extent);
    if (!is_swapped(extent))
      continue;
    lt_survey_note(&text->notes,
                   (LtSurveyPlace){LT_SV_SWAP, LT_SEVERITY_ERROR, i, text->point_lines[begin]},
                   LT_T_SVC_SWAP, text->xy[2 * begin + 1]);
    for (size_t j = begin; j < end; j++) {
      double first = text->xy[2 * j];
      text->xy[2 * j] = text->xy[2 * j + 1];
      text->xy[2 * j + 1] = first;
    }
  }
}

/* ---- the system ---- */

/* Degrees get a band of their own: the one their middle lies in. */
static LtCrs *degrees_of(const LtCrs *crs, int band)
{
  static const char *const geographic[] = {[LT_BAND_CGCS2000] = "EPSG:4490",
                                           [LT_BAND_XIAN80] = "EPSG:4610",
                                           [LT_BAND_BEIJING54] = "EPSG:4214"};
  for (int datum = 0; datum < LT_BAND_N_DATUMS; datum++) {
    g_autofree char *id = g_strdup_printf("EPSG:%d", lt_band_epsg((LtBandDatum)datum, band, false));
    if (strcmp(id, lt_crs_id(crs)) == 0)
      return lt_crs_parse(geographic[datum], NULL);
  }
  return NULL;
}

/* The system that the file, or else the user, states as a CRS. */
static const char *crs_stated(const LtSurveyCheck *check)
{
  const LtSurveyText *text = check->text;
  return text->crs != NULL ? text->crs : text->system == NULL ? check->stated_crs : NULL;
}

/* Names that heads of texts have for geographic systems, which get a band of their own. */
static const char *datum_name(const LtCrs *crs)
{
  static const char *const rows[][2] = {{"EPSG:4490", "2000国家大地坐标系"},
                                        {"EPSG:4610", "1980西安坐标系"},
                                        {"EPSG:4214", "1954北京坐标系"},
                                        {"EPSG:4326", "2000国家大地坐标系"},
                                        {"OGC:CRS84", "2000国家大地坐标系"}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (strcmp(rows[i][0], lt_crs_id(crs)) == 0)
      return rows[i][1];
  return NULL;
}

static void system_finish(System *system, GError *error)
{
  GError *inner = NULL;
  system->has_plane =
      error == NULL && system->crs != NULL && lt_crs_plane(system->crs, &system->plane, &inner);
  for (int lang = 0; (error != NULL || inner != NULL) && lang < LT_N_LANGS; lang++)
    system->fault.in[lang] = g_strdup((error != NULL ? error : inner)->message);
  g_clear_error(&inner);
}

/* A plane is taken as it is; degrees go to the band of their middle, in their own datum. WGS 84
 * and CGCS2000 agree within a metre, as in lt_transform_new(). */
static System *system_of_crs(const LtSurveyText *text, const char *stated, const double extent[4])
{
  System *system = g_new0(System, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(LtCrs) crs = lt_crs_parse(stated, &error);
  if (crs != NULL && lt_crs_is_geographic(crs) != text->is_degrees) {
    for (int lang = 0; lang < LT_N_LANGS; lang++)
      system->fault.in[lang] = lt_text_format((LtLang)lang, LT_T_SVC_CRS_UNIT, lt_crs_name(crs));
    return system;
  }
  if (crs != NULL && text->is_degrees) {
    g_autofree char *zone = g_strdup_printf("%ld", lround((extent[0] + extent[2]) / 6));
    const LtSurveyHead head = {datum_name(crs), NULL, zone, 500000, 500000};
    system->crs = lt_crs_from_survey(&head, &error);
    system->is_wgs84 =
        strcmp(lt_crs_id(crs), "EPSG:4326") == 0 || strcmp(lt_crs_id(crs), "OGC:CRS84") == 0;
    if (system->crs != NULL)
      system->degrees = g_steal_pointer(&crs);
  } else {
    system->crs = g_steal_pointer(&crs);
  }
  system_finish(system, error);
  return system;
}

/* Without any system the numbers tell which it may be. */
static bool is_proposed(const LtSurveyText *text)
{
  return text->kind != LT_SURVEY_TEXT && text->system == NULL;
}

static System *system_new(const LtSurveyText *text, const double extent[4])
{
  System *system = g_new0(System, 1);
  g_autoptr(GError) error = NULL;
  LtSurveyHead head = {text->system, text->degrees, text->zone, extent[0], extent[2]};
  if (is_proposed(text)) {
    for (int lang = 0; lang < LT_N_LANGS; lang++) {
      g_autofree char *proposal = lt_crs_propose_in(extent, (LtLang)lang);
      system->fault.in[lang] = lt_text_format((LtLang)lang, LT_T_SVC_NO_SYSTEM, proposal);
    }
    return system;
  }
  int band = (int)lround((extent[0] + extent[2]) / 6);
  g_autofree char *zone = g_strdup_printf("%d", band);
  if (text->is_degrees) {
    head = (LtSurveyHead){text->system, NULL, zone, 500000, 500000};
    for (int lang = 0; text->system == NULL && lang < LT_N_LANGS; lang++)
      system->fault.in[lang] = g_strdup(lt_text((LtLang)lang, LT_T_SVC_NO_SYSTEM_DEGREES));
  }
  system->crs = system->fault.in[0] == NULL ? lt_crs_from_survey(&head, &error) : NULL;
  if (system->crs != NULL && text->is_degrees)
    system->degrees = degrees_of(system->crs, band);
  if (system->fault.in[0] == NULL)
    system_finish(system, error);
  return system;
}

static const char *shown(const char *value)
{
  return value == NULL ? "" : value;
}

/* Files with the same key have the same system, and are told the same of it. */
static char *key_of(const LtSurveyText *text, const char *stated, const double extent[4])
{
  long band = text->is_degrees ? lround((extent[0] + extent[2]) / 6) : 0;
  const char *kind = text->is_degrees ? "degrees" : "metres";
  if (stated != NULL)
    return g_strdup_printf("%s\n%s\n%ld", kind, stated, band);
  if (is_proposed(text)) /* the message tells the numbers */
    return g_strdup_printf("%s\n\n%.4f\n%.4f\n%.4f\n%.4f", kind, extent[0], extent[1], extent[2],
                           extent[3]);
  if (text->is_degrees)
    return g_strdup_printf("%s\n%s\n%ld", kind, shown(text->system), band);
  bool has_prefix = extent[0] >= 1e7 && extent[2] < 1e8;
  bool is_plain = has_prefix || (extent[0] >= 10000 && extent[2] < 1e6);
  double unit = has_prefix ? 1e6 : is_plain ? INFINITY : 1e-3; /* the message tells the numbers */
  return g_strdup_printf("%s\n%s\n%s\n%s\n%.0f\n%.0f", kind, shown(text->system),
                         shown(text->degrees), shown(text->zone), floor(extent[0] / unit),
                         floor(extent[2] / unit));
}

/* Files of one survey have the same head: their system is made once for each worker. */
static const System *system_of(const LtSurveyCheck *check, const double extent[4])
{
  const LtSurveyText *text = check->text;
  GHashTable *systems = check->scratch->systems;
  const char *stated = crs_stated(check);
  g_autofree char *key = key_of(text, stated, extent);
  System *system = g_hash_table_lookup(systems, key);
  if (system == NULL) {
    system = stated != NULL ? system_of_crs(text, stated, extent) : system_new(text, extent);
    g_hash_table_insert(systems, g_steal_pointer(&key), system);
  }
  return system;
}

static bool degrees_project(LtSurveyCheck *check, const System *system, GError **error)
{
  g_autoptr(LtTransform) transform = lt_transform_new(system->degrees, system->crs, error);
  if (transform == NULL)
    return false;
  size_t n_failed = lt_transform_points(transform, check->text->xy, check->text->n_points);
  check->is_flat = n_failed == 0;
  return true;
}

static int width_of(const LtSurveyCheck *check, const double extent[4])
{
  LtBandDatum datum;
  int band;
  if (check->text->is_degrees)
    return 3;
  if (check->crs != NULL && g_str_has_prefix(lt_crs_id(check->crs), "EPSG:") &&
      lt_band_find(atoi(lt_crs_id(check->crs) + strlen("EPSG:")), &datum, &band))
    return lt_band_width_deg(band);
  int prefix = extent[0] >= 1e7 ? (int)(extent[0] / 1e6) : 0;
  int stated = check->text->zone == NULL ? 0 : atoi(check->text->zone);
  return lt_band_width_deg(prefix != 0 ? prefix : stated);
}

/* Eastings with a prefix in a system without, or of another band: no area would mean anything. */
static bool is_far(const LtSurveyCheck *check, const double extent[4])
{
  const LtPlane *plane = check->plane;
  return plane != NULL && plane->is_tm && !check->text->is_degrees &&
         (extent[0] < plane->false_easting_m - LT_PLANE_STRIP_M ||
          extent[2] > plane->false_easting_m + LT_PLANE_STRIP_M);
}

static void system_refuse(LtSurveyCheck *check, const double extent[4])
{
  LtBilingual note;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *proposal = lt_crs_propose_in(extent, (LtLang)lang);
    note.in[lang] = lt_text_format((LtLang)lang, LT_T_SVC_CRS_FAR, extent[0], extent[2],
                                   lt_crs_name(check->crs), proposal);
  }
  lt_survey_note_take(&check->text->notes,
                      (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_ERROR, LT_SURVEY_NO_PARCEL,
                                      check->text->point_lines[0]},
                      note);
  check->crs = NULL;
  check->plane = NULL;
}

bool lt_survey_system_find(LtSurveyCheck *check, GError **error)
{
  LtSurveyText *text = check->text;
  double extent[4];
  check->is_flat = !text->is_degrees;
  if (text->n_points == 0)
    return true;
  if (check->is_flat)
    parcels_swap(check);
  extent_of(text, 0, text->n_points, extent);
  const System *system = system_of(check, extent);
  if (system->fault.in[0] != NULL)
    lt_survey_note_take(
        &text->notes,
        (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_ERROR, LT_SURVEY_NO_PARCEL, text->point_lines[0]},
        (LtBilingual){{g_strdup(system->fault.in[0]), g_strdup(system->fault.in[1])}});
  if (system->is_wgs84)
    lt_survey_note(&text->notes,
                   (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_INFO, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_WGS84);
  check->crs = system->crs;
  check->plane = system->has_plane ? &system->plane : NULL;
  if (is_far(check, extent))
    system_refuse(check, extent);
  if (check->plane != NULL && !check->plane->is_tm)
    lt_survey_note(&text->notes,
                   (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_CRS_PLANE, lt_crs_name(check->crs));
  check->width_deg = width_of(check, extent);
  return system->degrees == NULL || !system->has_plane || degrees_project(check, system, error);
}
