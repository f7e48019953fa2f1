/**
 * @file encoding_detect.h
 * @brief Which encoding texts are in, by validity and by the frequency of Hanzi. Refuses to guess.
 *
 * Texts are added one by one; those of ASCII alone say nothing. Every reading (UTF-8, GB18030,
 * which holds GBK and GB2312, ISO-8859-1) that all texts are valid in, but for one of fifty that
 * somebody spoilt, gets a score: the sum over
 * its characters of the logarithm of how much likelier they are in a text of that reading than in
 * one of other bytes. A reading is found when it leads clearly; ISO-8859-1 is never found, it only
 * stands against the others.
 */
#ifndef LT_IO_ENCODING_DETECT_H
#define LT_IO_ENCODING_DETECT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
  LT_READING_UTF8,
  LT_READING_GB18030,
  LT_READING_LATIN1,
  LT_N_READINGS
} LtEncodingReading;

/** As iconv knows it. */
const char *lt_encoding_reading_name(LtEncodingReading reading);

/** What texts say of their encoding. Clear with lt_encoding_evidence_clear(). */
typedef struct {
  size_t n_texts;               /**< that are not ASCII, each counted once */
  size_t n_wrong[LT_N_READINGS]; /**< texts that are not valid in it */
  double scores[LT_N_READINGS];
  size_t n_chars[LT_N_READINGS]; /**< beyond ASCII */
  GHashTable *seen;              /**< texts, of char * */
  GPtrArray *samples;            /**< of char *: the first texts, as the bytes they are */
} LtEncodingEvidence;

/** Samples that are kept. */
#define LT_ENCODING_SAMPLES 3

/**
 * Take a text into account, once.
 *
 * @param may_be_cut  its last character may be incomplete: a field of a table was too short for it
 */
void lt_encoding_evidence_add(LtEncodingEvidence *evidence, const char *bytes, size_t n,
                              bool may_be_cut);
void lt_encoding_evidence_clear(LtEncodingEvidence *evidence);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtEncodingEvidence, lt_encoding_evidence_clear)

/** Enough texts were seen: more change nothing. */
bool lt_encoding_evidence_is_full(const LtEncodingEvidence *evidence);

/** "UTF-8" or "GB18030", static; UTF-8 where all texts are ASCII; NULL: undecidable. */
const char *lt_encoding_evidence_decide(const LtEncodingEvidence *evidence);

/** True when most texts are not valid in an encoding that somebody states. */
bool lt_encoding_evidence_refutes(const LtEncodingEvidence *evidence, const char *stated);

/** The samples in every reading that is possible: UTF-8 '…', GB18030 '…'. Free with g_free(). */
char *lt_encoding_evidence_show(const LtEncodingEvidence *evidence);

/** "UTF-16LE" or "UTF-16BE" where a BOM, or zeros beside ASCII, say so of a whole file; else
 * NULL. */
const char *lt_encoding_utf16(const char *bytes, size_t n);

#endif
