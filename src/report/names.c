#include "report/names.h"

const char *lt_state_code(LtState state)
{
  static const char *const codes[LT_N_STATES] = {
      [LT_STATE_PASS] = "pass",       [LT_STATE_FAIL] = "fail",
      [LT_STATE_SKIPPED] = "skipped", [LT_STATE_UNDETERMINED] = "undetermined",
      [LT_STATE_ERROR] = "error",
  };
  return codes[state];
}

const char *lt_severity_code(int severity)
{
  static const char *const codes[] = {"info", "warning", "error"};
  return codes[severity];
}

const char *lt_state_text(LtState state, LtLang lang)
{
  static const LtTextId texts[LT_N_STATES] = {
      [LT_STATE_PASS] = LT_T_STATE_PASS,       [LT_STATE_FAIL] = LT_T_STATE_FAIL,
      [LT_STATE_SKIPPED] = LT_T_STATE_SKIPPED, [LT_STATE_UNDETERMINED] = LT_T_STATE_UNDETERMINED,
      [LT_STATE_ERROR] = LT_T_STATE_ERROR,
  };
  return lt_text(lang, texts[state]);
}

const char *lt_severity_text(int severity, LtLang lang)
{
  static const LtTextId texts[] = {LT_T_SEVERITY_INFO, LT_T_SEVERITY_WARNING, LT_T_SEVERITY_ERROR};
  return lt_text(lang, texts[severity]);
}

const char *lt_layer_state_code(LtLayerState state)
{
  static const char *const codes[] = {"unread", "read", "missing", "failed"};
  return codes[state];
}
