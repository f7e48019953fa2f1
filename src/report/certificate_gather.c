/* What stands in a certificate: its system, corners, findings, neighbours. */
#include "crs/band.h"
#include "crs/crs.h"
#include "report/certificate.h"

#include <math.h>

void lt_certificate_clear(LtCertificate *certificate)
{
  g_clear_pointer(&certificate->corners, g_array_unref);
  g_clear_pointer(&certificate->findings, g_array_unref);
  g_clear_pointer(&certificate->touching, g_array_unref);
}

/* Chinese names of the datums of surveys, by the band's name. */
static const char *system_word(const char *name)
{
  static const struct {
    const char *begin, *zh;
  } words[] = {{"CGCS2000", "2000国家大地坐标系"},
               {"Xian 1980", "1980西安坐标系"},
               {"Beijing 1954", "1954年北京坐标系"}};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_has_prefix(name, words[i].begin))
      return words[i].zh;
  return name;
}

/* "2000国家大地坐标系，高斯-克吕格投影，3 度带，带号 38，中央子午线 114°（EPSG:4526）" */
char *lt_certificate_system(const LtSurveyFile *file, LtLang lang)
{
  LtPlane plane;
  g_autoptr(LtCrs) crs = file->crs_id == NULL ? NULL : lt_crs_parse(file->crs_id, NULL);
  if (crs == NULL)
    return g_strdup(lt_text(lang, LT_T_CERT_UNKNOWN));
  if (!lt_crs_plane(crs, &plane, NULL) || !plane.is_tm)
    return g_strdup_printf("%s (%s)", file->crs_name, file->crs_id);
  g_autofree char *meridian = g_strdup_printf("%g", round(plane.lon0_rad * 180 / G_PI * 1e6) / 1e6);
  int zone = (int)(plane.false_easting_m / 1e6);
  const char *name = lang == LT_LANG_ZH ? system_word(file->crs_name) : file->crs_name;
  return zone > 0 ? lt_text_format(lang, LT_T_CERT_BAND_TEXT, name, meridian, file->crs_id, zone,
                                   lt_band_width_deg(zone))
                  : lt_text_format(lang, LT_T_CERT_BAND_PLAIN, name, meridian, file->crs_id);
}

bool lt_certificate_is_flat(const LtCertificate *certificate)
{
  const LtParcel *parcel = lt_certificate_text(certificate);
  /* degrees without a system stay degrees */
  return parcel->first_ring < parcel->end_ring &&
         (certificate->file->crs_id != NULL || !certificate->file->text->is_degrees);
}

char *lt_certificate_corner_name(const LtCertificate *certificate, size_t ring, size_t point)
{
  const LtSurveyText *text = certificate->file->text;
  size_t number = text->point_numbers[point];
  if (number == 0)
    number = point - lt_survey_ring_begin(text, ring) + 1;
  return g_strdup_printf("J%zu", number);
}

int lt_certificate_decimals(const LtCertificate *certificate)
{
  unsigned decimals = lt_certificate_text(certificate)->max_decimals;
  LtSurveyKind kind = certificate->file->kind;
  if (!lt_certificate_is_flat(certificate))
    return 8; /* degrees */
  bool is_written = kind == LT_SURVEY_TEXT || kind == LT_SURVEY_TABLE;
  return is_written && !certificate->file->text->is_degrees ? (int)CLAMP(decimals, 2, 4) : 3;
}

/* A parcel of one ring has no heading. */
static void corners_gather(LtCertificate *certificate)
{
  const LtSurveyText *text = certificate->file->text;
  const LtParcel *parcel = lt_certificate_text(certificate);
  bool has_headings = parcel->end_ring - parcel->first_ring > 1;
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = lt_survey_ring_begin(text, ring), end = text->rings[ring].end - 1;
    size_t room = LT_CERT_CORNERS_MAX - certificate->corners->len;
    LtCertCorner row = {ring, SIZE_MAX};
    if (has_headings && room > 1) {
      g_array_append_val(certificate->corners, row);
      room--;
    }
    size_t n = MIN(room, end - begin);
    for (row.point = begin; row.point < begin + n; row.point++)
      g_array_append_val(certificate->corners, row);
    certificate->n_corners_cut += end - begin - n;
  }
}

/* Of equal ones the order stays: that of the file's list, then that of all files. */
static int worst_first(const void *a, const void *b)
{
  const LtSurveyNote *x = *(const LtSurveyNote *const *)a, *y = *(const LtSurveyNote *const *)b;
  return (int)y->severity - (int)x->severity;
}

/* Those of the parcel, and those of no parcel. */
static void notes_gather(LtCertificate *certificate, const LtSurveyNotes *notes)
{
  for (guint i = 0; i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    if (note->parcel == certificate->number || note->parcel == LT_SURVEY_NO_PARCEL)
      g_array_append_val(certificate->findings, note);
  }
}

static void findings_gather(LtCertificate *certificate)
{
  const LtSurveyNotes *notes = &certificate->file->notes, *together = certificate->together;
  size_t n_all = 0;
  notes_gather(certificate, notes);
  notes_gather(certificate, together);
  for (int severity = LT_SEVERITY_INFO; severity <= LT_SEVERITY_ERROR; severity++)
    n_all += lt_certificate_parcel(certificate)->counts.n[severity] + notes->of_file.n[severity] +
             together->n_of_severity[severity];
  certificate->n_findings_cut = n_all - MIN(n_all, certificate->findings->len);
  g_array_sort(certificate->findings, worst_first);
}

static bool touching_gather(LtCertificate *certificate, GError **error)
{
  const LtSurveyFile *file = certificate->file;
  if (file->shapes->types[certificate->number] != LT_GEOM_POLYGON)
    return true;
  int64_t room = (int64_t)(LT_SURVEY_TOUCH_M * LT_UNITS_PER_M) + 1;
  LtBox box = lt_shapes_box(file->shapes, certificate->number);
  box = (LtBox){{box.min.x - room, box.min.y - room}, {box.max.x + room, box.max.y + room}};
  LtSurveyNeighbour one = {file, certificate->number};
  g_autoptr(GArray) found =
      lt_survey_neighbours_find(certificate->neighbours, file, certificate->number, &box);
  size_t n = MIN(found->len, LT_CERT_AROUND_MAX);
  certificate->n_touching_cut = found->len - n;
  for (guint i = 0; i < n; i++) {
    LtCertNeighbour other = {.parcel = g_array_index(found, LtSurveyNeighbour, i)};
    bool touches;
    if (!lt_survey_border_shared(&one, &other.parcel, &touches, &other.shared_m, error))
      return false;
    if (touches)
      g_array_append_val(certificate->touching, other);
  }
  return true;
}

bool lt_certificate_gather(LtCertificate *certificate, GError **error)
{
  certificate->corners = g_array_new(FALSE, FALSE, sizeof(LtCertCorner));
  certificate->findings = g_array_new(FALSE, FALSE, sizeof(const LtSurveyNote *));
  certificate->touching = g_array_new(FALSE, FALSE, sizeof(LtCertNeighbour));
  corners_gather(certificate);
  findings_gather(certificate);
  return touching_gather(certificate, error);
}
