#include "io/formats.h"

#include <glib.h>
#include <string.h>

/* the empty ENCODING: texts come as the bytes they are */
static const char *const shapefile[] = {"ENCODING=", NULL};
static const char *const csv[] = {"HEADERS=YES", "EMPTY_STRING_AS_NULL=YES", NULL};
static const char *const gpkg[] = {"IMMUTABLE=YES", NULL};
/* nothing is written beside the file, nothing is fetched */
static const char *const gml[] = {"WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO", NULL};

static const LtFormat formats[] = {
    {.driver = "ESRI Shapefile",
     .options = shapefile,
     .has_fids = true,
     .has_types = true,
     .is_encoded = true,
     .damage = "Corrupted .shp file",
     .has_loose_rings = true},
    {.driver = "GPKG",
     .options = gpkg,
     .damage = "",
     .has_fids = true,
     .has_types = true,
     .counts_are_true = true},
    {.driver = "GeoJSON", .has_fids = true},
    {.driver = "GeoJSONSeq", .has_fids = true},
    {.driver = "TopoJSON", .has_fids = true, .is_whole = true},
    {.driver = "FlatGeobuf", .has_fids = true, .has_types = true, .counts_are_true = true},
    {.driver = "OpenFileGDB", .has_fids = true, .has_types = true, .has_loose_rings = true},
    {.driver = "MapInfo File", .has_fids = true, .has_types = true, .has_loose_rings = true},
    {.driver = "LIBKML", .has_fids = true, .is_whole = true},
    {.driver = "KML", .has_fids = true, .is_whole = true},
    {.driver = "GML", .options = gml, .has_fids = true},
    {.driver = "DXF", .has_fids = true, .has_drawn_polygons = true},
    {.driver = "XLSX", .has_fids = true, .is_whole = true, .is_sheet = true},
    {.driver = "XLS", .is_whole = true, .is_sheet = true},
    {.driver = "ODS", .has_fids = true, .is_whole = true, .is_sheet = true},
    {.driver = "CSV", .options = csv, .is_encoded = true},
    {.driver = "PostgreSQL",
     .has_fids = true,
     .has_types = true,
     .counts_are_true = true,
     .is_database = true},
};

const char *const *lt_format_drivers(void)
{
  static const char *names[G_N_ELEMENTS(formats) + 1];
  static gsize is_made = 0;
  if (g_once_init_enter(&is_made)) {
    size_t n = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
      if (!formats[i].is_database)
        names[n++] = formats[i].driver;
    g_once_init_leave(&is_made, 1);
  }
  return names;
}

const LtFormat *lt_format_of(GDALDriverH driver)
{
  const char *name = driver == NULL ? NULL : GDALGetDriverShortName(driver);
  for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(formats); i++)
    if (strcmp(formats[i].driver, name) == 0)
      return &formats[i];
  return NULL;
}
