/**
 * @file gdal_log.h
 * @brief GDAL's messages and thread-local settings while it is used. Internal to io/.
 */
#ifndef LT_IO_GDAL_LOG_H
#define LT_IO_GDAL_LOG_H

#include "base/run.h"

#include <cpl_error.h>

/** What GDAL said. Must stay at its place between push and pop. */
typedef struct {
  char *failure;       /**< first failure, NULL for none */
  GPtrArray *warnings; /**< distinct ones, in order */
} LtGdalLog;

void lt_gdal_log_clear(LtGdalLog *log);

/** Take GDAL's messages of this thread and set what reading needs (rings as they stand in the
 * file, nothing written beside it). Drivers are registered at the first call. */
void lt_gdal_log_push(LtGdalLog *log);
void lt_gdal_log_pop(void);

/** Write the warnings to the log of @p run, each once. */
void lt_gdal_log_tell(LtGdalLog *log, const char *where, LtRun *run);

#endif
