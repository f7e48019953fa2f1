#include "io/output.h"

#include "io/gpkg.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/* Two files of one process in one folder need different names. */
#define N_TEMPORARY 100

/* Which failures the caller can mend by naming another place. */
static bool fail_errno(GError **error, const char *path, int errnum)
{
  bool is_usage = errnum == EACCES || errnum == EPERM || errnum == EROFS || errnum == ENOTDIR ||
                  errnum == EEXIST || errnum == ENAMETOOLONG || errnum == ENOENT;
  const char *why = g_strerror(errnum == EEXIST ? ENOTDIR : errnum);
  return is_usage ? lt_fail(error, LT_ERROR_USAGE, LT_T_OUTPUT_FOLDER, path, why)
                  : lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, path, why);
}

static bool place_is_free(const char *path, bool overwrite, GError **error)
{
  if (g_file_test(path, G_FILE_TEST_IS_DIR))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OUTPUT_IS_FOLDER, path);
  /* A link to nothing is something too. */
  bool is_there =
      g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK);
  return overwrite || !is_there || lt_fail(error, LT_ERROR_USAGE, LT_T_OUTPUT_EXISTS, path);
}

/* A new empty file in @p folder, "." and ".tmp" around its name so that nobody takes it for a
 * result. */
static char *temporary_new(const char *folder, const char *base, GError **error)
{
  int errnum = EEXIST;
  for (int i = 0; i < N_TEMPORARY && errnum == EEXIST; i++) {
    g_autofree char *name = i == 0 ? g_strdup_printf(".%s.%ld.tmp", base, (long)getpid())
                                   : g_strdup_printf(".%s.%ld.%d.tmp", base, (long)getpid(), i);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    int file = g_open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
    if (file >= 0) {
      close(file);
      return g_steal_pointer(&path);
    }
    errnum = errno;
  }
  fail_errno(error, folder, errnum);
  return NULL;
}

char *lt_output_begin(const char *path, bool overwrite, GError **error)
{
  if (!place_is_free(path, overwrite, error))
    return NULL;
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0777) != 0) {
    fail_errno(error, folder, errno);
    return NULL;
  }
  g_autofree char *base = g_path_get_basename(path);
  return temporary_new(folder, base, error);
}

static bool file_sync(const char *path, int flags)
{
  int file = g_open(path, O_RDONLY | O_CLOEXEC | flags, 0);
  if (file < 0)
    return false;
  int rc = fsync(file);
  int errnum = errno;
  close(file);
  errno = errnum;
  return rc == 0;
}

void lt_output_flow(const char *temporary)
{
#ifdef SYNC_FILE_RANGE_WRITE
  int file = g_open(temporary, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0)
    return;
  sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
  close(file); /* and with it SQLite's lock, which nobody else asks for */
#else
  (void)temporary;
#endif
}

/* A hard link never replaces, a rename always does. Where the file system has no links, looking
 * first must do. */
static bool place_take(const char *temporary, const char *path, bool overwrite, GError **error)
{
  if (!overwrite) {
    if (link(temporary, path) == 0)
      return g_unlink(temporary) == 0 || fail_errno(error, temporary, errno);
    if (!place_is_free(path, false, error))
      return false;
  }
  return g_rename(temporary, path) == 0 ||
         lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, path, g_strerror(errno));
}

bool lt_output_finish(const char *temporary, const char *path, bool overwrite, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (!file_sync(temporary, 0))
    return lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, path, g_strerror(errno));
  if (!place_take(temporary, path, overwrite, error))
    return false;
  /* The result stands; some file systems cannot sync a folder. */
  file_sync(folder, O_DIRECTORY);
  return true;
}

bool lt_output_check(const char *path, bool overwrite, GError **error)
{
  g_return_val_if_fail(path != NULL, false);

  if (!place_is_free(path, overwrite, error))
    return false;
  g_autofree char *folder = g_path_get_dirname(path);
  while (!g_file_test(folder, G_FILE_TEST_EXISTS)) {
    char *parent = g_path_get_dirname(folder);
    g_free(folder);
    folder = parent;
  }
  if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
    return fail_errno(error, folder, ENOTDIR);
  /* Only trying tells: permissions, read-only file systems, and what root may not do either. */
  g_autofree char *probe = temporary_new(folder, "lantu", error);
  return probe != NULL && (g_unlink(probe) == 0 || fail_errno(error, folder, errno));
}

LtOutputs lt_outputs_new(void)
{
  return (LtOutputs){g_ptr_array_new_with_free_func(g_free),
                     g_ptr_array_new_with_free_func(g_free)};
}

void lt_outputs_clear(LtOutputs *outputs)
{
  for (guint i = 0; outputs->temporaries != NULL && i < outputs->temporaries->len; i++)
    g_unlink(g_ptr_array_index(outputs->temporaries, i));
  g_clear_pointer(&outputs->temporaries, g_ptr_array_unref);
  g_clear_pointer(&outputs->paths, g_ptr_array_unref);
}

const char *lt_outputs_begin(LtOutputs *outputs, const char *path, bool overwrite, GError **error)
{
  char *temporary = lt_output_begin(path, overwrite, error);
  if (temporary == NULL)
    return NULL;
  g_ptr_array_add(outputs->temporaries, temporary);
  g_ptr_array_add(outputs->paths, g_strdup(path));
  return temporary;
}

static bool contents_set(const char *temporary, const char *path, const char *text, size_t n,
                         GError **error)
{
  g_autoptr(GError) inner = NULL;
  return g_file_set_contents_full(temporary, text, (gssize)n, G_FILE_SET_CONTENTS_NONE, 0666,
                                  &inner) ||
         lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, path, inner->message);
}

bool lt_outputs_write(LtOutputs *outputs, const char *path, const char *text, size_t n,
                      bool overwrite, GError **error)
{
  const char *temporary = lt_outputs_begin(outputs, path, overwrite, error);
  return temporary != NULL && contents_set(temporary, path, text, n, error);
}

bool lt_outputs_finish(LtOutputs *outputs, bool overwrite, GError **error)
{
  for (guint i = 0; i < outputs->paths->len; i++)
    if (!lt_output_finish(g_ptr_array_index(outputs->temporaries, i),
                          g_ptr_array_index(outputs->paths, i), overwrite, error))
      return false;
  return true;
}

bool lt_output_write(const char *path, const char *text, size_t n, bool overwrite, GError **error)
{
  g_autofree char *temporary = lt_output_begin(path, overwrite, error);
  if (temporary == NULL)
    return false;
  bool is_done = contents_set(temporary, path, text, n, error) &&
                 lt_output_finish(temporary, path, overwrite, error);
  if (!is_done)
    g_unlink(temporary);
  return is_done;
}
