/* How the files of a source come to the project CRS, and what is said of it. */
#include "io/source_parts.h"

#include <math.h>
#include <string.h>

/* No degree on the ground is longer (latitude at the poles): what is stated is never too little. */
#define M_PER_DEGREE 111694.0
/* No change between the datums of China moves places as far as this. */
#define MOVED_USUAL_M 1000.0
/* Parameters that move places by less do nothing. */
#define MOVED_LEAST_M 0.0001

/* Append a text that is not among those already there, as a whole: one CRS may have the name of
 * another and more. *@p texts NULL: none are. */
static void text_join(char **texts, const char *text, const char *between)
{
  g_autofree char *known = g_strconcat(between, *texts != NULL ? *texts : "", between, NULL);
  g_autofree char *whole = g_strconcat(between, text, between, NULL);
  if (*texts != NULL && (*text == '\0' || strstr(known, whole) != NULL))
    return;
  char *joined =
      *texts == NULL || **texts == '\0' ? g_strdup(text) : g_strconcat(*texts, between, text, NULL);
  g_free(*texts);
  *texts = joined;
}

/* What is stated of several files: the least accurate; what each says, once. */
static void stats_note_way(LtReadStats *stats, const LtTransform *transform, const LtCrs *crs)
{
  double accuracy_m = lt_transform_accuracy_m(transform);
  bool is_worse = accuracy_m < 0 || (stats->accuracy_m >= 0 && accuracy_m > stats->accuracy_m);
  if (is_worse)
    stats->accuracy_m = accuracy_m;
  for (size_t lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *note = lt_transform_note(transform, (LtLang)lang);
    text_join(&stats->note[lang], note, "; ");
  }
  text_join(&stats->crs_name, lt_crs_name(crs), ", ");
}

/* A CRS that is stated goes before that of a file. Where the file is of another plane this may move
 * it by a whole band, which nobody would see; degrees are often said to be WGS 84 by default. */
static void tell_crs(const LtSource *source, const LtPart *part, LtRun *run)
{
  if (source->stated_crs != NULL && part->crs != NULL && lt_crs_is_projected(part->crs) &&
      !lt_crs_equal(source->stated_crs, part->crs))
    lt_run_log(run, LT_LOG_WARNING, LT_T_ERR_READ_CRS_STATED, part->where, lt_crs_name(part->crs),
               lt_crs_name(source->stated_crs));
}

/* The user's own change of datum for a CRS. What must change has one. */
static bool change_find(const LtSource *source, const LtCrs *crs, const LtCrs *project_crs,
                        const LtDatumChange **change, GError **error)
{
  const LtSourceSpec *spec = &source->spec;
  *change = lt_datum_change_find(spec->changes, spec->n_changes, crs);
  if (*change == NULL && spec->must_change)
    return lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_NONE, lt_crs_name(crs));
  if (!spec->must_change && strcmp(lt_crs_datum(crs), lt_crs_datum(project_crs)) == 0)
    *change = NULL;
  return true;
}

static bool way_find(LtReading *reading, size_t part, const LtCrs *crs, const LtCrs *project_crs,
                     GError **error)
{
  LtPartWay *way = &reading->ways[part];
  bool is_bare = lt_source_lacks_shapes(reading->source, part);
  if (is_bare && reading->source->spec.must_change)
    return lt_fail(error, LT_ERROR_CRS, LT_T_CHANGE_NO_SHAPES);
  if (!is_bare && !change_find(reading->source, crs, project_crs, &way->change, error))
    return false;
  way->transform = way->change != NULL ? lt_transform_new_by(crs, project_crs, way->change, error)
                                       : lt_transform_new(crs, project_crs, error);
  way->m_per_unit = lt_crs_is_geographic(crs) ? M_PER_DEGREE : 1;
  return way->transform != NULL;
}

bool lt_reading_transform(LtReading *reading, const LtCrs *project_crs, GError **error)
{
  LtSource *source = reading->source;
  reading->ways = g_new0(LtPartWay, source->n_parts);
  for (size_t i = 0; i < source->n_parts; i++) {
    g_autoptr(GError) inner = NULL;
    const LtCrs *crs =
        lt_source_lacks_shapes(source, i) ? project_crs : lt_source_part_crs(source, i);
    if (crs == NULL)
      return lt_source_fail_no_crs(source, &source->parts[i], error);
    if (!way_find(reading, i, crs, project_crs, &inner))
      return lt_fail(error, (LtErrorCode)inner->code, LT_T_ERR_READ_CRS_UNFIT,
                     source->parts[i].where, inner->message);
    stats_note_way(&reading->stats, reading->ways[i].transform, crs);
    tell_crs(source, &source->parts[i], reading->run);
  }
  const LtPart *first = &source->parts[0];
  reading->stats.encoding = first->encoding_file != NULL ? first->encoding_file
                            : first->encoding != NULL    ? first->encoding
                                                         : "UTF-8";
  return true;
}

/* Whether places lie farther from the control points than half as far as these reach: there the
 * parameters say little. */
static bool is_beyond(const LtDatumChange *change, const LtChangeSeen *seen)
{
  double width = change->reach[2] - change->reach[0], height = change->reach[3] - change->reach[1];
  double margin = hypot(width, height) / 2;
  return change->n_points > 0 && (seen->extent[0] < change->reach[0] - margin ||
                                  seen->extent[1] < change->reach[1] - margin ||
                                  seen->extent[2] > change->reach[2] + margin ||
                                  seen->extent[3] > change->reach[3] + margin);
}

void lt_reading_tell_changes(LtReading *reading)
{
  LtReadStats *stats = &reading->stats;
  bool is_first = true;
  for (size_t i = 0; i < reading->source->n_parts; i++) {
    const LtPartWay *way = &reading->ways[i];
    const LtChangeSeen *seen = lt_transform_change_seen(way->transform);
    if (seen == NULL || seen->extent[0] > seen->extent[2])
      continue;
    const char *where = reading->source->parts[i].where;
    stats->moved_least_m = is_first ? seen->least_m : fmin(stats->moved_least_m, seen->least_m);
    stats->moved_most_m = fmax(stats->moved_most_m, seen->most_m);
    is_first = false;
    if (seen->most_m > MOVED_USUAL_M)
      lt_run_log(reading->run, LT_LOG_WARNING, LT_T_CHANGE_FAR, where, seen->most_m, MOVED_USUAL_M);
    if (seen->most_m < MOVED_LEAST_M)
      lt_run_log(reading->run, LT_LOG_WARNING, LT_T_CHANGE_NOTHING, where);
    if (is_beyond(way->change, seen))
      lt_run_log(reading->run, LT_LOG_WARNING, LT_T_CHANGE_BEYOND, where);
  }
}
