/* Workers, growing arrays, the catalogue of texts. */
#include "base/bytes.h"
#include "base/workers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define N 1000

typedef struct {
  size_t squares[N];
  size_t fails_at;
} Job;

static bool square(void *worker, size_t item, void *data, GError **error)
{
  (void)worker;
  Job *job = data;
  if (item >= job->fails_at)
    return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_ERR_MEMORY, item, "item");
  job->squares[item] += item * item;
  return true;
}

static void every_item_once_for_any_jobs(void **state)
{
  (void)state;
  for (unsigned jobs = 1; jobs <= 9; jobs += 4) {
    g_autoptr(LtRun) run = lt_run_new();
    lt_run_set_jobs(run, jobs);
    Job job = {.fails_at = N};
    LtWork work = {.stage = "s", .n_items = N, .item = square, .data = &job};
    assert_true(lt_work_run(&work, run, NULL));
    for (size_t i = 0; i < N; i++)
      assert_int_equal(job.squares[i], i * i);
  }
}

/* Whoever fails first, the error is that of the lowest item. */
static void the_lowest_failed_item_tells_the_error(void **state)
{
  (void)state;
  for (unsigned jobs = 1; jobs <= 9; jobs += 2) {
    for (size_t fails_at = 0; fails_at < N; fails_at += 123) {
      g_autoptr(LtRun) run = lt_run_new();
      lt_run_set_jobs(run, jobs);
      Job job = {.fails_at = fails_at};
      LtWork work = {.stage = "s", .n_items = N, .item = square, .data = &job};
      g_autoptr(GError) error = NULL;
      assert_false(lt_work_run(&work, run, &error));
      assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_GEOMETRY));
      g_autofree char *wanted = lt_text_format(lt_language(), LT_T_ERR_MEMORY, fails_at, "item");
      assert_string_equal(error->message, wanted);
    }
  }
}

static bool nothing(void *worker, size_t item, void *data, GError **error)
{
  (void)worker, (void)item, (void)data, (void)error;
  return true;
}

static void no_items_are_no_work(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  LtWork work = {.stage = "s", .n_items = 0, .item = nothing};
  assert_true(lt_work_run(&work, run, NULL));
}

static void a_cancelled_run_does_nothing(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_cancel(run);
  Job job = {.fails_at = N};
  LtWork work = {.stage = "s", .n_items = N, .item = square, .data = &job};
  g_autoptr(GError) error = NULL;
  assert_false(lt_work_run(&work, run, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED));
  assert_int_equal(job.squares[1], 0);
}

static void growing_keeps_content_and_refuses_the_impossible(void **state)
{
  (void)state;
  int *numbers = NULL;
  size_t capacity = 0;
  for (int i = 0; i < 5000; i++) {
    assert_true(lt_grow(&numbers, &capacity, (size_t)i + 1, sizeof *numbers, "numbers", NULL));
    numbers[i] = i;
  }
  assert_int_equal(numbers[4321], 4321);
  g_autoptr(GError) error = NULL;
  assert_false(lt_grow(&numbers, &capacity, SIZE_MAX / 2, sizeof *numbers, "numbers", &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY));
  assert_int_equal(numbers[4321], 4321);
  g_free(numbers);
}

static void messages_are_one_line_in_the_chosen_language(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  lt_language_set(LT_LANG_ZH);
  assert_false(lt_fail(&error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, (size_t)7, "a\nb"));
  assert_string_equal(error->message, "内存不足：需要7字节（a b）");
  g_clear_error(&error);
  lt_language_set(LT_LANG_EN);
  assert_false(lt_fail(&error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, (size_t)7, "a"));
  assert_string_equal(error->message, "out of memory: 7 bytes wanted (a)");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_item_once_for_any_jobs),
      cmocka_unit_test(the_lowest_failed_item_tells_the_error),
      cmocka_unit_test(no_items_are_no_work),
      cmocka_unit_test(a_cancelled_run_does_nothing),
      cmocka_unit_test(growing_keeps_content_and_refuses_the_impossible),
      cmocka_unit_test(messages_are_one_line_in_the_chosen_language),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
