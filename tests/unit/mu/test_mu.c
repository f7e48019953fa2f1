/* The per-mu tables: what has no land has no yield, equal yields share a rank. */
#include "unit/rules/fixture.h"

#include <lantu/mu.h>
#include <math.h>

#define FIRM(key, land, tax, zone) key ",38500000,3400000," land "," tax "," zone "\n"

/* tax per mu: A 2, B 2, C 4, D 1; the others have no land to divide by, or no tax. */
static const char *const firms[] = {
    FIRM("A", "10", "20", "east"), FIRM("B", "5", "10", "west"), FIRM("C", "1", "4", "east"),
    FIRM("D", "8", "8", "west"),   FIRM("E", "0", "50", "east"), FIRM("F", "", "50", "east"),
    FIRM("G", "-3", "50", "west"), FIRM("H", "ten", "50", ""),   FIRM("I", "2", "", "north"),
};

static Checked mu_run(bool is_backwards)
{
  g_autoptr(GString) csv = g_string_new("key,e,n,land,tax,zone\n");
  for (size_t i = 0; i < G_N_ELEMENTS(firms); i++)
    g_string_append(csv, firms[is_backwards ? G_N_ELEMENTS(firms) - 1 - i : i]);
  write_file("f.csv", csv->str);
  Checked checked = check(HEAD "layers:\n  - {id: f, source: f.csv, " XY
                               ", fields: {land: land, tax: tax, zone: zone}}\n"
                               "mu: {firms: f, land_unit: mu, money_unit: 万元}\n");
  g_autoptr(GError) error = NULL;
  if (!lt_mu_run(checked.project, checked.results, &error))
    fail_msg("%s", error->message);
  return checked;
}

static void test_ranks(void **state)
{
  (void)state;
  static const struct {
    const char *key;
    size_t rank;
    double tax_per_mu;
  } wanted[] = {{"C", 1, 4},   {"A", 2, 2},   {"B", 2, 2},   {"D", 4, 1},  {"E", 0, NAN},
                {"F", 0, NAN}, {"G", 0, NAN}, {"H", 0, NAN}, {"I", 0, NAN}};
  for (int is_backwards = 0; is_backwards < 2; is_backwards++) {
    g_auto(Checked) checked = mu_run(is_backwards);
    const GArray *rows = checked.results->mu_firms;
    assert_int_equal(rows->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < rows->len; i++) {
      const LtMuRow *row = &g_array_index(rows, LtMuRow, i);
      assert_string_equal(lt_object_key(&row->firm), wanted[i].key);
      assert_int_equal(row->rank, wanted[i].rank);
      assert_true(isnan(wanted[i].tax_per_mu) ? isnan(row->tax_per_mu)
                                              : row->tax_per_mu == wanted[i].tax_per_mu);
      assert_int_equal(row->n_left_out, strchr("EFGH", wanted[i].key[0]) != NULL);
    }
  }
}

static bool is_same(double a, double b)
{
  return isnan(a) ? isnan(b) : a == b;
}

/* A zone's yield is its sum over its land; firms without land are in neither. */
static void test_zones(void **state)
{
  (void)state;
  static const struct {
    const char *zone;
    size_t n_firms, n_left_out, rank;
    double land_mu, tax;
  } wanted[] = {
      {"east", 2, 2, 1, 11, 24},
      {"west", 2, 1, 2, 13, 18},
      {"", 0, 1, 0, NAN, NAN}, /* not 0: nobody knows its land */
      {"north", 1, 0, 0, 2, NAN},
  };
  g_auto(Checked) checked = mu_run(false);
  const GArray *rows = checked.results->mu_zones;
  assert_int_equal(rows->len, G_N_ELEMENTS(wanted));
  for (guint i = 0; i < rows->len; i++) {
    const LtMuRow *row = &g_array_index(rows, LtMuRow, i);
    assert_string_equal(row->zone, wanted[i].zone);
    assert_int_equal(row->n_firms, wanted[i].n_firms);
    assert_int_equal(row->n_left_out, wanted[i].n_left_out);
    assert_int_equal(row->rank, wanted[i].rank);
    assert_true(is_same(row->land_mu, wanted[i].land_mu));
    assert_true(is_same(row->tax, wanted[i].tax));
  }
}

/* Whether B takes part cannot be known: it has no yield and no rank, and MU-LAND says so. */
static void test_unknown_firm(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n,land,tax,state\nA,38500000,3400000,1,2,open\n"
                      "B,38500000,3400000,1,9,\nC,38500000,3400000,1,9,closed\n");
  g_auto(Checked) checked =
      check(HEAD "layers:\n  - {id: f, source: f.csv, " XY ", where: \"state = 'open'\", "
                 "fields: {land: land, tax: tax}}\n"
                 "mu: {firms: f, land_unit: mu, money_unit: 万元}\n");
  assert_true(lt_mu_run(checked.project, checked.results, NULL));
  const GArray *rows = checked.results->mu_firms;
  assert_int_equal(rows->len, 2);
  const LtMuRow *a = &g_array_index(rows, LtMuRow, 0), *b = &g_array_index(rows, LtMuRow, 1);
  assert_string_equal(lt_object_key(&a->firm), "A");
  assert_int_equal(a->rank, 1);
  assert_string_equal(lt_object_key(&b->firm), "B");
  assert_int_equal(b->rank, 0);
  assert_int_equal(b->n_left_out, 1);
  const LtOutcome *outcome = outcome_of(checked.results, "MU-LAND");
  assert_int_equal(outcome->state, LT_STATE_UNDETERMINED);
  assert_int_equal(outcome->n_undetermined, 1);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ranks),
      cmocka_unit_test(test_zones),
      cmocka_unit_test(test_unknown_firm),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
