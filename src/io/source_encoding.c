/* The encoding of the texts of Shapefiles and CSV files, whose bytes GDAL hands out as they are. */
#include "io/encoding.h"
#include "io/encoding_detect.h"
#include "io/source_parts.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <string.h>

/* What is looked at to find the encoding; all else is checked as it is read. */
#define MAX_LOOKED_BYTES ((size_t)64 << 20)
#define BLOCK_BYTES ((size_t)1 << 20)

/* ---- what is stated ---- */

/* The name in a .cpg file, as iconv knows it; NULL when there is none. */
static const char *cpg_encoding(const char *path)
{
  const char *dot = strrchr(path, '.');
  if (dot == NULL)
    return NULL;
  for (size_t i = 0; i < 2; i++) {
    g_autofree char *cpg =
        g_strdup_printf("%.*s%s", (int)(dot - path), path, i == 0 ? ".cpg" : ".CPG");
    char name[65];
    VSILFILE *file = VSIFOpenL(cpg, "rb");
    if (file == NULL)
      continue;
    size_t n = VSIFReadL(name, 1, sizeof name, file);
    VSIFCloseL(file);
    if (n == 0 || n == sizeof name)
      continue;
    name[n] = '\0';
    g_strstrip(name);
    if (g_ascii_strncasecmp(name, "88591", 5) == 0 || g_ascii_strcasecmp(name, "8859_1") == 0)
      return "ISO-8859-1";
    if (strspn(name, "0123456789") == strlen(name) && strcmp(name, "936") != 0 &&
        strcmp(name, "65001") != 0) {
      g_autofree char *page = g_strconcat("CP", name, NULL);
      return g_intern_string(page);
    }
    return *name == '\0' ? NULL : g_intern_string(name);
  }
  return NULL;
}

/* What the number of a language driver in the head of a DBF says. 0x57, "ANSI", and 0 are what
 * programs write that do not know. */
static const char *ldid_encoding(unsigned char number)
{
  static const struct {
    unsigned char number;
    const char *name;
  } rows[] = {{0x4d, "GBK"},    {0x7a, "GBK"},    {0x4e, "CP949"},  {0x79, "CP949"},
              {0x4f, "BIG5"},   {0x78, "BIG5"},   {0x13, "CP932"},  {0x7b, "CP932"},
              {0x01, "CP437"},  {0x02, "CP850"},  {0x64, "CP852"},  {0x65, "CP866"},
              {0xc8, "CP1250"}, {0xc9, "CP1251"}, {0x59, "CP1252"}, {0x03, "CP1252"}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (rows[i].number == number)
      return rows[i].name;
  return NULL;
}

/* ---- what the bytes say ---- */

typedef struct {
  unsigned char ldid;
  size_t head_bytes, record_bytes;
  struct {
    size_t at, n;
  } texts[2048];
  size_t n_texts;
} DbfHead;

static unsigned dbf_u16(const unsigned char *at)
{
  return at[0] | (unsigned)at[1] << 8;
}

/* The length of a text without the blanks and zeros that fill it up. */
static size_t field_length(const char *bytes, size_t n)
{
  const char *zero = memchr(bytes, '\0', n);
  n = zero != NULL ? (size_t)(zero - bytes) : n;
  while (n > 0 && bytes[n - 1] == ' ')
    n--;
  return n;
}

/* Names of fields are texts, too. */
static bool dbf_head_read(VSILFILE *file, DbfHead *head, LtEncodingEvidence *evidence)
{
  unsigned char begin[32], field[32];
  if (VSIFReadL(begin, 1, sizeof begin, file) != sizeof begin)
    return false;
  head->head_bytes = dbf_u16(begin + 8);
  head->record_bytes = dbf_u16(begin + 10);
  head->ldid = begin[29];
  size_t at = 1;
  for (size_t place = 64; place <= head->head_bytes; place += 32) {
    if (VSIFReadL(field, 1, sizeof field, file) != sizeof field || field[0] == '\r')
      break;
    bool is_text = field[11] == 'C';
    /* a text longer than 255 has its high byte where numbers have their decimals */
    size_t n = field[16] + (is_text ? (size_t)field[17] << 8 : 0);
    size_t n_name = field_length((const char *)field, 11);
    lt_encoding_evidence_add(evidence, (const char *)field, n_name, n_name >= 10);
    if (is_text && head->n_texts < G_N_ELEMENTS(head->texts) && at + n <= head->record_bytes) {
      head->texts[head->n_texts].at = at;
      head->texts[head->n_texts++].n = n;
    }
    at += n;
  }
  return head->record_bytes > 1;
}

static void dbf_records_add(const DbfHead *head, const char *block, size_t n_records,
                            LtEncodingEvidence *evidence)
{
  for (size_t i = 0; i < n_records; i++)
    for (size_t j = 0; j < head->n_texts; j++) {
      const char *bytes = block + i * head->record_bytes + head->texts[j].at;
      size_t n = field_length(bytes, head->texts[j].n);
      lt_encoding_evidence_add(evidence, bytes, n, n == head->texts[j].n);
    }
}

static void dbf_look(VSILFILE *file, DbfHead *head, LtEncodingEvidence *evidence)
{
  if (!dbf_head_read(file, head, evidence) || head->n_texts == 0 ||
      VSIFSeekL(file, head->head_bytes, SEEK_SET) != 0)
    return;
  size_t per_block = MAX(BLOCK_BYTES / head->record_bytes, 1);
  g_autofree char *block = g_malloc(per_block * head->record_bytes);
  for (size_t n_looked = 0; n_looked < MAX_LOOKED_BYTES && !lt_encoding_evidence_is_full(evidence);
       n_looked += per_block * head->record_bytes) {
    size_t n = VSIFReadL(block, head->record_bytes, per_block, file);
    dbf_records_add(head, block, n, evidence);
    if (n < per_block)
      return;
  }
}

static void lines_add(char *text, size_t n, LtEncodingEvidence *evidence)
{
  for (size_t at = 0; at < n && !lt_encoding_evidence_is_full(evidence);) {
    const char *end = memchr(text + at, '\n', n - at);
    size_t length = end != NULL ? (size_t)(end - (text + at)) : n - at;
    lt_encoding_evidence_add(evidence, text + at, length, end == NULL);
    at += length + 1;
  }
}

static void csv_look(VSILFILE *file, LtEncodingEvidence *evidence)
{
  g_autofree char *block = g_malloc(16 * BLOCK_BYTES);
  size_t n = VSIFReadL(block, 1, 16 * BLOCK_BYTES, file);
  size_t bom = n >= 3 && memcmp(block, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  lines_add(block + bom, n - bom, evidence);
}

/* The table beside a Shapefile. */
static VSILFILE *dbf_open(const char *path)
{
  const char *dot = strrchr(path, '.');
  VSILFILE *file = NULL;
  for (size_t i = 0; i < 2 && file == NULL && dot != NULL; i++) {
    g_autofree char *dbf =
        g_strdup_printf("%.*s%s", (int)(dot - path), path, i == 0 ? ".dbf" : ".DBF");
    file = VSIFOpenL(dbf, "rb");
  }
  return file;
}

static void part_look(LtPart *part, LtEncodingEvidence *evidence)
{
  g_autofree DbfHead *head = g_new0(DbfHead, 1);
  VSILFILE *file = part->is_shapefile ? dbf_open(part->opened) : VSIFOpenL(part->opened, "rb");
  if (file == NULL)
    return;
  if (part->is_shapefile)
    dbf_look(file, head, evidence);
  else
    csv_look(file, evidence);
  VSIFCloseL(file);
  const char *stated = part->stated_by == LT_STATED_NOT ? ldid_encoding(head->ldid) : NULL;
  if (stated != NULL) {
    part->encoding_stated = stated;
    part->stated_by = LT_STATED_LDID;
  }
}

/* ---- UTF-16 ---- */

/* GDAL knows no UTF-16: the table is given to it in UTF-8, from memory. */
static bool utf16_put(LtPart *part, const char *bytes, size_t n, const char *encoding,
                      GError **error)
{
  g_autofree char *text = lt_decode(bytes, n, encoding, false, part->path, NULL, error);
  if (text == NULL)
    return false;
  static gint number;
  int id = g_atomic_int_add(&number, 1);
  g_autofree char *name = g_path_get_basename(part->opened); /* GDAL calls the layer so */
  part->decoded = g_strdup_printf("/vsimem/lantu/%d/%s", id, name);
  size_t n_text = strlen(text);
  VSILFILE *file = VSIFOpenL(part->decoded, "wb");
  bool is_put = file != NULL && VSIFWriteL(text, 1, n_text, file) == n_text;
  if (file != NULL)
    VSIFCloseL(file);
  part->opened = part->decoded;
  part->encoding_file = encoding;
  return is_put || lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n_text, part->path);
}

/* The rest of a file, of which @p encoding was found. */
static bool utf16_read(LtPart *part, VSILFILE *file, const char *encoding, GError **error)
{
  VSIFSeekL(file, 0, SEEK_END);
  size_t n = (size_t)VSIFTellL(file);
  if (n > MAX_LOOKED_BYTES)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_TOO_BIG, part->path, n);
  g_autofree char *bytes = lt_alloc(n, 1, part->path, error);
  if (bytes == NULL)
    return false;
  VSIFSeekL(file, 0, SEEK_SET);
  return utf16_put(part, bytes, VSIFReadL(bytes, 1, n, file), encoding, error);
}

bool lt_part_decode_utf16(LtPart *part, GError **error)
{
  char begin[4096];
  size_t n_path = strlen(part->opened);
  if (n_path < 4 || g_ascii_strcasecmp(part->opened + n_path - 4, ".csv") != 0)
    return true;
  VSILFILE *file = VSIFOpenL(part->opened, "rb");
  if (file == NULL)
    return true; /* GDAL says why */
  const char *encoding = lt_encoding_utf16(begin, VSIFReadL(begin, 1, sizeof begin, file));
  bool ok = encoding == NULL || utf16_read(part, file, encoding, error);
  VSIFCloseL(file);
  return ok;
}

/* ---- both ---- */

static void part_read_stated(LtPart *part, const LtSource *source)
{
  const char *cpg = part->is_shapefile ? cpg_encoding(part->opened) : NULL;
  if (source->spec.encoding != NULL) {
    part->encoding_stated = g_intern_string(source->spec.encoding);
    part->stated_by = LT_STATED_USER;
  } else if (cpg != NULL) {
    part->encoding_stated = cpg;
    part->stated_by = LT_STATED_CPG;
  }
}

void lt_part_find_encoding(LtPart *part, const LtSource *source)
{
  part->encoding = "UTF-8";
  if (!part->format->is_encoded)
    return;
  g_auto(LtEncodingEvidence) evidence = {0};
  part_read_stated(part, source);
  part_look(part, &evidence);
  part->encoding_found = lt_encoding_evidence_decide(&evidence);
  part->encoding = part->encoding_stated != NULL ? part->encoding_stated : part->encoding_found;
  bool is_told = evidence.n_texts > 0;
  bool differs = part->encoding_stated != NULL && part->encoding_found != NULL && is_told &&
                 !lt_encoding_is_same(part->encoding_stated, part->encoding_found);
  part->has_encoded_texts = is_told;
  if (differs || (part->encoding_found == NULL && part->encoding_stated == NULL))
    part->encoding_readings = lt_encoding_evidence_show(&evidence);
  part->encoding_differs = differs;
  part->encoding_is_refuted = part->encoding_stated != NULL &&
                              lt_encoding_evidence_refutes(&evidence, part->encoding_stated);
}

void lt_part_tell_encoding(const LtPart *part, LtRun *run)
{
  if (part->encoding_differs && part->stated_by == LT_STATED_USER)
    lt_run_log(run, LT_LOG_WARNING, LT_T_ENCODING_DIFFERS, part->where, part->encoding_stated,
               part->encoding_found, part->encoding_readings);
}

static bool is_ascii(const char *bytes)
{
  for (; *bytes != '\0'; bytes++)
    if ((unsigned char)*bytes >= 0x80)
      return false;
  return true;
}

char *lt_part_decode(const LtPart *part, const char *bytes, const char *what, GError **error)
{
  g_autoptr(GError) inner = NULL;
  bool is_plain = is_ascii(bytes);
  /* programs write .cpg and LDID without a look at the texts; who states an encoding has looked */
  bool is_doubted = part->encoding_differs && part->stated_by != LT_STATED_USER && !is_plain;
  if (part->encoding == NULL && !is_plain) {
    lt_fail(error, LT_ERROR_READ, LT_T_ENCODING_UNDECIDED, what, part->encoding_readings);
    return NULL;
  }
  char *text = is_doubted
                   ? NULL
                   : lt_decode(bytes, strlen(bytes), part->encoding, false, what, NULL, &inner);
  if (text == NULL && part->encoding_differs)
    lt_fail(error, LT_ERROR_READ, LT_T_ENCODING_DIFFERS, what, part->encoding_stated,
            part->encoding_found, part->encoding_readings);
  else if (text == NULL)
    g_propagate_error(error, g_steal_pointer(&inner));
  return text;
}
