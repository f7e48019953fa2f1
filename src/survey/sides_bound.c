/* A bound of a side: "A路以东1500米", "甲镇乙村东界", "A路北段", and what of it may be a name. */
#include "survey/sides_text.h"

#include <math.h>
#include <string.h>

static bool is_in(gunichar c, const char *set)
{
  return c != 0 && g_utf8_strchr(set, -1, c) != NULL;
}

/* ---- numbers ---- */

static int digit_of(gunichar c)
{
  static const char *const digits[] = {"0〇零", "1一壹", "2二贰两", "3三叁", "4四肆",
                                       "5五伍", "6六陆", "7七柒",   "8八捌", "9九玖"};
  for (int i = 0; i < 10; i++)
    if (is_in(c, digits[i]))
      return i;
  return -1;
}

static unsigned weight_of(gunichar c)
{
  return is_in(c, "十拾") ? 10 : is_in(c, "百佰") ? 100 : is_in(c, "千仟") ? 1000 : 0;
}

/* 一千五百, 十八; or digits in a row, 一〇五. */
size_t lt_side_number_take(const gunichar *text, size_t n, unsigned *number)
{
  unsigned sum = 0, run = 0;
  size_t i = 0, n_digits = 0;
  for (; i < n; i++) {
    int digit = digit_of(text[i]);
    unsigned weight = weight_of(text[i]);
    if (digit < 0 && weight == 0)
      break;
    if (digit >= 0 && ++n_digits > 9)
      return 0;
    if (digit >= 0) {
      run = run * 10 + (unsigned)digit;
      continue;
    }
    if (sum > 100000 || run > 100000)
      return 0;
    sum += (run == 0 ? 1 : run) * weight;
    run = 0;
  }
  *number = sum + run;
  return i;
}

/* ---- words around a name ---- */

typedef struct {
  GArray *chars; /* of gunichar: what is left of the text */
  LtSideReading reading;
} Words;

static gunichar char_at(const Words *words, size_t i)
{
  return i < words->chars->len ? g_array_index(words->chars, gunichar, i) : 0;
}

/* Characters of a word at the end; 0: it does not stand there, or there is nothing before it. */
static size_t ends_with(const Words *words, const char *word)
{
  size_t n = (size_t)g_utf8_strlen(word, -1), len = words->chars->len;
  if (n >= len)
    return 0;
  for (size_t i = 0; i < n; i++, word = g_utf8_next_char(word))
    if (char_at(words, len - n + i) != g_utf8_get_char(word))
      return 0;
  return n;
}

static bool suffix_drop(Words *words, const char *const *suffixes, size_t n_suffixes)
{
  for (size_t i = 0; i < n_suffixes; i++) {
    size_t n = ends_with(words, suffixes[i]);
    if (n > 0) {
      g_array_set_size(words->chars, words->chars->len - (guint)n);
      return true;
    }
  }
  return false;
}

/* Of 150, 1.5 or 一千五百 with 米 or 公里 to the end, metres; NAN: it is none. */
static double metres_read(const Words *words, size_t from)
{
  const gunichar *text = (const gunichar *)(void *)words->chars->data;
  size_t len = words->chars->len;
  from += is_in(char_at(words, from), "约");
  g_autofree char *rest = g_ucs4_to_utf8(text + from, (glong)(len - from), NULL, NULL, NULL);
  char *end = rest;
  double number = g_ascii_isdigit(rest[0]) ? g_ascii_strtod(rest, &end) : NAN;
  if (end == rest) {
    unsigned whole;
    size_t n = lt_side_number_take(text + from, len - from, &whole);
    number = n > 0 ? whole : NAN;
    end = g_utf8_offset_to_pointer(rest, (glong)n);
  }
  static const struct {
    const char *unit;
    double metres;
  } units[] = {{"米", 1}, {"m", 1}, {"公里", 1000}, {"千米", 1000}, {"km", 1000}, {"里", 500}};
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_has_prefix(end, units[i].unit)) {
      const char *rear = end + strlen(units[i].unit);
      bool is_end = *rear == '\0' || strcmp(rear, "处") == 0 || strcmp(rear, "左右") == 0;
      return is_end ? number * units[i].metres : NAN;
    }
  return NAN;
}

/* 以东150米, 东侧约50米, 以东, 东侧: from where the name ends. */
static bool beyond_take(Words *words)
{
  for (size_t i = 1; i < words->chars->len; i++) {
    bool has_with = is_in(char_at(words, i), "以向往");
    LtSide side = lt_side_of_char(char_at(words, i + has_with));
    if (side == LT_SIDE_NONE)
      continue;
    size_t next = i + has_with + 1;
    bool has_part = is_in(char_at(words, next), "侧面边");
    next += has_part;
    bool is_last = next == words->chars->len && (has_with || has_part);
    double metres = is_last ? NAN : metres_read(words, next);
    if (!is_last && !(metres > 0 && metres <= 1e6))
      continue;
    words->reading.beyond = side;
    words->reading.beyond_m = metres;
    g_array_set_size(words->chars, (guint)i);
    return true;
  }
  return false;
}

/* 界, 东边界. */
static bool border_take(Words *words)
{
  static const char *const borders[] = {"边界线", "边界", "界线", "边线", "边缘", "界"};
  if (!suffix_drop(words, borders, G_N_ELEMENTS(borders)))
    return false;
  words->reading.is_border = true;
  LtSide side = lt_side_of_char(char_at(words, words->chars->len - 1));
  if (side != LT_SIDE_NONE && words->chars->len > 1) {
    words->reading.border = side;
    g_array_set_size(words->chars, words->chars->len - 1);
  }
  return true;
}

/* Words that say of which part of a road or river one speaks. */
static bool part_drop(Words *words)
{
  static const char *const parts[] = {"道路红线", "规划红线", "红线",   "中心线",   "中线", "蓝线",
                                      "绿线",     "防护绿地", "绿化带", "防护林带", "河堤", "堤",
                                      "东岸",     "西岸",     "南岸",   "北岸",     "岸",   "东段",
                                      "西段",     "南段",     "北段",   "中段",     "路段", "段"};
  return suffix_drop(words, parts, G_N_ELEMENTS(parts));
}

/* (规划) and the like. */
static bool brackets_drop(Words *words)
{
  size_t len = words->chars->len;
  if (len < 3 || char_at(words, len - 1) != ')')
    return false;
  for (size_t i = len - 1; i-- > 1;)
    if (char_at(words, i) == '(') {
      g_array_set_size(words->chars, (guint)i);
      return true;
    }
  return false;
}

/* (规划) before a name. */
static bool front_brackets_drop(Words *words)
{
  if (char_at(words, 0) != '(')
    return false;
  for (size_t i = 1; i + 1 < words->chars->len; i++)
    if (char_at(words, i) == ')') {
      g_array_remove_range(words->chars, 0, (guint)i + 1);
      return true;
    }
  return false;
}

static bool prefix_drop(Words *words)
{
  if (front_brackets_drop(words))
    return true;
  static const char *const prefixes[] = {"规划", "现状", "在建", "拟建", "已建", "既有"};
  for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
    size_t n = (size_t)g_utf8_strlen(prefixes[i], -1), at = 0;
    const char *word = prefixes[i];
    while (at < n && char_at(words, at) == g_utf8_get_char(word)) {
      at++;
      word = g_utf8_next_char(word);
    }
    if (at == n && words->chars->len > n + 1) {
      g_array_remove_range(words->chars, 0, (guint)n);
      return true;
    }
  }
  return false;
}

/* 丁村村界: the border of 丁村. */
static bool village_drop(Words *words)
{
  size_t len = words->chars->len;
  bool is_twice = len > 2 && is_in(char_at(words, len - 1), "村镇乡县") &&
                  char_at(words, len - 1) == char_at(words, len - 2);
  if (is_twice)
    g_array_set_size(words->chars, (guint)len - 1);
  return is_twice;
}

/* 甲镇乙村: the village has its own name in a layer of villages. */
static bool township_drop(Words *words)
{
  size_t len = words->chars->len;
  if (len < 4 || !is_in(char_at(words, len - 1), "村区组屯庄社"))
    return false;
  for (size_t i = len - 2; i-- > 0;)
    if (is_in(char_at(words, i), "省市县区镇乡道处")) {
      g_array_remove_range(words->chars, 0, (guint)i + 1);
      return true;
    }
  return false;
}

/* ---- readings ---- */

static void reading_add(LtSideBound *bound, const Words *words)
{
  LtSideReading reading = words->reading;
  reading.name = g_ucs4_to_utf8((const gunichar *)(void *)words->chars->data,
                                (glong)words->chars->len, NULL, NULL, NULL);
  g_array_append_val(bound->readings, reading);
}

static void reading_clear(void *data)
{
  g_free(((LtSideReading *)data)->name);
}

/* A word may stand behind another one: each is taken off once, in the order in which they mostly
 * come, and again. */
static bool rear_take(Words *words)
{
  bool has_beyond = words->reading.beyond != LT_SIDE_NONE;
  return brackets_drop(words) || (!has_beyond && beyond_take(words)) ||
         (!words->reading.is_border && border_take(words)) || part_drop(words);
}

/* A longer text is no name with words around it. */
#define BOUND_CHARS 200

LtSideBound *lt_side_bound_parse(const char *text)
{
  static const char *const closings[] = {"为界线", "为界", "相邻", "接壤", "为邻", "相接",
                                         "毗邻",   "交界", "为止", "止",   "处"};
  LtSideBound *bound = g_new0(LtSideBound, 1);
  bound->text = g_strdup(text);
  bound->readings = g_array_new(FALSE, FALSE, sizeof(LtSideReading));
  g_array_set_clear_func(bound->readings, reading_clear);
  glong n;
  g_autofree gunichar *chars = g_utf8_to_ucs4_fast(text, -1, &n);
  g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(gunichar));
  g_array_append_vals(left, chars, (guint)n);
  Words words = {left, {.beyond = LT_SIDE_NONE, .beyond_m = NAN, .border = LT_SIDE_NONE}};
  reading_add(bound, &words);
  if (n > BOUND_CHARS)
    return bound;
  if (suffix_drop(&words, closings, G_N_ELEMENTS(closings)))
    reading_add(bound, &words);
  for (int i = 0; i < 5 && rear_take(&words); i++)
    reading_add(bound, &words);
  if (prefix_drop(&words))
    reading_add(bound, &words);
  if (words.reading.is_border && village_drop(&words))
    reading_add(bound, &words);
  if (township_drop(&words))
    reading_add(bound, &words);
  return bound;
}

void lt_side_bound_free(LtSideBound *bound)
{
  g_free(bound->text);
  g_array_unref(bound->readings);
  g_free(bound);
}
