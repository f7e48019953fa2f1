#include "io/findings_file.h"

#include "io/gpkg_blob.h"
#include "io/sql.h"

#include <math.h>
#include <string.h>

typedef sqlite3 Database;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, sqlite3_close)

static const char *const tables[] = {"findings_polygon", "findings_line", "findings_point",
                                     "findings_table"};
static const LtGeomType types[] = {LT_GEOM_POLYGON, LT_GEOM_LINE, LT_GEOM_POINT, LT_GEOM_NONE};

/* The columns of a finding, in the order of the statement. */
enum {
  AT_ID,
  AT_RULE,
  AT_SEVERITY,
  AT_FAULT,
  AT_A_LAYER,
  AT_A_KEY,
  AT_B_LAYER,
  AT_B_KEY,
  AT_VALUE,
  AT_MU,
  AT_UNIT,
  AT_ZH,
  AT_EN,
  AT_GEOM
};
#define FINDING_COLUMNS                                                                            \
  "id, rule, severity, fault, a_layer, a_key, b_layer, b_key, value, area_mu, unit, message_zh, "  \
  "message_en"

static void finding_free(void *data)
{
  LtFindingRow *row = data;
  char *texts[] = {row->id,    row->rule,    row->fault, row->a_layer,
                   row->a_key, row->b_layer, row->b_key, row->unit};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  lt_bilingual_clear(&row->message);
  g_free(row);
}

static void rule_free(void *data)
{
  LtRuleRow *row = data;
  g_free(row->id);
  g_free(row->kind);
  g_free(row->state);
  lt_bilingual_clear(&row->title);
  g_free(row);
}

void lt_findings_file_free(LtFindingsFile *file)
{
  if (file == NULL)
    return;
  g_free(file->path);
  g_free(file->project);
  g_free(file->as_of);
  g_free(file->area);
  g_clear_pointer(&file->crs, lt_crs_free);
  g_clear_pointer(&file->findings, g_ptr_array_unref);
  g_clear_pointer(&file->shapes, lt_shapes_free);
  g_clear_pointer(&file->rules, g_hash_table_unref);
  g_clear_pointer(&file->undetermined, g_hash_table_unref);
  g_clear_pointer(&file->doubtful, g_hash_table_unref);
  g_free(file);
}

/* ---- SQLite ---- */

/* Views could be made to run for ever. */
static bool tables_check(Database *db, const char *path, GError **error)
{
  g_autoptr(sqlite3_stmt) count = NULL;
  const char *sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND "
                    "name IN ('findings_polygon', 'findings_line', 'findings_point', "
                    "'findings_table', 'rule', 'undetermined', 'run')";
  bool is_asked = sqlite3_prepare_v2(db, sql, -1, &count, NULL) == SQLITE_OK &&
                  sqlite3_step(count) == SQLITE_ROW;
  return (is_asked && sqlite3_column_int(count, 0) == 7) ||
         lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_NONE, path,
                 is_asked ? "findings_…, rule, undetermined, run" : sqlite3_errmsg(db));
}

/* What is read stands in tables: a query in the file's own schema could run for ever. */
static int access_check(void *data, int action, const char *first, const char *second,
                        const char *database, const char *view)
{
  (void)data, (void)first, (void)second, (void)database;
  bool is_reading = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION;
  return is_reading && view == NULL ? SQLITE_OK : SQLITE_DENY;
}

/* Of a file that nobody writes while it is read. */
static Database *database_open(const char *path, GError **error)
{
  g_autoptr(Database) db = NULL;
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  g_autofree char *uri = g_filename_to_uri(absolute, NULL, NULL);
  g_autofree char *name = g_strconcat(uri == NULL ? "" : uri, "?immutable=1", NULL);
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_NO_FILE, path);
    return NULL;
  }
  if (uri == NULL || sqlite3_open_v2(name, &db, flags, NULL) != SQLITE_OK) {
    lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_NONE, path, sqlite3_errmsg(db));
    return NULL;
  }
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
  sqlite3_set_authorizer(db, access_check, NULL);
  return tables_check(db, path, error) ? g_steal_pointer(&db) : NULL;
}

static sqlite3_stmt *rows_select(Database *db, const char *path, const char *sql, GError **error)
{
  sqlite3_stmt *rows = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
    lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_NONE, path, sqlite3_errmsg(db));
  return rows;
}

/* False after the last row, or with an error. */
static bool row_next(Database *db, const char *path, sqlite3_stmt *rows, GError **error)
{
  int rc = sqlite3_step(rows);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    lt_fail(error, rc == SQLITE_NOMEM ? LT_ERROR_MEMORY : LT_ERROR_READ, LT_T_FINDINGS_NONE, path,
            sqlite3_errmsg(db));
  return rc == SQLITE_ROW;
}

/* NULL where there is none; what is not UTF-8 is made so. */
static char *text_at(sqlite3_stmt *rows, int column)
{
  const char *text = (const char *)sqlite3_column_text(rows, column);
  return text == NULL ? NULL : g_utf8_make_valid(text, sqlite3_column_bytes(rows, column));
}

/* NAN where there is none; false for what is no figure. */
static bool real_read(sqlite3_stmt *rows, int column, double *value)
{
  int type = sqlite3_column_type(rows, column);
  *value = type == SQLITE_NULL ? NAN : sqlite3_column_double(rows, column);
  return type == SQLITE_NULL ||
         ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && isfinite(*value));
}

/* ---- shapes ---- */

static bool point_at(const double xy[2], LtPoint *point)
{
  double x = xy[0] * LT_UNITS_PER_M, y = xy[1] * LT_UNITS_PER_M;
  const double most = (double)LT_UNITS_MAX;
  if (!(fabs(x) <= most && fabs(y) <= most))
    return false;
  *point = (LtPoint){llround(x), llround(y)};
  return true;
}

/* All rings of a blob behind a new feature; sets *@p is_plain. */
static bool rings_add(LtShapes *shapes, LtGpkgBlob *blob, bool *is_plain, GError **error)
{
  for (LtGpkgRing ring; *is_plain && lt_gpkg_blob_next(blob, &ring);) {
    g_autofree double *xy = lt_alloc((size_t)ring.n_points * 2, sizeof *xy, "a shape", error);
    g_autofree LtPoint *points =
        xy == NULL ? NULL : lt_alloc(ring.n_points, sizeof *points, "a shape", error);
    if (points == NULL)
      return false;
    lt_gpkg_ring_copy(&ring, xy);
    for (size_t i = 0; *is_plain && i < ring.n_points; i++)
      *is_plain = point_at(xy + 2 * i, &points[i]);
    if (*is_plain && !lt_shapes_add_ring(shapes, points, ring.n_points, ring.is_hole, error))
      return false;
  }
  return true;
}

static bool shape_add(LtFindingsFile *file, LtGeomType type, sqlite3_stmt *rows, const char *id,
                      GError **error)
{
  if (type == LT_GEOM_NONE)
    return lt_shapes_add_feature(file->shapes, LT_GEOM_NONE, error);
  LtGpkgBlob blob;
  const void *bytes = sqlite3_column_blob(rows, AT_GEOM);
  bool is_plain = bytes != NULL &&
                  lt_gpkg_blob_open(&blob, bytes, (size_t)sqlite3_column_bytes(rows, AT_GEOM)) &&
                  blob.type == type;
  if (is_plain && (!lt_shapes_add_feature(file->shapes, type, error) ||
                   !rings_add(file->shapes, &blob, &is_plain, error)))
    return false;
  return is_plain || lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_SHAPE, file->path, id);
}

/* ---- tables ---- */

static bool severity_read(const char *text, LtSeverity *severity)
{
  static const char *const codes[] = {"info", "warning", "error"};
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
    if (g_strcmp0(text, codes[i]) == 0) {
      *severity = (LtSeverity)i;
      return true;
    }
  return false;
}

static bool finding_read(LtFindingsFile *file, LtGeomType type, sqlite3_stmt *rows, GError **error)
{
  LtFindingRow *row = g_new0(LtFindingRow, 1);
  g_ptr_array_add(file->findings, row);
  *row = (LtFindingRow){
      .id = text_at(rows, AT_ID),
      .rule = text_at(rows, AT_RULE),
      .fault = text_at(rows, AT_FAULT),
      .a_layer = text_at(rows, AT_A_LAYER),
      .a_key = text_at(rows, AT_A_KEY),
      .b_layer = text_at(rows, AT_B_LAYER),
      .b_key = text_at(rows, AT_B_KEY),
      .unit = text_at(rows, AT_UNIT),
      .message = {{[LT_LANG_ZH] = text_at(rows, AT_ZH), [LT_LANG_EN] = text_at(rows, AT_EN)}},
  };
  g_autofree char *severity = text_at(rows, AT_SEVERITY);
  if (row->id == NULL || row->rule == NULL || !severity_read(severity, &row->severity) ||
      !real_read(rows, AT_VALUE, &row->value) || !real_read(rows, AT_MU, &row->mu))
    return lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_ROW, file->path,
                   row->id == NULL ? "NULL" : row->id);
  return shape_add(file, type, rows, row->id, error);
}

static bool findings_read(LtFindingsFile *file, Database *db, LtRun *run, GError **error)
{
  for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
    g_autofree char *sql = g_strdup_printf("SELECT " FINDING_COLUMNS "%s FROM %s ORDER BY id, fid",
                                           types[t] == LT_GEOM_NONE ? "" : ", geom", tables[t]);
    g_autoptr(sqlite3_stmt) rows = rows_select(db, file->path, sql, error);
    GError *failure = NULL;
    while (rows != NULL && row_next(db, file->path, rows, &failure))
      if (!lt_run_check(run, error) || !finding_read(file, types[t], rows, error))
        return false;
    if (failure != NULL)
      g_propagate_error(error, failure);
    if (rows == NULL || failure != NULL)
      return false;
  }
  return true;
}

static bool rules_read(LtFindingsFile *file, Database *db, GError **error)
{
  g_autoptr(sqlite3_stmt) rows =
      rows_select(db, file->path, "SELECT id, kind, state, title_zh, title_en FROM rule", error);
  GError *failure = NULL;
  while (rows != NULL && row_next(db, file->path, rows, &failure)) {
    LtRuleRow *row = g_new0(LtRuleRow, 1);
    row->id = text_at(rows, 0);
    row->kind = text_at(rows, 1);
    row->state = text_at(rows, 2);
    row->title = (LtBilingual){{[LT_LANG_ZH] = text_at(rows, 3), [LT_LANG_EN] = text_at(rows, 4)}};
    if (row->id == NULL)
      rule_free(row);
    else
      g_hash_table_replace(file->rules, row->id, row);
  }
  if (failure != NULL)
    g_propagate_error(error, failure);
  return rows != NULL && failure == NULL;
}

char *lt_findings_pair(const char *rule, const char *a_layer, const char *a_key,
                       const char *b_layer, const char *b_key)
{
  const char *const parts[] = {rule, a_layer, a_key, b_layer, b_key};
  GString *pair = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(parts);
       i++) /* a length before each: none runs into another */
    g_string_append_printf(pair, "%zu:%s", parts[i] == NULL ? 0 : strlen(parts[i]),
                           parts[i] == NULL ? "" : parts[i]);
  return g_string_free(pair, FALSE);
}

static bool is_some(const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* Of its parts rule, layer and key of a, and of b. */
static void undetermined_add(LtFindingsFile *file, char *const parts[5])
{
  bool is_of_b = !is_some(parts[1]);
  const char *const a[] = {parts[is_of_b ? 3 : 1], parts[is_of_b ? 4 : 2]};
  const char *const b[] = {is_of_b ? NULL : parts[3], is_of_b ? NULL : parts[4]};
  g_hash_table_add(file->undetermined, lt_findings_pair(parts[0], a[0], a[1], b[0], b[1]));
  for (int i = 1; i < 5; i += 2) {
    if (!is_some(parts[i]))
      continue;
    g_hash_table_add(file->doubtful,
                     lt_findings_pair(parts[0], parts[i], parts[i + 1], NULL, NULL));
    g_hash_table_add(file->doubtful, lt_findings_pair(parts[0], parts[i], NULL, NULL, NULL));
  }
}

static bool undetermined_read(LtFindingsFile *file, Database *db, GError **error)
{
  g_autoptr(sqlite3_stmt) rows = rows_select(
      db, file->path, "SELECT rule, a_layer, a_key, b_layer, b_key FROM undetermined", error);
  GError *failure = NULL;
  while (rows != NULL && row_next(db, file->path, rows, &failure)) {
    char *parts[5];
    for (int i = 0; i < 5; i++)
      parts[i] = text_at(rows, i);
    undetermined_add(file, parts);
    for (int i = 0; i < 5; i++)
      g_free(parts[i]);
  }
  if (failure != NULL)
    g_propagate_error(error, failure);
  return rows != NULL && failure == NULL;
}

static bool facts_read(LtFindingsFile *file, Database *db, GError **error)
{
  g_autoptr(sqlite3_stmt) rows = rows_select(db, file->path, "SELECT name, value FROM run", error);
  GError *failure = NULL;
  while (rows != NULL && row_next(db, file->path, rows, &failure)) {
    g_autofree char *name = text_at(rows, 0);
    char **facts[] = {&file->project, &file->as_of, &file->area};
    static const char *const names[] = {"project", "as_of", "area"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
      if (g_strcmp0(name, names[i]) == 0 && *facts[i] == NULL)
        *facts[i] = text_at(rows, 1);
  }
  if (failure != NULL)
    g_propagate_error(error, failure);
  return rows != NULL && failure == NULL;
}

static bool crs_read(LtFindingsFile *file, Database *db, GError **error)
{
  g_autoptr(sqlite3_stmt) rows = rows_select(
      db, file->path,
      "SELECT definition FROM gpkg_spatial_ref_sys JOIN gpkg_geometry_columns USING (srs_id) "
      "WHERE table_name = 'findings_polygon'",
      error);
  GError *failure = NULL;
  if (rows == NULL || !row_next(db, file->path, rows, &failure)) {
    if (failure != NULL)
      g_propagate_error(error, failure);
    else if (rows != NULL)
      lt_fail(error, LT_ERROR_READ, LT_T_FINDINGS_NONE, file->path, "gpkg_geometry_columns");
    return false;
  }
  g_autofree char *wkt = text_at(rows, 0);
  file->crs = lt_crs_parse(wkt == NULL ? "" : wkt, error);
  return file->crs != NULL;
}

LtFindingsFile *lt_findings_file_read(const char *path, LtRun *run, GError **error)
{
  g_return_val_if_fail(path != NULL && run != NULL, NULL);

  g_autoptr(Database) db = database_open(path, error);
  if (db == NULL)
    return NULL;
  g_autoptr(LtFindingsFile) file = g_new0(LtFindingsFile, 1);
  file->path = g_strdup(path);
  file->findings = g_ptr_array_new_with_free_func(finding_free);
  file->shapes = lt_shapes_new();
  file->rules = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, rule_free);
  file->undetermined = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  file->doubtful = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!findings_read(file, db, run, error) || !rules_read(file, db, error) ||
      !undetermined_read(file, db, error) || !facts_read(file, db, error) ||
      !crs_read(file, db, error))
    return NULL;
  return g_steal_pointer(&file);
}
