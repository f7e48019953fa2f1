/**
 * @file table.h
 * @brief Attributes of the layers in a private SQLite database, and the `where` asked of them.
 *
 * Each layer is a table with the columns of its source and a view over it that adds the names
 * rules use: `fid, key, name, class, class_name, class_group` and the roles of `fields:`.
 * Rows are numbered as the features of the layer, from 0.
 *
 * A `where` is one SQL expression, parsed alone: no sub-select, no comment, no semicolon;
 * double-quoted strings are off, so a misspelt column is an error; functions are those of an
 * allow-list; the statement is read-only and ends after 60 s. Three-valued: NULL is "unknown".
 *
 * One thread at a time per store.
 */
#ifndef LT_IO_TABLE_H
#define LT_IO_TABLE_H

#include "base/run.h"

#include <stdint.h>

typedef struct LtStore LtStore;
typedef struct LtTable LtTable;

typedef enum { LT_VALUE_NULL, LT_VALUE_INTEGER, LT_VALUE_REAL, LT_VALUE_TEXT } LtValueType;

typedef struct {
  LtValueType type;
  union {
    int64_t integer;
    double real;
    const char *text; /**< UTF-8, borrowed */
  };
} LtValue;

/** A name that rules use for a column of the source. */
typedef struct {
  const char *name;   /**< "key", "class", "industry" … */
  const char *column; /**< of the source */
  bool is_number;     /**< its texts are read as numbers; what is no number is NULL */
} LtAlias;

/** One class of a class scheme (docs/formats/classes.md). */
typedef struct {
  char *code, *name_zh, *name_en, *group;
} LtClass;

/** An answer of a `where` for one feature. */
typedef enum { LT_FALSE, LT_TRUE, LT_UNKNOWN } LtTruth;

LtStore *lt_store_new(GError **error);
void lt_store_free(LtStore *store); /**< frees its tables too */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtStore, lt_store_free)

/**
 * Make the table of a layer. Owned by the store.
 *
 * @param id        of the layer, for messages
 * @param columns   names of the source's fields, UTF-8; compared without case, as SQLite does
 * @return          NULL with LT_ERROR_READ (two columns of one name, over 1900 columns)
 */
LtTable *lt_table_new(LtStore *store, const char *id, const char *const *columns,
                      size_t n_columns, GError **error);

/**
 * Define the view. `class_name` and `class_group` come from @p classes by exact code, NULL where
 * the scheme does not know the code; without a scheme both are NULL. An alias hides a source column
 * of its name.
 *
 * @return  false with LT_ERROR_USAGE (an alias names a column the source does not have; the
 *          message lists near names)
 */
bool lt_table_define(LtTable *table, const LtAlias *aliases, size_t n_aliases,
                     const LtClass *classes, size_t n_classes, GError **error);

/**
 * Check the aliases of lt_table_define() before it is called.
 *
 * @param at  the first that will not do, when the answer is false
 */
bool lt_table_check_aliases(const LtTable *table, const LtAlias *aliases, size_t n_aliases,
                            size_t *at, GError **error);

/** True when the view has a column of this name. */
bool lt_table_has(const LtTable *table, const char *name);

/**
 * Check a `where` and note the columns it reads, before anything is inserted.
 *
 * @return  false with LT_ERROR_USAGE: SQLite's message, without file or line
 */
bool lt_table_check_where(LtTable *table, const char *where, GError **error);

/** The same, and whether it failed for a column that the layer does not have, not for the
 * expression itself. */
bool lt_table_try_where(LtTable *table, const char *where, bool *lacks_column, GError **error);

/** Note that a column of the view will be asked for. */
void lt_table_want(LtTable *table, const char *name);

/** True when a source column is read by an alias wanted or by a checked `where`; others need not
 * be read from the file and stay NULL. */
bool lt_table_wants_column(const LtTable *table, size_t column);

/** Note the columns of the view whose names stand in an expression. */
void lt_table_want_mentioned(LtTable *table, const char *expression);

/** Append a row; @p values has one value for each source column. LT_ERROR_MEMORY. */
bool lt_table_insert(LtTable *table, int64_t fid, const LtValue *values, GError **error);

size_t lt_table_count(const LtTable *table);

/**
 * Ask a `where` of every row.
 *
 * @param where  NULL or empty: all true
 * @return       one LtTruth for each row, free with g_free(); NULL with LT_ERROR_USAGE,
 *               LT_ERROR_READ (run-time error, time limit), LT_ERROR_MEMORY, LT_ERROR_CANCELLED
 */
uint8_t *lt_table_where(LtTable *table, const char *where, const LtRun *run, GError **error);

/** As lt_table_try_where(), of a `where` over two layers of one store: their columns are `a.…` and
 * `b.…`. Those it reads must have been wanted before. */
bool lt_table_try_pairs(LtTable *a, LtTable *b, const char *where, bool *lacks_column,
                        GError **error);

/**
 * Ask such a `where` of pairs of rows.
 *
 * @param pairs   row of a, row of b; @p n_pairs of them
 * @return        one LtTruth for each pair, free with g_free(); errors as lt_table_where()
 */
uint8_t *lt_table_where_pairs(LtTable *a, LtTable *b, const char *where, const size_t (*pairs)[2],
                              size_t n_pairs, const LtRun *run, GError **error);

/** A column of the view as texts, NULL where the value is; an array of lt_table_count() strings
 * plus a terminator, free with lt_table_texts_free(). NULL with an error. */
char **lt_table_texts(LtTable *table, const char *name, GError **error);
void lt_table_texts_free(char **texts, size_t n);

/**
 * All that was read of some rows, each as one text: equal texts, equal rows.
 *
 * @param rows   their numbers
 * @param texts  @p n_rows strings that the caller frees; NULL entries when the answer is false
 * @return       false with LT_ERROR_READ or LT_ERROR_MEMORY
 */
bool lt_table_rows_text(LtTable *table, const size_t *rows, size_t n_rows, char **texts,
                        GError **error);

/** A column of the view as numbers, NAN where there is none. Free with g_free(). */
double *lt_table_numbers(LtTable *table, const char *name, GError **error);

#endif
