/**
 * @file lantu/project.h
 * @brief A project: the layers of one place, the rules asked of them, where results go.
 *
 * The project file is described in docs/formats/project.md.
 */
#ifndef LANTU_PROJECT_H
#define LANTU_PROJECT_H

#include <lantu/run.h>
#include <stdbool.h>

typedef struct LtProject LtProject;

/**
 * Load a project file with its rule packs. No layer is opened.
 *
 * @return  the project, free with lt_project_free(); NULL with LT_ERROR_USAGE (the message names
 *          file, line and column) or LT_ERROR_READ (the file cannot be read)
 */
LT_PUBLIC LtProject *lt_project_load(const char *path, GError **error);
LT_PUBLIC void lt_project_free(LtProject *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtProject, lt_project_free)

/**
 * Read all layers into memory in the project's coordinate reference system. Once for a project.
 *
 * A layer that cannot be read is remembered with its error: the rules that need it end in
 * `error`, the others still run. An optional layer whose file is missing is remembered as such:
 * the rules that need it are `skipped`.
 *
 * @return  false with LT_ERROR_USAGE (a column or `where` that does not exist, a geographic
 *          project CRS), LT_ERROR_READ (the table of a layer cannot be set up), LT_ERROR_MEMORY or
 *          LT_ERROR_CANCELLED. The project is good for lt_project_free() only then
 *
 * Cost: time and memory are proportional to the vertices and attributes that are read.
 */
LT_PUBLIC bool lt_project_read(LtProject *project, LtRun *run, GError **error);

/**
 * Make a folder with the sample project and its data, to start from. It appears whole or not at
 * all.
 *
 * @param folder   must not exist, or be empty; its parents are made
 * @param n_files  receives how many files were written
 * @return         false with LT_ERROR_USAGE (something is there), LT_ERROR_READ (the sample is not
 *                 installed) or LT_ERROR_WRITE
 */
LT_PUBLIC bool lt_project_new(const char *folder, size_t *n_files, GError **error);

/** Folder of the results as the project file names it, resolved; borrowed. */
LT_PUBLIC const char *lt_project_output_dir(const LtProject *project);

/** Formats of the results as the project file lists them, NULL-terminated; NULL: it lists none;
 * borrowed. */
LT_PUBLIC const char *const *lt_project_formats(const LtProject *project);

/** True when all formats of a NULL-terminated list (NULL: none) are known; else LT_ERROR_USAGE. */
LT_PUBLIC bool lt_project_check_formats(const char *const *formats, GError **error);

#endif
