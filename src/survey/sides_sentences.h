/**
 * @file sides_sentences.h
 * @brief The 四至 sentences of a run: one for all, or a table with one for each zone.
 */
#ifndef LT_SURVEY_SIDES_SENTENCES_H
#define LT_SURVEY_SIDES_SENTENCES_H

#include "survey/results.h"

typedef struct {
  char *sentence;
  char **files;   /**< what its row calls the file; NULL-terminated */
  char **parcels; /**< what its row calls the parcel; NULL-terminated */
  size_t line;    /**< of the table; 0: there is none, it is of the only file */
  bool has_file;  /**< the table says which column names the file, and the row has one */
  bool is_used;
} LtSentence;

/**
 * Load a table: a column 四至 (or 四至范围, sides), and others that name the zone: by its file
 * (文件, file), or by the number or name of a parcel (地块编号, 地块名称, 园区 …). Where no column
 * has such a name, all but 序号 may.
 *
 * @return  array of LtSentence, free with g_array_unref(); NULL with LT_ERROR_READ or
 * LT_ERROR_USAGE
 */
GArray *lt_sentences_load(const char *path, const char *encoding, GError **error);

/** One sentence for all. Free with g_array_unref(). */
GArray *lt_sentences_of_one(const char *sentence);

/** What a row has to do with a file. */
typedef enum {
  LT_SENTENCE_APART, /**< nothing: it names another file, or neither this file nor its parcels */
  LT_SENTENCE_FILE,  /**< it speaks of all of its parcels */
  LT_SENTENCE_PARCEL /**< of some of them: lt_sentence_is_of_parcel() */
} LtSentenceOf;

/** A row that names a file speaks of the parcels of that file that it names as well, else of all;
 * one that names none speaks of parcels of any file. */
LtSentenceOf lt_sentence_of(const LtSentence *sentence, const LtSurveyResults *results,
                            const LtSurveyFile *file);

/** True when a row names a parcel, by number or name. */
bool lt_sentence_is_of_parcel(const LtSentence *sentence, const LtSurveyParcel *parcel);

#endif
