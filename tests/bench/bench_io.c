/*
 * CPU seconds of reading layers and of writing polygons, beside a bare loop over GDAL doing the
 * same in the same run. Every task runs in a process of its own, the best of the rounds counts.
 * Prints JSON; ratio is to the bare loop of GDAL ("ogr_read", "ogr_write").
 *
 *   ninja -C build/release bench_io
 *   build/release/tests/bench_io read A.gpkg [B.gpkg...]      (ROUNDS=3 rounds unless told)
 *   build/release/tests/bench_io write OUT.gpkg [rows 500000] [points 60]
 *
 * ogr_read touches what ../shared/bench/ogr_floor.c does: each feature, its second field, the
 * number of its points. The lantu tasks end with shapes on the lattice and a table with that field
 * ("all": with every field), unchecked, as the overlay wants them; "checked" with the validity
 * check of lantu check.
 */
#include "io/gpkg.h"
#include "io/source.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  char **paths; /* the first is that of the result when written */
  int n_paths;
  LtShapes *shapes; /* to be written */
  LtCrs *crs;
} Job;

typedef struct {
  const char *name;
  void (*run)(const Job *job);
} Task;

static void check(bool ok, const GError *error)
{
  if (ok)
    return;
  fprintf(stderr, "%s\n", error != NULL ? error->message : "failed");
  _exit(1);
}

static void ogr_read(const Job *job)
{
  volatile size_t sum = 0;
  GDALAllRegister();
  for (int i = 0; i < job->n_paths; i++) {
    GDALDatasetH file = GDALOpenEx(job->paths[i], GDAL_OF_VECTOR, NULL, NULL, NULL);
    check(file != NULL, NULL);
    OGRLayerH layer = GDALDatasetGetLayer(file, 0);
    OGRFeatureH feature;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
      OGRGeometryH geom = OGR_F_GetGeometryRef(feature);
      sum += (size_t)*OGR_F_GetFieldAsString(feature, 1);
      for (int r = 0; geom != NULL && r < OGR_G_GetGeometryCount(geom); r++)
        sum += (size_t)OGR_G_GetPointCount(OGR_G_GetGeometryRef(geom, r));
      OGR_F_Destroy(feature);
    }
    GDALClose(file);
  }
}

static void *sum_new(void *data, GError **error)
{
  (void)data, (void)error;
  return g_new0(size_t, 1);
}

static bool sum_take(void *sum, const LtShapes *shapes, GError **error)
{
  (void)error;
  *(size_t *)sum += shapes->n_points;
  return true;
}

static void stream_read(LtSourceStream stream, const LtCrs *crs, LtRun *run)
{
  const LtTakerFuncs funcs = {sum_new, sum_take, g_free, NULL};
  GError *error = NULL;
  check(lt_sources_stream(&stream, 1, crs, &funcs, run, &error), error);
}

static void lantu_read(const Job *job, LtSourceSpec spec, bool all_columns, bool is_streamed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  LtStore *store = lt_store_new(&error);
  check(store != NULL, error);
  lt_run_set_jobs(run, 1);
  for (int i = 0; i < job->n_paths; i++) { /* all stay in memory together */
    const char *path = job->paths[i];
    spec.id = path;
    spec.paths = &path;
    spec.n_paths = 1;
    LtPlane plane;
    LtSource *source = lt_source_open(&spec, &error);
    check(source != NULL, error);
    const char *const *columns = lt_source_columns(source);
    size_t n_columns = lt_source_column_count(source);
    LtTable *table = lt_table_new(store, path, columns, n_columns, &error);
    check(table != NULL && lt_table_define(table, NULL, 0, NULL, 0, &error), error);
    for (size_t c = 0; c < n_columns; c++)
      if (all_columns || c == 1)
        lt_table_want(table, columns[c]);
    const LtCrs *crs = lt_source_crs(source);
    check(crs != NULL && lt_crs_plane(crs, &plane, &error), error);
    if (is_streamed)
      stream_read((LtSourceStream){.source = source, .table = table}, crs, run);
    else
      check(lt_source_read(source, crs, &plane, table, run, &error) != NULL, error);
  }
}

static void read_quick(const Job *job)
{
  lantu_read(job, (LtSourceSpec){.is_unchecked = true}, false, false);
}

static void read_streamed(const Job *job)
{
  lantu_read(job, (LtSourceSpec){.is_unchecked = true}, false, true);
}

static void read_all(const Job *job)
{
  lantu_read(job, (LtSourceSpec){.is_unchecked = true}, true, false);
}

static void read_by_gdal(const Job *job)
{
  lantu_read(job, (LtSourceSpec){.is_unchecked = true, .by_gdal = true}, false, false);
}

static void read_checked(const Job *job)
{
  lantu_read(job, (LtSourceSpec){0}, false, false);
}

static void write_lantu(const Job *job)
{
  static const LtGpkgColumn columns[] = {
      {"a", LT_VALUE_INTEGER}, {"b", LT_VALUE_INTEGER}, {"area", LT_VALUE_REAL}};
  const LtGpkgTable table = {"conflict", NULL, LT_GEOM_POLYGON, columns, 3};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(job->paths[0], job->crs, true, &error);
  check(gpkg != NULL && lt_gpkg_begin(gpkg, &table, &error), error);
  for (size_t i = 0; i < job->shapes->n_features; i++) {
    const LtValue values[] = {{LT_VALUE_INTEGER, .integer = (int64_t)i},
                              {LT_VALUE_INTEGER, .integer = (int64_t)i / 5},
                              {LT_VALUE_REAL, .real = (double)i * 1.25}};
    check(lt_gpkg_row(gpkg, job->shapes, i, values, &error), error);
  }
  check(lt_gpkg_finish(gpkg, &error), error);
}

static OGRGeometryH polygon_new(const LtShapes *shapes, size_t feature)
{
  OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
  size_t begin = lt_shapes_first_point(shapes, feature), n = shapes->ring_ends[feature] - begin;
  OGR_G_SetPointCount(ring, (int)n);
  for (size_t i = 0; i < n; i++)
    OGR_G_SetPoint_2D(ring, (int)i, (double)shapes->points[begin + i].x / LT_UNITS_PER_M,
                      (double)shapes->points[begin + i].y / LT_UNITS_PER_M);
  OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
  OGR_G_AddGeometryDirectly(polygon, ring);
  OGRGeometryH multi = OGR_G_CreateGeometry(wkbMultiPolygon);
  OGR_G_AddGeometryDirectly(multi, polygon);
  return multi;
}

static void write_ogr(const Job *job)
{
  static const struct {
    const char *name;
    OGRFieldType type;
  } fields[] = {{"a", OFTInteger64}, {"b", OFTInteger64}, {"area", OFTReal}};
  GDALAllRegister();
  unlink(job->paths[0]);
  GDALDatasetH file =
      GDALCreate(GDALGetDriverByName("GPKG"), job->paths[0], 0, 0, 0, GDT_Unknown, NULL);
  check(file != NULL, NULL);
  OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
  OSRImportFromEPSG(srs, 4526);
  OGRLayerH layer = GDALDatasetCreateLayer(file, "conflict", srs, wkbMultiPolygon, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
    check(OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE, NULL);
    OGR_Fld_Destroy(field);
  }
  GDALDatasetStartTransaction(file, FALSE);
  for (size_t i = 0; i < job->shapes->n_features; i++) {
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldInteger64(feature, 0, (GIntBig)i);
    OGR_F_SetFieldInteger64(feature, 1, (GIntBig)i / 5);
    OGR_F_SetFieldDouble(feature, 2, (double)i * 1.25);
    OGR_F_SetGeometryDirectly(feature, polygon_new(job->shapes, i));
    check(OGR_L_CreateFeature(layer, feature) == OGRERR_NONE, NULL);
    OGR_F_Destroy(feature);
  }
  check(GDALDatasetCommitTransaction(file) == OGRERR_NONE, NULL);
  GDALClose(file);
  OSRDestroySpatialReference(srs);
}

/* Round polygons in a wide grid, in an order that jumps about as that of a work list. */
static LtShapes *polygons_new(size_t n, size_t n_points)
{
  LtShapes *shapes = lt_shapes_new();
  g_autofree LtPoint *ring = g_new(LtPoint, n_points);
  size_t side = (size_t)ceil(sqrt((double)n));
  for (size_t i = 0; i < n; i++) {
    size_t place = i * 7919 % n;
    double x_m = 38400000 + 40.0 * (double)(place % side),
           y_m = 3800000 + 40.0 * (double)(place / side);
    for (size_t p = 0; p < n_points; p++) {
      double angle = 2 * G_PI * (double)(p % (n_points - 1)) / (double)(n_points - 1);
      ring[p] = (LtPoint){llround((x_m + 18 * cos(angle)) * LT_UNITS_PER_M),
                          llround((y_m + 18 * sin(angle)) * LT_UNITS_PER_M)};
    }
    check(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL) &&
              lt_shapes_add_ring(shapes, ring, n_points, false, NULL),
          NULL);
  }
  return shapes;
}

typedef struct {
  double cpu_s, peak_mb;
} Cost;

static Cost task_run(const Task *task, const Job *job)
{
  int status = 0;
  struct rusage usage = {0};
  pid_t child = fork();
  if (child == 0) {
    task->run(job);
    _exit(0);
  }
  check(child > 0 && wait4(child, &status, 0, &usage) == child && status == 0, NULL);
  return (Cost){(double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                    1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
                (double)usage.ru_maxrss / 1024};
}

/* The first task is what the others are compared with; rounds take turns. */
static void tasks_run(const Task *tasks, size_t n_tasks, const Job *job)
{
  const char *only = g_getenv("ONLY"), *text = g_getenv("ROUNDS");
  for (size_t i = 0; only != NULL && i < n_tasks; i++) /* in this process, for a profiler */
    if (strcmp(tasks[i].name, only) == 0) {
      tasks[i].run(job);
      return;
    }
  int n_rounds = text != NULL ? CLAMP(atoi(text), 1, 1000) : 3;
  g_autofree Cost *best = g_new0(Cost, n_tasks);
  for (int round = 0; round < n_rounds; round++)
    for (size_t i = 0; i < n_tasks; i++) {
      Cost cost = task_run(&tasks[i], job);
      if (round == 0 || cost.cpu_s < best[i].cpu_s)
        best[i] = cost;
    }
  printf("[\n");
  for (size_t i = 0; i < n_tasks; i++)
    printf("  {\"task\": \"%s\", \"cpu_s\": %.3f, \"ratio\": %.3f, \"peak_mb\": %.0f}%s\n",
           tasks[i].name, best[i].cpu_s, best[i].cpu_s / best[0].cpu_s, best[i].peak_mb,
           i + 1 < n_tasks ? "," : "");
  printf("]\n");
}

int main(int argc, char **argv)
{
  static const Task reading[] = {{"ogr_read", ogr_read},           {"read", read_quick},
                                 {"read_streamed", read_streamed}, {"read_all_columns", read_all},
                                 {"read_by_gdal", read_by_gdal},   {"read_checked", read_checked}};
  static const Task writing[] = {{"ogr_write", write_ogr}, {"write", write_lantu}};
  bool is_read = argc > 2 && strcmp(argv[1], "read") == 0;
  if (argc < 3 || (!is_read && strcmp(argv[1], "write") != 0)) {
    fprintf(stderr, "usage: bench_io read FILE... | write OUT.gpkg [rows] [points]\n");
    return 2;
  }
  Job job = {.paths = argv + 2, .n_paths = argc - 2};
  if (is_read) {
    bool is_checked = g_getenv("CHECKED") != NULL; /* GEOS takes minutes for a million */
    tasks_run(reading, G_N_ELEMENTS(reading) - (is_checked ? 0 : 1), &job);
    return 0;
  }
  int n = argc > 3 ? atoi(argv[3]) : 500000, n_points = argc > 4 ? atoi(argv[4]) : 60;
  check(n > 0 && n_points >= 4, NULL);
  job.crs = lt_crs_parse("EPSG:4526", NULL);
  job.shapes = polygons_new((size_t)n, (size_t)n_points);
  tasks_run(writing, G_N_ELEMENTS(writing), &job);
  return 0;
}
