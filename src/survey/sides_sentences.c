#include "survey/sides_sentences.h"

#include "project/csv.h"

#include <string.h>

static void sentence_clear(void *data)
{
  LtSentence *sentence = data;
  g_free(sentence->sentence);
  g_strfreev(sentence->files);
  g_strfreev(sentence->parcels);
}

static GArray *sentences_new(void)
{
  GArray *sentences = g_array_new(FALSE, TRUE, sizeof(LtSentence));
  g_array_set_clear_func(sentences, sentence_clear);
  return sentences;
}

GArray *lt_sentences_of_one(const char *sentence)
{
  GArray *sentences = sentences_new();
  LtSentence one = {
      .sentence = g_strdup(sentence), .files = g_new0(char *, 1), .parcels = g_new0(char *, 1)};
  g_array_append_val(sentences, one);
  return sentences;
}

static size_t sentence_column(const LtCsv *csv)
{
  static const char *const names[] = {"四至", "四至范围", "SZ", "sides"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    size_t column = lt_csv_column(csv, names[i]);
    if (column != SIZE_MAX)
      return column;
  }
  return SIZE_MAX;
}

typedef enum { COLUMN_OTHER, COLUMN_FILE, COLUMN_PARCEL, COLUMN_NUMBER } Column;

static Column column_kind(const char *name)
{
  static const struct {
    const char *name;
    Column kind;
  } known[] = {{"文件", COLUMN_FILE},     {"文件名", COLUMN_FILE},     {"file", COLUMN_FILE},
               {"地块", COLUMN_PARCEL},   {"地块编号", COLUMN_PARCEL}, {"地块名称", COLUMN_PARCEL},
               {"园区", COLUMN_PARCEL},   {"区块", COLUMN_PARCEL},     {"编号", COLUMN_PARCEL},
               {"名称", COLUMN_PARCEL},   {"DKBH", COLUMN_PARCEL},     {"DKMC", COLUMN_PARCEL},
               {"parcel", COLUMN_PARCEL}, {"number", COLUMN_PARCEL},   {"name", COLUMN_PARCEL},
               {"zone", COLUMN_PARCEL},   {"序号", COLUMN_NUMBER}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (g_ascii_strcasecmp(known[i].name, name) == 0)
      return known[i].kind;
  return COLUMN_OTHER;
}

static bool columns_are_known(const LtCsv *csv)
{
  for (const char *const *name = lt_csv_columns(csv); *name != NULL; name++)
    if (column_kind(*name) == COLUMN_FILE || column_kind(*name) == COLUMN_PARCEL)
      return true;
  return false;
}

/* Cells that name a file, or a parcel; empty ones name nothing. */
static char **cells_read(const LtCsv *csv, size_t record, size_t sentence, Column kind)
{
  bool is_known = columns_are_known(csv);
  const char *const *columns = lt_csv_columns(csv);
  GPtrArray *cells = g_ptr_array_new();
  for (size_t i = 0; columns[i] != NULL; i++) {
    const char *cell = lt_csv_cell(csv, record, i);
    Column own = column_kind(columns[i]);
    bool is_it = own == kind || (!is_known && own == COLUMN_OTHER);
    if (i != sentence && cell[0] != '\0' && is_it)
      g_ptr_array_add(cells, g_strdup(cell));
  }
  g_ptr_array_add(cells, NULL);
  return (char **)g_ptr_array_free(cells, FALSE);
}

GArray *lt_sentences_load(const char *path, const char *encoding, GError **error)
{
  g_autofree char *shown = g_filename_display_name(path);
  LtCsv *csv = lt_csv_load_decoded(path, shown, encoding, error);
  if (csv == NULL)
    return NULL;
  size_t column = sentence_column(csv), n = lt_csv_count(csv);
  if (column == SIZE_MAX) {
    lt_fail(error, LT_ERROR_USAGE, LT_T_SIDES_NO_COLUMN, shown);
    lt_csv_free(csv);
    return NULL;
  }
  GArray *sentences = sentences_new();
  for (size_t i = 0; i < n; i++) {
    LtSentence sentence = {.sentence = g_strdup(lt_csv_cell(csv, i, column)),
                           .files = cells_read(csv, i, column, COLUMN_FILE),
                           .parcels = cells_read(csv, i, column, COLUMN_PARCEL),
                           .line = lt_csv_line(csv, i)};
    sentence.has_file = columns_are_known(csv) && sentence.files[0] != NULL;
    g_array_append_val(sentences, sentence);
  }
  lt_csv_free(csv);
  return sentences;
}

static bool is_named(char *const *names, const char *name)
{
  g_autofree char *key = name == NULL ? NULL : lt_side_name_key(name);
  for (; key != NULL && key[0] != '\0' && *names != NULL; names++) {
    g_autofree char *own = lt_side_name_key(*names);
    if (strcmp(own, key) == 0)
      return true;
  }
  return false;
}

/* By its path, its name, or that without its ending. */
static bool names_file(const LtSentence *sentence, const LtSurveyFile *file)
{
  g_autofree char *base = g_path_get_basename(file->path);
  if (is_named(sentence->files, base) || is_named(sentence->files, file->path))
    return true;
  char *dot = strrchr(base, '.');
  if (dot != NULL)
    *dot = '\0';
  return dot != NULL && is_named(sentence->files, base);
}

bool lt_sentence_is_of_parcel(const LtSentence *sentence, const LtSurveyParcel *parcel)
{
  return is_named(sentence->parcels, parcel->number) || is_named(sentence->parcels, parcel->name);
}

LtSentenceOf lt_sentence_of(const LtSentence *sentence, const LtSurveyResults *results,
                            const LtSurveyFile *file)
{
  if (sentence->line == 0)
    return LT_SENTENCE_FILE;
  bool is_of_file = names_file(sentence, file);
  if (sentence->has_file && !is_of_file)
    return LT_SENTENCE_APART;
  for (size_t i = 0; i < results->n_files && !is_of_file; i++)
    if (names_file(sentence, &results->files[i]))
      return LT_SENTENCE_APART;
  for (size_t i = 0; i < file->n_parcels; i++)
    if (lt_sentence_is_of_parcel(sentence, &file->parcels[i]))
      return LT_SENTENCE_PARCEL;
  return is_of_file ? LT_SENTENCE_FILE : LT_SENTENCE_APART;
}
