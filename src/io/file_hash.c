#include "io/file_hash.h"

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <stdbool.h>

#define PIECE_BYTES (1 << 16)

char *lt_file_sha256(const char *opened)
{
  g_return_val_if_fail(opened != NULL, NULL);
  VSIStatBufL about;
  CPLPushErrorHandler(CPLQuietErrorHandler); /* no hash says enough */
  bool is_file = VSIStatL(opened, &about) == 0 && VSI_ISREG(about.st_mode);
  VSILFILE *file = is_file ? VSIFOpenL(opened, "rb") : NULL;
  g_autofree unsigned char *bytes = g_malloc(PIECE_BYTES);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  size_t n = PIECE_BYTES;
  while (file != NULL && n == PIECE_BYTES) {
    n = VSIFReadL(bytes, 1, PIECE_BYTES, file);
    g_checksum_update(sum, bytes, (gssize)n);
  }
  bool is_whole = file != NULL && VSIFEofL(file);
  if (file != NULL)
    VSIFCloseL(file);
  CPLPopErrorHandler();
  return is_whole ? g_strdup(g_checksum_get_string(sum)) : NULL;
}
