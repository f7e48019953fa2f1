/* What is said of a zone whose 四至 sentence was compared, for surveys and for rules. */
#include "survey/sides.h"

#include <math.h>

typedef struct {
  LtSideNoteFunc func;
  void *data;
  LtSide side;
  const LtSideResult *result;
  double tolerance_m;
} Tell;

static void note_say(const Tell *tell, LtSideSaying saying, LtSeverity severity,
                     LtBilingual take_text)
{
  tell->func((LtSideNote){saying, tell->side, severity, take_text}, tell->data);
}

/* Names of sides are texts of the catalogue, so each language has its own arguments. */
static const LtTextId side_names[] = {LT_T_SIDE_EAST, LT_T_SIDE_SOUTH, LT_T_SIDE_WEST,
                                      LT_T_SIDE_NORTH};

static const char *side_name(int lang, LtSide side)
{
  return lt_text((LtLang)lang, side_names[side]);
}

static void wrong_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  LtBilingual text;
  double share = bound->share[bound->lies];
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    const char *side = side_name(lang, tell->side), *lies = side_name(lang, bound->lies);
    text.in[lang] = share > 0 ? lt_text_format((LtLang)lang, LT_T_SVS_WRONG, side, bound->text,
                                               side, lies, share * 100, tell->tolerance_m)
                              : lt_text_format((LtLang)lang, LT_T_SVS_ASTRAY, side, bound->text,
                                               side, lies, tell->tolerance_m);
  }
  note_say(tell, LT_SIDE_SAYS_WRONG, LT_SEVERITY_ERROR, text);
}

/* The whole side against all that is named for it. */
static void side_tell(const Tell *tell)
{
  const LtSideResult *side = tell->result;
  bool is_away = side->share <= 0;
  double x_m = (double)side->largest_at.y / LT_UNITS_PER_M;
  double y_m = (double)side->largest_at.x / LT_UNITS_PER_M;
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    const char *name = side_name(lang, tell->side);
    text.in[lang] = is_away
                        ? lt_text_format((LtLang)lang, LT_T_SVS_AWAY, name, side->text, name,
                                         tell->tolerance_m, side->mean_m, side->largest_m, x_m, y_m)
                        : lt_text_format((LtLang)lang, LT_T_SVS_PARTLY, name, side->text, name,
                                         floor(side->share * 100), tell->tolerance_m, side->mean_m,
                                         side->largest_m, x_m, y_m);
  }
  note_say(tell, is_away ? LT_SIDE_SAYS_AWAY : LT_SIDE_SAYS_PARTLY,
           is_away ? LT_SEVERITY_ERROR : LT_SEVERITY_WARNING, text);
}

static void unreached_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    const char *name = side_name(lang, tell->side);
    text.in[lang] = lt_text_format((LtLang)lang, LT_T_SVS_UNREACHED, name, bound->text, name,
                                   tell->tolerance_m);
  }
  note_say(tell, LT_SIDE_SAYS_UNREACHED, LT_SEVERITY_WARNING, text);
}

static void reverse_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    text.in[lang] = lt_text_format((LtLang)lang, LT_T_SVS_REVERSE, side_name(lang, tell->side),
                                   bound->text, bound->reverse_m, side_name(lang, bound->beyond));
  note_say(tell, LT_SIDE_SAYS_REVERSE,
           tell->result->share > 0 ? LT_SEVERITY_WARNING : LT_SEVERITY_ERROR, text);
}

static void unknown_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  LtBilingual text;
  LtTextId id = bound->match == LT_NAME_AMBIGUOUS ? LT_T_SVS_AMBIGUOUS : LT_T_SVS_UNKNOWN_NEAR;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    const char *name = side_name(lang, tell->side);
    text.in[lang] = bound->hint == NULL
                        ? lt_text_format((LtLang)lang, LT_T_SVS_UNKNOWN, name, bound->text)
                        : lt_text_format((LtLang)lang, id, name, bound->text, bound->hint);
  }
  note_say(tell, LT_SIDE_SAYS_UNDETERMINED, LT_SEVERITY_WARNING, text);
}

/* That nothing is said of a side, or that the zone has none. */
static void void_tell(const Tell *tell)
{
  LtBilingual text;
  bool is_stated = tell->result->bounds->len > 0;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    const char *name = side_name(lang, tell->side);
    text.in[lang] =
        is_stated ? lt_text_format((LtLang)lang, LT_T_SVS_NO_SIDE, name, tell->result->text, name)
                  : lt_text_format((LtLang)lang, LT_T_SVS_UNSTATED, name);
  }
  note_say(tell, LT_SIDE_SAYS_UNDETERMINED, LT_SEVERITY_WARNING, text);
}

static void edge_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    text.in[lang] = lt_text_format((LtLang)lang, LT_T_SVS_EDGE, side_name(lang, tell->side),
                                   bound->text, bound->inner_m, bound->outer_m, bound->centre_m);
  note_say(tell, LT_SIDE_SAYS_EDGE, LT_SEVERITY_INFO, text);
}

static void bound_tell(const Tell *tell, const LtSideBoundResult *bound)
{
  if (bound->name == NULL) {
    unknown_tell(tell, bound);
    return;
  }
  if (bound->lies != LT_SIDE_NONE)
    wrong_tell(tell, bound);
  else if (bound->reverse_m > 0)
    reverse_tell(tell, bound);
  else if (bound->near_m <= 0 && tell->result->share > 0)
    unreached_tell(tell, bound);
  if (bound->edge == LT_SIDE_EDGE_MIXED && bound->beyond == LT_SIDE_NONE)
    edge_tell(tell, bound);
}

static void result_tell(const Tell *tell)
{
  const LtSideResult *result = tell->result;
  bool is_told = false, is_found = true;
  if (result->bounds->len == 0 || !(result->length_m > 0)) {
    void_tell(tell);
    return;
  }
  for (guint i = 0; i < result->bounds->len; i++) {
    const LtSideBoundResult *bound = &g_array_index(result->bounds, LtSideBoundResult, i);
    is_told =
        is_told || bound->lies != LT_SIDE_NONE || (bound->reverse_m > 0 && !(result->share > 0));
    is_found = is_found && bound->name != NULL;
    bound_tell(tell, bound);
  }
  if (!is_told && is_found && result->share < LT_SIDES_SHARE)
    side_tell(tell);
}

void lt_sides_tell(const LtSidesResult *result, double tolerance_m, LtSideNoteFunc func, void *data)
{
  g_return_if_fail(result != NULL && func != NULL);
  for (int side = 0; side < LT_N_SIDES; side++)
    result_tell(&(Tell){func, data, (LtSide)side, &result->sides[side], tolerance_m});
}
