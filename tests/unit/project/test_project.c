/* Project files: what is refused and where, what packs and rules become, what reading makes of it. */
#include "project/project.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own; the tests stand in it, so that paths are short in messages. */
static char *folder;

static void write_file(const char *name, const char *text)
{
  assert_true(g_file_set_contents(name, text, -1, NULL));
}

#define HEAD "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\"}\n"
#define LAYERS "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, crs: \"EPSG:4526\"}\n"
#define OWN "kind: overlap, severity: error, title: {zh: 一, en: a}"

typedef struct {
  const char *why, *text, *message; /* the message ends in … when more may follow */
} Fault;

static const Fault faults[] = {
    {"empty", "", "p.yaml:1:1: a mapping (key: value) is expected here"},
    {"not a mapping", "- a", "p.yaml:1:1: a mapping (key: value) is expected here"},
    {"unknown at the top", HEAD LAYERS "layer: []",
     "p.yaml:5:1: unknown key 'layer', did you mean 'layers'?"},
    {"version", "lantu: 2\nproject: {name: p, crs: x}\n" LAYERS,
     "p.yaml:1:8: 'lantu' must be from 1 to 1"},
    {"no layers", HEAD, "p.yaml:1:1: 'layers' is missing"},
    {"layers no list", HEAD "layers: {id: a}", "p.yaml:3:9: 'layers' must be a list"},
    {"accept is not built", HEAD LAYERS "accept: accept.csv",
     "p.yaml:5:9: accept is not supported yet"},
    {"no crs", "lantu: 1\nproject: {name: p}\n" LAYERS, "p.yaml:2:10: 'crs' is missing"},
    {"area", "lantu: 1\nproject: {name: p, crs: x, area: sphere}\n" LAYERS,
     "p.yaml:2:34: 'area' must be one of: ellipsoid, planar"},
    {"as_of", "lantu: 1\nproject: {name: p, crs: x, as_of: 2018-13-01}\n" LAYERS,
     "p.yaml:2:35: 'as_of' must be a date such as 2018-12-31"},
    {"tab", "lantu: 1\nproject:\n\tname: p\n", "p.yaml:3:1: …"},
    {"layer key", HEAD "layers:\n  - {id: a, sorce: b}",
     "p.yaml:4:13: unknown key 'sorce', did you mean 'source'?"},
    {"layer without source", HEAD "layers:\n  - {id: a}", "p.yaml:4:5: 'source' is missing"},
    {"layer id", HEAD "layers:\n  - {id: a b, source: c}", "p.yaml:4:…"},
    {"layer twice", HEAD LAYERS "  - {id: zone, source: c}",
     "p.yaml:5:5: layer 'zone' is defined twice, first given at line 4"},
    {"x alone", HEAD "layers:\n  - {id: a, source: b.csv, x: c}",
     "p.yaml:4:5: x and y go together"},
    {"optional is no truth", HEAD "layers:\n  - {id: a, source: b, optional: maybe}",
     "p.yaml:4:34: 'optional' must be true or false"},
    {"fields no mapping", HEAD "layers:\n  - {id: a, source: b, fields: [c]}",
     "p.yaml:4:32: a mapping (key: value) is expected here"},
    {"class without field", HEAD "layers:\n  - {id: a, source: b, class: {scheme: jsydgzq}}",
     "p.yaml:4:31: 'field' is missing"},
    {"no layer at all", HEAD "layers: []", "p.yaml:3:9: 'layers' is empty, at least one is needed"},
    {"blank id", HEAD "layers:\n  - {id: \"\", source: b}", "p.yaml:4:10: 'id' must not be blank"},
    {"blank source", HEAD "layers:\n  - {id: a, source: \" \"}",
     "p.yaml:4:21: 'source' must not be blank"},
    {"a full-width blank among sources", HEAD "layers:\n  - {id: a, source: [b, \"　\"]}",
     "p.yaml:4:25: 'source' must not be blank"},
    {"forgotten where", HEAD "layers:\n  - {id: a, source: b, where: }",
     "p.yaml:4:…"},
    {"role without column", HEAD "layers:\n  - {id: a, source: b, fields: {land: \"\"}}",
     "p.yaml:4:39: 'land' must not be blank"},
    {"unknown scheme", HEAD "layers:\n  - {id: a, source: b, class: {field: c, scheme: none}}",
     "p.yaml:4:50: no class scheme 'none'; shipped are: gb50137-2011, gbt21010-2017, "
     "gbt4754-2017, jsydgzq, sandiao-2019, ydyh-2020, ydyh-2023"},
    {"scheme that climbs", HEAD
     "layers:\n  - {id: a, source: b, class: {field: c, scheme: ../packs/mu}}",
     "p.yaml:4:50: no class scheme '../packs/mu'; …"},
    {"unknown pack", HEAD "extends: [duogui, greem]\n" LAYERS,
     "p.yaml:3:19: no rule pack 'greem'; shipped are: duogui, green, intake, mu, quality"},
    {"pack that climbs", HEAD "extends: [../packs/mu]\n" LAYERS,
     "p.yaml:3:11: no rule pack '../packs/mu'; …"},
    {"pack of a path", HEAD "extends: [lost.yaml]\n" LAYERS, "p.yaml:3:11: lost.yaml: …"},
    {"a fault inside a pack", HEAD "extends: [bad.yaml]\n" LAYERS,
     "bad.yaml:2:10: unknown key 'idd', did you mean 'id'?"},
    {"a pack without rules", HEAD "extends: [empty.yaml]\n" LAYERS,
     "empty.yaml:2:8: 'rules' is empty, at least one is needed"},
    {"an empty pack", HEAD "extends: [void.yaml]\n" LAYERS,
     "void.yaml:1:1: a mapping (key: value) is expected here"},
    {"blank pack", HEAD "extends: [\" \"]\n" LAYERS, "p.yaml:3:11: no rule pack ' '; …"},
    {"a pack takes another's id", HEAD "extends: [duogui, twice.yaml]\n" LAYERS,
     "twice.yaml:2:9: rule 'DG-C01' is defined twice, first given at line 7 of duogui.yaml"},
    {"change of what is fixed", HEAD "extends: [duogui]\n" LAYERS
     "rules:\n  - {id: DG-C01, kind: distance}", "p.yaml:7:…"},
    {"severity", HEAD "extends: [duogui]\n" LAYERS "rules:\n  - {id: DG-C01, severity: fatal}",
     "p.yaml:7:28: 'severity' must be one of: info, warning, error"},
    {"changed twice", HEAD "extends: [duogui]\n" LAYERS
     "rules:\n  - {id: DG-C01, limits: {min_area_m2: 2}}\n  - {id: DG-C01, severity: info}",
     "p.yaml:8:5: rule 'DG-C01' is defined twice, first given at line 7 of p.yaml"},
    {"own without kind", HEAD LAYERS
     "rules:\n  - {id: X, severity: error, title: {zh: 一, en: a}}",
     "p.yaml:6:5: rule 'X' lacks 'kind'"},
    {"own without severity", HEAD LAYERS
     "rules:\n  - {id: X, kind: overlap, title: {zh: 一, en: a}}",
     "p.yaml:6:5: rule 'X' lacks 'severity'"},
    {"own on no layer", HEAD LAYERS "rules:\n  - {id: X, " OWN ", layers: {a: {layer: zones}}}",
     "p.yaml:6:…"},
    {"own twice", HEAD LAYERS "rules:\n  - {id: X, " OWN ", layers: {a: {layer: zone}}}\n"
     "  - {id: X, " OWN ", layers: {a: {layer: zone}}}",
     "p.yaml:7:5: rule 'X' is defined twice, first given at line 6 of p.yaml"},
    {"basis unsaid", HEAD LAYERS "rules:\n  - {id: X, " OWN
     ", layers: {a: {layer: zone}}, basis: [{text: {zh: 一, en: a}}]}", "p.yaml:6:…"},
    {"rules no list", HEAD LAYERS "rules: {id: X}", "p.yaml:5:8: 'rules' must be a list"},
    {"format", HEAD LAYERS "output: {formats: [gpkg, docx]}", "p.yaml:5:…"},
    {"mu of no layer", HEAD LAYERS "mu: {firms: firm, land_unit: mu, money_unit: 万元}",
     "p.yaml:5:…"},
    {"unit", HEAD LAYERS "mu: {firms: zone, land_unit: acre, money_unit: 万元}",
     "p.yaml:5:30: 'land_unit' must be one of: mu, m2, ha"},
};

static void fits_check(const char *why, const char *wanted, const GError *error)
{
  const char *got = error == NULL ? "no error" : error->message;
  bool is_prefix = g_str_has_suffix(wanted, "…");
  bool fits = is_prefix ? strncmp(got, wanted, strlen(wanted) - strlen("…")) == 0
                        : strcmp(got, wanted) == 0;
  if (!fits || !g_error_matches(error, LT_ERROR, LT_ERROR_USAGE) || strchr(got, '\n') != NULL)
    fail_msg("%s: wanted '%s', got '%s'", why, wanted, got);
}

static void test_faults(void **state)
{
  (void)state;
  write_file("bad.yaml", "lantu: 1\nrules: [{idd: X}]");
  write_file("empty.yaml", "lantu: 1\nrules: []");
  write_file("void.yaml", "# nothing\n");
  write_file("twice.yaml", "lantu: 1\nrules: [{id: DG-C01, " OWN "}]");
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    write_file("p.yaml", faults[i].text);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtProject) project = lt_project_load("p.yaml", &error);
    assert_null(project);
    fits_check(faults[i].why, faults[i].message, error);
  }
}

static void test_unreadable(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  assert_null(lt_project_load("none.yaml", &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
}

static LtProject *load(const char *text)
{
  write_file("p.yaml", text);
  g_autoptr(GError) error = NULL;
  LtProject *project = lt_project_load("p.yaml", &error);
  if (project == NULL)
    fail_msg("%s", error->message);
  return project;
}

static const LtRule *rule_of(const LtProject *project, const char *id)
{
  for (size_t i = 0; i < project->n_rules; i++)
    if (strcmp(project->rules[i].id, id) == 0)
      return &project->rules[i];
  return NULL;
}

static void test_defaults(void **state)
{
  (void)state;
  g_autoptr(LtProject) project = load(HEAD LAYERS);
  assert_string_equal(project->name, "p");
  assert_int_equal(project->area, LT_AREA_ELLIPSOID);
  assert_null(project->as_of);
  assert_null(project->mu.firms);
  assert_string_equal(lt_project_output_dir(project), "out");
  assert_string_equal(project->layers[0].sources[0], "zone.csv");
  assert_int_equal(project->layers[0].state, LT_LAYER_UNREAD);
  /* The packs that always run, sorted. */
  static const char *const ids[] = {"IN-CRS", "IN-GEOM", "IN-NULL", "IN-TEXT", "MU-LAND"};
  assert_int_equal(project->n_rules, G_N_ELEMENTS(ids));
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
    assert_string_equal(project->rules[i].id, ids[i]);
}

/* Paths follow the project file, not the folder one stands in. */
static void test_paths(void **state)
{
  (void)state;
  g_mkdir("sub", 0700);
  write_file("sub/q.yaml", HEAD LAYERS "output: {dir: res}");
  g_autoptr(LtProject) project = lt_project_load("sub/q.yaml", NULL);
  assert_non_null(project);
  assert_string_equal(project->layers[0].sources[0], "sub/zone.csv");
  assert_string_equal(project->layers[0].source_names[0], "zone.csv");
  assert_string_equal(lt_project_output_dir(project), "sub/res");
}

/* The rules that ship, as the issue and conflict_pairs.csv name them. */
static void test_packs(void **state)
{
  (void)state;
  static const struct {
    const char *id, *kind, *a, *b;
    LtSeverity severity;
  } rows[] = {
      {"DG-C01", "overlap", "urban_plan", "farmland", LT_SEVERITY_ERROR},
      {"DG-C01X", "overlap", "land_use", "farmland", LT_SEVERITY_ERROR},
      {"DG-C02", "overlap", "urban_plan", "red_line", LT_SEVERITY_ERROR},
      {"DG-C02K", "overlap", "zone", "red_line", LT_SEVERITY_ERROR},
      {"DG-C03", "covers", "zone", "growth_area", LT_SEVERITY_ERROR},
      {"DG-C04", "overlap", "urban_plan", "land_plan", LT_SEVERITY_WARNING},
      {"DG-C05", "overlap", "urban_plan", "land_plan", LT_SEVERITY_WARNING},
      {"DG-C06", "matrix", "urban_plan", "planned_use", LT_SEVERITY_INFO},
      {"DG-C07", "covers", "planned_use", "land_plan", LT_SEVERITY_ERROR},
      {"DG-C08", "covers", "planned_use", "land_plan", LT_SEVERITY_ERROR},
      {"DG-C09", "covers", "planned_use", "land_plan", LT_SEVERITY_ERROR},
      {"DG-C10", "covers", "land_plan", "land_plan_upper", LT_SEVERITY_ERROR},
      {"DG-C11", "covers", "land_plan_upper", "land_plan", LT_SEVERITY_ERROR},
      {"DG-C12", "covers-each-other", "planned_use", "planned_use_upper", LT_SEVERITY_ERROR},
      {"DG-C12T", "totals", "planned_use", "planned_use_upper", LT_SEVERITY_ERROR},
      {"DG-C13", "overlap", "planned_use", "base_land_use", LT_SEVERITY_ERROR},
      {"DG-C14", "overlap", "planned_use", "base_land_use", LT_SEVERITY_ERROR},
      {"DG-C20", "overlap", "zone", "eco_unit", LT_SEVERITY_WARNING},
      {"DG-C21", "overlap", "zone", NULL, LT_SEVERITY_ERROR},
      {"DG-C23", "area", "zone", NULL, LT_SEVERITY_ERROR},
      {"DG-I1", "overlap", "industry_area", "eco_unit", LT_SEVERITY_ERROR},
      {"DG-L1", "overlap", "farmland", "red_line", LT_SEVERITY_ERROR},
      {"DG-L2", "overlap", "farmland", "growth_area", LT_SEVERITY_ERROR},
      {"DG-L3", "overlap", "red_line", "growth_area", LT_SEVERITY_ERROR},
      {"DG-S1", "covers", "major_project", "land_plan", LT_SEVERITY_WARNING},
      {"DG-Z1", "covers", "zone", "zone_approved", LT_SEVERITY_ERROR},
      {"GR-BLDG", "distance", "firm", "built_up", LT_SEVERITY_ERROR},
      {"GR-CAST", "distance", "firm", "built_up", LT_SEVERITY_ERROR},
      {"GR-COAL", "distance", "firm", "built_up", LT_SEVERITY_ERROR},
      {"GR-R20", "distance", "firm", "built_up", LT_SEVERITY_ERROR},
      {"IN-CRS", "crs", NULL, NULL, LT_SEVERITY_ERROR},
      {"IN-GEOM", "valid", NULL, NULL, LT_SEVERITY_ERROR},
      {"IN-NULL", "valid", NULL, NULL, LT_SEVERITY_WARNING},
      {"IN-TEXT", "valid", NULL, NULL, LT_SEVERITY_WARNING},
      {"MU-LAND", "land", NULL, NULL, LT_SEVERITY_WARNING},
  };
  /* Twice the same pack is once. */
  g_autoptr(LtProject) project = load(HEAD "extends: [duogui, green, duogui, intake]\n" LAYERS);
  assert_int_equal(project->n_rules, G_N_ELEMENTS(rows));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const LtRule *rule = &project->rules[i];
    assert_string_equal(rule->id, rows[i].id);
    assert_string_equal(rule->kind, rows[i].kind);
    assert_int_equal(g_strcmp0(rule->a.layer, rows[i].a), 0);
    assert_int_equal(g_strcmp0(rule->b.layer, rows[i].b), 0);
    assert_int_equal(rule->severity, rows[i].severity);
    assert_true(rule->is_enabled && !rule->is_own && rule->pack != NULL);
    for (int lang = 0; lang < LT_N_LANGS; lang++)
      assert_true(rule->title.in[lang] != NULL && rule->fix.in[lang] != NULL &&
                  rule->trap.in[lang] != NULL);
    bool is_ground = rule->id[0] == 'D' || rule->id[0] == 'G'; /* needs a legal basis */
    assert_true(!is_ground || rule->n_bases > 0);
  }
}

static void test_override(void **state)
{
  (void)state;
  g_autoptr(LtProject) project = load(
      HEAD "extends: [duogui]\n" LAYERS "rules:\n  - {id: DG-C01, severity: info, limits: "
           "{min_area_m2: 5}}\n  - {id: DG-C21, enabled: false}\n  - {id: A-1, " OWN
           ", layers: {a: {layer: zone, where: \"fid > 0\"}}}");
  const LtRule *changed = rule_of(project, "DG-C01"), *off = rule_of(project, "DG-C21");
  assert_int_equal(changed->severity, LT_SEVERITY_INFO);
  assert_true(lt_node_exists(changed->limits) && lt_node_exists(changed->limits_override));
  assert_false(changed->is_own);
  assert_false(off->is_enabled);
  assert_int_equal(off->severity, LT_SEVERITY_ERROR);
  const LtRule *own = &project->rules[0]; /* sorted first */
  assert_string_equal(own->id, "A-1");
  assert_true(own->is_own && own->pack == NULL);
  assert_string_equal(own->a.where, "fid > 0");
}

/* Groups of class tables, facts of the domain. */
static void test_schemes(void **state)
{
  (void)state;
  static const struct {
    const char *scheme, *code, *name, *group;
  } rows[] = {
      {"sandiao-2019", "0101", "水田", "农用地"},
      {"sandiao-2019", "0701", "城镇住宅用地", "建设用地"},
      {"sandiao-2019", "0404", "其他草地", "未利用地"},
      {"sandiao-2019", "01", "耕地", NULL},
      {"sandiao-2019", "09", "特殊用地", "建设用地"},
      {"gb50137-2011", "M3", "三类工业用地", "建设用地"},
      {"gb50137-2011", "E", NULL, "非建设用地"},
      {"jsydgzq", "010", "允许建设区", "允许建设"},
      {"jsydgzq", "021", NULL, "有条件建设"},
      {"jsydgzq", "030", NULL, "限制建设"},
      {"jsydgzq", "040", NULL, "禁止建设"},
      {"ydyh-2023", "0601", "农村道路", "农用地"},
      {"gbt21010-2017", "0101", "水田", "农用地"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strdup_printf(
        HEAD "layers:\n  - {id: a, source: b, class: {field: c, scheme: %s}}", rows[i].scheme);
    g_autoptr(LtProject) project = load(text);
    const LtScheme *scheme = project->layers[0].scheme;
    const LtClass *class = NULL;
    for (size_t k = 0; k < scheme->n_classes; k++)
      if (strcmp(scheme->classes[k].code, rows[i].code) == 0)
        class = &scheme->classes[k];
    assert_non_null(class);
    assert_int_equal(g_strcmp0(class->group, rows[i].group), 0);
    if (rows[i].name != NULL)
      assert_string_equal(class->name_zh, rows[i].name);
  }
}

#define POINTS "key,name,e,n\n"

static bool read_project(LtProject *project, GError **error)
{
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  return lt_project_read(project, run, error);
}

static const Fault read_faults[] = {
    {"unknown crs", "lantu: 1\nproject: {name: p, crs: \"EPSG:999999\"}\n" LAYERS, "p.yaml:2:…"},
    {"feet", "lantu: 1\nproject: {name: p, crs: \"EPSG:2263\"}\n" LAYERS, "p.yaml:2:…"},
    {"key column", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", key: BSM}", "p.yaml:4:69: layer 'zone': no field 'BSM', near: …"},
    {"role column", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", fields: {land: AREA}}",
     "p.yaml:4:79: layer 'zone': no field 'AREA', near: …"},
    {"class column", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", class: {field: DLBM}}",
     "p.yaml:4:79: layer 'zone': no field 'DLBM', near: …"},
    {"role of a name that is taken", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", fields: {fid: name}}", "p.yaml:4:78: layer 'zone': the name 'fid' …"},
    {"column of x", HEAD "layers:\n  - {id: zone, source: zone.csv, x: lon, y: n, "
     "crs: \"EPSG:4526\"}", "p.yaml:4:37: zone.csv: no column 'lon' …"},
    {"column of y", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: lat, "
     "crs: \"EPSG:4526\"}", "p.yaml:4:43: zone.csv: no column 'lat' …"},
    {"crs of a layer", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:999999\"}", "p.yaml:4:51: …"},
    {"misspelt column in where", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", where: \"nam = 'a'\"}", "p.yaml:4:71: no field 'nam' …"},
    {"double quotes are no text", HEAD "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, "
     "crs: \"EPSG:4526\", where: 'name = \"a\"'}", "p.yaml:4:71: no field 'a' …"},
    {"where of an own rule", HEAD LAYERS "rules:\n  - {id: X, " OWN
     ", layers: {a: {layer: zone, where: \"nope = 1\"}}}", "p.yaml:6:101: no field 'nope' …"},
    {"a pack's where that is no SQL", HEAD "extends: [sql.yaml]\n" LAYERS,
     "sql.yaml:5:14: condition: …"},
    {"a function a pack may not use", HEAD "extends: [function.yaml]\n" LAYERS,
     "function.yaml:5:14: function 'randomblob' is not allowed in a condition"},
    {"a function that is not there", HEAD "extends: [nothing.yaml]\n" LAYERS,
     "nothing.yaml:5:14: condition: no such function: no_such"},
};

/* A pack with one rule on the layer `zone`, whose condition stands in line 5. */
static void write_pack(const char *name, const char *where)
{
  g_autofree char *text = g_strdup_printf("lantu: 1\nrules:\n  - {id: P-1, " OWN ", layers: {a: {\n"
                                          "      layer: zone,\n      where: %s}}}\n", where);
  write_file(name, text);
}

static void test_read_faults(void **state)
{
  (void)state;
  write_pack("sql.yaml", "\"name = = 1\"");
  write_pack("function.yaml", "\"randomblob(3) = name\"");
  write_pack("nothing.yaml", "\"no_such(name) = 1\"");
  write_file("zone.csv", POINTS "A,a,38400100,3930700\n");
  for (size_t i = 0; i < G_N_ELEMENTS(read_faults); i++) {
    g_autoptr(LtProject) project = load(read_faults[i].text);
    g_autoptr(GError) error = NULL;
    assert_false(read_project(project, &error));
    fits_check(read_faults[i].why, read_faults[i].message, error);
  }
}

/* 112.9°E lies in 3-degree band 38, whose CGCS2000 code is 4488 + 38 (domain §2.1). */
static void test_geographic(void **state)
{
  (void)state;
  write_file("deg.csv", "key,x,y\nA,112.8,35.5\nB,113.0,35.6\n");
  g_autoptr(LtProject) project =
      load("lantu: 1\nproject: {name: p, crs: \"EPSG:4490\"}\nlayers:\n"
           "  - {id: a, source: deg.csv, x: x, y: y, crs: \"EPSG:4490\"}\n");
  g_autoptr(GError) error = NULL;
  assert_false(read_project(project, &error));
  fits_check("geographic", "p.yaml:2:…", error);
  assert_non_null(strstr(error->message, "EPSG:4526"));
}

/* A pack's where that the layer cannot answer is no error of the project. */
static void test_pack_where(void **state)
{
  (void)state;
  write_file("zone.csv", POINTS "A,a,38400100,3930700\n");
  g_autoptr(LtProject) project =
      load(HEAD "extends: [green]\nlayers:\n  - {id: firm, source: zone.csv, x: e, y: n, crs: "
                "\"EPSG:4526\"}\n");
  g_autoptr(GError) error = NULL;
  assert_true(read_project(project, &error));
  assert_int_equal(project->layers[0].state, LT_LAYER_READ);
}

/* Units in the names of columns, against those of `mu`. */
static void test_units(void **state)
{
  (void)state;
  static const struct {
    const char *role, *column, *land_unit, *money_unit, *wanted; /* of the error; NULL: none */
  } columns[] = {
      {"land", "用地面积（亩）", "mu", "万元", NULL},
      {"land", "用地面积（公顷）", "mu", "万元",
       "column '用地面积（公顷）' is in '公顷', not in land_unit: mu; change the one that is wrong"},
      {"land", "用地面积（公顷）", "ha", "万元", NULL},
      {"land", "用地面积(亩)", "ha", "万元", "is in '亩', not in land_unit: ha"},
      {"land", "用地面积（单位：平方米）", "mu", "万元", "is in '平方米'"},
      {"land", "area [HA]", "m2", "万元", "is in 'HA'"},
      {"land", "area (m2)", "m2", "万元", NULL},
      {"land", "用地（平方公里）", "ha", "万元", "is in '平方公里'"},
      {"land", "用地（亩）合计", "ha", "万元", NULL}, /* not at the end */
      {"land", "用地面积（规划）", "ha", "万元", NULL},
      {"land", "用地面积（）", "mu", "万元", NULL},
      {"land", "）（", "mu", "万元", NULL},
      {"land", "（", "mu", "万元", NULL},
      {"tax", "税收（万元）", "mu", "万元", NULL},
      {"tax", "税收（亿元）", "mu", "万元", "is in '亿元', not in money_unit: 万元"},
      {"tax", "税收（亿元）", "mu", "CNY", NULL},
      {"tax", "税收（亩）", "ha", "万元", NULL},
      {"coal_t", "年耗煤量（万元）", "mu", "元", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
    g_autofree char *text = g_strdup_printf(
        HEAD "layers:\n  - {id: zone, source: zone.csv, fields: {%s: \"%s\"}}\n"
             "mu: {firms: zone, land_unit: %s, money_unit: %s}\n",
        columns[i].role, columns[i].column, columns[i].land_unit, columns[i].money_unit);
    write_file("p.yaml", text);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtProject) project = lt_project_load("p.yaml", &error);
    const char *got = error == NULL ? NULL : error->message;
    assert_true((project == NULL) == (error != NULL));
    if (columns[i].wanted == NULL ? got != NULL
                                  : got == NULL || strstr(got, columns[i].wanted) == NULL)
      fail_msg("%s, %s: %s", columns[i].column, columns[i].land_unit, got);
  }
}

/* One file is one pack, however its path is written. */
static void test_same_pack(void **state)
{
  (void)state;
  write_pack("own.yaml", "\"name = 'a'\"");
  assert_int_equal(symlink("own.yaml", "link.yaml"), 0);
  g_autofree char *text = g_strdup_printf(HEAD "extends: [own.yaml, ./own.yaml, link.yaml, duogui, "
                                          "\"%s/packs/duogui.yaml\"]\n" LAYERS,
                                          g_getenv("LANTU_DATA"));
  g_autoptr(LtProject) project = load(text);
  assert_int_equal(project->n_rules, 5 + 1 + 26); /* always, own, duogui */
}

static void test_missing(void **state)
{
  (void)state;
  write_file("zone.csv", POINTS "A,a,38400100,3930700\n");
  g_autoptr(LtProject) project =
      load(HEAD LAYERS "  - {id: soft, source: lost.gpkg, optional: true}\n"
                       "  - {id: hard, source: lost.gpkg}\n");
  g_autoptr(GError) error = NULL;
  assert_true(read_project(project, &error));
  assert_int_equal(lt_project_layer(project, "zone")->state, LT_LAYER_READ);
  assert_int_equal(lt_project_layer(project, "soft")->state, LT_LAYER_MISSING);
  const LtLayer *hard = lt_project_layer(project, "hard");
  assert_int_equal(hard->state, LT_LAYER_FAILED);
  assert_true(g_error_matches(hard->error, LT_ERROR, LT_ERROR_READ));
  assert_null(lt_project_layer(project, "none"));
}

#define KEYED "layers:\n  - {id: zone, source: zone.csv, x: e, y: n, crs: \"EPSG:4526\", key: key, " \
              "name: name, where: \"name <> 'out'\"}\n"

/* True, false and unknown stay apart. */
static void test_use(void **state)
{
  (void)state;
  write_file("zone.csv", POINTS "A,in,38400100,3930700\nB,out,38400200,3930700\n"
                                "C,,38400300,3930700\n");
  g_autoptr(LtProject) project = load(HEAD KEYED);
  assert_true(read_project(project, NULL));
  const LtLayer *layer = &project->layers[0];
  static const uint8_t wanted[] = {LT_TRUE, LT_FALSE, LT_UNKNOWN};
  assert_memory_equal(layer->use, wanted, sizeof wanted);
  assert_string_equal(layer->keys[1], "B");
  assert_string_equal(layer->names[0], "in");
}

static void test_roles(void **state)
{
  (void)state;
  static const char *const numbers[] = {"land", "tax", "added_value", "output", "coal_t"};
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
    assert_true(lt_role_is_number(numbers[i]));
  assert_false(lt_role_is_number("industry"));
  assert_false(lt_role_is_number("key"));
}

static int set_up(void **state)
{
  (void)state;
  g_setenv("LANTU_DATA", LT_TEST_DIR "/../src/share", TRUE);
  folder = g_dir_make_tmp("lantu_project_XXXXXX", NULL);
  return folder == NULL || g_chdir(folder) != 0;
}

static int tear_down(void **state)
{
  (void)state;
  static const char *const files[] = {"p.yaml", "bad.yaml", "twice.yaml", "empty.yaml", "void.yaml",
                                      "sql.yaml", "function.yaml", "nothing.yaml", "own.yaml",
                                      "link.yaml", "zone.csv", "deg.csv", "sub/q.yaml"};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
    g_unlink(files[i]);
  g_rmdir("sub");
  bool is_ok = g_chdir("/") == 0 && g_rmdir(folder) == 0;
  g_free(folder);
  return !is_ok;
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_faults),      cmocka_unit_test(test_unreadable),
      cmocka_unit_test(test_defaults),    cmocka_unit_test(test_paths),
      cmocka_unit_test(test_packs),       cmocka_unit_test(test_override),
      cmocka_unit_test(test_schemes),     cmocka_unit_test(test_read_faults),
      cmocka_unit_test(test_geographic),  cmocka_unit_test(test_pack_where),
      cmocka_unit_test(test_units),
      cmocka_unit_test(test_same_pack),   cmocka_unit_test(test_missing),
      cmocka_unit_test(test_use),         cmocka_unit_test(test_roles),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
