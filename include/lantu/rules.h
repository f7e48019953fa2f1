/**
 * @file lantu/rules.h
 * @brief The catalogue of rules: what each checks, with which limits, on what basis.
 *
 * Nothing is read but packs and, where it is asked for, a project file; no layer is opened.
 */
#ifndef LANTU_RULES_H
#define LANTU_RULES_H

#include <lantu/error.h>
#include <lantu/language.h>
#include <lantu/visibility.h>
#include <stdbool.h>

typedef struct LtCatalogue LtCatalogue;

/**
 * The rules of all packs that ship and those of `lantu survey`, or of one pack.
 *
 * @param pack  name of a pack that ships, "survey", or a path that ends in .yaml; NULL: all
 * @return      free with lt_catalogue_free(); NULL with LT_ERROR_USAGE (no such pack, or it is not
 *              as docs/formats/packs.md says: the message names file, line and column) or
 *              LT_ERROR_READ
 */
LT_PUBLIC LtCatalogue *lt_catalogue_load(const char *pack, GError **error);

/** The rules as a project has them, with what it puts over those of packs. As lt_catalogue_load()
 * for the file at @p path. */
LT_PUBLIC LtCatalogue *lt_catalogue_load_project(const char *path, GError **error);
LT_PUBLIC void lt_catalogue_free(LtCatalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtCatalogue, lt_catalogue_free)

/** True when there is a rule @p id; else LT_ERROR_USAGE, which names those that are near. */
LT_PUBLIC bool lt_catalogue_check(const LtCatalogue *catalogue, const char *id, GError **error);

/**
 * For people: a line for each rule, by pack, or all of one rule.
 *
 * @param id  of a rule that lt_catalogue_check() knows; NULL: the list
 * @return    free with g_free()
 */
LT_PUBLIC char *lt_report_rules_text(const LtCatalogue *catalogue, const char *id, LtLang lang);

/** The same for programs (docs/commands/rules.md), all of every rule in the list, too; NULL when
 * memory is short. Free with g_free(). */
LT_PUBLIC char *lt_report_rules_json(const LtCatalogue *catalogue, const char *id, LtLang lang);

#endif
