/**
 * @file parts.h
 * @brief What the files of src/project/ share among themselves.
 */
#ifndef LT_PROJECT_PARTS_H
#define LT_PROJECT_PARTS_H

#include "project/project.h"

/** Roles that `fields:` of one layer may name. */
#define LT_ROLES_MAX 60

/** Read `layers:`. */
bool lt_layers_load(LtProject *project, LtNode list, GError **error);

/**
 * Read `transform:`, an item or a list of them, and the tables of control points.
 *
 * @param needs_from  every item says `from`, as those of a list do
 * @return            false with LT_ERROR_USAGE or LT_ERROR_MEMORY
 */
bool lt_transforms_load(const LtProject *project, LtNode node, bool needs_from,
                        LtProjectTransforms *transforms, GError **error);

/** Complete from and to by the CRS of the layer (NULL: it has none, or several are meant) and of
 * the project, compute parameters, and warn of doubts; once. LT_ERROR_USAGE or LT_ERROR_MEMORY. */
bool lt_transforms_prepare(LtProjectTransforms *transforms, const LtProject *project,
                           const LtCrs *layer_crs, LtRun *run, GError **error);
void lt_transforms_clear(LtProjectTransforms *transforms);

/** Read the packs of `extends:` (and those that always run), then `rules:` over them. */
bool lt_rules_load(LtProject *project, LtNode extends, LtNode rules, GError **error);
/** Read packs alone, named or as paths, NULL-terminated. LT_ERROR_USAGE or LT_ERROR_READ. */
bool lt_packs_load(LtProject *project, const char *const *names, GError **error);
void lt_rule_clear(LtRule *rule);

/** A class scheme that ships, loaded once; NULL with LT_ERROR_USAGE at @p node. */
const LtScheme *lt_scheme_load(LtProject *project, const char *name, LtNode node, GError **error);
void lt_scheme_clear(LtScheme *scheme);

/** Folder of the sample project; free with g_free(). NULL: it is not installed. */
char *lt_share_find_sample(void);

/** Letters, digits, '_' and '-', 64 at most. */
bool lt_id_check(LtNode node, const char *id, GError **error);

/** The units that columns of the firms have in brackets are those of `mu`. LT_ERROR_USAGE. */
bool lt_mu_units_check(const LtProject *project, GError **error);

/** Fill in the identities of a layer whose data and keys are read, and trim its keys. LT_ERROR_READ
 * or LT_ERROR_MEMORY. */
bool lt_layer_identify(LtLayer *layer, GError **error);

/** A path of the project file, resolved against its folder. g_free(). */
char *lt_project_path(const LtProject *project, const char *path);

/** Put file, line and column of a node before an error of another module, as LT_ERROR_USAGE. */
bool lt_node_fail_with(GError **error, LtNode node, GError *take_error);

#endif
