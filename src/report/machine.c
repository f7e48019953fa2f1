#include "report/machine.h"

#include "io/output.h"

#include <string.h>

typedef struct {
  const char *format, *name;
} MachineFile;

static const MachineFile machine_files[] = {
    {"sarif", "findings.sarif"}, {"junit", "junit.xml"}, {"jsonl", "findings.jsonl"}};

static bool is_asked(const LtReportFiles *files, const MachineFile *file)
{
  return files->formats != NULL && g_strv_contains(files->formats, file->format);
}

static char *text_of(const LtResults *results, const LtReportFiles *files, const char *format)
{
  if (strcmp(format, "sarif") == 0)
    return lt_results_sarif(results, files->lang);
  if (strcmp(format, "junit") == 0)
    return lt_results_junit(results, files);
  return lt_results_json_lines(results, files->lang);
}

bool lt_report_check_files(const LtReportFiles *files, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS(machine_files); i++) {
    g_autofree char *path = g_build_filename(files->folder, machine_files[i].name, NULL);
    if (is_asked(files, &machine_files[i]) && !lt_report_check_gpkg(path, files->overwrite, error))
      return false;
  }
  return true;
}

bool lt_report_write_files(const LtResults *results, const LtReportFiles *files, GError **error)
{
  g_return_val_if_fail(results != NULL && files != NULL && files->folder != NULL, false);

  for (size_t i = 0; i < G_N_ELEMENTS(machine_files); i++) {
    const MachineFile *file = &machine_files[i];
    if (!is_asked(files, file))
      continue;
    g_autofree char *path = g_build_filename(files->folder, file->name, NULL);
    g_autofree char *text = text_of(results, files, file->format);
    if (text == NULL)
      return lt_fail(error, LT_ERROR_MEMORY, LT_T_GPKG_MEMORY, path);
    if (!lt_output_write(path, text, strlen(text), files->overwrite, error))
      return false;
  }
  return true;
}
