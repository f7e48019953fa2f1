/* Every bulk allocation of the questions of overlays fails once: an error each time, and nothing is
 * leaked. */
#include "unit/failing_each.h"

#include "question_case.h"

#define N_CLASSES 3
#define N_QUESTIONS 8

typedef struct {
  LtShapes *a, *b;
  uint32_t *classes_a, *classes_b;
  char *dump;
} Case;

static void case_clear(Case *with)
{
  lt_shapes_free(with->a);
  lt_shapes_free(with->b);
  g_free(with->classes_a);
  g_free(with->classes_b);
  g_free(with->dump);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

/* So many islands in gaps that their shells are looked for in a tree. */
static void case_make(Case *with)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  with->a = question_coverage(random, 4, 4);
  with->b = overlay_case_stars(random, 12, 200);
  g_autoptr(GString) sieve = g_string_new("0 300,400 300,400 310,0 310,0 300");
  for (int i = 0; i < 40; i++) {
    int x = 10 * i;
    g_string_append_printf(sieve, "|h %d 302,%d 308,%d 308,%d 302,%d 302", x + 1, x + 1, x + 9,
                           x + 9, x + 1);
    shape_text_add_box(with->a, CASE_X + x + 3, CASE_Y + 304, CASE_X + x + 7, CASE_Y + 306);
  }
  shape_text_add_at(with->a, sieve->str, CASE_X, CASE_Y);
  with->classes_a = question_classes(with->a, N_CLASSES);
  with->classes_b = question_classes(with->b, N_CLASSES);
}

static LtOverlayInput input_make(const Case *with, LtOverlayQuestion question, bool is_self)
{
  return (LtOverlayInput){.question = question,
                          .a = with->a,
                          .b = is_self ? with->a : with->b,
                          .classes_a = with->classes_a,
                          .classes_b = is_self ? with->classes_a : with->classes_b,
                          .n_classes_a = N_CLASSES,
                          .n_classes_b = N_CLASSES,
                          .min_width_m = 0.05,
                          .bounds_widths = true,
                          .plane = overlay_case_plane()};
}

/* What lies inside of the features of b, of pairs within a and of what they do not share. */
static LtOverlayInput input_masked(const Case *with, LtOverlayQuestion question)
{
  LtOverlayInput input = input_make(with, question, true);
  input.mask = with->b;
  input.is_inside_mask = true;
  input.pairs_only = true;
  return input;
}

/* All at once, in small tiles. */
static bool task(void *data, GError **error)
{
  Case *with = data;
  const LtArrangeLayer layers[] = {{with->a, NULL}, {with->b, NULL}};
  const LtOverlayInput inputs[N_QUESTIONS] = {
      input_make(with, LT_OVERLAY_SHARED, false), input_make(with, LT_OVERLAY_DIFFERENCE, false),
      input_make(with, LT_OVERLAY_GAPS, false),   input_make(with, LT_OVERLAY_GAPS, true),
      input_make(with, LT_OVERLAY_PATCHES, false), input_make(with, LT_OVERLAY_BORDERS, false),
      input_masked(with, LT_OVERLAY_SHARED),      input_masked(with, LT_OVERLAY_DIFFERENCE)};
  g_autoptr(LtTiles) tiles = lt_tiles_of_layers(layers, 2, 200, error);
  if (tiles == NULL)
    return false;
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  LtOverlay *overlays[N_QUESTIONS];
  if (!lt_overlay_run_all(inputs, N_QUESTIONS, tiles, NULL, overlays, run, error)) {
    for (size_t i = 0; i < N_QUESTIONS; i++)
      assert_null(overlays[i]);
    return false;
  }
  GString *dump = g_string_new(NULL);
  for (size_t i = 0; i < N_QUESTIONS; i++) {
    g_autofree char *text = question_dump(overlays[i], inputs[i].question, NULL, NULL);
    assert_true(overlays[i]->n_pairs > 0);
    g_string_append(dump, text);
    lt_overlay_free(overlays[i]);
  }
  g_free(with->dump);
  with->dump = g_string_free(dump, FALSE);
  return true;
}

static void test_questions(void **state)
{
  (void)state;
  g_auto(Case) with = {0};
  case_make(&with);
  g_autoptr(GError) error = NULL;
  if (!task(&with, &error))
    fail_msg("%s", error->message);
  g_autofree char *before = g_steal_pointer(&with.dump);
  for (int goes_on = 0; goes_on < 2; goes_on++) {
    size_t n = failing_each("questions", task, &with, goes_on);
    print_message("%zu allocations\n", n);
    assert_true(n > 300);
    assert_string_equal(with.dump, before);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_questions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
