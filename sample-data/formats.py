"""Writers for Shapefile, GeoPackage, File Geodatabase, survey text and XLSX: the same input gives the same bytes.

Areas come as lists of parts; a part is a shell ring followed by its holes, on the 0.0001 m lattice
(see geometry.py).
"""

import os
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import zipfile
from xml.sax.saxutils import escape

from geometry import UNITS_PER_M, signed_area2

FIXED_TIME = "2025-01-01T00:00:00.000Z"
FIXED_DATE = (125, 1, 1)  # years since 1900, month, day: the date field of a dbf header
SRS = 4526

ESRI_WKT = (  # of a band: number, false easting, central meridian
    'PROJCS["CGCS2000_3_Degree_GK_Zone_{0}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{0}500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{1}.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]')

WKT_4526 = (
    'PROJCS["CGCS2000 / 3-degree Gauss-Kruger zone 38",GEOGCS["China Geodetic Coordinate System 2000",'
    'DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],'
    'AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",114],'
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",38500000],PARAMETER["false_northing",0],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Northing",NORTH],AXIS["Easting",EAST],'
    'AUTHORITY["EPSG","4526"]]')

WKT_4326 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],'
    'AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]')


def metres(point):
    return point[0] / UNITS_PER_M, point[1] / UNITS_PER_M


def turned(ring, clockwise):
    return ring if (signed_area2(ring) < 0) == clockwise else ring[::-1]


def closed(ring):
    return ring + ring[:1]


def box_m(rings):
    xs = [x for ring in rings for x, _ in map(metres, ring)]
    ys = [y for ring in rings for _, y in map(metres, ring)]
    return min(xs), min(ys), max(xs), max(ys)


# --- Shapefile -------------------------------------------------------------------------------

def write_shapefile(stem, fields, rows, band=38):
    """Write .shp .shx .dbf .prj. Without .cpg and with language byte 0: the encoding must be told.

    fields: (name, type 'C' or 'N', length, decimals); rows: (parts or None, values).
    """
    shp, shx, boxes, offset = [], [], [], 50
    for number, (parts, _) in enumerate(rows, 1):
        content = shape_record(parts)
        if parts:
            boxes.append(box_m([ring for part in parts for ring in part]))
        words = len(content) // 2
        shp.append(struct.pack(">ii", number, words) + content)
        shx.append(struct.pack(">ii", offset, words))
        offset += 4 + words
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    write_bytes(stem + ".shp", shape_header(shp, box) + b"".join(shp))
    write_bytes(stem + ".shx", shape_header(shx, box) + b"".join(shx))
    write_bytes(stem + ".dbf", dbf_bytes(fields, [values for _, values in rows]))
    write_bytes(stem + ".prj", ESRI_WKT.format(band, 3 * band).encode())


def shape_header(records, box):
    words = 50 + sum(map(len, records)) // 2
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<ii8d", 1000, 5, *box, 0, 0, 0, 0)


def shape_record(parts):
    if not parts:
        return struct.pack("<i", 0)
    rings = [closed(turned(ring, clockwise=(k == 0))) for part in parts for k, ring in enumerate(part)]
    starts = [sum(map(len, rings[:k])) for k in range(len(rings))]
    head = struct.pack("<i4dii", 5, *box_m(rings), len(rings), sum(map(len, rings)))
    points = b"".join(struct.pack("<dd", *metres(p)) for ring in rings for p in ring)
    return head + struct.pack(f"<{len(starts)}i", *starts) + points


def dbf_bytes(fields, rows):
    width = 1 + sum(length for _, _, length, _ in fields)
    head = struct.pack("<B3BIHH20x", 3, *FIXED_DATE, len(rows), 33 + 32 * len(fields), width)
    for name, kind, length, decimals in fields:
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), length, decimals)
    body = b"".join(b" " + b"".join(map(dbf_cell, fields, values)) for values in rows)
    return head + b"\r" + body + b"\x1a"


def dbf_cell(field, value):
    _, kind, length, decimals = field
    if kind == "N":
        cell = (b"" if value is None else f"{value:.{decimals}f}".encode()).rjust(length)
    else:
        cell = (value or "").encode("gbk").ljust(length)
    if len(cell) != length:
        raise ValueError(f"{value!r} does not fit in {field}")
    return cell


# --- GeoPackage ------------------------------------------------------------------------------

def write_geopackage(path, layers):
    """layers: (table, POLYGON, MULTIPOLYGON, LINESTRING or POINT, [(column, type)], [(parts, values)]).

    parts None is a NULL geometry, [] an empty polygon; a line and a point are parts of one ring.
    """
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA page_size = 4096")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA application_id = 0x47504B47")  # 'GPKG'
    db.execute("PRAGMA user_version = 10300")
    db.execute("BEGIN")
    create_core_tables(db)
    for table, kind, columns, rows in layers:
        write_layer(db, table, kind, columns, rows)
    db.execute("COMMIT")
    db.close()
    pin_library_version(path)


def pin_library_version(path):
    """SQLite puts its own version at byte 96; pinned, the file is the same with every library."""
    with open(path, "r+b") as file:
        file.seek(96)
        file.write(struct.pack(">i", 3040001))


def create_core_tables(db):
    db.execute("""CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
        organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
        description TEXT)""")
    db.execute(f"""CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
        identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '{FIXED_TIME}',
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""")
    db.execute("""CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""")
    db.execute("""CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
        definition TEXT NOT NULL, scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""")
    db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, WKT_4326, "longitude/latitude on the WGS 84 spheroid"),
        ("CGCS2000 / 3-degree Gauss-Kruger zone 38", SRS, "EPSG", SRS, WKT_4526, None)])


def write_layer(db, table, kind, columns, rows):
    names = "".join(f', "{name}" {sql_type}' for name, sql_type in columns)
    db.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{names})')
    box = box_m([ring for parts, _ in rows for part in parts or [] for ring in part])
    db.execute("INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)",
               (table, "features", table, "", FIXED_TIME, *box, SRS))
    db.execute("INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)", (table, "geom", kind, SRS))
    marks = ",".join("?" * (len(columns) + 2))
    for fid, (parts, values) in enumerate(rows, 1):
        db.execute(f'INSERT INTO "{table}" VALUES ({marks})', (fid, geometry_blob(parts, kind), *values))
    create_index(db, table, rows)


def geometry_blob(parts, kind):
    if parts is None:
        return None
    if not parts:  # flag 0x11: empty, no envelope, little endian
        return b"GP\0\x11" + struct.pack("<i", SRS) + struct.pack("<BII", 1, 3, 0)
    x0, y0, x1, y1 = box_m([ring for part in parts for ring in part])
    head = b"GP\0\x03" + struct.pack("<i4d", SRS, x0, x1, y0, y1)
    if kind == "POINT":
        return b"GP\0\x01" + struct.pack("<i", SRS) + struct.pack("<BIdd", 1, 1, *metres(parts[0][0][0]))
    if kind == "LINESTRING":
        points = parts[0][0]
        return head + struct.pack("<BII", 1, 2, len(points)) + b"".join(struct.pack("<dd", *metres(p)) for p in points)
    polygons = [polygon_wkb(part) for part in parts]
    if kind == "POLYGON":
        return head + polygons[0]
    return head + struct.pack("<BII", 1, 6, len(polygons)) + b"".join(polygons)


def polygon_wkb(part):
    wkb = struct.pack("<BII", 1, 3, len(part))
    for k, ring in enumerate(part):
        points = closed(turned(ring, clockwise=(k > 0)))
        wkb += struct.pack("<I", len(points)) + b"".join(struct.pack("<dd", *metres(p)) for p in points)
    return wkb


def create_index(db, table, rows):
    """The rtree extension of GeoPackage 1.3 with its six triggers."""
    index = f"rtree_{table}_geom"
    db.execute(f'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)')
    for fid, (parts, _) in enumerate(rows, 1):
        if parts:
            x0, y0, x1, y1 = box_m([ring for part in parts for ring in part])
            db.execute(f'INSERT INTO "{index}" VALUES (?,?,?,?,?)', (fid, x0, x1, y0, y1))
    db.execute("INSERT INTO gpkg_extensions VALUES (?,?,?,?,?)", (
        table, "geom", "gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree", "write-only"))
    put = (f'INSERT OR REPLACE INTO "{index}" VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), '
           f'ST_MinY(NEW.geom), ST_MaxY(NEW.geom));')
    drop = f'DELETE FROM "{index}" WHERE id = OLD.fid;'
    full, empty = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)", "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    triggers = [
        ("insert", "INSERT", full, put),
        ("update1", "UPDATE OF geom", f"OLD.fid = NEW.fid AND {full}", put),
        ("update2", "UPDATE OF geom", f"OLD.fid = NEW.fid AND {empty}", drop),
        ("update3", "UPDATE", f"OLD.fid != NEW.fid AND {full}", drop + " " + put),
        ("update4", "UPDATE", f"OLD.fid != NEW.fid AND {empty}",
         f'DELETE FROM "{index}" WHERE id IN (OLD.fid, NEW.fid);'),
        ("delete", "DELETE", "OLD.geom NOT NULL", drop)]
    for name, event, condition, action in triggers:
        db.execute(f'CREATE TRIGGER "{index}_{name}" AFTER {event} ON "{table}" WHEN {condition} BEGIN {action} END')


# --- File Geodatabase ------------------------------------------------------------------------

def write_geodatabase(path, layers):
    """layers as for write_geopackage(). By ogr2ogr of GDAL 3.6 or later: no other free writer is known."""
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("generate.py: ogr2ogr not found; it is in Debian's package gdal-bin")
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "source.gpkg")
        write_geopackage(source, layers)
        made = os.path.join(folder, "made.gdb")
        # the lattice of 0.0001 m, from whole metres, keeps coordinates what they are
        options = ["XORIGIN=38000000", "YORIGIN=3000000", "XYSCALE=10000", "XYTOLERANCE=0.001"]
        command = ["ogr2ogr", "-q", "-f", "OpenFileGDB", made, source,
                   "--config", "OPENFILEGDB_REPRODUCIBLE_UUID", "YES"]
        for option in options:
            command += ["-lco", option]
        subprocess.run(command, check=True)
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(made, path)


# --- XLSX ------------------------------------------------------------------------------------

XLSX_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{0}" sheetId="1" r:id="rId1"/>'
    '</sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'}


def write_xlsx(path, sheet, titles, header, rows, numbers):
    """A sheet as offices write it: title rows over the whole width, then the header, then the rows.

    numbers: columns whose cells are numbers where they can be.
    """
    lines = [[title] for title in titles] + [header] + rows
    body = []
    for r, line in enumerate(lines, 1):
        cells = "".join(xlsx_cell(f"{column_name(c)}{r}", value, r > len(titles) + 1 and header[c] in numbers)
                        for c, value in enumerate(line))
        body.append(f'<row r="{r}">{cells}</row>')
    merged = "".join(f'<mergeCell ref="A{k}:{column_name(len(header) - 1)}{k}"/>' for k in range(1, len(titles) + 1))
    xml = ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + "".join(body) +
           f'</sheetData><mergeCells count="{len(titles)}">{merged}</mergeCells></worksheet>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {**XLSX_PARTS, "xl/worksheets/sheet1.xml": xml}.items():
            text = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.replace("{0}", sheet)
            file.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)


def column_name(c):
    return chr(65 + c) if c < 26 else chr(64 + c // 26) + chr(65 + c % 26)


def xlsx_cell(place, value, may_be_number):
    if value == "":
        return ""
    if may_be_number:
        try:
            float(value)
            return f'<c r="{place}"><v>{value}</v></c>'
        except ValueError:
            pass
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


# --- Survey text -----------------------------------------------------------------------------

# How a survey text is written: offices differ (every form is one that readers meet).
# head: the section of the project first; closed: the first point again at the end; count: over the points of a ring;
# names: of points; spaces: behind commas; wide: full-width brackets; braces: round the points of a parcel
STYLES = {
    "standard": dict(encoding="utf-8-sig", newline="\n", head=False, closed=True, count=1, names="J{}", space="",
                     wide=False, braces=False),
    "project": dict(encoding="gbk", newline="\r\n", head=True, closed=False, count=0, names="J{}", space="", wide=False,
                    braces=False),
    "spaced": dict(encoding="gb18030", newline="\r", head=False, closed=True, count=0, names="{}", space=" ", wide=True,
                   braces=False),
    "braced": dict(encoding="utf-8", newline="\n", head=True, closed=True, count=1, names="J{}", space="", wide=False,
                   braces=True)}


def write_survey(path, parcels, maker, style, project, band=38):
    """Standard survey text (8 fields and @): northing before easting, area in hectares.

    parcels: dicts with DKBH, DKMC, DKYT, DLBM, DKMJ (hectares), rings (shell first).
    """
    style = STYLES[style]
    lines = [f"[项目信息]", f"项目名称={project}", "项目类型=开发区勘测定界", ""] if style["head"] else []
    lines += ["[属性描述]", "格式版本号=1.01版本", f"数据产生单位={maker}", "数据产生日期=2025-03-18",
              "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", f"带号={band}",
              "精度=0.001", "转换参数=,,,,,,", "[地块坐标]"]
    for parcel in parcels:
        lines += parcel_lines(parcel, style)
    text = style["newline"].join(lines) + style["newline"]
    if style["wide"]:
        text = text.replace("[", "【").replace("]", "】")
    write_bytes(path, text.encode(style["encoding"]))


def parcel_lines(parcel, style):
    lines, number, counted = [], 1, 0
    comma = "," + style["space"]
    for ring_number, ring in enumerate(parcel["rings"], 1):
        ring = from_north_west(turned(ring, clockwise=(ring_number == 1)))
        names = [style["names"].format(number + k) for k in range(len(ring))]
        number += len(ring)
        counted += len(ring) + style["count"]
        points = list(zip(names, ring))
        for name, (x, y) in closed(points) if style["closed"] else points:
            if x % 10 or y % 10:
                raise ValueError("survey text carries millimetres")
            lines.append(comma.join((name, str(ring_number), f"{y / UNITS_PER_M:.3f}", f"{x / UNITS_PER_M:.3f}")))
    head = comma.join((str(counted), f"{parcel['DKMJ']:.4f}", parcel["DKBH"], parcel["DKMC"], "面", "",
                       parcel["DKYT"], parcel["DLBM"], "@"))
    if style["braces"]:
        lines = ["{"] + lines + ["}"]
    return [head] + lines


def from_north_west(ring):
    """The ring started at the corner nearest the north-west of its box, as the common writers do."""
    west, north = min(x for x, _ in ring), max(y for _, y in ring)
    start = min(range(len(ring)), key=lambda k: (ring[k][0] - west) ** 2 + (ring[k][1] - north) ** 2)
    return ring[start:] + ring[:start]


def write_bytes(path, data):
    with open(path, "wb") as file:
        file.write(data)
