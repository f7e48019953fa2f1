/**
 * @file project.h
 * @brief A project in memory: its layers, rules and settings, as the folders on the left see it.
 */
#ifndef LT_PROJECT_PROJECT_H
#define LT_PROJECT_PROJECT_H

#include "io/source.h"
#include "project/control_points.h"
#include "project/fields.h"

#include <lantu/check.h>
#include <lantu/project.h>

/** A name that rules use → a column of the source. */
typedef struct {
  char *role, *column;
} LtRole;

/** A change of datum that the project file gives, by parameters or by control points. */
typedef struct {
  LtNode node;
  LtDatumChange *change;     /**< from and to are there from lt_transforms_prepare() on */
  char *file;                /**< of the control points, as written; NULL: parameters are stated */
  LtControlPoints *points;   /**< of the file; else NULL */
  LtDatumFit *fit;           /**< of the points, once is_ready; else NULL */
  double accuracy_m;         /**< stated; NAN: not */
  bool is_ready;
} LtProjectTransform;

typedef struct {
  LtProjectTransform *items;
  size_t n;
  const LtDatumChange **changes; /**< those of the items */
} LtProjectTransforms;

/** In the place of a code: the scheme has classes that the table does not list. */
#define LT_OTHER_CLASSES "*"

/** A class scheme: src/share/classes/<name>.csv, columns code,name_zh,name_en,group. */
typedef struct {
  char *name;
  LtClass *classes;
  size_t n_classes;
  bool is_part; /**< there are classes that are not listed */
} LtScheme;

typedef enum {
  LT_LAYER_UNREAD,   /**< lt_project_read() has not been called */
  LT_LAYER_READ,
  LT_LAYER_MISSING,  /**< optional, and its file or table is not there (of a table error says why):
                          rules are skipped */
  LT_LAYER_FAILED,   /**< see error: rules end in error */
} LtLayerState;

typedef struct {
  char *id;
  char **sources;            /**< paths, resolved against the project file's folder */
  char **source_names;       /**< as written in the project file, for results */
  char *layer, *crs, *encoding, *x, *y;
  char *key, *name;          /**< columns, or NULL */
  char *class_column;        /**< or NULL */
  const LtScheme *scheme;    /**< or NULL */
  char *where;               /**< of the layer: rows for which it is not true take no part; or
                                  NULL */
  char *status;              /**< as stated (approved …), or NULL */
  double accuracy_m;         /**< stated: how far transformed coordinates may be off; NAN: not
                                  stated */
  LtRole *roles;
  size_t n_roles;
  LtProjectTransforms transforms; /**< of its own */
  bool is_optional;
  LtNode node;

  /* after lt_project_read() */
  LtLayerState state;
  GError *error;             /**< for LT_LAYER_FAILED */
  LtLayerData *data;
  LtTable *table;
  char **column_names;       /**< of the source, NULL-terminated */
  LtColumn *columns;         /**< as each of its files declares them, file by file */
  size_t n_columns;          /**< of all files together */
  uint8_t *use;              /**< LtTruth of `where` for each feature; all true without one */
  char **keys, **names, **classes; /**< of each feature; NULL entries where there is none. Keys
                                        have no blanks at their ends */
  char **identities;         /**< of each feature, unique and free of the file's order: the key
                                  ("@" doubled), with "@" and a hash of the shape where the key is
                                  missing or shared */
  size_t n_duplicate_keys;   /**< features that share their key with another */
} LtLayer;

/** Free what a layer holds. */
void lt_layer_clear(LtLayer *layer);

/** One of the layers a rule looks at. */
typedef struct {
  char *layer;  /**< id; the layer may be missing from the project */
  char *where;  /**< or NULL */
  LtNode node, where_node;
} LtRuleLayer;

/** Land on which a conflict is approved. */
typedef struct {
  char *layer;  /**< id, or NULL: the rule knows no approvals */
  char *number; /**< column with the number of the approval, or NULL: the key tells it */
  LtNode node;
} LtRuleApproved;

/** A legal basis, with the time it is in force (NULL: open). */
typedef struct {
  LtBilingual text;
  char *valid_from, *valid_to;
  bool is_confirmed; /**< else results say 依据待核 */
} LtBasis;

/** A rule as written in a pack or in the project file. What its kind reads stays YAML. */
typedef struct {
  char *id, *kind;
  LtSeverity severity;
  LtBilingual title;
  LtBilingual fix;           /**< remedy; members may be NULL */
  LtBilingual trap;          /**< what goes wrong when corrected carelessly; may be NULL */
  LtBasis *bases;
  size_t n_bases;
  LtRuleLayer a, b;          /**< layer NULL where the kind takes none */
  LtRuleLayer *more;         /**< where b is a list: those behind its first */
  size_t n_more;
  char *where;               /**< of pairs of objects, "a.class <> b.class"; or NULL */
  LtNode where_node;
  LtRuleApproved approved;
  LtNode limits;             /**< of the pack; read by the kind's own fields */
  LtNode limits_override;    /**< of the project, read after it; may not exist */
  bool is_enabled;
  LtNode override_node;      /**< the project file's entry for this rule of a pack; may not exist */
  bool is_own;               /**< written in the project file: its layers and columns must exist */
  char *pack;                /**< name of its pack, or NULL when is_own */
  LtNode node;
} LtRule;

/** Layer @p i of a rule: a, b, then those that b lists behind its first; NULL behind the last. */
const LtRuleLayer *lt_rule_layer(const LtRule *rule, size_t i);

/** The value of a limit, the project's before the pack's; {NULL, 0} where neither says it. */
LtNode lt_rule_limit(const LtRule *rule, const char *key);

/** Settings of the per-mu table (`mu:`). */
typedef struct {
  char *firms;       /**< layer id, or NULL: no per-mu table */
  int land_unit;     /**< LtLandUnit */
  char *money_unit;  /**< for labels, e.g. 万元 */
  LtNode node;
} LtMuSettings;

typedef enum { LT_LAND_MU, LT_LAND_M2, LT_LAND_HA } LtLandUnit;
typedef enum { LT_AREA_ELLIPSOID, LT_AREA_PLANAR } LtAreaKind;

struct LtProject {
  char *path, *folder;
  char *name;
  char *crs_text;
  int area;                  /**< LtAreaKind: the area that mu figures are made of */
  char *as_of;               /**< YYYY-MM-DD or NULL */
  LtLayer *layers;
  size_t n_layers;
  GHashTable *layers_by_id;  /**< id → LtLayer */
  LtRule *rules;             /**< sorted by id */
  size_t n_rules;
  LtProjectTransforms transforms; /**< for all layers that have none of their own */
  LtScheme **schemes;
  size_t n_schemes;
  LtMuSettings mu;
  char *output_dir;          /**< resolved; "out" beside the project file by default */
  char **formats;
  char *rules_asked;         /**< "DG-C01, DG-C02": only these of them; NULL: all that are enabled */
  size_t n_rules_left;       /**< enabled ones that are not asked then */
  GPtrArray *yamls;          /**< of LtYaml: project file and packs; nodes point into them */

  /* after lt_project_read() */
  LtCrs *crs;
  LtPlane plane;
  LtStore *store;
};

/** Role names whose columns hold numbers: land, tax, added_value, output, coal_t. */
bool lt_role_is_number(const char *role);

/** The i-th change of datum of the project file that is ready, those for all layers first; @p layer
 * receives the id of the layer whose own it is, or NULL. NULL: there are no more. */
const LtProjectTransform *lt_project_transform_at(const LtProject *project, size_t i,
                                                  const char **layer);
/** plane4, helmert7. */
const char *lt_change_method_code(LtChangeMethod method);

/** How far places of a layer that was read may be off: as the project file states it, or else by
 * its way to the project CRS; below 0: unknown. */
double lt_layer_position_accuracy_m(const LtLayer *layer);

/**
 * The rules of packs, in a project that has nothing else: no layer, no settings.
 *
 * @param packs  names of packs that ship, or paths that end in .yaml; NULL-terminated
 * @return       free with lt_project_free(); NULL with LT_ERROR_USAGE (no such pack, one is not as
 *               docs/formats/packs.md says, two have a rule of the same id) or LT_ERROR_READ
 */
LtProject *lt_project_of_packs(const char *const *packs, GError **error);

/** The layer of an id, or NULL. */
const LtLayer *lt_project_layer(const LtProject *project, const char *id);

/** Find data that ships ("packs/duogui.yaml"): $LANTU_DATA, the installed folder, the source tree.
 * NULL when it is nowhere. Free with g_free(). */
char *lt_share_find(const char *name);

/** The same by a name that a user writes: of small letters, digits, '-' and '_', so that it cannot
 * leave the folder. */
char *lt_share_find_named(const char *folder, const char *name, const char *suffix);

/** Names of the files of a shipped folder without their suffix, comma-separated. g_free(). */
char *lt_share_names(const char *folder, const char *suffix);

#endif
