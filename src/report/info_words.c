#include "report/info_words.h"

#include <string.h>

const char *lt_info_fault_text(const LtInfoFault *fault, LtLang lang)
{
  static const struct {
    const char *begin;
    LtTextId text;
  } rows[] = {{"null", LT_T_INFO_FAULT_NULL},
              {"empty", LT_T_INFO_FAULT_EMPTY},
              {"damaged", LT_T_INFO_FAULT_DAMAGED},
              {"not-finite", LT_T_INFO_FAULT_NOT_FINITE},
              {"Invalid Coordinate", LT_T_INFO_FAULT_NOT_FINITE},
              {"no-number", LT_T_INFO_FAULT_NO_NUMBER},
              {"duplicate", LT_T_INFO_FAULT_DUPLICATE},
              {"text", LT_T_INFO_FAULT_TEXT},
              {"surface", LT_T_INFO_FAULT_SURFACE},
              {"Self-intersection", LT_T_INFO_FAULT_SELF},
              {"Ring Self-intersection", LT_T_INFO_FAULT_RING_SELF},
              {"Hole lies outside shell", LT_T_INFO_FAULT_HOLE_OUT},
              {"Holes are nested", LT_T_INFO_FAULT_HOLES},
              {"Nested shells", LT_T_INFO_FAULT_SHELLS},
              {"Interior is disconnected", LT_T_INFO_FAULT_INTERIOR},
              {"Too few points", LT_T_INFO_FAULT_FEW},
              {"IllegalArgumentException: Invalid number of points", LT_T_INFO_FAULT_FEW},
              {"Duplicate Rings", LT_T_INFO_FAULT_RINGS},
              {"IllegalArgumentException: Points of LinearRing", LT_T_INFO_FAULT_OPEN}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_str_has_prefix(fault->kind, rows[i].begin))
      return lt_text(lang, rows[i].text);
  return fault->kind;
}
