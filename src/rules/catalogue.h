/**
 * @file catalogue.h
 * @brief The rules of packs or of a project, to be shown.
 */
#ifndef LT_RULES_CATALOGUE_H
#define LT_RULES_CATALOGUE_H

#include "io/survey_note.h"
#include "project/project.h"

#include <lantu/rules.h>

struct LtCatalogue {
  LtProject *project;
  const LtRule **rules; /**< by pack, then id; those a project writes itself at the end; borrowed */
  size_t n_rules;
  bool is_of_project;
  bool has_survey;      /**< the rules of `lantu survey` belong to it */
};

/** The rule of an id, or NULL. */
const LtRule *lt_catalogue_rule(const LtCatalogue *catalogue, const char *id);
/** The rule of a survey of an id; LT_N_SV: there is none, or the catalogue is without them. */
LtSurveyRule lt_catalogue_survey_rule(const LtCatalogue *catalogue, const char *id);

/** The severity its pack gives a rule of a pack; static. */
LtSeverity lt_rule_pack_severity(const LtRule *rule);

typedef enum { LT_LIMIT_OF_RULE, LT_LIMIT_OF_PROJECT, LT_LIMIT_DEFAULT } LtLimitOrigin;

/** A limit with its value; of lists one for each item, as they are written. */
typedef struct {
  const LtField *field;  /**< static */
  LtLimitOrigin origin;
  char **values;
  char **pack_values;    /**< LT_LIMIT_OF_PROJECT: what the pack says; NULL: nothing */
} LtLimitShown;

/** The limits of a rule in the order of its kind, those that are not stated with their defaults;
 * limits that have no value are left out. Of LtLimitShown, free with g_array_unref(). */
GArray *lt_rule_limits(const LtRule *rule);

#endif
