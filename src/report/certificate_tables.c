/* The tables of a certificate: facts, areas, corners, neighbours, findings, signatures. */
#include "report/certificate.h"
#include "report/survey_words.h"
#include "report/text_table.h"

#include <lantu/mu.h>
#include <lantu/version.h>
#include <math.h>
#include <string.h>

#define SIZE 7.6
#define SMALL 6.8
#define ROW LT_MM(5)
#define HEADING LT_MM(5)
#define NOTE LT_MM(4)

#define W(id) lt_text(certificate->lang, LT_T_##id)

double lt_certificate_heading(LtCertificate *certificate, double x, double y, LtTextId title)
{
  lt_pdf_text(certificate->pdf,
              &(LtPdfText){.x = x, .y = y, .size = 8.6, .middle = HEADING, .width = 0},
              lt_text(certificate->lang, title));
  return HEADING;
}

/* A line of small text beneath a table. */
static double note_draw(LtCertificate *certificate, double x, double y, double width,
                        const char *text)
{
  LtPdfText place = {.x = x, .y = y, .width = width, .size = 6.2, .middle = NOTE, .grey = 0.2};
  lt_pdf_text(certificate->pdf, &place, text);
  return NOTE;
}

static char *joined(const char *one, const char *other, const char *between)
{
  bool has_both = one[0] != '\0' && other[0] != '\0';
  return g_strconcat(one, has_both ? between : "", other, NULL);
}

/* ---- facts ---- */

static const char *shown(const char *value)
{
  return value[0] == '\0' ? "—" : value;
}

#define LABEL LT_MM(21)

static double pair_row(LtCertificate *certificate, double y, LtTextId label, const char *value,
                       LtTextId label2, const char *value2)
{
  double half = LT_CERT_WIDTH / 2 - LABEL;
  const LtPdfCell cells[] = {{LABEL, lt_text(certificate->lang, label), LT_ALIGN_CENTRE, true},
                             {half, shown(value), LT_ALIGN_LEFT, false},
                             {LABEL, lt_text(certificate->lang, label2), LT_ALIGN_CENTRE, true},
                             {half, shown(value2), LT_ALIGN_LEFT, false}};
  return lt_pdf_row(certificate->pdf, LT_CERT_LEFT, y, ROW, SIZE, 3, cells, G_N_ELEMENTS(cells));
}

static double wide_row(LtCertificate *certificate, double y, LtTextId label, const char *value,
                       double size)
{
  const LtPdfCell title = {LABEL, lt_text(certificate->lang, label), LT_ALIGN_CENTRE, true};
  const LtPdfCell cell = {LT_CERT_WIDTH - LABEL, value, LT_ALIGN_LEFT, false};
  double height = lt_pdf_row(certificate->pdf, LT_CERT_LEFT + LABEL, y, ROW, size, 3, &cell, 1);
  lt_pdf_row(certificate->pdf, LT_CERT_LEFT, y, height, SIZE, 1, &title, 1);
  return height;
}

static char *key_value(const LtCertificate *certificate, const char *name)
{
  const GArray *keys = certificate->file->text->keys;
  for (guint i = 0; keys != NULL && i < keys->len; i++) {
    const LtSurveyKey *key = &g_array_index(keys, LtSurveyKey, i);
    if (strcmp(key->name, name) == 0 && key->value != NULL)
      return g_strdup(key->value);
  }
  return g_strdup("");
}

static char *verdict_text(const LtCertificate *certificate)
{
  const LtSurveyFile *file = certificate->file;
  const LtSurveyParcel *parcel = lt_certificate_parcel(certificate);
  size_t n[LT_SEVERITY_ERROR + 1];
  for (int i = LT_SEVERITY_INFO; i <= LT_SEVERITY_ERROR; i++)
    n[i] = parcel->counts.n[i] + file->notes.of_file.n[i];
  return lt_text_format(certificate->lang, LT_T_CERT_VERDICT_TEXT,
                        lt_survey_verdict_word(lt_survey_verdict(file, parcel), certificate->lang),
                        n[LT_SEVERITY_ERROR], n[LT_SEVERITY_WARNING], n[LT_SEVERITY_INFO]);
}

double lt_certificate_facts(LtCertificate *certificate, double y)
{
  const LtSurveyParcel *parcel = lt_certificate_parcel(certificate);
  const LtParcel *text = lt_certificate_text(certificate);
  char *const *fields = text->fields;
  bool is_layer = certificate->file->kind == LT_SURVEY_LAYER;
  double top = y;
  g_autofree char *use = joined(fields[LT_PARCEL_DKYT], fields[LT_PARCEL_DLBM], " ");
  g_autofree char *corners = lt_text_format(certificate->lang, LT_T_CERT_CORNERS_TEXT,
                                            parcel->n_corners, parcel->n_rings, parcel->n_holes);
  g_autofree char *maker = key_value(certificate, "数据产生单位");
  g_autofree char *made = key_value(certificate, "数据产生日期");
  g_autofree char *producer = joined(maker, made, "，");
  g_autofree char *file =
      lt_text_format(certificate->lang, is_layer ? LT_T_CERT_FILE_FEATURE : LT_T_CERT_FILE_TEXT,
                     certificate->file->path, parcel->line);
  g_autofree char *program = g_strdup_printf("lantu %s", lt_version());
  g_autofree char *verdict = verdict_text(certificate);
  const char *hash = certificate->file->sha256;
  y += pair_row(certificate, y, LT_T_CERT_PARCEL_NUMBER, parcel->number, LT_T_CERT_PARCEL_NAME,
                parcel->name);
  y += pair_row(certificate, y, LT_T_CERT_USE, use, LT_T_CERT_SHEET, fields[LT_PARCEL_TFH]);
  y += wide_row(certificate, y, LT_T_CERT_SYSTEM, certificate->system, SIZE);
  y += pair_row(certificate, y, LT_T_CERT_CORNERS, corners, LT_T_CERT_PRODUCER, producer);
  y += wide_row(certificate, y, LT_T_CERT_FILE, file, SIZE);
  y += wide_row(certificate, y, LT_T_CERT_HASH, hash == NULL ? W(CERT_NO_HASH) : hash, SIZE);
  y += pair_row(certificate, y, LT_T_CERT_DATE, certificate->date, LT_T_CERT_PROGRAM, program);
  y += wide_row(certificate, y, LT_T_CERT_VERDICT, verdict, 10);
  return y - top;
}

/* ---- areas ---- */

static double area_row(LtCertificate *certificate, double x, double y, double width,
                       const char *what, double m2, double stated_m2)
{
  double number = width * 0.17, difference = width * 0.2;
  g_autofree char *in_m2 = lt_number_text(m2, 2), *in_ha = lt_number_text(m2 / 1e4, 4);
  g_autofree char *in_mu = lt_number_text(m2 / LT_MU_M2, 4);
  g_autofree char *less = lt_number_text(m2 - stated_m2, 2);
  const LtPdfCell cells[] = {{width - 3 * number - difference, what, LT_ALIGN_LEFT, true},
                             {number, in_m2, LT_ALIGN_RIGHT, false},
                             {number, in_ha, LT_ALIGN_RIGHT, false},
                             {number, in_mu, LT_ALIGN_RIGHT, false},
                             {difference, less, LT_ALIGN_RIGHT, false}};
  return lt_pdf_row(certificate->pdf, x, y, LT_MM(4.5), SMALL, 1, cells, G_N_ELEMENTS(cells));
}

static double area_titles(LtCertificate *certificate, double x, double y, double width)
{
  double number = width * 0.17, difference = width * 0.2;
  const LtPdfCell cells[] = {{width - 3 * number - difference, W(SVR_AREA), LT_ALIGN_CENTRE, true},
                             {number, W(SVR_M2), LT_ALIGN_CENTRE, true},
                             {number, W(SVR_HA), LT_ALIGN_CENTRE, true},
                             {number, W(SVR_MU), LT_ALIGN_CENTRE, true},
                             {difference, W(CERT_DIFFERENCE), LT_ALIGN_CENTRE, true}};
  return lt_pdf_row(certificate->pdf, x, y, LT_MM(4.5), SMALL, 1, cells, G_N_ELEMENTS(cells));
}

double lt_certificate_areas(LtCertificate *certificate, double x, double y, double width)
{
  const LtSurveyCertificate *areas = &lt_certificate_parcel(certificate)->certificate;
  double stated = areas->stated.is_stated ? areas->stated.m2 : NAN, top = y;
  y += lt_certificate_heading(certificate, x, y, LT_T_CERT_TABLE_AREAS);
  y += area_titles(certificate, x, y, width);
  y += area_row(certificate, x, y, width, W(SVR_STATED), stated, NAN);
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++)
    y += area_row(certificate, x, y, width,
                  lt_text(certificate->lang, lt_survey_method_word((LtSurveyMethod)i)),
                  areas->is_measured ? areas->m2[i] : NAN, stated);
  g_autofree char *sentence = NULL;
  if (areas->is_measured)
    sentence = lt_survey_area_sentence(areas, certificate->lang);
  else
    sentence = g_strdup(lt_certificate_text(certificate)->n_lost > 0 ? W(CERT_NOT_MEASURED)
                                                                     : W(CERT_NOT_PLANE));
  LtPdfText place = {.x = x, .y = y + LT_MM(0.6), .width = width, .size = SMALL, .lines = 2};
  y += LT_MM(0.6) + lt_pdf_text(certificate->pdf, &place, sentence);
  return y - top;
}

/* ---- neighbours ---- */

static void neighbour_row(LtCertificate *certificate, double x, double y, double width,
                          const LtCertNeighbour *other)
{
  const LtSurveyParcel *parcel = &other->parcel.file->parcels[other->parcel.parcel];
  g_autofree char *base = other->parcel.file == certificate->file
                              ? NULL
                              : g_path_get_basename(other->parcel.file->path);
  g_autofree char *own = joined(parcel->number, parcel->name, " ");
  g_autofree char *name = base == NULL ? g_strdup(own) : g_strdup_printf("%s (%s)", own, base);
  g_autofree char *length = lt_number_text(other->shared_m, 2);
  const LtPdfCell cells[] = {{width * 0.68, name, LT_ALIGN_LEFT, false},
                             {width * 0.32, length, LT_ALIGN_RIGHT, false}};
  lt_pdf_row(certificate->pdf, x, y, LT_MM(4.5), SMALL, 1, cells, G_N_ELEMENTS(cells));
}

/* Why there are no rows, or what is left out; NULL: nothing. Free with g_free(). */
static char *neighbours_note(const LtCertificate *certificate, size_t n_left)
{
  const LtSurveyFile *file = certificate->file;
  if (n_left > 0)
    return lt_text_format(certificate->lang, LT_T_CERT_NEIGHBOURS_MORE, n_left);
  if (certificate->n_touching_cut > 0)
    return lt_text_format(certificate->lang, LT_T_CERT_NEIGHBOURS_CUT, certificate->n_touching_cut);
  for (guint i = 0; i < certificate->touching->len; i++)
    if (g_array_index(certificate->touching, LtCertNeighbour, i).shared_m < 0.005)
      return g_strdup(W(CERT_NEIGHBOURS_ZERO));
  if (certificate->touching->len > 0)
    return NULL;
  bool is_compared =
      file->crs_id != NULL && file->shapes->types[certificate->number] == LT_GEOM_POLYGON;
  return g_strdup(is_compared ? W(CERT_NO_NEIGHBOURS) : W(CERT_NEIGHBOURS_UNKNOWN));
}

double lt_certificate_neighbours(LtCertificate *certificate, size_t *first, double x, double y,
                                 double width, double room, bool tells_rest)
{
  double top = y, row = LT_MM(4.5);
  const LtPdfCell titles[] = {{width * 0.68, W(CERT_TABLE_NEIGHBOURS), LT_ALIGN_CENTRE, true},
                              {width * 0.32, W(CERT_SHARED), LT_ALIGN_CENTRE, true}};
  y += lt_certificate_heading(certificate, x, y, LT_T_CERT_TABLE_NEIGHBOURS);
  if (certificate->touching->len > 0)
    y += lt_pdf_row(certificate->pdf, x, y, row, SMALL, 1, titles, G_N_ELEMENTS(titles));
  for (; *first < certificate->touching->len && y + row + NOTE <= top + room; y += row)
    neighbour_row(certificate, x, y, width,
                  &g_array_index(certificate->touching, LtCertNeighbour, (*first)++));
  g_autofree char *note =
      neighbours_note(certificate, tells_rest ? certificate->touching->len - *first : 0);
  if (note != NULL)
    y += note_draw(certificate, x, y, width, note);
  return y - top;
}

/* ---- findings ---- */

static bool is_of_all_files(const LtCertificate *certificate, const LtSurveyNote *note)
{
  const GArray *notes = certificate->together->notes;
  for (guint i = 0; i < notes->len; i++)
    if (note == &g_array_index(notes, LtSurveyNote, i))
      return true;
  return false;
}

static char *finding_text(const LtCertificate *certificate, const LtSurveyNote *note)
{
  LtTextId of = is_of_all_files(certificate, note) ? LT_T_CERT_OF_ALL : LT_T_CERT_OF_FILE;
  const char *text = note->text.in[certificate->lang];
  return note->parcel == LT_SURVEY_NO_PARCEL ? lt_text_format(certificate->lang, of, text)
                                             : g_strdup(text);
}

static double finding_row(LtCertificate *certificate, double y, const LtSurveyNote *note)
{
  static const double widths_mm[] = {12, 17, 14};
  g_autofree char *line = note->line == 0 ? g_strdup("-") : g_strdup_printf("%zu", note->line);
  g_autofree char *text = finding_text(certificate, note);
  const LtPdfCell cells[] = {
      {LT_MM(widths_mm[0]), lt_text(certificate->lang, lt_survey_severity_word(note->severity)),
       LT_ALIGN_CENTRE, false},
      {LT_MM(widths_mm[1]), lt_survey_rule_id(note->rule), LT_ALIGN_LEFT, false},
      {LT_MM(widths_mm[2]), line, LT_ALIGN_RIGHT, false},
      {LT_CERT_WIDTH - LT_MM(43), text, LT_ALIGN_LEFT, false}};
  return lt_pdf_row(certificate->pdf, LT_CERT_LEFT, y, LT_MM(4.5), SMALL, 4, cells,
                    G_N_ELEMENTS(cells));
}

static double finding_height(LtCertificate *certificate, const LtSurveyNote *note, bool is_dry)
{
  lt_pdf_set_dry(certificate->pdf, true);
  double height = finding_row(certificate, 0, note);
  lt_pdf_set_dry(certificate->pdf, is_dry);
  return height;
}

static double finding_titles(LtCertificate *certificate, double y)
{
  const LtPdfCell titles[] = {{LT_MM(12), W(CERT_SEVERITY), LT_ALIGN_CENTRE, true},
                              {LT_MM(17), W(CERT_RULE), LT_ALIGN_CENTRE, true},
                              {LT_MM(14), W(CERT_LINE), LT_ALIGN_CENTRE, true},
                              {LT_CERT_WIDTH - LT_MM(43), W(CERT_FINDING), LT_ALIGN_CENTRE, true}};
  return lt_pdf_row(certificate->pdf, LT_CERT_LEFT, y, LT_MM(4.5), SMALL, 1, titles,
                    G_N_ELEMENTS(titles));
}

static char *findings_note(const LtCertificate *certificate, size_t n_left)
{
  if (n_left > 0)
    return lt_text_format(certificate->lang, LT_T_CERT_FINDINGS_MORE, n_left);
  if (certificate->n_findings_cut > 0)
    return lt_text_format(certificate->lang, LT_T_CERT_FINDINGS_CUT, LT_SURVEY_NOTES_MAX,
                          certificate->n_findings_cut);
  return certificate->findings->len == 0 ? g_strdup(W(CERT_NO_FINDINGS)) : NULL;
}

double lt_certificate_findings(LtCertificate *certificate, size_t *first, double y, double room,
                               bool tells_rest)
{
  double top = y;
  bool is_dry = lt_pdf_is_dry(certificate->pdf);
  y += lt_certificate_heading(certificate, LT_CERT_LEFT, y, LT_T_CERT_TABLE_FINDINGS);
  if (certificate->findings->len > 0)
    y += finding_titles(certificate, y);
  for (; *first < certificate->findings->len; ++*first) {
    const LtSurveyNote *note = g_array_index(certificate->findings, const LtSurveyNote *, *first);
    if (y + finding_height(certificate, note, is_dry) + NOTE > top + room)
      break;
    y += finding_row(certificate, y, note);
  }
  g_autofree char *note =
      findings_note(certificate, tells_rest ? certificate->findings->len - *first : 0);
  if (note != NULL)
    y += note_draw(certificate, LT_CERT_LEFT, y, LT_CERT_WIDTH, note);
  return y - top;
}

/* ---- signatures ---- */

double lt_certificate_signatures(LtCertificate *certificate, double y)
{
  double quarter = LT_CERT_WIDTH / 4, label = LT_MM(19), height = LT_MM(15);
  const LtPdfCell cells[] = {{label, W(CERT_MADE_BY), LT_ALIGN_CENTRE, true},
                             {quarter - label, "", LT_ALIGN_LEFT, false},
                             {label, W(CERT_CHECKED_BY), LT_ALIGN_CENTRE, true},
                             {quarter - label, "", LT_ALIGN_LEFT, false},
                             {label, W(CERT_OFFICE), LT_ALIGN_CENTRE, true},
                             {quarter - label, "", LT_ALIGN_LEFT, false},
                             {label, W(CERT_SIGN_DATE), LT_ALIGN_CENTRE, true},
                             {quarter - label, "", LT_ALIGN_LEFT, false}};
  lt_pdf_row(certificate->pdf, LT_CERT_LEFT, y, height, SIZE, 2, cells, G_N_ELEMENTS(cells));
  return height + note_draw(certificate, LT_CERT_LEFT, y + height, LT_CERT_WIDTH, W(CERT_LIMITS));
}
