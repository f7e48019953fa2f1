/* Kind `schema`: one fault planted at a time into rows that have none; figures done by hand. */
#include "unit/rules/fixture.h"

#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>

/* The places of the objects mean nothing. */
#define NO_PLACES "  - {id: IN-CRS, enabled: false}\n"
#define LAYER                                                                                      \
  "layers:\n  - {id: p, source: p.csv, " XY ", class: {field: DLBM, scheme: sandiao-2019}}\nrules:\n" NO_PLACES
#define RULE                                                                                       \
  "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: p}}, "    \
  "limits: {schema: t.csv%s}}\n"

/* A small standard of every kind of rule. */
static const char table[] =
    "# for the test\n"
    "field,name_zh,type,length,decimals,unit,required,values,name_of,formula,required_when,when_en,check,check_en,"
    "confirmed\n"
    "key,标识码,Char,4,,,M,,,,,,,,type length required\n"
    "DLBM,地类编码,Char,5,,,M,@sandiao-2019,,,,,,,required\n"
    "DLMC,地类名称,Char,60,,,O,,DLBM,,,,,,\n"
    "MJ,面积,Double,15,2,m2,M,>0,,,,,,,\n"
    "XS,系数,Double,6,4,,O,>=0,,,,,,,\n"
    "KC,扣除,Double,15,2,m2,O,,,MJ*XS,,,,,\n"
    "DL,净面积,Double,15,2,m2,O,,,MJ-KC,,,,,\n"
    "LX,类型,Char,2,,,O,TT|PD,,,,,,,\n"
    "SX,属性,Char,4,,,C,,,,\"DLBM GLOB '0[5678]*'\",DLBM is 05 to 08,\"DLBM <> '0602' OR SX = '204'\","
    "204 where DLBM is 0602,\n"
    "NF,年份,Int,4,,,O,,,,,,,,\n"
    "RQ,日期,Date,,,,O,,,,,,,,\n";

#define COLUMNS "key,e,n,DLBM,DLMC,MJ,XS,KC,DL,LX,SX,NF,RQ\n"
#define GOOD "1,1,1,0103,旱地,1000,0.0812,81.20,918.80,PD,,2024,2024-05-01\n"

static const struct {
  const char *row;    /* beside the good one */
  const char *ids;    /* of the findings, without rule and layer */
  double value;       /* of the first; NAN: none */
  const char *says;   /* part of its message, or NULL */
  const char *why;
} rows[] = {
    {"2,1,1,0103,旱地,1000,0.0812,81.20,918.80,PD,,2024,20240501\n", "", NAN, NULL, "nothing"},
    {"2,1,1,0602,采矿用地,10.00,,,10,,204,,\n", "", NAN, NULL, "what is not required is blank"},
    {"2,1,1,0103,旱地,,,,,,,,\n", "null/2", NAN, "MJ is blank (basis not confirmed)", "no area"},
    {"2,1,1,,,1,,,1,,,,\n", "null/2", NAN, "DLBM is blank", "no code"},
    {"2,1,1, ,　,,,,,,,,\n", "null/2", NAN, "DLBM is blank; MJ is blank", "two: one finding"},
    {"2,1,1,0199,旱地,1,,,1,,,,\n", "domain/2", NAN, "DLBM '0199' is not a value of the scheme sandiao-2019",
     "a code that there is not"},
    {"2,1,1,103,旱地,1,,,1,,,,\n", "domain/2", NAN, NULL, "a code that lost its 0"},
    {"2,1,1,0103,旱地,1,,,1,XX,,,\n", "domain/2", NAN, "LX 'XX' is not a value of TT, PD", "not listed"},
    {"2,1,1,0103,旱地,0,,,0,,,,\n", "domain/2", NAN, "MJ '0' is not a value of >0", "0 is not > 0"},
    {"2,1,1,0103,旱地,0.01,0,0,0.01,,,,\n", "", NAN, NULL, "0 is >= 0"},
    {"2,1,1,0103,旱地,1,-0.0001,0,1,,,,\n", "domain/2", NAN, NULL, "less is not"},
    {"2,1,1,0103,水田,1,,,1,,,,\n", "name/2", NAN, "DLMC is '水田', by its DLBM it should be '旱地'",
     "the name of another code"},
    {"2,1,1,0701,城镇住宅用地,1,,,1,,,,\n", "conditional/2", NAN,
     "SX is blank, it must be filled in where DLBM is 05 to 08", "required for this class"},
    {"2,1,1,0602,采矿用地,1,,,1,,202,,\n", "conditional/2", NAN,
     "SX '202' is not as it must be: 204 where DLBM is 0602", "another value for this class"},
    {"2,1,1,0602,采矿用地,1,,,1,,,,\n", "conditional/2", NAN, NULL, "blank: told once"},
    {"2,1,1,0103,旱地,100.50,0.01,1.01,99.49,,,,\n", "", NAN, NULL, "1.005 is rounded up"},
    {"2,1,1,0103,旱地,100.50,0.01,1.00,99.50,,,,\n", "arithmetic/2", -0.01,
     "KC is 1.00, by MJ*XS it should be 1.01", "as doubles round it"},
    {"2,1,1,0103,旱地,1000,0.0812,81.20,918.81,,,,\n", "arithmetic/2", 0.01,
     "DL is 918.81, by MJ-KC it should be 918.80", "0.01 too much"},
    {"2,1,1,0103,旱地,1000,0.0812,,1000,,,,\n", "arithmetic/2", -81.2, "KC is blank, by MJ*XS", "a blank is 0"},
    {"2,1,1,0103,旱地,1000,,5,900,,,,\n", "arithmetic/2", -95, "KC is 5.00, by MJ*XS it should be 0.00; DL is 900.00",
     "two, the larger difference is the value"},
    {"2,1,1,0103,旱地,1000,0.0812,81.2000,918.80000,,,,\n", "", NAN, NULL, "more zeros are the same"},
    {"2,1,1,0103,旱地,many,,,1,,,,\n", "type/2", NAN, "MJ 'many' is not of type decimal", "no number"},
    {"2,1,1,0103,旱地,1,,,1,,,2024.5,\n", "type/2", NAN, "NF '2024.5' is not of type integer", "no integer"},
    {"2,1,1,0103,旱地,1,,,1,,,,yesterday\n", "type/2", NAN, "RQ 'yesterday' is not of type date", "no date"},
    {"12345,1,1,0103,旱地,1,,,1,,,,\n", "length/12345", 5, "key '12345' has length 5, the standard says 4",
     "too long"},
    {"标识,1,1,0103,旱地,1,,,1,,,,\n", "", NAN, NULL, "two Hanzi are four bytes of GBK"},
    {"标识码,1,1,0103,旱地,1,,,1,,,,\n", "length/标识码", 6, NULL, "three are six"},
    {"2,1,1,0199,水田,0,,,5,,,many,\n", "arithmetic/2 domain/2 type/2", 5, NULL, "a finding for each fault"},
};

/* "null/2 type/3": what comes after the rule, without the layer. */
static char *ids_of(const LtResults *results)
{
  GString *ids = g_string_new(NULL);
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    const char *key = lt_object_key(&finding->a);
    g_string_append_printf(ids, "%s%s/%s", i == 0 ? "" : " ", finding->fault,
                           finding->a.feature == LT_WHOLE_LAYER ? finding->field : key);
  }
  return g_string_free(ids, FALSE);
}

static Checked check_csv(const char *columns, const char *csv, const char *limits)
{
  g_autofree char *text = g_strconcat(columns, csv, NULL);
  g_autofree char *project = g_strdup_printf(HEAD LAYER RULE, limits);
  write_file("p.csv", text);
  write_file("t.csv", table);
  return check(project);
}

static void test_values(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *csv = g_strconcat(GOOD, rows[i].row, NULL);
    g_auto(Checked) checked = check_csv(COLUMNS, csv, "");
    g_autofree char *ids = ids_of(checked.results);
    if (outcome_of(checked.results, "X")->state == LT_STATE_ERROR || strcmp(ids, rows[i].ids) != 0)
      fail_msg("%s: %s", rows[i].why, ids);
    if (ids[0] == '\0')
      continue;
    const LtFinding *finding = checked.results->findings->pdata[0];
    bool is_same = isnan(rows[i].value) ? isnan(finding->value) : finding->value == rows[i].value;
    if (!is_same || (rows[i].says != NULL &&
                     strstr(finding->message.in[LT_LANG_EN], rows[i].says) == NULL))
      fail_msg("%s: %f, %s", rows[i].why, finding->value, finding->message.in[LT_LANG_EN]);
  }
}

/* Only what is asked for is looked for. */
static void test_find(void **state)
{
  (void)state;
  static const char bad[] = GOOD "12345,1,1,0199,水田,-1,,,5,XX,,many,\n" "3,1,1,0602,x,,,,,,9,,\n";
  static const struct {
    const char *find, *ids;
  } finds[] = {
      {"[missing]", ""},
      {"type", "type/12345"},
      {"length", "length/12345"},
      {"\"null\"", "null/3"},
      {"domain", "domain/12345"},
      {"name", "name/3"},
      {"conditional", "conditional/3"},
      {"arithmetic", "arithmetic/12345"},
      {"[domain, name]", "domain/12345 name/3"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(finds); i++) {
    g_autofree char *limits = g_strdup_printf(", find: %s", finds[i].find);
    g_auto(Checked) checked = check_csv(COLUMNS, bad, limits);
    g_autofree char *ids = ids_of(checked.results);
    assert_string_equal(ids, finds[i].ids);
  }
}

/* What is true of the whole column is told once, of fewer than 20 objects one by one. */
static void test_whole(void **state)
{
  (void)state;
  static const char columns[] = "key,e,n,DLBM,DLMC,MJ,XS,KC,DL,SX,NF,RQ\n"; /* no LX */
  for (size_t n = 19; n <= 20; n++) {
    g_autoptr(GString) csv = g_string_new(NULL);
    for (size_t i = 0; i < n; i++)
      g_string_append_printf(csv, "%zu,1,1,0103,旱地,,,,,,%s,\n", 10 + i, i == 0 ? "2024" : "x");
    g_auto(Checked) checked = check_csv(columns, csv->str, "");
    g_autofree char *ids = ids_of(checked.results);
    size_t n_findings = checked.results->findings->len;
    assert_non_null(strstr(ids, "missing/LX"));
    /* the missing field; areas, which all lack; years, which one has */
    assert_int_equal(n_findings, 1 + (n < 20 ? n : 1) + n - 1);
    for (guint i = 0; n == 20 && i < n_findings; i++) {
      const LtFinding *finding = checked.results->findings->pdata[i];
      if (strcmp(finding->fault, "null") != 0)
        continue;
      assert_string_equal(finding->id, "X/null/p/MJ");
      assert_true(finding->value == 20);
      assert_int_equal(finding->a.feature, LT_WHOLE_LAYER);
    }
  }
}

/* A code of the first level where one of the second is asked for; 09 has none. */
static void test_levels(void **state)
{
  (void)state;
  static const struct {
    const char *values, *code;
    bool is_good;
  } codes[] = {
      {"@sandiao-2019", "01", true},     {"@sandiao-2019#1", "01", true},
      {"@sandiao-2019#2", "01", false},  {"@sandiao-2019#2", "00", false},
      {"@sandiao-2019#2", "12", false},  {"@sandiao-2019#2", "09", true},
      {"@sandiao-2019#2", "0101", true}, {"@sandiao-2019#2", "08H2A", true},
      {"@sandiao-2019#2", "0810", true}, {"@sandiao-2019#3", "0810", false},
      {"@sandiao-2019#3", "0810A", true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *csv = g_strdup_printf("2,1,1,%s,,,,,,,,,\n", codes[i].code);
    g_autofree char *fields = g_strdup_printf("field,values\nDLBM,%s\n", codes[i].values);
    g_autofree char *text = g_strdup_printf(HEAD LAYER RULE, "");
    g_autofree char *rows_of = g_strconcat(COLUMNS, csv, NULL);
    write_file("p.csv", rows_of);
    write_file("t.csv", fields);
    g_auto(Checked) checked = check(text);
    guint n = checked.results->findings->len;
    if (n != (codes[i].is_good ? 0 : 1))
      fail_msg("%s %s: %u findings", codes[i].values, codes[i].code, n);
    const LtFinding *finding = n == 0 ? NULL : checked.results->findings->pdata[0];
    if (i == 2)
      assert_non_null(strstr(finding->message.in[LT_LANG_ZH],
                             "DLBM的值“01”不符合值域：分类体系sandiao-2019的2级类或更细的类"));
  }
}

/* A level that cannot be, or of a scheme that has none. */
static void test_levels_refused(void **state)
{
  (void)state;
  static const char *const refused[] = {"@sandiao-2019#", "@sandiao-2019#0", "@sandiao-2019#x",
                                        "@gb50137-2011#2", "@none#2"};
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autofree char *fields = g_strdup_printf("field,values\nDLBM,%s\n", refused[i]);
    g_autofree char *text = g_strdup_printf(HEAD LAYER RULE, "");
    write_file("p.csv", COLUMNS GOOD);
    write_file("t.csv", fields);
    g_autoptr(LtProject) project = load(text);
    g_autoptr(GError) error = NULL;
    assert_false(lt_check_rules(project, &error));
    assert_non_null(strstr(error->message, "p.yaml:"));
  }
}

/* Whether an object takes part is not known: no more is known of its faults. */
static void test_unknown(void **state)
{
  (void)state;
  write_file("p.csv", COLUMNS "2,1,1,,,,,,,,,,\n");
  write_file("t.csv", table);
  g_auto(Checked) checked =
      check(HEAD LAYER "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, layers: "
                       "{a: {layer: p, where: \"number(NF) > 0\"}}, limits: {schema: t.csv, find: \"null\"}}\n");
  assert_int_equal(outcome_of(checked.results, "X")->state, LT_STATE_UNDETERMINED);
}

/* What a table asks and the layer cannot answer is never let go. */
static void test_unanswered(void **state)
{
  (void)state;
  static const struct {
    const char *text, *says; /* of an error, or NULL */
    LtState state;
  } unanswered[] = {
      {"field,required_when\nSX,number(MJ) > 5\n", NULL, LT_STATE_UNDETERMINED},
      {"field,required_when\nLX,number(MJ) > 5\n", NULL, LT_STATE_PASS}, /* LX is filled in */
      {"field,required_when\nSX,number(MJJ) > 5\n", "'MJJ'", LT_STATE_ERROR},
      {"field,check\nLX,LX = QX\n", "'QX'", LT_STATE_ERROR},
      {"field,formula,decimals\nDL,MJ*QX,2\n", "'QX'", LT_STATE_ERROR},
      /* told as missing */
      {"field,check\nLX,LX = QX\nqx,\n", NULL, LT_STATE_FAIL},
      {"field,formula,decimals\nDL,MJ*QX,2\nQX,,\n", NULL, LT_STATE_FAIL},
  };
  lt_language_set(LT_LANG_EN);
  for (size_t i = 0; i < G_N_ELEMENTS(unanswered); i++) {
    g_autofree char *text = g_strdup_printf(HEAD LAYER RULE, "");
    write_file("p.csv", COLUMNS "2,1,1,0103,旱地,,1,,,PD,,2024,\n");
    write_file("t.csv", unanswered[i].text);
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    const char *reason = outcome->reason.in[LT_LANG_EN];
    if (outcome->state != unanswered[i].state ||
        (unanswered[i].says != NULL && strstr(reason, unanswered[i].says) == NULL))
      fail_msg("%s: state %d: %s", unanswered[i].text, outcome->state, reason);
  }
}

/* The class of every layer that names a scheme, without a table. */
static void test_class(void **state)
{
  (void)state;
  write_file("p.csv", "key,e,n,DLBM\n1,1,1,0103\n2,1,1,R2\n3,1,1,\n");
  write_file("q.csv", "key,e,n,c\n1,1,1,R2\n2,1,1,0103\n");
  g_auto(Checked) checked =
      check(HEAD "layers:\n  - {id: p, source: p.csv, " XY ", class: {field: DLBM, scheme: sandiao-2019}}\n"
                 "  - {id: q, source: q.csv, " XY ", class: {field: c, scheme: gb50137-2011}}\n"
                 "  - {id: r, source: q.csv, " XY ", class: {field: c}}\n"
                 "  - {id: s, source: q.csv, " XY "}\nrules:\n" NO_PLACES
                 "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, limits: {find: [\"null\", domain]}}\n");
  g_autofree char *ids = ids_of(checked.results);
  assert_string_equal(ids, "domain/2 null/3 domain/2");
  assert_int_equal(outcome_of(checked.results, "X")->n_checked, 5);
}

/* ---- fields as a file declares them ---- */

static const struct {
  const char *field;
  OGRFieldType type;
  int width, decimals;
} declared[] = {
    {"key", OFTString, 4, 0},  {"DLBM", OFTString, 6, 0}, {"DLMC", OFTString, 60, 0},
    {"MJ", OFTReal, 19, 11},   {"XS", OFTReal, 6, 3},     {"KC", OFTString, 15, 0},
    {"DL", OFTReal, 15, 2},    {"SX", OFTString, 4, 0},   {"NF", OFTReal, 5, 1},
    {"RQ", OFTDate, 0, 0},
};

static void shapefile_write(const char *path)
{
  GDALAllRegister();
  GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("ESRI Shapefile"), path, 0, 0, 0, GDT_Unknown, NULL);
  OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
  OSRImportFromEPSG(srs, 4526);
  OGRLayerH layer = GDALDatasetCreateLayer(dataset, "d", srs, wkbPoint, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(declared); i++) {
    OGRFieldDefnH field = OGR_Fld_Create(declared[i].field, declared[i].type);
    OGR_Fld_SetWidth(field, declared[i].width);
    OGR_Fld_SetPrecision(field, declared[i].decimals);
    OGR_L_CreateField(layer, field, TRUE);
    OGR_Fld_Destroy(field);
  }
  OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
  OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
  OGR_G_SetPoint_2D(point, 0, 38400000, 3900000);
  OGR_F_SetGeometryDirectly(feature, point);
  OGR_F_SetFieldString(feature, 0, "1");
  OGR_F_SetFieldString(feature, 1, "0103");
  OGR_F_SetFieldDouble(feature, 3, 12.5);
  OGR_F_SetFieldDouble(feature, 6, 12.5);
  OGR_F_SetFieldDateTime(feature, 9, 2024, 5, 1, 0, 0, 0, 0);
  assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
  OGR_F_Destroy(feature);
  OSRDestroySpatialReference(srs);
  GDALClose(dataset);
}

static void test_declared(void **state)
{
  (void)state;
  shapefile_write("d.shp");
  write_file("t.csv", table);
  g_auto(Checked) checked = check(
      HEAD "layers:\n  - {id: p, source: d.shp, encoding: GBK, key: key}\nrules:\n"
           "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: p}}, "
           "limits: {schema: t.csv}}\n");
  g_autofree char *ids = ids_of(checked.results);
  assert_string_equal(ids, "length/DLBM length/MJ length/XS missing/LX type/KC type/NF");
  const LtFinding *length = checked.results->findings->pdata[1];
  assert_string_equal(length->message.in[LT_LANG_EN],
                      "p: field MJ is declared with length 19 with decimals: 11, the standard says 15 with "
                      "decimals: 2 (basis not confirmed)");
  assert_true(length->value == 19 && length->limit == 15);
  const LtFinding *type = checked.results->findings->pdata[4];
  assert_string_equal(type->message.in[LT_LANG_EN],
                      "p: field KC is declared as text, the standard says decimal");
}

/* ---- tables that cannot be ---- */

static void test_refused(void **state)
{
  (void)state;
  static const struct {
    const char *name, *text, *says;
  } bad[] = {
      {"nothing", "", "p.yaml:7:109: no table 'nothing'; shipped are: czkfbj, dltb, ghyt, jqdltb, jsydgzq, stbhhx, "
                      "tdghdl, yjjbnttb"},
      {"t.csv", "field,typ\na,Char\n", "unknown column 'typ'; there are: field, name_zh"},
      {"t.csv", "field,type\na,Varchar\n", "schema 't.csv': line 2: type cannot be 'Varchar'"},
      {"t.csv", "field,type\na,Char\nA,Int\n", "schema 't.csv': line 3: field cannot be 'A'"},
      {"t.csv", "field,length\na,many\n", "line 2: length cannot be 'many'"},
      {"t.csv", "field,values\na,>x\n", "line 2: values cannot be '>x'"},
      {"t.csv", "field,values\na,@no-such\n", "no table 'no-such'; shipped are: "},
      {"t.csv", "field,formula,decimals\na,b+c,2\n", "line 2: formula cannot be 'b+c'"},
      {"t.csv", "field,required\na,X\n", "line 2: required cannot be 'X'"},
      {"t.csv", "field,name_of\nDLMC,DLBM\n", "line 2: name_of cannot be 'DLBM'"},
      {"t.csv", "field,name_of,values\nDLMC,DLBM,\nDLBM,,1|2\n", "line 2: name_of cannot be 'DLBM'"},
      {"t.csv", "field\n", NULL},
  };
  lt_language_set(LT_LANG_EN);
  write_file("p.csv", COLUMNS GOOD);
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf(
        HEAD LAYER "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: "
                   "p}}, limits: {schema: %s}}\n", bad[i].name);
    write_file("t.csv", bad[i].text);
    g_autoptr(LtProject) project = load(text);
    bool is_ok = lt_check_rules(project, &error);
    if (is_ok != (bad[i].says == NULL) || (!is_ok && strstr(error->message, bad[i].says) == NULL))
      fail_msg("%s: %s", bad[i].text, error == NULL ? "taken" : error->message);
    assert_true(is_ok || g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));
  }
}

/* Every table that ships can be read. */
static void test_shipped(void **state)
{
  (void)state;
  g_autoptr(GDir) dir = g_dir_open(LT_TEST_DIR "/../src/share/schemas", 0, NULL);
  write_file("p.csv", COLUMNS GOOD);
  size_t n = 0;
  for (const char *file; (file = g_dir_read_name(dir)) != NULL; n++) {
    g_autofree char *name = g_strndup(file, strlen(file) - strlen(".csv"));
    g_autofree char *text = g_strdup_printf(
        HEAD LAYER "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: "
                   "p}}, limits: {schema: %s}}\n", name);
    g_auto(Checked) checked = check(text);
    assert_int_equal(outcome_of(checked.results, "X")->state, LT_STATE_FAIL);
  }
  assert_true(n >= 8);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),   cmocka_unit_test(test_find),    cmocka_unit_test(test_whole),
      cmocka_unit_test(test_unknown),  cmocka_unit_test(test_class),   cmocka_unit_test(test_declared),
      cmocka_unit_test(test_levels),   cmocka_unit_test(test_levels_refused),
      cmocka_unit_test(test_refused),  cmocka_unit_test(test_shipped), cmocka_unit_test(test_unanswered),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
