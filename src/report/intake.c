#include "report/intake.h"

#include "report/text_table.h"

void lt_count_print(GString *out, LtLang lang, LtTextId id, size_t count)
{
  if (count > 0)
    lt_text_append(out, lt_text_format(lang, id, count));
}

void lt_layer_print(GString *out, const LtLayer *layer, LtLang lang)
{
  const LtReadStats *stats = &layer->data->stats;
  lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_LAYER, layer->id,
                                     layer->data->shapes->n_features, stats->n_vertices));
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_FAULTS, layer->data->n_faults);
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_KEYS, layer->n_duplicate_keys);
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_MOVED, stats->n_moved);
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_ADDED, stats->n_added);
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_Z, stats->n_z_dropped);
  lt_count_print(out, lang, LT_T_SUMMARY_LAYER_CLOSED, stats->n_closed);
  if (stats->n_curves > 0)
    lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_CURVES, stats->n_curves,
                                       stats->chord_error_m));
  if (stats->note[lang] != NULL && stats->note[lang][0] != '\0')
    lt_text_append(out, g_strconcat(lt_text(lang, LT_T_LAW_SEPARATOR), stats->note[lang], NULL));
  if (stats->moved_most_m > 0)
    lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_MOVED_BY, stats->moved_least_m,
                                       stats->moved_most_m));
  if (stats->accuracy_m > 0)
    lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_ACCURACY, stats->accuracy_m));
  else if (stats->accuracy_m < 0)
    g_string_append(out, lt_text(lang, LT_T_SUMMARY_ACCURACY_UNKNOWN));
}
