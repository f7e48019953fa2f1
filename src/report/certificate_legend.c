/* What stands below the map of a certificate: scale, signs, what has no room. */
#include "report/certificate_map.h"

/* What was left out, one sentence after the other. Free with g_free(). */
static char *notes_text(const LtCertificateMap *map)
{
  LtLang lang = map->certificate->lang;
  const char *between = lang == LT_LANG_ZH ? "；" : "; ";
  GString *notes = g_string_new(lt_text(lang, LT_T_CERT_NOTE_LENGTHS));
  char *more[] = {
      map->every > 1 ? lt_text_format(lang, LT_T_CERT_NOTE_EVERY, map->every) : NULL,
      map->n_hidden_numbers + map->n_hidden_sides > 0
          ? lt_text_format(lang, LT_T_CERT_NOTE_HIDDEN, map->n_hidden_numbers, map->n_hidden_sides)
          : NULL,
      map->step > 1 ? lt_text_format(lang, LT_T_CERT_NOTE_THINNED, map->step) : NULL,
      map->others_step > 1 ? lt_text_format(lang, LT_T_CERT_NOTE_OTHERS, map->others_step) : NULL,
      map->n_rings_cut > 0 ? lt_text_format(lang, LT_T_CERT_NOTE_RINGS, map->n_rings_cut) : NULL,
      map->n_others_cut > 0 ? lt_text_format(lang, LT_T_CERT_NOTE_AROUND, map->n_others_cut)
                            : NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
    if (more[i] != NULL)
      g_string_append_printf(notes, "%s%s", between, more[i]);
    g_free(more[i]);
  }
  return g_string_free(notes, FALSE);
}

static double legend_text(LtCertificateMap *map, double x, double y, const char *text)
{
  double width, height;
  LtPdfText place = {.x = x, .y = y, .size = 6};
  lt_pdf_text_size(map->certificate->pdf, &place, text, &width, &height);
  place.y -= height / 2;
  lt_pdf_text(map->certificate->pdf, &place, text);
  return width;
}

static void legend_own(LtCertificateMap *map, double x, double y)
{
  cairo_move_to(map->cairo, x, y);
  cairo_rel_line_to(map->cairo, LT_MM(7), 0);
  lt_certificate_map_pen(map);
  cairo_stroke(map->cairo);
  lt_certificate_map_dot(map, x + LT_MM(3.5), y);
  legend_text(map, x + LT_MM(8), y, lt_text(map->certificate->lang, LT_T_CERT_LEGEND_OWN));
}

static void legend_other(LtCertificateMap *map, double x, double y)
{
  const double dashes[] = {LT_MM(1.6), LT_MM(0.8)};
  cairo_move_to(map->cairo, x, y);
  cairo_rel_line_to(map->cairo, LT_MM(7), 0);
  cairo_set_source_rgb(map->cairo, 0.3, 0.3, 0.3);
  cairo_set_line_width(map->cairo, 0.6);
  cairo_set_dash(map->cairo, dashes, 2, 0);
  cairo_stroke(map->cairo);
  cairo_set_dash(map->cairo, NULL, 0, 0);
  legend_text(map, x + LT_MM(8), y, lt_text(map->certificate->lang, LT_T_CERT_LEGEND_OTHER));
}

static void legend_grid(LtCertificateMap *map, double x, double y)
{
  g_autofree char *grid = lt_text_format(map->certificate->lang, LT_T_CERT_LEGEND_GRID,
                                         lt_map_frame_grid_m(&map->frame));
  lt_pdf_line(map->certificate->pdf, x + LT_MM(1), y, x + LT_MM(3.4), y, 0.35);
  lt_pdf_line(map->certificate->pdf, x + LT_MM(2.2), y - LT_MM(1.2), x + LT_MM(2.2), y + LT_MM(1.2),
              0.35);
  legend_text(map, x + LT_MM(4.6), y, grid);
}

void lt_certificate_map_legend(LtCertificateMap *map, double x, double y, double width)
{
  LtCertificate *certificate = map->certificate;
  double first = y + LT_MM(2), second = y + LT_MM(5.4), at = x + LT_MM(45);
  double wide = certificate->lang == LT_LANG_ZH ? LT_MM(37) : LT_MM(44);
  g_autofree char *scale = lt_text_format(certificate->lang, LT_T_CERT_SCALE, map->frame.scale);
  g_autofree char *notes = notes_text(map);
  lt_map_scale_bar(certificate->pdf, &map->frame, x + 2, y, LT_MM(40));
  legend_text(map, x + 2, y + LT_MM(6.2), scale);
  legend_own(map, at, first);
  legend_grid(map, at, second);
  if (map->others->len > 0)
    legend_other(map, at + wide, first);
  if (map->has_faults) {
    lt_certificate_map_fault(map->cairo, at + wide + LT_MM(3.5), second);
    legend_text(map, at + wide + LT_MM(8), second,
                lt_text(certificate->lang, LT_T_CERT_LEGEND_FAULT));
  }
  lt_pdf_text(
      certificate->pdf,
      &(LtPdfText){.x = x, .y = y + LT_MM(8), .width = width, .size = 5.8, .lines = 2, .grey = 0.2},
      notes);
}
