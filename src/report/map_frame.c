#include "report/map_frame.h"

#include <math.h>

#define GRID_MIN LT_MM(22)
#define TICK LT_MM(1.6)
#define CROSS LT_MM(1.2)
#define NUMBER_SIZE 5.6
#define NUMBER_ROOM LT_MM(5.5)

/* 1:1e9 shows half of the earth. */
#define SCALE_MAX 1e9

static double scale_fit(double points, double metres)
{
  static const double steps[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
  for (double power = 100; power < SCALE_MAX; power *= 10)
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
      if (metres * LT_MM(1000) <= points * steps[i] * power * (1 + 1e-9)) /* rounded numbers */
        return steps[i] * power;
  return SCALE_MAX;
}

LtMapFrame lt_map_frame_fit(double x, double y, double width, double height, const double box[4],
                            double margin)
{
  double across = scale_fit(width - 2 * margin, box[2] - box[0]);
  double up = scale_fit(height - 2 * margin, box[3] - box[1]);
  LtMapFrame frame = {.x = x, .y = y, .width = width, .height = height};
  frame.scale = (unsigned)fmax(across, up);
  frame.points_per_m = LT_MM(1000) / frame.scale;
  frame.centre[0] = (box[0] + box[2]) / 2;
  frame.centre[1] = (box[1] + box[3]) / 2;
  return frame;
}

/* The smallest of 1, 2, 5 times a power of ten that is not below a number. */
static double round_up(double value)
{
  static const double steps[] = {1, 2, 5};
  for (double power = 1; power < 1e12; power *= 10)
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
      if (steps[i] * power >= value)
        return steps[i] * power;
  return value;
}

double lt_map_frame_grid_m(const LtMapFrame *frame)
{
  return round_up(GRID_MIN / frame->points_per_m);
}

/* First grid line in the frame and how many; axis 0 easting. */
static size_t grid_lines(const LtMapFrame *frame, int axis, double *first)
{
  double step = lt_map_frame_grid_m(frame);
  double half = (axis == 0 ? frame->width : frame->height) / 2 / frame->points_per_m;
  *first = ceil((frame->centre[axis] - half) / step) * step;
  double last = floor((frame->centre[axis] + half) / step) * step;
  return last < *first ? 0 : (size_t)lround((last - *first) / step) + 1;
}

void lt_map_frame_grid(LtPdf *pdf, const LtMapFrame *frame)
{
  cairo_t *cairo = lt_pdf_cairo(pdf);
  double step = lt_map_frame_grid_m(frame), first[2];
  size_t n_across = grid_lines(frame, 0, &first[0]), n_up = grid_lines(frame, 1, &first[1]);
  for (size_t i = 0; i < n_across; i++)
    for (size_t j = 0; j < n_up; j++) {
      double ground[2] = {first[0] + (double)i * step, first[1] + (double)j * step}, at[2];
      lt_map_frame_place(frame, ground, at);
      cairo_move_to(cairo, at[0] - CROSS, at[1]);
      cairo_rel_line_to(cairo, 2 * CROSS, 0);
      cairo_move_to(cairo, at[0], at[1] - CROSS);
      cairo_rel_line_to(cairo, 0, 2 * CROSS);
    }
  cairo_set_source_rgb(cairo, 0.45, 0.45, 0.45);
  cairo_set_line_width(cairo, 0.35);
  cairo_stroke(cairo);
}

static void northing_number(LtPdf *pdf, double x, double y, const char *number)
{
  cairo_t *cairo = lt_pdf_cairo(pdf);
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_rotate(cairo, -G_PI / 2);
  lt_pdf_text(pdf, &(LtPdfText){.size = NUMBER_SIZE, .align = LT_ALIGN_CENTRE}, number);
  cairo_restore(cairo);
}

/* A number must not stand beside the end of the frame, where something else is. */
static bool has_number(const LtMapFrame *frame, int axis, const double at[2])
{
  double begin = axis == 0 ? at[0] - frame->x : at[1] - frame->y;
  double length = axis == 0 ? frame->width : frame->height;
  return begin > NUMBER_ROOM && length - begin > NUMBER_ROOM;
}

static void tick(LtPdf *pdf, const LtMapFrame *frame, int axis, double value)
{
  double ground[2] = {frame->centre[0], frame->centre[1]}, at[2];
  double right = frame->x + frame->width, bottom = frame->y + frame->height;
  g_autofree char *number = g_strdup_printf("%.0f", value);
  ground[axis] = value;
  lt_map_frame_place(frame, ground, at);
  if (axis == 0) {
    lt_pdf_line(pdf, at[0], frame->y, at[0], frame->y + TICK, 0.5);
    lt_pdf_line(pdf, at[0], bottom - TICK, at[0], bottom, 0.5);
    LtPdfText place = {
        .x = at[0], .y = bottom + 0.8, .size = NUMBER_SIZE, .align = LT_ALIGN_CENTRE};
    if (has_number(frame, axis, at))
      lt_pdf_text(pdf, &place, number);
  } else {
    lt_pdf_line(pdf, frame->x, at[1], frame->x + TICK, at[1], 0.5);
    lt_pdf_line(pdf, right - TICK, at[1], right, at[1], 0.5);
    if (has_number(frame, axis, at))
      northing_number(pdf, frame->x - LT_MM(2.9), at[1], number);
  }
}

void lt_map_frame_border(LtPdf *pdf, const LtMapFrame *frame)
{
  double step = lt_map_frame_grid_m(frame);
  lt_pdf_box(pdf, frame->x, frame->y, frame->width, frame->height, 0.9);
  for (int axis = 0; axis < 2; axis++) {
    double first;
    size_t n = grid_lines(frame, axis, &first);
    for (size_t i = 0; i < n; i++)
      tick(pdf, frame, axis, first + (double)i * step);
  }
}

/* ---- scale bar, north arrow ---- */

#define BAR_PARTS 4
#define BAR_HEIGHT LT_MM(1.2)

/* The largest of 1, 2.5, 5 times a power of ten that is not above a number: the bar and its half
 * are round then. */
static double bar_part_m(double value)
{
  double power = pow(10, floor(log10(value)));
  return power * (value >= 5 * power ? 5 : value >= 2.5 * power ? 2.5 : 1);
}

double lt_map_scale_bar(LtPdf *pdf, const LtMapFrame *frame, double x, double y, double width)
{
  cairo_t *cairo = lt_pdf_cairo(pdf);
  double part_m = bar_part_m(width / frame->points_per_m / BAR_PARTS);
  double part = part_m * frame->points_per_m, top = y + LT_MM(2.8);
  for (int i = 0; i <= BAR_PARTS; i++) {
    bool is_last = i == BAR_PARTS;
    g_autofree char *number = g_strdup_printf(is_last ? "%.10g m" : "%.10g", i * part_m);
    LtPdfText place = {.x = x + i * part, .y = y, .size = NUMBER_SIZE, .align = LT_ALIGN_CENTRE};
    if (i % 2 == 0)
      lt_pdf_text(pdf, &place, number);
    if (i < BAR_PARTS && i % 2 == 0) {
      cairo_rectangle(cairo, x + i * part, top, part, BAR_HEIGHT);
      cairo_set_source_rgb(cairo, 0, 0, 0);
      cairo_fill(cairo);
    }
  }
  lt_pdf_box(pdf, x, top, BAR_PARTS * part, BAR_HEIGHT, 0.4);
  return BAR_PARTS * part;
}

void lt_map_north(LtPdf *pdf, double x, double y, const char *letter)
{
  cairo_t *cairo = lt_pdf_cairo(pdf);
  double middle = x + LT_NORTH_WIDTH / 2, top = y + LT_MM(4), bottom = y + LT_NORTH_HEIGHT;
  double half = LT_MM(2), notch = bottom - LT_MM(3);
  LtPdfText place = {.x = middle, .y = y, .size = 8, .align = LT_ALIGN_CENTRE};
  lt_pdf_text(pdf, &place, letter);
  cairo_set_source_rgb(cairo, 0, 0, 0);
  cairo_set_line_width(cairo, 0.5);
  cairo_move_to(cairo, middle, top);
  cairo_line_to(cairo, middle - half, bottom);
  cairo_line_to(cairo, middle, notch);
  cairo_close_path(cairo);
  cairo_fill_preserve(cairo);
  cairo_stroke(cairo);
  cairo_move_to(cairo, middle, top);
  cairo_line_to(cairo, middle + half, bottom);
  cairo_line_to(cairo, middle, notch);
  cairo_close_path(cairo);
  cairo_stroke(cairo);
}
