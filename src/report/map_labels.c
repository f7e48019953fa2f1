#include "report/map_labels.h"

#include <math.h>

/* Cells of the frame, so that few boxes are asked. */
#define N_CELLS 32

struct LtMapLabels {
  double x, y, width, height;
  GArray *boxes;                    /* of LtLabelBox */
  GArray *cells[N_CELLS * N_CELLS]; /* of guint, indices of boxes; NULL: none */
};

LtMapLabels *lt_map_labels_new(double x, double y, double width, double height)
{
  LtMapLabels *labels = g_new0(LtMapLabels, 1);
  labels->x = x;
  labels->y = y;
  labels->width = width;
  labels->height = height;
  labels->boxes = g_array_new(FALSE, FALSE, sizeof(LtLabelBox));
  return labels;
}

void lt_map_labels_free(LtMapLabels *labels)
{
  if (labels == NULL)
    return;
  for (size_t i = 0; i < G_N_ELEMENTS(labels->cells); i++)
    g_clear_pointer(&labels->cells[i], g_array_unref);
  g_array_unref(labels->boxes);
  g_free(labels);
}

/* Half of the extent of a box along x and along y. */
static void reach_of(const LtLabelBox *box, double reach[2])
{
  reach[0] = box->half_width * fabs(box->cos) + box->half_height * fabs(box->sin);
  reach[1] = box->half_width * fabs(box->sin) + box->half_height * fabs(box->cos);
}

/* Boxes are apart when a line along a side of one of them has one on each side. */
static bool is_apart_along(const LtLabelBox *a, const LtLabelBox *b)
{
  double cos = a->cos * b->cos + a->sin * b->sin, sin = a->cos * b->sin - a->sin * b->cos;
  double dx = b->x - a->x, dy = b->y - a->y;
  double along = dx * a->cos + dy * a->sin, across = dy * a->cos - dx * a->sin;
  return fabs(along) > a->half_width + b->half_width * fabs(cos) + b->half_height * fabs(sin) ||
         fabs(across) > a->half_height + b->half_width * fabs(sin) + b->half_height * fabs(cos);
}

static bool boxes_meet(const LtLabelBox *a, const LtLabelBox *b)
{
  return !is_apart_along(a, b) && !is_apart_along(b, a);
}

static int cell_at(double value, double begin, double length)
{
  double cell = (value - begin) / length * N_CELLS;
  return cell <= 0 ? 0 : cell >= N_CELLS ? N_CELLS - 1 : (int)cell;
}

typedef struct {
  int x1, y1, x2, y2;
} Cells;

static Cells cells_of(const LtMapLabels *labels, const LtLabelBox *box)
{
  double reach[2];
  reach_of(box, reach);
  return (Cells){cell_at(box->x - reach[0], labels->x, labels->width),
                 cell_at(box->y - reach[1], labels->y, labels->height),
                 cell_at(box->x + reach[0], labels->x, labels->width),
                 cell_at(box->y + reach[1], labels->y, labels->height)};
}

bool lt_map_labels_is_free(const LtMapLabels *labels, const LtLabelBox *box)
{
  double reach[2];
  reach_of(box, reach);
  if (box->x - reach[0] < labels->x || box->x + reach[0] > labels->x + labels->width ||
      box->y - reach[1] < labels->y || box->y + reach[1] > labels->y + labels->height)
    return false;
  Cells cells = cells_of(labels, box);
  for (int y = cells.y1; y <= cells.y2; y++)
    for (int x = cells.x1; x <= cells.x2; x++) {
      const GArray *cell = labels->cells[y * N_CELLS + x];
      for (guint i = 0; cell != NULL && i < cell->len; i++)
        if (boxes_meet(box,
                       &g_array_index(labels->boxes, LtLabelBox, g_array_index(cell, guint, i))))
          return false;
    }
  return true;
}

void lt_map_labels_take(LtMapLabels *labels, const LtLabelBox *box)
{
  guint number = labels->boxes->len;
  g_array_append_val(labels->boxes, *box);
  Cells cells = cells_of(labels, box);
  for (int y = cells.y1; y <= cells.y2; y++)
    for (int x = cells.x1; x <= cells.x2; x++) {
      LtLabelBox square = {labels->x + (x + 0.5) * labels->width / N_CELLS,
                           labels->y + (y + 0.5) * labels->height / N_CELLS,
                           labels->width / N_CELLS / 2 + 0.01,
                           labels->height / N_CELLS / 2 + 0.01,
                           1,
                           0};
      bool is_rim = x == 0 || y == 0 || x == N_CELLS - 1 || y == N_CELLS - 1;
      if (!is_rim && !boxes_meet(box, &square))
        continue; /* a slanted line passes it */
      GArray **cell = &labels->cells[y * N_CELLS + x];
      if (*cell == NULL)
        *cell = g_array_new(FALSE, FALSE, sizeof(guint));
      g_array_append_val(*cell, number);
    }
}

void lt_map_labels_take_line(LtMapLabels *labels, const double a[2], const double b[2], double room)
{
  double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy);
  LtLabelBox box = {.x = (a[0] + b[0]) / 2,
                    .y = (a[1] + b[1]) / 2,
                    .half_width = length / 2,
                    .half_height = room,
                    .cos = length > 0 ? dx / length : 1,
                    .sin = length > 0 ? dy / length : 0};
  lt_map_labels_take(labels, &box);
}

bool lt_map_labels_about(LtMapLabels *labels, const double at[2], const double outward[2],
                         double gap, LtLabelBox *box)
{
  static const double turns_deg[] = {0,   25,   -25, 50,   -50, 75,   -75,
                                     100, -100, 130, -130, 155, -155, 180};
  double angle = atan2(outward[1], outward[0]);
  box->cos = 1;
  box->sin = 0;
  for (int round = 0; round < 3; round++)
    for (size_t i = 0; i < G_N_ELEMENTS(turns_deg); i++) {
      double cos_turn = cos(angle + turns_deg[i] * G_PI / 180);
      double sin_turn = sin(angle + turns_deg[i] * G_PI / 180);
      /* the middle is so far that the side of the box stands at the gap */
      double far_x = fabs(cos_turn) < 1e-9 ? HUGE_VAL : box->half_width / fabs(cos_turn);
      double far_y = fabs(sin_turn) < 1e-9 ? HUGE_VAL : box->half_height / fabs(sin_turn);
      double distance = gap * (1 + round) + fmin(far_x, far_y);
      box->x = at[0] + distance * cos_turn;
      box->y = at[1] + distance * sin_turn;
      if (lt_map_labels_is_free(labels, box)) {
        lt_map_labels_take(labels, box);
        return true;
      }
    }
  return false;
}

bool lt_map_labels_along(LtMapLabels *labels, const double a[2], const double b[2],
                         const double outward[2], double gap, LtLabelBox *box)
{
  static const double shares[] = {0.5, 0.35, 0.65};
  double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy);
  if (length < 2 * box->half_width + gap)
    return false;
  bool turns = dx < 0 || (dx == 0 && dy > 0); /* else it would read from right to left */
  box->cos = (turns ? -dx : dx) / length;
  box->sin = (turns ? -dy : dy) / length;
  double off = gap + box->half_height;
  double side = (-dy * outward[0] + dx * outward[1]) >= 0 ? 1 : -1;
  for (int way = 0; way < 2; way++, side = -side)
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
      if (fmin(shares[i], 1 - shares[i]) * length < box->half_width + gap / 2)
        continue;
      box->x = a[0] + dx * shares[i] - side * dy / length * off;
      box->y = a[1] + dy * shares[i] + side * dx / length * off;
      if (lt_map_labels_is_free(labels, box)) {
        lt_map_labels_take(labels, box);
        return true;
      }
    }
  return false;
}
