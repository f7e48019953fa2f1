#include "survey/sides_text.h"

#include <stdint.h>
#include <string.h>

static const gunichar side_chars[LT_N_SIDES] = {0x4e1c, 0x5357, 0x897f, 0x5317}; /* 东南西北 */

LtSide lt_side_of_char(gunichar c)
{
  for (int side = 0; side < LT_N_SIDES; side++)
    if (side_chars[side] == c)
      return (LtSide)side;
  return c == 0x6771 ? LT_SIDE_EAST : LT_SIDE_NONE; /* 東 */
}

gunichar lt_side_char_narrow(gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  if (g_unichar_isspace(c) || c == 0xfeff || c == 0x200b)
    return ' ';
  switch (c) {
  case '[':
  case '{':
  case 0x3010:
  case 0x3014: /* 【〔 */
    return '(';
  case ']':
  case '}':
  case 0x3011:
  case 0x3015:
    return ')';
  case '"':
  case '\'':
  case 0x2018:
  case 0x2019:
  case 0x201c:
  case 0x201d:
  case 0x300a:
  case 0x300b:
  case '*':
    return 0;
  case 0xff61:
    return 0x3002; /* 。 */
  default:
    return c;
  }
}

/* ---- the sentence in half width ---- */

/* Texts are read by character. */
typedef struct {
  const gunichar *at;
  size_t n;
} Chars;

static bool is_in(gunichar c, const char *set)
{
  return c != 0 && g_utf8_strchr(set, -1, c) != NULL;
}

static gunichar char_at(const Chars *chars, size_t i)
{
  return i < chars->n ? chars->at[i] : 0;
}

static char *chars_text(Chars chars)
{
  return g_ucs4_to_utf8(chars.at, (glong)chars.n, NULL, NULL, NULL);
}

static bool starts_with(Chars chars, const char *word)
{
  size_t i = 0;
  for (; *word != '\0'; word = g_utf8_next_char(word), i++)
    if (char_at(&chars, i) != g_utf8_get_char(word))
      return false;
  return true;
}

static Chars chars_from(Chars chars, size_t from)
{
  return (Chars){chars.at + MIN(from, chars.n), chars.n - MIN(from, chars.n)};
}

/* What begins a line of its own, so that the line break before it parts. */
static bool begins_part(Chars chars)
{
  static const char *const words[] = {"区块", "地块", "片区", "组团", "分区", "第",
                                      "(",    "①",    "②",    "③",    "④",    "⑤"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (starts_with(chars, words[i]))
      return true;
  return lt_side_of_char(char_at(&chars, 0)) != LT_SIDE_NONE &&
         is_in(lt_side_char_narrow(char_at(&chars, 1)), "至到以临接邻抵靠达与为是面侧边部、:");
}

/* Blanks stay between Latin words only; a line break parts what follows it if that looks new. */
static GArray *sentence_narrow(const char *sentence)
{
  g_autofree char *valid = g_utf8_make_valid(sentence, -1);
  glong n = 0;
  g_autofree gunichar *raw = g_utf8_to_ucs4_fast(valid, -1, &n);
  GArray *out = g_array_new(FALSE, FALSE, sizeof(gunichar));
  bool was_blank = false, was_break = false;
  for (glong i = 0; i < n; i++) {
    gunichar c = lt_side_char_narrow(raw[i]);
    was_break = was_break || raw[i] == '\n' || raw[i] == '\r';
    was_blank = was_blank || c == ' ';
    if (c == 0 || c == ' ')
      continue;
    gunichar last = out->len == 0 ? 0 : g_array_index(out, gunichar, out->len - 1);
    gunichar between = was_break && begins_part((Chars){raw + i, (size_t)(n - i)}) ? ';' : ' ';
    bool is_latin = last < 0x80 && c < 0x80 && g_unichar_isalnum(last) && g_unichar_isalnum(c);
    if (last != 0 && was_blank && (between == ';' || is_latin))
      g_array_append_val(out, between);
    g_array_append_val(out, c);
    was_blank = was_break = false;
  }
  return out;
}

/* ---- where a side begins ---- */

#define SEPARATORS ",;:、。/()!?"

/* 东至, 东临, 东面：; what it says holds for all of its sides. */
typedef struct {
  size_t begin, end;
  uint8_t sides; /* bits; 0: a direction between two (东南至), which is not understood */
} Keyword;

/* 范围为东至: what may stand before a side beside a separator. */
static bool is_start(const Chars *chars, size_t i)
{
  return i == 0 || is_in(chars->at[i - 1], SEPARATORS "为是");
}

/* Behind the verb at i; i: there is none. 至 is one wherever it stands, others only at the start
 * of a part. */
static size_t verb_end(const Chars *chars, size_t i, bool at_start)
{
  if (char_at(chars, i) == 0x81f3) /* 至 */
    return i + 1 + (char_at(chars, i + 1) == ':');
  if (!at_start)
    return i;
  size_t end = i + is_in(char_at(chars, i), "面侧边部方界");
  size_t from = end;
  while (end < from + 2 && is_in(char_at(chars, end), "至到以临接邻抵靠达与依毗紧起为是"))
    end++;
  end += char_at(chars, end) == ':';
  return end > from ? end : i;
}

/* A side alone that shares what another one says: 东、南至A路. */
static size_t joint_end(const Chars *chars, size_t i)
{
  return is_in(char_at(chars, i + 1), "、,/和及与") ? i + 2 : i;
}

/* The sides that follow the one at i, to the verb of the last. */
static bool joint_find(const Chars *chars, size_t i, Keyword *keyword)
{
  for (int n = 1; n < LT_N_SIDES; n++) {
    size_t next = joint_end(chars, i);
    LtSide side = next == i ? LT_SIDE_NONE : lt_side_of_char(char_at(chars, next));
    if (side == LT_SIDE_NONE)
      return false;
    keyword->sides |= (uint8_t)(1u << side);
    keyword->end = verb_end(chars, next + 1, true);
    if (keyword->end > next + 1)
      return true;
    i = next;
  }
  return false;
}

static bool keyword_find(const Chars *chars, size_t i, Keyword *keyword)
{
  LtSide side = lt_side_of_char(chars->at[i]);
  bool at_start = is_start(chars, i);
  if (side == LT_SIDE_NONE || (i > 0 && chars->at[i - 1] == 0x4ee5)) /* 以东至 */
    return false;
  size_t end = verb_end(chars, i + 1, at_start);
  *keyword = (Keyword){i, end, (uint8_t)(1u << side)};
  if (end > i + 1)
    return true;
  if (!at_start)
    return false;
  if (lt_side_of_char(char_at(chars, i + 1)) == LT_SIDE_NONE)
    return joint_find(chars, i, keyword);
  keyword->end = verb_end(chars, i + 2, true);
  keyword->sides = 0;
  return keyword->end > i + 2;
}

static GArray *keywords_find(const Chars *chars)
{
  GArray *keywords = g_array_new(FALSE, FALSE, sizeof(Keyword));
  Keyword keyword;
  size_t last_end = SIZE_MAX; /* 西至南至北街: what follows at once is a name */
  for (size_t i = 0; i < chars->n;)
    if (i != last_end && keyword_find(chars, i, &keyword)) {
      g_array_append_val(keywords, keyword);
      i = last_end = keyword.end;
    } else {
      i++;
    }
  return keywords;
}

/* ---- blocks ---- */

static void block_free(void *data)
{
  LtSidesBlock *block = data;
  for (int side = 0; side < LT_N_SIDES; side++) {
    g_free(block->sides[side].text);
    if (block->sides[side].bounds != NULL)
      g_ptr_array_unref(block->sides[side].bounds);
  }
  g_free(block->label);
  g_free(block->name);
  g_free(block);
}

static bool is_label(Chars chars)
{
  static const char *const words[] = {"区块", "地块", "片区", "组团", "分区", "第", "主",
                                      "副",   "①",    "②",    "③",    "④",    "⑤"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (starts_with(chars, words[i]))
      return true;
  return chars.n > 0 && is_in(chars.at[chars.n - 1], ":为是");
}

/* Where the bounds of a side end, and what follows leads to the next block, or is a remark. */
static size_t body_end(Chars body)
{
  for (size_t i = 0; i < body.n; i++) {
    Chars tail = chars_from(body, i + 1);
    if (body.at[i] == 0x3002 || (is_in(body.at[i], ";,、") && is_label(tail)))
      return i;
  }
  return body.n;
}

static void cut_from(char *text, const char *word)
{
  char *at = strstr(text, word);
  if (at != NULL)
    *at = '\0';
}

static Chars last_part(Chars chars)
{
  size_t from = 0;
  for (size_t i = 0; i + 1 < chars.n; i++)
    if (is_in(chars.at[i], "。;"))
      from = i + 1;
  return chars_from(chars, from);
}

/* Of "由两个区块组成。区块一（物流区）规划面积0.5平方公里，四至范围：" 区块一 and 物流区. */
static void label_take(LtSidesBlock *block, Chars lead)
{
  static const char *const ends[] = {"规划面积", "用地面积", "面积", "四至", ":"};
  g_autofree char *text = chars_text(last_part(lead));
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    cut_from(text, ends[i]);
  char *open = strchr(text, '('), *close = open == NULL ? NULL : strchr(open, ')');
  if (close != NULL && open > text) {
    block->name = g_strndup(open + 1, (gsize)(close - open - 1));
    *open = '\0';
  }
  for (size_t n = strlen(text); n > 0 && strchr(",;)", text[n - 1]) != NULL; n--)
    text[n - 1] = '\0';
  if (g_str_has_suffix(text, "为"))
    text[strlen(text) - strlen("为")] = '\0';
  block->label = text[0] == '\0' ? NULL : g_steal_pointer(&text);
}

/* Bounds of a side, parted by 、 and its like outside of brackets. */
static void bounds_take(LtSidesText *all, LtSideText *side, Chars body)
{
  size_t begin = 0;
  int depth = 0;
  side->text = chars_text(body);
  side->bounds = g_ptr_array_new_with_free_func((GDestroyNotify)lt_side_bound_free);
  for (size_t i = 0; i <= body.n; i++) {
    gunichar c = char_at(&body, i);
    depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
    if (i < body.n && (depth > 0 || !is_in(c, "、,;/")))
      continue;
    g_autofree char *text = chars_text((Chars){body.at + begin, i - begin});
    begin = i + 1;
    if (text[0] == '\0')
      continue;
    if (side->bounds->len < LT_SIDE_BOUNDS_MAX)
      g_ptr_array_add(side->bounds, lt_side_bound_parse(text));
    else
      g_ptr_array_add(all->unread, g_steal_pointer(&text));
  }
}

typedef struct {
  LtSidesText *text;
  LtSidesBlock *block; /* the last; NULL: none yet */
  Chars lead;          /* what stands before the side that comes next */
  uint8_t sides;       /* bits of those that share the bounds that come next: 东至、南至A路 */
} Reader;

static void unread_add(Reader *reader, Chars chars)
{
  while (chars.n > 0 && is_in(chars.at[chars.n - 1], SEPARATORS))
    chars.n--;
  while (chars.n > 0 && is_in(chars.at[0], ",;:、。/"))
    chars = chars_from(chars, 1);
  if (chars.n > 0)
    g_ptr_array_add(reader->text->unread, chars_text(chars));
}

/* A side that is stated again begins a block, as does a label; other words say nothing of sides. */
static void block_begin(Reader *reader, uint8_t sides)
{
  bool is_again = reader->block == NULL || is_label(last_part(reader->lead));
  for (int side = 0; side < LT_N_SIDES && !is_again; side++)
    is_again = (sides >> side & 1) && reader->block->sides[side].text != NULL;
  if (!is_again) {
    unread_add(reader, reader->lead);
    return;
  }
  reader->block = g_new0(LtSidesBlock, 1);
  label_take(reader->block, reader->lead);
  g_ptr_array_add(reader->text->blocks, reader->block);
}

/* 均为 and the like before a bound of several sides. */
static Chars all_drop(Chars body)
{
  static const char *const words[] = {"均为", "均至", "都为", "皆为", "均是"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (starts_with(body, words[i]))
      return chars_from(body, 2);
  return body;
}

static void keyword_take(Reader *reader, const Keyword *keyword, const Chars *all, size_t end)
{
  Chars body = all_drop((Chars){all->at + keyword->end, end - keyword->end});
  size_t n = body_end(body);
  Chars tail = chars_from(body, n + 1);
  body.n = n;
  while (body.n > 0 && is_in(body.at[body.n - 1], ",;、。:/"))
    body.n--;
  bool is_full = reader->text->blocks->len >= LT_SIDES_BLOCKS_MAX;
  uint8_t sides = reader->sides | keyword->sides;
  reader->sides = 0;
  if (body.n == 0 && tail.n == 0 && end < all->n && keyword->sides != 0) {
    reader->sides = sides;
    return;
  }
  if (keyword->sides == 0 || is_full) {
    const gunichar *begin = all->at + keyword->begin;
    unread_add(reader, (Chars){begin, (size_t)(body.at - begin) + body.n});
  } else {
    block_begin(reader, sides);
    for (int side = 0; side < LT_N_SIDES; side++)
      if (sides >> side & 1)
        bounds_take(reader->text, &reader->block->sides[side], body);
  }
  reader->lead = tail;
}

LtSidesText *lt_sides_text_parse(const char *sentence)
{
  g_return_val_if_fail(sentence != NULL, NULL);
  LtSidesText *text = g_new0(LtSidesText, 1);
  text->blocks = g_ptr_array_new_with_free_func(block_free);
  text->unread = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) narrow = sentence_narrow(sentence);
  Chars all = {(const gunichar *)(void *)narrow->data, MIN(narrow->len, LT_SIDES_CHARS_MAX)};
  g_autoptr(GArray) keywords = keywords_find(&all);
  Reader reader = {.text = text};
  size_t first = keywords->len == 0 ? all.n : g_array_index(keywords, Keyword, 0).begin;
  reader.lead = (Chars){all.at, first};
  for (guint i = 0; i < keywords->len; i++) {
    const Keyword *keyword = &g_array_index(keywords, Keyword, i);
    size_t end = i + 1 < keywords->len ? keyword[1].begin : all.n;
    keyword_take(&reader, keyword, &all, end);
  }
  unread_add(&reader, reader.lead);
  if (narrow->len > all.n)
    unread_add(&reader, (Chars){all.at + all.n, MIN(narrow->len - all.n, 32)});
  return text;
}

void lt_sides_text_free(LtSidesText *text)
{
  if (text == NULL)
    return;
  g_ptr_array_unref(text->blocks);
  g_ptr_array_unref(text->unread);
  g_free(text);
}
