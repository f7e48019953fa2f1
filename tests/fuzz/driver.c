/* Runs a fuzz target over files and folders, where libFuzzer is not linked. */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static bool file_run(const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  size_t n_bytes;
  if (!g_file_get_contents(path, &bytes, &n_bytes, &error)) {
    fprintf(stderr, "%s\n", error->message);
    return false;
  }
  /* A copy of just this size: GLib ends files with a zero, which would hide a read past the end.
   * From malloc(), which as in libFuzzer is not NULL for an empty file. */
  uint8_t *input = malloc(n_bytes);
  g_assert(input != NULL);
  memcpy(input, bytes, n_bytes);
  fprintf(stderr, "%s\n", path);
  LLVMFuzzerTestOneInput(input, n_bytes);
  free(input);
  return true;
}

/* Files of a folder, not of the folders in it. */
static size_t folder_run(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  size_t n_files = 0;
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    n_files += g_file_test(file, G_FILE_TEST_IS_REGULAR) && file_run(file);
  }
  return n_files;
}

int main(int argc, char **argv)
{
  size_t n_files = 0;
  for (int i = 1; i < argc; i++) {
    bool is_folder = g_file_test(argv[i], G_FILE_TEST_IS_DIR);
    n_files += is_folder ? folder_run(argv[i]) : file_run(argv[i]);
  }
  fprintf(stderr, "%zu files\n", n_files);
  return n_files > 0 ? 0 : 1;
}
