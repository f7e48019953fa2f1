"""What shared_data.py must know of a file to check it: its layers, and a CRS that fits."""

import glob
import json
import os
import re
import sqlite3
import struct

ENDINGS = (".shp", ".gpkg", ".geojson", ".csv", ".gml", ".txt")
FALLBACK = "EPSG:32649"
X_NAMES, Y_NAMES = ("x", "lon", "longitude", "geom_x"), ("y", "lat", "latitude", "geom_y")


def found(folder):
    """Files to check, small ones first."""
    paths = [path for path in glob.glob(os.path.join(glob.escape(folder), "**"), recursive=True)
             if path.lower().endswith(ENDINGS) and os.path.isfile(path)]
    return sorted(paths, key=lambda path: (os.path.getsize(path), path))


def geojson_extent(path):
    """(west, south, east, north) of all that looks like a position; None where nothing does."""
    with open(path, encoding="utf-8", errors="replace") as file:
        try:
            data = json.load(file)
        except (ValueError, RecursionError):
            return None
    xs, ys, stack = [], [], [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += [v for k, v in value.items() if k != "properties"]
        elif isinstance(value, list) and len(value) >= 2 and all(isinstance(v, (int, float)) for v in value):
            xs.append(value[0])
            ys.append(value[1])
        elif isinstance(value, list):
            stack += value
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def shapefile_facts(path):
    """(extent, WKT or None)"""
    with open(path, "rb") as file:
        head = file.read(100)
    extent = struct.unpack_from("<4d", head, 36) if len(head) == 100 else None
    prj = os.path.splitext(path)[0] + ".prj"
    if not os.path.exists(prj):
        return extent, None
    with open(prj, encoding="utf-8", errors="replace") as file:
        return extent, " ".join(file.read().split())


def geopackage_layers(path):
    """[(layer, extent, CRS text or None)]; one without a name where it cannot be listed."""
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        rows = db.execute("""SELECT table_name, min_x, min_y, max_x, max_y, organization,
            organization_coordsys_id, definition FROM gpkg_contents LEFT JOIN gpkg_spatial_ref_sys
            USING (srs_id) WHERE data_type = 'features' ORDER BY 1""").fetchall()
        db.close()
    except sqlite3.Error:
        rows = []
    return [(row[0], row[1:5] if None not in row[1:5] else None,
             row[7] if (row[7] or "").startswith(("PROJCS", "GEOGCS")) else None)
            for row in rows] or [(None, None, None)]


def is_degrees(extent):
    return extent is not None and (extent[0] >= -180 and extent[2] <= 180 and extent[1] >= -90
                                   and extent[3] <= 90)


def utm_of(extent):
    """The UTM zone of the middle of an extent in degrees."""
    zone = min(60, max(1, int(((extent[0] + extent[2]) / 2 + 180) // 6) + 1))
    return f"EPSG:{(327 if extent[1] + extent[3] < 0 else 326) * 100 + zone}"


def crs_of(extent, wkt):
    """(CRS of the project, CRS the layer must state or None)."""
    if wkt is not None and wkt.startswith("PROJCS"):
        return wkt, None
    if is_degrees(extent):
        return utm_of(extent), None if wkt else "EPSG:4326"
    return FALLBACK, None if wkt else FALLBACK


def table_columns(path):
    """The columns of x and y as the header names them, else its first two."""
    with open(path, "rb") as file:
        head = file.readline(10000).decode("utf-8", "replace").strip("\r\n\ufeff")
    names = [name.strip('" ') for name in re.split(r"[,;|\t]", head.split("\r")[0])]
    pick = [next((n for n in names if n.lower() in known), None) for known in (X_NAMES, Y_NAMES)]
    return pick if None not in pick else (names + names)[:2]


def layers_of(path):
    """Layers of a file as (options of the layer in the project file, CRS of the project)."""
    ending = os.path.splitext(path)[1].lower()
    if ending == ".gpkg":
        for layer, extent, wkt in geopackage_layers(path):
            project, own = crs_of(extent, wkt)
            yield dict({"layer": layer} if layer else {}, **({"crs": own} if own else {})), project
        return
    if ending == ".shp":
        project, own = crs_of(*shapefile_facts(path))
    elif ending == ".geojson":
        extent = geojson_extent(path)  # coordinates are degrees, but in test data not always
        project, own = (utm_of(extent), None) if is_degrees(extent) else (FALLBACK, FALLBACK)
    elif ending == ".txt":
        project, own = "EPSG:4526", None
    else:
        project, own = FALLBACK, "EPSG:4326" if ending == ".csv" else None
    options = {"crs": own} if own else {}
    if ending == ".csv":
        options["x"], options["y"] = table_columns(path)
    yield options, project
