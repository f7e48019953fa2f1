#include "survey/sides_survey.h"

#include "survey/sides_sentences.h"

#include <string.h>

void lt_survey_sides_free(LtSurveySides *sides)
{
  if (sides == NULL)
    return;
  if (sides->sentences != NULL)
    g_array_unref(sides->sentences);
  lt_sides_layers_free(sides->layers);
  g_free(sides);
}

LtSurveySides *lt_survey_sides_new(const LtSurveyFiles *files, GError **error)
{
  g_autoptr(LtSurveySides) sides = g_new0(LtSurveySides, 1);
  sides->tolerance_m = files->sides_within_m > 0 ? files->sides_within_m : LT_SIDES_TOLERANCE_M;
  sides->shown = files->sides_file;
  sides->sentences = files->sides != NULL
                         ? lt_sentences_of_one(files->sides)
                         : lt_sentences_load(files->sides_file, files->encoding, error);
  if (sides->sentences == NULL)
    return NULL;
  sides->layers = lt_sides_layers_open(files->named, error);
  return sides->layers == NULL ? NULL : g_steal_pointer(&sides);
}

/* ---- a file ---- */

typedef struct {
  const LtSurveySides *sides;
  LtSurveyFile *file;
  const LtSideNames *names;
  LtRun *run;
  size_t n_taken; /* sentences */
  bool has_whole; /* one of them is of all parcels */
} FileCheck;

static LtSurveyPlace place_of(const LtSurveyFile *file, size_t parcel, LtSeverity severity)
{
  bool is_of_file = parcel == LT_SURVEY_NO_PARCEL;
  return (LtSurveyPlace){LT_SV_NAME, severity, parcel, is_of_file ? 0 : file->parcels[parcel].line};
}

static void undetermined_tell(LtSurveyFile *file, size_t parcel, LtTextId id, const char *what)
{
  file->n_undetermined++;
  if (what == NULL)
    lt_survey_note(&file->notes, place_of(file, parcel, LT_SEVERITY_WARNING), id);
  else
    lt_survey_note(&file->notes, place_of(file, parcel, LT_SEVERITY_WARNING), id, what);
}

/* Where what is said of a zone goes. */
typedef struct {
  LtSurveyFile *file;
  size_t parcel;
} Zone;

static void side_note(LtSideNote take_note, void *data)
{
  const Zone *zone = data;
  LtSurveyPlace place = place_of(zone->file, zone->parcel, take_note.severity);
  if (take_note.saying == LT_SIDE_SAYS_EDGE)
    place.rule = LT_SV_EDGE;
  else if (take_note.saying != LT_SIDE_SAYS_UNDETERMINED)
    place.rule = LT_SV_BOUND;
  lt_survey_note_take(&zone->file->notes, place, take_note.text);
}

/* One zone: a parcel, or all of them, which must be whole. */
static bool zone_check(const FileCheck *check, size_t parcel, const LtSidesBlock *block,
                       GError **error)
{
  LtSurveyFile *file = check->file;
  g_autofree uint8_t *use = lt_alloc(file->n_parcels, 1, "parcels", error);
  if (use == NULL)
    return false;
  for (size_t i = 0; i < file->n_parcels; i++) {
    use[i] = parcel == LT_SURVEY_NO_PARCEL || i == parcel;
    if (use[i] && file->shapes->types[i] != LT_GEOM_POLYGON) {
      undetermined_tell(file, i, LT_T_SVS_NO_SHAPE, NULL);
      return true;
    }
  }
  LtSidesInput input = {file->shapes, use, block, check->names, check->sides->tolerance_m};
  LtSurveyZone zone = {parcel, lt_sides_check(&input, check->run, error)};
  if (zone.sides == NULL)
    return false;
  for (int side = 0; side < LT_N_SIDES; side++)
    file->n_undetermined += zone.sides->sides[side].state == LT_SIDE_UNDETERMINED;
  lt_sides_tell(zone.sides, check->sides->tolerance_m, side_note, &(Zone){file, parcel});
  g_array_append_val(file->zones, zone);
  return true;
}

static bool has_word(const char *name, const char *word)
{
  g_autofree char *key = lt_side_name_key(name);
  g_autofree char *part = word == NULL ? NULL : lt_side_name_key(word);
  return part != NULL && part[0] != '\0' && strstr(key, part) != NULL;
}

/* The only parcel whose name has that of a block. */
static size_t block_parcel(const LtSurveyFile *file, const LtSidesBlock *block)
{
  size_t found = LT_SURVEY_NO_PARCEL;
  for (size_t i = 0; i < file->n_parcels; i++) {
    const char *name = file->parcels[i].name;
    if (!has_word(name, block->name) && !has_word(name, block->label))
      continue;
    if (found != LT_SURVEY_NO_PARCEL)
      return LT_SURVEY_NO_PARCEL;
    found = i;
  }
  return found;
}

/* Blocks are parcels by their names or, where none is, in the order of the file. */
static bool blocks_check(const FileCheck *check, size_t parcel, const GPtrArray *blocks,
                         GError **error)
{
  const LtSurveyFile *file = check->file;
  bool is_named = false;
  for (guint i = 0; i < blocks->len; i++)
    is_named = is_named || block_parcel(file, g_ptr_array_index(blocks, i)) != LT_SURVEY_NO_PARCEL;
  for (guint i = 0; i < blocks->len; i++) {
    const LtSidesBlock *block = g_ptr_array_index(blocks, i);
    size_t own = is_named || blocks->len != file->n_parcels ? block_parcel(file, block) : i;
    if (own == LT_SURVEY_NO_PARCEL)
      undetermined_tell(check->file, parcel, LT_T_SVS_BLOCK,
                        block->label == NULL ? "-" : block->label);
    else if ((parcel == LT_SURVEY_NO_PARCEL || parcel == own) &&
             !zone_check(check, own, block, error))
      return false;
  }
  return true;
}

static void unread_tell(LtSurveyFile *file, size_t parcel, const LtSidesText *text)
{
  for (guint i = 0; i < text->unread->len; i++) {
    const char *unread = g_ptr_array_index(text->unread, i);
    bool may_be_side = strstr(unread, "至") != NULL;
    LtSeverity severity = may_be_side ? LT_SEVERITY_WARNING : LT_SEVERITY_INFO;
    file->n_undetermined += may_be_side;
    lt_survey_note(&file->notes, place_of(file, parcel, severity), LT_T_SVS_UNREAD, unread);
  }
}

static bool sentence_check(const FileCheck *check, size_t parcel, const LtSentence *sentence,
                           GError **error)
{
  g_autoptr(LtSidesText) text = lt_sides_text_parse(sentence->sentence);
  if (text->blocks->len == 0) {
    undetermined_tell(check->file, parcel, LT_T_SVS_NOTHING, sentence->sentence);
    return true;
  }
  unread_tell(check->file, parcel, text);
  /* What is said of the only parcel is said of it, not of the file. */
  size_t own = parcel == LT_SURVEY_NO_PARCEL && check->file->n_parcels == 1 ? 0 : parcel;
  return text->blocks->len == 1 ? zone_check(check, own, g_ptr_array_index(text->blocks, 0), error)
                                : blocks_check(check, parcel, text->blocks, error);
}

/* ---- which sentences are of a file ---- */

static bool names_find(FileCheck *check, GError **error)
{
  g_autoptr(LtCrs) crs = lt_crs_parse(check->file->crs_id, error);
  if (crs == NULL)
    return false;
  check->names = lt_sides_layers_names(check->sides->layers, crs, check->run, error);
  return check->names != NULL;
}

/* A sentence of all parcels (LT_SURVEY_NO_PARCEL), or of one. */
static bool sentence_take(FileCheck *check, size_t parcel, LtSentence *sentence, GError **error)
{
  check->n_taken++;
  sentence->is_used = true;
  if (check->file->crs_id == NULL) {
    undetermined_tell(check->file, parcel, LT_T_SVS_NO_CRS, NULL);
    return true;
  }
  return (check->names != NULL || names_find(check, error)) &&
         sentence_check(check, parcel, sentence, error);
}

static bool parcels_take(FileCheck *check, LtSentence *sentence, uint8_t *has_own, GError **error)
{
  for (size_t i = 0; i < check->file->n_parcels; i++) {
    if (!lt_sentence_is_of_parcel(sentence, &check->file->parcels[i]))
      continue;
    has_own[i] = 1;
    if (!lt_run_check(check->run, error) || !sentence_take(check, i, sentence, error))
      return false;
  }
  return true;
}

static void zone_clear(void *data)
{
  lt_sides_result_free(((LtSurveyZone *)data)->sides);
}

/* Whoever has no sentence, neither of its own nor of its file, is told. */
static void left_tell(LtSurveyFile *file, const FileCheck *check, const uint8_t *has_own)
{
  if (check->n_taken == 0)
    undetermined_tell(file, LT_SURVEY_NO_PARCEL, LT_T_SVS_NO_SENTENCE, NULL);
  for (size_t i = 0; check->n_taken > 0 && !check->has_whole && i < file->n_parcels; i++)
    if (!has_own[i])
      undetermined_tell(file, i, LT_T_SVS_NO_SENTENCE, NULL);
}

static bool file_check(const LtSurveySides *sides, const LtSurveyResults *results,
                       LtSurveyFile *file, LtRun *run, GError **error)
{
  FileCheck check = {.sides = sides, .file = file, .run = run};
  g_autofree uint8_t *has_own = lt_alloc(file->n_parcels, 1, "parcels", error);
  if (has_own == NULL)
    return false;
  file->zones = g_array_new(FALSE, TRUE, sizeof(LtSurveyZone));
  g_array_set_clear_func(file->zones, zone_clear);
  for (guint i = 0; i < sides->sentences->len; i++) {
    LtSentence *sentence = &g_array_index(sides->sentences, LtSentence, i);
    LtSentenceOf of = lt_sentence_of(sentence, results, file);
    check.has_whole = check.has_whole || of == LT_SENTENCE_FILE;
    if ((of == LT_SENTENCE_FILE && !sentence_take(&check, LT_SURVEY_NO_PARCEL, sentence, error)) ||
        (of == LT_SENTENCE_PARCEL && !parcels_take(&check, sentence, has_own, error)))
      return false;
  }
  left_tell(file, &check, has_own);
  return true;
}

bool lt_survey_sides_check(const LtSurveySides *sides, LtSurveyResults *results, LtRun *run,
                           GError **error)
{
  if (sides->shown == NULL && results->n_files > 1)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_SIDES_ONE_FILE);
  results->sides_within_m = sides->tolerance_m;
  for (size_t i = 0; i < results->n_files; i++) {
    lt_run_progress(run, lt_text(lt_language(), LT_T_SIDES_STAGE),
                    (double)i / (double)results->n_files);
    if (results->files[i].unread == NULL &&
        !file_check(sides, results, &results->files[i], run, error))
      return false;
  }
  for (guint i = 0; i < sides->sentences->len; i++) {
    const LtSentence *sentence = &g_array_index(sides->sentences, LtSentence, i);
    if (sides->shown != NULL && !sentence->is_used)
      lt_run_log(run, LT_LOG_WARNING, LT_T_SIDES_UNUSED, sides->shown, sentence->line);
  }
  return true;
}
