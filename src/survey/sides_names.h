/**
 * @file sides_names.h
 * @brief Named features that bound zones, and who of them a bound of a sentence means.
 *
 * Features of one name are one thing: a road comes in many pieces.
 */
#ifndef LT_SURVEY_SIDES_NAMES_H
#define LT_SURVEY_SIDES_NAMES_H

#include "geom/shapes.h"
#include "survey/sides_text.h"

/** Names and shapes. Read-only once filled. Free with lt_side_names_free(). */
typedef struct {
  LtShapes *shapes;   /**< of all features with a name, lattice units of one plane */
  GPtrArray *names;   /**< of each feature, as its layer has it */
  GHashTable *exact;  /**< name → GArray of size_t, the features */
  GHashTable *normal; /**< lt_side_name_key() → GPtrArray of different names */
} LtSideNames;

LtSideNames *lt_side_names_new(void);
void lt_side_names_free(LtSideNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSideNames, lt_side_names_free)

/** Add a feature of @p from; one without a name or a shape is left out. LT_ERROR_MEMORY. */
bool lt_side_names_add(LtSideNames *names, const char *name, const LtShapes *from, size_t feature,
                       GError **error);

typedef enum {
  LT_NAME_UNKNOWN,
  LT_NAME_AMBIGUOUS, /**< several names are the same but for their form */
  LT_NAME_NORMAL,    /**< the same but for width, blanks, numerals (经三路, 经3路) */
  LT_NAME_EXACT
} LtNameMatch;

typedef struct {
  LtNameMatch match;
  const LtSideReading *reading; /**< that was found, or is ambiguous; else NULL. Borrowed */
  const char *name;             /**< of the layer; NULL: none. Borrowed */
  const GArray *features;       /**< of size_t; NULL: none. Borrowed */
  char *hint;                   /**< the names that were found, or near ones; NULL: none. Owned */
} LtSideFound;

/** The features a bound means: its first reading that is a name. Free the hint with g_free(). */
LtSideFound lt_side_names_find(const LtSideNames *names, const LtSideBound *bound);

/** A name in half width, without blanks and brackets, numerals as digits, Latin letters small: 大道
 * and 路 stay apart. Free with g_free(). */
char *lt_side_name_key(const char *name);

#endif
