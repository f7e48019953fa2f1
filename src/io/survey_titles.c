#include "io/survey_titles.h"

#include <string.h>

void lt_survey_title_clear(LtSurveyTitle *title)
{
  g_free(title->text);
  g_free(title->unit);
}

static bool is_unit(const char *text)
{
  static const char *const units[] = {
      "m",       "米",         "°",         "度",     "公顷",   "ha",       "hm2",     "平方米",
      "m2",      "亩",         "十进制度",  "度分秒", "dms",    "d.ms",     "度.分秒", "ddd.mmss",
      "dd.mmss", "ddd.mmssss", "dd.mmssss", "°′′′",   "d.mmss", "d.mmssss", NULL};
  return g_strv_contains(units, text);
}

bool lt_survey_unit_is_packed(const char *unit)
{
  return unit != NULL && (strstr(unit, "mmss") != NULL || strcmp(unit, "d.ms") == 0 ||
                          strcmp(unit, "度.分秒") == 0);
}

bool lt_survey_unit_is_decimal(const char *unit)
{
  static const char *const units[] = {"°", "度", "十进制度", NULL};
  return unit != NULL && g_strv_contains(units, unit);
}

char *lt_survey_title_plain(const char *text)
{
  g_autofree char *half = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *small = half == NULL ? NULL : g_utf8_strdown(half, -1);
  GString *out = g_string_new(NULL);
  for (const char *at = small == NULL ? "" : small; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!g_unichar_isspace(c) && c != 0xFEFF)
      g_string_append_unichar(out, c == 0x3010 ? '[' : c == 0x3011 ? ']' : c);
  }
  return g_string_free(out, FALSE);
}

LtSurveyTitle lt_survey_title_read(const char *cell)
{
  LtSurveyTitle title = {0};
  g_autofree char *text = lt_survey_title_plain(cell);
  GString *out = g_string_new(NULL);
  for (const char *at = text; *at != '\0';) {
    size_t n = strcspn(at, "([");
    g_string_append_len(out, at, (gssize)n);
    at += n;
    if (*at == '\0')
      break;
    size_t n_inside = strcspn(at + 1, ")]");
    g_autofree char *inside = g_strndup(at + 1, n_inside);
    if (is_unit(inside)) {
      g_free(title.unit);
      title.unit = g_strdup(inside);
    } else {
      g_string_append(out, inside);
    }
    at += 1 + n_inside + (at[1 + n_inside] != '\0');
  }
  title.text = g_string_free(out, FALSE);
  return title;
}

typedef struct {
  const char *text;
  LtSurveyColumn column;
} Name;

static const Name names[] = {
    {"点号", LT_COL_NAME},
    {"界址点号", LT_COL_NAME},
    {"界址点", LT_COL_NAME},
    {"界址点名", LT_COL_NAME},
    {"界址点编号", LT_COL_NAME},
    {"点名", LT_COL_NAME},
    {"点编号", LT_COL_NAME},
    {"坐标点", LT_COL_NAME},
    {"坐标点号", LT_COL_NAME},
    {"拐点", LT_COL_NAME},
    {"拐点号", LT_COL_NAME},
    {"拐点编号", LT_COL_NAME},
    {"拐点名称", LT_COL_NAME},
    {"顶点", LT_COL_NAME},
    {"顶点号", LT_COL_NAME},
    {"jzdh", LT_COL_NAME},
    {"point", LT_COL_NAME},
    {"pointno", LT_COL_NAME},
    {"pointid", LT_COL_NAME},
    {"name", LT_COL_NAME},
    {"序号", LT_COL_SERIAL},
    {"编号", LT_COL_SERIAL},
    {"no", LT_COL_SERIAL},
    {"no.", LT_COL_SERIAL},
    {"id", LT_COL_SERIAL},
    {"边长", LT_COL_SIDE},
    {"界址边长", LT_COL_SIDE},
    {"界址线边长", LT_COL_SIDE},
    {"边长值", LT_COL_SIDE},
    {"间距", LT_COL_SIDE},
    {"界址间距", LT_COL_SIDE},
    {"界址点间距", LT_COL_SIDE},
    {"点间距", LT_COL_SIDE},
    {"距离", LT_COL_SIDE},
    {"长度", LT_COL_SIDE},
    {"side", LT_COL_SIDE},
    {"length", LT_COL_SIDE},
    {"distance", LT_COL_SIDE},
    {"圈号", LT_COL_RING},
    {"地块圈号", LT_COL_RING},
    {"环号", LT_COL_RING},
    {"ring", LT_COL_RING},
    {"地块号", LT_COL_PARCEL_NUMBER},
    {"地块编号", LT_COL_PARCEL_NUMBER},
    {"地块编码", LT_COL_PARCEL_NUMBER},
    {"地块代码", LT_COL_PARCEL_NUMBER},
    {"宗地号", LT_COL_PARCEL_NUMBER},
    {"宗地编号", LT_COL_PARCEL_NUMBER},
    {"宗地代码", LT_COL_PARCEL_NUMBER},
    {"宗地编码", LT_COL_PARCEL_NUMBER},
    {"图斑号", LT_COL_PARCEL_NUMBER},
    {"图斑编号", LT_COL_PARCEL_NUMBER},
    {"dkbh", LT_COL_PARCEL_NUMBER},
    {"zddm", LT_COL_PARCEL_NUMBER},
    {"parcel", LT_COL_PARCEL_NUMBER},
    {"parcelno", LT_COL_PARCEL_NUMBER},
    {"地块", LT_COL_PARCEL_NAME},
    {"地块名", LT_COL_PARCEL_NAME},
    {"地块名称", LT_COL_PARCEL_NAME},
    {"宗地名称", LT_COL_PARCEL_NAME},
    {"项目名称", LT_COL_PARCEL_NAME},
    {"权利人", LT_COL_PARCEL_NAME},
    {"土地权利人", LT_COL_PARCEL_NAME},
    {"土地使用权人", LT_COL_PARCEL_NAME},
    {"dkmc", LT_COL_PARCEL_NAME},
    {"parcelname", LT_COL_PARCEL_NAME},
    {"面积", LT_COL_AREA},
    {"地块面积", LT_COL_AREA},
    {"宗地面积", LT_COL_AREA},
    {"用地面积", LT_COL_AREA},
    {"图斑面积", LT_COL_AREA},
    {"area", LT_COL_AREA},
    {"坐标系", LT_COL_SYSTEM},
    {"坐标系统", LT_COL_SYSTEM},
    {"坐标系名称", LT_COL_SYSTEM},
    {"平面坐标系", LT_COL_SYSTEM},
    {"几度分带", LT_COL_DEGREES},
    {"分带", LT_COL_DEGREES},
    {"带号", LT_COL_ZONE},
    {"中央子午线", LT_COL_MERIDIAN},
    {"中央经线", LT_COL_MERIDIAN},
};

size_t lt_survey_title_find(const LtSurveyTitle *title)
{
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i].text, title->text) == 0)
      return names[i].column;
  return LT_NO_COLUMN;
}

/* A direction goes before a letter: "Y(北)" is the northing. */
size_t lt_survey_title_coordinate(const LtSurveyTitle *title)
{
  static const struct {
    const char *text;
    LtSurveyColumn column;
  } letters[] = {{"x", LT_COL_NORTH},        {"y", LT_COL_EAST},         {"n", LT_COL_NORTH},
                 {"e", LT_COL_EAST},         {"b", LT_COL_NORTH},        {"l", LT_COL_EAST},
                 {"north", LT_COL_NORTH},    {"east", LT_COL_EAST},      {"northing", LT_COL_NORTH},
                 {"easting", LT_COL_EAST},   {"lat", LT_COL_NORTH},      {"lon", LT_COL_EAST},
                 {"latitude", LT_COL_NORTH}, {"longitude", LT_COL_EAST}, {"lng", LT_COL_EAST}};
  static const char *const words[] = {"坐标", "方向", "座标", "值", "轴", "向", "大地"};
  g_autoptr(GString) rest = g_string_new(title->text);
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    g_string_replace(rest, words[i], "", 0);
  bool is_north = false, is_east = false;
  static const char *const north[] = {"北", "纵", "纬度", "纬"}, *const east[] = {"东", "横",
                                                                                  "经度", "经"};
  for (size_t i = 0; i < G_N_ELEMENTS(north); i++) {
    is_north |= g_string_replace(rest, north[i], "", 0) > 0;
    is_east |= g_string_replace(rest, east[i], "", 0) > 0;
  }
  size_t letter = LT_NO_COLUMN;
  if (rest->len > 1 && (rest->str[rest->len - 1] == 'm'))
    g_string_truncate(rest, rest->len - 1); /* "x坐标m" */
  for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
    if (strcmp(rest->str, letters[i].text) == 0)
      letter = letters[i].column;
  if ((rest->len > 0 && letter == LT_NO_COLUMN) || (is_north && is_east))
    return LT_NO_COLUMN;
  return is_north ? LT_COL_NORTH : is_east ? LT_COL_EAST : letter;
}
