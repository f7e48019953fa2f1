/**
 * @file sheet.h
 * @brief The header of a spreadsheet as offices write it: below a title, with line breaks and units
 * in its cells. Internal to io/.
 */
#ifndef LT_IO_SHEET_H
#define LT_IO_SHEET_H

#include <glib.h>
#include <ogr_api.h>

/**
 * Find the row that names the columns: of the first 20, the first that has something in more than
 * half as many cells as the fullest of them, and not the same in all. Most of it must be text.
 *
 * @param layer   whose rows are all features and whose fields are all texts
 * @param n_rows  receives the number of rows up to the header, itself included
 * @return        names of all columns, NULL-terminated, UTF-8, all different: blanks around and
 *                line breaks within are gone; a column without a name is column_<n>, one whose name
 *                was there already has _2 and so on behind it. Free with g_strfreev(); NULL when
 *                there is no such row
 */
char **lt_sheet_header_find(OGRLayerH layer, size_t *n_rows);

/** True when no cell of a row has anything in it. */
bool lt_sheet_row_is_blank(OGRFeatureH row);

#endif
