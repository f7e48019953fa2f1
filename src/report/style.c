#include "report/style.h"

#include "report/names.h"

/* Colours that people who see red and green alike can tell apart (Okabe and Ito). */
static const char *const colours[] = {"86,180,233,150", "230,159,0,170", "213,94,0,190"};

static void append_symbol(GString *qml, LtGeomType type, int severity)
{
  static const char *const symbols[] = {[LT_GEOM_POINT] = "marker", [LT_GEOM_LINE] = "line",
                                        [LT_GEOM_POLYGON] = "fill"};
  static const char *const layers[] = {[LT_GEOM_POINT] = "SimpleMarker",
                                       [LT_GEOM_LINE] = "SimpleLine",
                                       [LT_GEOM_POLYGON] = "SimpleFill"};
  const char *option = type == LT_GEOM_LINE ? "line_color" : "color";
  g_string_append_printf(qml,
                         "<symbol type=\"%s\" name=\"%d\"><layer class=\"%s\"><Option type=\"Map\">"
                         "<Option name=\"%s\" type=\"QString\" value=\"%s\"/></Option></layer>"
                         "</symbol>",
                         symbols[type], severity, layers[type], option, colours[severity]);
}

bool lt_style_write(LtGpkg *gpkg, const char *table, LtGeomType type, GError **error)
{
  g_autoptr(GString) qml = g_string_new(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
      "<qgis version=\"3.22\" styleCategories=\"Symbology\">"
      "<renderer-v2 type=\"categorizedSymbol\" attr=\"severity\"><categories>");
  for (int severity = LT_SEVERITY_ERROR; severity >= LT_SEVERITY_INFO; severity--)
    g_string_append_printf(qml,
                           "<category value=\"%s\" label=\"%s\" symbol=\"%d\" render=\"true\"/>",
                           lt_severity_code(severity), lt_severity_text(severity, LT_LANG_ZH),
                           severity);
  g_string_append(qml, "</categories><symbols>");
  for (int severity = LT_SEVERITY_INFO; severity <= LT_SEVERITY_ERROR; severity++)
    append_symbol(qml, type, severity);
  g_string_append(qml, "</symbols></renderer-v2></qgis>");
  return lt_gpkg_style(gpkg, table, lt_text(LT_LANG_ZH, LT_T_STYLE_FINDINGS), qml->str, error);
}
