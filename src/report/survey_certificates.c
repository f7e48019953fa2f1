/* Certificates of a survey as files: one with all parcels, or a folder with one of each. */
#include "base/run.h"
#include "io/output.h"
#include "report/certificate.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes of a name that may stand in a file name. */
#define NAME_MAX_BYTES 80

typedef struct {
  const LtSurveyResults *results;
  const LtSurveyCertificates *options;
  LtSurveyNeighbours *neighbours;
  LtRun *run;
  LtOutputs files;
  GHashTable *names;              /* of the files of the folder */
  GHashTable *systems;            /* in words, by their id */
  size_t n_done, n_parcels, n_missing;
  bool made_folder;
} Job;

static void job_clear(Job *job)
{
  lt_outputs_clear(&job->files);
  g_clear_pointer(&job->names, g_hash_table_unref);
  g_clear_pointer(&job->systems, g_hash_table_unref);
  lt_survey_neighbours_free(job->neighbours);
  if (job->made_folder)
    g_rmdir(job->options->path); /* where nothing stands in it */
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* Parcels that get a certificate: none of a file that was given up. */
static size_t parcels_of(const LtSurveyFile *file)
{
  return file->unread == NULL ? file->n_parcels : 0;
}

static bool date_check(const char *date, GError **error)
{
  int year, month, day, n = 0;
  bool is_date = sscanf(date, "%4d-%2d-%2d%n", &year, &month, &day, &n) == 3 && n == 10 &&
                 date[10] == '\0' && year > 0 && month > 0 && day > 0 &&
                 g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return is_date || lt_fail(error, LT_ERROR_USAGE, LT_T_CERT_WRONG_DATE, date);
}

static const char *system_of(Job *job, const LtSurveyFile *file)
{
  const char *id = file->crs_id == NULL ? "" : file->crs_id;
  char *system = g_hash_table_lookup(job->systems, id);
  if (system == NULL) {
    system = lt_certificate_system(file, job->options->lang);
    g_hash_table_insert(job->systems, g_strdup(id), system);
  }
  return system;
}

static bool parcel_draw(Job *job, LtPdf *pdf, const LtSurveyFile *file, size_t number,
                        GError **error)
{
  g_auto(LtCertificate) certificate = {.pdf = pdf,
                                       .neighbours = job->neighbours,
                                       .together = &job->results->notes,
                                       .file = file,
                                       .number = number,
                                       .system = system_of(job, file),
                                       .date = job->options->date,
                                       .lang = job->options->lang};
  lt_run_progress(job->run, lt_text(lt_language(), LT_T_CERT_STAGE),
                  (double)job->n_done++ / (double)job->n_parcels);
  return lt_run_check(job->run, error) && lt_certificate_gather(&certificate, error) &&
         lt_certificate_draw(&certificate, error);
}

static LtPdf *pdf_begin(Job *job, const char *path, const char *number, GError **error)
{
  LtLang lang = job->options->lang;
  g_autofree char *title = number == NULL
                               ? g_strdup(lt_text(lang, LT_T_CERT_TITLE))
                               : g_strdup_printf("%s %s", lt_text(lang, LT_T_CERT_TITLE), number);
  const char *temporary = lt_outputs_begin(&job->files, path, job->options->overwrite, error);
  return temporary == NULL
             ? NULL
             : lt_pdf_new(temporary, &(LtPdfInfo){title, job->options->date}, error);
}

static bool pdf_end(Job *job, LtPdf *pdf, GError **error)
{
  job->n_missing += lt_pdf_missing_count(pdf);
  return lt_pdf_finish(pdf, error);
}

/* ---- one file ---- */

static bool all_write(Job *job, GError **error)
{
  g_autoptr(LtPdf) pdf = pdf_begin(job, job->options->path, NULL, error);
  if (pdf == NULL)
    return false;
  for (size_t i = 0; i < job->results->n_files; i++)
    for (size_t parcel = 0; parcel < parcels_of(&job->results->files[i]); parcel++)
      if (!parcel_draw(job, pdf, &job->results->files[i], parcel, error))
        return false;
  return pdf_end(job, pdf, error);
}

/* ---- a folder ---- */

/* What may stand in the name of a file on any system. */
static char *name_part(const char *text)
{
  GString *part = g_string_new(NULL);
  for (const char *p = text; *p != '\0' && part->len < NAME_MAX_BYTES; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    bool is_plain = g_unichar_isalnum(c) || c == '-' || c == '_' || (c == '.' && part->len > 0);
    g_string_append_unichar(part, is_plain ? c : '_');
  }
  return g_string_free(part, FALSE);
}

/* "zones-3-JK01.pdf": file, place of the parcel in it, its number. A name that another parcel has,
 * of a file of the same name, gets a number. */
static char *name_of(Job *job, const LtSurveyFile *file, size_t number)
{
  g_autofree char *base = g_path_get_basename(file->path);
  char *dot = strrchr(base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  g_autofree char *valid = g_utf8_make_valid(file->parcels[number].number, -1);
  g_autofree char *stem = name_part(base), *own = name_part(valid);
  for (size_t again = 1;; again++) {
    g_autofree char *more = again == 1 ? g_strdup("") : g_strdup_printf("_%zu", again);
    char *name =
        g_strdup_printf("%s-%zu%s%s%s.pdf", stem, number + 1, own[0] == '\0' ? "" : "-", own, more);
    if (g_hash_table_add(job->names, name))
      return g_strdup(name);
  }
}

static bool each_write(Job *job, GError **error)
{
  for (size_t i = 0; i < job->results->n_files; i++)
    for (size_t parcel = 0; parcel < parcels_of(&job->results->files[i]); parcel++) {
      const LtSurveyFile *file = &job->results->files[i];
      g_autofree char *name = name_of(job, file, parcel);
      g_autofree char *path = g_build_filename(job->options->path, name, NULL);
      g_autoptr(LtPdf) pdf = pdf_begin(job, path, file->parcels[parcel].number, error);
      if (pdf == NULL || !parcel_draw(job, pdf, file, parcel, error) || !pdf_end(job, pdf, error))
        return false;
    }
  return true;
}

/* ---- the whole ---- */

bool lt_report_survey_certificates(const LtSurveyResults *results,
                                   const LtSurveyCertificates *certificates, LtRun *run,
                                   GError **error)
{
  g_return_val_if_fail(results != NULL && results->keeps_texts && certificates != NULL, false);
  g_return_val_if_fail(certificates->path != NULL && certificates->date != NULL, false);
  g_auto(Job) job = {.results = results,
                     .options = certificates,
                     .run = run,
                     .files = lt_outputs_new(),
                     .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .systems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
  for (size_t i = 0; i < results->n_files; i++)
    job.n_parcels += parcels_of(&results->files[i]);
  if (!date_check(certificates->date, error))
    return false;
  if (job.n_parcels == 0) { /* the results tell which files were given up, and why */
    lt_run_log(run, LT_LOG_WARNING, LT_T_CERT_NO_PARCELS, certificates->path);
    return true;
  }
  job.neighbours = lt_survey_neighbours_new(results, error);
  bool is_one_file = g_str_has_suffix(certificates->path, ".pdf");
  job.made_folder = !is_one_file && !g_file_test(certificates->path, G_FILE_TEST_EXISTS);
  if (job.neighbours == NULL || !(is_one_file ? all_write(&job, error) : each_write(&job, error)) ||
      !lt_outputs_finish(&job.files, certificates->overwrite, error))
    return false;
  if (job.n_missing > 0)
    lt_run_log(run, LT_LOG_WARNING, LT_T_PDF_MISSING, certificates->path, job.n_missing);
  return true;
}
