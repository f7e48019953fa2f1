"""The same polygons and firms in every format that is read: formats.py PROGRAM.

ogr2ogr writes them; what Lantu reads must cover what it reads from the GeoPackage, and the other way
round. Spreadsheets are zipped here as offices write them, below a title."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

# A square; its neighbour with a hole, a vertex off the whole metres and a border shared with it.
SQUARE = "38400000 3930000,38400100 3930000,38400100 3930100,38400000 3930100,38400000 3930000"
NEIGHBOUR = "38400100 3930000,38400250.1234 3930010,38400200 3930100,38400100 3930100,38400100 3930000"
HOLE = "38400120 3930020,38400120 3930040,38400140 3930040,38400140 3930020,38400120 3930020"
PARCELS = f'BH,MC,WKT\n1,甲地块,"POLYGON(({SQUARE}))"\n2,乙地块,"POLYGON(({NEIGHBOUR}),({HOLE}))"\n'

PROGRAM = os.path.abspath(sys.argv[1])


def ogr2ogr(*args):
    subprocess.run(["ogr2ogr", "-q", *args], check=True, stdin=subprocess.DEVNULL)


def write_reference():
    with open("parcels.csv", "w", encoding="utf-8") as file:
        file.write(PARCELS)
    ogr2ogr("-f", "GPKG", "ref.gpkg", "parcels.csv", "-a_srs", "EPSG:4526", "-nln", "ref", "-nlt", "POLYGON",
            "-oo", "GEOM_POSSIBLE_NAMES=WKT", "-oo", "KEEP_GEOM_COLUMNS=NO")


def check(layers, rules="", crs="EPSG:4526", extra=""):
    """Run a project of these layers; the run and the tables it wrote."""
    with open("p.yaml", "w", encoding="utf-8") as file:
        file.write(f'lantu: 1\nproject: {{name: t, crs: "{crs}"}}\nlayers:\n')
        file.writelines(f"  - {{{layer}}}\n" for layer in layers)
        file.write(f"rules: [{rules}]\n{extra}")
    done = program.run(PROGRAM, "check", "p.yaml", "--overwrite", "--lang", "en")
    if not os.path.exists("out/findings.gpkg"):
        return done, None
    with closing(program.opened("out/findings.gpkg")) as db:
        tables = {table: program.rows(db, table)
                  for table in ("rule", "input", "findings_polygon", "findings_point", "findings_table", "mu_firm")}
    shutil.rmtree("out")
    return done, tables


SAME = ('{id: SAME, kind: covers-each-other, severity: error, title: {zh: 相同, en: same}, '
        'layers: {a: {layer: a}, b: {layer: b}}, limits: {min_width_m: %s}}, '
        '{id: IN-CRS, enabled: false}')  # far from the meridian of band 37, on purpose


def same(source, width_m=0, crs="EPSG:4526", reference="ref.gpkg"):
    """True when a source has the two parcels, each covered by the reference but for slivers so thin."""
    done, tables = check([f"id: a, source: {reference}", f"id: b, source: {source}"], SAME % width_m, crs)
    states = {rule["id"]: rule["state"] for rule in tables["rule"]} if tables else {}
    counts = [layer["features"] for layer in tables["input"]] if tables else []
    is_same = done.code == 0 and set(states.values()) == {"pass"} and counts == [2, 2]
    return None if is_same else f"{source}: {done.code} {states} {counts} {done.out.decode()} {done.err}"


def check_polygons():
    """Formats that keep coordinates as they are, and those that round them."""
    exact = [("GML", "a.gml", ()), ("GML", "b.gml", ("-dsco", "FORMAT=GML3.2")), ("FlatGeobuf", "a.fgb", ()),
             ("OpenFileGDB", "a.gdb", ("-nlt", "MULTIPOLYGON")), ("ESRI Shapefile", "a.shp", ()),
             ("GeoJSON", "a.geojson", ("-lco", "RFC7946=NO"))]
    rounded = [("MapInfo File", "b.tab", 0.03), ("MapInfo File", "b.mif", 0.03)]
    for driver, name, options in exact:
        ogr2ogr("-f", driver, name, "ref.gpkg", "-nln", "a", *options)
        yield same(name)
    for driver, name, width_m in rounded:
        ogr2ogr("-f", driver, name, "ref.gpkg", "-nln", "b")
        yield same(name, width_m)
    yield None if not os.path.exists("a.gfs") and not os.path.exists("b.gfs") else "a file was written beside the input"


def check_degrees():
    ogr2ogr("-f", "GPKG", "utm.gpkg", "ref.gpkg", "-s_srs", "EPSG:4526", "-t_srs", "EPSG:32649", "-nln", "ref")
    for name in ("a.kml", "a.kmz"):
        ogr2ogr("-f", "LIBKML", name, "utm.gpkg", "-nln", "a")
        yield same(name, 0.001, "EPSG:32649", "utm.gpkg")
    ogr2ogr("-f", "GML", "-dsco", "FORMAT=GML3.2", "degrees.gml", "ref.gpkg", "-t_srs", "EPSG:4490")
    yield same("degrees.gml", 0.001)


def zip_files(archive, names, folder=""):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.write(name, folder + name)


def check_folders():
    """Folders and archives: the only file, or the one that `layer` names."""
    parts = [f"a.{ending}" for ending in ("shp", "shx", "dbf", "prj", "cpg") if os.path.exists(f"a.{ending}")]
    os.makedirs("folder", exist_ok=True)
    for name in parts:
        shutil.copy(name, "folder")
        shutil.copy(name, "folder/其他" + name[1:])
    zip_files("one.zip", parts)
    zip_files("deep.zip", ["ref.gpkg"], "成果/矢量/")
    zip_files("two.zip", parts + ["ref.gpkg"])
    zip_files("gdb.zip", [os.path.join("a.gdb", name) for name in os.listdir("a.gdb")])
    for source in ("one.zip", "deep.zip", "gdb.zip", "two.zip, layer: ref", "two.zip, layer: a", "folder, layer: a",
                   "folder, layer: 其他"):
        yield same(source)
    # names as Windows writes them, GBK, and as macOS does, UTF-8; no flag says so
    for archive, encoding in (("gbk.zip", "gbk"), ("utf8.zip", "utf-8")):
        bytes_of_name = "图斑".encode(encoding)
        with zipfile.ZipFile(archive, "w") as file:
            for name in parts:
                info = zipfile.ZipInfo("X" * len(bytes_of_name) + name[1:])
                with open(name, "rb") as part:
                    file.writestr(info, part.read())
        with open(archive, "rb") as file:
            data = file.read()
        with open(archive, "wb") as file:
            file.write(data.replace(b"X" * len(bytes_of_name) + b".", bytes_of_name + b"."))
        yield same(f"{archive}, layer: 图斑")
    # to look into these takes GDAL the square of the members, and of the folders of a name
    for archive, names in (("crowd.zip", (f"{i}.txt" for i in range(10001))), ("depth.zip", ["a/" * 17]),
                           ("name.zip", ["a/" * 10 + "b" * 1100])):
        with zipfile.ZipFile(archive, "w") as file:
            for name in ["a.geojson", *names]:
                file.writestr(name, "{}")
    shutil.copy("crowd.zip", "crowd.xlsx")
    write_bombs()
    done, rated, _ = firms("photos.xlsx")
    os.remove("photos.xlsx")
    yield None if done.code == 0 and ("甲公司", 12.5) in rated else f"photos.xlsx: {done.code} {done.err}"
    for source, says, code in (("folder", "has several layers, name one", 2), ("two.zip", "has several layers", 2),
                               ("folder, layer: c", "no layer 'c', there are: a.shp", 3),
                               ("missing.zip", "no such file", 3), ("parcels.csv.zip", "holds no data file", 3),
                               ("crowd.zip", "holds more than 10000 files", 3),
                               ("crowd.xlsx", "holds more than 10000 files", 3),
                               ("bomb.kmz", "at most 256 MB unpacked", 3), ("bomb.xlsx", "at most 256 MB unpacked", 3),
                               ("bomb.kml", "at most 256 MB unpacked", 3), ("bomb.zip", "at most 256 MB unpacked", 3),
                               ("depth.zip", "too long or too deep", 3), ("name.zip", "too long or too deep", 3)):
        if source == "parcels.csv.zip":
            zip_files(source, ["p.yaml"])
        done, _ = check(["id: a, source: ref.gpkg", f"id: b, source: {source}"])
        text = done.err + done.out.decode()
        yield None if done.code == code and says in text else f"{source}: {done.code} {text}"


def write_bombs():
    """Small files that GDAL would unpack to more than it may take: of blanks, and with a hole."""
    head, tail = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>', "</Document></kml>"
    blanks = " " * (64 << 20)
    with zipfile.ZipFile("bomb.kmz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file, file.open("doc.kml", "w") as part:
        for text in (head, *[blanks] * 4, tail):
            part.write(text.encode())
    xlsx("bomb.xlsx", [(1, HEADER)])
    with zipfile.ZipFile("bomb.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for n in range(5):
            file.writestr(f"xl/media/{n}.png", blanks)
    xlsx("photos.xlsx", [(1, HEADER)] + FIRMS)  # as large, but of what does not pack: not read by GDAL
    with zipfile.ZipFile("photos.xlsx", "a", zipfile.ZIP_STORED) as file:
        for n in range(5):
            file.writestr(f"xl/media/{n}.png", blanks)
    with open("bomb.kml", "w", encoding="ascii") as file:
        file.write(head + "\n")
        file.truncate(257 << 20)
    zip_files("bomb.zip", ["bomb.kml"])


def polyline(layer, points):
    pairs = "".join(f"10\n{x!r}\n20\n{y!r}\n" + (f"42\n{bulge!r}\n" if bulge else "") for x, y, bulge in points)
    return f"0\nLWPOLYLINE\n8\n{layer}\n90\n{len(points)}\n70\n1\n{pairs}"


def check_drawing():
    """Closed polylines of a DXF are polygons; an arc is stroked so that its area is right."""
    def ring(text):
        return [(*map(float, pair.split()), 0) for pair in text.split(",")[:-1]]
    circle = [(38401000.0, 3930000.0, 1.0), (38401200.0, 3930000.0, 1.0)]
    line = "0\nLINE\n8\nX\n10\n0.0\n20\n0.0\n11\n5.0\n21\n5.0\n"
    with open("d.dxf", "w", encoding="ascii") as file:
        file.write("0\nSECTION\n2\nENTITIES\n" + polyline("DK", ring(SQUARE)) + polyline("DK", ring(NEIGHBOUR)) +
                   polyline("ARC", circle) + line + "0\nENDSEC\n0\nEOF\n")
    rule = ('{id: IN, kind: covers, severity: error, title: {zh: 内, en: inside}, '
            'layers: {a: {layer: b}, b: {layer: a}}}')
    where = "\"Layer IN ('DK', 'ARC')\""
    _, tables = check(["id: a, source: ref.gpkg", f"id: b, source: d.dxf, crs: 'EPSG:4526', where: {where}"], rule)
    areas = sorted(row["area_planar_m2"] for row in tables["findings_polygon"])
    # the hole, which the drawing does not have, and the circle: pi * 100 m * 100 m
    yield None if len(areas) == 2 and areas[0] == 400 and abs(areas[1] - 31415.93) < 0.03 else f"d.dxf: {areas}"


def check_bands():
    """Files of one layer, each in the band of its own."""
    ogr2ogr("-f", "ESRI Shapefile", "west.shp", "ref.gpkg", "-t_srs", "EPSG:4525", "-where", "BH='1'")
    ogr2ogr("-f", "ESRI Shapefile", "east.shp", "ref.gpkg", "-where", "BH='2'")
    yield same("[west.shp, east.shp]", 0.001)
    yield same("[east.shp, west.shp]", 0.001)
    # a CRS that is stated is what a file's own, as ESRI writes it, says, or it is told
    for source, is_told in (("east.shp", False), ("west.shp", True)):
        done, _ = check([f"id: a, source: {source}, crs: 'EPSG:4526'"])
        yield None if (": its CRS is " in done.err) == is_told else f"{source}: {done.err}"
    # the name of a CRS that begins with that of another
    ogr2ogr("-f", "GPKG", "utm.gpkg", "ref.gpkg", "-t_srs", "EPSG:32650", "-where", "BH='1'")
    ogr2ogr("-f", "GPKG", "degrees.gpkg", "ref.gpkg", "-t_srs", "EPSG:4326", "-where", "BH='2'")
    done, tables = check(["id: a, source: ref.gpkg", "id: b, source: [utm.gpkg, degrees.gpkg]"], SAME % 1)
    names = tables["input"][1]["crs"] if tables else done.err
    yield None if names == "WGS 84 / UTM zone 50N, WGS 84" else f"CRS: {names}"


# ---- spreadsheets ----

def xlsx(path, sheet_rows):
    """A workbook of one sheet; rows by their numbers."""
    def cell(column, row, value):
        place = f"{chr(65 + column)}{row}"
        if value is None:
            return ""
        if isinstance(value, (int, float)):
            return f'<c r="{place}"><v>{value}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    office = "http://schemas.openxmlformats.org"
    main, rels = f"{office}/spreadsheetml/2006/main", f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    body = "".join(f'<row r="{n}">' + "".join(cell(i, n, value) for i, value in enumerate(row)) + "</row>"
                   for n, row in sheet_rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
                               '<Default Extension="rels" '
                               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
                               '<Override PartName="/xl/worksheets/sheet1.xml" '
                               f'ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                       f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
                           '<sheet name="企业" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                                      f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


HEADER = ["序号", "企业\n名称", "经度", "纬度", "用地面积\n（亩）", "税收（万元）", None, "Name of park"]
FIRMS = [(5, [1, "甲公司", 112.9, 35.5, 12.5, 100, "x"]), (7, [2, "乙公司", 112.91, 35.51, "约30亩", 0.1])]
TITLE = [(1, ["示范市企业亩均效益调查表"]), (2, ["填报单位：示范市", None, None, "单位：万元"])]
FIRM = ("id: firm, source: %s, x: 经度, y: 纬度, crs: 'EPSG:4490', key: 序号, name: 企业名称, "
        "fields: {land: 用地面积（亩）, tax: 税收（万元）, added_value: 税收（万元）, output: 税收（万元）}")
MU = "mu: {firms: firm, land_unit: mu, money_unit: 万元}\n"


def firms(source):
    done, tables = check([FIRM % source], extra=MU)
    rated = [(row["firm_name"], row["land_mu"]) for row in tables["mu_firm"]] if tables else []
    land = [row for row in tables["findings_point"] if row["rule"] == "MU-LAND"] if tables else []
    return done, rated, [(row["a_key"], row["a_fid"]) for row in land]


def check_sheets():
    """The header is below a title; numbers are numbers; a row has the number it has in the sheet."""
    xlsx("firms.xlsx", TITLE + [(4, HEADER)] + FIRMS)
    xlsx("plain.xlsx", [(1, HEADER)] + [(2, FIRMS[0][1]), (3, FIRMS[1][1])])
    ogr2ogr("-f", "ODS", "plain.ods", "plain.xlsx")
    for source, row in (("firms.xlsx", 7), ("plain.xlsx", 3), ("plain.ods", 3)):
        done, rated, land = firms(source)
        fine = done.code == 0 and land == [("2", row)] and ("甲公司", 12.5) in rated
        yield None if fine else f"{source}: {done.code} {rated} {land} {done.out.decode()} {done.err}"
    # names that differ by case only, and one that is taken already: each column has its own
    xlsx("case.xlsx", [(1, ["名称", "A", "a", "a_2"]), (2, ["甲", 1, 2, 3])])
    done, _ = check(["id: t, source: case.xlsx, key: a_2_2, name: a_2"])
    yield None if done.code == 0 else f"case.xlsx: {done.code} {done.out.decode()} {done.err}"
    # a year as a name, a name that comes twice and a title in every cell do not make a header of a firm
    odd = [(1, ["调查表"] * 9), (2, HEADER + [2024]), (3, FIRMS[0][1] + ["甲类"]), (4, FIRMS[1][1])]
    odd[1][1][6] = "Name of park"
    xlsx("odd.xlsx", odd)
    done, _, land = firms("odd.xlsx")
    yield None if done.code == 0 and land == [("2", 4)] else f"{done.code} {land} {done.out.decode()} {done.err}"
    # notes with something in more cells than the table has columns, above it and below
    note = ["说明：", *[f"{n}.按实填写。" for n in range(1, 14)]]
    legend = [f"图例{n}" for n in range(1, 20)]
    firm = FIRMS[0][1], FIRMS[1][1]
    for name, sheet, rows in (("above.xlsx", [(1, note), (2, HEADER), (3, firm[0]), (4, firm[1])], [("2", 4)]),
                              ("below.xlsx", [(1, HEADER), (2, firm[0]), (3, firm[1]), (5, note)], [("2", 3)]),
                              ("legend.xlsx", TITLE + [(4, HEADER), (5, firm[0]), (6, firm[1]), (9, legend)],
                               [("2", 6)])):
        xlsx(name, sheet)
        done, _, land = firms(name)
        yield None if land == rows else f"{name}: {done.code} {land} {done.out.decode()} {done.err}"
    # sparse rows below a header, and a block of three cells above it
    block = [(1, ["填报单位", "填报人", "日期"])]
    names = [f"列{n}" for n in range(1, 20)]
    xlsx("sparse.xlsx", block + [(2, names), (3, [1, 2, "x"]), (4, [3, None, "y"])])
    done, _ = check(["id: t, source: sparse.xlsx, key: 列1"])
    yield None if done.code == 0 else f"sparse.xlsx: {done.code} {done.out.decode()} {done.err}"
    xlsx("years.xlsx", [(1, ["企业名称", 2022, 2023, 2024])] + [(n, [f"企业{n}", "停产", "在产", "新建"]) for n in (2, 3)])
    done, _ = check(["id: firm, source: years.xlsx"])
    yield None if "no header among the first 20 rows" in done.err + done.out.decode() else done.err
    xlsx("none.xlsx", [(n, [n, n + 1, n + 2]) for n in range(1, 30)])
    done, _ = check([FIRM % "none.xlsx"])
    yield None if "no header among the first 20 rows" in done.err + done.out.decode() else done.err


def check_table():
    """A table without shapes lacks none, and needs no CRS."""
    with open("projects.csv", "w", encoding="utf-8") as file:
        file.write("XMDM,XMMC,TZE\nX1,甲,100\nX2,乙,200\n")
    done, tables = check(["id: investment, source: projects.csv, key: XMDM"])
    yield None if done.code == 0 and not tables["findings_table"] else f"{done.code} {done.out.decode()} {done.err}"


def check_all():
    write_reference()
    failures = [failure for checks in (check_polygons, check_degrees, check_folders, check_drawing, check_bands,
                                       check_sheets, check_table)
                for failure in checks() if failure is not None]
    for failure in failures:
        print(failure)
    return not failures


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.exit(0 if check_all() else 1)
