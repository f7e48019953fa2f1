/**
 * @file kind.h
 * @brief Kinds of rules: one file src/rules/<kind>.c each, one row in registry.c.
 */
#ifndef LT_RULES_KIND_H
#define LT_RULES_KIND_H

#include "geom/overlay.h"
#include "rules/results.h"

/** What a kind keeps from asking for overlays to taking their answers; freed with the rule. */
typedef struct {
  void *data;
  void (*free)(void *data);
} LtKept;

/** A layer that a rule lists as one of several b. */
typedef struct {
  const LtLayer *layer;
  const LtRuleLayer *wanted; /**< what the rule says of it */
  const uint8_t *use;        /**< as LtTask.use_b */
} LtMoreLayer;

/** A rule at work: its layers, which features take part, its limits. */
typedef struct {
  const LtProject *project;
  const LtRule *rule;
  const LtLayer *a, *b;          /**< b NULL: the rule takes one layer, or none */
  const uint8_t *use_a, *use_b;  /**< LtTruth of the layer's and the rule's `where` together */
  const LtRuleLayer *wanted_b;   /**< what the rule says of b: of a list the first that is there */
  LtMoreLayer more[LT_OVERLAY_MORE]; /**< the others of the list */
  size_t n_more;
  const LtLayer *approved;       /**< land on which conflicts are approved, or NULL */
  char **approval_numbers;       /**< of its features, NULL where there is none; or NULL */
  const void *limits;            /**< the kind's own struct, read from the pack and the project */
  LtKept *kept;                  /**< {0} at first */
  LtResults *results;
  LtOutcome *outcome;
  LtRun *run;
} LtTask;

/** How many layers a rule of the kind names. */
typedef enum {
  LT_TAKES_NONE,
  LT_TAKES_NONE_OR_ONE, /**< none: all layers that the kind has something to ask of */
  LT_TAKES_ONE,
  LT_TAKES_ONE_OR_TWO,
  LT_TAKES_TWO
} LtTakes;

/** A rule asks for so many overlays at most. */
#define LT_KIND_ASKS 6

typedef struct {
  const char *name;
  LtTakes takes;
  const LtField *limits;
  size_t n_limits;
  size_t limits_size;           /**< of the struct that the fields describe */
  const void *defaults;         /**< of that struct */
  bool needs_mu;                /**< a pack's rule runs only in projects with `mu:` */
  bool takes_approved;          /**< its rules may say `approved:` */
  bool takes_where;             /**< its rules may have a `where` of pairs */
  bool takes_list;              /**< its rules may list several layers b, of which some may lack */
  /** Refuse limits that cannot be, before anything is read: a table that is not there. False with
   * LT_ERROR_USAGE. NULL: they are always fine. */
  bool (*check)(const LtProject *project, const LtRule *rule, const void *limits, GError **error);
  /** Add findings, tolerated pieces and what is undetermined to the results. NULL for kinds that
   * ask for an overlay: those of all rules are made together. */
  bool (*run)(const LtTask *task, GError **error);
  /** What is asked: at most LT_KIND_ASKS overlays, and how many. Their uses come from
   * lt_task_candidates() and are freed later, each once. */
  bool (*ask)(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error);
  /** Add what the overlays answer to the results; their shapes may be taken. */
  bool (*take)(const LtTask *task, LtOverlay **overlays, GError **error);
} LtKind;

/** The kind of a name, or NULL. */
const LtKind *lt_kind_find(const char *name);
/** Names of all kinds, comma-separated, for messages. Free with g_free(). */
char *lt_kind_names(void);

extern const LtKind lt_kind_area;
extern const LtKind lt_kind_boundary;
extern const LtKind lt_kind_contains_point;
extern const LtKind lt_kind_coverage;
extern const LtKind lt_kind_covers;
extern const LtKind lt_kind_covers_each_other;
extern const LtKind lt_kind_crs;
extern const LtKind lt_kind_distance;
extern const LtKind lt_kind_inside;
extern const LtKind lt_kind_land;
extern const LtKind lt_kind_larger_than;
extern const LtKind lt_kind_matrix;
extern const LtKind lt_kind_overlap;
extern const LtKind lt_kind_schema;
extern const LtKind lt_kind_sharp_angle;
extern const LtKind lt_kind_short_edge;
extern const LtKind lt_kind_side;
extern const LtKind lt_kind_sliver;
extern const LtKind lt_kind_totals;
extern const LtKind lt_kind_unique;
extern const LtKind lt_kind_valid;

/**
 * Find the layers of a rule and what of them takes part, into task->a, b, more, approved and their
 * use. Of a list of b those count that the project has; the others become the outcome's reason.
 *
 * @param is_ready  false: the outcome is skipped or in error
 * @return          false with an error. Free what was found with lt_task_layers_clear() either way
 */
bool lt_task_layers_find(LtTask *task, bool *is_ready, GError **error);
void lt_task_layers_clear(LtTask *task);

/** How many features of a layer take part, or may. */
size_t lt_task_count(const LtLayer *layer, const uint8_t *use);

/** What a kind that takes no layer, or one, asks of each. */
typedef struct {
  /** Whether there is something to ask of a layer of a rule that names none. */
  bool (*fits)(const LtLayer *layer);
  /** @p use: LtTruth of each feature. */
  bool (*each)(const LtTask *task, const LtLayer *layer, const uint8_t *use, GError **error);
  LtTextId none; /**< the reason to skip a rule when no layer fits */
} LtEachLayer;

/** Ask it of the rule's layer, or of all that fit. A layer that could not be read leaves the rule
 * in error, the others are asked all the same. */
bool lt_task_each_layer(const LtTask *task, const LtEachLayer *ask, GError **error);

/** Whether a and b both name a class column; else the task is skipped. */
bool lt_task_has_classes(const LtTask *task);

/** Mark the task as skipped with a reason. */
void lt_task_skip(const LtTask *task, LtBilingual take_reason);

/** Note as undetermined every object of a layer that takes part (or may) but has no shape of the
 * type wanted (LT_GEOM_NONE: any shape). */
void lt_task_note_shapeless(const LtTask *task, const LtLayer *layer, const uint8_t *use,
                            LtGeomType type, bool is_b);

/** Note the rule as undetermined for each of its layers whose transformation is of unknown
 * accuracy: what was not found may be there. */
void lt_task_note_accuracy(const LtTask *task);

/** How far the places of the rule's layers may be off together, metres, of a list of layers the
 * one that may be off most; of those of unknown accuracy nothing is added, as the rule as a whole
 * is undetermined then. */
double lt_task_doubt_m(const LtTask *task);

/** Note both before a rule compares its layers; without b those of a alone. Of polygons the rule
 * tells how far places may be off, too, where that is known. */
void lt_task_note_layers(const LtTask *task, LtGeomType type_a, LtGeomType type_b);

/** Note an object, or a pair, of which `where` cannot tell whether it takes part; layer NULL: no
 * such object. @p value: what would have been measured; NAN: nothing. */
void lt_task_note_attribute(const LtTask *task, LtObject a, LtObject b, double value);

/** 1 for each feature whose truth is at least possible and that has a shape of the type wanted
 * (LT_GEOM_NONE: any shape); free with g_free(). Counts them. NULL with LT_ERROR_MEMORY. */
uint8_t *lt_task_candidates(const LtLayer *layer, const uint8_t *use, LtGeomType type,
                            bool take_unknown, size_t *count, GError **error);

#endif
