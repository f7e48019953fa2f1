/**
 * @file output.h
 * @brief A result file under a temporary name beside its place. Internal to io/.
 */
#ifndef LT_IO_OUTPUT_H
#define LT_IO_OUTPUT_H

#include "base/text.h"

/**
 * Make the folder of @p path and an empty file in it under a temporary name.
 *
 * @return  the name, free with g_free(); NULL with the errors of lt_gpkg_new()
 */
char *lt_output_begin(const char *path, bool overwrite, GError **error);

/** Let the disk begin with what was written to a temporary file so far, so that lt_output_finish()
 * has less to wait for. */
void lt_output_flow(const char *temporary);

/** Bring the whole temporary file to the disk and rename it to @p path. Does not remove it when it
 * fails. LT_ERROR_WRITE, LT_ERROR_USAGE (a file came to exist). */
bool lt_output_finish(const char *temporary, const char *path, bool overwrite, GError **error);

/** Files that appear together, once all are written: cleared before, none of them does. */
typedef struct {
  GPtrArray *temporaries, *paths; /**< of char *, files that wait for their names */
} LtOutputs;

LtOutputs lt_outputs_new(void);

/** Remove what waits; what was finished is gone from there. */
void lt_outputs_clear(LtOutputs *outputs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOutputs, lt_outputs_clear)

/** As lt_output_begin(); the name belongs to @p outputs. */
const char *lt_outputs_begin(LtOutputs *outputs, const char *path, bool overwrite, GError **error);

/** Add a text as the whole of @p path. Errors of lt_output_write(). */
bool lt_outputs_write(LtOutputs *outputs, const char *path, const char *text, size_t n,
                      bool overwrite, GError **error);

/** Give all files their names, in their order. The errors of lt_output_finish(). */
bool lt_outputs_finish(LtOutputs *outputs, bool overwrite, GError **error);

/** Write a text as the whole of @p path: aside, then renamed. Errors of both functions above. */
bool lt_output_write(const char *path, const char *text, size_t n, bool overwrite, GError **error);

#endif
