/**
 * @file formats.h
 * @brief The formats that GDAL reads for us. Internal to io/.
 */
#ifndef LT_IO_FORMATS_H
#define LT_IO_FORMATS_H

#include <gdal.h>
#include <stdbool.h>

typedef struct {
  const char *driver;         /**< GDAL's short name */
  const char *const *options; /**< for opening; NULL: none */
  bool has_fids;              /**< false: features are counted from 1; so are rows without key */
  bool has_types;             /**< its files declare what columns hold; others guess, or say
                                   nothing */
  bool counts_are_true;       /**< the number of features is stated by the file */
  bool is_encoded;            /**< texts come as the bytes they are */
  bool has_loose_rings;       /**< shells and holes are told apart by where they lie */
  bool is_whole;              /**< GDAL holds all of a file in memory: its size is bounded */
  bool is_sheet;              /**< a table whose header is a row that is to be found */
  bool has_drawn_polygons;    /**< closed lines stand for the polygons they enclose */
  const char *damage;         /**< how GDAL's failure begins when it can make no geometry of what
                                   one feature holds; "": as it likes; NULL: it never says */
  bool is_database;           /**< opened by lt_postgis_open() only */
} LtFormat;

/** Drivers that are let in for paths, NULL-terminated: those that read one local file and never
 * write. */
const char *const *lt_format_drivers(void);

/** The format of a driver; NULL: none of ours. */
const LtFormat *lt_format_of(GDALDriverH driver);

#endif
