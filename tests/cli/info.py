"""`lantu info`: the sample's files, encodings and coordinates in doubt: info.py PROGRAM."""

import glob
import json
import os
import shutil
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
[LAND, *_] = sorted(glob.glob(os.path.join(program.SAMPLE, "*", "DLTB.shp")))
FOLDER = os.path.dirname(LAND)
FAULTS = []


def expect(what, found, wanted):
    if found != wanted:
        FAULTS.append(f"{what}: {found!r}, not {wanted!r}")


def info(*args, code=0):
    """Layers of the first file; of a file that cannot be read its error."""
    done = program.run(PROGRAM, "info", "--json", "--lang", "en", *args)
    expect(f"{args}: exit code", (done.code, done.err), (code, ""))
    first = json.loads(done.out)["files"][0]
    return first["layers"] or first["error"]


def write(name, text, encoding="utf-8"):
    with open(name, "w", encoding=encoding, newline="") as file:
        file.write(text)
    return name


def shapefile(name, cpg=None):
    for ending in ("shp", "shx", "dbf", "prj"):
        shutil.copy(f"{LAND[:-4]}.{ending}", f"{name}.{ending}")
    if cpg is not None:
        write(f"{name}.cpg", cpg)
    return f"{name}.shp"


def fault(layer, kind):
    return next((f["features"] for f in layer["faults"] if f["kind"] == kind), 0)


def records(path):
    """(records, those without shape) of a Shapefile, by its own structure."""
    with open(path, "rb") as file:
        data = file.read()
    at, n, null = 100, 0, 0
    while at < len(data):
        words, kind = struct.unpack_from(">4xi", data, at)[0], struct.unpack_from("<i", data, at + 8)[0]
        at, n, null = at + 8 + 2 * words, n + 1, null + (kind == 0)
    return n, null


def tables(path):
    """{layer: rows} of a GeoPackage."""
    db = program.opened(path)
    names = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def is_utf8(path):
    with open(path, "rb") as file:
        try:
            file.read().decode("utf-8")
        except UnicodeDecodeError:
            return False
    return True


def sample():
    """The sample's own files, counted by their structure."""
    [land] = info(LAND)
    expect("DLTB: counts", (land["features"], land["null"]), records(LAND))
    expect("DLTB: crs", (land["crs"]["id"], land["crs"]["doubts"], land["crs"]["proposal"]), ("EPSG:4526", [], None))
    expect("DLTB: standard", (land["standard"]["layer"], land["standard"]["by"]), ("DLTB", "name"))
    fields = {field["name"]: field for field in land["fields"]}
    expect("DLTB: BSM", (fields["BSM"]["type"], fields["BSM"]["width"]), ("String", 18))
    for path in glob.glob(os.path.join(FOLDER, "*.gpkg")):
        layers = info(path)
        expect(path, {layer["layer"]: layer["features"] for layer in layers}, tables(path))
        [one] = info(f"{path}:{layers[-1]['layer']}")
        expect(f"{path}: one layer", one, layers[-1])
    for path in glob.glob(os.path.join(FOLDER, "zone-*.txt")):
        [zone] = info(path)
        expect(path, zone["encoding"]["found"], "UTF-8" if is_utf8(path) else "GB18030")
        expect(f"{path}: crs", zone["crs"]["id"] in ("EPSG:4525", "EPSG:4526"), True)


def encodings():
    [plain] = info(shapefile("plain"))
    expect("no .cpg", (plain["encoding"]["by"], plain["encoding"]["found"]), (None, "GB18030"))
    [right] = info(shapefile("right", "936"))
    expect("936", (right["encoding"]["by"], right["encoding"]["readings"], fault(right, "text")), (".cpg", None, 0))
    [wrong] = info(shapefile("wrong", "UTF-8"))
    expect("UTF-8: found", (wrong["encoding"]["stated"], wrong["encoding"]["found"]), ("UTF-8", "GB18030"))
    expect("UTF-8: readings", "GB18030 '" in wrong["encoding"]["readings"], True)
    expect("UTF-8: faults of features, not of fields", fault(wrong, "text"), wrong["features"])
    [utf16] = info(write("table.csv", "编号,名称\r\n1,高平\r\n", "utf-16"))
    expect("UTF-16", (utf16["layer"], utf16["encoding"]["found"], utf16["fields"][1]["samples"]),
           ("table", "UTF-16LE", ["高平"]))
    [doubt] = info(write("doubt.csv", "NO,NAME\n1,\u03a9\n"))
    expect("undecidable", (doubt["encoding"]["found"], doubt["encoding"]["readings"]),
           (None, "UTF-8 '1,Ω', GB18030 '1,惟', ISO-8859-1 '1,Î©'"))
    expect("undecidable: fault", fault(doubt, "text"), 1)


def proposal(layer):
    found = layer["crs"]["proposal"]
    return found and (found["kind"], found["crs"], found["swapped"])


def box(name, west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return write(name, json.dumps({"type": "FeatureCollection", "features": [feature]}))


def firms():
    rows = [f"企业{i},{112.6 + i / 100:.6f},{35.4 + i / 50:.6f}" for i in range(20)]
    return write("firms.csv", "\n".join(["名称,经度,纬度", *rows, "迁出企业,,"]))


def coordinates():
    """The north-east of Jincheng, 112.5 to 113.6 degrees east, is in band 38."""
    outline = box("outline.geojson", 112.4, 35.1, 113.7, 36.1)
    with open(os.path.join(FOLDER, "zone-1.txt"), encoding="utf-8-sig") as file:
        lines = [line.rstrip("\n").split(",") for line in file]
    points = [line for line in lines if len(line) == 4 and line[0].startswith("J")]
    swapped = "\n".join(",".join([a[0], a[1], a[3], a[2]] if a in points else a) for a in lines)
    [text] = info(write("swapped.txt", swapped))
    expect("swapped text", (text["crs"]["stated"], proposal(text)), (None, ("prefix", "EPSG:4526", True)))
    expect("swapped text: why", "swapped" in text["crs"]["error"], True)
    # surveys call the northing X
    rows = [f"{p[0]},{p[2]},{p[3]}" for p in points]
    [table] = info(write("corners.csv", "\n".join(["点号,X坐标,Y坐标", *rows]), "gbk"))
    expect("corner table", table["crs"]["proposal"]["line"], 'x: Y坐标, y: X坐标, crs: "EPSG:4526"')
    [table] = info(write("unit.csv", "\n".join(["点号,X坐标(m),Y坐标（米）", *rows]), "gbk"))
    expect("corner table with units", table["crs"]["proposal"]["line"], 'x: Y坐标（米）, y: X坐标(m), crs: "EPSG:4526"')
    expect("names of fields as samples", table["encoding"]["samples"], ["点号", "X坐标(m)", "Y坐标（米）"])
    rows = [f"{p[0]},{p[2]},{p[3][2:]}" for p in points]
    cut = write("cut.csv", "\n".join(["点号,X坐标,Y坐标", *rows]))
    [table] = info(cut)
    expect("no prefix", proposal(table), None)
    [table] = info(cut, "--outline", outline)
    expect("no prefix, outline", proposal(table), ("no-prefix", "EPSG:4547", True))
    expect("no prefix, inside", table["crs"]["proposal"]["inside"] > 0.99, True)
    [table] = info(firms())
    expect("firms", table["crs"]["proposal"]["line"], 'x: 经度, y: 纬度, crs: "EPSG:4490"')
    expect("firms: no number", (table["features"], table["vertices"], fault(table, "no-number")), (21, 20, 1))
    [cross] = info(write("cross.geojson", json.dumps({"type": "Polygon", "coordinates": [
        [[112, 35], [113, 36], [113, 35], [112, 36], [112, 35]]]})))
    expect("bow tie", (cross["invalid"], cross["faults"][0]["places"]), (1, [{"fid": 0, "x": 112.5, "y": 35.5}]))
    [land] = info(LAND, "--crs", "EPSG:4525")
    expect("another band", (land["crs"]["doubts"][0], proposal(land)), ("band", ("prefix", "EPSG:4526", False)))


def others():
    bad = write("bad.gpkg", "no database")
    done = program.run(PROGRAM, "info", "--lang", "en", "missing.shp", bad, LAND)
    out = done.out.decode()
    expect("some cannot be read", (done.code, out.count("cannot be read: "), "layer DLTB" in out), (3, 2, True))
    zh = program.run(PROGRAM, "info", "--lang", "zh", LAND).out.decode()
    expect("Chinese", "识别为 GB18030" in zh and "没有图形：" in zh, True)
    for args in ((), ("",), ("a.shp", "--outline", "")):
        expect(f"{args}", program.run(PROGRAM, "info", *args).code, 2)
    expect("outline without polygons", program.run(PROGRAM, "info", LAND, "--outline", firms()).code, 3)


def shanxi():
    """Two sources of the same counties; the older one is said to be GCJ-02 (its SOURCE.txt)."""
    folder = os.path.normpath(os.path.join(program.DATA, "cn_shanxi_admin"))
    if not os.path.isdir(folder):
        return
    outline = os.path.join(folder, "echarts", "shan1_xi1_jin4_cheng2.geojson")
    [raw] = info(os.path.join(folder, "raw", "晋城市.shp"), "--outline", outline)
    shares = {r["kind"]: r["inside"] for r in raw["crs"]["readings"]}
    expect("raw: encoding", (raw["encoding"]["stated"], raw["encoding"]["found"]), (None, "UTF-8"))
    expect("raw: GCJ-02 fits best", shares["gcj-02"] > shares["degrees"], True)
    [derived] = info(os.path.join(folder, "derived", "jincheng_cgcs2000_gk38_gbk.shp"))
    # the west of Jincheng is nearer to the meridian of band 37
    expect("derived", (derived["crs"]["id"], derived["crs"]["doubts"], proposal(derived)), ("EPSG:4526", ["off-band"], None))
    expect("derived: encoding", (derived["encoding"]["by"], derived["encoding"]["found"]), (".cpg", "GB18030"))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for case in (sample, encodings, coordinates, others, shanxi):
        case()
    os.chdir(program.ROOT)
print("\n".join(FAULTS) or "ok")
sys.exit(1 if FAULTS else 0)
