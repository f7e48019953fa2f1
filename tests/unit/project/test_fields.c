/* YAML by a table of fields: what is read, and where each fault is said to be. */
#include "project/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  char *name, *date, **list;
  double number;
  bool flag;
  int choice;
  unsigned choices;
  LtNode node;
  LtBilingual title;
} Thing;

static const char *const colours[] = {"red", "green", NULL};

static const LtField fields[] = {
    {.key = "name", .type = LT_FIELD_TEXT, .offset = offsetof(Thing, name), .is_required = true},
    {.key = "severity", .type = LT_FIELD_CHOICE, .offset = offsetof(Thing, choice),
     .choices = colours},
    {.key = "number", .type = LT_FIELD_NUMBER, .offset = offsetof(Thing, number)},
    {.key = "share", .type = LT_FIELD_NUMBER, .offset = offsetof(Thing, number), .max = 1},
    {.key = "flag", .type = LT_FIELD_BOOL, .offset = offsetof(Thing, flag)},
    {.key = "date", .type = LT_FIELD_DATE, .offset = offsetof(Thing, date)},
    {.key = "list", .type = LT_FIELD_TEXTS, .offset = offsetof(Thing, list)},
    {.key = "colours", .type = LT_FIELD_CHOICES, .offset = offsetof(Thing, choices),
     .choices = colours},
    {.key = "node", .type = LT_FIELD_NODE, .offset = offsetof(Thing, node)},
    {.key = "title", .type = LT_FIELD_BILINGUAL, .offset = offsetof(Thing, title)},
};

/* Everything that is there is read; what is absent stays. */
static void test_values(void **state)
{
  (void)state;
  static const char text[] = "name: 一\nseverity: green\nnumber: -1.5e3\nflag: true\n"
                             "date: 2024-02-29\nlist: [a, \"b c\"]\nnode: {x: [1, 2]}\n"
                             "title: {zh: 题, en: t}\ncolours: [green, red]\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(LtYaml) yaml = lt_yaml_parse(text, strlen(text), "t.yaml", &error);
  assert_non_null(yaml);
  Thing thing = {.name = g_strdup("old")}; /* replaced and freed */
  assert_true(lt_fields_read(lt_yaml_root(yaml), fields, G_N_ELEMENTS(fields), &thing, &error));
  assert_string_equal(thing.name, "一");
  assert_string_equal(thing.date, "2024-02-29");
  assert_int_equal(thing.choice, 1);
  assert_int_equal(thing.choices, 3);
  assert_true(thing.flag && thing.number == -1500);
  assert_int_equal(g_strv_length(thing.list), 2);
  assert_string_equal(thing.list[1], "b c");
  assert_string_equal(thing.title.in[LT_LANG_ZH], "题");
  LtNode items = lt_node_value(thing.node, 0);
  assert_int_equal(lt_node_item_count(items), 2);
  assert_string_equal(lt_node_text(lt_node_item(items, 1)), "2");
  lt_fields_clear(fields, G_N_ELEMENTS(fields), &thing);
  assert_null(thing.name);
  assert_null(thing.list);
}

static void test_absent(void **state)
{
  (void)state;
  g_autoptr(LtYaml) yaml = lt_yaml_parse("name: a\nlist: one", 17, "t.yaml", NULL);
  Thing thing = {.number = 7, .flag = true, .choice = 1};
  assert_true(lt_fields_read(lt_yaml_root(yaml), fields, G_N_ELEMENTS(fields), &thing, NULL));
  assert_true(thing.number == 7 && thing.flag && thing.choice == 1 && thing.date == NULL);
  assert_string_equal(thing.list[0], "one"); /* one text is a list of one */
  assert_true(lt_fields_read((LtNode){NULL, 0}, fields, G_N_ELEMENTS(fields), &thing, NULL));
  lt_fields_clear(fields, G_N_ELEMENTS(fields), &thing);
}

typedef struct {
  const char *why, *text, *message; /* the message ends so, or begins when it ends in … */
} Fault;

static const Fault faults[] = {
    {"a slip of the pen is told", "name: a\nsevrity: red",
     "t.yaml:2:1: unknown key 'sevrity', did you mean 'severity'?"},
    {"nothing is like it", "name: a\nzzzz: 1", "t.yaml:2:1: unknown key 'zzzz'; there are: name, …"},
    {"required", "flag: true", "t.yaml:1:1: 'name' is missing"},
    {"a list for a text", "name: [a]", "t.yaml:1:7: 'name' must be a text"},
    {"a word for a number", "name: a\nnumber: ten", "t.yaml:2:9: 'number' must be a number"},
    {"no number", "name: a\nnumber: .nan", "t.yaml:2:9: 'number' must be a number"},
    {"beyond doubles", "name: a\nnumber: 1e999", "t.yaml:2:9: 'number' must be a number"},
    {"with a unit", "name: a\nnumber: 10km", "t.yaml:2:9: 'number' must be a number"},
    {"hexadecimal", "name: a\nnumber: 0x10", "t.yaml:2:9: 'number' must be a number"},
    {"comma of another locale", "name: a\nnumber: 1,5", "t.yaml:2:9: 'number' must be a number"},
    {"over the bound", "name: a\nshare: 1.01", "t.yaml:2:8: 'share' must be from 0 to 1"},
    {"yes is not true", "name: a\nflag: yes", "t.yaml:2:7: 'flag' must be true or false"},
    {"no such day", "name: a\ndate: 2023-02-29",
     "t.yaml:2:7: 'date' must be a date such as 2018-12-31"},
    {"slashes", "name: a\ndate: 2023/02/20",
     "t.yaml:2:7: 'date' must be a date such as 2018-12-31"},
    {"not a choice", "name: a\nseverity: blue",
     "t.yaml:2:11: 'severity' must be one of: red, green"},
    {"not one of the choices", "name: a\ncolours: [red, blue]",
     "t.yaml:2:16: 'colours' must be one of: red, green"},
    {"a choice twice", "name: a\ncolours: [red, red]", "t.yaml:2:16: 'colours' names 'red' twice"},
    {"no choice", "name: a\ncolours: []", "t.yaml:2:10: 'colours' must be a text or a list of texts"},
    {"list in a list", "name: a\nlist: [b, [c]]",
     "t.yaml:2:11: 'list' must be a text or a list of texts"},
    {"one language only", "name: a\ntitle: {zh: 题}", "t.yaml:2:8: 'en' is missing"},
    {"not a mapping", "- a\n- b", "t.yaml:1:1: a mapping (key: value) is expected here"},
    {"the same key again", "name: a\nflag: true\nname: b", "t.yaml:3:1: key 'name' is duplicated"},
    {"also deep inside", "name: a\nnode: {x: {y: 1, y: 2}}", "t.yaml:2:18: key 'y' is duplicated"},
    {"a key that is no text", "name: a\n? [b]\n: c", "t.yaml:2:3: a key must be a text"},
    {"alias", "name: &n a\nnode: *n", "t.yaml:2:7: YAML aliases (*name) are not supported"},
    {"second document", "name: a\n---\nname: b", "t.yaml:2:1: only one YAML document is allowed"},
    {"tab for indentation", "name: a\nnode:\n\tx: 1", "t.yaml:3:1: …"},
    {"unclosed", "name: a\nnode: [b", "t.yaml:…"},
    {"GBK", "name: \xCA\xD0", "t.yaml: not a UTF-8 text; save it as UTF-8"},
};

static bool message_fits(const char *message, const char *wanted)
{
  if (!g_str_has_suffix(wanted, "…"))
    return strcmp(message, wanted) == 0;
  return strncmp(message, wanted, strlen(wanted) - strlen("…")) == 0;
}

static void test_faults(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    const Fault *fault = &faults[i];
    g_autoptr(GError) error = NULL;
    Thing thing = {0};
    g_autoptr(LtYaml) yaml = lt_yaml_parse(fault->text, strlen(fault->text), "t.yaml", &error);
    bool is_read = yaml != NULL && lt_fields_read(lt_yaml_root(yaml), fields, G_N_ELEMENTS(fields),
                                                  &thing, &error);
    lt_fields_clear(fields, G_N_ELEMENTS(fields), &thing);
    if (is_read || !g_error_matches(error, LT_ERROR, LT_ERROR_USAGE) ||
        !message_fits(error->message, fault->message) || strchr(error->message, '\n') != NULL)
      fail_msg("%s: wanted '%s', got '%s'", fault->why, fault->message,
               error == NULL ? "no error" : error->message);
  }
}

/* Brackets @p depth deep. */
static char *nested(size_t depth)
{
  GString *text = g_string_new("node: ");
  for (size_t i = 1; i < depth; i++) /* the mapping itself is one */
    g_string_append_c(text, '[');
  for (size_t i = 1; i < depth; i++)
    g_string_append_c(text, ']');
  return g_string_free(text, FALSE);
}

static void test_depth(void **state)
{
  (void)state;
  static const struct {
    size_t depth;
    bool is_good;
  } rows[] = {{64, true}, {65, false}, {100000, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = nested(rows[i].depth);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtYaml) yaml = lt_yaml_parse(text, strlen(text), "t.yaml", &error);
    assert_int_equal(yaml != NULL, rows[i].is_good);
    if (!rows[i].is_good)
      assert_string_equal(error->message, "t.yaml:1:70: nested deeper than 64 levels");
  }
}

static void test_empty(void **state)
{
  (void)state;
  static const char *const texts[] = {"", "\n\n", "# only a comment\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(LtYaml) yaml = lt_yaml_parse(texts[i], strlen(texts[i]), "t.yaml", NULL);
    assert_non_null(yaml);
    assert_false(lt_node_exists(lt_yaml_root(yaml)));
  }
}

static void test_files(void **state)
{
  (void)state;
  static const char *const paths[] = {LT_TEST_DIR "/nowhere.yaml", LT_TEST_DIR};
  for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(lt_yaml_load(paths[i], "x.yaml", &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
    assert_true(g_str_has_prefix(error->message, "x.yaml: "));
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values), cmocka_unit_test(test_absent), cmocka_unit_test(test_faults),
      cmocka_unit_test(test_depth),  cmocka_unit_test(test_empty),  cmocka_unit_test(test_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
