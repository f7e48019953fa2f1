/* A task done again and again with its n-th bulk allocation failing: n = 1, 2, 3 … until none does. */
#ifndef LT_TESTS_FAILING_EACH_H
#define LT_TESTS_FAILING_EACH_H

#include "failing.h"

#include <lantu/error.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* False with an error, and nothing of it left behind. */
typedef bool (*FailingTask)(void *data, GError **error);

/* Of the sanitizers, where there is one: tells of leaks so far and forgets them. */
extern int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static inline void failing_check_error(const char *why, size_t n, bool is_done, const GError *error)
{
  if (is_done || error == NULL)
    fail_msg("%s: allocation %zu failed and nobody noticed", why, n);
  if (!g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY))
    fail_msg("%s: allocation %zu failed, but: %s", why, n, error->message);
  if (strpbrk(error->message, "\r\n") != NULL || strstr(error->message, "out of memory") == NULL)
    fail_msg("%s: allocation %zu failed: %s", why, n, error->message);
}

static inline void failing_check_leaks(const char *why)
{
  if (__lsan_do_recoverable_leak_check != NULL && __lsan_do_recoverable_leak_check() != 0)
    fail_msg("%s: a leak when an allocation failed", why);
}

/* Each failure is LT_ERROR_MEMORY in one line, and leaks nothing; @p goes_on: all allocations that
 * follow fail, too. Returns how many there are. */
static inline size_t failing_each(const char *why, FailingTask task, void *data, bool goes_on)
{
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING); /* one error over another */
  for (size_t n = 1;; n++) {
    GError *error = NULL;
    failing_set(n, goes_on);
    bool is_done = task(data, &error), is_met = failing_met();
    failing_set(0, false);
    if (is_met)
      failing_check_error(why, n, is_done, error);
    else if (!is_done)
      fail_msg("%s: %s", why, error->message);
    g_clear_error(&error);
    if (is_met)
      continue;
    failing_check_leaks(why); /* takes too long for each n */
    return n - 1;
  }
}

#endif
