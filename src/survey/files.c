/* lantu survey: files of paths, read and checked by workers; a parcel's shape and certificate. */
#include "base/workers.h"
#include "geom/nest.h"
#include "io/file_hash.h"
#include "io/survey_input.h"
#include "survey/checks.h"
#include "survey/sides_survey.h"
#include "survey/together.h"

#include <math.h>
#include <string.h>

/* What the shape of a parcel takes for each of its points while it is checked, measured: points,
 * rings, the sweep over its edges. */
#define POINT_BYTES ((size_t)150)
/* To ask the system is not worth while for less. */
#define LARGE_POINTS ((size_t)10000)

static void file_clear(LtSurveyFile *file)
{
  for (size_t i = 0; i < file->n_parcels; i++) {
    g_free(file->parcels[i].number);
    g_free(file->parcels[i].name);
  }
  g_free(file->parcels);
  g_free(file->path);
  g_free(file->unread);
  g_free(file->sha256);
  g_free(file->crs_id);
  g_free(file->crs_name);
  if (file->zones != NULL)
    g_array_unref(file->zones);
  lt_survey_notes_clear(&file->notes);
  if (file->common != file->shapes)
    lt_shapes_free(file->common);
  lt_shapes_free(file->shapes);
  g_free(file->common_xy);
  g_free(file->total);
  lt_survey_text_free(file->text);
}

static void reference_clear(LtSurveyReference *reference)
{
  g_free(reference->named);
  for (size_t i = 0; reference->names != NULL && i < reference->n_near; i++)
    g_free(reference->names[i]);
  g_free(reference->names);
  g_free(reference->fids);
  g_free(reference->crs_name);
  lt_overlay_free(reference->overlay);
}

static void change_free(LtSurveyChange *change)
{
  if (change == NULL)
    return;
  for (size_t i = 0; i < change->n_rows; i++)
    g_free(change->rows[i].class_name);
  g_free(change->rows);
  lt_overlay_free(change->added_ground);
  lt_overlay_free(change->removed_ground);
  lt_survey_results_free(change->old);
  g_free(change);
}

void lt_survey_results_free(LtSurveyResults *results)
{
  if (results == NULL)
    return;
  for (size_t i = 0; i < results->n_files; i++)
    file_clear(&results->files[i]);
  for (size_t i = 0; i < results->n_references; i++)
    reference_clear(&results->references[i]);
  change_free(results->change);
  lt_survey_notes_clear(&results->notes);
  lt_crs_free(results->crs);
  g_clear_pointer(&results->members, g_array_unref);
  g_free(results->references);
  g_free(results->set);
  g_free(results->files);
  g_free(results);
}

int lt_survey_verdict(const LtSurveyFile *file, const LtSurveyParcel *parcel)
{
  for (int severity = LT_SEVERITY_ERROR; severity >= LT_SEVERITY_INFO; severity--)
    if (parcel->counts.n[severity] > 0 || file->notes.of_file.n[severity] > 0)
      return severity;
  return -1;
}

size_t lt_survey_finding_count(const LtSurveyResults *results, LtSeverity severity)
{
  g_return_val_if_fail(results != NULL, 0);
  size_t n = 0;
  for (int s = (int)severity; s <= LT_SEVERITY_ERROR; s++)
    n += results->notes.n_of_severity[s];
  for (size_t i = 0; i < results->n_files; i++)
    for (int s = (int)severity; results->files[i].unread == NULL && s <= LT_SEVERITY_ERROR; s++)
      n += results->files[i].notes.n_of_severity[s];
  return n;
}

size_t lt_survey_undetermined_count(const LtSurveyResults *results)
{
  g_return_val_if_fail(results != NULL, 0);
  size_t n = 0;
  for (size_t i = 0; i < results->n_files; i++)
    n += results->files[i].n_undetermined;
  return n;
}

size_t lt_survey_skipped_count(const LtSurveyResults *results)
{
  g_return_val_if_fail(results != NULL, 0);
  size_t n = results->notes.n_skipped;
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL)
      n += results->files[i].notes.n_skipped;
  return n;
}

size_t lt_survey_unread_count(const LtSurveyResults *results)
{
  g_return_val_if_fail(results != NULL, 0);
  size_t n = 0;
  for (size_t i = 0; i < results->n_files; i++)
    n += results->files[i].unread != NULL;
  return n;
}

/* ---- a parcel ---- */

static char *ring_key(const LtPoint *points, size_t n)
{
  __int128 area2 = lt_ring_area2(points, n);
  return g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %.0f %zu", points[0].x,
                         points[0].y, fabs((double)area2), n);
}

/* Nesting changes the order of rings and their turn, not where they begin. */
static void holes_find(const LtShapes *shapes, const LtPoint *points, const size_t *ends,
                       size_t n_rings, uint8_t *is_hole)
{
  if (n_rings == 1)
    return;
  g_autoptr(GHashTable) holes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t ring = 0; ring < shapes->n_rings; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring);
    if (shapes->ring_holes[ring])
      g_hash_table_add(holes, ring_key(shapes->points + begin, shapes->ring_ends[ring] - begin));
  }
  for (size_t ring = 0, begin = 0; ring < n_rings; begin = ends[ring++]) {
    g_autofree char *key = ring_key(points + begin, ends[ring] - begin);
    is_hole[ring] = g_hash_table_contains(holes, key);
  }
}

static LtPoint *points_of(const LtSurveyText *text, size_t begin, size_t end, GError **error)
{
  LtPoint *points = lt_alloc(end - begin, sizeof *points, "survey points", error);
  for (size_t i = begin; points != NULL && i < end; i++)
    points[i - begin] = (LtPoint){llround(text->xy[2 * i] * LT_UNITS_PER_M),
                                  llround(text->xy[2 * i + 1] * LT_UNITS_PER_M)};
  return points;
}

static bool shape_check(const LtSurveyCheck *check, size_t number, LtSurveyParcel *result,
                        GError **error)
{
  LtSurveyText *text = check->text;
  const LtParcel *parcel = &text->parcels[number];
  size_t begin = lt_survey_ring_begin(text, parcel->first_ring);
  size_t n_rings = parcel->end_ring - parcel->first_ring;
  size_t n_points = text->rings[parcel->end_ring - 1].end - begin;
  if (n_points > LARGE_POINTS && !lt_run_check_room(check->run, n_points * POINT_BYTES, error))
    return false;
  g_autofree LtPoint *points = points_of(text, begin, text->rings[parcel->end_ring - 1].end, error);
  g_autofree size_t *ends = lt_alloc(n_rings, sizeof *ends, "survey rings", error);
  g_autofree uint8_t *is_hole = lt_alloc(n_rings, 1, "survey rings", error);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  if (points == NULL || ends == NULL || is_hole == NULL)
    return false;
  for (size_t i = 0; i < n_rings; i++)
    ends[i] = text->rings[parcel->first_ring + i].end - begin;
  if (!lt_nest_rings(shapes, points, ends, n_rings, error))
    return false;
  holes_find(shapes, points, ends, n_rings, is_hole);
  for (size_t i = 0; i < n_rings; i++) {
    result->n_holes += is_hole[i];
    text->rings[parcel->first_ring + i].is_hole = is_hole[i] != 0;
  }
  LtSurveyShape shape = {number, parcel, shapes, is_hole};
  if (parcel->n_lost == 0 && (!lt_shapes_add_copy(check->file->shapes, shapes, 0, error)))
    return false;
  return lt_survey_check_shape(check, &shape, error) &&
         lt_survey_check_header(check, &shape, result, error);
}

static bool parcel_check(const LtSurveyCheck *check, size_t number, GError **error)
{
  const LtParcel *parcel = &check->text->parcels[number];
  LtSurveyParcel *result = &check->file->parcels[number];
  result->number = g_strdup(parcel->fields[LT_PARCEL_DKBH]);
  result->name = g_strdup(parcel->fields[LT_PARCEL_DKMC]);
  result->line = parcel->line;
  result->edge_deg = NAN;
  result->n_rings = parcel->end_ring - parcel->first_ring;
  for (int method = 0; method < LT_SURVEY_N_METHODS; method++) {
    result->certificate.m2[method] = NAN;
    result->certificate.digits[method] = -1;
  }
  if (result->n_rings == 0)
    return true;
  result->n_corners = check->text->rings[parcel->end_ring - 1].end -
                      lt_survey_ring_begin(check->text, parcel->first_ring) - result->n_rings;
  lt_survey_check_points(check, number);
  return !check->is_flat || shape_check(check, number, result, error);
}

/* ---- a file ---- */

typedef struct {
  const LtSurveyFiles *files;
  GPtrArray *found; /* of LtSurveyInput */
  LtSurveyResults *results;
  LtRun *run;
} Job;

static bool text_check(LtSurveyFile *file, LtSurveyText *text, LtSurveyScratch *scratch,
                       const Job *job, GError **error)
{
  LtSurveyCheck check = {.text = text,
                         .file = file,
                         .scratch = scratch,
                         .stated_crs = job->files->crs,
                         .run = job->run};
  file->encoding = text->encoding;
  file->kind = text->kind;
  file->parcels = lt_alloc(text->n_parcels, sizeof *file->parcels, "parcels", error);
  if (file->parcels == NULL || !lt_survey_system_find(&check, error))
    return false;
  file->n_parcels = text->n_parcels;
  file->shapes = lt_shapes_new();
  if (check.crs != NULL) {
    file->crs_id = g_strdup(lt_crs_id(check.crs));
    file->crs_name = g_strdup(lt_crs_name(check.crs));
  }
  if (text->kind == LT_SURVEY_TEXT)
    lt_survey_check_head(&check);
  lt_survey_check_lengths(&check);
  file->total = g_strdup(lt_survey_head_total(text));
  for (size_t i = 0; i < text->n_parcels; i++)
    if (!lt_run_check(job->run, error) || !lt_run_check_memory(job->run, error) ||
        !parcel_check(&check, i, error) ||
        (file->shapes->n_features == i &&
         !lt_shapes_add_feature(file->shapes, LT_GEOM_NONE, error)))
      return false;
  file->notes = text->notes;
  memset(&text->notes, 0, sizeof text->notes);
  return true;
}

static bool file_check(void *worker, size_t item, void *data, GError **error)
{
  Job *job = data;
  LtSurveyFile *file = &job->results->files[item];
  const LtSurveyInput *found = g_ptr_array_index(job->found, item);
  g_autoptr(GError) inner = NULL;
  file->path = g_utf8_make_valid(found->shown, -1);
  if (job->files->hashes_files)
    file->sha256 = lt_file_sha256(found->opened != NULL ? found->opened : found->shown);
  g_autoptr(LtSurveyText) text =
      lt_survey_input_read(found, job->files->encoding, job->run, &inner);
  if (text != NULL && text_check(file, text, worker, job, &inner)) {
    if (job->files->keeps_texts)
      file->text = g_steal_pointer(&text);
    return true;
  }
  if (!g_error_matches(inner, LT_ERROR, LT_ERROR_READ)) {
    g_propagate_error(error, g_steal_pointer(&inner));
    return false;
  }
  file->unread = g_strdup(inner->message);
  return true;
}

static void file_finish(LtSurveyFile *file)
{
  if (file->unread != NULL)
    return;
  lt_survey_notes_sort(&file->notes);
  for (size_t i = 0; i < file->n_parcels; i++)
    file->parcels[i].counts = lt_survey_notes_of(&file->notes, i);
}

static void *worker_new(void *data, GError **error)
{
  (void)data;
  (void)error;
  return lt_survey_scratch_new();
}

static void worker_free(void *worker)
{
  lt_survey_scratch_free(worker);
}

static GPtrArray *files_find(const LtSurveyFiles *files, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(lt_survey_input_free);
  for (size_t i = 0; i < files->n_paths; i++) {
    GPtrArray *some = lt_survey_inputs_find(files->paths[i], error);
    if (some == NULL)
      return NULL;
    g_ptr_array_extend_and_steal(all, some);
  }
  return g_steal_pointer(&all);
}

LtSurveyResults *lt_survey_read(const LtSurveyFiles *files, LtRun *run, GError **error)
{
  g_autoptr(GPtrArray) found = files_find(files, error);
  if (found == NULL)
    return NULL;
  g_autoptr(LtSurveyResults) results = g_new0(LtSurveyResults, 1);
  lt_survey_notes_init(&results->notes);
  results->files = lt_alloc(found->len, sizeof *results->files, "files", error);
  if (results->files == NULL)
    return NULL;
  results->n_files = found->len;
  results->keeps_texts = files->keeps_texts;
  Job job = {files, found, results, run};
  LtWork work = {.stage = lt_text(lt_language(), LT_T_SURVEY_STAGE),
                 .n_items = found->len,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = file_check,
                 .data = &job};
  return lt_work_run(&work, run, error) ? g_steal_pointer(&results) : NULL;
}

static size_t systems_count(const LtSurveyResults *results)
{
  g_autoptr(GHashTable) systems = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].crs_id != NULL)
      g_hash_table_add(systems, results->files[i].crs_id);
  return g_hash_table_size(systems);
}

/* What all parcels are compared with; one CRS for all of them is not needed for parcels alone that
 * are in the same. */
static bool together_check(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                           GError **error)
{
  results->n_systems = systems_count(results);
  bool is_asked = files->n_inside + files->n_outside + files->n_old_paths > 0 || files->is_set;
  if ((is_asked || results->n_systems > 1) && !lt_survey_common_make(results, NULL, run, error))
    return false;
  return lt_survey_check_overlaps(results, run, error) &&
         lt_survey_check_references(results, files, run, error) &&
         lt_survey_check_set(results, files, run, error) &&
         lt_survey_check_change(results, files, run, error);
}

/* Shapes are only kept for who writes them. */
static void shapes_drop(LtSurveyFile *file)
{
  if (file->common != file->shapes)
    lt_shapes_free(file->common);
  file->common = NULL;
  g_clear_pointer(&file->shapes, lt_shapes_free);
}

/* A CRS that is none would be told of each file. */
static bool crs_check(const LtSurveyFiles *files, GError **error)
{
  g_autoptr(GError) inner = NULL;
  g_autoptr(LtCrs) crs = files->crs == NULL ? NULL : lt_crs_parse(files->crs, &inner);
  if (inner != NULL)
    g_set_error_literal(error, LT_ERROR, LT_ERROR_USAGE, inner->message);
  return files->crs == NULL || crs != NULL;
}

LtSurveyResults *lt_survey_files(const LtSurveyFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && files->n_paths > 0 && run != NULL, NULL);
  if (!crs_check(files, error))
    return NULL;
  bool has_sides = files->sides != NULL || files->sides_file != NULL;
  g_return_val_if_fail(!has_sides || files->named != NULL, NULL);
  g_autoptr(LtSurveySides) sides = has_sides ? lt_survey_sides_new(files, error) : NULL;
  if (has_sides && sides == NULL)
    return NULL;
  g_autoptr(LtSurveyResults) results = lt_survey_read(files, run, error);
  if (results == NULL || (has_sides && !lt_survey_sides_check(sides, results, run, error)) ||
      !together_check(results, files, run, error))
    return NULL;
  results->old_paths = files->old_paths;
  results->n_old_paths = files->n_old_paths;
  lt_survey_notes_sort(&results->notes);
  for (size_t i = 0; i < results->n_files; i++) {
    if (!results->keeps_texts)
      shapes_drop(&results->files[i]);
    file_finish(&results->files[i]);
  }
  return g_steal_pointer(&results);
}
