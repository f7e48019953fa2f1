#include "io/whole.h"

#include "io/formats.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <string.h>

static uint64_t file_bytes(const char *path)
{
  VSIStatBufL info;
  return VSIStatL(path, &info) == 0 && info.st_size > 0 ? (uint64_t)info.st_size : 0;
}

static bool is_archive(const char *path)
{
  char sign[4] = "";
  VSILFILE *file = VSIFOpenL(path, "rb");
  if (file == NULL)
    return false;
  bool is_one = VSIFReadL(sign, 1, 4, file) == 4 && memcmp(sign, "PK\003\004", 4) == 0;
  VSIFCloseL(file);
  return is_one;
}

/* Of an archive what its members are unpacked. Their number is bounded before (archive.h). */
static uint64_t whole_bytes(const char *path)
{
  if (!is_archive(path))
    return file_bytes(path);
  g_autofree char *folder = g_strdup_printf("/vsizip/{%s}", path);
  char **names = VSIReadDirRecursive(folder);
  uint64_t n_bytes = 0;
  for (size_t i = 0; names != NULL && names[i] != NULL && n_bytes <= LT_WHOLE_BYTES; i++) {
    g_autofree char *member = g_strdup_printf("%s/%s", folder, names[i]);
    n_bytes += MIN(file_bytes(member), LT_WHOLE_BYTES + 1);
  }
  CSLDestroy(names);
  return n_bytes;
}

bool lt_whole_check(const char *opened, const char *shown, GError **error)
{
  const LtFormat *format =
      lt_format_of(GDALIdentifyDriverEx(opened, GDAL_OF_VECTOR, lt_format_drivers(), NULL));
  if (format == NULL || !format->is_whole || whole_bytes(opened) <= LT_WHOLE_BYTES)
    return true;
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_WHOLE, shown, format->driver,
                 (size_t)(LT_WHOLE_BYTES >> 20));
}
