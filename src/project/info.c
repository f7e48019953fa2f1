#include "project/info.h"

#include "geom/plane.h"
#include "io/database.h"
#include "project/parts.h"

#include <math.h>
#include <string.h>

static void layer_free(void *data)
{
  LtInfoLayer *layer = data;
  lt_layer_info_free(layer->info);
  lt_crs_diagnosis_free(layer->diagnosis);
  lt_known_layer_free(layer->known);
  g_free(layer->error);
  g_free(layer);
}

static void file_free(void *data)
{
  LtInfoFile *file = data;
  g_ptr_array_unref(file->layers);
  g_free(file->name);
  g_free(file->error);
  g_free(file);
}

void lt_info_free(LtInfo *info)
{
  if (info == NULL)
    return;
  g_ptr_array_unref(info->files);
  g_free(info->outline);
  g_free(info);
}

/* FILE or FILE:LAYER; the longest file there is goes first, its name may have colons. */
static void name_split(const char *name, char **file, char **layer)
{
  *file = g_strdup(name);
  *layer = NULL;
  if (lt_path_is_database(name)) /* which says `tables=` */
    return;
  for (size_t at = strlen(name); !g_file_test(*file, G_FILE_TEST_EXISTS) && at-- > 0;) {
    if (name[at] != ':')
      continue;
    g_autofree char *head = g_strndup(name, at);
    if (!g_file_test(head, G_FILE_TEST_EXISTS))
      continue;
    g_free(*file);
    *file = g_steal_pointer(&head);
    *layer = g_strdup(name + at + 1);
    return;
  }
}

/* ---- the outline ---- */

typedef struct {
  GArray *xy, *ends;
  LtOutline outline;
} Ground;

static void ground_clear(Ground *ground)
{
  g_clear_pointer(&ground->xy, g_array_unref);
  g_clear_pointer(&ground->ends, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ground, ground_clear)

static bool ground_read(Ground *ground, const char *name, GError **error)
{
  g_autofree char *file = NULL, *layer = NULL;
  g_autoptr(LtCrs) crs = NULL;
  name_split(name, &file, &layer);
  const char *const paths[] = {file};
  const LtSourceSpec spec = {.id = name, .paths = paths, .n_paths = 1, .layer = layer};
  if (!lt_info_rings(&spec, &ground->xy, &ground->ends, &crs, error))
    return false;
  double *xy = (double *)(void *)ground->xy->data;
  if (lt_crs_is_projected(crs)) {
    LtPlane plane;
    if (!lt_crs_plane(crs, &plane, error))
      return false;
    lt_plane_to_geographic(&plane, xy, ground->xy->len / 2);
    for (guint i = 0; i < ground->xy->len; i++)
      xy[i] *= 180 / G_PI;
  }
  ground->outline = (LtOutline){.lonlat = xy,
                                .ends = (const size_t *)(const void *)ground->ends->data,
                                .n_rings = ground->ends->len};
  lt_outline_prepare(&ground->outline);
  return true;
}

/* ---- layers ---- */

static LtKnownLayer *known_find(const LtLayerInfo *info)
{
  g_autofree const char **fields = g_new0(const char *, info->fields->len + 1);
  for (guint i = 0; i < info->fields->len; i++)
    fields[i] = g_array_index(info->fields, LtInfoField, i).name;
  return lt_known_layer_find(info->layer, fields);
}

static bool layer_conclude(LtInfoLayer *layer, const LtOutline *outline, GError **error)
{
  const LtLayerInfo *info = layer->info;
  layer->known = known_find(info);
  if (info->n_xy == 0)
    return true;
  const LtCrsEvidence evidence = {
      .xy = info->xy, .n = info->n_xy, .stated = info->crs, .outline = outline};
  layer->diagnosis = lt_crs_diagnose(&evidence, error);
  if (layer->diagnosis == NULL)
    return false;
  layer->proposal = lt_crs_diagnosis_proposal(layer->diagnosis);
  return true;
}

/* False when the work is to end. */
static bool layer_read(LtInfoFile *file, const LtInfoFiles *files, const char *path,
                       const char *name, const LtOutline *outline, LtRun *run, GError **error)
{
  g_autoptr(GError) inner = NULL;
  const char *const paths[] = {path};
  const LtSourceSpec spec = {.id = file->name,
                             .paths = paths,
                             .n_paths = 1,
                             .layer = name,
                             .encoding = files->encoding,
                             .crs = files->crs};
  LtInfoLayer *layer = g_new0(LtInfoLayer, 1);
  g_ptr_array_add(file->layers, layer);
  layer->info = lt_info_read(&spec, run, &inner);
  if (layer->info != NULL)
    return layer_conclude(layer, outline, error);
  bool is_end = g_error_matches(inner, LT_ERROR, LT_ERROR_CANCELLED) ||
                g_error_matches(inner, LT_ERROR, LT_ERROR_MEMORY);
  layer->error = g_strdup(inner->message);
  if (is_end)
    g_propagate_error(error, g_steal_pointer(&inner));
  return !is_end;
}

static bool file_read(LtInfo *info, const LtInfoFiles *files, const char *name,
                      const LtOutline *outline, LtRun *run, GError **error)
{
  g_autofree char *path = NULL, *layer = NULL;
  g_autoptr(GError) inner = NULL;
  LtInfoFile *file = g_new0(LtInfoFile, 1);
  file->name = lt_path_shown(name);
  file->layers = g_ptr_array_new_with_free_func(layer_free);
  g_ptr_array_add(info->files, file);
  name_split(name, &path, &layer);
  if (layer != NULL)
    return layer_read(file, files, path, layer, outline, run, error);
  g_auto(GStrv) names = lt_info_layers(path, &inner);
  if (names == NULL) {
    file->error = g_strdup(inner->message);
    return true;
  }
  /* the only layer of a file has a name that need not be known, nor be UTF-8 */
  if (names[1] == NULL)
    return layer_read(file, files, path, NULL, outline, run, error);
  for (size_t i = 0; names[i] != NULL; i++)
    if (!layer_read(file, files, path, names[i], outline, run, error))
      return false;
  return true;
}

LtInfo *lt_info_files(const LtInfoFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && files->n_files > 0 && run != NULL, NULL);
  g_auto(Ground) ground = {0};
  g_autoptr(LtInfo) info = g_new0(LtInfo, 1);
  info->files = g_ptr_array_new_with_free_func(file_free);
  info->outline = files->outline != NULL ? lt_path_shown(files->outline) : NULL;
  if (files->outline != NULL && !ground_read(&ground, files->outline, error))
    return NULL;
  const LtOutline *outline = files->outline != NULL ? &ground.outline : NULL;
  for (size_t i = 0; i < files->n_files; i++)
    if (!file_read(info, files, files->files[i], outline, run, error))
      return NULL;
  return g_steal_pointer(&info);
}

size_t lt_info_count_failed(const LtInfo *info)
{
  g_return_val_if_fail(info != NULL, 0);
  size_t n = 0;
  for (guint i = 0; i < info->files->len; i++) {
    const LtInfoFile *file = g_ptr_array_index(info->files, i);
    n += file->error != NULL;
    for (guint j = 0; j < file->layers->len; j++) {
      const LtInfoLayer *layer = g_ptr_array_index(file->layers, j);
      n += layer->info == NULL || layer->info->failure != NULL;
    }
  }
  return n;
}
