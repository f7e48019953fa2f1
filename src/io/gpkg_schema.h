/**
 * @file gpkg_schema.h
 * @brief The SQL that the GeoPackage standard prescribes (OGC 12-128r15). Internal to io/.
 */
#ifndef LT_IO_GPKG_SCHEMA_H
#define LT_IO_GPKG_SCHEMA_H

/** Dates do not tell when a file was made: same content, same bytes. */
#define LT_GPKG_DATE "2000-01-01T00:00:00.000Z"

/** Header of the file and the tables every GeoPackage has, with the three default systems. */
extern const char lt_gpkg_schema[];

/** Table of styles as QGIS makes it. */
extern const char lt_gpkg_styles_schema[];

/**
 * Keep the R-tree of a table up to date when somebody edits it (clause "Extension: RTree Spatial
 * Indexes"). Free with g_free().
 */
char *lt_gpkg_rtree_triggers(const char *table);

#endif
