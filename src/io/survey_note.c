#include "io/survey_note.h"

static const struct {
  const char *id;
  LtTextId title;
} rules[LT_N_SV] = {
    [LT_SV_READ] = {"SV-READ", LT_T_SV_READ_TITLE},
    [LT_SV_FORM] = {"SV-FORM", LT_T_SV_FORM_TITLE},
    [LT_SV_KIND] = {"SV-KIND", LT_T_SV_KIND_TITLE},
    [LT_SV_HEAD] = {"SV-HEAD", LT_T_SV_HEAD_TITLE},
    [LT_SV_CRS] = {"SV-CRS", LT_T_SV_CRS_TITLE},
    [LT_SV_SWAP] = {"SV-SWAP", LT_T_SV_SWAP_TITLE},
    [LT_SV_BAND] = {"SV-BAND", LT_T_SV_BAND_TITLE},
    [LT_SV_COUNT] = {"SV-COUNT", LT_T_SV_COUNT_TITLE},
    [LT_SV_UNIT] = {"SV-UNIT", LT_T_SV_UNIT_TITLE},
    [LT_SV_AREA] = {"SV-AREA", LT_T_SV_AREA_TITLE},
    [LT_SV_CLOSE] = {"SV-CLOSE", LT_T_SV_CLOSE_TITLE},
    [LT_SV_DUP] = {"SV-DUP", LT_T_SV_DUP_TITLE},
    [LT_SV_NUM] = {"SV-NUM", LT_T_SV_NUM_TITLE},
    [LT_SV_START] = {"SV-START", LT_T_SV_START_TITLE},
    [LT_SV_TURN] = {"SV-TURN", LT_T_SV_TURN_TITLE},
    [LT_SV_NEST] = {"SV-NEST", LT_T_SV_NEST_TITLE},
    [LT_SV_CROSS] = {"SV-CROSS", LT_T_SV_CROSS_TITLE},
    [LT_SV_SPIKE] = {"SV-SPIKE", LT_T_SV_SPIKE_TITLE},
    [LT_SV_LINE] = {"SV-LINE", LT_T_SV_LINE_TITLE},
    [LT_SV_PREC] = {"SV-PREC", LT_T_SV_PREC_TITLE},
    [LT_SV_NEAR] = {"SV-NEAR", LT_T_SV_NEAR_TITLE},
    [LT_SV_OVER] = {"SV-OVER", LT_T_SV_OVER_TITLE},
    [LT_SV_SIDE] = {"SV-SIDE", LT_T_SV_SIDE_TITLE},
    [LT_SV_GAP] = {"SV-GAP", LT_T_SV_GAP_TITLE},
    [LT_SV_IN] = {"SV-IN", LT_T_SV_IN_TITLE},
    [LT_SV_OUT] = {"SV-OUT", LT_T_SV_OUT_TITLE},
    [LT_SV_TOTAL] = {"SV-TOTAL", LT_T_SV_TOTAL_TITLE},
    [LT_SV_SKIP] = {"SV-SKIP", LT_T_SV_SKIP_TITLE},
    [LT_SV_BOUND] = {"SV-BOUND", LT_T_SV_BOUND_TITLE},
    [LT_SV_NAME] = {"SV-NAME", LT_T_SV_NAME_TITLE},
    [LT_SV_EDGE] = {"SV-EDGE", LT_T_SV_EDGE_TITLE},
};

const char *lt_survey_rule_id(LtSurveyRule rule)
{
  g_return_val_if_fail(rule < LT_N_SV, NULL);
  return rules[rule].id;
}

LtTextId lt_survey_rule_title(LtSurveyRule rule)
{
  return rules[rule].title;
}

static void note_clear(void *data)
{
  lt_bilingual_clear(&((LtSurveyNote *)data)->text);
}

void lt_survey_notes_init(LtSurveyNotes *notes)
{
  *notes = (LtSurveyNotes){.notes = g_array_new(FALSE, FALSE, sizeof(LtSurveyNote))};
  notes->of_parcels = g_array_new(FALSE, TRUE, sizeof(LtSurveyCounts));
  g_array_set_clear_func(notes->notes, note_clear);
}

void lt_survey_notes_clear(LtSurveyNotes *notes)
{
  g_clear_pointer(&notes->notes, g_array_unref);
  g_clear_pointer(&notes->of_parcels, g_array_unref);
}

/* Count it; true when there is room for its text. */
static bool note_count(LtSurveyNotes *notes, const LtSurveyPlace *place)
{
  notes->n_of_severity[place->severity]++;
  notes->n_skipped += place->rule == LT_SV_SKIP && place->severity > LT_SEVERITY_INFO;
  LtSurveyCounts *counts = &notes->of_file;
  if (place->parcel != LT_SURVEY_NO_PARCEL) {
    if (place->parcel >= notes->of_parcels->len)
      g_array_set_size(notes->of_parcels, (guint)place->parcel + 1);
    counts = &g_array_index(notes->of_parcels, LtSurveyCounts, place->parcel);
  }
  counts->n[place->severity]++;
  return notes->n_of_rule[place->rule]++ < LT_SURVEY_NOTES_MAX;
}

static void note_add(LtSurveyNotes *notes, const LtSurveyPlace *place, LtBilingual text)
{
  LtSurveyNote note = {.rule = place->rule,
                       .severity = place->severity,
                       .parcel = place->parcel,
                       .line = place->line,
                       .text = text};
  g_array_append_val(notes->notes, note);
}

/* The formats are rows of our own catalogue, never input. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

void lt_survey_note(LtSurveyNotes *notes, LtSurveyPlace place, LtTextId id, ...)
{
  if (!note_count(notes, &place))
    return;
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    va_list args;
    va_start(args, id);
    text.in[lang] = g_strdup_vprintf(lt_text((LtLang)lang, id), args);
    va_end(args);
  }
  note_add(notes, &place, text);
}

#pragma GCC diagnostic pop

void lt_survey_note_take(LtSurveyNotes *notes, LtSurveyPlace place, LtBilingual take_text)
{
  if (note_count(notes, &place))
    note_add(notes, &place, take_text);
  else
    lt_bilingual_clear(&take_text);
}

LtSurveyCounts lt_survey_notes_of(const LtSurveyNotes *notes, size_t parcel)
{
  if (parcel >= notes->of_parcels->len)
    return (LtSurveyCounts){{0}};
  return g_array_index(notes->of_parcels, LtSurveyCounts, parcel);
}

static int note_compare(const void *a, const void *b)
{
  const LtSurveyNote *x = a, *y = b;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return (x->rule > y->rule) - (x->rule < y->rule);
}

/* g_array_sort() is stable. */
void lt_survey_notes_sort(LtSurveyNotes *notes)
{
  g_array_sort(notes->notes, note_compare);
}

const LtSurveyNote *lt_survey_notes_first_error(const LtSurveyNotes *notes)
{
  for (guint i = 0; i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    if (note->severity == LT_SEVERITY_ERROR)
      return note;
  }
  return NULL;
}
