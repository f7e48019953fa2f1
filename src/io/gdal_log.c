#include "io/gdal_log.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <pthread.h>
#include <string.h>

/* A broken file may give one warning for each feature. */
#define MAX_WARNINGS 20

static const char *const settings[][2] = {
    {"OGR_ORGANIZE_POLYGONS", "SKIP"}, /* rings are nested here, by containment */
    {"SHAPE_RESTORE_SHX", "NO"},       /* inputs are never written */
    {"OGR_SQLITE_LOAD_EXTENSIONS", ""},
    {"GML_SKIP_RESOLVE_ELEMS", "ALL"}, /* nothing is fetched */
    {"CPL_ZIP_ENCODING", "GB18030"},   /* of names that are not said to be UTF-8 */
    {"OGR_ARC_STEPSIZE", "0.1"},       /* degrees: arcs of DXF, which GDAL strokes */
    /* the header of a sheet is looked for here, below its title; cells are texts */
    {"OGR_XLSX_HEADERS", "DISABLE"},
    {"OGR_XLSX_FIELD_TYPES", "STRING"},
    {"OGR_XLS_HEADERS", "DISABLE"},
    {"OGR_XLS_FIELD_TYPES", "STRING"},
    {"OGR_ODS_HEADERS", "DISABLE"},
    {"OGR_ODS_FIELD_TYPES", "STRING"},
};

static void gdal_register(void)
{
  GDALAllRegister();
}

/* What our own setting ("SKIP" above) makes GDAL say of every polygon with several rings. */
static bool is_our_doing(const char *message)
{
  return strstr(message, "All polygons will be contained in a multipolygon") != NULL;
}

static void log_add_warning(LtGdalLog *log, const char *message)
{
  if (is_our_doing(message))
    return;
  if (log->warnings->len >= MAX_WARNINGS)
    return;
  for (guint i = 0; i < log->warnings->len; i++)
    if (strcmp(g_ptr_array_index(log->warnings, i), message) == 0)
      return;
  g_ptr_array_add(log->warnings, g_strdup(message));
}

static void CPL_STDCALL log_message(CPLErr class, CPLErrorNum number, const char *text)
{
  (void)number;
  LtGdalLog *log = CPLGetErrorHandlerUserData();
  if (class == CE_None || class == CE_Debug)
    return;
  g_autofree char *message = g_utf8_make_valid(text, -1);
  g_strdelimit(message, "\r\n\t", ' ');
  g_strchomp(message);
  if (g_str_has_suffix(message, ".") && !g_str_has_suffix(message, ".."))
    message[strlen(message) - 1] = '\0'; /* as our own messages end */
  if (class == CE_Warning)
    log_add_warning(log, message);
  else if (log->failure == NULL)
    log->failure = g_steal_pointer(&message);
}

void lt_gdal_log_clear(LtGdalLog *log)
{
  g_clear_pointer(&log->failure, g_free);
  g_clear_pointer(&log->warnings, g_ptr_array_unref);
}

void lt_gdal_log_push(LtGdalLog *log)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (log->warnings == NULL)
    log->warnings = g_ptr_array_new_with_free_func(g_free);
  CPLPushErrorHandlerEx(log_message, log);
  pthread_once(&once, gdal_register); /* may complain too, of a driver that cannot be loaded */
  for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
    CPLSetThreadLocalConfigOption(settings[i][0], settings[i][1]);
}

void lt_gdal_log_pop(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
    CPLSetThreadLocalConfigOption(settings[i][0], NULL);
  CPLPopErrorHandler();
}

void lt_gdal_log_tell(LtGdalLog *log, const char *where, LtRun *run)
{
  for (guint i = 0; log->warnings != NULL && i < log->warnings->len; i++)
    lt_run_log(run, LT_LOG_WARNING, LT_T_ERR_READ_WARNING, where,
               (const char *)g_ptr_array_index(log->warnings, i));
  if (log->warnings != NULL)
    g_ptr_array_set_size(log->warnings, 0);
}
