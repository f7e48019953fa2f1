#include "io/survey_angle.h"

#include "io/number.h"

#include <glib.h>
#include <string.h>

/* Longer cells are no angles. */
#define ANGLE_BYTES 80

/* What is written of an angle, each sign as one character: digits and points as they are; d, m, s;
 * N, E, S, W; '-', ':' and ' ' between parts. Two signs of minutes are one of seconds. */
typedef struct {
  char text[ANGLE_BYTES];
  size_t n;
} Folded;

static char sign_fold(gunichar c)
{
  static const struct {
    gunichar sign;
    char folded;
  } rows[] = {{0xB0, 'd'},   {0xBA, 'd'},   {0x2DA, 'd'},  {0x5EA6, 'd'}, {0x2032, 'm'},
              {'\'', 'm'},   {0x2019, 'm'}, {0x2018, 'm'}, {0xB4, 'm'},   {0x5206, 'm'},
              {0xFF07, 'm'}, {0x2033, 's'}, {'"', 's'},    {0x201D, 's'}, {0x201C, 's'},
              {0xFF02, 's'}, {0x79D2, 's'}, {0x5317, 'N'}, {0x4E1C, 'E'}, {0x5357, 'S'},
              {0x897F, 'W'}, {0x2010, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2212, '-'},
              {0x3000, ' '}, {0xA0, ' '},   {'\t', ' '},   {0x2103, 'd'}};
  if (c >= 0xFF01 && c <= 0xFF5E && c != 0xFF07 && c != 0xFF02)
    c -= 0xFEE0;
  if (c < 128 && strchr("0123456789.-: NESWnesw", (int)c) != NULL)
    return g_ascii_toupper((char)c);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (rows[i].sign == c)
      return rows[i].folded;
  return 0;
}

static bool text_fold(const char *text, Folded *folded)
{
  folded->n = 0;
  if (!g_utf8_validate(text, -1, NULL))
    return false;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (c == 0x7EAC || c == 0x7ECF) /* 纬, 经 behind 北, 东 */
      continue;
    char sign = sign_fold(c);
    if (sign == 0 || folded->n + 1 == sizeof folded->text)
      return false;
    if (sign == 'm' && folded->n > 0 && folded->text[folded->n - 1] == 'm')
      folded->text[folded->n - 1] = 's';
    else
      folded->text[folded->n++] = sign;
  }
  folded->text[folded->n] = '\0';
  g_strstrip(folded->text);
  folded->n = strlen(folded->text);
  return folded->n > 0;
}

/* Take N, E, S or W from one of the ends. */
static int side_take(Folded *folded)
{
  static const char sides[] = "NESW";
  char *text = folded->text, first = text[0], last = text[folded->n - 1];
  char side = strchr(sides, first) != NULL ? first : strchr(sides, last) != NULL ? last : 0;
  if (side == 0)
    return 0;
  text[side == first ? 0 : folded->n - 1] = ' ';
  g_strstrip(text);
  folded->n = strlen(text);
  return side == 'N' || side == 'E' ? 1 : -1;
}

/* A run of digits, with a point when it may have one. */
static const char *part_read(const char *at, bool takes_point, double *number, unsigned *decimals)
{
  size_t n = strspn(at, "0123456789");
  size_t n_point = takes_point && n > 0 && at[n] == '.' ? 1 + strspn(at + n + 1, "0123456789") : 0;
  *decimals = n_point > 0 ? (unsigned)n_point - 1 : 0;
  g_autofree char *digits = g_strndup(at, n + n_point);
  return n > 0 && lt_number_parse(digits, number) ? at + n + n_point : NULL;
}

/* The sign behind a part: its own, or one that parts all of them alike. */
static const char *mark_skip(const char *at, char own, char *between)
{
  while (*at == ' ' && (at[1] == ' ' || at[1] == own))
    at++;
  if (*at == own)
    return at + 1 + strspn(at + 1, " ");
  if (*at == '\0')
    return at;
  if (strchr("-: ", *at) == NULL || (*between != 0 && *between != *at))
    return NULL;
  *between = *at;
  return at + 1 + strspn(at + 1, " ");
}

/* Read up to three parts; false: something else stands there. */
static bool parts_read(const char *at, double parts[3], unsigned *decimals, size_t *n)
{
  static const char marks[] = "dms";
  char between = 0;
  for (*n = 0; *n < 3 && *at != '\0'; ++*n) {
    if (*n > 0 && *decimals > 0)
      return false; /* only the last has decimals */
    at = part_read(at, true, &parts[*n], decimals);
    if (at == NULL || (*n > 0 && parts[*n] >= 60))
      return false;
    bool is_own = *(at + strspn(at, " ")) == marks[*n];
    at = mark_skip(at, marks[*n], &between);
    if (at == NULL || (between != 0 && is_own))
      return false;
  }
  return *at == '\0' && *n > 0;
}

bool lt_survey_angle_parse(const char *text, LtSurveyAngle *angle)
{
  Folded folded;
  double number, parts[3] = {0, 0, 0};
  unsigned decimals = 0;
  size_t n = 0;
  if (lt_number_parse(text, &number)) {
    const char *dot = strchr(text, '.');
    *angle = (LtSurveyAngle){
        .degrees = number,
        .decimals = dot == NULL ? 0 : (unsigned)strspn(dot + 1, "0123456789"),
    };
    return true;
  }
  if (!text_fold(text, &folded))
    return false;
  int side = side_take(&folded);
  if (folded.n == 0 || !parts_read(folded.text, parts, &decimals, &n) || parts[0] > 360)
    return false;
  double degrees = parts[0] + parts[1] / 60 + parts[2] / 3600;
  /* a minute is as fine as 2 decimals, a second as 4 */
  unsigned finer = n == 1 ? 0 : n == 2 ? 2 : 4;
  *angle = (LtSurveyAngle){
      .degrees = side < 0 ? -degrees : degrees,
      .decimals = decimals + finer,
      .is_parted = n > 1,
      .side = side,
  };
  return true;
}

bool lt_survey_angle_unpack(const char *text, LtSurveyAngle *angle)
{
  double number;
  if (!lt_number_parse(text, &number) || number < 0 || number >= 360)
    return false;
  /* by its digits: 112.3 is 112°30′, and no binary fraction may take a second from it */
  g_autofree char *digits = g_strdup_printf("%.12f", number);
  const char *dot = strchr(digits, '.');
  g_autofree char *whole = g_strndup(digits, (gsize)(dot - digits));
  char minutes[3] = {dot[1], dot[2], '\0'};
  g_autofree char *seconds = g_strdup_printf("%.2s.%s", dot + 3, dot + 5);
  double minutes_of = g_ascii_strtod(minutes, NULL), seconds_of = g_ascii_strtod(seconds, NULL);
  if (minutes_of >= 60 || seconds_of >= 60)
    return false;
  const char *written = strchr(text, '.');
  *angle = (LtSurveyAngle){
      .degrees = g_ascii_strtod(whole, NULL) + minutes_of / 60 + seconds_of / 3600,
      .decimals = written == NULL ? 0 : (unsigned)strspn(written + 1, "0123456789"),
      .is_parted = true,
  };
  return true;
}
