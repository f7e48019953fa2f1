/**
 * @file lantu/error.h
 * @brief Errors: the job could not be done. Bad data is a finding, never an error.
 *
 * A fallible function takes a GError ** last and returns false or NULL with the error set.
 * Messages are one line without full stop that says what, where and how to mend it, in the
 * language of lt_language_set().
 */
#ifndef LANTU_ERROR_H
#define LANTU_ERROR_H

#include <glib.h>
#include <lantu/visibility.h>

/** Domain of every GError of this library. */
#define LT_ERROR lt_error_quark()

/** One code for each thing a caller does about it. */
typedef enum {
  LT_ERROR_USAGE,     /**< project file, rule pack or argument is wrong: mend it and try again */
  LT_ERROR_READ,      /**< an input cannot be read */
  LT_ERROR_WRITE,     /**< an output cannot be written */
  LT_ERROR_CRS,       /**< a coordinate system is missing, unfit or has no way to another */
  LT_ERROR_GEOMETRY,  /**< the shapes given cannot be computed with */
  LT_ERROR_MEMORY,    /**< an allocation failed; the message says how much was wanted */
  LT_ERROR_CANCELLED, /**< lt_run_cancel() was called */
} LtErrorCode;

LT_PUBLIC GQuark lt_error_quark(void);

#endif
