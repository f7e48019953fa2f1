/**
 * @file data_files.h
 * @brief What the path of a source stands for: a file, the files of a folder, members of a ZIP
 * archive, or a table of a database.
 */
#ifndef LT_IO_DATA_FILES_H
#define LT_IO_DATA_FILES_H

#include "base/text.h"

/** One file to open. */
typedef struct {
  char *shown;  /**< for messages: the path as given, and what was found in there */
  char *opened; /**< for GDAL; shown itself but for members of archives, and databases */
  char *table;  /**< that the path of a database names; NULL */
} LtDataFile;

/** Free an LtDataFile. */
void lt_data_file_free(void *data);

/** True for a survey text, by its ending. */
bool lt_path_is_survey(const char *path);

/**
 * Find the files of a source.
 *
 * A file stands for itself, so does a folder `*.gdb`. Of another folder, or an archive `*.zip`
 * (with its folders), the file that is meant is the only one, or that whose name without its ending
 * is
 * @p layer; a folder of survey texts and nothing else stands for all of them, by name.
 *
 * @param layer  as the project names it; NULL: none
 * @param layer_is_file  receives true when it named the file, so that it is no layer inside of it
 * @return  of LtDataFile, at least one; free with g_ptr_array_unref(). NULL with LT_ERROR_READ
 * (none there, or none of that name) or LT_ERROR_USAGE (several and none is named): the message
 *          lists what is there. Call between lt_gdal_log_push() and _pop()
 */
GPtrArray *lt_data_files_find(const char *path, const char *layer, bool *layer_is_file,
                              GError **error);

/**
 * Find the survey texts of a path: a file stands for itself, whatever its ending; a folder for the
 * `*.txt` in it, an archive for those in it and its folders, by name. Other data there do not
 * count.
 *
 * @return  of LtDataFile, at least one; free with g_ptr_array_unref(). NULL with LT_ERROR_READ
 */
GPtrArray *lt_survey_files_find(const char *path, GError **error);

#endif
