#include "io/archive.h"

#include "base/text.h"
#include "io/encoding_detect.h"

#include <stdint.h>
#include <stdio.h>

/* APPNOTE.TXT 4.3.12, 4.3.14 to 4.3.16: sizes of records without what varies, their signatures. */
#define END_SIZE 22
#define END_SIGN 0x06054b50U
#define LONG_END_SIZE 56
#define LONG_END_SIGN 0x06064b50U
#define LOCATOR_SIZE 20
#define LOCATOR_SIGN 0x07064b50U
#define MEMBER_SIZE 46
#define MEMBER_SIGN 0x02014b50U
#define MOST_COMMENT 65535
/* 4.4.4, bit 11: the name is UTF-8. */
#define FLAG_UTF8 0x800u

static uint64_t number_at(const uint8_t *bytes, size_t n)
{
  uint64_t number = 0;
  for (size_t i = n; i > 0; i--)
    number = number << 8 | bytes[i - 1];
  return number;
}

static bool bytes_read(FILE *file, int64_t at, uint8_t *bytes, size_t n)
{
  return at >= 0 && fseeko(file, at, SEEK_SET) == 0 && fread(bytes, 1, n, file) == n;
}

/* The place of the end record: the last one in the file; -1: none. */
static int64_t end_find(FILE *file)
{
  if (fseeko(file, 0, SEEK_END) != 0)
    return -1;
  int64_t size = ftello(file);
  size_t n = (size_t)CLAMP(size, 0, END_SIZE + MOST_COMMENT);
  g_autofree uint8_t *bytes = g_malloc(n + 1);
  if (!bytes_read(file, size - (int64_t)n, bytes, n))
    return -1;
  for (size_t i = n; i-- > 0;)
    if (i + END_SIZE <= n && number_at(bytes + i, 4) == END_SIGN)
      return size - (int64_t)n + (int64_t)i;
  return -1;
}

/* Where the members begin; -1: not to be found. What stands before the archive moves all of it. */
static int64_t members_find(FILE *file)
{
  int64_t end = end_find(file);
  uint8_t record[END_SIZE], locator[LOCATOR_SIZE], long_end[LONG_END_SIZE];
  if (!bytes_read(file, end, record, sizeof record))
    return -1;
  if (bytes_read(file, end - LOCATOR_SIZE, locator, sizeof locator) &&
      number_at(locator, 4) == LOCATOR_SIGN) {
    int64_t at = (int64_t)MIN(number_at(locator + 8, 8), INT64_MAX);
    if (bytes_read(file, at, long_end, sizeof long_end) && number_at(long_end, 4) == LONG_END_SIGN)
      return at - (int64_t)MIN(number_at(long_end + 40, 8), INT64_MAX);
  }
  return end - (int64_t)number_at(record + 12, 4);
}

/* The name of the next member, cut after one byte more than is allowed; false after the last.
 * *@p flags may be NULL. */
static bool member_next(FILE *file, char name[LT_ARCHIVE_NAME + 2], size_t *n_name, unsigned *flags)
{
  uint8_t record[MEMBER_SIZE];
  if (fread(record, 1, sizeof record, file) != sizeof record || number_at(record, 4) != MEMBER_SIGN)
    return false;
  *n_name = (size_t)number_at(record + 28, 2);
  if (flags != NULL)
    *flags = (unsigned)number_at(record + 8, 2);
  size_t n = MIN(*n_name, LT_ARCHIVE_NAME + 1);
  uint64_t rest = *n_name - n + number_at(record + 30, 2) + number_at(record + 32, 2);
  name[n] = '\0';
  return fread(name, 1, n, file) == n && fseeko(file, (off_t)rest, SEEK_CUR) == 0;
}

static size_t depth_of(const char *name, size_t n)
{
  size_t depth = 0;
  for (size_t i = 0; i < n; i++)
    depth += name[i] == '/' || name[i] == '\\';
  return depth;
}

static bool members_check(FILE *file, const char *path, GError **error)
{
  char name[LT_ARCHIVE_NAME + 2];
  size_t n_name;
  for (size_t n = 1; member_next(file, name, &n_name, NULL); n++) {
    if (n > LT_ARCHIVE_MEMBERS)
      return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MANY_FILES, path,
                     (size_t)LT_ARCHIVE_MEMBERS);
    if (n_name > LT_ARCHIVE_NAME || depth_of(name, n_name) > LT_ARCHIVE_DEPTH)
      return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_LONG_NAME, path);
  }
  return true;
}

bool lt_archive_check(const char *path, GError **error)
{
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return true;
  int64_t at = members_find(file);
  bool ok = at < 0 || fseeko(file, at, SEEK_SET) != 0 || members_check(file, path, error);
  fclose(file);
  return ok;
}

const char *lt_archive_encoding(const char *path)
{
  FILE *file = fopen(path, "rb");
  int64_t at = file != NULL ? members_find(file) : -1;
  g_auto(LtEncodingEvidence) evidence = {0};
  char name[LT_ARCHIVE_NAME + 2];
  size_t n_name;
  unsigned flags;
  bool is_open = at >= 0 && fseeko(file, at, SEEK_SET) == 0;
  for (size_t n = 0; is_open && n < LT_ARCHIVE_MEMBERS; n++) {
    if (!member_next(file, name, &n_name, &flags))
      break;
    if ((flags & FLAG_UTF8) == 0)
      lt_encoding_evidence_add(&evidence, name, MIN(n_name, LT_ARCHIVE_NAME), false);
  }
  if (file != NULL)
    fclose(file);
  const char *found = lt_encoding_evidence_decide(&evidence);
  return found != NULL ? found : "GB18030";
}
