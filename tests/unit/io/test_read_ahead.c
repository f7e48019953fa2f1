/* Reading through blocks against the same reads of SQLite's own VFS, and of the bytes written. */
#include "io/read_ahead.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BLOCK (64 * 1024)
#define FLAGS (SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB)

static char *bytes_make(size_t n)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(1);
  char *bytes = g_malloc(n + 1);
  for (size_t i = 0; i < n; i++)
    bytes[i] = (char)g_rand_int(rand);
  return bytes;
}

/* A file opened by a VFS, NULL: SQLite's own. */
static sqlite3_file *file_open(const char *vfs_name, const char *path)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find(vfs_name);
  assert_non_null(vfs);
  sqlite3_file *file = g_malloc0((gsize)vfs->szOsFile);
  /* SQLite ends the list of an URI's parameters by empty texts */
  g_autofree char *name = g_malloc0(strlen(path) + 8);
  strcpy(name, path);
  int out = 0, rc = vfs->xOpen(vfs, name, file, FLAGS, &out);
  if (rc == SQLITE_OK)
    return file;
  assert_int_equal(rc, SQLITE_CANTOPEN);
  g_free(file);
  return NULL;
}

static void file_close(sqlite3_file *file)
{
  assert_int_equal(file->pMethods->xClose(file), SQLITE_OK);
  g_free(file);
}

/* The same code and bytes both ways, of which those inside the file are @p bytes. */
static void read_compare(sqlite3_file *file, sqlite3_file *plain, const char *bytes, int64_t size,
                         int64_t begin, int n)
{
  g_autofree char *got = g_malloc0((gsize)n), *wanted = g_malloc0((gsize)n);
  memset(got, 0x55, (size_t)n);
  int rc = file->pMethods->xRead(file, got, n, begin);
  int rc_wanted = plain->pMethods->xRead(plain, wanted, n, begin);
  if (rc != rc_wanted || memcmp(got, wanted, (size_t)n) != 0)
    fail_msg("%d bytes at %lld of %lld: %d, wanted %d", n, (long long)begin, (long long)size, rc,
             rc_wanted);
  assert_int_equal(rc, begin + n <= size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
  if (begin < size)
    assert_memory_equal(got, bytes + begin, (size_t)MIN(n, size - begin));
}

/* Sizes about the borders of blocks; reads in order, backwards, scattered, and across all ends. */
static void reads(void **state)
{
  const char *folder = *state;
  static const int64_t sizes[] = {0, 1, 511, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 12345,
                                  20 * BLOCK + 77};
  static const int lengths[] = {1, 16, 100, 512, 1000, 4096, 65535, 65536, 65537, 200000};
  g_autofree char *bytes = bytes_make((size_t)sizes[G_N_ELEMENTS(sizes) - 1]);
  g_autofree char *path = g_build_filename(folder, "reads", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed(2);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    int64_t size = sizes[i];
    assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    sqlite3_file *file = file_open(lt_read_ahead_vfs(), path), *plain = file_open(NULL, path);
    sqlite3_int64 stated = -1, wanted = -2; /* SQLite says 0 of a file of 1 byte */
    assert_int_equal(file->pMethods->xFileSize(file, &stated), SQLITE_OK);
    assert_int_equal(plain->pMethods->xFileSize(plain, &wanted), SQLITE_OK);
    assert_int_equal(stated, wanted);
    for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
      int n = lengths[k], step = MAX(n, 500);
      for (int64_t at = 0; at < size + n; at += step)
        read_compare(file, plain, bytes, size, at, n);
      for (int64_t at = size; at >= 0; at -= step)
        read_compare(file, plain, bytes, size, at, n);
      for (int turn = 0; turn < 200; turn++)
        read_compare(file, plain, bytes, size, g_rand_int_range(rand, 0, (gint32)size + n), n);
    }
    file_close(file);
    file_close(plain);
  }
  g_unlink(path);
}

enum { PAGE = 4096 };

typedef struct {
  char *bytes; /* NULL: none */
  int64_t begin;
} Page;

static void page_release(sqlite3_file *file, Page *page, const char *bytes)
{
  if (page->bytes == NULL)
    return;
  assert_memory_equal(page->bytes, bytes + page->begin, PAGE);
  assert_int_equal(file->pMethods->xUnfetch(file, page->begin, page->bytes), SQLITE_OK);
  page->bytes = NULL;
}

/* Pages that are looked at stay as they are, however many and whatever else is read. */
static void fetches(void **state)
{
  enum { N = 40, N_TURNS = 20000 };
  const char *folder = *state;
  const int64_t size = 100 * BLOCK + 100;
  g_autofree char *bytes = bytes_make((size_t)size);
  g_autofree char *path = g_build_filename(folder, "fetches", NULL);
  assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  sqlite3_file *file = file_open(lt_read_ahead_vfs(), path), *plain = file_open(NULL, path);
  const sqlite3_io_methods *methods = file->pMethods;
  assert_true(methods->iVersion >= 3);
  Page pages[N] = {{0}};
  size_t n_given = 0;
  for (size_t turn = 0; turn < N_TURNS; turn++) {
    /* scattered and many; then in order and few at a time */
    bool is_scattered = turn < N_TURNS / 2;
    Page *page = &pages[is_scattered ? (size_t)g_rand_int_range(rand, 0, N) : turn % 3];
    int64_t n_pages = size / PAGE;
    if (turn == N_TURNS / 2)
      for (size_t i = 0; i < N; i++)
        page_release(file, &pages[i], bytes);
    page_release(file, page, bytes);
    page->begin = PAGE * (is_scattered ? g_rand_int_range(rand, 0, (gint32)n_pages)
                                       : (int64_t)turn % n_pages);
    assert_int_equal(methods->xFetch(file, page->begin, PAGE, (void **)&page->bytes), SQLITE_OK);
    n_given += !is_scattered && page->bytes != NULL;
    read_compare(file, plain, bytes, size, g_rand_int_range(rand, 0, (gint32)size), 100);
  }
  assert_int_equal(n_given, N_TURNS / 2);
  void *none = &none;
  assert_int_equal(methods->xFetch(file, size - PAGE + 1, PAGE, &none), SQLITE_OK);
  assert_null(none);
  assert_int_equal(methods->xUnfetch(file, 0, NULL), SQLITE_OK);
  for (size_t i = 0; i < N; i++)
    page_release(file, &pages[i], bytes);
  file_close(file);
  file_close(plain);
  g_unlink(path);
}

/* A file that has become shorter: what can still be read, and the same error. */
static void cut_off(void **state)
{
  const char *folder = *state;
  const int64_t size = 30 * BLOCK, rest = 20 * BLOCK + 5000;
  g_autofree char *bytes = bytes_make((size_t)size);
  g_autofree char *path = g_build_filename(folder, "cut", NULL);
  assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
  sqlite3_file *file = file_open(lt_read_ahead_vfs(), path), *plain = file_open(NULL, path);
  read_compare(file, plain, bytes, size, 0, 4096);
  assert_int_equal(truncate(path, rest), 0);
  for (int64_t at = 4096; at < size + BLOCK; at += 4096)
    read_compare(file, plain, bytes, rest, at, 4096);
  file_close(file);
  file_close(plain);
  g_unlink(path);
}

/* Behind 4 GB; the file has holes and takes no room. */
static void large_file(void **state)
{
  const char *folder = *state;
  g_autofree char *path = g_build_filename(folder, "large", NULL);
  g_autofree char *bytes = bytes_make(3 * BLOCK);
  int64_t place = ((int64_t)5 << 30) + 1234;
  FILE *out = g_fopen(path, "wb");
  assert_int_equal(fseeko(out, place, SEEK_SET), 0);
  assert_int_equal(fwrite(bytes, 1, 3 * BLOCK, out), 3 * BLOCK);
  assert_int_equal(fclose(out), 0);
  sqlite3_file *file = file_open(lt_read_ahead_vfs(), path);
  char got[4096];
  for (int64_t at = 0; at + 4096 <= 3 * BLOCK; at += 4096) {
    assert_int_equal(file->pMethods->xRead(file, got, 4096, place + at), SQLITE_OK);
    assert_memory_equal(got, bytes + at, 4096);
  }
  char zeros[4096] = {0};
  assert_int_equal(file->pMethods->xRead(file, got, 4096, place - ((int64_t)1 << 32)), SQLITE_OK);
  assert_memory_equal(got, zeros, 4096);
  assert_int_equal(file->pMethods->xRead(file, got, 4096, place + 3 * BLOCK - 1),
                   SQLITE_IOERR_SHORT_READ);
  file_close(file);
  g_unlink(path);
}

static sqlite3 *db_open(const char *path, const char *vfs)
{
  sqlite3 *db = NULL;
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, vfs) == SQLITE_OK) {
    sqlite3_exec(db, "PRAGMA mmap_size = 1", NULL, NULL, NULL);
    return db;
  }
  sqlite3_close(db);
  return NULL;
}

/* All rows of a query as one text, and the code it ended with. */
static char *rows_text(sqlite3 *db, const char *sql)
{
  GString *text = g_string_new(NULL);
  sqlite3_stmt *rows = NULL;
  int rc = sqlite3_prepare_v2(db, sql, -1, &rows, NULL);
  while (rc == SQLITE_OK && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(rows); i++)
      g_string_append_printf(text, "%s|", (const char *)sqlite3_column_text(rows, i));
    rc = SQLITE_OK;
  }
  sqlite3_finalize(rows);
  g_string_append_printf(text, "%d", rc);
  return g_string_free(text, FALSE);
}

static const char *const queries[] = {
    "SELECT id, hex(blob) FROM t NOT INDEXED",
    "SELECT count(*), sum(length(blob)), min(hex(blob)) FROM t",
    "SELECT id FROM t ORDER BY name, id", /* an index, then rows here and there */
    "SELECT hex(blob) FROM t ORDER BY blob DESC LIMIT 3",
    "SELECT a.id FROM t AS a JOIN t AS b ON b.id = 1001 - a.id WHERE a.id % 7 = 0",
    "PRAGMA integrity_check",
};

/* Rows with and without overflow pages, in and out of order, some taken away again. */
static void db_make(const char *path, int page_bytes)
{
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  g_autofree char *sql = g_strdup_printf(
      "PRAGMA page_size = %d; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; BEGIN;"
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, blob BLOB);"
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
      "INSERT INTO t SELECT i * 739 %% 1009, hex(i * 31 %% 97), "
      "CAST(printf('%%.*c', i * i %% 9000, 'x') || i AS BLOB) FROM n;"
      "DELETE FROM t WHERE id %% 11 = 3; CREATE INDEX name ON t (name); COMMIT;", page_bytes);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void db_compare(const char *path)
{
  sqlite3 *db = db_open(path, lt_read_ahead_vfs()), *plain = db_open(path, NULL);
  assert_true(db != NULL && plain != NULL);
  sqlite3_exec(plain, "PRAGMA mmap_size = 0", NULL, NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
    g_autofree char *got = rows_text(db, queries[i]), *wanted = rows_text(plain, queries[i]);
    if (strcmp(got, wanted) != 0)
      fail_msg("%s: %s\n%.80s, wanted\n%.80s", path, queries[i], got, wanted);
  }
  sqlite3_close(db);
  sqlite3_close(plain);
}

/* Whole, cut off anywhere, and with a page full of rubbish. */
static void databases(void **state)
{
  const char *folder = *state;
  g_autofree char *path = g_build_filename(folder, "t.db", NULL);
  for (int page = 512; page <= 65536; page *= 2) {
    g_autofree char *bytes = NULL;
    size_t n = 0;
    db_make(path, page);
    db_compare(path);
    assert_true(g_file_get_contents(path, &bytes, &n, NULL));
    for (size_t part = 1; part < 8; part++) {
      assert_true(g_file_set_contents(path, bytes, (gssize)(n * part / 8 + part), NULL));
      db_compare(path);
    }
    for (size_t part = 1; part < 8; part++) {
      g_autofree char *spoilt = g_memdup2(bytes, n);
      size_t at = n * part / 8 / (size_t)page * (size_t)page;
      memset(spoilt + at, (int)(part * 37), MIN((size_t)page, n - at));
      assert_true(g_file_set_contents(path, spoilt, (gssize)n, NULL));
      db_compare(path);
    }
    g_unlink(path);
  }
}

/* Nothing is written, nothing is made, and sorts may still use files of their own. */
static void manners(void **state)
{
  const char *folder = *state;
  g_autofree char *path = g_build_filename(folder, "m.db", NULL);
  assert_null(db_open(path, lt_read_ahead_vfs()));
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  db_make(path, 1024);
  assert_int_equal(g_chmod(folder, 0555), 0);
  sqlite3 *db = db_open(path, lt_read_ahead_vfs());
  g_autofree char *written = rows_text(db, "UPDATE t SET name = 'x'");
  assert_string_equal(written, "8"); /* SQLITE_READONLY */
  g_autofree char *sorted = rows_text(db, "SELECT count(*) FROM (SELECT a.name || b.name AS x FROM "
                                          "t AS a, t AS b ORDER BY x LIMIT 800000)");
  assert_true(g_str_has_suffix(sorted, "|101"));
  sqlite3_close(db);
  assert_int_equal(g_chmod(folder, 0755), 0);
  g_unlink(path);
}

static void *thread_read(void *path)
{
  for (int i = 0; i < 5; i++)
    db_compare(path);
  return NULL;
}

static void threads(void **state)
{
  const char *folder = *state;
  g_autofree char *path = g_build_filename(folder, "threads.db", NULL);
  pthread_t all[4];
  db_make(path, 4096);
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    assert_int_equal(pthread_create(&all[i], NULL, thread_read, path), 0);
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    pthread_join(all[i], NULL);
  g_unlink(path);
}

int main(void)
{
  g_autofree char *folder = g_dir_make_tmp("lantu-read-ahead-XXXXXX", NULL);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(reads, folder),     cmocka_unit_test_prestate(fetches, folder),
      cmocka_unit_test_prestate(cut_off, folder),   cmocka_unit_test_prestate(large_file, folder),
      cmocka_unit_test_prestate(databases, folder), cmocka_unit_test_prestate(manners, folder),
      cmocka_unit_test_prestate(threads, folder),
  };
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  g_rmdir(folder);
  return rc;
}
