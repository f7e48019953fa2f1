/* A folder to start from: the sample project with its data. */
#include "project/parts.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <lantu/project.h>
#include <string.h>

/* Folders in folders are few in the sample; a link that leads back has no end. */
#define MAX_DEPTH 8

/* Results and what makes the sample stay behind. */
static bool is_wanted(const char *name)
{
  return name[0] != '.' && !g_str_has_suffix(name, ".py") && strcmp(name, "__pycache__") != 0 &&
         strcmp(name, "out") != 0 && !g_str_has_prefix(name, "out-");
}

static bool fail_write(const char *path, int number, GError **error)
{
  return lt_fail(error, LT_ERROR_WRITE, LT_T_NEW_WRITE, path, g_strerror(number));
}

static bool file_copy(const char *from, const char *to, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  g_autoptr(GError) inner = NULL;
  if (!g_file_get_contents(from, &bytes, &n, &inner))
    return lt_fail(error, LT_ERROR_READ, LT_T_NEW_READ, from, inner->message);
  if (!g_file_set_contents(to, bytes, (gssize)n, &inner))
    return lt_fail(error, LT_ERROR_WRITE, LT_T_NEW_WRITE, to, inner->message);
  return true;
}

static bool folder_copy(size_t *n_files, const char *from, const char *to, int depth,
                        GError **error)
{
  g_autoptr(GError) inner = NULL;
  g_autoptr(GDir) dir = g_dir_open(from, 0, &inner);
  if (dir == NULL || depth > MAX_DEPTH)
    return lt_fail(error, LT_ERROR_READ, LT_T_NEW_READ, from, dir == NULL ? inner->message : "?");
  const char *name;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    if (!is_wanted(name))
      continue;
    if (!g_file_test(source, G_FILE_TEST_IS_DIR)) {
      ++*n_files;
      if (!file_copy(source, target, error))
        return false;
    } else if (g_mkdir(target, 0777) != 0) {
      return fail_write(target, errno, error);
    } else if (!folder_copy(n_files, source, target, depth + 1, error)) {
      return false;
    }
  }
  return true;
}

/* With all that is in it. */
static void path_remove(const char *path)
{
  bool is_folder =
      g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK);
  g_autoptr(GDir) dir = is_folder ? g_dir_open(path, 0, NULL) : NULL;
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *child = g_build_filename(path, name, NULL);
    path_remove(child);
  }
  if (is_folder)
    g_rmdir(path);
  else
    g_unlink(path);
}

/* Move all that is in a folder into the one around it; when that fails nothing of it stays there. */
static bool folder_unwrap(const char *from, const char *to, GError **error)
{
  g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
  g_autoptr(GPtrArray) moved = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  bool ok = true;
  while (ok && dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    ok = g_rename(source, target) == 0 || fail_write(target, errno, error);
    if (ok)
      g_ptr_array_add(moved, g_steal_pointer(&target));
  }
  for (guint i = 0; !ok && i < moved->len; i++)
    path_remove(g_ptr_array_index(moved, i));
  return ok && (g_rmdir(from) == 0 || fail_write(from, errno, error));
}

static bool folder_is_free(const char *path, GError **error)
{
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return true;
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  if (dir != NULL && g_dir_read_name(dir) == NULL)
    return true;
  return lt_fail(error, LT_ERROR_USAGE, LT_T_NEW_EXISTS, path);
}

bool lt_project_new(const char *folder, size_t *n_files, GError **error)
{
  g_return_val_if_fail(folder != NULL && n_files != NULL, false);

  g_autofree char *from = lt_share_find_sample();
  if (!folder_is_free(folder, error))
    return false;
  if (from == NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_NEW_NO_SAMPLE);
  g_autofree char *whole = g_canonicalize_filename(folder, NULL);
  /* A folder that is there stays itself: somebody may work in it, or it may be a link. */
  bool is_there = g_file_test(whole, G_FILE_TEST_IS_DIR);
  g_autofree char *around = is_there ? g_strdup(whole) : g_path_get_dirname(whole);
  g_autofree char *temporary = g_build_filename(around, ".lantu-new-XXXXXX", NULL);
  if (g_mkdir_with_parents(around, 0777) != 0 || g_mkdtemp_full(temporary, 0777) == NULL)
    return fail_write(folder, errno, error);
  *n_files = 0;
  bool ok = folder_copy(n_files, from, temporary, 0, error);
  if (ok && is_there)
    ok = folder_unwrap(temporary, whole, error);
  else if (ok && g_rename(temporary, whole) != 0)
    ok = fail_write(folder, errno, error);
  if (!ok) /* of what was not finished nothing stays */
    path_remove(temporary);
  return ok;
}
