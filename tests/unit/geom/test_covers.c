/* Interned sets against sets as bits. */
#include "geom/covers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MEMBERS 48

static void covers_clear(LtCovers *covers)
{
  lt_covers_clear(covers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtCovers, covers_clear)

static size_t members_of(uint64_t bits, uint32_t *members)
{
  size_t n = 0;
  for (uint32_t i = 0; i < MEMBERS; i++)
    if ((bits >> i & 1) != 0)
      members[n++] = i * 89478485; /* large numbers too */
  return n;
}

static uint32_t intern(LtCovers *covers, uint64_t bits)
{
  uint32_t members[MEMBERS], cover;
  size_t n = members_of(bits, members);
  assert_true(lt_covers_intern(covers, members, n, &cover, NULL));
  return cover;
}

static void check_members(const LtCovers *covers, uint32_t cover, uint64_t bits)
{
  uint32_t members[MEMBERS];
  size_t n, n_wanted = members_of(bits, members);
  const uint32_t *found = lt_cover_members(covers, cover, &n);
  assert_int_equal(n, n_wanted);
  if (n > 0)
    assert_memory_equal(found, members, n * sizeof *found);
}

static void test_the_empty_set(void **state)
{
  (void)state;
  g_auto(LtCovers) covers = {0};
  assert_true(lt_covers_reset(&covers, NULL));
  assert_int_equal(intern(&covers, 0), LT_COVER_EMPTY);
  size_t n;
  lt_cover_members(&covers, LT_COVER_EMPTY, &n);
  assert_int_equal(n, 0);
  uint32_t one = intern(&covers, 1), cover = one;
  assert_true(lt_covers_toggle(&covers, &cover, LT_COVER_EMPTY, NULL));
  assert_int_equal(cover, one);
  assert_true(lt_covers_toggle(&covers, &cover, one, NULL));
  assert_int_equal(cover, LT_COVER_EMPTY);
  assert_true(lt_covers_toggle(&covers, &cover, one, NULL));
  assert_int_equal(cover, one);
  assert_int_equal(covers.n_covers, 2);
}

/* Equal sets have equal numbers, other sets others, through growth of all tables. */
static void test_interning(void **state)
{
  (void)state;
  g_auto(LtCovers) covers = {0};
  g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  for (int again = 0; again < 2; again++) { /* what was there is gone after a reset */
    assert_true(lt_covers_reset(&covers, NULL));
    g_hash_table_remove_all(numbers);
    for (int round = 0; round < 60000; round++) {
      uint64_t bits = (uint64_t)g_rand_int(random) << 16 ^ g_rand_int(random);
      bits &= (UINT64_C(1) << g_rand_int_range(random, 1, MEMBERS)) - 1;
      uint32_t cover = intern(&covers, bits);
      check_members(&covers, cover, bits);
      gpointer known;
      if (g_hash_table_lookup_extended(numbers, &bits, NULL, &known))
        assert_int_equal(cover, GPOINTER_TO_UINT(known));
      else
        g_hash_table_insert(numbers, g_memdup2(&bits, sizeof bits), GUINT_TO_POINTER(cover));
    }
    bool has_empty = g_hash_table_contains(numbers, &(uint64_t){0});
    assert_int_equal(covers.n_covers, g_hash_table_size(numbers) + !has_empty);
  }
}

static void test_toggling(void **state)
{
  (void)state;
  g_auto(LtCovers) covers = {0};
  assert_true(lt_covers_reset(&covers, NULL));
  g_autoptr(GRand) random = g_rand_new_with_seed(12);
  uint64_t sets[300];
  uint32_t numbers[300];
  for (size_t i = 0; i < 300; i++) {
    sets[i] = ((uint64_t)g_rand_int(random) << 16 ^ g_rand_int(random)) &
              ((UINT64_C(1) << g_rand_int_range(random, 1, MEMBERS)) - 1);
    numbers[i] = intern(&covers, sets[i]);
  }
  for (int round = 0; round < 200000; round++) {
    size_t i = (size_t)g_rand_int_range(random, 0, 300),
           j = (size_t)g_rand_int_range(random, 0, 300);
    uint32_t cover = numbers[i], back = numbers[j];
    assert_true(lt_covers_toggle(&covers, &cover, numbers[j], NULL));
    assert_true(lt_covers_toggle(&covers, &back, numbers[i], NULL));
    assert_int_equal(cover, back);
    check_members(&covers, cover, sets[i] ^ sets[j]);
    if (round % 64 == 0) { /* chains of differences */
      sets[i] ^= sets[j];
      numbers[i] = cover;
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_empty_set),
      cmocka_unit_test(test_interning),
      cmocka_unit_test(test_toggling),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
