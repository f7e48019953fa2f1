/* Arrays that grow, and what is said when they cannot. */
#include "base/bytes.h"
#include "base/run.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

/* A sanitizer is not to end the test where there is too much to ask for. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
  return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void)
{
  return "allocator_may_return_null=1";
}

static void test_grow(void **state)
{
  (void)state;
  g_autofree int *numbers = NULL;
  size_t capacity = 0;
  for (size_t n = 1; n <= 5000; n++) {
    assert_true(lt_grow(&numbers, &capacity, n, sizeof *numbers, "numbers", NULL));
    assert_true(capacity >= n);
    numbers[n - 1] = (int)n;
  }
  for (size_t i = 0; i < 5000; i++)
    assert_int_equal(numbers[i], i + 1);
}

static void test_zeroed(void **state)
{
  (void)state;
  g_autofree char *bytes = lt_alloc(100000, 1, "bytes", NULL), *none = lt_alloc(0, 8, "none", NULL);
  assert_non_null(none);
  for (size_t i = 0; i < 100000; i++)
    assert_int_equal(bytes[i], 0);
}

/* Sizes that do not fit a number are refused, too, and the array stays as it was. */
static void test_too_much(void **state)
{
  (void)state;
  static const struct {
    size_t n, item_bytes;
    const char *message;
  } rows[] = {
      {SIZE_MAX / 16, 16, "out of memory: 18446744073709551600 bytes wanted (numbers)"},
      {SIZE_MAX / 16 + 1, 16, "out of memory: 18446744073709551615 bytes wanted (numbers)"},
      {SIZE_MAX, 16, "out of memory: 18446744073709551615 bytes wanted (numbers)"},
      {(size_t)1 << 62, 1, "out of memory: 4611686018427387904 bytes wanted (numbers)"},
  };
  for (size_t i = 0; sizeof(size_t) == 8 && i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL, other = NULL;
    g_autofree char *array = g_strdup("stays"), *old = array;
    size_t capacity = 1;
    assert_null(lt_alloc(rows[i].n, rows[i].item_bytes, "numbers", &error));
    assert_string_equal(error->message, rows[i].message);
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY));
    assert_false(lt_grow(&array, &capacity, rows[i].n, rows[i].item_bytes, "numbers", &other));
    assert_string_equal(other->message, rows[i].message);
    assert_ptr_equal(array, old);
    assert_int_equal(capacity, 1);
    assert_string_equal(array, "stays");
    old = NULL;
  }
}

/* Two arrays are asked for before they are looked at: the first shortage is told. */
static void test_error_stays(void **state)
{
  (void)state;
  g_log_set_always_fatal(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
  g_autoptr(GError) error = NULL;
  volatile size_t most = SIZE_MAX; /* compilers that know it warn */
  assert_null(lt_alloc(most, 1, "first", &error));
  assert_null(lt_alloc(most, 1, "second", &error));
  assert_non_null(strstr(error->message, "(first)"));
}

/* ---- nothing left at all ---- */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__linux__)
#define MAY_LIMIT 0 /* a sanitizer needs room of its own */
#elif defined(__has_feature)
#define MAY_LIMIT !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define MAY_LIMIT 1
#endif

static pthread_barrier_t barrier;

/* A thread that has no memory of its own yet asks for an array. */
static void *array_want(void *data)
{
  GError **error = data;
  pthread_barrier_wait(&barrier);
  return lt_alloc((size_t)1 << 28, 1, "an array", error);
}

static rlim_t address_space(void)
{
  unsigned long n_pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%lu", &n_pages) != 1)
    n_pages = 0;
  if (file != NULL)
    fclose(file);
  return (rlim_t)n_pages * 4096;
}

/* Take all there is, down to the last bytes; what is taken is chained. */
static void **all_take(void)
{
  void **all = NULL;
  for (size_t n = (size_t)1 << 26; n >= sizeof(void *); n /= 2)
    for (void **more; (more = malloc(n)) != NULL; all = more)
      *more = all;
  return all;
}

static void test_reserve(void **state)
{
  (void)state;
  struct rlimit before;
  if (!MAY_LIMIT || address_space() == 0)
    skip();
  LtRun *run = lt_run_new(); /* keeps the reserve */
  GError *error = NULL;
  pthread_t thread;
  void *array = NULL;
  assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
  assert_int_equal(pthread_create(&thread, NULL, array_want, &error), 0);
  assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
  struct rlimit limit = {address_space() + ((rlim_t)1 << 20), before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
  void **all = all_take();
  pthread_barrier_wait(&barrier);
  pthread_join(thread, &array);
  for (void **next; all != NULL; all = next) {
    next = *all;
    free(all);
  }
  assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
  pthread_barrier_destroy(&barrier);
  lt_run_free(run);
  assert_null(array);
  assert_non_null(error);
  assert_string_equal(error->message, "out of memory: 268435456 bytes wanted (an array)");
  g_error_free(error);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_grow),        cmocka_unit_test(test_zeroed),
      cmocka_unit_test(test_too_much),    cmocka_unit_test(test_error_stays),
      cmocka_unit_test(test_reserve),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
