#include "io/encoding_detect.h"

#include "io/encoding.h"
#include "io/encoding_hanzi.h"

#include <string.h>

/* Texts and bytes of one that are looked at; what lies behind is checked as it is read. */
#define MAX_TEXTS 4096
#define MAX_TEXT_BYTES 65536
/* A reading is found that is so much likelier than all others (e⁴ is 55 times). */
#define LEAST_LEAD 4.0
/* One text of so many may be spoilt. */
#define SPOILT_OF 50
/* What only GB18030 says of itself: its bytes prove little, its characters must. */
#define LEAST_GB_SCORE 4.0
#define LEAST_GB_MEAN 0.8
/* Bytes that happen to make up a character of UTF-8 are rare: one of 8, of 30. */
#define UTF8_PAIR 2.0
#define UTF8_TRIPLE 3.5

const char *lt_encoding_reading_name(LtEncodingReading reading)
{
  static const char *const names[] = {"UTF-8", "GB18030", "ISO-8859-1"};
  return names[reading];
}

static bool is_ascii(const char *bytes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)bytes[i] >= 0x80)
      return false;
  return true;
}

/* ---- one text in one reading ---- */

static char *read_utf8(const char *bytes, size_t n, bool may_be_cut)
{
  const char *end;
  if (g_utf8_validate_len(bytes, n, &end))
    return g_strndup(bytes, n);
  size_t rest = n - (size_t)(end - bytes);
  bool is_cut = may_be_cut && rest > 0 && rest < 4 &&
                g_utf8_get_char_validated(end, (gssize)rest) == (gunichar)-2;
  return is_cut ? g_strndup(bytes, n - rest) : NULL;
}

static char *read_gb18030(const char *bytes, size_t n, bool may_be_cut)
{
  gsize n_read = 0, n_written = 0;
  g_autofree char *text =
      g_convert(bytes, (gssize)n, "UTF-8", "GB18030", &n_read, &n_written, NULL);
  bool is_whole = n_read == n || (may_be_cut && n_read + 4 > n);
  return text != NULL && is_whole && strlen(text) == n_written ? g_steal_pointer(&text) : NULL;
}

/* NULL where controls of C1 stand, which nobody writes. */
static char *read_latin1(const char *bytes, size_t n)
{
  GString *text = g_string_sized_new(2 * n);
  for (size_t i = 0; i < n; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (byte == 0 || (byte >= 0x80 && byte < 0xa0)) {
      g_string_free(text, TRUE);
      return NULL;
    }
    g_string_append_unichar(text, byte);
  }
  return g_string_free(text, FALSE);
}

static char *text_read(const char *bytes, size_t n, LtEncodingReading reading, bool may_be_cut)
{
  return reading == LT_READING_UTF8      ? read_utf8(bytes, n, may_be_cut)
         : reading == LT_READING_GB18030 ? read_gb18030(bytes, n, may_be_cut)
                                         : read_latin1(bytes, n);
}

/* ---- its score ---- */

/* Of the alphabets that words are written in, not of phonetics and the like. */
static bool is_letter(gunichar c)
{
  return (c < 0x80 && g_ascii_isalpha((char)c)) || (c >= 0xc0 && c <= 0x17f && c != 0xd7) ||
         (c >= 0x386 && c <= 0x3ce) || (c >= 0x401 && c <= 0x45f);
}

/* Letters of one alphabet stand beside each other. */
static bool is_in_word(gunichar c, gunichar beside)
{
  return is_letter(c) && is_letter(beside) &&
         g_unichar_get_script(c) == g_unichar_get_script(beside);
}

static double char_score(gunichar before, gunichar c, gunichar behind, const unsigned char *gb,
                         size_t n_gb)
{
  if (is_in_word(c, before) || is_in_word(c, behind))
    return 0.5;
  bool beside_word = (before < 0x80 && g_ascii_islower((char)before)) ||
                     (behind < 0x80 && g_ascii_islower((char)behind));
  return lt_hanzi_score(c, gb, n_gb) - (beside_word && c >= 0x2e80 ? 2 : 0);
}

/* In ISO-8859-1 every byte is a character: only a letter in a word of ASCII is likely. */
static double latin1_score(gunichar before, gunichar c, gunichar behind)
{
  bool in_word = (before < 0x80 && g_ascii_isalpha((char)before)) ||
                 (behind < 0x80 && g_ascii_isalpha((char)behind));
  return g_unichar_isalpha(c) && in_word ? 1 : -3;
}

static size_t gb_length(const unsigned char *gb)
{
  if (gb[0] < 0x80)
    return 1;
  return gb[1] >= '0' && gb[1] <= '9' ? 4 : 2;
}

static double text_score(const char *text, LtEncodingReading reading, size_t *n_chars)
{
  gsize n_gb = 0;
  g_autofree char *gb = g_convert(text, -1, "GB18030", "UTF-8", NULL, &n_gb, NULL);
  const unsigned char *at = (const unsigned char *)(gb != NULL ? gb : "");
  const unsigned char *end = at + n_gb;
  double score = 0;
  gunichar before = ' ';
  for (const char *p = text; *p != '\0' && at < end; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p), behind = g_utf8_get_char(g_utf8_next_char(p));
    size_t n = gb_length(at);
    if (c >= 0x80) {
      ++*n_chars;
      score += reading == LT_READING_LATIN1 ? latin1_score(before, c, behind)
                                            : char_score(before, c, behind, at, n);
      if (reading == LT_READING_UTF8)
        score += c < 0x800 ? UTF8_PAIR : UTF8_TRIPLE;
    }
    at += n;
    before = c;
  }
  return score;
}

/* ---- all texts ---- */

void lt_encoding_evidence_add(LtEncodingEvidence *evidence, const char *bytes, size_t n,
                              bool may_be_cut)
{
  g_return_if_fail(evidence != NULL && (bytes != NULL || n == 0));
  if (is_ascii(bytes, n) || lt_encoding_evidence_is_full(evidence))
    return;
  if (evidence->seen == NULL) {
    evidence->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    evidence->samples = g_ptr_array_new_with_free_func(g_free);
  }
  may_be_cut = may_be_cut || n > MAX_TEXT_BYTES;
  n = MIN(n, MAX_TEXT_BYTES);
  g_autofree char *key = g_strndup(bytes, n);
  if (g_hash_table_contains(evidence->seen, key))
    return;
  evidence->n_texts++;
  if (evidence->samples->len < LT_ENCODING_SAMPLES)
    g_ptr_array_add(evidence->samples, g_strdup(key));
  g_hash_table_add(evidence->seen, g_steal_pointer(&key));
  for (int i = 0; i < LT_N_READINGS; i++) {
    g_autofree char *text = text_read(bytes, n, (LtEncodingReading)i, may_be_cut);
    if (text == NULL)
      evidence->n_wrong[i]++;
    else
      evidence->scores[i] += text_score(text, (LtEncodingReading)i, &evidence->n_chars[i]);
  }
}

void lt_encoding_evidence_clear(LtEncodingEvidence *evidence)
{
  g_clear_pointer(&evidence->seen, g_hash_table_unref);
  g_clear_pointer(&evidence->samples, g_ptr_array_unref);
}

bool lt_encoding_evidence_is_full(const LtEncodingEvidence *evidence)
{
  return evidence->n_texts >= MAX_TEXTS;
}

/* A text among many may be spoilt; more are none of this reading. */
static bool is_wrong(const LtEncodingEvidence *evidence, int reading)
{
  return evidence->n_wrong[reading] * SPOILT_OF > evidence->n_texts;
}

/* Bytes that are valid UTF-8 by accident are rare, whatever the characters are. */
static bool is_likely(const LtEncodingEvidence *evidence, int reading)
{
  double score = evidence->scores[reading];
  return reading == LT_READING_UTF8 ||
         (reading == LT_READING_GB18030 && score >= LEAST_GB_SCORE &&
          score >= LEAST_GB_MEAN * (double)evidence->n_chars[LT_READING_GB18030]);
}

const char *lt_encoding_evidence_decide(const LtEncodingEvidence *evidence)
{
  int best = -1;
  double lead = LEAST_LEAD;
  if (evidence->n_texts == 0)
    return "UTF-8";
  for (int i = 0; i < LT_N_READINGS; i++)
    if (!is_wrong(evidence, i) && (best < 0 || evidence->scores[i] > evidence->scores[best]))
      best = i;
  for (int i = 0; best >= 0 && i < LT_N_READINGS; i++)
    if (i != best && !is_wrong(evidence, i))
      lead = MIN(lead, evidence->scores[best] - evidence->scores[i]);
  if (best < 0 || lead < LEAST_LEAD || !is_likely(evidence, best))
    return NULL;
  return lt_encoding_reading_name((LtEncodingReading)best);
}

bool lt_encoding_evidence_refutes(const LtEncodingEvidence *evidence, const char *stated)
{
  for (int i = 0; i < LT_N_READINGS; i++)
    if (lt_encoding_is_same(stated, lt_encoding_reading_name((LtEncodingReading)i)))
      return 2 * evidence->n_wrong[i] > evidence->n_texts;
  return false;
}

/* One line, not too long. */
static void sample_append(GString *shown, const char *text)
{
  g_autofree char *line = g_strdup(text);
  g_strdelimit(line, "\r\n\t", ' ');
  g_autofree char *part = g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), 24));
  g_string_append_printf(shown, "'%s'", g_strstrip(part));
}

char *lt_encoding_evidence_show(const LtEncodingEvidence *evidence)
{
  GString *shown = g_string_new(NULL);
  bool are_wrong = is_wrong(evidence, LT_READING_UTF8) && is_wrong(evidence, LT_READING_GB18030);
  for (int i = 0; i < LT_N_READINGS; i++) {
    bool is_begun = false;
    for (guint j = 0; evidence->samples != NULL && j < evidence->samples->len; j++) {
      const char *bytes = g_ptr_array_index(evidence->samples, j);
      g_autofree char *text = text_read(bytes, strlen(bytes), (LtEncodingReading)i, true);
      if (text == NULL || (is_wrong(evidence, i) && !are_wrong))
        continue;
      g_string_append(shown, is_begun ? " " : shown->len > 0 ? ", " : "");
      if (!is_begun)
        g_string_append_printf(shown, "%s ", lt_encoding_reading_name((LtEncodingReading)i));
      sample_append(shown, text);
      is_begun = true;
    }
  }
  return g_string_free(shown, FALSE);
}

const char *lt_encoding_utf16(const char *bytes, size_t n)
{
  size_t zeros[2] = {0, 0}, n_looked = MIN(n, 4096) & ~(size_t)1;
  if (n >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
    return "UTF-16LE";
  if (n >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
    return "UTF-16BE";
  for (size_t i = 0; i < n_looked; i++)
    zeros[i % 2] += bytes[i] == '\0';
  /* digits, commas and ends of lines have a zero on one side, few Hanzi on the other one */
  size_t most = MAX(zeros[0], zeros[1]), least = MIN(zeros[0], zeros[1]);
  if (n % 2 != 0 || most < n_looked / 16 + 2 || least > most / 8)
    return NULL;
  return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}
