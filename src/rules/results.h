/**
 * @file results.h
 * @brief Everything a check found: findings, states of rules, what is tolerated or undetermined.
 *
 * Sorted by lt_results_finish(), so the order never depends on threads or on the order of features.
 * Objects point into the project, which outlives the results.
 */
#ifndef LT_RULES_RESULTS_H
#define LT_RULES_RESULTS_H

#include "project/project.h"

#include <lantu/check.h>

/** In place of a feature: the layer as a whole, what a finding says of a column. */
#define LT_WHOLE_LAYER SIZE_MAX

/** A feature of a layer; layer NULL: none. */
typedef struct {
  const LtLayer *layer;
  size_t feature;
} LtObject;

/** An object that a finding speaks of beside its a and b. */
typedef struct {
  LtObject object;
  double length_m; /**< of a gap: how much of its border lies on that of the object; NAN: none */
} LtInvolved;

typedef struct {
  char *id;          /**< rule, fault, identities of both objects or the mark: the same in every
                          run */
  const LtRule *rule;
  LtSeverity severity; /**< of the rule, or what the kind makes of it */
  bool is_approved;    /**< ground on which the conflict is approved: told, but not counted */
  const char *fault; /**< which of the faults that its kind looks for; static; NULL: there is one */
  char *field;       /**< columns that it speaks of, comma-separated; NULL: of none */
  LtObject a, b;     /**< layers NULL: none */
  char *mark;        /**< stands in the id for the objects; NULL: they name the finding */
  LtInvolved *involved; /**< sorted; NULL: none */
  size_t n_involved;
  const char *unit;  /**< of value and limit: "m2", "m", "deg", "mu", "count"; static; NULL: there are
                          none */
  double value;      /**< rounded to its digit; NAN: none */
  double limit;      /**< NAN: none */
  bool less_is_worse; /**< of the value */
  LtShapes *shape;   /**< one feature, or NULL */
  bool has_place;
  LtPoint place;     /**< inside or on the shape */
  LtAreas areas;     /**< of the shape; NAN: none */
  double width_m;    /**< NAN: none */
  double share_a, share_b; /**< area of the shape over that of each object; NAN: none */
  LtBilingual message; /**< one sentence with the numbers */
} LtFinding;

/** Pieces of one pair that stay under a rule's limits. */
typedef struct {
  const LtRule *rule;
  const char *fault; /**< as of a finding */
  LtObject a, b;
  size_t n_pieces;
  LtAreas areas;   /**< NAN: the pieces are lines */
  double width_m;  /**< of the widest; NAN: the pieces are lines */
  double length_m; /**< of lines; NAN: the pieces have areas */
} LtTolerated;

/** An object, or a pair, that a rule could not decide on; layers NULL: the rule as a whole. */
typedef struct {
  const LtRule *rule;
  LtObject a, b;
  double value; /**< what would have been measured; NAN: none */
  LtBilingual reason;
} LtUndetermined;

/** How one rule ended. */
typedef struct {
  const LtRule *rule;
  LtState state;
  LtBilingual reason;    /**< for skipped and error, for what leaves the whole rule undetermined,
                            for layers of a list that lack; members NULL else */
  size_t n_checked;    /**< objects of a that took part */
  size_t n_findings, n_tolerated, n_undetermined; /**< findings without those approved */
  size_t n_approved;
  double mu;           /**< sum over the findings by the project's kind of area; NAN: no areas */
  double approved_mu;  /**< of those approved; NAN: there are none */
  double tolerated_mu, tolerated_width_m, tolerated_length_m; /**< NAN: none are such */
  const LtFinding *worst; /**< largest value, or smallest where less is worse; areas go before
                             lengths, these before counts; NULL: none */
} LtOutcome;

/** A firm or a zone in the per-mu table. Amounts are in the project's money unit. */
typedef struct {
  LtObject firm;      /**< layer NULL for a zone */
  char *zone;         /**< "" when not stated */
  size_t n_firms;     /**< with land */
  size_t n_left_out;  /**< firms that do not count: no land, or not known to take part */
  double land_mu;
  double tax, added_value, output;                      /**< NAN: not known */
  double tax_per_mu, added_value_per_mu, output_per_mu; /**< NAN: not known */
  size_t rank;        /**< by tax per mu, from 1, equal yields share a rank; 0: not ranked */
} LtMuRow;

struct LtResults {
  const LtProject *project;
  GPtrArray *findings;  /**< of LtFinding */
  GPtrArray *tolerated; /**< of LtTolerated */
  GPtrArray *undetermined; /**< of LtUndetermined */
  LtOutcome *outcomes;  /**< one for each enabled rule, sorted by id */
  size_t n_outcomes;
  GArray *mu_firms, *mu_zones; /**< of LtMuRow */
};

/** Empty results of a project. */
LtResults *lt_results_new(const LtProject *project);

/** The mu figure of areas by the project's kind of area. */
double lt_results_mu(const LtProject *project, const LtAreas *areas);

/** The m² figure of areas by the project's kind of area, and what that kind is called. */
double lt_results_m2(const LtProject *project, const LtAreas *areas);
const char *lt_results_area_name(const LtProject *project, LtLang lang);

/** Round to @p digits decimals, as results state their numbers; NAN stays. */
double lt_round(double value, int digits);

/** A finding of one object whose numbers, shape and place are not given yet; @p unit is static. One
 * without objects: @p a is {0}. */
LtFinding lt_finding_new(const LtRule *rule, LtObject a, const char *unit);

/** Give a finding a polygon feature as its shape, with a place inside of it. False with
 * LT_ERROR_MEMORY; the finding has no shape then. */
bool lt_finding_set_shape(LtFinding *finding, const LtShapes *shapes, size_t feature,
                          GError **error);

/** Give a finding the shape of its a, if that has one, with a place inside or on it.
 * LT_ERROR_MEMORY. */
bool lt_finding_show_object(LtFinding *finding, GError **error);

/** Append a finding, tolerated pieces, what is undetermined; *@p … is copied, its strings, arrays
 * and shapes are taken over. */
void lt_results_add_finding(LtResults *results, LtFinding take);
void lt_results_add_tolerated(LtResults *results, LtTolerated take);
void lt_results_add_undetermined(LtResults *results, LtUndetermined take);

/** How an object is called in messages: label of its layer, name, class, key. Free with
 * g_free(). */
char *lt_object_text(const LtObject *object, LtLang lang);

/** How a layer is called in messages; borrowed. */
const char *lt_layer_text(const LtLayer *layer, LtLang lang);

/** Number of an object in its file; false: there is none, or it is a whole layer. */
bool lt_object_fid(const LtObject *object, int64_t *fid);

/** Key, name or class of an object; "" when there is none; borrowed. */
const char *lt_object_key(const LtObject *object);
const char *lt_object_name(const LtObject *object);
const char *lt_object_class(const LtObject *object);
/** Identity of an object: unique in its layer; "" for none; borrowed. */
const char *lt_object_identity(const LtObject *object);
/** Order of two objects by layer and identity, as strcmp(): that of the features says nothing. */
int lt_object_compare(const LtObject *a, const LtObject *b);

/** Sort objects that a finding speaks of, as lt_object_compare() orders them. */
void lt_involved_sort(LtInvolved *involved, size_t n);

/** Fill in a message of the catalogue in every language. */
#define lt_message(id, ...)                                                                        \
  ((LtBilingual){{[LT_LANG_ZH] = lt_text_format(LT_LANG_ZH, id, ##__VA_ARGS__),                    \
                  [LT_LANG_EN] = lt_text_format(LT_LANG_EN, id, ##__VA_ARGS__)}})

/** The legal basis of a rule that is in force on the project's date, "依据待核" after what is not
 * confirmed; "" for none. Free with g_free(). */
char *lt_rule_law(const LtProject *project, const LtRule *rule, LtLang lang);

/** Give findings their ids, sort everything, sum up the outcomes. */
void lt_results_finish(LtResults *results);

/** The first two steps of it (order.c). Ids that are equal are completed by the place, and where
 * that is not enough by a number. */
void lt_results_order(LtResults *results);

#endif
