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

static bool is_picture(const char *name)
{
  static const char *const endings[] = {"png", "jpg", "jpeg", "gif", "bmp", "emf", "wmf", "tif", "tiff"};
  const char *ending = CPLGetExtension(name);
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_ascii_strcasecmp(ending, endings[i]) == 0)
      return true;
  return false;
}

/* Of an archive what its members are unpacked. Their number is bounded before (archive.h). Pictures
 * are not read; what is only called so packs better than they do. */
static uint64_t whole_bytes(const char *path)
{
  uint64_t n_packed = file_bytes(path), n_bytes = 0, n_pictures = 0;
  if (!is_archive(path))
    return n_packed;
  g_autofree char *folder = g_strdup_printf("/vsizip/{%s}", path);
  char **names = VSIReadDirRecursive(folder);
  for (size_t i = 0; names != NULL && names[i] != NULL && n_bytes <= LT_WHOLE_BYTES; i++) {
    g_autofree char *member = g_strdup_printf("%s/%s", folder, names[i]);
    uint64_t size = MIN(file_bytes(member), UINT64_C(1) << 40); /* the sum of all fits */
    *(is_picture(names[i]) ? &n_pictures : &n_bytes) += size;
  }
  CSLDestroy(names);
  return n_bytes + (n_pictures > 2 * n_packed ? n_pictures : 0);
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
