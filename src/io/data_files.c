#include "io/data_files.h"

#include "io/archive.h"
#include "io/database.h"
#include "io/whole.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <string.h>

/* A folder with more files is refused. */
#define MAX_FILES 100000

/* What a folder or an archive is searched for; the other files of a Shapefile go along with it. */
static const char *const endings[] = {
    ".shp", ".gpkg", ".geojson", ".geojsonl", ".json", ".topojson", ".fgb", ".gdb", ".tab",
    ".mif", ".kml",  ".kmz",     ".gml",      ".dxf",  ".xlsx",     ".xls", ".ods", ".csv"};

static bool has_ending(const char *name, const char *ending)
{
  size_t n = strlen(name), n_ending = strlen(ending);
  return n > n_ending && g_ascii_strcasecmp(name + n - n_ending, ending) == 0;
}

bool lt_path_is_survey(const char *name)
{
  return has_ending(name, ".txt") && !lt_path_is_database(name);
}

static bool is_data(const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
    if (has_ending(name, endings[i]))
      return true;
  return false;
}

void lt_data_file_free(void *data)
{
  LtDataFile *file = data;
  if (file->opened != file->shown)
    g_free(file->opened);
  g_free(file->shown);
  g_free(file->table);
  g_free(file);
}

static void file_add(GPtrArray *files, const char *shown, const char *opened)
{
  LtDataFile *file = g_new0(LtDataFile, 1);
  file->shown = g_strdup(shown);
  file->opened = strcmp(shown, opened) == 0 ? file->shown : g_strdup(opened);
  g_ptr_array_add(files, file);
}

/* GDAL looks into all of these as into archives. */
static bool is_zipped(const char *path)
{
  static const char *const zipped[] = {".zip", ".kmz", ".xlsx", ".ods"};
  for (size_t i = 0; i < G_N_ELEMENTS(zipped); i++)
    if (has_ending(path, zipped[i]))
      return true;
  return false;
}

/* ---- what is there ---- */

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* True for the members of a File Geodatabase, which is data as a whole. */
static bool is_inside_data(const char *name)
{
  const char *slash = strchr(name, '/');
  for (; slash != NULL; slash = strchr(slash + 1, '/')) {
    g_autofree char *folder = g_strndup(name, (gsize)(slash - name));
    if (has_ending(folder, ".gdb") && slash[1] != '\0')
      return true;
  }
  return false;
}

/* Names in a folder or archive that are data, sorted, relative to it; texts only where nothing else
 * is. *n_files: of all that is there. */
static GPtrArray *names_find(const char *folder, bool is_archive, size_t *n_files)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
  char **all = is_archive ? VSIReadDirRecursive(folder) : VSIReadDirEx(folder, MAX_FILES + 3);
  for (*n_files = 0; all != NULL && all[*n_files] != NULL; ++*n_files) {
    g_autofree char *name = g_strdup(all[*n_files]);
    size_t n = strlen(name);
    if (n > 0 && name[n - 1] == '/')
      name[n - 1] = '\0';
    const char *base = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
    /* what macOS and editors leave behind begins with a dot or with two signs */
    if (*base == '.' || g_str_has_prefix(base, "~$") || g_str_has_prefix(name, "__MACOSX") ||
        is_inside_data(name))
      continue;
    if (is_data(base))
      g_ptr_array_add(names, g_steal_pointer(&name));
    else if (lt_path_is_survey(base))
      g_ptr_array_add(texts, g_steal_pointer(&name));
  }
  CSLDestroy(all);
  if (names->len == 0) {
    g_ptr_array_unref(names);
    names = g_steal_pointer(&texts);
  } else {
    g_ptr_array_unref(texts);
  }
  g_ptr_array_sort(names, compare_names);
  return names;
}

/* ---- which is meant ---- */

static char *names_join(const GPtrArray *names)
{
  GString *joined = g_string_new(NULL);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *name = g_utf8_make_valid(g_ptr_array_index(names, i), -1);
    g_string_append_printf(joined, "%s%s", i == 0 ? "" : ", ", name);
  }
  return g_string_free(joined, FALSE);
}

/* The name without its folders and ending. */
static bool is_named(const char *name, const char *layer)
{
  g_autofree char *base = g_path_get_basename(name);
  char *dot = strrchr(base, '.');
  if (dot != NULL)
    *dot = '\0';
  return strcmp(base, layer) == 0;
}

static bool are_surveys(const GPtrArray *names)
{
  return names->len > 0 && lt_path_is_survey(g_ptr_array_index(names, 0));
}

/* Leave those that are meant. */
static bool names_choose(const char *path, const char *layer, GPtrArray *names, bool *layer_is_file,
                         GError **error)
{
  if (names->len == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_FOLDER, path);
  if (are_surveys(names) && layer == NULL)
    return true;
  guint n_named = 0, named = 0;
  for (guint i = 0; layer != NULL && i < names->len; i++)
    if (is_named(g_ptr_array_index(names, i), layer)) {
      named = i;
      n_named++;
    }
  if (n_named == 0 && names->len == 1)
    return true; /* a layer inside of the only file, or none is named */
  g_autofree char *list = names_join(names);
  if (layer == NULL || n_named > 1)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_READ_MANY_LAYERS, path, list);
  if (n_named == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYER, path, layer, list);
  *layer_is_file = true;
  g_ptr_array_remove_range(names, named + 1, names->len - named - 1);
  g_ptr_array_remove_range(names, 0, named);
  return true;
}

static bool container_find(GPtrArray *files, const char *path, const char *layer, bool is_archive,
                           bool *layer_is_file, GError **error)
{
  /* the braces: a path may have signs that mean something to GDAL */
  g_autofree char *folder = is_archive ? g_strconcat("/vsizip/{", path, "}", NULL) : g_strdup(path);
  size_t n_files;
  g_autoptr(GPtrArray) names = names_find(folder, is_archive, &n_files);
  if (!is_archive && n_files > MAX_FILES)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MANY_FILES, path, (size_t)MAX_FILES);
  if (!names_choose(path, layer, names, layer_is_file, error))
    return false;
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    g_autofree char *shown = g_build_filename(path, valid, NULL);
    g_autofree char *opened = g_build_filename(folder, name, NULL);
    file_add(files, is_archive ? shown : opened, opened);
  }
  return true;
}

/* ---- survey texts ---- */

static bool texts_add(GPtrArray *files, const char *path, const char *folder, bool is_archive,
                      GError **error)
{
  CPLPushErrorHandler(CPLQuietErrorHandler); /* a broken archive is one without texts */
  char **all = is_archive ? VSIReadDirRecursive(folder) : VSIReadDirEx(folder, MAX_FILES + 1);
  CPLPopErrorHandler();
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  int n = CSLCount(all);
  for (int i = 0; i < n && n <= MAX_FILES; i++) {
    g_autofree char *base = g_path_get_basename(all[i]);
    if (lt_path_is_survey(base) && *base != '.' && !g_str_has_prefix(base, "~$") &&
        !g_str_has_prefix(all[i], "__MACOSX"))
      g_ptr_array_add(names, g_strdup(all[i]));
  }
  CSLDestroy(all);
  if (n > MAX_FILES)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_MANY_FILES, path, MAX_FILES);
  if (names->len == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_TEXTS, path);
  g_ptr_array_sort(names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(names, i), -1);
    g_autofree char *shown = g_build_filename(path, valid, NULL);
    g_autofree char *opened = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
    file_add(files, is_archive ? shown : opened, opened);
  }
  return true;
}

GPtrArray *lt_survey_files_find(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);

  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(lt_data_file_free);
  bool is_archive = has_ending(path, ".zip") && g_file_test(path, G_FILE_TEST_IS_REGULAR);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_autofree char *shown = lt_path_shown(path);
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, shown);
    return NULL;
  }
  if (!is_archive && !g_file_test(path, G_FILE_TEST_IS_DIR)) {
    file_add(files, path, path);
    return g_steal_pointer(&files);
  }
  if (is_archive && !lt_archive_check(path, error))
    return NULL;
  /* the braces: a path may have signs that mean something to GDAL */
  g_autofree char *folder = is_archive ? g_strconcat("/vsizip/{", path, "}", NULL) : g_strdup(path);
  return texts_add(files, path, folder, is_archive, error) ? g_steal_pointer(&files) : NULL;
}

/* ---- data ---- */

static bool database_add(GPtrArray *files, const char *path, const char *layer, GError **error)
{
  g_auto(LtDatabase) database = {0};
  if (!lt_database_parse(path, &database, error))
    return false;
  g_autofree char *shown = lt_path_shown(path);
  if (database.table != NULL && layer != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_DATABASE_TABLE_TWICE, shown, layer);
  LtDataFile *file = g_new0(LtDataFile, 1);
  *file = (LtDataFile){.shown = g_steal_pointer(&shown),
                       .opened = g_steal_pointer(&database.opened),
                       .table = g_steal_pointer(&database.table)};
  g_ptr_array_add(files, file);
  return true;
}

GPtrArray *lt_data_files_find(const char *path, const char *layer, bool *layer_is_file,
                              GError **error)
{
  g_return_val_if_fail(path != NULL && layer_is_file != NULL, NULL);

  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(lt_data_file_free);
  *layer_is_file = false;
  if (lt_path_is_database(path))
    return database_add(files, path, layer, error) ? g_steal_pointer(&files) : NULL;
  bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR) && !has_ending(path, ".gdb");
  bool is_archive = !is_folder && has_ending(path, ".zip") && !has_ending(path, ".gdb.zip");
  if (!g_file_test(path,
                   G_FILE_TEST_EXISTS)) { /* nor is a path that means something to GDAL only */
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, path);
    return NULL;
  }
  if (!is_folder && is_zipped(path) && !lt_archive_check(path, error))
    return NULL;
  if (is_archive) /* until the log of GDAL is popped, which the source does once it is open */
    CPLSetThreadLocalConfigOption("CPL_ZIP_ENCODING", lt_archive_encoding(path));
  if (!is_folder && !is_archive)
    file_add(files, path, path);
  else if (!container_find(files, path, layer, is_archive, layer_is_file, error))
    return NULL;
  for (guint i = 0; i < files->len; i++) {
    const LtDataFile *file = g_ptr_array_index(files, i);
    if (!lt_path_is_survey(file->shown) && !lt_whole_check(file->opened, file->shown, error))
      return NULL;
  }
  return g_steal_pointer(&files);
}
