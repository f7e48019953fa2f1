/**
 * @file crs_site.h
 * @brief Where the layers of a project lie, for those whose CRS is in doubt. Internal to rules/.
 */
#ifndef LT_RULES_CRS_SITE_H
#define LT_RULES_CRS_SITE_H

#include "crs/outline.h"
#include "project/project.h"

/** Where some features of a layer lie in degrees, by the CRS that is stated. */
typedef struct {
  double *lonlat; /**< 2·n doubles; NULL: it has no shapes */
  size_t n;
  double box[4]; /**< of all but a few of them: min longitude, min latitude, max …, max … */
} LtSite;

/** Sites of all layers of a project, free with lt_sites_free(). */
LtSite *lt_sites_new(const LtProject *project);
void lt_sites_free(LtSite *sites, size_t n);

/** The extent that the other layers have in common, with a margin, as an outline: one layer among
 * several that lies somewhere else does not move it. */
typedef struct {
  double ring[10];
  size_t end;
  LtOutline outline; /**< points into this */
} LtCommonSite;

/** False where no other layer has shapes. */
bool lt_site_of_others(const LtSite *sites, size_t n, size_t layer, LtCommonSite *common);

/** Share of a layer's places that lie in an outline; 0 without any. */
double lt_site_share(const LtSite *site, const LtOutline *outline);

#endif
